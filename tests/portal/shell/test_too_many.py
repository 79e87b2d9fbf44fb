"""Who asks too often is told in their language when to go on, and machines by headers."""

import pytest

from portal.extensions import limiter
from portal.shell.audience import anyone

HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")


@pytest.fixture
def narrow(app):
    """A browser of a portal with a page that may be read twice an hour."""

    @app.get("/narrow")
    @limiter.limit("2/hour")
    @anyone
    def narrow():
        return "read"

    return app.test_client()


def third(browser, path="/narrow", **how):
    """The answer to the third question."""
    for _ in range(2):
        assert browser.get(path, **how).status_code == 200
    return browser.get(path, **how)


def test_each_answer_tells_what_is_left(narrow):
    left = [narrow.get("/narrow").headers["X-RateLimit-Remaining"] for _ in range(2)]

    assert left == ["1", "0"]


def test_a_refusal_tells_when_to_come_back(narrow):
    answer = third(narrow)

    told = {name: int(answer.headers[name]) for name in HEADERS}
    assert answer.status_code == 429
    assert (told["X-RateLimit-Limit"], told["X-RateLimit-Remaining"]) == (2, 0)
    assert 0 < told["Retry-After"] <= 3600


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", "操作过于频繁，请在"), ("/en", "You have asked too often. Please try again in")],
)
def test_people_are_told_in_their_language(prefix, words, narrow):
    answer = third(narrow, f"{prefix}/narrow")

    assert words in answer.text
    assert any(unit in answer.text for unit in ("小时", "分钟", "hour", "minute"))


def test_a_machine_is_told_in_a_problem(narrow):
    answer = third(narrow, headers={"Accept": "application/json"})

    assert answer.mimetype == "application/problem+json"
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")


def test_another_address_is_not_slowed(narrow):
    third(narrow)
    other = {"REMOTE_ADDR": "10.9.9.9"}

    assert narrow.get("/narrow", environ_base=other).status_code == 200
