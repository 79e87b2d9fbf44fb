"""Logins as cameras check them."""

from pathlib import Path

import pytest

from tests.support.rtsp_client import basic_login, digest_login
from transcoder.simulator import CameraScript, Login
from transcoder.simulator.auth import Verdict, challenge, check

URL = "rtsp://127.0.0.1/c"
PASSWORDS = ["plain", "a:b", "@/%# ä中", '"quoted"', ""]


def script(**differences):
    return CameraScript(Path("clip.mp4"), **{"user": "admin", "password": "good", **differences})


def digest(told, password, *, method="DESCRIBE"):
    return digest_login(challenge(told), "admin", password, method="DESCRIBE", url=URL)


def test_a_camera_without_user_admits_everybody():
    assert check(script(user=None), None, method="PLAY") is Verdict.ADMITTED


def test_a_request_without_login_is_told_apart_from_a_wrong_one():
    assert check(script(), None, method="PLAY") is Verdict.MISSING
    assert check(script(), basic_login("admin", "good"), method="PLAY") is Verdict.WRONG


@pytest.mark.parametrize("password", PASSWORDS)
def test_the_right_basic_login_is_admitted(password):
    told = script(login=Login.BASIC, password=password)

    assert check(told, basic_login("admin", password), method="PLAY") is Verdict.ADMITTED
    assert check(told, basic_login("admin", password + "x"), method="PLAY") is Verdict.WRONG


@pytest.mark.parametrize("password", PASSWORDS)
def test_the_right_digest_login_is_admitted(password):
    told = script(password=password)

    assert check(told, digest(told, password), method="DESCRIBE") is Verdict.ADMITTED
    assert check(told, digest(told, password + "x"), method="DESCRIBE") is Verdict.WRONG


def test_a_digest_login_holds_for_its_own_method_and_challenge_only():
    told = script()

    assert check(told, digest(told, "good"), method="PLAY") is Verdict.WRONG
    assert check(script(seed=1), digest(told, "good"), method="DESCRIBE") is Verdict.WRONG


@pytest.mark.parametrize(
    "sent", ["", "Digest", "Basic !!!", "Bearer x", 'Digest response="', "\x00"]
)
def test_nonsense_is_a_wrong_login(sent):
    for login in Login:
        assert check(script(login=login), sent, method="PLAY") is Verdict.WRONG


def test_a_password_never_prints():
    assert "good" not in repr(script())
