"""The units as systemd runs them: on a system booted for this, over this machine's own files."""

import subprocess
import time

import pytest

from tests.support.booted import PATIENCE, booted, put_project
from tests.support.deployed import DEPLOY, PLACES
from tests.support.simulator import small_clip

pytestmark = [pytest.mark.slow, pytest.mark.media, pytest.mark.boots]

UNITS = [f"mingchu-{name}" for name in PLACES]
# As docs/guide/install.md tells it; the simulator stands for the cameras of a district.
SET_UP = """
echo "mingchu:x:990:990::/nonexistent:/usr/sbin/nologin" >> "$1/etc/passwd"
echo "mingchu:x:990:" >> "$1/etc/group"
mkdir -m 0750 "$1/srv/mingchu/var"
chown 990:990 "$1/srv/mingchu/var"
cp {clip} "$1/srv/clip.mp4"
echo '[{{"name": "a", "clip": "clip.mp4"}}]' > "$1/srv/cameras.json"
cat > "$1/srv/register.csv" <<'END'
licence_no,name,type,station,station_code,address,hours,status,camera_no,zone,camera_url,privacy
JY29990000009001,Kitchen,small,河湾监管所,hw,1 Riverside Road,24h,open,1,CK,rtsp://127.0.0.1:8554/a,blur
END
cat > "$1/etc/mingchu.env" <<'END'
MINGCHU_CAMERA_NETWORKS=127.0.0.0/8
MINGCHU_DETECTORS=1
END
chmod 600 "$1/etc/mingchu.env"
cp {units}/mingchu-* "$1/etc/systemd/system/"
cp {units}/mingchu "$1/usr/local/bin/"
cat > "$1/etc/systemd/system/cameras.service" <<'END'
[Service]
WorkingDirectory=/srv/mingchu
ExecStart=/srv/mingchu/.venv/bin/python -m transcoder.simulator --config /srv/cameras.json
END
cat > "$1/etc/systemd/system/kitchens.target" <<'END'
[Unit]
Requires=basic.target
After=basic.target
Wants=cameras.service mingchu-web.socket {wanted}
END
"""
ASK = """
import sys, time, urllib.error, urllib.request
end, answers = time.monotonic() + float(sys.argv[2]), []
while True:
    try:
        with urllib.request.urlopen("http://127.0.0.1:8000" + sys.argv[1], timeout=100) as answer:
            answers.append(answer.status)
            said = answer.read().decode()
    except urllib.error.HTTPError as error:
        answers.append(error.code)
        said = error.read().decode()
    except OSError as error:
        answers.append(str(error))
        said = ""
    if time.monotonic() > end or sys.argv[3] and sys.argv[3] in said:
        break
    time.sleep(0.1)
print(*sorted({str(each) for each in answers}), said, sep="\\n")
"""
# A command would tell it as well, for three seconds of a core.
NAMED = """
import sqlite3
print(*sqlite3.connect("/srv/mingchu/var/mingchu.db").execute("SELECT code FROM camera").fetchone())
"""


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    """A machine on which the portal is installed, with one camera."""
    directory = tmp_path_factory.mktemp("booted")
    wanted = " ".join(f"{unit}.service" for unit in UNITS)
    set_up = SET_UP.format(clip=small_clip(), units=DEPLOY / "systemd", wanted=wanted)
    with booted(directory, put_project() + set_up) as running:
        yield running


@pytest.fixture(scope="module")
def camera(system):
    """The code of the camera in the register, which shows its picture."""
    system.run("mingchu", "registry", "import", "/srv/register.csv")
    code = system.run("python", "-c", NAMED).strip()
    playlist = ask(system, f"/live/{code}/index.m3u8", seconds=PATIENCE - 20, until=".m4s")
    assert ".m4s" in playlist, system.journal()
    return code


def ask(system, path, *, seconds=0.0, until=""):
    """The statuses of a page that is asked again and again, and what it said last."""
    return system.run("python", "-c", ASK, path, str(seconds), until)


def main_process(system, name):
    return int(system.told(f"mingchu-{name}", "MainPID"))


def seen_to(fact):
    """Whether something comes true in the end."""
    end = time.monotonic() + PATIENCE
    while not (held := fact()) and time.monotonic() < end:
        time.sleep(0.2)
    return held


def test_every_unit_runs_once_the_database_is_up_to_date(system):
    finished = int(system.told("mingchu-database", "ExecMainExitTimestampMonotonic"))

    assert {system.told(unit, "SubState") for unit in UNITS} == {"running"}
    assert system.told("mingchu-database", "SubState") == "exited", system.journal()
    assert finished > 0
    assert all(
        int(system.told(unit, "ExecMainStartTimestampMonotonic")) >= finished for unit in UNITS
    )


def test_a_camera_is_shown_and_nothing_is_refused_to_a_process(system, camera):
    journal = system.journal()

    assert "200" in ask(system, f"/live/{camera}/state.json")
    assert [
        line for line in journal.splitlines()
        if any(unit in line for unit in ("flask[", "gunicorn[", "python["))
        and any(word in line for word in ("ERROR", "Traceback", "Errno", "denied"))
    ] == []  # fmt: skip


def test_the_portal_is_ready(system):
    assert '"ready"' in ask(system, "/readyz", seconds=PATIENCE - 20, until='"ready"')


def test_who_asks_while_web_restarts_or_dies_is_answered(system, camera):
    asking = system.start("python", "-c", ASK, "/healthz", "4", "", output=subprocess.PIPE)
    time.sleep(0.5)
    system.run("systemctl", "restart", "mingchu-web")
    system.run("systemctl", "kill", "--kill-who=main", "--signal=KILL", "mingchu-web")
    printed, _ = asking.communicate(timeout=PATIENCE)

    assert printed.splitlines()[0] == "200"
    assert seen_to(lambda: system.told("mingchu-web", "NRestarts") == "1")


def test_processes_that_are_killed_come_back_and_the_camera_is_shown_meanwhile(system, camera):
    group = system.told("mingchu-transcoder", "ControlGroup")
    before = {name: main_process(system, name) for name in PLACES.keys() - {"web"}}
    members = f"/sys/fs/cgroup{group}/cgroup.procs"
    workers = set(system.run("cat", members).split()) - {str(before["transcoder"])}

    system.run("kill", "-9", *map(str, before.values()))

    assert workers & set(system.run("cat", members).split())
    assert ".m4s" in ask(system, f"/live/{camera}/index.m3u8")
    assert seen_to(
        lambda: all(main_process(system, name) not in {0, old} for name, old in before.items())
    )
