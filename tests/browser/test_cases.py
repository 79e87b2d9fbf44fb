"""A citizen's whole way in a real Chromium at phone width: both languages, with and without script.

Scan, complain with a photograph, keep the code, be answered, see it, reopen, rate.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.tour.stage import served
from portal import create_app
from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.extensions import db
from portal.participation.case_files import CasePictures
from portal.participation.case_kinds import CaseAct, Category
from portal.participation.models import Case, CasePicture
from portal.participation.operations import working
from portal.participation.operations.case_steps import Doing
from portal.participation.operations.filing import file_case
from portal.participation.secrecy import SECRECY
from portal.registry.models import Restaurant
from portal.settings import Settings
from tests.portal.participation.cases.conftest import jpeg, new_case
from tests.support.browser import PHONE, browser, resize
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant
from tests.support.people import make_person, sign_in
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECONDS = 60
LARGEST_BYTES = 60 * 1024
LIBRARY = ROOT / "static" / "vendor" / "altcha.min.js"


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
        assert row.has_work is (has_script and LIBRARY.is_file())
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


def connect(driver, *, is_offline):
    """Take the phone off the network, or put it back."""
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
        "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    })  # fmt: skip


def test_a_lost_connection_costs_no_words_and_sending_twice_files_one(
    app, portal, chromium, tmp_path
):
    citizen, code = Citizen(chromium, tmp_path, "lost"), app.config["PLACE"]
    resize(chromium, PHONE)
    chromium.get(f"{portal}/en/r/{code}/tell/tip")
    citizen.find("input[value=smoking]").click()
    citizen.press("button.button[value=next]")
    citizen.type("#text", "The cook smokes beside the wok")
    try:
        connect(chromium, is_offline=True)
        citizen.find("button.button[value=next]").click()
        assert "No connection" in citizen.find("#offline").text
    finally:
        connect(chromium, is_offline=False)

    chromium.get(f"{portal}/en/r/{code}/tell/tip")  # as after the browser was closed
    citizen.find(".notice .button").click()
    citizen.press("button.button[value=next]")
    assert citizen.find("#text").get_attribute("value") == "The cook smokes beside the wok"
    for _ in range(3):
        citizen.press("button.button[value=next]")
    number = sent_by_two_presses(citizen)

    with app.app_context():
        kept = db.session.scalars(select(Case.number).where(Case.category == "smoking")).all()
        assert kept == [number]


def sent_by_two_presses(citizen):
    """Press the button twice at once, again where it was quicker than a person is; the number."""

    def sent(driver):
        button = citizen.find("button.button[value=send]")
        ActionChains(driver).double_click(button).perform()
        WebDriverWait(driver, SECONDS).until(lambda _: is_gone(button))
        return re.search(r"XS-[0-9]{4}-[0-9]{6}", citizen.text)

    return WebDriverWait(citizen.driver, SECONDS).until(sent)[0]


def test_black_boxes_are_drawn_with_a_finger_or_typed(app, portal, chromium, tmp_path):
    number = complained_of(app)
    desk = Citizen(chromium, tmp_path, "desk")
    signed_in(app, chromium, portal)
    chromium.get(f"{portal}/en/desk/cases/{number}")
    desk.find("details[data-boxes] summary").click()
    layer = desk.find(".drawn-boxes")
    layer.location_once_scrolled_into_view  # noqa: B018 - it scrolls
    width, height = layer.size["width"], layer.size["height"]

    (ActionChains(chromium)
     .move_to_element_with_offset(layer, -int(width * 0.4), -int(height * 0.4)).click_and_hold()
     .move_by_offset(int(width * 0.3), int(height * 0.3)).release().perform())  # fmt: skip
    typed = desk.find("textarea[name=boxes]").get_attribute("value")
    desk.see("drawn")
    desk.press("details[data-boxes] button.button")

    assert [round(float(each), -1) for each in typed.split()] == [10, 10, 40, 40]
    with app.app_context():
        drawn = select(CasePicture.redacted_code).join(CasePicture.case)
        assert db.session.scalars(drawn.where(Case.number == number)).one() is not None


def complained_of(app):
    """A Case with a photograph; its number."""
    with app.app_context():
        session, now = db.session(), datetime.now(UTC)
        place = session.scalars(select(Restaurant)).one()
        photo = CasePictures.under(app.config["MINGCHU"].data).keep(jpeg(1600, 1200))
        new = new_case(pictures=(photo,), category=Category.STAFF)
        filed = file_case(session, new, restaurant=place, secrecy=app.extensions[SECRECY], now=now)
        session.commit()
        return session.get_one(Case, filed.case_id).number


def signed_in(app, driver, portal):
    """Give the browser the session of a bureau officer."""
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        person = make_person(session, Role.BUREAU_OFFICER)
        session.commit()
    client = sign_in(app.test_client(), person)
    driver.get(f"{portal}/healthz")
    driver.add_cookie({"name": "mingchu", "value": client.get_cookie("mingchu").value})


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
