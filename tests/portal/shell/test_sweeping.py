"""Due rows are taken once, in order, and come back when whoever took them died."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.notices.kinds import DeliveryState, Means, Severity
from portal.notices.models import Delivery, Notice, NoticeChannel
from portal.shell.rules import NotFound
from portal.shell.sweeping import LEASE, claim_due, sweep
from tests.support.factories import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", "postgres"])
def session(request):
    """A session on either database; nothing stays."""
    if request.param == "sqlite":
        request.getfixturevalue("app")
        yield request.getfixturevalue("session")
        return
    engine = create_engine(request.getfixturevalue("postgres_address"))
    with engine.connect() as connection, connection.begin() as outer:
        yield Session(connection, join_transaction_mode="create_savepoint")
        outer.rollback()
    engine.dispose()


@pytest.fixture
def make_due(session):
    """A row that is due at a moment; returns its number."""
    channel = NoticeChannel(
        means=Means.WEBHOOK, name="x", address_encrypted="x", least=Severity.II, language="en",
        created_at=NOON,
    )  # fmt: skip
    session.add(channel)

    def make(at):
        number = len(session.scalars(select(Delivery.id)).all())
        notice = Notice(
            key=f"k{number}", kind="x", severity=Severity.II, fields={}, link="/",
            about_kind="x", about_id="1", occurred_at=NOON, created_at=NOON,
        )  # fmt: skip
        session.add(notice)
        session.flush()
        row = Delivery(
            code=f"c{number}", notice_id=notice.id, channel_id=channel.id, means=Means.WEBHOOK,
            is_digest=False, state=DeliveryState.QUEUED, next_at=at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id

    return make


def claimed(session, **more):
    return claim_due(session, Delivery.next_at, now=NOON, **more)


def test_what_is_due_is_taken_and_nothing_else(session, make_due):
    due = [make_due(NOON), make_due(NOON - MINUTE)]
    make_due(NOON + MINUTE)
    assert claimed(session) == due


def test_what_is_taken_is_not_taken_again(session, make_due):
    make_due(NOON)
    claimed(session)
    assert claimed(session) == []


def test_whoever_died_leaves_it_to_the_next_after_the_lease(session, make_due):
    number = make_due(NOON)
    claimed(session)
    assert claim_due(session, Delivery.next_at, now=NOON + LEASE) == [number]


def test_the_longest_due_comes_first(session, make_due):
    make_due(NOON)
    oldest = make_due(NOON - MINUTE)
    assert claimed(session, most=1) == [oldest]


def test_a_condition_narrows_what_is_taken(session, make_due):
    make_due(NOON)
    assert claimed(session, where=[Delivery.means == Means.MAIL]) == []


def test_a_row_that_fails_stops_no_other_and_is_due_again_later(session, make_due, caplog):
    numbers = [make_due(NOON), make_due(NOON)]
    session.commit()

    def act(number):
        if number == numbers[0]:
            raise NotFound("thing", "x")
        session.get_one(Delivery, number).next_at = NOON + MINUTE

    assert sweep(session, Delivery.next_at, act, now=NOON) == 1
    session.expire_all()
    moments = [session.get_one(Delivery, number).next_at for number in numbers]
    assert moments == [NOON + LEASE, NOON + MINUTE]


def test_one_sweep_takes_so_many_at_most(session, make_due):
    for _number in range(3):
        make_due(NOON)
    assert len(claimed(session, most=2)) == 2
