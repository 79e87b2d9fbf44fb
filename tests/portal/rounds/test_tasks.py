"""Handing out each minute's looks: once, in batches, and never later."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.extensions import Queue, rounds_queue
from portal.registry.kinds import Status
from portal.registry.models import Camera
from portal.rounds import tasks
from portal.rounds.models import CameraDay, Round
from portal.rounds.rules.looks import MINUTE
from portal.rounds.siblings import join
from portal.settings import Settings
from portal.shell.queues import queue_store
from tests.portal.conftest import settings_under
from tests.support.factories import NOON, make_camera, make_restaurant

AT = NOON + timedelta(seconds=2)


@pytest.fixture
def settings(tmp_path):
    return settings_under(tmp_path, round_batch=2)


@pytest.fixture
def looked(monkeypatch):
    """Which batches were looked at, instead of looking at them."""
    looked = []

    class Looking:
        def look_at(self, engine, cameras, *, minute, stop):
            looked.append((tuple(cameras), minute))

    monkeypatch.setattr(tasks, "looking", Looking)
    return looked


@pytest.fixture
def cameras(session):
    """Five cameras of five open restaurants, and one of a suspended one."""
    open_ones = [make_camera(session).id for _ in range(5)]
    make_camera(session, make_restaurant(session, status=Status.SUSPENDED))
    session.commit()
    return open_ones


def begin(app, set_clock, at=AT):
    set_clock(at)
    with app.app_context():
        tasks.begin_round()


def work_off():
    while (task := rounds_queue.dequeue()) is not None:
        rounds_queue.execute(task)


def waiting():
    return [task.args for task in rounds_queue.pending()]


def test_a_minute_is_handed_out_in_batches_of_ids_alone(app, cameras, set_clock):
    begin(app, set_clock)
    seconds = int(NOON.timestamp())

    assert waiting() == [(tuple(cameras[start : start + 2]), seconds) for start in (0, 2, 4)]


def test_a_minute_is_handed_out_once(app, cameras, set_clock, session):
    begin(app, set_clock)
    begin(app, set_clock, AT + timedelta(seconds=20))

    assert len(waiting()) == 3
    assert [row.cameras for row in session.scalars(select(Round))] == [5]


def test_two_schedulers_at_once_do_not_double_the_work(app, cameras, set_clock):
    set_clock(AT)
    start = threading.Barrier(4)

    def schedule():
        with app.app_context():
            start.wait()
            tasks.begin_round()

    schedulers = [threading.Thread(target=schedule) for _ in range(4)]
    for each in schedulers:
        each.start()
    for each in schedulers:
        each.join()

    assert len(waiting()) == 3


def test_every_minute_is_a_new_round(app, cameras, set_clock):
    for number in range(3):
        begin(app, set_clock, AT + number * MINUTE)

    assert len(waiting()) == 9


def test_a_clock_set_back_hands_out_no_minute_again(app, cameras, set_clock):
    for minutes in (0, 1, 0, 1, 2):
        begin(app, set_clock, AT + minutes * MINUTE)

    assert len(waiting()) == 9


def test_the_last_seconds_of_a_minute_are_not_handed_out(app, cameras, set_clock):
    begin(app, set_clock, NOON + timedelta(seconds=57))

    assert waiting() == []


def test_a_batch_is_looked_at_in_its_minute(app, cameras, set_clock, looked):
    begin(app, set_clock)
    rounds_queue.execute(unexpired(rounds_queue.dequeue()))

    assert looked == [(tuple(cameras[:2]), NOON)]


def test_a_batch_that_comes_too_late_is_not_looked_at(app, cameras, set_clock, looked):
    begin(app, set_clock)
    batch = unexpired(rounds_queue.dequeue())
    set_clock(NOON + MINUTE)
    rounds_queue.execute(batch)

    assert looked == []


def test_a_batch_from_the_future_is_not_looked_at(app, cameras, set_clock, looked):
    begin(app, set_clock)
    batch = unexpired(rounds_queue.dequeue())
    set_clock(NOON - timedelta(hours=1))
    rounds_queue.execute(batch)

    assert looked == []


def test_messages_expire_with_their_minute(app, cameras, set_clock):
    begin(app, set_clock)
    task = rounds_queue.dequeue()

    assert task.expires_resolved == (NOON + MINUTE).replace(tzinfo=None)


def test_an_hour_without_a_consumer_is_an_hour_of_nothing_known(
    app, cameras, set_clock, session, looked
):
    """The scheduler goes on meanwhile; afterwards the present minute alone is looked at."""
    for number in range(60):
        begin(app, set_clock, AT + number * MINUTE)
    begin(app, set_clock, AT + 60 * MINUTE)
    while (task := rounds_queue.dequeue()) is not None:
        rounds_queue.execute(unexpired(task))

    assert {minute for _, minute in looked} == {NOON + 60 * MINUTE}
    assert session.scalars(select(CameraDay)).all() == []


def test_an_hour_without_a_scheduler_is_not_made_up_for(app, cameras, set_clock):
    begin(app, set_clock)
    begin(app, set_clock, AT + timedelta(hours=1))

    assert [seconds for _, seconds in waiting()] == [
        int((NOON + timedelta(hours=number)).timestamp()) for number in (0, 0, 0, 1, 1, 1)
    ]


def test_old_claims_are_forgotten_and_the_minutes_of_today_are_not(app, session, set_clock):
    session.add_all(
        Round(minute=NOON - timedelta(days=days), begun_at=NOON, cameras=1) for days in (0, 1, 3)
    )
    session.commit()
    set_clock(AT)
    with app.app_context():
        tasks.forget_rounds()

    assert len(session.scalars(select(Round)).all()) == 2


def unexpired(task):
    """The message as if the machine's clock were that of the test: Huey reads its own."""
    task.expires_resolved = None
    return task


