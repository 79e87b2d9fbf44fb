"""What is left of the portal in a real Chromium whose line is cut."""

import threading

import flask_migrate
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait
from werkzeug.serving import make_server

from portal import create_app
from portal.extensions import db
from portal.settings import Settings
from tests.support.browser import PHONE, browser
from tests.support.factories import CAMERA_KEY, make_restaurant

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE_SECONDS = 120
LINE = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
KEPT = """
  const done = arguments[0];
  caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))
    .then((boxes) => Promise.all(boxes.map((box) => box.keys())))
    .then((lists) => done(lists.flat().map((each) => each.url)));
"""
READY = """
  const done = arguments[0];
  navigator.serviceWorker.ready.then(() => done(Boolean(navigator.serviceWorker.controller)));
"""


class Line:
    """A portal that can be cut off and come back, at one address."""

    def __init__(self, app):
        self.app, self.port = app, 0
        self.join()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def join(self):
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def cut(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal with one Restaurant: `(line, its code)`."""
    data = tmp_path_factory.mktemp("offline")
    app = create_app(Settings(
        data=data, live_root=data / "live", camera_keys=CAMERA_KEY, secret_key="only for tests"
    ))  # fmt: skip
    with app.app_context():
        flask_migrate.upgrade()
        code = make_restaurant(db.session()).code
        db.session.commit()
    line = Line(app)
    yield line, code
    line.cut()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def driver(portal, tmp_path_factory):
    """A phone that has read one page, with the worker in place."""
    with browser(tmp_path_factory.mktemp("profile"), size=PHONE, has_worker=True) as driver:
        driver.set_script_timeout(PATIENCE_SECONDS)
        driver.get(f"{portal[0].address}/en/")
        until(driver, lambda _: driver.execute_async_script(READY))
        yield driver


@pytest.fixture
def cut(portal):
    """Cut the line when it is called; it comes back in the end."""
    cuts = []

    def act():
        portal[0].cut()
        cuts.append(1)

    yield act
    if cuts:
        portal[0].join()


def until(driver, condition):
    """Wait for `condition`, however slow this machine is."""
    return WebDriverWait(driver, PATIENCE_SECONDS).until(condition)


def heading(driver):
    """What stands at the head of the page."""
    return driver.find_element(By.TAG_NAME, "h1").text


@pytest.mark.parametrize(
    ("language", "text"), [("", "没有网络连接"), ("/en", "No connection")], ids=["zh", "en"]
)
def test_page_that_cannot_be_reached_says_what_to_do_in_its_look(
    portal, driver, cut, language, text
):
    cut()
    driver.get(f"{portal[0].address}{language}/restaurants")

    assert heading(driver) == text
    assert driver.find_element(By.CSS_SELECTOR, "[data-retry]").is_displayed()
    paper = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(251, 251, 248)"


def test_page_opens_by_itself_once_it_can_be_reached(portal, driver, cut):
    line, code = portal
    line.cut()
    try:
        driver.get(f"{line.address}/en/r/{code}/tell")
        assert heading(driver) == "No connection"
    finally:
        line.join()
    driver.execute_script("window.dispatchEvent(new Event('online'))")

    until(driver, expected.presence_of_element_located((By.CSS_SELECTOR, "a[href*='/tell/tip']")))


def test_kitchen_of_before_is_never_shown_in_place_of_the_live_one(portal, driver, cut):
    line, code = portal
    driver.get(f"{line.address}/en/r/{code}")
    assert driver.find_element(By.CSS_SELECTOR, ".kitchen")
    cut()
    driver.get(f"{line.address}/en/r/{code}")

    assert heading(driver) == "No connection"


def test_nothing_is_kept_but_the_look_and_the_page_itself(portal, driver):
    line, code = portal
    for path in ("/en/", f"/en/r/{code}", f"/r/{code}/rate", "/en/account/sign-in"):
        driver.get(line.address + path)
    kept = {each.removeprefix(line.address) for each in driver.execute_async_script(KEPT)}

    pages = {each for each in kept if "/static/" not in each}
    assert pages == {f"{language}/offline{kind}" for language in ("", "/en")
                     for kind in ("", "?unsent=1")}  # fmt: skip
    assert all("vendor" not in each for each in kept)


def test_answer_to_a_survey_is_held_on_its_page_until_it_can_be_sent(portal, driver, cut):
    line, code = portal
    driver.get(f"{line.address}/en/r/{code}/rate")
    choice = driver.find_element(By.CSS_SELECTOR, ".choices input[type=radio]")
    driver.execute_script("arguments[0].click()", choice)
    button = driver.find_element(By.CSS_SELECTOR, "form[data-hold] button[type=submit]")
    line.cut()
    try:
        button.click()
        until(driver, expected.presence_of_element_located((By.CSS_SELECTOR, "[data-held-back]")))
        said = driver.find_element(By.CSS_SELECTOR, "[data-held-back]").text
        is_chosen = choice.is_selected()
    finally:
        line.join()
    button.click()
    until(driver, expected.url_matches("/rate/[^/]+/2"))

    assert "What you entered stays here" in said
    assert is_chosen


def test_form_that_was_sent_into_the_void_is_said_to_be_unsent(portal, driver, cut):
    line, _ = portal
    driver.get(f"{line.address}/en/account/sign-in")
    driver.find_element(By.NAME, "login").send_keys("somebody")
    driver.find_element(By.NAME, "password").send_keys("a password of theirs")
    cut()
    driver.find_element(By.CSS_SELECTOR, "main button[type=submit]").click()
    until(driver, lambda _: heading(driver).startswith("Not sent"))

    assert driver.find_element(By.CSS_SELECTOR, "[data-back]").is_displayed()


def test_device_that_knows_it_is_offline_keeps_any_form_on_its_page(portal, driver):
    driver.get(f"{portal[0].address}/en/account/sign-in")
    try:
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", LINE | {"offline": True})
        until(driver, lambda _: driver.execute_script("return navigator.onLine === false"))
        driver.find_element(By.NAME, "login").send_keys("somebody")
        driver.find_element(By.NAME, "password").send_keys("a password of theirs")
        driver.find_element(By.CSS_SELECTOR, "main button[type=submit]").click()
        held = driver.find_element(By.CSS_SELECTOR, "[data-held-back]")
        first = held.text
    finally:
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", LINE | {"offline": False})
    until(driver, lambda _: held.text != first)

    assert "nothing was sent" in first
    assert held.text == "You are connected again: please send it now."
    assert driver.find_element(By.NAME, "login").get_attribute("value") == "somebody"
