"""The accounts' pages in a real Chromium: signing in by hand, sizes, and no foreign request."""

import re
from datetime import UTC, datetime

import flask_migrate
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait

from deploy.tour.stage import served
from portal import create_app
from portal.accounts.passwords import hashed
from portal.extensions import db
from portal.seed.operations import seed_people
from portal.seed.people import PASSWORD, PEOPLE
from portal.settings import Settings
from tests.support.authenticator import Authenticator
from tests.support.browser import DESKTOP, PHONE, browser, resize
from tests.support.factories import CAMERA_KEY
from tests.support.people import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/account", "/account/password", "/account/second-factor", "/people", "/people/new",
         "/people/1", "/audit"]  # fmt: skip
LEAST_TARGET_PX = 44
SECONDS = 60


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """The address of a portal with the demo's people."""
    data = tmp_path_factory.mktemp("portal")
    app = create_app(Settings(
        data=data, live_root=data / "live", camera_keys=CAMERA_KEY, secret_key="only for tests"
    ))  # fmt: skip
    with app.app_context():
        flask_migrate.upgrade()
        now = datetime.now(UTC)
        password_hash = hashed(PASSWORD)
        seed_people(db.session(), password_hash=password_hash, is_possible=True, now=now)
        role = PEOPLE[0].grant.role
        make_person(db.session(), role, login="in-earnest", password=password_hash)
        db.session.commit()
    with served(app) as address:
        yield address
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def enter(portal, chromium):
    """Fill in the form as a phone that was never here: `enter(login)`."""

    def send(login):
        chromium.get(f"{portal}/healthz")
        chromium.delete_all_cookies()
        resize(chromium, PHONE)
        chromium.get(f"{portal}/account/sign-in")
        chromium.find_element(By.NAME, "login").send_keys(login)
        chromium.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
        WebDriverWait(chromium, SECONDS).until(expected.none_of(
            expected.url_contains("/account/sign-in")
        ))  # fmt: skip
        return chromium

    return send


def test_second_factor_is_set_up_and_the_name_appears(enter):
    driver = enter("in-earnest")
    key = driver.find_element(By.CSS_SELECTOR, "details .code-text").get_attribute("textContent")
    phone = Authenticator(key.strip().replace("-", ""))

    driver.find_element(By.NAME, "code").send_keys(phone.code(), Keys.ENTER)

    codes = WebDriverWait(driver, SECONDS).until(
        expected.presence_of_all_elements_located((By.CSS_SELECTOR, ".codes li"))
    )
    assert len(codes) == 10
    assert driver.find_element(By.CSS_SELECTOR, ".account a").text.startswith("测试员")


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (320, 640)], ids=str)
def test_pages_fit_their_screen_and_complain_of_nothing(size, enter, portal):
    driver = enter("demo-admin")
    driver.get_log("browser")
    resize(driver, size)
    wide = []
    for prefix in ("", "/en"):
        for path in PAGES:
            driver.get(portal + prefix + path)
            if driver.execute_script("return document.documentElement.scrollWidth") > size[0]:
                wide.append(prefix + path)

    said = [entry["message"] for entry in driver.get_log("browser")]
    assert wide == []
    assert [text for text in said if re.search("Content Security Policy|SyntaxError", text)] == []


def test_what_is_tapped_is_large_enough_for_a_thumb(enter, portal):
    driver = enter("demo-admin")
    small = {}
    for path in PAGES:
        driver.get(portal + path)
        small |= {
            f"{path} {text}": height
            for text, height in driver.execute_script("""
              return [...document.querySelectorAll(".account a, .account button, .button, .field, "
                  + ".link, summary")]
                .filter((each) => each.offsetParent)
                .map((each) => [each.textContent.trim(), each.getBoundingClientRect().height]);
            """)
            if height < LEAST_TARGET_PX
        }

    assert small == {}
