"""From due rows to messages: what is sent, tried again, given up, bundled."""

import logging
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor
from portal.extensions import db
from portal.notices.delivering import PILE, Post, deliver_due
from portal.notices.kinds import DeliveryState, Means, Severity, Trouble
from portal.notices.models import Delivery, NoticeChannel
from portal.notices.operations import (
    NewChannel,
    announce,
    close_channel,
    keys_of,
    open_channel,
    renew_key,
    retry,
    send_test,
    set_preference,
)
from portal.notices.queries import times_taken
from portal.notices.rules import About, To
from portal.notices.rules.wishes import Wish
from portal.notices.sending import NotSent
from portal.shell.cipher import Cipher
from portal.shell.languages import CHINESE, ENGLISH
from tests.portal.notices.conftest import INSPECTORS, news
from tests.support.factories import CAMERA_KEY, NOON
from tests.support.people import make_person

CIPHER = Cipher([CAMERA_KEY])
ACTOR = Actor.system("test")
ALL = To(roles=INSPECTORS, station="a")
MINUTE = timedelta(minutes=1)


class Outbox:
    """A means that takes everything, until it is told of trouble."""

    def __init__(self):
        self.sent = []
        self.trouble = None

    def send(self, message):
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(message)


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def outbox():
    return Outbox()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def deliver(app, outbox, clock):
    """Send what is due, as the job does."""
    post = Post(
        senders=dict.fromkeys(Means, outbox), cipher=CIPHER, public_url="https://k.example.cn",
        clock=clock, draw=lambda: 0.5,
    )  # fmt: skip

    def run():
        with app.app_context():
            return deliver_due(db.session(), post)

    return run


@pytest.fixture
def inspector(session):
    """Somebody with a mail address who is told of Station a; the keywords are wishes."""

    def make(language=ENGLISH, mail="wang@k.example.cn", **wishes):
        person = make_person(session, Role.INSPECTOR, station="a")
        wish = Wish(language=language, mail=mail, **wishes)
        set_preference(session, person.id, wish, cipher=CIPHER, actor=ACTOR, now=NOON)
        session.commit()
        return person

    return make


@pytest.fixture
def webhook(session):
    """An open webhook."""
    wanted = NewChannel(
        means=Means.WEBHOOK, name="数据平台", least=Severity.III, language=CHINESE,
        address="https://k.example.cn/hook-secret-path",
    )  # fmt: skip
    row = open_channel(session, wanted, cipher=CIPHER, actor=ACTOR, now=NOON)
    session.commit()
    return row


@pytest.fixture
def tell(session):
    """Announce news, committed."""

    def announced(**changes):
        notice = announce(session, news(**changes), to=ALL, now=NOON)
        session.commit()
        return notice

    return announced


def rows(session):
    session.expire_all()
    return session.scalars(select(Delivery).order_by(Delivery.id)).all()


def test_what_is_due_is_sent_once(inspector, tell, deliver, outbox, session):
    inspector()
    tell()
    deliver()
    deliver()
    (row,) = rows(session)
    assert [message.address for message in outbox.sent] == ["wang@k.example.cn"]
    assert (row.state, row.sent_at, row.next_at) == (DeliveryState.SENT, NOON, None)


@pytest.mark.parametrize(
    ("language", "link"),
    [
        (ENGLISH, "https://k.example.cn/en/desk/faults/7"),
        (CHINESE, "https://k.example.cn/desk/faults/7"),
    ],
)
def test_it_is_told_in_the_language_of_who_gets_it(
    inspector, tell, deliver, outbox, language, link
):
    inspector(language=language)
    tell(kind="notices.test", fields={"channel": "x"})
    deliver()
    (message,) = outbox.sent
    assert message.link == link
    assert ("Test message" in message.title) is (language == ENGLISH)


