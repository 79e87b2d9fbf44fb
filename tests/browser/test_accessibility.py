"""Every page that can be reached by links, as axe and a narrow phone see it; see also test_desk."""

from dataclasses import dataclass

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deploy.tour.axe import faults
from deploy.tour.stage import stage
from portal.accounts.models import Person
from portal.extensions import db
from portal.seed.district import SAMPLE
from portal.seed.people import PEOPLE
from tests.support.axe import WORDS_AND_COLOURS, library
from tests.support.browser import DESKTOP, PHONE, browser, prefer, require_browser, resize
from tests.support.crawling import pages_of
from tests.support.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOBODY = ""
PUBLIC = ["/", f"/r/{SAMPLE.code}", f"/embed/{SAMPLE.code}", "/tell", "/account/sign-in"]
STAFF = ["/desk/", "/account", "/notices"]
NARROW, ZOOMED = (320, 640), (640, 400)  # WCAG 1.4.10; a laptop's window at 200 %
LEAST_PAGES = 95  # that the demo has; fewer would mean that the walk has lost its way
LEAST_TARGET_PX = 24  # WCAG 2.5.8; links within a sentence may be smaller
SMALL = """
  const [least] = arguments;
  const box = (each) =>
    (["checkbox", "radio"].includes(each.type) && each.closest("label") || each)
      .getBoundingClientRect();
  return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter((each) => each.checkVisibility() && !each.closest("[aria-hidden=true]"))
    .filter((each) => getComputedStyle(each).display !== "inline")
    .filter((each) => box(each).width < least || box(each).height < least)
    .map((each) => each.outerHTML.slice(0, 120));
"""
SECONDS = 120
FOCUSABLE = """
  const all = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]");
  const one = (each) => each.type === "radio"
    ? each.checked || !document.querySelector(`[name="${each.name}"]:checked`)
      && each === document.querySelector(`[name="${each.name}"]`)
    : true;
  window.order = [...all].filter((each) =>
    each.tabIndex >= 0 && !each.disabled && each.checkVisibility() && one(each));
  return window.order.length;
"""
# Where the focus is in that order, and whether it can be seen (a queue's line frames itself).
FOCUSED = """
  const here = document.activeElement;
  const has = (part) => {
    const {outlineStyle, outlineWidth} = getComputedStyle(here, part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const box = here.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight;
  return [window.order.indexOf(here), (has(null) || has("::after")) && inView];
"""
WIDTH = "return document.documentElement.scrollWidth"
# Per tab: where its line is, and whether it is in sight, if in part, once it has the focus.
TABS = """
  return [...document.querySelectorAll(".tabs a")].map((each) => {
    each.focus();
    const {top, left, right} = each.getBoundingClientRect();
    return [top, right > 0 && left < innerWidth];
  });
"""
PRESENT_IN_SIGHT = """
  const {left, right} = document.querySelector(".tabs [aria-current=true]").getBoundingClientRect();
  return left >= 0 && right <= innerWidth;
"""


@dataclass(frozen=True)
class Seen:
    """What was noticed on one page."""

    faults: list[str]
    wide: list[int]
    small: list[str]


@pytest.fixture(scope="module")
def portal():
    """The demo's district behind an address: `(app, address)`."""
    require_browser()
    with stage() as own:
        yield own.app, own.address


def client_of(app, login):
    """A browser's client in which `login` of the demo is signed in."""
    client = app.test_client()
    if login != NOBODY:
        with app.app_context():
            asked = select(Person).where(Person.login == login)
            person = db.session.scalars(asked.options(selectinload(Person.grants))).one()
            sign_in(client, person)
    return client


@pytest.fixture(scope="module")
def walk(portal):
    """Per person the cookie and the pages: one of each route, and every role's first page."""
    app, _ = portal
    known: set[str] = set()
    found = {}
    for login in (NOBODY, *(person.login for person in PEOPLE)):
        client = client_of(app, login)
        starts = PUBLIC if login == NOBODY else STAFF
        pages = pages_of(app, client, *starts, known=known)
        known |= pages.keys() - {"desk.start"}
        cookie = client.get_cookie("mingchu")
        found[login] = (cookie.value if cookie else None, list(pages.values()))
    return found


def enter(driver, address, cookie):
    """Begin anew as whoever has `cookie`, nobody for None."""
    driver.get(f"{address}/healthz")
    driver.delete_all_cookies()
    if cookie:
        driver.add_cookie({"name": "mingchu", "value": cookie})


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile"), size=DESKTOP) as driver:
        driver.set_script_timeout(120)
        yield driver


