"""`make tour`: photographs every page of a running portal into tour/, for somebody to look at.

Each page is taken on a phone and a desktop, in Chinese and English, light, dark and in large text.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait

from portal.seed.district import SAMPLE
from portal.seed.people import PASSWORD
from portal.settings import load

FOLDER = Path(__file__).resolve().parent.parent / "tour"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
LANGUAGES = {"zh": "", "en": "/en"}
LOOKS = {"light": ("light", "normal"), "dark": ("dark", "normal"), "large": ("light", "large")}
LONGEST_PX = 6000
STAFF_PAGES = (  # login of the demo, name, path
    ("", "sign-in", "/account/sign-in"),
    ("demo-owner", "account", "/account"),
    ("demo-owner", "second-factor", "/account/second-factor"),
    ("demo-owner", "password", "/account/password"),
    ("demo-owner", "not-allowed", "/people"),
    ("demo-owner", "desk-owner", "/desk/"),
    ("demo-owner", "notices-owner", "/notices"),
    ("demo-owner", "finding-owner", "/desk/findings?queue=all"),
    ("demo-owner", "suspension", f"/desk/register/{SAMPLE.code}/ask/suspend"),
    ("demo-head", "desk-head", "/desk/"),
    ("demo-bureau", "desk-bureau", "/desk/"),
    ("demo-bureau", "register", "/desk/register"),
    ("demo-bureau", "record", f"/desk/register/{SAMPLE.code}"),
    ("demo-bureau", "register-new", "/desk/register/new"),
    ("demo-bureau", "requests", "/desk/register/requests"),
    ("demo-bureau", "coverage", "/desk/coverage"),
    ("demo-bureau", "site-plan", "/desk/site-plan"),
    ("demo-bureau", "closures", "/desk/closures"),
    ("demo-bureau", "patrol-plans", "/desk/patrols/plans"),
    ("demo-bureau", "wall", "/wall"),
    ("demo-bureau", "deliveries", "/desk/deliveries"),
    ("demo-bureau", "channels", "/desk/channels"),
    ("demo-inspector", "leads", "/desk/leads"),
    ("demo-inspector", "lead", "/desk/leads"),
    ("demo-inspector", "findings", "/desk/findings?queue=all"),
    ("demo-inspector", "finding", "/desk/findings?queue=all"),
    ("demo-inspector", "finding-new", f"/desk/findings/new/{SAMPLE.code}"),
    ("demo-inspector", "cases", "/desk/cases?queue=all"),
    ("demo-inspector", "case", "/desk/cases?queue=all"),
    ("demo-owner", "responses", "/desk/responses"),
    ("demo-bureau", "desk-surveys", "/desk/surveys"),
    ("demo-bureau", "desk-survey", "/desk/surveys/1"),
    ("demo-bureau", "desk-set-aside", "/desk/surveys/set-aside"),
    ("demo-owner", "desk-rated", "/desk/surveys/own"),
    ("demo-inspector", "patrols", "/desk/patrols"),
    ("demo-inspector", "patrol-tasks", "/desk/patrols/tasks"),
    ("demo-inspector", "patrol-task", "/desk/patrols/tasks"),
    ("demo-inspector", "patrol-report", "/desk/patrols/report"),
    ("demo-inspector", "unreached", "/desk/patrols/unreached"),
    ("demo-inspector", "notices", "/notices"),
    ("demo-inspector", "notice-preferences", "/notices/preferences"),
    ("demo-auditor", "desk-auditor", "/desk/"),
    ("demo-admin", "desk-admin", "/desk/"),
    ("demo-admin", "people", "/people"),
    ("demo-admin", "person-new", "/people/new"),
    ("demo-admin", "person", "/people/1"),
    ("demo-admin", "audit", "/audit"),
)
FIRST = {  # pages whose address nobody knows before: the first such link of the page named above
    "lead": "a[href*='/desk/leads/']",
    "finding": "a[href*='/desk/findings/V-']",
    "finding-owner": "a[href*='/desk/findings/V-']",
    "case": "a[href*='/desk/cases/XS-']",
    "patrol-task": "a[href*='/desk/patrols/tasks/']",
}
KITCHENS = 12  # at most; the demo district has as many, one for each state
GREETING = (By.CSS_SELECTOR, ".account")
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-quic")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Photograph:
    """One picture to take: where it goes, and what it shows in which look."""

    file: Path
    address: str
    size: tuple[int, int]
    look: tuple[str, str]
    login: str = ""
    first: str = ""  # the link to follow first, where there is one


def pages(portal: str) -> dict[str, str]:
    """The pages to photograph: a name for each, and its path without a language."""
    with urlopen(f"{portal}/restaurants", timeout=10) as answer:  # noqa: S310 - http, by argument
        listed = re.findall(r'href="/r/([0-9a-z]+)"', answer.read().decode())
    found = {
        "home": "/",
        "restaurants": "/restaurants",
        "nothing-found": "/restaurants?q=zzzz",
        "satisfaction": "/satisfaction",
        "set-aside": "/satisfaction/set-aside",
        "surveys": "/satisfaction/surveys",
        "convenience": "/convenience",
        "methods": "/methods",
        "privacy": "/privacy",
        "models": "/models",
        "cases-look-up": "/cases",
        "patrol-plans-public": "/patrol-plans",
        "not-found": "/r/0000000000",
    }
    for number, code in enumerate(dict.fromkeys(listed[:KITCHENS]), start=1):
        found[f"kitchen-{number:02}"] = f"/r/{code}"
    if listed:
        found["rate"] = f"/r/{listed[0]}/rate"
        found["rated"] = f"/r/{listed[0]}/satisfaction"
    if listed:
        found["display"] = f"/display/{listed[0]}"
        found["embed"] = f"/embed/{listed[0]}"
        found["sign"] = f"/r/{listed[0]}/sign"
    return found


def photographs(portal: str, folder: Path) -> Iterator[Photograph]:
    """Every page in every size, language and look; those of one reader after the other."""
    shown = [("", name, path) for name, path in pages(portal).items()]
    for (login, name, path), size, language, look in product(
        (*shown, *STAFF_PAGES), SIZES, LANGUAGES, LOOKS
    ):
        yield Photograph(
            file=folder / f"{name}-{size}-{language}-{look}.png",
            address=portal + LANGUAGES[language] + path,
            size=SIZES[size],
            look=LOOKS[look],
            login=login,
            first=FIRST.get(name, ""),
        )


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
            yield driver
        finally:
            driver.quit()


def take(driver: webdriver.Chrome, picture: Photograph, *, portal: str) -> None:
    """Photograph the whole page, as long as it is."""
    colour, text = picture.look
    _resize(driver, *picture.size)
    scheme = [{"name": "prefers-color-scheme", "value": colour}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    driver.get(f"{portal}/reading?text={text}&back=/healthz")
    driver.get(picture.address)
    for link in driver.find_elements(By.CSS_SELECTOR, picture.first)[:1] if picture.first else ():
        driver.get(str(link.get_attribute("href")))
    _wait_for(driver, "document.readyState === 'complete'")
    height = driver.execute_script("return document.documentElement.scrollHeight")
    _resize(driver, picture.size[0], min(max(height, picture.size[1]), LONGEST_PX))
    _wait_for(driver, "[...document.images].every((each) => each.complete)")  # late ones, in sight
    driver.save_screenshot(str(picture.file))


def sign_in(driver: webdriver.Chrome, login: str, *, portal: str) -> None:
    """Go on as the demo account `login`, "" for nobody."""
    driver.get(f"{portal}/healthz")
    driver.delete_all_cookies()
    if login:
        driver.get(f"{portal}/account/sign-in")
        driver.find_element(By.NAME, "login").send_keys(login)
        driver.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
        WebDriverWait(driver, 15).until(expected.presence_of_element_located(GREETING))


def _wait_for(driver: webdriver.Chrome, condition: str) -> None:
    WebDriverWait(driver, 15).until(lambda _: driver.execute_script(f"return {condition}"))


def _resize(driver: webdriver.Chrome, width: int, height: int) -> None:
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )


def main(arguments: list[str]) -> int:
    """Photograph the portal at the given address, by default the one of the settings."""
    portal = (arguments[0] if arguments else load().public_url).rstrip("/")
    if shutil.which("chromium") is None or shutil.which("chromedriver") is None:
        print("The tour needs chromium and chromedriver.", file=sys.stderr)
        return 1
    try:
        wanted = list(photographs(portal, FOLDER))
    except URLError:
        print(f"No portal answers at {portal}; start one with `make run`.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    login = ""
    with chromium() as driver:
        for number, picture in enumerate(wanted, start=1):
            if picture.login != login:
                login = picture.login
                sign_in(driver, login, portal=portal)
            take(driver, picture, portal=portal)
            print(f"{number}/{len(wanted)} {picture.file.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
