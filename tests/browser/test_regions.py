"""Regions drawn over a still in a real Chromium: by clicking and by keyboard."""

import flask_migrate
import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy.orm import Session

from deploy.tour.stage import served
from portal import create_app
from portal.accounts.kinds import Role
from portal.extensions import db
from portal.settings import Settings
from tests.support.browser import DESKTOP, PHONE, browser, resize
from tests.support.factories import CAMERA_KEY
from tests.support.leads import jpeg, serving_camera
from tests.support.people import make_person, sign_in
from transcoder.demand import STILL

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal with a Camera and its still: address, cookie of an inspector, the Camera's page."""
    settings = Settings(
        data=tmp_path_factory.mktemp("desk"), camera_keys=CAMERA_KEY, secret_key="only for tests"
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        camera = serving_camera(db.session())
        station = camera.restaurant.station.code
        folder = settings.live_directory / camera.code
        folder.mkdir(parents=True)
        (folder / STILL).write_bytes(jpeg())
        db.session.commit()
        path = f"/en/desk/cameras/{camera.code}/regions"
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        person = make_person(session, Role.INSPECTOR, station=station)
        session.commit()
    client = sign_in(app.test_client(), person)
    cookie = client.get_cookie("mingchu")
    assert cookie is not None
    with served(app) as address:
        yield address, cookie.value, path
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def driver(portal, tmp_path_factory):
    """A Chromium in which the inspector is signed in."""
    with browser(tmp_path_factory.mktemp("chromium")) as driver:
        driver.get(f"{portal[0]}/healthz")
        driver.add_cookie({"name": "mingchu", "value": portal[1]})
        yield driver


@pytest.fixture
def frame(portal, driver):
    """The picture to draw on, on a desk's screen."""
    resize(driver, DESKTOP)
    driver.get(portal[0] + portal[2])
    return driver.find_element(By.CSS_SELECTOR, "[data-region-frame]")


def corners(driver):
    text = driver.find_element(By.ID, "corners").get_attribute("value")
    return [tuple(float(share) for share in pair.split(",")) for pair in text.split()]


def test_a_click_sets_a_corner_where_it_was(driver, frame):
    width, height = frame.size["width"], frame.size["height"]
    for x, y in ((-0.25, -0.25), (0.25, -0.25), (0.25, 0.25)):
        ActionChains(driver).move_to_element_with_offset(
            frame, round(x * width), round(y * height)
        ).click().perform()

    found = corners(driver)
    wanted = [(25, 25), (75, 25), (75, 75)]
    assert [abs(x - u) < 1 and abs(y - v) < 1 for (x, y), (u, v) in zip(
        found, wanted, strict=True)] == [True] * 3  # fmt: skip


def test_keys_set_corners_and_take_them_back_and_the_region_is_kept(driver, frame):
    driver.execute_script("arguments[0].focus()", frame)
    keys = ActionChains(driver)
    keys.send_keys(Keys.ENTER, Keys.ARROW_RIGHT, Keys.ENTER, Keys.BACKSPACE)
    keys.key_down(Keys.SHIFT).send_keys(Keys.ARROW_RIGHT).key_up(Keys.SHIFT).send_keys(Keys.ENTER)
    keys.key_down(Keys.SHIFT).send_keys(Keys.ARROW_DOWN).key_up(Keys.SHIFT).send_keys(Keys.ENTER)
    keys.perform()

    assert corners(driver) == [(50, 50), (61, 50), (61, 60)]
    driver.find_element(By.CSS_SELECTOR, "[data-region-form] button[type=submit]").click()
    kept = driver.find_element(By.CSS_SELECTOR, ".region-kept")
    assert kept.get_attribute("points") == "500.0,500.0 610.0,500.0 610.0,600.0"


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_nothing_is_wider_than_the_screen(driver, frame, size):
    resize(driver, size)
    inner, outer = driver.execute_script(
        "return [document.documentElement.scrollWidth, window.innerWidth]"
    )
    assert inner <= outer
