"""`make run` as a newcomer meets it: it opens, heals, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from deploy.ground import CannotRun, free_port
from deploy.run_demo import check_film, demo_environment
from portal.seed.district import FILMED, FILMED_KITCHEN, SAMPLE
from portal.settings import load
from tests.support.clips import make_clip
from tests.support.tree import ROOT

# Far more than a loaded machine needs; only what never comes takes as long.
DRAW_SECONDS, PLAY_SECONDS, HEAL_SECONDS, STOP_SECONDS = 900, 180, 180, 120
pytestmark = [pytest.mark.media, pytest.mark.slow, pytest.mark.timeout(DRAW_SECONDS + 60)]


class Demo:
    """A running demo, its output and its children."""

    def __init__(self, data):
        self.port = free_port()
        self.log = data / "output"
        environment = {
            **os.environ, "MINGCHU_DATA": str(data / "var"), "MINGCHU_PORT": str(self.port),
            "MINGCHU_LIVE_ROOT": str(data / "live"),
        }  # fmt: skip
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.run_demo", "--without-2021"],
                cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def output(self):
        return self.log.read_text(encoding="utf-8")

    def get(self, path):
        """Status and text of a page, None while nobody answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except (URLError, OSError):
            return None

    def is_ready(self):
        return self.get("/readyz") is not None

    def is_open(self):
        return "Ctrl-C stops everything." in self.output

    def children(self):
        """Ids of the processes the demo started, by a word of their command line."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {
            pid: Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            for pid in map(int, path.read_text().split())
        }

    def place(self, word):
        """The id of the child whose command line holds `word`, None when there is none."""
        return next((pid for pid, line in self.children().items() if word in line), None)


def until(condition, *, seconds):
    """Whether `condition` comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo that is open; its clips are drawn once for all tests here."""
    running = Demo(tmp_path_factory.mktemp("demo"))
    try:
        is_open = until(
            lambda: running.is_open() or running.process.poll() is not None, seconds=DRAW_SECONDS
        )
        assert is_open, running.output
        assert running.process.poll() is None, running.output
        yield running
    finally:
        running.process.terminate()
        running.process.wait(STOP_SECONDS + 5)


def test_every_step_is_told_with_its_time(demo):
    told = [line for line in demo.output.splitlines() if line.startswith("✔")]

    assert [line.partition(" (")[0] for line in told] == [
        "✔ Database migrated", "✔ Demo district seeded", "✔ Kitchen clips drawn",
        "✔ The portal is open",
    ]  # fmt: skip


def test_the_address_of_a_kitchen_is_printed_with_its_code(demo):
    assert f"http://127.0.0.1:{demo.port}/r/{SAMPLE.code}" in demo.output
    assert "▄▀" in demo.output


def test_the_accounts_of_the_demo_are_printed(demo):
    assert f"http://127.0.0.1:{demo.port}/account/sign-in" in demo.output
    assert "demo-inspector  演示·监管员" in demo.output


def test_a_case_to_look_up_is_printed_with_number_and_code(demo):
    assert f"A citizen's case http://127.0.0.1:{demo.port}/cases" in demo.output
    assert re.search(r"number XS-[0-9]{4}-[0-9]{6}, code( [0-9]{4}){4} [0-9]\n", demo.output)


def test_the_printed_kitchen_opens(demo):
    status, page = demo.get(f"/r/{SAMPLE.code}")

    assert status == 200
    assert SAMPLE.name in page


def test_its_picture_starts(demo):
    def plays():
        answer = demo.get(f"/live/{SAMPLE.cameras[0].code}/index.m3u8")
        return answer is not None and ".m4s" in answer[1]

    assert until(plays, seconds=PLAY_SECONDS), demo.output


def test_its_protected_picture_starts(demo):
    def plays():
        answer = demo.get(f"/live/{FILMED.code}/index.m3u8")
        return answer is not None and ".m4s" in answer[1]

    assert until(plays, seconds=PLAY_SECONDS), demo.output


@pytest.mark.parametrize(
    "word", ["gunicorn", "live transcode", "rounds look", "jobs work", "transcoder.simulator"]
)
def test_a_killed_process_is_back_in_time(demo, word):
    first = demo.place(word)

    os.kill(first, signal.SIGKILL)

    assert until(lambda: demo.place(word) not in {first, None}, seconds=HEAL_SECONDS)
    assert until(demo.is_ready, seconds=HEAL_SECONDS), demo.output


def test_a_second_demo_on_the_same_data_is_refused(demo):
    second = subprocess.run(
        [sys.executable, "-m", "deploy.run_demo", "--without-2021"],
        cwd=ROOT, capture_output=True, text=True,
        check=False, env={**os.environ, "MINGCHU_DATA": str(demo.log.parent / "var")},
    )  # fmt: skip

    assert second.returncode == 1
    assert "Another `make run` works in" in second.stdout


def test_the_end_is_quick_and_leaves_nothing(demo):
    children = list(demo.children())

    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(STOP_SECONDS) == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert "✔ Stopped" in demo.output


def test_simulated_cameras_are_allowed_beside_the_given_networks():
    environment = demo_environment({"MINGCHU_CAMERA_NETWORKS": "10.1.0.0/16"})

    assert [str(each) for each in load(environment).camera_networks] == [
        "10.1.0.0/16", "127.0.0.0/8",
    ]  # fmt: skip


def test_without_given_networks_the_usual_ones_stay():
    usual = load({}).camera_networks

    assert load(demo_environment({})).camera_networks[:-1] == usual


def test_programs_of_the_environment_are_found_first():
    path = demo_environment({"PATH": "/bin"})["PATH"]

    assert path == f"{Path(sys.executable).parent}:/bin"


def test_the_kitchen_that_hides_people_is_printed(demo):
    assert f"People hidden    http://127.0.0.1:{demo.port}/r/{FILMED_KITCHEN.code}" in demo.output


def test_a_film_that_can_be_played_is_taken(tmp_path):
    check_film(make_clip(tmp_path / "film.nut", size=(64, 36), seconds=1))


def test_a_film_lets_the_machine_look_for_who_comes_while_it_is_closed():
    usual, filmed = load(demo_environment({})), load(demo_environment({"MINGCHU_DEMO_CLIP": "f"}))

    assert filmed.lead_codes == usual.lead_codes | {"INT-STRANGE"}


def test_classes_that_somebody_chose_stay_with_a_film():
    given = {"MINGCHU_DEMO_CLIP": "f", "MINGCHU_LEAD_CODES": "PPE-CAP"}

    assert load(demo_environment(given)).lead_codes == {"PPE-CAP"}


@pytest.mark.parametrize("content", [None, b"", b"no film"])
def test_what_is_no_film_is_refused_with_the_reason(tmp_path, content):
    film = tmp_path / "film.mp4"
    if content is not None:
        film.write_bytes(content)

    with pytest.raises(CannotRun, match=r"MINGCHU_DEMO_CLIP=.*film.mp4 cannot be played"):
        check_film(film)
