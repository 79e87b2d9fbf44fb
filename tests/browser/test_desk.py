"""The vendor's desk in a real Chromium: keys, sizes and life without script."""

from dataclasses import replace

import flask_migrate
import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.tour.stage import served
from portal import create_app
from portal.accounts.kinds import Role
from portal.extensions import db
from portal.rounds.models import Fault
from portal.rounds.operations import note_observations
from portal.settings import Settings
from portal.shell import clock
from tests.support.browser import DESKTOP, PHONE, browser, resize
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant
from tests.support.looks import bad, minute
from tests.support.people import make_person, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ["First", "Second", "Third"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal with three Faults, and the cookie of a signed-in vendor."""
    settings = Settings(
        data=tmp_path_factory.mktemp("desk"), camera_keys=CAMERA_KEY, secret_key="only for tests"
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        now = clock.now()
        for number, name in enumerate(NAMES):
            camera = make_camera(db.session(), make_restaurant(db.session(), name_en=name))
            note_observations(db.session(), dark_since(minute(number - 20, now), camera), now=now)
        number = db.session.scalar(select(Fault.number).order_by(Fault.id))
        db.session.commit()
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        person = make_person(session, Role.VENDOR)
        session.commit()
    client = sign_in(app.test_client(), person)
    cookie = client.get_cookie("mingchu")
    assert cookie is not None
    with served(app) as address:
        yield address, cookie.value, number
    with app.app_context():
        db.engine.dispose()


def dark_since(moment, camera):
    """Two bad looks, so that there is a Fault."""
    return [replace(bad(0, camera.id), at=at) for at in (moment, minute(6, moment))]


@pytest.fixture(scope="module")
def driver(portal, tmp_path_factory):
    """A Chromium in which the vendor is signed in."""
    address, cookie, __ = portal
    with browser(tmp_path_factory.mktemp("chromium")) as driver:
        driver.get(f"{address}/healthz")
        driver.add_cookie({"name": "mingchu", "value": cookie})
        yield driver


def test_keys_walk_through_the_queue_and_open_a_fault(portal, driver):
    resize(driver, DESKTOP)
    driver.get(f"{portal[0]}/en/desk/faults")
    focused = []
    for key in "jjkjjj":  # it stops at the last line
        ActionChains(driver).send_keys(key).perform()
        focused.append(driver.switch_to.active_element.text)
    assert focused == ["First", "Second", "First", "Second", "Third", "Third"]

    ActionChains(driver).send_keys(Keys.ENTER).perform()
    WebDriverWait(driver, 60).until(lambda _: "/desk/faults/F-" in driver.current_url)
    assert driver.find_element(By.TAG_NAME, "h1").text.startswith("Third")


def test_keys_leave_fields_alone(portal, driver):
    driver.get(f"{portal[0]}/en/desk/faults")
    field = driver.find_element(By.ID, "station")
    field.send_keys("j")

    assert driver.switch_to.active_element == field


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", ["", "/{number}", "/equipment", "/service"])
def test_no_page_is_wider_than_its_window(portal, driver, size, language, path):
    resize(driver, size)
    address, __, number = portal
    driver.get(f"{address}{language}/desk/faults{path.format(number=number)}")
    width = driver.execute_script("return document.documentElement.scrollWidth")

    assert driver.find_element(By.TAG_NAME, "h1").text
    assert width <= size[0]
