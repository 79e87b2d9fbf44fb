"""`make audit` never takes a library that nobody was asked about for a sound one."""

import json
import subprocess

import pytest

from deploy.audit import CLEAN, COMMAND, UNASKED, WEAK, main

SOUND = {"name": "flask", "version": "3.1.2", "vulns": []}
UNKNOWN = {"name": "altcha", "skip_reason": "Dependency not found and could not be audited"}
BAD = {"name": "pillow", "version": "9.0", "vulns": [{"id": "CVE-1", "fix_versions": ["9.1"]}]}
UNMENDED = {"name": "old", "version": "1", "vulns": [{"id": "CVE-2", "fix_versions": []}]}


def service(*libraries, text=None, complaint=""):
    """A run of pip-audit that tells of these libraries, and is not run."""

    def run(command):
        assert tuple(command[: len(COMMAND)]) == COMMAND
        report = json.dumps({"dependencies": libraries}) if text is None else text
        return subprocess.CompletedProcess(command, 1, report, complaint)

    return run


@pytest.mark.parametrize(
    ("libraries", "status"),
    [
        ([SOUND], CLEAN),
        ([SOUND, BAD], WEAK),
        ([SOUND, UNKNOWN], UNASKED),
        ([BAD, UNKNOWN], WEAK),
        ([UNKNOWN], UNASKED),
        ([], UNASKED),
    ],
)
def test_the_status_tells_what_is_known(libraries, status):
    assert main(run=service(*libraries)) == status


def test_weaknesses_are_told_with_what_mends_them(capsys):
    main(run=service(BAD, UNMENDED))
    told = capsys.readouterr().out

    assert "pillow 9.0: CVE-1, mended in 9.1" in told
    assert "old 1: CVE-2, mended in no version yet" in told
    assert "make lock" in told


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"dependencies": [{}]}', "<html>"])
def test_where_nobody_could_be_asked_it_says_what_to_do(text, capsys):
    status = main(run=service(text=text, complaint="Traceback\nConnectionError: no such host"))
    told = capsys.readouterr().err

    assert status == UNASKED
    assert "ConnectionError: no such host" in told
    assert 'make audit ASK="--vulnerability-service osv"' in told


def test_libraries_that_are_not_known_there_are_counted(capsys):
    main(run=service(SOUND, UNKNOWN, UNKNOWN))

    assert "2 of 3 libraries were not known there" in capsys.readouterr().err


def test_another_service_can_be_asked():
    asked = []

    def run(command):
        asked.extend(command)
        return service(SOUND)(command)

    main(["--vulnerability-service", "osv"], run=run)

    assert asked[-2:] == ["--vulnerability-service", "osv"]
