"""Where a Redis server is named: messages wait in it, requests are counted in it, and it may go."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
import redis
from huey.consumer import Consumer

from portal.extensions import Queue, limiter
from portal.settings import SettingsInvalid, load
from portal.shell.queues import queue_store
from portal.shell.redis_server import RedisCounts, patient
from tests.portal.conftest import settings_under
from tests.support.redis import running_redis

SECRET = "only for tests"
KEY = "LIMITER/203.0.113.9/enter/5/1/minute"
PATIENCE_SECONDS = 60.0  # what never comes takes it


@pytest.fixture(scope="module")
def server():
    """A Redis server; whoever stops it starts it again."""
    with running_redis() as running:
        yield running


@pytest.fixture
def kept(server):
    """What lies in the server, which is empty before each test."""
    with redis.Redis.from_url(server.address) as opened:
        opened.flushall()
        yield opened


@pytest.fixture
def settings(tmp_path, server, kept):
    """Settings that name the server."""
    return settings_under(tmp_path, queue=server.address)


@pytest.fixture
def queue(app, settings):
    """A queue in the server, with a task that tells what it was given."""
    queue = Queue("tests")
    store, options = queue_store(settings)
    queue.init_app(app, store=store, options=options)
    queue.acted = []

    @queue.task(name="act")
    def act(word):
        queue.acted.append(word)

    queue.act = act
    return queue


def guess(app):
    """The status of an answer to a wrong password."""
    sent = {"login": "chen", "password": "a guess"}
    return app.test_client().post("/account/sign-in", data=sent).status_code


def test_messages_wait_and_are_taken_once(queue, kept):
    queue.act("a")
    queue.act("b", expires=-1)
    waiting = queue.storage.queue_size()
    while (task := queue.dequeue()) is not None:
        queue.execute(task)

    assert (waiting, queue.acted, queue.storage.queue_size()) == (2, ["a"], 0)


def test_a_consumer_outlives_its_server(queue, server):
    acted = threading.Event()
    note = queue.task(name="note")(acted.set)
    consumer = Consumer(queue, workers=1, periodic=False, initial_delay=0.05, max_delay=0.2)
    consumer.start()
    try:
        server.stop()
        with pytest.raises(redis.ConnectionError):
            note()
        server.start()
        note()
        assert acted.wait(PATIENCE_SECONDS)
    finally:
        consumer.stop(graceful=True)


def test_all_who_count_share_one_count_and_lose_no_hit(server, kept):
    def count(counts):
        return [counts.incr(KEY, 60) for _ in range(50)]

    with ThreadPoolExecutor(4) as at_once:
        told = at_once.map(count, [RedisCounts(server.address, secret=SECRET) for _ in range(4)])

    assert sorted(chain.from_iterable(told)) == list(range(1, 201))


def test_a_count_names_nobody_and_ends(server, kept):
    RedisCounts(server.address, secret=SECRET).incr(KEY, 60)
    (name,) = kept.keys("*")

    assert b"203.0.113.9" not in name
    assert 0 < kept.ttl(name) <= 60


def test_counts_can_be_forgotten(server, kept):
    counts = RedisCounts(server.address, secret=SECRET)
    for key in (KEY, KEY, "another"):
        counts.incr(key, 60)

    counts.clear(KEY)

    assert (counts.get(KEY), counts.get("another")) == (0, 1)
    counts.reset()
    assert counts.get("another") == 0


def test_guesses_at_a_sign_in_are_counted_there(app, kept):
    app.config["WTF_CSRF_ENABLED"] = False

    assert [guess(app) for _ in range(6)] == [401] * 5 + [429]
    assert kept.keys("mingchu:requests:*")


def test_while_it_is_away_a_process_counts_by_itself(app, server, kept, monkeypatch):
    monkeypatch.setattr(limiter, "_storage_dead", False)  # and so again for the tests after
    app.config["WTF_CSRF_ENABLED"] = False
    server.stop()
    try:
        assert [guess(app) for _ in range(6)] == [401] * 5 + [429]
    finally:
        server.start()
    assert limiter.storage.check()


def test_an_address_says_how_long_to_wait():
    assert patient("redis://cache:6379/1") == (
        "redis://cache:6379/1?socket_connect_timeout=2&socket_timeout=3"
    )
    assert "socket_timeout=9" in patient("rediss://:word@cache:6380/0?socket_timeout=9")


def test_a_missing_package_is_told_at_the_start(monkeypatch):
    monkeypatch.setattr("portal.settings.parsing.find_spec", lambda name: None)

    with pytest.raises(SettingsInvalid, match="pip install"):
        load({"MINGCHU_QUEUE_URL": "redis://cache:6379/1"})
