"""Messages wait where the settings say, are signed, and work begins on the minute."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import current_app
from huey import crontab
from huey.storage import PostgresStorage, RedisStorage, SqliteStorage

from portal.extensions import Queue
from portal.settings import Settings, SettingsInvalid, load
from portal.shell.metrics import REGISTRY
from portal.shell.queues import MinuteScheduler, count_messages, queue_store


@pytest.mark.parametrize(
    ("address", "store"),
    [
        ("", SqliteStorage),
        ("postgresql://portal@db/portal", PostgresStorage),
        ("postgres://portal@db/portal", PostgresStorage),
        ("redis://cache:6379/1", RedisStorage),
        ("memory://", None),
    ],
)
def test_the_setting_chooses_the_store(address, store):
    chosen = queue_store(Settings(queue=address))[0]

    assert chosen is store or issubclass(chosen, store)


def test_another_kind_of_queue_is_refused_at_the_start():
    with pytest.raises(SettingsInvalid, match="MINGCHU_QUEUE_URL"):
        load({"MINGCHU_QUEUE_URL": "amqp://broker"})


@pytest.fixture
def queue(app, tmp_path):
    """A queue in a file, bound to the application, with a task that tells what it was given."""
    queue = Queue("tests")
    queue.init_app(app, store=SqliteStorage, options={"filename": str(tmp_path / "queue.db")})
    queue.acted = []

    @queue.task(name="act")
    def act(*words):
        queue.acted.append(words)

    queue.act = act
    return queue


def test_threads_and_processes_that_start_together_open_the_store(app, new_postgres):
    address = new_postgres().replace("+psycopg", "")
    store, options = queue_store(Settings(queue=address))
    queues = [Queue("tests"), Queue("tests")]  # as two processes have them
    for each in queues:
        each.init_app(app, store=store, options=options)
    threads = 8
    together = Barrier(threads)

    def opened(number):
        together.wait()
        return queues[number % 2].storage

    with ThreadPoolExecutor(threads) as pool:
        stores = set(pool.map(opened, range(threads)))

    assert stores == {each.storage for each in queues}
    for each in stores:
        each.close()


def work_off(queue):
    while (task := queue.dequeue()) is not None:
        queue.execute(task)


def test_a_message_waits_until_a_consumer_takes_it(queue):
    queue.act("a", 1)
    before = list(queue.acted)
    work_off(queue)

    assert (before, queue.acted) == ([], [("a", 1)])


def test_a_message_is_taken_once(queue):
    queue.act("a")
    work_off(queue)
    work_off(queue)

    assert queue.acted == [("a",)]


def test_a_message_that_has_expired_is_not_acted_on(queue):
    queue.act("old", expires=-1)
    queue.act("new", expires=60)
    work_off(queue)

    assert queue.acted == [("new",)]


def test_a_message_of_somebody_without_the_key_is_not_read(queue):
    queue.act("a")
    signed = queue.storage.dequeue()

    with pytest.raises(ValueError, match="mismatch"):
        queue.deserialize_task(signed[:-1] + bytes([signed[-1] ^ 1]))


def test_a_task_runs_within_the_application(queue, app):
    @queue.task(name="ask")
    def ask():
        queue.acted.append(current_app.config["MINGCHU"] is app.config["MINGCHU"])

    ask()
    work_off(queue)

    assert queue.acted == [True]


def test_a_store_is_opened_only_when_it_is_used(app, tmp_path):
    queue = Queue("unused")
    queue.init_app(app, store=SqliteStorage, options={"filename": str(tmp_path / "q.db")})

    assert not (tmp_path / "q.db").exists()


def test_an_unbound_queue_acts_at_once():
    queue, acted = Queue("unbound"), []
    queue.task(name="act")(acted.append)("now")

    assert acted == ["now"]


def test_periodic_work_is_sent_once_a_minute_and_at_the_start(queue, monkeypatch):
    sent = []
    queue.periodic_task(lambda moment: True, name="often")(lambda: None)
    scheduler = MinuteScheduler(queue, None, 1, periodic=True)
    monkeypatch.setattr(queue, "enqueue", sent.append)
    for seconds in (59.0, 59.9, 60.1, 61.0, 119.0, 120.0, 60.5):  # at last the clock is set back
        monkeypatch.setattr("portal.shell.queues.time.time", lambda at=seconds: at)
        scheduler.enqueue_periodic_tasks(None)

    assert len(sent) == 4


def test_what_becomes_of_messages_is_counted_from_none_on(queue):
    count_messages(queue)

    assert REGISTRY.get_sample_value("mingchu_messages_total", labels_of("error")) == 0

    queue.act("a")
    queue.execute(queue.dequeue())

    assert REGISTRY.get_sample_value("mingchu_messages_total", labels_of("complete")) == 1


def labels_of(result):
    """The labels of the row that counts what came of `act`."""
    return {"queue": "tests", "task": "act", "result": result}


def test_what_a_clock_leaves_out_is_sent_once_when_it_is_set_forward(queue, monkeypatch):
    sent = []
    for name, minute in (("hourly", "7"), ("nightly", "13"), ("tomorrow", "14")):
        hour = "*" if name == "hourly" else "17"
        queue.periodic_task(crontab(minute=minute, hour=hour), name=name)(lambda: None)
    scheduler = MinuteScheduler(queue, None, 1, periodic=True)
    monkeypatch.setattr(queue, "enqueue", lambda task: sent.append(task.name))

    def tick(hour, minute):
        monkeypatch.setattr("portal.shell.queues.time.time", lambda: hour * 3600.0 + minute * 60.0)
        scheduler.enqueue_periodic_tasks(None)
        told, sent[:] = list(sent), []
        return told

    assert tick(16, 50) == []
    assert tick(18, 9) == ["hourly", "nightly", "tomorrow"]  # each once, though two hours went by
    assert tick(17, 12) == []  # set right again
    assert tick(17, 13) == ["nightly"]  # once more, which does no harm: acts look for what is due
    assert tick(17 + 10_000, 6) == [
        "hourly",
        "nightly",
        "tomorrow",
    ]  # a year and no more than a day
