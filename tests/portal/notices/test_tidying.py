"""Notices are forgotten after two years with all that came of them, unless they still wait."""

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.notices.kinds import DeliveryState
from portal.notices.models import Delivery, InboxEntry, Notice, NoticePreference, TextMessage
from portal.notices.operations import announce, forget_notices, write_text
from portal.notices.rules import About, To
from portal.notices.rules.texts import NewText
from portal.notices.rules.times import KEPT
from tests.portal.notices.conftest import INSPECTORS, news
from tests.support.factories import NOON
from tests.support.people import make_person

DAY = timedelta(days=1)


def announced(session, key, at):
    """A Notice of that moment that lies in an inbox."""
    to = To(roles=INSPECTORS, station="a")
    return announce(session, news(key=key), to=to, now=at)


def left(session, column):
    """What is left of a column, sorted."""
    return sorted(session.scalars(select(column)))


def test_what_is_older_than_two_years_goes_with_all_that_came_of_it(any_session):
    make_person(any_session, Role.INSPECTOR, station="a")
    for key, at in (("old", NOON - KEPT - DAY), ("new", NOON - KEPT)):
        announced(any_session, key, at)
        write_text(
            any_session,
            NewText("case.received", About("case", key), key, "en", "/cases"),
            now=at,
        )
    texts = any_session.scalars(select(TextMessage)).all()
    for each in texts:
        each.state, each.next_at, each.sent_at = DeliveryState.SENT, None, NOON
    any_session.flush()

    forget_notices(any_session, now=NOON)

    assert left(any_session, Notice.created_at) == [NOON - KEPT]
    assert left(any_session, TextMessage.key) == ["new"]
    assert len(left(any_session, InboxEntry.id)) == 1


def test_one_that_is_still_to_be_sent_stays(any_session):
    person = make_person(any_session, Role.INSPECTOR, station="a")
    any_session.add(NoticePreference(person_id=person.id, language="en", mail_encrypted="x"))
    any_session.flush()
    announced(any_session, "old", NOON - KEPT - DAY)
    forget_notices(any_session, now=NOON)
    kept = left(any_session, Delivery.id)
    (sent,) = any_session.scalars(select(Delivery))
    sent.state, sent.next_at, sent.sent_at = DeliveryState.SENT, None, NOON
    any_session.flush()
    forget_notices(any_session, now=NOON)

    assert len(kept) == 1
    assert left(any_session, Delivery.id) == left(any_session, Notice.id) == []
