"""What systemd itself says of the units, where it is."""

import re
import shutil
import subprocess

import pytest

from tests.support.deployed import DEPLOY

ANALYZE = shutil.which("systemd-analyze")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
EXPOSURE = 20  # tenths; "OK" begins at 50, and these have 17
# Of systemd 254; older ones pass over them, and start again after a second each time.
NEWER = {"RestartSteps", "RestartMaxDelaySec"}


@pytest.fixture
def unit(request, tmp_path):
    """The unit with programs and an account that this machine has, and what it wants beside it."""
    for socket in (DEPLOY / "systemd").glob("*.socket"):
        shutil.copy(socket, tmp_path)
    for each in UNITS:
        text = each.read_text(encoding="utf-8")
        text = re.sub(r"/srv/mingchu/\.venv/bin/\w+", "/bin/true", text)
        text = re.sub(r"(?m)^(User|Group)=.*\n", "", text)
        (tmp_path / each.name).write_text(text, encoding="utf-8")
    return tmp_path / request.param.name


def asked(*words):
    return subprocess.run(
        [ANALYZE, *words], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem, indirect=True)
def test_systemd_understands_every_line(unit):
    answer = asked("verify", "--man=no", str(unit))

    about_this = [line for line in answer.stderr.splitlines() if unit.name in line]
    assert answer.returncode == 0, answer.stderr
    assert [line for line in about_this if not any(key in line for key in NEWER)] == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_finds_little_to_attack(path):
    answer = asked("security", "--offline=yes", f"--threshold={EXPOSURE}", str(path))

    assert answer.returncode == 0, answer.stdout[-300:] + answer.stderr