def test_a_failure_is_tried_again_after_a_while(inspector, tell, deliver, outbox, session, clock):
    inspector()
    tell()
    outbox.trouble = NotSent(Trouble.NO_ANSWER)
    deliver()
    (row,) = rows(session)
    assert (row.state, row.attempts, row.trouble) == (DeliveryState.FAILED, 1, Trouble.NO_ANSWER)
    outbox.trouble, clock.now = None, row.next_at
    deliver()
    assert rows(session)[0].state is DeliveryState.SENT
    assert outbox.sent[0].code == row.code


def test_after_days_it_is_given_up(inspector, tell, deliver, outbox, session, clock):
    inspector()
    tell()
    outbox.trouble = NotSent(Trouble.NO_ANSWER)
    while (row := rows(session)[0]).next_at is not None:
        clock.now = row.next_at
        deliver()
    assert (row.state, row.attempts) == (DeliveryState.GIVEN_UP, 10)
    assert timedelta(days=3) < clock.now - NOON < timedelta(days=4)


def test_what_is_refused_for_good_is_given_up_at_once(inspector, tell, deliver, outbox, session):
    inspector()
    tell()
    outbox.trouble = NotSent(Trouble.REFUSED, is_final=True)
    deliver()
    assert rows(session)[0].state is DeliveryState.GIVEN_UP


def test_what_was_given_up_can_be_tried_again(inspector, tell, deliver, outbox, session):
    inspector()
    tell()
    outbox.trouble = NotSent(Trouble.REFUSED, is_final=True)
    deliver()
    outbox.trouble = None
    retry(session, rows(session)[0], actor=ACTOR, now=NOON)
    session.commit()
    deliver()
    assert rows(session)[0].state is DeliveryState.SENT


def test_a_webhook_that_is_gone_is_closed(webhook, tell, deliver, outbox, session):
    tell()
    outbox.trouble = NotSent(Trouble.GONE, is_final=True)
    deliver()
    row = session.get_one(NoticeChannel, webhook.id, populate_existing=True)
    assert (row.is_active, row.closed_why) == (False, Trouble.GONE)


def test_a_channel_that_failed_is_left_alone_until_the_next_minute(
    webhook, tell, deliver, outbox, session, clock
):
    tell()
    tell(key="second")
    outbox.trouble = NotSent(Trouble.TIMED_OUT)
    deliver()
    first, second = rows(session)
    assert (first.attempts, second.attempts) == (1, 0)
    assert second.next_at == NOON + MINUTE


def test_a_closed_channel_gets_nothing_any_more(webhook, tell, deliver, outbox, session):
    tell()
    close_channel(
        session, session.get_one(NoticeChannel, webhook.id), why=None, actor=ACTOR, now=NOON
    )
    session.commit()
    deliver()
    assert outbox.sent == []
    assert rows(session)[0].trouble is Trouble.CHANNEL_CLOSED


def test_whoever_left_is_sent_nothing(inspector, tell, deliver, outbox, session):
    person = inspector()
    tell()
    person.active = False
    session.commit()
    deliver()
    assert outbox.sent == []
    assert rows(session)[0].trouble is Trouble.NOBODY


def test_an_address_that_no_key_reads_is_told_apart(inspector, tell, deliver, outbox, session):
    person = inspector()
    tell()
    other = Cipher([Fernet.generate_key().decode()])
    wish = Wish(language=ENGLISH, mail="wang@k.example.cn")
    set_preference(session, person.id, wish, cipher=other, actor=ACTOR, now=NOON)
    session.commit()
    deliver()
    assert rows(session)[0].trouble is Trouble.UNREADABLE


def test_quiet_hours_hold_back_what_is_not_urgent(inspector, tell, deliver, outbox, clock):
    inspector(quiet_from=NOON.time().replace(hour=11), quiet_until=NOON.time().replace(hour=14))
    tell()
    tell(severity=Severity.I, key="urgent")
    deliver()
    assert [message.severity for message in outbox.sent] == [Severity.I]
    clock.now = NOON + timedelta(hours=2)  # 14:00 in the district
    deliver()
    assert len(outbox.sent) == 2


