"""A phone-sized Chromium in front of the real portal, transcoder and a simulated camera."""

import ipaddress
import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import flask_migrate
import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from werkzeug.serving import make_server

from portal import create_app
from portal.extensions import db
from portal.live.engine import run_transcoder
from portal.live.public.previews import new_preview
from portal.registry.kinds import Privacy
from portal.registry.queries import camera_by_code
from portal.rounds.kinds import FaultCode, Outcome
from portal.rounds.models import CameraCondition
from portal.settings import Settings
from portal.shell import clock
from tests.support.engine import QUICK
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant
from tests.support.simulator import simulator, small_clip
from transcoder.demand import LOOK, STILL, stamp
from transcoder.simulator import CameraScript

pytestmark = [
    pytest.mark.media,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("chromium") is None or shutil.which("chromedriver") is None,
        reason="needs chromium and chromedriver",
    ),
]

LIMITS = replace(
    QUICK,
    demand_stale_seconds=20.0,
    look_seconds=2.0,
    backoff_longest_seconds=1.0,
)
NO_NATIVE_HLS = "HTMLMediaElement.prototype.canPlayType = () => ''"


class Kitchen:
    """A restaurant with one camera, from the RTSP server to the page."""

    def __init__(self, app, address, sim, codes):
        self.app = app
        self.address = address
        self.sim = sim
        self.restaurant, self.camera = codes

    @property
    def root(self):
        return self.app.config["MINGCHU"].live_directory


@contextmanager
def portal_with(data, sim):
    """The portal on a free port and the transcoder, both in threads."""
    settings = Settings(
        data=data / "data",
        live_root=data / "live",
        camera_keys=CAMERA_KEY,
        camera_networks=(ipaddress.ip_network("127.0.0.0/8"),),
        secret_key="only for tests",
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        restaurant = make_restaurant(db.session())
        camera = make_camera(
            db.session(),
            restaurant,
            url=sim.url("stove"),
            number=1,
            privacy=Privacy.OPEN,
            privacy_basis="consent on file",
        )
        db.session.commit()
        codes = restaurant.code, camera.code
    server = make_server("127.0.0.1", 0, app, threaded=True)
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever),
        threading.Thread(target=run_transcoder, args=(app, stop), kwargs={"limits": LIMITS}),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Kitchen(app, f"http://127.0.0.1:{server.port}", sim, codes)
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def has_still(kitchen):
    """Ask for a still, and say whether there is one."""
    stamp(kitchen.root, kitchen.camera, LOOK)
    return (kitchen.root / kitchen.camera / STILL).exists()


@pytest.fixture
def kitchen(tmp_path):
    with (
        simulator({"stove": CameraScript(small_clip())}) as sim,
        portal_with(tmp_path, sim) as kitchen,
    ):
        until(lambda: has_still(kitchen), "a first still")
        yield kitchen


@contextmanager
def browser(*, script=None, blocked=()):
    """A phone-sized Chromium; `script` runs before each page's own, `blocked` never loads."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True},
        )
        if script:
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        if blocked:
            driver.execute_cdp_cmd("Network.enable", {})
            driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": list(blocked)})
        yield driver
    finally:
        driver.quit()


def until(condition, what, *, seconds=60):
    """Poll until `condition` holds; fails naming `what` did not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return
        except StaleElementReferenceException:
            pass
        time.sleep(0.1)
    pytest.fail(f"{what} did not come within {seconds} s")


class Page:
    """What a reader sees of the player."""

    def __init__(self, driver):
        self.driver = driver

    def find(self, name):
        return self.driver.find_element(By.CSS_SELECTOR, f".player-{name}")

    @property
    def phase(self):
        return self.driver.find_element(By.CSS_SELECTOR, ".player").get_attribute("data-phase")

    @property
    def words(self):
        return self.find("caption").text

    @property
    def time(self):
        return self.driver.execute_script("return arguments[0].currentTime", self.find("video"))

    @property
    def still(self):
        return self.find("still").get_attribute("src")

    def complaints(self):
        """Errors of the page itself; a 503 of the gate is an answer, not an error."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "503" not in entry["message"]
        ]


def opened(driver, kitchen):
    driver.get(f"{kitchen.address}/en/r/{kitchen.restaurant}")
    page = Page(driver)
    until(lambda: page.find("start").is_displayed(), "the start button")
    return page


def test_a_tap_makes_the_kitchen_move(kitchen):
    with browser() as driver:
        page = opened(driver, kitchen)
        assert page.phase == "idle"
        page.find("start").click()
        until(lambda: page.phase == "moving" and page.time > 0, "the moving picture")
        began = page.time
        until(lambda: page.time >= began + 3, "three seconds of picture")
        assert "Live" in page.words
        assert "behind" in page.words
        assert page.complaints() == []


def test_a_black_picture_plays_and_says_what_is_wrong_all_along(kitchen):
    call_black(kitchen)
    with browser() as driver:
        page = opened(driver, kitchen)
        assert page.find("flaw").text.startswith("The picture is black")
        page.find("start").click()
        until(lambda: page.phase == "moving", "the moving picture")
        assert page.find("flaw").text.startswith("The picture is black")
        page.find("stop").click()
        until(lambda: page.phase == "idle", "the rest")
        until(lambda: page.words.count("The picture is black") == 1, "the words, said once")


def call_black(kitchen):
    """Have the last look at the camera find a black picture, for as long as the test lasts."""
    with kitchen.app.app_context():
        camera = camera_by_code(db.session(), kitchen.camera)
        now = clock.now()
        db.session.add(
            CameraCondition(
                camera_id=camera.id,
                outcome=Outcome.BAD,
                since=now,
                seen_at=now + timedelta(minutes=4),
                code=FaultCode.DEV_DARK,
            )
        )
        db.session.commit()


def test_a_dead_camera_is_told_and_its_return_is_seen(kitchen):
    with browser() as driver:
        page = opened(driver, kitchen)
        page.find("start").click()
        until(lambda: page.phase == "moving", "the moving picture")
        kitchen.sim.stop()
        until(lambda: page.phase == "asking", "the loss of the picture")
        until(lambda: "No picture since" in page.words, "the reason")
        kitchen.sim.start()
        until(lambda: page.phase == "moving", "the picture's return")
        began = page.time
        until(lambda: page.time > began + 1, "progress")


def test_a_browser_that_cannot_play_gets_fresh_stills(kitchen):
    with browser(script=NO_NATIVE_HLS, blocked=["*hls.light.min.js*"]) as driver:
        page = opened(driver, kitchen)
        page.find("start").click()
        until(lambda: page.phase == "stills", "the stills")
        first = page.still
        until(lambda: page.still != first, "a newer still")
        assert page.find("again").is_displayed()
        assert "every 5 seconds" in page.words


def test_a_hidden_page_lets_the_camera_rest(kitchen):
    with browser() as driver:
        page = opened(driver, kitchen)
        page.find("start").click()
        until(lambda: page.phase == "moving", "the moving picture")
        driver.execute_script(
            "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        until(lambda: page.phase == "resting", "the rest")
        assert page.find("video").get_attribute("src") in {"", None}
        driver.execute_script(
            "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"
        )
        until(lambda: page.phase == "moving", "the picture's return")


def test_a_preview_address_plays_while_the_restaurant_is_closed(kitchen):
    with kitchen.app.app_context():
        path = new_preview(kitchen.camera, now=clock.now())
    with browser() as driver:
        driver.get(f"{kitchen.address}/en{path}")
        page = Page(driver)
        until(lambda: page.phase == "moving" and page.time > 1, "the moving picture")
