"""The kitchen page on a thin line and in odd browsers: what is fetched, and what is left of it."""

import gzip
import io
import re
import sys
from datetime import UTC, datetime, timedelta

import flask_migrate
import pytest
from PIL import Image
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from deploy.tour.stage import served
from portal import create_app
from portal.extensions import db
from portal.registry.kinds import Privacy
from portal.settings import Settings
from tests.support.browser import PHONE, browser
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant
from tests.support.page import read
from tests.support.tree import ROOT
from transcoder.demand import STILL, Activity, CameraState, write_state

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BEFORE = 4  # requests before the still: the page and its three sheets
ROUNDS = 2  # one for the page, which holds the still's address, one for the still
STILL_SECONDS = 2  # until the first still is there, on such a line
MOST_BYTES = 60_000  # before the picture: the page, and all that must come before it is drawn
PATIENCE_SECONDS = 120
SLOW_3G = {"offline": False, "latency": 300, "downloadThroughput": 50_000,
           "uploadThroughput": 50_000}  # fmt: skip
WECHAT = (
    "Mozilla/5.0 (Linux; Android 8.1; PACM00 Build/O11019; wv) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Version/4.0 Chrome/66.0.3359.126 MQQBrowser/6.2 TBS/044704 Mobile Safari/537.36 "
    "MicroMessenger/7.0.4 NetType/3G Language/zh_CN"
)
FETCHED = """
  const bytes = (each) => each.transferSize;
  const parts = performance.getEntriesByType("resource");
  const named = (text) => parts.filter((each) => each.name.includes(text));
  const page = performance.getEntriesByType("navigation")[0];
  return {
    blocking: bytes(page)
      + parts.filter((each) => each.renderBlockingStatus === "blocking")
        .map(bytes).reduce((sum, each) => sum + each, 0),
    sheets: named("/static/css/").length,
    still: named("/still.jpg")[0].startTime,
    stillBytes: bytes(named("/still.jpg")[0]),
    stillOf: named("/still.jpg")[0].initiatorType,
    stillName: named("/still.jpg")[0].name,
    before: 1 + parts.filter((each) => each.startTime < named("/still.jpg")[0].startTime).length,
    scripts: Math.min(...named("/static/js/").map((each) => each.startTime)),
    stillSeconds: named("/still.jpg")[0].responseEnd / 1000,
    library: named("/static/vendor/").length,
    playlist: named("/index.m3u8").length,
  };
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal with one kitchen that has a still: `(app, address, its code)`."""
    data = tmp_path_factory.mktemp("slow")
    settings = Settings(
        data=data, live_root=data / "live", camera_keys=CAMERA_KEY, secret_key="only for tests"
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        restaurant = make_restaurant(db.session())
        camera = make_camera(db.session(), restaurant, number=1, privacy=Privacy.MASK)
        now = datetime.now(UTC)
        state = CameraState(
            activity=Activity.RESTING, cause=None, since=now, updated_at=now + timedelta(hours=1)
        )
        write_state(settings.live_directory, camera.code, state)
        (settings.live_directory / camera.code / STILL).write_bytes(picture())
        db.session.commit()
        code = restaurant.code
    with served(app) as address:
        yield app, address, code
    with app.app_context():
        db.engine.dispose()


def picture():
    """A still as a camera of 640×360 gives it, some 37 KB."""
    out = io.BytesIO()
    Image.effect_noise((640, 360), 40).convert("RGB").save(out, "JPEG", quality=20)
    return out.getvalue()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile"), size=PHONE) as driver:
        driver.execute_cdp_cmd("Network.enable", {})
        driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        yield driver


@pytest.fixture
def driver(chromium):
    yield chromium
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    chromium.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})
    chromium.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        SLOW_3G | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )


def still_is_shown(driver):
    """Whether the newest still is on the screen."""
    return driver.execute_script("""
      const still = document.querySelector(".player-still");
      return Boolean(still && still.complete && still.naturalWidth && still.checkVisibility());
    """)


