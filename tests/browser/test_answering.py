"""A diner answers on a phone in a real Chromium: with scripts, which prove work, and without."""

import flask_migrate
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.tour.stage import served
from portal import create_app
from portal.extensions import db
from portal.participation.models import Answer, AnswerTrace
from portal.settings import Settings
from tests.support.browser import browser
from tests.support.factories import CAMERA_KEY, make_restaurant
from tests.support.lacking import skip_or_fail
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE_SECONDS = 60
LIBRARY = ROOT / "static" / "vendor" / "altcha.min.js"


@pytest.fixture
def portal(tmp_path):
    """A portal with one Restaurant: its address, the Restaurant's code, a session."""
    settings = Settings(data=tmp_path, camera_keys=CAMERA_KEY, secret_key="only for tests")
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        code = make_restaurant(db.session()).code
        db.session.commit()
        engine = db.engine
    with served(app) as address, Session(engine) as session:
        yield address, code, session
    engine.dispose()


def to_the_end(driver):
    """Take the first answer of each question, write a remark, and finish."""
    for number in range(2, 9):
        patient = WebDriverWait(driver, PATIENCE_SECONDS)
        patient.until(lambda driver, number=number: driver.current_url.endswith(f"/{number}"))
        if number < 8:
            driver.find_element(By.ID, "answer-1").click()
        else:
            driver.find_element(By.ID, "answer").send_keys("好")
        driver.find_element(By.CSS_SELECTOR, "main .button").click()
    WebDriverWait(driver, PATIENCE_SECONDS).until(
        lambda driver: driver.current_url.endswith("/rate/thanks")
    )


def begin(driver, address, code):
    driver.get(f"{address}/r/{code}/rate?after=watched")
    driver.find_element(By.ID, "answer-2").click()


def is_proved(driver):
    field = driver.find_elements(By.CSS_SELECTOR, "input[name=altcha]")
    return bool(field and field[0].get_attribute("value"))


def test_answering_with_scripts_proves_work_unseen(portal, tmp_path):
    if not LIBRARY.is_file():
        skip_or_fail("altcha is not in static/vendor; it needs npm, then `make`")
    address, code, session = portal
    with browser(tmp_path) as driver:
        begin(driver, address, code)
        WebDriverWait(driver, PATIENCE_SECONDS).until(is_proved)
        assert not driver.find_element(By.CSS_SELECTOR, "altcha-widget").is_displayed()
        driver.find_element(By.CSS_SELECTOR, "main .button").click()
        to_the_end(driver)

    assert session.scalars(select(AnswerTrace.has_work)).all() == [True]
    assert session.scalars(select(Answer.remark)).all() == ["好"]


def test_answering_without_scripts_takes_the_slow_lane(portal, tmp_path):
    address, code, session = portal
    with browser(tmp_path) as driver:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        begin(driver, address, code)
        driver.find_element(By.CSS_SELECTOR, "main .button").click()
        to_the_end(driver)

    assert session.scalars(select(AnswerTrace.has_work)).all() == [False]
    assert [row.is_complete for row in session.scalars(select(Answer))] == [True]
