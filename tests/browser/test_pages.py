"""The public pages in a real Chromium: sizes, keyboard, colours, and life without script."""

import re
from datetime import UTC, datetime, timedelta

import flask_migrate
import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait

from deploy.tour.stage import served
from portal import create_app
from portal.extensions import db
from portal.registry.kinds import Privacy, Zone
from portal.rounds.kinds import Outcome
from portal.rounds.models import CameraCondition
from portal.settings import Settings
from tests.support.browser import DESKTOP, PHONE, browser, prefer, resize
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant
from transcoder.demand import Activity, CameraState, write_state
from transcoder.errors import Cause

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/", "/restaurants", "/restaurants?q=zzz", "/methods", "/privacy", "/r/{up}", "/r/{down}",
         "/nowhere"]  # fmt: skip
PATIENCE_SECONDS = 60  # far more than a loaded machine needs; only what never comes takes it
LEAST_TARGET_PX = 44
LEAST_LINK_PX = 24  # WCAG 2.2, 2.5.8, for links that do not stand within a sentence


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """The address of a portal with one kitchen that can be watched and one that is down."""
    data = tmp_path_factory.mktemp("portal")
    settings = Settings(
        data=data, live_root=data / "live", camera_keys=CAMERA_KEY, secret_key="only for tests"
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        codes = {
            "up": fill(settings, Activity.RESTING, name_en="A restaurant with a rather long name"),
            "down": fill(settings, Activity.DOWN, cause=Cause.UNREACHABLE),
            "many": fill(settings, Activity.RESTING, zones=[Zone.WASHING] * 10),
        }
    with served(app) as address:
        yield lambda path: address + path.format(**codes)
    with app.app_context():
        db.engine.dispose()


FOUR = (Zone.COOKING, Zone.CUTTING, Zone.SPECIAL, Zone.WASHING)


def fill(settings, activity, *, cause=None, zones=FOUR, **changes):
    """A restaurant of some cameras in one state; its code."""
    now = datetime.now(UTC)
    restaurant = make_restaurant(db.session(), **changes)
    for number, zone in enumerate(zones, 1):
        camera = make_camera(
            db.session(), restaurant, number=number, zone=zone, privacy=Privacy.MASK
        )
        state = CameraState(
            activity=activity, cause=cause, since=now, updated_at=now + timedelta(hours=1)
        )
        write_state(settings.live_directory, camera.code, state)
        if activity is Activity.RESTING:
            db.session.flush()
            # Ahead of now, so that it is still believed when the last test comes.
            seen_at = now + timedelta(minutes=4)
            db.session.add(
                CameraCondition(
                    camera_id=camera.id, outcome=Outcome.GOOD, since=now, seen_at=seen_at
                )
            )
    db.session.commit()
    return restaurant.code


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def page(portal, chromium):
    """Open a page as a phone does that has never been here: `page(path)`."""
    chromium.get(portal("/healthz"))
    chromium.delete_all_cookies()
    resize(chromium, PHONE)
    prefer(chromium, prefers_color_scheme="light")
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    def open_page(path):
        chromium.get(portal(path))
        return chromium

    yield open_page
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def style(driver, selector, name):
    """The computed value of a property of the first such element."""
    return driver.execute_script(
        "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]",
        selector,
        name,
    )


def follow(driver, link):
    """Click a link and wait for the page behind it."""
    link.click()
    WebDriverWait(driver, PATIENCE_SECONDS).until(expected.staleness_of(link))


def wait_for_tab(driver, text):
    """Wait until the tab of the camera that is shown says `text`."""
    WebDriverWait(
        driver, PATIENCE_SECONDS, ignored_exceptions=[StaleElementReferenceException]
    ).until(lambda _: driver.find_element(By.CSS_SELECTOR, ".tabs [aria-current]").text == text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_is_never_wider_than_its_screen(page, prefix, path):
    driver = page("/reading?text=large&back=/")
    for size in (PHONE, DESKTOP, (320, 640)):
        resize(driver, size)
        driver = page(prefix + path)

        assert driver.execute_script("return document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("text", ["normal", "large"])
def test_tabs_of_ten_cameras_move_within_the_page(page, text):
    page(f"/reading?text={text}&back=/")
    driver = page("/en/r/{many}")
    last, edge, width = driver.execute_script("""
      const tabs = document.querySelector(".tabs ul");
      tabs.scrollLeft = tabs.scrollWidth;
      return [tabs.lastElementChild.getBoundingClientRect().right, innerWidth,
              document.documentElement.scrollWidth];
    """)

    assert last <= edge == width == PHONE[0]


def test_words_of_the_district_grow_with_the_text(page):
    usual = style(page("/"), ".map-name", "fontSize")
    page("/reading?text=large&back=/")

    assert (usual, style(page("/"), ".map-name", "fontSize")) == ("14px", "19.25px")


@pytest.mark.parametrize("path", PAGES)
def test_what_is_tapped_is_large_enough_for_a_thumb(page, path):
    driver = page("/en" + path)
    sizes = driver.execute_script("""
      return [...document.querySelectorAll("header.top a, .tabs a, .button, .field, .pages a")]
        .filter((each) => each.offsetParent && !each.classList.contains("skip"))
        .map((each) => [each.textContent.trim(), each.getBoundingClientRect().height]);
    """)

    assert sizes
    assert [each for each in sizes if each[1] < LEAST_TARGET_PX] == []


@pytest.mark.parametrize("path", PAGES)
def test_links_outside_sentences_can_be_hit(page, path):
    driver = page(path)
    sizes = driver.execute_script("""
      return [...document.querySelectorAll("li > a, th > a, .row-link")]
        .filter((each) => each.offsetParent)
        .map((each) => [each.textContent.trim(), each.getBoundingClientRect().height]);
    """)

    assert [each for each in sizes if each[1] < LEAST_LINK_PX] == []


def test_first_tab_offers_to_skip_to_the_content(page):
    driver = page("/en/")
    ActionChains(driver).send_keys(Keys.TAB).perform()
    assert driver.switch_to.active_element.text == "Skip to the content"

    ActionChains(driver).send_keys(Keys.ENTER).perform()

    assert driver.switch_to.active_element.get_attribute("id") == "main"


def test_page_goes_dark_with_the_device(page):
    driver = page("/")
    light = style(driver, "body", "backgroundColor")

    prefer(driver, prefers_color_scheme="dark")

    assert light == "rgb(251, 251, 248)"
    assert style(driver, "body", "backgroundColor") == "rgb(20, 23, 26)"


def test_reader_chooses_colours_against_the_device(page):
    driver = page("/en/methods")
    follow(driver, driver.find_element(By.LINK_TEXT, "Dark"))
    assert driver.current_url.endswith("/en/methods")
    assert style(driver, "body", "backgroundColor") == "rgb(20, 23, 26)"

    follow(driver, driver.find_element(By.LINK_TEXT, "Light"))
    prefer(driver, prefers_color_scheme="dark")

    assert style(driver, "body", "backgroundColor") == "rgb(251, 251, 248)"


def test_large_text_stays_large_from_page_to_page(page):
    driver = page("/en/restaurants?q=demo")
    follow(driver, driver.find_element(By.LINK_TEXT, "Large text"))
    assert driver.current_url.endswith("/en/restaurants?q=demo")

    follow(driver, driver.find_element(By.LINK_TEXT, "Privacy"))

    assert style(driver, "body", "fontSize") == "22px"


def test_nothing_moves_for_a_reader_who_wants_no_motion(page):
    driver = page("/")
    driver.execute_script("document.querySelector('.state').className = 'state state-live "
                          "state-moving'")  # fmt: skip
    moving = "return getComputedStyle(document.querySelector('.state'), '::before').animationName"
    assert driver.execute_script(moving) == "pulse"

    prefer(driver, prefers_reduced_motion="reduce")

    assert driver.execute_script(moving) == "none"


def test_search_works_without_script(page):
    driver = page("/en/")
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver = page("/en/")

    driver.find_element(By.CSS_SELECTOR, "main input[name=q]").send_keys("long name", Keys.ENTER)

    found = WebDriverWait(driver, PATIENCE_SECONDS).until(
        lambda _: driver.find_element(By.CSS_SELECTOR, ".restaurants a").text
    )
    assert found == "A restaurant with a rather long name"


def test_tabs_work_without_script(page):
    driver = page("/en/")
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver = page("/en/r/{up}")

    driver.find_element(By.LINK_TEXT, "Cutting").click()

    wait_for_tab(driver, "Cutting")


def test_tabs_change_the_picture_in_place(page):
    driver = page("/en/r/{up}")
    driver.execute_script("window.isSamePage = true")
    first = driver.find_element(By.CSS_SELECTOR, ".player").get_attribute("data-camera")

    driver.find_element(By.LINK_TEXT, "Cutting").click()

    wait_for_tab(driver, "Cutting")
    shown = driver.find_element(By.CSS_SELECTOR, ".player")
    assert driver.execute_script("return window.isSamePage") is True
    assert shown.get_attribute("data-camera") != first
    assert shown.get_attribute("data-camera") in driver.current_url
    assert driver.find_element(By.CSS_SELECTOR, ".player-start").is_displayed()

    driver.back()

    wait_for_tab(driver, "Cooking")
    assert driver.execute_script("return window.isSamePage") is True


def test_state_stands_above_the_picture_and_nothing_covers_it(page):
    driver = page("/en/r/{down}")
    state = driver.find_element(By.CSS_SELECTOR, ".player-state").rect
    frame = driver.find_element(By.CSS_SELECTOR, ".player-frame").rect

    assert state["y"] + state["height"] <= frame["y"]
    assert frame["width"] / frame["height"] == pytest.approx(16 / 9, abs=0.02)
    assert frame["y"] + frame["height"] < PHONE[1]  # seen without scrolling


@pytest.mark.parametrize("path", PAGES)
def test_browser_has_nothing_to_complain_of(page, path):
    driver = page("/healthz")
    driver.get_log("browser")
    driver = page("/en" + path)

    said = [entry["message"] for entry in driver.get_log("browser")]
    assert [text for text in said if re.search("Content Security Policy|SyntaxError", text)] == []
