"""Who hears of news, and what rows are left for the job that sends it."""

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.notices.kinds import DeliveryState, Means, Severity
from portal.notices.models import Delivery, InboxEntry, Notice, NoticePreference
from portal.notices.operations import announce
from portal.notices.rules import To
from tests.portal.notices.conftest import INSPECTORS, news
from tests.support.factories import NOON
from tests.support.people import make_person


def told(session):
    """The numbers of the people who have something in their inboxes."""
    return set(session.scalars(select(InboxEntry.person_id)))


def test_news_lies_in_the_inbox_of_whoever_has_the_role_at_the_place(session):
    mine = make_person(session, Role.INSPECTOR, station="a")
    make_person(session, Role.INSPECTOR, station="b")
    make_person(session, Role.STATION_HEAD, station="a")
    announce(session, news(), to=To(roles=INSPECTORS, station="a"), now=NOON)
    assert told(session) == {mine.id}


def test_a_role_held_everywhere_hears_of_every_place(session):
    officer = make_person(session, Role.BUREAU_OFFICER)
    announce(session, news(), to=To(roles=frozenset({Role.BUREAU_OFFICER}), station="a"), now=NOON)
    assert told(session) == {officer.id}


def test_without_a_place_nobody_who_is_bound_to_one_hears(session):
    make_person(session, Role.INSPECTOR, station="a")
    announce(session, news(), to=To(roles=INSPECTORS), now=NOON)
    assert told(session) == set()


def test_who_did_it_is_left_out(session):
    head = make_person(session, Role.INSPECTOR, station="a")
    other = make_person(session, Role.INSPECTOR, station="a")
    to = To(roles=INSPECTORS, station="a", but_not=frozenset({head.id}))
    announce(session, news(), to=to, now=NOON)
    assert told(session) == {other.id}


def test_whoever_has_left_hears_nothing(session):
    gone = make_person(session, Role.INSPECTOR, station="a", active=False)
    to = To(roles=INSPECTORS, station="a", persons=frozenset({gone.id}))
    announce(session, news(), to=to, now=NOON)
    assert told(session) == set()


def test_the_same_news_is_announced_once(session):
    make_person(session, Role.INSPECTOR, station="a")
    to = To(roles=INSPECTORS, station="a")
    first = announce(session, news(), to=to, now=NOON)
    again = announce(session, news(), to=to, now=NOON)
    assert (again.id, len(session.scalars(select(InboxEntry)).all())) == (first.id, 1)


def test_other_news_about_the_same_is_announced_too(session):
    announce(session, news(), to=To(), now=NOON)
    announce(session, news(key="second"), to=To(), now=NOON)
    assert len(session.scalars(select(Notice)).all()) == 2


@pytest.mark.parametrize(
    ("severity", "means"),
    [
        (Severity.I, {Means.MAIL, Means.SMS}),
        (Severity.II, {Means.MAIL, Means.SMS}),
        (Severity.III, {Means.MAIL}),
    ],
)
def test_an_sms_never_tells_of_what_can_wait(session, severity, means):
    person = make_person(session, Role.INSPECTOR, station="a")
    session.add(
        NoticePreference(
            person_id=person.id, language="en", mail_encrypted="x", phone_encrypted="y"
        )
    )
    to = To(roles=INSPECTORS, station="a")
    announce(session, news(severity=severity), to=to, now=NOON)
    rows = session.scalars(select(Delivery)).all()
    assert {row.means for row in rows} == means
    assert {row.state for row in rows} == {DeliveryState.QUEUED}


def test_news_must_link_into_the_portal():
    with pytest.raises(ValueError, match="path of the portal"):
        news(link="https://elsewhere.example/")
