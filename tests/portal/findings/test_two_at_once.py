"""Two officers at once, on PostgreSQL: one is first, the other is told so, and nothing is lost.

The first has done its act and not committed yet when the second begins; the second waits for a row
that the first holds, which the server itself says.
"""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from portal.findings.kinds import FindingAct, FindingState, Origin
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection, Finding, FindingStep
from portal.findings.operations import open_finding, prove, remind, reply, verify
from portal.findings.operations.reviewing import Shelves, review_lead
from portal.findings.pictures import FindingPictures
from portal.findings.rules.leads import LeadReviewed, Verdict
from portal.findings.rules.opening import Sent
from portal.findings.rules.workflow import ActUnfit, ChangedMeanwhile
from portal.registry.models import Restaurant
from portal.rounds.pictures import PictureStore
from portal.shell.rules import MingchuError
from tests.support.factories import NOON, make_restaurant
from tests.support.findings import inspector_of, make_finding, new_finding, proof
from tests.support.leads import make_lead, serving_camera
from tests.support.staff import owner_of

PATIENCE_SECONDS = 60.0  # far more than a loaded machine needs; a test that hangs fails by it
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
               " AND wait_event_type = 'Lock'")  # fmt: skip


@pytest.fixture(scope="module")
def engine(new_postgres):
    """A migrated database of this file's own, in which tests commit."""
    engine = create_engine(new_postgres())
    yield engine
    engine.dispose()


@pytest.fixture
def shelves(tmp_path):
    return Shelves(PictureStore(tmp_path / "evidence"), FindingPictures.under(tmp_path))


@pytest.fixture
def opened(engine):
    """Gives sessions of their own."""
    return lambda: Session(engine, expire_on_commit=False)


@pytest.fixture
def place(opened):
    """A Restaurant that everybody can see."""
    with opened() as session:
        row = make_restaurant(session)
        assert row.station.code
        session.commit()
        return row


@pytest.fixture
def finding(opened, place):
    """The number of a Finding whose proof waits to be verified."""
    with opened() as session:
        row = make_finding(session, session.get_one(Restaurant, place.id), actor=first_of(place))
        session.commit()
        return row.number


def first_of(place):
    return inspector_of(place, 11)


def second_of(place):
    return inspector_of(place, 22)


def at_once(engine, first, second):
    """What `second` comes to, which begins while `first` has not committed yet.

    Both are given a session; an error of `second` comes back as its answer.
    """

    def late():
        with Session(engine, expire_on_commit=False) as session:
            try:
                answer = second(session)
                session.commit()
            except MingchuError as error:
                session.rollback()
                return error
            return answer

    with Session(engine) as session, ThreadPoolExecutor(1) as pool:
        first(session)
        answer = pool.submit(late)
        try:
            wait_until_somebody_waits(engine)
        finally:
            session.commit()
        return answer.result(PATIENCE_SECONDS)


def wait_until_somebody_waits(engine):
    """Return once the server has a session that waits for another's lock."""
    end = monotonic() + PATIENCE_SECONDS
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(WAITING):
            assert monotonic() < end, "the second did not wait for the first"
            sleep(0.01)


def test_of_two_who_confirm_a_lead_one_opens_the_finding(engine, opened, place, shelves):
    with opened() as session:
        camera = serving_camera(session, session.get_one(Restaurant, place.id))
        lead = make_lead(session, camera, shelves.evidence).id
        session.commit()

    def confirm(actor):
        return lambda session: review_lead(
            session, lead, Verdict.confirmed(), actor=actor, now=NOON, shelves=shelves
        )

    told = at_once(engine, confirm(first_of(place)), confirm(second_of(place)))

    assert isinstance(told, LeadReviewed)
    assert (told.by, told.state) == ("inspector-11", LeadState.CONFIRMED)
    with opened() as session:
        assert session.get_one(Detection, lead).reviewed_by == "inspector-11"
        (found,) = session.scalars(select(Finding).where(Finding.origin_id == str(lead)))
        assert (found.origin, found.confirmed_by) == (Origin.MACHINE, "inspector-11")


def test_who_rejects_what_another_confirms_meanwhile_is_told(engine, opened, place, shelves):
    with opened() as session:
        camera = serving_camera(session, session.get_one(Restaurant, place.id))
        lead = make_lead(session, camera, shelves.evidence).id
        session.commit()

    def judge(actor, verdict):
        return lambda session: review_lead(
            session, lead, verdict, actor=actor, now=NOON, shelves=shelves
        )

    told = at_once(
        engine, judge(first_of(place), Verdict.confirmed()),
        judge(second_of(place), Verdict.rejected("misjudged")),
    )  # fmt: skip

    assert isinstance(told, LeadReviewed)
    with opened() as session:
        assert session.get_one(Detection, lead).state is LeadState.CONFIRMED


def test_of_two_who_act_on_one_version_the_second_is_told_who_was_first(
    engine, opened, place, finding
):
    told = at_once(
        engine,
        lambda session: reply(
            session, finding, sent=Sent(version=1, text="计划"), actor=owner_of(place), now=NOON
        ),
        lambda session: remind(
            session, finding, sent=Sent(version=1), actor=second_of(place), now=NOON
        ),
    )

    assert isinstance(told, ChangedMeanwhile)
    assert (told.by, told.at) == ("owner", NOON)
    with opened() as session:
        assert acts_of(session, finding) == [FindingAct.OPEN, FindingAct.REPLY]


def test_of_two_who_verify_the_second_is_told_that_it_is_done(engine, opened, place, finding):
    with opened() as session:
        prove_it(session, finding, place)

    def by(actor):
        return lambda session: verify(session, finding, sent=Sent(), actor=actor, now=NOON)

    told = at_once(engine, by(first_of(place)), by(second_of(place)))

    assert isinstance(told, ActUnfit)
    assert told.state is FindingState.CLOSED
    with opened() as session:
        assert acts_of(session, finding).count(FindingAct.VERIFY) == 1


def test_acts_that_hinder_each_other_in_no_way_are_both_kept(engine, opened, place, finding):
    def remind_by(actor):
        return lambda session: remind(session, finding, sent=Sent(), actor=actor, now=NOON)

    at_once(engine, remind_by(first_of(place)), remind_by(second_of(place)))

    with opened() as session:
        steps = session.scalars(
            select(FindingStep.author)
            .join(Finding)
            .where(Finding.number == finding)
            .order_by(FindingStep.id)
        ).all()
        version = session.scalar(select(Finding.version).where(Finding.number == finding))
    assert steps[-2:] == ["inspector-11", "inspector-22"]
    assert version == 3


def test_one_form_sent_twice_at_once_opens_one_finding(engine, opened, place):
    new = new_finding(place, origin_id="form")

    def send(session):
        return open_finding(session, new, actor=first_of(place), now=NOON).number

    number = at_once(engine, send, send)

    with opened() as session:
        wanted = select(func.count()).where(Finding.restaurant_id == place.id)
        assert session.scalar(wanted) == 1
        assert session.scalar(select(Finding.number).order_by(Finding.id.desc())) == number


def prove_it(session, number, place):
    """Send the Restaurant's proof, and commit."""
    prove(session, number, sent=proof(), actor=owner_of(place), now=NOON)
    session.commit()


def acts_of(session, number):
    """What was done about a Finding, in its order."""
    return session.scalars(
        select(FindingStep.act)
        .join(Finding)
        .where(Finding.number == number)
        .order_by(FindingStep.id)
    ).all()