def test_what_can_wait_comes_in_one_mail_a_day(inspector, tell, deliver, outbox, session, clock):
    inspector()
    for key in ("one", "two", "three"):
        tell(severity=Severity.III, key=key)
    deliver()
    assert outbox.sent == []
    clock.now = NOON + timedelta(hours=20, minutes=30)  # half past eight in the district
    deliver()
    (message,) = outbox.sent
    assert message.title == "3 notices of the day"
    assert {row.state for row in rows(session)} == {DeliveryState.SENT}


def test_a_digest_that_fails_is_tried_again_as_one(inspector, tell, deliver, outbox, clock):
    inspector()
    tell(severity=Severity.III, key="one")
    tell(severity=Severity.III, key="two")
    clock.now = NOON + timedelta(hours=20, minutes=30)
    outbox.trouble = NotSent(Trouble.NO_ANSWER)
    deliver()
    outbox.trouble, clock.now = None, clock.now + timedelta(hours=1)
    deliver()
    assert [message.title for message in outbox.sent] == ["2 notices of the day"]


def test_what_piles_up_comes_in_one_mail(inspector, tell, deliver, outbox, session):
    inspector()
    for number in range(PILE):
        tell(about=About("fault", str(number)))
    deliver()
    assert len(outbox.sent) == 1
    assert {row.state for row in rows(session)} == {DeliveryState.SENT}


def test_a_few_come_one_by_one(inspector, tell, deliver, outbox):
    inspector()
    for number in range(PILE - 1):
        tell(about=About("fault", str(number)))
    deliver()
    assert len(outbox.sent) == PILE - 1


def test_a_test_message_reaches_its_channel_alone(webhook, inspector, deliver, outbox, session):
    inspector()
    send_test(session, session.get_one(NoticeChannel, webhook.id), actor=ACTOR, now=NOON)
    session.commit()
    deliver()
    assert [message.kind for message in outbox.sent] == ["notices.test"]


def test_two_keys_sign_after_a_renewal_and_no_third(webhook, session):
    row = session.get_one(NoticeChannel, webhook.id)
    first = keys_of(row, CIPHER)
    renew_key(session, row, cipher=CIPHER, actor=ACTOR, now=NOON)
    second = keys_of(row, CIPHER)
    renew_key(session, row, cipher=CIPHER, actor=ACTOR, now=NOON)
    third = keys_of(row, CIPHER)
    assert (len(first), len(second), len(third)) == (1, 2, 2)
    assert (second[1], third[1]) == (first[0], second[0])


def test_no_address_and_no_key_is_logged(webhook, tell, deliver, outbox, caplog):
    tell()
    outbox.trouble = NotSent(Trouble.REFUSED)
    with caplog.at_level(logging.DEBUG):
        deliver()
    told = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "notice_not_sent" in told
    assert "hook-secret-path" not in told
    assert "whsec_" not in told


def test_addresses_and_keys_are_stored_encrypted(webhook, inspector, app):
    inspector()
    stored = (app.config["MINGCHU"].data / "mingchu.db").read_bytes()
    assert b"hook-secret-path" not in stored
    assert b"wang@k.example.cn" not in stored


def test_the_time_from_what_happened_to_who_was_told_is_kept(
    inspector, tell, deliver, session, clock
):
    inspector()
    tell(occurred_at=NOON - 3 * MINUTE)
    clock.now = NOON + MINUTE
    deliver()
    assert times_taken(session, since=NOON - timedelta(days=1), until=NOON) == [4 * MINUTE]


def test_times_are_told_of_the_kinds_that_are_asked_for(inspector, tell, deliver, session, clock):
    inspector()
    tell(occurred_at=NOON - 3 * MINUTE)
    clock.now = NOON + MINUTE
    deliver()
    day = {"since": NOON - timedelta(days=1), "until": NOON}
    assert times_taken(session, **day, kinds={"fault.opened"}) == [4 * MINUTE]
    assert times_taken(session, **day, kinds={"lead.urgent"}) == []
