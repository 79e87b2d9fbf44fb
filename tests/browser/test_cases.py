"""A citizen's whole way in a real Chromium at phone width: both languages, with and without script.

Scan, complain with a photograph, keep the code, be answered, see it, reopen, rate.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait
from sqlalchemy import select

from portal import create_app
from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.extensions import db
from portal.participation.case_kinds import CaseAct
from portal.participation.models import Case
from portal.participation.operations import working
from portal.participation.operations.case_steps import Doing
from portal.settings import Settings
from tests.portal.participation.cases.conftest import jpeg
from tests.support.browser import PHONE, browser, resize, served
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECONDS = 60
LARGEST_BYTES = 60 * 1024


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A portal with one Restaurant and its Camera."""
    data = tmp_path_factory.mktemp("portal")
    app = create_app(Settings(
        data=data, live_root=data / "live", camera_keys=CAMERA_KEY, case_keys=CAMERA_KEY,
        secret_key="only for tests",
    ))  # fmt: skip
    with app.app_context():
        flask_migrate.upgrade()
        place = make_restaurant(db.session(), name="阳光小馆", name_en="Sunny Bistro")
        make_camera(db.session(), place)
        app.config["PLACE"] = place.code
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def portal(app):
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


def is_gone(element):
    """Whether the page that this element was on has been left."""
    try:
        element.is_enabled()
    except WebDriverException:
        return True
    return False


class Citizen:
    """Somebody with a phone."""

    def __init__(self, driver, folder, name):
        self.driver, self.folder, self.name, self.number = driver, folder, name, 0

    def find(self, selector):
        return WebDriverWait(self.driver, SECONDS).until(
            expected.presence_of_element_located((By.CSS_SELECTOR, selector))
        )

    def see(self, label):
        """Keep a picture of the whole page."""
        height = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": PHONE[0], "height": max(PHONE[1], int(height["height"])),
            "deviceScaleFactor": 1, "mobile": True,
        })  # fmt: skip
        self.number += 1
        self.driver.save_screenshot(str(self.folder / f"{self.name}-{self.number:02}-{label}.png"))
        resize(self.driver, PHONE)

    def type(self, selector, text):
        field = self.find(selector)
        field.clear()
        field.send_keys(text)

    def press(self, selector):
        """Press a button or link, and wait for the next page."""
        element = self.find(selector)
        self.driver.execute_cdp_cmd("Runtime.enable", {})
        element.location_once_scrolled_into_view  # noqa: B018 - it scrolls
        element.click()
        # Chromium's driver has two words for an element of a page that is gone.
        WebDriverWait(self.driver, SECONDS).until(lambda _: is_gone(element))

    def send(self):
        """Send the form, again where it was quicker than a person is; the match of its number."""

        def sent(_):
            self.press("button.button[value=send]")
            self.find("footer")  # all that is before it has come
            return re.search(r"TS-[0-9]{4}-[0-9]{6}", self.text)

        return WebDriverWait(self.driver, SECONDS).until(sent)

    @property
    def text(self):
        return self.find("main").get_attribute("textContent")


def answer(app, number, *acts):
    """What an inspector does about a Case."""
    actor = Actor("inspector", 1, frozenset({Grant(Role.INSPECTOR), Grant(Role.BUREAU_OFFICER)}))
    with app.app_context():
        for act, text in acts:
            doing = Doing(act, actor, datetime.now(UTC), text=text)
            operation = working.accept if act is CaseAct.ACCEPT else working.do_simply
            operation(db.session(), number, doing)
            db.session.commit()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_a_citizen_complains_is_answered_reopens_and_rates(
    prefix, has_script, app, portal, chromium, tmp_path
):
    name = f"{prefix.strip('/') or 'zh'}-{'script' if has_script else 'plain'}"
    citizen = Citizen(chromium, tmp_path, name)
    resize(chromium, PHONE)
    chromium.get(f"{portal}/healthz")
    chromium.delete_all_cookies()
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not has_script})
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg(1600, 1200))
    try:
        number = complain(citizen, portal, prefix, app.config["PLACE"], photo)
        answer(app, number, (CaseAct.ACCEPT, "已受理"), (CaseAct.CHECK, "已派员核查"),
               (CaseAct.DECIDE, "已责令清理，请放心"))  # fmt: skip
        follow_up(citizen)
    finally:
        chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    with app.app_context():
        row = db.session.scalars(select(Case).where(Case.number == number)).one()
        assert row.reopened_at is not None
    said = [entry["message"] for entry in chromium.get_log("browser")]
    assert [text for text in said if re.search("Content Security Policy|SyntaxError", text)] == []


def complain(citizen, portal, prefix, code, photo):
    """From the kitchen's page to the confirmation; the number."""
    citizen.driver.get(f"{portal}{prefix}/r/{code}")
    citizen.see("kitchen")
    citizen.press("a[href$='/tell']")
    citizen.see("doors")
    citizen.press("a[href$='/tell/complaint']")
    citizen.find("input[value=dirty]").click()
    citizen.see("what")
    citizen.press("button.button[value=next]")
    citizen.press("button.button[value=next]")  # nothing is typed: it says so
    citizen.see("error")
    assert citizen.find("#problems a").get_attribute("href").endswith("#text")
    citizen.type("#text", "昨天中午后厨地面全是水，电话13800138000")
    citizen.type("#claim", "退款")
    citizen.see("words")
    citizen.press("button.button[value=next]")
    citizen.find("#photo").send_keys(str(photo))
    citizen.see("pictures")
    citizen.press("button.button[value=next]")
    citizen.type("#name", "王小明")
    citizen.type("#phone", "138 0013 8000")
    citizen.type("#address", "坪山大道1号")
    citizen.press("button.button[value=next]")
    citizen.see("check")
    found = citizen.send()
    citizen.see("kept")
    citizen.press(".deeds a.button")
    citizen.see("follow")
    return found[0]


def follow_up(citizen):
    """See the answer, reopen the Case, rate the handling."""
    citizen.driver.get(citizen.driver.current_url)
    citizen.see("answered")
    assert "已责令清理" in citizen.text
    assert "13800138000" not in citizen.text
    citizen.press("a[href$='/rate']")
    citizen.find("input[name=solved][value=no]").click()
    citizen.find("input[name=handling][value=poor]").click()
    citizen.see("rate")
    citizen.press("main form button.button")
    citizen.press("a[href$='/reopen']")
    citizen.type("#text", "今天又有积水")
    citizen.press("main form button.button")
    citizen.see("reopened")


def test_pages_are_small_enough_without_scripts(app, portal):
    client, code = app.test_client(), app.config["PLACE"]
    sheets = sum(
        Path(app.static_folder, "css", f"{name}.css").stat().st_size
        for name in ("mingchu", "cases")
    )

    large = {
        path: size
        for path in (f"/r/{code}/tell", f"/r/{code}/tell/complaint", "/cases", "/tell")
        if (size := len(client.get(path).data) + sheets) > LARGEST_BYTES
    }

    assert large == {}
