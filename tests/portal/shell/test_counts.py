"""Counts for limits: shared by processes and machines, ended with their window, naming nobody."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, count

import pytest

from portal.extensions import limiter
from portal.shell.counts import CLOCKS_DIFFER_SECONDS, SWEEP_SECONDS, SharedCounts, counts_address
from tests.portal.conftest import settings_under
from tests.support.postgres import address_of, execute
from tests.support.tree import ROOT

NUMBERS = count(1)
SECRET = "only for tests"
KEY = "LIMITER/203.0.113.9/enter/5/1/minute"
GUESS = """
from portal import create_app
app = create_app()
app.config.update(WTF_CSRF_ENABLED=False, TESTING=True)
ask = app.test_client()
print("ready", flush=True)
input()
for _ in range(3):
    print(ask.post("/account/sign-in", data={"login": "chen", "password": "a guess"}).status_code)
"""


class Wall:
    """A clock that stands until it is moved."""

    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture(params=["sqlite", "postgres"])
def address(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'counts.db'}"
    server = request.getfixturevalue("postgres_server")
    name = f"counts_{next(NUMBERS)}"
    execute(server, f"CREATE DATABASE {name}")
    return address_of(server, name)


@pytest.fixture
def opened(address, wall):
    """Counts at one address, as each of several processes opens them."""

    def open_counts():
        return SharedCounts(address, secret=SECRET, wall=wall)

    return open_counts


@contextmanager
def another_process(settings):
    """A portal of the same data that guesses three times when it is told to."""
    inherited = {name: text for name, text in os.environ.items() if "MINGCHU" not in name}
    told = {"MINGCHU_DATA": str(settings.data), "MINGCHU_SECRET_KEY": settings.secret_key}
    with subprocess.Popen(
        [sys.executable, "-c", GUESS], cwd=ROOT, text=True, env=inherited | told,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "ready\n"
        yield process


def guess(app):
    """The status of an answer to a wrong password."""
    sent = {"login": "chen", "password": "a guess"}
    return app.test_client().post("/account/sign-in", data=sent).status_code


def test_all_who_count_share_one_count(opened):
    first, second = opened(), opened()

    assert [first.incr(KEY, 60), second.incr(KEY, 60), first.incr(KEY, 60, 2)] == [1, 2, 4]
    assert (second.get(KEY), second.get("another")) == (4, 0)


def test_a_window_ends_and_another_begins(opened, wall):
    counts = opened()
    counts.incr(KEY, 60)
    wall.now += 59
    assert (counts.incr(KEY, 60), counts.get_expiry(KEY)) == (2, wall.now + 1)

    wall.now += 1

    assert (counts.get(KEY), counts.get_expiry(KEY)) == (0, wall.now)
    assert (counts.incr(KEY, 60), counts.get_expiry(KEY)) == (1, wall.now + 60)


@pytest.mark.parametrize(("seconds_back", "hits"), [(CLOCKS_DIFFER_SECONDS, 2), (3600, 1)])
def test_a_clock_that_was_set_back_holds_nobody_off(opened, wall, seconds_back, hits):
    counts = opened()
    counts.incr(KEY, 60)
    wall.now -= seconds_back

    assert counts.get(KEY) == hits - 1  # as a limit asks that counts wrong answers alone
    assert counts.incr(KEY, 60) == hits


def test_counts_can_be_forgotten(opened):
    counts = opened()
    for key in (KEY, KEY, "another"):
        counts.incr(key, 60)

    counts.clear(KEY)

    assert (counts.get(KEY), counts.get("another")) == (0, 1)
    assert counts.reset() == 1
    assert counts.get("another") == 0


def test_a_store_that_was_emptied_is_made_anew(tmp_path):
    counts = SharedCounts(f"sqlite:///{tmp_path / 'counts.db'}", secret=SECRET)
    counts.incr(KEY, 60)
    with sqlite3.connect(tmp_path / "counts.db") as kept:
        kept.execute("DROP TABLE request_window")
    kept.close()

    assert counts.check()
    assert counts.incr(KEY, 60) == 1


def test_what_has_ended_is_deleted_and_nobody_is_named(tmp_path, wall):
    file = tmp_path / "counts.db"
    counts = SharedCounts(f"sqlite:///{file}", secret=SECRET, wall=wall)
    counts.incr(KEY, 60)
    wall.now += SWEEP_SECONDS
    counts.incr("another", 60)

    with sqlite3.connect(file) as kept:
        rows = kept.execute("SELECT * FROM request_window").fetchall()
    kept.close()

    assert [row[1:] for row in rows] == [(1, wall.now, wall.now + 60)]
    assert len(rows[0][0]) == 16
    assert all(b"203.0.113.9" not in each.read_bytes() for each in tmp_path.iterdir())


def test_many_at_once_lose_no_hit(opened):
    with ThreadPoolExecutor(4) as at_once:
        told = at_once.map(
            lambda counts: [counts.incr(KEY, 60) for _ in range(50)], [opened() for _ in range(4)]
        )

    assert sorted(chain.from_iterable(told)) == list(range(1, 201))


@pytest.mark.slow
def test_guesses_at_one_process_count_at_another(app, settings):
    app.config["WTF_CSRF_ENABLED"] = False
    with another_process(settings) as other:  # has started: the minute is for guesses alone
        here = [guess(app) for _ in range(3)]
        there = other.communicate("now\n", timeout=300)[0].split()

    assert (here, there) == ([401] * 3, ["401", "401", "429"])


def test_while_the_store_is_away_a_process_counts_by_itself(app, settings, monkeypatch):
    monkeypatch.setattr(limiter, "_storage_dead", False)  # and so again for the tests after
    file = settings.data / "counts.db"
    app.config["WTF_CSRF_ENABLED"] = False
    file.mkdir()

    assert [guess(app) for _ in range(6)] == [401] * 5 + [429]

    file.rmdir()
    assert limiter.storage.check()


@pytest.mark.parametrize(
    ("queue", "address"),
    [
        ("", "sqlite:///{data}/counts.db"),
        ("memory://", "memory://"),
        (
            "redis://host:6379/1",
            "redis://host:6379/1?socket_connect_timeout=2&socket_timeout=3",
        ),
        ("postgresql://host/name", "postgresql+psycopg://host/name"),
        ("postgres://host/name", "postgresql+psycopg://host/name"),
    ],
)
def test_requests_are_counted_where_messages_wait(tmp_path, queue, address):
    found = counts_address(settings_under(tmp_path, queue=queue))

    assert found == address.format(data=tmp_path)


def test_a_page_that_nothing_limits_writes_no_count(app, settings):
    assert app.test_client().get("/").status_code == 200
    assert not (settings.data / "counts.db").exists()
