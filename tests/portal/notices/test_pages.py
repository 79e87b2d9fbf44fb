"""Inbox, wishes, channels and deliveries, as people see them."""

import pytest
from sqlalchemy import event, select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.extensions import db
from portal.notices.kinds import DeliveryState, Means, Severity, Trouble
from portal.notices.models import Delivery, InboxEntry, NoticeChannel, NoticePreference
from portal.notices.operations import announce
from portal.notices.operations.delivering import note_trouble
from portal.notices.rules import To
from tests.portal.notices.conftest import news
from tests.support.factories import NOON, make_station
from tests.support.page import read
from tests.support.people import make_person, sign_in

WEBHOOK = {
    "means": "webhook", "name": "数据平台", "address": "https://k.example.cn/hook-secret",
    "secret": "", "least": "II", "station": "", "language": "en",
}  # fmt: skip


@pytest.fixture
def person(session):
    """A bureau officer, committed."""
    person = make_person(session, Role.BUREAU_OFFICER)
    session.commit()
    return person


@pytest.fixture
def browser(client, person):
    return sign_in(client, person)


@pytest.fixture
def tell(session, person):
    """Announce news to `person`, committed."""

    def announced(*, to=None, **changes):
        fields = {"kind": "notices.test", "fields": {"channel": "七号"}} | changes
        to = to or To(persons=frozenset({person.id}))
        notice = announce(session, news(**fields), to=to, now=NOON)
        session.commit()
        return notice

    return announced


def entries(session):
    session.expire_all()
    return session.scalars(select(InboxEntry).order_by(InboxEntry.id)).all()


def test_the_header_counts_what_is_unread(browser, tell):
    tell()
    tell(key="second")
    corner = read(browser.get("/en/privacy").text).one(of="account")
    assert "Notices 2" in corner.text


def test_the_inbox_tells_what_happened(browser, tell):
    tell()
    page = browser.get("/en/notices").text
    assert "Test message to “七号”" in page
    assert "unread" in page


def test_opening_a_notice_leads_to_the_thing_and_reads_it(browser, tell, session):
    tell()
    (entry,) = entries(session)
    answer = browser.get(f"/en/notices/{entry.id}")
    assert (answer.status_code, answer.location) == (303, "/en/desk/faults/7")
    assert entries(session)[0].read_at == NOON


def test_what_a_browser_fetches_ahead_is_not_read(browser, tell, session):
    tell()
    (entry,) = entries(session)
    browser.get(f"/notices/{entry.id}", headers={"Sec-Purpose": "prefetch;prerender"})
    assert entries(session)[0].read_at is None


def test_nobody_opens_the_notice_of_another(browser, tell, session):
    other = make_person(session, Role.VENDOR)
    tell(to=To(persons=frozenset({other.id})))
    (entry,) = entries(session)
    assert browser.get(f"/notices/{entry.id}").status_code == 404


def test_all_can_be_ticked_off_but_what_came_in_meanwhile(browser, tell, session):
    tell()
    newest = entries(session)[-1].id
    tell(key="later")
    browser.post("/notices/read", data={"newest": newest})
    assert [entry.read_at is None for entry in entries(session)] == [False, True]


@pytest.mark.parametrize("newest", ["", "x", "9" * 40, "-1"])
def test_an_odd_number_ticks_nothing_off(browser, tell, session, newest):
    tell()
    assert browser.post("/notices/read", data={"newest": newest}).status_code == 303
    assert entries(session)[0].read_at is None


def test_the_unread_alone_can_be_shown(browser, tell, session):
    tell(fields={"channel": "一号"})
    browser.post("/notices/read", data={"newest": entries(session)[0].id})
    tell(key="second", fields={"channel": "二号"})
    page = browser.get("/en/notices?show=unread").text
    assert "二号" in page
    assert "一号" not in page


def test_an_empty_inbox_says_so(browser):
    assert "No notices yet." in browser.get("/en/notices").text


def test_a_long_inbox_takes_as_many_statements_as_a_short_one(browser, tell, app):
    with app.app_context():
        engine = db.engine
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    tell()
    counts = []
    for more in (0, 20):
        for number in range(more):
            tell(key=str(number))
        seen.clear()
        browser.get("/notices")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_wishes_are_kept_encrypted_and_shown_again(browser, session, person):
    told = {
        "language": "en", "mail": "wang@k.example.cn", "phone": "138 0000-0000",
        "quiet_from": "22:00", "quiet_until": "07:30",
    }  # fmt: skip
    assert browser.post("/notices/preferences", data=told).status_code == 303
    row = session.get_one(NoticePreference, person.id)
    assert "wang@" not in row.mail_encrypted
    assert (row.quiet_from, row.quiet_until) == (1320, 450)
    page = browser.get("/en/notices/preferences").text
    assert all(text in page for text in ("wang@k.example.cn", "13800000000", "22:00", "07:30"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("mail", "wang", "no mail address"),
        ("phone", "110", "no mobile number"),
        ("quiet_from", "22:00", "a beginning and an end"),
        ("quiet_until", "late", "a beginning and an end"),
    ],
)
def test_a_wish_that_cannot_be_is_explained_and_kept(browser, field, value, words):
    told = dict.fromkeys(("language", "mail", "phone", "quiet_from", "quiet_until"), "")
    answer = browser.post("/en/notices/preferences", data=told | {field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert value in answer.text


def test_no_address_stands_in_the_audit_chain(browser, session):
    browser.post("/notices/preferences", data={"language": "en", "mail": "wang@k.example.cn"})
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "notices.wished")).one()
    assert entry.facts == {"means": ["mail"], "quiet": False}