@pytest.mark.parametrize("language", ["", "/en"])
def test_on_3g_the_page_is_small_and_its_still_is_asked_for_first(
    portal, driver, language, record_property
):
    _, address, code = portal
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", SLOW_3G)
    driver.get(f"{address}{language}/r/{code}")
    WebDriverWait(driver, PATIENCE_SECONDS).until(still_is_shown)
    fetched = driver.execute_script(FETCHED)
    record_property("fetched", fetched)
    took = f"the still after {fetched['stillSeconds']:.1f} s"
    sys.stdout.write(f"{fetched['blocking']} bytes before the picture, {took}\n")

    assert fetched["sheets"] >= 2
    assert fetched["blocking"] <= MOST_BYTES
    assert fetched["still"] <= fetched["scripts"]
    assert fetched["before"] <= MOST_BEFORE
    assert (fetched["library"], fetched["playlist"]) == (0, 0)  # only once somebody taps


@pytest.mark.parametrize("language", ["", "/en"])
def test_on_3g_the_first_still_is_there_within_two_seconds_by_the_line_s_arithmetic(
    portal, driver, language
):
    """What takes the time is counted: round trips, and bytes up to the last of the still."""
    app, address, code = portal
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", SLOW_3G)
    driver.get(f"{address}{language}/r/{code}")
    WebDriverWait(driver, PATIENCE_SECONDS).until(still_is_shown)
    fetched = driver.execute_script(FETCHED)
    page = read(app.test_client().get(f"{language}/r/{code}").text)
    still = page.one("img", of="player-still")

    assert fetched["stillName"].endswith(still.get("src"))  # no script has to ask for it
    assert fetched["stillOf"] == "img"
    assert "loading" not in still.attributes
    assert fetched["stillBytes"] > 30_000
    latency, throughput = SLOW_3G["latency"] / 1000, SLOW_3G["downloadThroughput"]
    sent = fetched["blocking"] + fetched["stillBytes"]
    assert ROUNDS * latency + sent / throughput <= STILL_SECONDS


def test_page_is_small_even_for_a_browser_that_cannot_unpack(portal):
    app, _, code = portal
    client = app.test_client()
    page = client.get(f"/r/{code}").text
    sheets = [each.get("href") for each in read(page).all("link", rel="stylesheet")]

    assert sheets
    whole = [(ROOT / each.lstrip("/")).read_bytes() for each in sheets]
    assert len(page.encode()) + sum(map(len, whole)) <= 1.25 * MOST_BYTES
    assert len(page.encode()) + sum(len(gzip.compress(each)) for each in whole) <= MOST_BYTES / 2


def test_without_script_the_kitchen_is_a_still_with_a_link_for_a_newer_one(portal, driver):
    _, address, code = portal
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.get(f"{address}/en/r/{code}")
    WebDriverWait(driver, PATIENCE_SECONDS).until(still_is_shown)
    link = driver.find_element(By.LINK_TEXT, "Show a newer still")

    link.click()

    WebDriverWait(driver, PATIENCE_SECONDS).until(lambda _: is_gone(link))
    WebDriverWait(driver, PATIENCE_SECONDS).until(still_is_shown)
    assert driver.current_url.endswith(f"/en/r/{code}")
    assert not driver.find_element(By.CSS_SELECTOR, ".player-start").is_displayed()


def is_gone(element):
    """Whether the page of `element` has been left."""
    try:
        element.is_enabled()
    except StaleElementReferenceException:
        return True
    return False


def test_with_script_stills_renew_themselves_and_no_link_is_needed(portal, driver):
    _, address, code = portal
    driver.get(f"{address}/en/r/{code}")
    WebDriverWait(driver, PATIENCE_SECONDS).until(
        lambda _: driver.find_element(By.CSS_SELECTOR, ".player-start").is_displayed()
    )

    assert not driver.find_element(By.CSS_SELECTOR, ".player-reload").is_displayed()


@pytest.mark.parametrize(("header", "plays"), [(None, True), ("on", False)])
def test_who_saves_data_is_shown_no_moving_picture_unasked(portal, header, plays):
    app, _, code = portal
    headers = {"Save-Data": header} if header else {}
    page = read(app.test_client().get(f"/embed/{code}?autoplay=1", headers=headers).text)

    assert ("data-autoplay" in page.one(of="player").attributes) is plays