class Away:
    """A database that is away."""

    def __call__(self, *_, **__):
        raise OperationalError("SELECT", {}, Exception("gone"))

    look_at = __call__


def test_a_minute_without_database_is_left_unknown_with_one_line(
    app, cameras, set_clock, monkeypatch, caplog
):
    monkeypatch.setattr(tasks, "round_of", Away())
    begin(app, set_clock)

    assert waiting() == []
    assert [record.message for record in caplog.records] == ["round_not_begun"]


def test_a_batch_without_database_is_left_unknown_with_one_line(
    app, cameras, set_clock, monkeypatch, caplog
):
    begin(app, set_clock)
    monkeypatch.setattr(tasks, "looking", Away)
    rounds_queue.execute(unexpired(rounds_queue.dequeue()))

    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "batch_not_begun"
    ]


def test_messages_can_wait_in_postgresql(app, postgres_address):
    address = postgres_address.replace("postgresql+psycopg", "postgresql")
    store, options = queue_store(Settings(queue=address))
    queue, acted = Queue("rounds"), []
    queue.init_app(app, store=store, options=options)
    act = queue.task(name="act_in_postgresql")(acted.append)
    act("once", expires=60)
    act("late", expires=-1)
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
    queue.storage.close()

    assert acted == ["once"]


class Handing:
    """Siblings that take every camera but those named in `left`."""

    def __init__(self, *left):
        self.left, self.given = left, []

    def hand_out(self, owners, minute_seconds):
        self.given.append((owners, minute_seconds))
        return self.left


@pytest.fixture
def stopping(monkeypatch):
    """The queue's consumer is asked to end, so that nothing waits for a minute to pass."""
    monkeypatch.setattr(rounds_queue, "stopping", threading.Event())
    rounds_queue.stopping.set()


def test_a_batch_is_handed_to_whom_its_cameras_belong(
    app, cameras, set_clock, session, looked, stopping
):
    begin(app, set_clock)
    siblings = Handing()
    join(app, siblings)
    rounds_queue.execute(unexpired(rounds_queue.dequeue()))
    owners = {number: session.get(Camera, number).restaurant_id for number in cameras[:2]}

    assert siblings.given == [(owners, int(NOON.timestamp()))]
    assert looked == []


def test_what_no_sibling_took_is_looked_at_here(app, cameras, set_clock, looked):
    begin(app, set_clock)
    join(app, Handing(cameras[1]))
    rounds_queue.execute(unexpired(rounds_queue.dequeue()))

    assert looked == [((cameras[1],), NOON)]


def test_a_part_is_looked_at_in_its_minute(app, cameras, set_clock, looked):
    set_clock(AT)
    with app.app_context():
        tasks.look_at_part((cameras[0],), int(NOON.timestamp()))

    assert looked == [((cameras[0],), NOON)]


def test_a_part_that_comes_too_late_is_not_looked_at(app, cameras, set_clock, looked):
    set_clock(NOON + MINUTE)
    with app.app_context():
        tasks.look_at_part((cameras[0],), int(NOON.timestamp()))

    assert looked == []


def test_a_part_without_database_is_left_unknown_with_one_line(
    app, cameras, set_clock, monkeypatch, caplog
):
    monkeypatch.setattr(tasks, "looking", Away)
    set_clock(AT)
    with app.app_context():
        tasks.look_at_part((cameras[0],), int(NOON.timestamp()))

    assert [record.message for record in caplog.records] == ["batch_not_begun"]