def look(driver, axe, rules):
    """What is wrong with the page that is shown."""
    resize(driver, DESKTOP)
    found = faults(driver, axe, rules=rules)
    wide = []
    for size in (ZOOMED, NARROW):
        resize(driver, size)
        if driver.execute_script(WIDTH) > size[0]:
            wide.append(size[0])
    return Seen(found, wide, driver.execute_script(SMALL, LEAST_TARGET_PX))


@pytest.fixture(scope="module", params=["zh", "en"])
def seen(request, portal, walk, driver):
    """Every page in Chinese and light, by all rules; then in English and dark, by those for that.

    The structure of a page is the same in both, so it is asked about once.
    """
    axe, address = library(), portal[1]
    prefix, scheme, rules = {
        "zh": ("", "light", None), "en": ("/en", "dark", WORDS_AND_COLOURS)
    }[request.param]  # fmt: skip
    prefer(driver, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    pages = {}
    for login, (cookie, paths) in walk.items():
        enter(driver, address, cookie)
        for path in paths:
            driver.get(address + prefix + path)
            pages[f"{login} {prefix}{path}"] = look(driver, axe, rules)
    return pages


def test_walk_comes_to_every_part_of_the_portal(walk):
    assert sum(len(paths) for _, paths in walk.values()) >= LEAST_PAGES
    assert all("/desk/" in paths for login, (_, paths) in walk.items() if login != NOBODY)


def test_axe_finds_nothing(seen):
    assert {page: each.faults for page, each in seen.items() if each.faults} == {}


def test_pages_flow_anew_at_200_percent_and_at_320_pixels(seen):
    assert {page: each.wide for page, each in seen.items() if each.wide} == {}


def test_what_is_tapped_is_never_smaller_than_24_pixels(seen):
    assert {page: each.small for page, each in seen.items() if each.small} == {}


@pytest.mark.parametrize(
    ("login", "path"),
    [
        (NOBODY, "/"),
        (NOBODY, f"/r/{SAMPLE.code}"),
        (NOBODY, f"/r/{SAMPLE.code}/tell/tip"),
        ("demo-bureau", "/desk/cases?queue=all"),
    ],
)
def test_tab_goes_through_a_page_in_its_order_seen_and_never_trapped(
    portal, walk, driver, login, path
):
    address = portal[1]
    enter(driver, address, walk[login][0])
    resize(driver, DESKTOP)
    driver.get(f"{address}/en{path}")
    number = driver.execute_script(FOCUSABLE)
    steps = []
    for _ in range(number):
        ActionChains(driver).send_keys(Keys.TAB).perform()
        steps.append(driver.execute_script(FOCUSED))
    ActionChains(driver).send_keys(Keys.TAB).perform()

    assert number > 10
    assert steps == [[place, True] for place in range(number)]
    assert driver.execute_script(FOCUSED)[0] != number - 1


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("demo-bureau", "/desk/cases?queue=all"),
        ("demo-bureau", "/desk/findings?queue=all"),
        ("demo-bureau", "/desk/patrols/tasks"),
        ("demo-bureau", "/desk/register"),
        ("demo-bureau", "/desk/coverage"),
        ("demo-admin", "/people"),
    ],
)
def test_j_and_enter_open_a_line_of_a_queue(portal, walk, driver, login, path):
    address = portal[1]
    enter(driver, address, walk[login][0])
    resize(driver, DESKTOP)
    driver.get(f"{address}/en{path}")
    ActionChains(driver).send_keys("j").perform()
    line = driver.switch_to.active_element
    target = line.get_attribute("href")
    ActionChains(driver).send_keys(Keys.ENTER).perform()

    WebDriverWait(driver, SECONDS).until(expected.url_to_be(target))


@pytest.mark.parametrize("path", ["/desk/cases?queue=all", "/desk/findings?queue=all"])
def test_tabs_are_one_line_on_a_phone_in_large_text_and_each_comes_into_sight(
    portal, walk, driver, path
):
    address = portal[1]
    enter(driver, address, walk["demo-bureau"][0])
    driver.add_cookie({"name": "mingchu_text", "value": "large"})
    resize(driver, PHONE)
    driver.get(f"{address}/en{path}")
    is_present_seen = driver.execute_script(PRESENT_IN_SIGHT)
    tabs = driver.execute_script(TABS)

    assert is_present_seen
    assert len(tabs) > 5
    assert {tuple(each) for each in tabs} == {(tabs[0][0], True)}