def test_a_webhook_shows_its_key_once(browser, session):
    answer = browser.post("/en/desk/channels", data=WEBHOOK)
    assert "whsec_" in answer.text
    page = browser.get("/en/desk/channels").text
    assert "数据平台" in page
    assert "whsec_" not in page
    assert "hook-secret" not in page


def test_a_renewed_key_is_shown_once(browser, session):
    browser.post("/desk/channels", data=WEBHOOK)
    (row,) = session.scalars(select(NoticeChannel))
    assert "whsec_" in browser.post(f"/en/desk/channels/{row.id}/key").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Please name the channel"),
        ({"means": "mail"}, "choose what kind"),
        ({"means": "pigeon"}, "choose what kind"),
        ({"address": "http//x"}, "begins with https"),
        ({"means": "wecom", "address": "https://x.example/?key=1"}, "Enter only the robot"),
        ({"station": "nowhere"}, "no such station"),
    ],
)
def test_a_channel_that_cannot_be_is_explained(browser, session, changes, words):
    answer = browser.post("/en/desk/channels", data=WEBHOOK | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalars(select(NoticeChannel)).all() == []


def test_a_channel_of_a_station_hears_of_that_station_alone(browser, session, tell):
    station = make_station(session)
    session.commit()
    browser.post("/desk/channels", data=WEBHOOK | {"station": station.code})
    tell(to=To(station="other"))
    tell(to=To(station=station.code), key="second")
    assert len(session.scalars(select(Delivery)).all()) == 1


def test_a_channel_hears_of_what_is_severe_enough(browser, session, tell):
    browser.post("/desk/channels", data=WEBHOOK)
    for severity in Severity:
        tell(severity=severity, key=severity.value)
    assert len(session.scalars(select(Delivery)).all()) == 2


def test_a_channel_is_tested_closed_and_opened_again(browser, session):
    browser.post("/desk/channels", data=WEBHOOK)
    (row,) = session.scalars(select(NoticeChannel))
    assert browser.post(f"/desk/channels/{row.id}/test").status_code == 303
    assert browser.post(f"/desk/channels/{row.id}/close").status_code == 303
    assert browser.post(f"/desk/channels/{row.id}/test").status_code == 422
    assert browser.post(f"/desk/channels/{row.id}/reopen").status_code == 303
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("channel.")))
    assert list(acts) == [
        "channel.opened", "channel.tested", "channel.closed", "channel.reopened",
    ]  # fmt: skip


def test_a_robot_has_no_key_of_ours(browser, session):
    robot = WEBHOOK | {"means": "wecom", "address": "0123456789abcdef"}
    assert browser.post("/desk/channels", data=robot).status_code == 303
    (row,) = session.scalars(select(NoticeChannel))
    assert browser.post(f"/desk/channels/{row.id}/key").status_code == 422


@pytest.mark.parametrize(
    "path", ["/desk/channels/9/test", "/desk/channels/9/key", "/desk/deliveries/9/retry"]
)
def test_what_is_not_there_is_not_found(browser, path):
    assert browser.post(path).status_code == 404


@pytest.fixture
def failed(browser, session, tell):
    """A delivery that was given up."""
    browser.post("/desk/channels", data=WEBHOOK)
    tell()
    rows = session.scalars(select(Delivery)).all()
    note_trouble(session, rows, Trouble.REFUSED, is_final=True, drawn=0.5, now=NOON)
    session.commit()
    return rows[0]


def test_a_delivery_tells_why_it_failed(browser, failed):
    page = browser.get("/en/desk/deliveries").text
    assert "given up" in page
    assert "the other side refused it" in page


def test_a_delivery_is_tried_again(browser, failed, session):
    browser.post(f"/desk/deliveries/{failed.id}/retry")
    session.refresh(failed)
    assert (failed.state, failed.next_at) == (DeliveryState.QUEUED, NOON)


def test_deliveries_can_be_narrowed(browser, failed):
    assert "1 delivery" in browser.get("/en/desk/deliveries?state=given_up&means=webhook").text
    assert "0 deliveries" in browser.get("/en/desk/deliveries?state=sent").text


def test_every_means_can_be_a_channel_but_personal_ones(browser):
    page = browser.get("/en/desk/channels").text
    offered = [each for each in Means if f'value="{each.value}"' in page]
    assert offered == [Means.WECOM, Means.DINGTALK, Means.FEISHU, Means.WEBHOOK]
