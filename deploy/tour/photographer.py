"""A Chromium that photographs pages: whole, in a given size, language and look."""

import shutil
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait

from portal.seed.people import PASSWORD

LONGEST_PX = 8000
SECONDS = 60
QUALITY = 85
GREETING = (By.CSS_SELECTOR, ".account")
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-quic")  # fmt: skip
PROGRAMS = ("chromium", "chromedriver")


@dataclass(frozen=True, slots=True)
class Look:
    """In what a page is photographed; its name is part of the files' names."""

    name: str
    size: tuple[int, int]
    prefix: str  # of the language
    colours: str
    text: str


def missing() -> list[str]:
    """The programs that this machine lacks."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A Chromium with a profile of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        service = webdriver.ChromeService(shutil.which("chromedriver"))
        driver = webdriver.Chrome(options=options, service=service)
        try:
            driver.set_page_load_timeout(SECONDS)
            yield driver
        finally:
            driver.quit()


def sign_in(driver: webdriver.Chrome, portal: str, login: str) -> str:
    """Sign in as `login` of the demo; returns the cookie, as `name=value`."""
    driver.get(f"{portal}/healthz")
    driver.delete_all_cookies()
    driver.get(f"{portal}/account/sign-in")
    driver.find_element(By.NAME, "login").send_keys(login)
    driver.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
    WebDriverWait(driver, SECONDS).until(expected.presence_of_element_located(GREETING))
    return kept_cookie(driver)


def kept_cookie(driver: webdriver.Chrome) -> str:
    """The cookie of who is there, as `name=value`; empty for nobody."""
    found = [each for each in driver.get_cookies() if each["name"].endswith("mingchu")]
    return f"{found[0]['name']}={found[0]['value']}" if found else ""


def here(driver: webdriver.Chrome) -> str:
    """The path of the page that is shown, with what it asks for."""
    path: str = driver.execute_script("return location.pathname + location.search")
    return path


def enter(driver: webdriver.Chrome, portal: str, *, cookie: str | None, text: str) -> None:
    """Go on as whoever has the `cookie`, nobody for None, who reads `text` "normal" or "large"."""
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    driver.execute_cdp_cmd(  # what a form kept on this device for who goes on with it
        "Storage.clearDataForOrigin", {"origin": portal, "storageTypes": "local_storage"}
    )
    kept = [cookie.partition("=")] if cookie else []
    if text == "large":
        kept.append(("mingchu_text", "=", text))
    for name, _, value in kept:
        driver.execute_cdp_cmd("Network.setCookie", {"url": portal, "name": name, "value": value})


def put_on(driver: webdriver.Chrome, look: Look) -> None:
    """Show what is opened from now on in the size and the colours of `look`."""
    resize(driver, *look.size)
    scheme = [{"name": "prefers-color-scheme", "value": look.colours},
              {"name": "prefers-reduced-motion", "value": "reduce"}]  # fmt: skip
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})


def photograph(driver: webdriver.Chrome, look: Look, file: Path) -> None:
    """Photograph the whole page that is shown, as long as it is, into `file`, all or nothing."""
    height = driver.execute_script("return document.documentElement.scrollHeight")
    resize(driver, look.size[0], min(max(height, look.size[1]), LONGEST_PX))
    _wait_for_pictures(driver)
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "jpeg", "quality": QUALITY})
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(b64decode(shot["data"]))
    unfinished.replace(file)


def _wait_for_pictures(driver: webdriver.Chrome) -> None:
    """Those that come late come once they are in sight, which the long window brings about."""
    WebDriverWait(driver, SECONDS).until(
        lambda _: driver.execute_script("return [...document.images].every((one) => one.complete)")
    )


def resize(driver: webdriver.Chrome, width: int, height: int, *, scale: int = 1) -> None:
    """Give the page a viewport of so many pixels, each of `scale` dots."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600},
    )
