"""Texts to senders of complaints: what is told to whom, by day, and never a number in clear."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.extensions import db
from portal.notices.delivering import Post
from portal.notices.kinds import DeliveryState, Means, Trouble
from portal.notices.models import TextMessage
from portal.notices.sending import NotSent
from portal.notices.texting import deliver_texts
from portal.participation import case_tasks
from portal.participation.case_kinds import CaseAct, CaseKind, Channel
from portal.participation.case_phones import CasePhones
from portal.participation.models import Case
from portal.participation.operations import following, working
from portal.participation.operations.case_clocks import look_at_clock
from portal.participation.operations.case_steps import Doing
from portal.participation.rules.case_texts import takes_texts
from portal.shell.cipher import Cipher
from tests.portal.participation.cases.conftest import NOW, SECRECY, officer
from tests.support.factories import CAMERA_KEY
from tests.support.page import read

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PHONE = "13800138000"


class Gateway:
    """A service that takes every text, until it is told of trouble."""

    def __init__(self):
        self.sent, self.trouble = [], None

    def send(self, message):
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(message)


@pytest.fixture
def gateway():
    return Gateway()


@pytest.fixture
def deliver(app, gateway):
    """Send what is due at a moment, as the job does."""

    def run(now=NOW):
        post = Post({Means.SMS: gateway}, Cipher([CAMERA_KEY]), "https://k.example.cn",
                    clock=lambda: now, draw=lambda: 0.5)  # fmt: skip
        with app.app_context():
            return deliver_texts(db.session(), post, {"case": CasePhones(SECRECY)})

    return run


@pytest.fixture
def complaint(session, filed):
    """A complaint that the portal has announced."""

    def make(now=NOW, **changes):
        case = filed(kind=CaseKind.COMPLAINT, at=now, **changes).case
        look_at_clock(session, case.id, now=now)
        session.commit()
        return case

    return make


def kinds(session):
    session.expire_all()
    return [row.kind.removeprefix("case.text_") for row in rows(session)]


def rows(session):
    session.expire_all()
    return session.scalars(select(TextMessage).order_by(TextMessage.id)).all()


def do(session, case, act, **fields):
    doing = Doing(act, officer(Role.BUREAU_OFFICER), NOW, text="已处理")
    done = {CaseAct.ACCEPT: working.accept, CaseAct.ASK_INFO: working.ask_sender}
    done.get(act, working.do_simply)(session, case.number, doing, **fields)
    session.commit()


def test_the_sender_hears_of_each_step_once(session, complaint):
    case = complaint()
    do(session, case, CaseAct.ACCEPT)
    do(session, case, CaseAct.ASK_INFO)
    following.add_evidence(session, case.id, text="这是小票", now=NOW)
    do(session, case, CaseAct.REPLY)
    do(session, case, CaseAct.NOTE)
    do(session, case, CaseAct.DECIDE)
    following.reopen_case(session, case.id, text="没有解决", now=NOW)
    look_at_clock(session, case.id, now=NOW)

    assert kinds(session) == ["received", "promised", "asked", "answered", "decided", "reopened"]


def test_no_row_holds_number_words_or_code(session, complaint):
    complaint(text="电话13800138000，地上有水")

    (row,) = rows(session)
    told = " ".join(str(getattr(row, column.key)) for column in TextMessage.__table__.columns)

    assert PHONE not in told
    assert "有水" not in told


@pytest.mark.parametrize(
    ("language", "begins", "link"),
    [("zh", "您的投诉", "https://k.example.cn/cases?"),
     ("en", "Your complaint", "https://k.example.cn/en/cases?")],
)  # fmt: skip
def test_a_text_is_in_its_senders_language(complaint, deliver, gateway, language, begins, link):
    case = complaint(language=language)

    deliver()

    (sent,) = gateway.sent
    assert (sent.address, case.number in sent.short) == (PHONE, True)
    assert sent.short.startswith(begins)
    assert sent.link.startswith(link)


def test_nobody_is_woken_by_night(session, complaint, deliver, gateway):
    complaint(now=NOW + 10 * HOUR)  # 22:00 in the district
    assert deliver(NOW + 11 * HOUR) == 0

    assert rows(session)[0].next_at == NOW + 20 * HOUR
    assert deliver(NOW + 20 * HOUR) == 1
    assert [each.address for each in gateway.sent] == [PHONE]


def test_a_text_that_falls_due_by_night_waits_uncounted(session, complaint, deliver, gateway):
    complaint()

    deliver(NOW + 12 * HOUR)

    assert gateway.sent == []
    assert (rows(session)[0].attempts, rows(session)[0].next_at) == (0, NOW + 20 * HOUR)


def test_trouble_is_noted_and_tried_again(session, complaint, deliver, gateway):
    complaint()
    gateway.trouble = NotSent(Trouble.REFUSED)
    deliver()
    row = rows(session)[0]
    assert (row.state, row.trouble, row.next_at > NOW) == (
        DeliveryState.FAILED, Trouble.REFUSED, True,
    )  # fmt: skip

    gateway.trouble = None
    deliver(NOW + HOUR)

    assert (rows(session)[0].state, len(gateway.sent)) == (DeliveryState.SENT, 1)


def test_what_cannot_be_sent_at_all_is_given_up(session, complaint, deliver, gateway):
    complaint()
    gateway.trouble = NotSent(Trouble.NOT_SET_UP, is_final=True)

    deliver()

    assert rows(session)[0].state is DeliveryState.GIVEN_UP


def test_who_opts_out_hears_nothing_more_not_even_what_waits(session, complaint, deliver, gateway):
    case = complaint()
    following.choose_texts(session, case.id, wanted=False)
    session.commit()

    deliver()
    do(session, case, CaseAct.ACCEPT)

    assert (gateway.sent, kinds(session)) == ([], ["received"])
    assert rows(session)[0].trouble is Trouble.NOBODY


def test_tips_insiders_and_those_who_opted_out_at_once_get_no_text(session, filed):
    for changes in (
        {"phone": PHONE},
        {"channel": Channel.INSIDER},
        {"kind": CaseKind.COMPLAINT, "no_texts": True},
    ):
        look_at_clock(session, filed(**changes).case_id, now=NOW)

    assert rows(session) == []


def test_an_erased_sender_takes_no_texts(complaint):
    case = complaint()
    case.erased_at = NOW

    assert not takes_texts(case)


def test_texts_go_with_the_case_they_were_about(app, session, complaint, set_clock):
    case = complaint()
    do(session, case, CaseAct.ACCEPT)
    do(session, case, CaseAct.DECIDE)
    set_clock(NOW + 366 * DAY)

    with app.app_context():
        case_tasks.erase_in_time()

    assert rows(session) == []


def test_who_was_merged_hears_what_the_other_was_told(session, complaint):
    main = complaint()
    other = complaint(supports=main.id)

    do(session, main, CaseAct.ACCEPT)

    told = [(row.kind.removeprefix("case.text_"), row.about_id) for row in rows(session)]
    assert told == [("received", main.number), ("joined", other.number),
                    ("promised", main.number), ("promised", other.number)]  # fmt: skip


@pytest.fixture
def with_gateway(app, settings):
    """A portal that sends SMS."""
    object.__setattr__(settings, "sms_gateway", "json://localhost/{phone}")
    app.config["WTF_CSRF_ENABLED"] = False
    return settings


def test_the_senders_page_switches_texts_off_and_on(app, client, session, filed, with_gateway):
    sent = filed(kind=CaseKind.COMPLAINT)
    session.commit()
    page = f"/en/cases/{sent.link}"
    states = []

    for wish in ("no", "yes"):
        found = read(client.get(page).get_data(as_text=True)).one("button", name="texts")
        assert found.get("value") == wish
        client.post(f"{page}/texts", data={"texts": wish})
        session.expire_all()
        states.append(session.get(Case, sent.case_id).no_texts)

    assert states == [True, False]


def test_the_desk_sees_how_far_texts_came(session, complaint, deliver, as_role):
    case = complaint()
    deliver()

    page = as_role(Role.INSPECTOR).get(f"/en/desk/cases/{case.number}").get_data(as_text=True)

    assert "Text: complaint received" in page


def test_a_keeper_tries_a_given_up_text_again(app, session, complaint, deliver, gateway, as_role):
    app.config["WTF_CSRF_ENABLED"] = False
    complaint()
    gateway.trouble = NotSent(Trouble.NOT_SET_UP, is_final=True)
    deliver()
    keeper = as_role(Role.SYSADMIN)
    assert "TS-2026-000001" in keeper.get("/en/desk/deliveries").get_data(as_text=True)

    keeper.post(f"/desk/deliveries/texts/{rows(session)[0].id}/retry")

    assert rows(session)[0].state is DeliveryState.QUEUED
