"""The systemd units start what the Procfile names, as an account that may do little."""

import pytest

from tests.support.deployed import DEPLOY, MIGRATION, PLACES, without_folder

DATABASE = DEPLOY / "systemd" / "mingchu-database.service"
UNITS = {
    path.stem.removeprefix("mingchu-"): path
    for path in (DEPLOY / "systemd").glob("*.service")
    if path != DATABASE
}
# What each must say, whatever it starts.
ASKED = {
    "User": {"mingchu"},
    "NoNewPrivileges": {"true"},
    "CapabilityBoundingSet": {""},
    "ProtectSystem": {"strict"},
    "ProtectHome": {"true"},
    "ReadWritePaths": {"/srv/mingchu/var /dev/shm"},
    "PrivateTmp": {"true"},
    "PrivateDevices": {"true"},
    "RestrictSUIDSGID": {"true"},
    "SystemCallFilter": {"@system-service"},
    "Restart": {"always"},
    "RestartSec": {"1"},
    "RestartMaxDelaySec": {"30"},
    "StartLimitIntervalSec": {"0"},
    "WantedBy": {"multi-user.target"},
}


def said(path):
    """All values of each key of a unit; a key may stand in it more than once."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, is_pair, value = line.partition("=")
        if is_pair and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def test_each_process_has_a_unit():
    assert set(UNITS) == set(PLACES)


@pytest.mark.parametrize("name", sorted(UNITS))
def test_a_unit_starts_what_the_procfile_names(name):
    assert [without_folder(each) for each in said(UNITS[name])["ExecStart"]] == [PLACES[name]]


def test_web_waits_for_a_database_that_is_up_to_date():
    found = said(UNITS["web"])

    assert [without_folder(each) for each in said(DATABASE)["ExecStart"]] == [MIGRATION]
    assert DATABASE.name in found["After"][0].split()
    assert DATABASE.name in found["Wants"][0].split()


def test_a_web_process_that_comes_back_imports_the_portal_once():
    assert said(UNITS["web"]).keys() & {"ExecStartPre", "ExecCondition", "ExecStartPost"} == set()
    assert said(DATABASE)["RemainAfterExit"] == ["yes"]  # or each start of web would begin it anew


def test_a_database_that_is_away_is_asked_again():
    found = said(DATABASE)
    differs = {"Restart", "WantedBy"}  # web wants it; it ends by itself

    assert found["Restart"] == ["on-failure"]
    assert {key: set(found.get(key, ())) for key in ASKED.keys() - differs} == {
        key: value for key, value in ASKED.items() if key not in differs
    }


@pytest.mark.parametrize("name", sorted(UNITS))
def test_a_unit_may_do_little_and_comes_back(name):
    found = said(UNITS[name])

    assert {key: set(found.get(key, ())) for key in ASKED} == ASKED
    assert {"MemoryMax", "TasksMax", "LimitNOFILE"} <= found.keys()


def test_what_comes_in_waits_while_web_is_away():
    held = said(DEPLOY / "systemd" / "mingchu-web.socket")["ListenStream"]

    assert said(UNITS["web"])["Requires"] == ["mingchu-web.socket"]
    assert held[0] in (DEPLOY / "nginx" / "mingchu.conf").read_text(encoding="utf-8")


def test_workers_outlive_a_killed_transcoder():
    found = said(UNITS["transcoder"])

    assert (found["KillMode"], found["OOMPolicy"]) == (["process"], ["continue"])


@pytest.mark.parametrize("name", sorted(UNITS))
def test_a_unit_leaves_time_for_a_clean_end(name):
    assert int(said(UNITS[name])["TimeoutStopSec"][0]) > 8  # STOP_SECONDS of the supervision