def test_device_that_saves_data_fetches_no_still_by_itself(portal, driver):
    _, address, code = portal
    saving = "Object.defineProperty(navigator, 'connection', {get: () => ({saveData: true})})"
    added = driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": saving})
    try:
        driver.get(f"{address}/en/embed/{code}?autoplay=1")
        WebDriverWait(driver, PATIENCE_SECONDS).until(
            lambda _: driver.find_element(By.CSS_SELECTOR, ".player-start").is_displayed()
        )
        fetched = driver.execute_script(
            "return performance.getEntriesByType('resource').map((each) => each.initiatorType)"
        )
        is_offered = driver.find_element(By.LINK_TEXT, "Show a newer still").is_displayed()
    finally:
        driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)

    assert "fetch" not in fetched
    assert is_offered
    assert driver.find_element(By.CSS_SELECTOR, ".player").get_attribute("data-phase") == "idle"


def test_wechat_plays_within_the_page(portal):
    app, _, code = portal
    page = read(app.test_client().get(f"/r/{code}", headers={"User-Agent": WECHAT}).text)
    video = page.one("video", of="player-video")

    wanted = {"muted", "playsinline", "webkit-playsinline", "x5-playsinline"}
    assert wanted <= video.attributes.keys()
    assert video.get("x5-video-player-type") == "h5"
    assert video.get("preload") == "none"
    assert "autoplay" not in video.attributes


def test_page_says_since_when_it_is_offline_until_it_is_not(portal, driver):
    _, address, code = portal
    driver.get(f"{address}/en/r/{code}/tell/tip")
    bar = driver.find_element(By.CSS_SELECTOR, ".offline")
    assert not bar.is_displayed()
    try:
        driver.execute_cdp_cmd(
            "Network.emulateNetworkConditions", SLOW_3G | {"offline": True, "latency": 0}
        )
        WebDriverWait(driver, PATIENCE_SECONDS).until(lambda _: bar.is_displayed())
        said = bar.text
    finally:
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", SLOW_3G)
    WebDriverWait(driver, PATIENCE_SECONDS).until(lambda _: not bar.is_displayed())

    assert re.match(r"No connection since [0-2][0-9]:[0-5][0-9]\. ", said)


def test_keyboard_starts_and_stops_the_player_and_keeps_its_place(portal, driver):
    _, address, code = portal
    driver.get(f"{address}/en/r/{code}")
    start = driver.find_element(By.CSS_SELECTOR, ".player-start")
    WebDriverWait(driver, PATIENCE_SECONDS).until(lambda _: start.is_displayed())
    driver.execute_script("document.querySelector('.player-start').focus()")

    focused = []
    for wanted in ("player-stop", "player-start"):
        ActionChains(driver).send_keys(Keys.ENTER).perform()
        WebDriverWait(driver, PATIENCE_SECONDS).until(
            lambda _, wanted=wanted: driver.find_element(By.CLASS_NAME, wanted).is_displayed()
        )
        focused.append(driver.switch_to.active_element.get_attribute("class"))

    assert focused == ["player-stop", "player-start"]


@pytest.mark.parametrize(("agent", "is_told"), [(WECHAT, True), ("Mozilla/5.0", False)])
@pytest.mark.parametrize(("path", "is_needed"), [("/open-data", True), ("/r/{code}", False)])
def test_only_where_a_file_is_saved_wechat_is_told_to_open_a_browser(
    portal, agent, is_told, path, is_needed
):
    app, _, code = portal
    answer = app.test_client().get(f"/en{path.format(code=code)}", headers={"User-Agent": agent})

    assert ("WeChat can neither save files nor print" in answer.text) is (is_told and is_needed)


def test_frame_keeps_its_shape_where_the_browser_knows_no_aspect_ratio(portal, driver):
    _, address, code = portal
    driver.get(f"{address}/en/r/{code}")
    size = driver.execute_script("""
      const sheet = [...document.styleSheets].find((each) => each.href.includes("player.css"));
      const rules = [...sheet.cssRules];
      const old = rules.find((each) => (each.conditionText || "").includes("not (aspect-ratio"));
      document.querySelector(".player-frame").style.aspectRatio = "auto";
      for (const rule of old.cssRules) sheet.insertRule(rule.cssText, rules.length);
      const box = document.querySelector(".player-frame").getBoundingClientRect();
      const still = document.querySelector(".player-still").getBoundingClientRect();
      return [box.width / box.height, still.width / still.height, box.top - still.top];
    """)

    assert size[0] == pytest.approx(16 / 9, abs=0.02)
    assert size[1] == pytest.approx(16 / 9, abs=0.02)
    assert size[2] == 0
