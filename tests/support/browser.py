"""A headless Chromium of one's own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver

from tests.support.lacking import skip_or_fail

PROGRAMS = ("chromium", "chromedriver")
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
)  # fmt: skip
PHONE, DESKTOP = (390, 844), (1280, 800)


def require_browser() -> None:
    """Skip the test where there is no Chromium; on a CI machine fail it instead."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        skip_or_fail(f"needs {' and '.join(missing)}; `make test-deps` installs them")


@contextmanager
def browser(
    profile: Path, *, size: tuple[int, int] = PHONE, has_worker: bool = False
) -> Iterator[webdriver.Chrome]:
    """A Chromium with a fresh profile below `profile`, its window of `size` (width, height).

    Without `has_worker` every page comes from the network: what a service worker passed on is
    counted as no byte at all.
    """
    require_browser()
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for argument in (*ARGUMENTS, f"--user-data-dir={profile / 'chromium'}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))
    )
    try:
        resize(driver, size)
        driver.execute_cdp_cmd("Network.enable", {})
        driver.execute_cdp_cmd("Network.setBypassServiceWorker", {"bypass": not has_worker})
        yield driver
    finally:
        driver.quit()


def resize(driver: webdriver.Chrome, size: tuple[int, int]) -> None:
    """Give the page a viewport of `size`, that of a phone when it is narrow."""
    width, height = size
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )


def prefer(driver: webdriver.Chrome, **features: str) -> None:
    """Let the device ask for media features, such as prefers_color_scheme="dark"."""
    wanted = [{"name": name.replace("_", "-"), "value": text} for name, text in features.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})
