"""What is done about a Finding, and what comes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.findings import operations as do
from portal.findings.kinds import (
    FindingAct,
    FindingState,
    Origin,
    PictureMoment,
    PublicationKind,
    ViolationCode,
    WithdrawalReason,
)
from portal.findings.models import Finding, FindingPicture, FindingStep
from portal.findings.operations import Record
from portal.findings.queries import finding_records, public_record, waits
from portal.findings.rules.clocks import DueUnlikely
from portal.findings.rules.lists import Queue
from portal.findings.rules.opening import ForeignCamera, Sent
from portal.findings.rules.publication import DecidedAlready, NotPublic
from portal.findings.rules.workflow import (
    ActUnfit,
    ChangedMeanwhile,
    OwnConfirmation,
    PhotoMissing,
    TextMissing,
)
from portal.findings.signals import finding_closed, finding_opened, finding_published
from portal.notices.models import InboxEntry, Notice
from portal.shell.rules import NotFound, local_day
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.findings import (
    inspector_of,
    kept_picture,
    make_finding,
    new_finding,
    proof,
)
from tests.support.people import make_person
from tests.support.staff import head_of, officer, owner_of

HOUR = timedelta(hours=1)
WORDS = Sent(text="说明")


@pytest.fixture
def place(any_session):
    """A Restaurant."""
    return make_restaurant(any_session)


@pytest.fixture
def finding(any_session, place):
    """A Finding of severity II, confirmed at noon."""
    return make_finding(any_session, place)


@pytest.fixture
def heard():
    """What the signals of this floor announced, by their names."""
    found = {}

    def listen(signal):
        def listener(_session, **fields):
            found.setdefault(signal.name, []).append(fields)

        signal.connect(listener)
        listeners.append((signal, listener))

    listeners = []
    for each in (finding_opened, finding_closed, finding_published):
        listen(each)
    yield found
    for signal, listener in listeners:
        signal.disconnect(listener)


def test_a_finding_is_pushed_with_its_clock(any_session, finding, place):
    assert finding.number == "V-2026-000001"
    assert (finding.state, finding.pushed_at) == (FindingState.PUSHED, NOON)
    assert (finding.reply_due_at, finding.due_at) == (NOON + 2 * HOUR, NOON + 72 * HOUR)
    assert finding.next_at == NOON + 0.8 * 72 * HOUR
    step = any_session.scalars(select(FindingStep)).one()
    assert (step.act, step.author) == (FindingAct.OPEN, "inspector-11")


def test_it_is_to_be_decided_about_publishing_within_20_working_days(finding):
    # 20 working days from Wednesday 4 March 2026: the holidays of April lie behind
    assert local_day(finding.publish_due_at - HOUR).isoformat() == "2026-04-01"


def test_the_restaurant_is_told_at_once(any_session, place):
    person = make_person(any_session, role=Role.RESTAURANT_OWNER, restaurant=place.code)
    finding = make_finding(any_session, place)
    entry = any_session.scalars(select(InboxEntry)).one()
    notice = any_session.get_one(Notice, entry.notice_id)

    assert entry.person_id == person.id
    assert (notice.kind, notice.link) == ("finding.open", f"/desk/findings/{finding.number}")
    assert notice.created_at == NOON


def test_listeners_hear_of_opening_closing_and_publishing(any_session, place, heard):
    finding = make_finding(any_session, place)
    do.verify(any_session, finding.number, sent=Sent(), actor=inspector_of(place), now=NOON)
    do.publish(
        any_session, finding.number, public=Record(PublicationKind.RESULT, "责令改正"),
        sent=Sent(), actor=officer(), now=NOON,
    )  # fmt: skip

    assert [each["finding"].number for each in heard["finding-opened"]] == [finding.number]
    assert [each["finding"].state for each in heard["finding-closed"]] == [FindingState.CLOSED]
    assert [each["publication"].is_public for each in heard["finding-published"]] == [True]


def test_the_same_origin_opens_one_finding(any_session, place):
    first = make_finding(any_session, place, origin=Origin.MACHINE, origin_id="17")
    second = make_finding(any_session, place, origin=Origin.MACHINE, origin_id="17")

    assert first is second
    assert len(any_session.scalars(select(Finding)).all()) == 1


def test_a_camera_of_another_restaurant_is_refused(any_session, place):
    camera = make_camera(any_session)
    with pytest.raises(ForeignCamera):
        make_finding(any_session, place, camera_id=camera.id)


def test_an_inspector_of_another_station_opens_none(any_session, place):
    elsewhere = make_restaurant(any_session)
    with pytest.raises(NotAllowed):
        do.open_finding(any_session, new_finding(place), actor=inspector_of(elsewhere), now=NOON)


def test_an_unknown_restaurant_is_not_found(any_session, place):
    with pytest.raises(NotFound):
        make_finding(any_session, place, restaurant_id=9999)


def test_a_proof_closes_after_it_is_verified(any_session, finding, place):
    do.prove(any_session, finding.number, sent=proof(), actor=owner_of(place), now=NOON + HOUR)
    assert (finding.state, finding.rectified_at) == (FindingState.RECTIFIED, NOON + HOUR)

    do.verify(
        any_session, finding.number, sent=Sent(), actor=inspector_of(place), now=NOON + 2 * HOUR
    )
    assert (finding.state, finding.closed_at) == (FindingState.CLOSED, NOON + 2 * HOUR)
    assert finding.next_at is None
    assert any_session.scalars(select(FindingPicture.moment)).all() == [PictureMoment.AFTER]
    assert finding_records(any_session, local_day(NOON), local_day(NOON) + timedelta(days=1))[
        0
    ].is_on_time


def test_a_proof_needs_a_picture_of_afterwards(any_session, finding, place):
    before = Sent(text="x", pictures=(kept_picture(PictureMoment.BEFORE),))
    with pytest.raises(PhotoMissing):
        do.prove(any_session, finding.number, sent=before, actor=owner_of(place), now=NOON)


def test_a_proof_that_is_not_enough_goes_back_with_a_day(any_session, finding, place):
    do.prove(any_session, finding.number, sent=proof(), actor=owner_of(place), now=NOON)
    late = NOON + 71 * HOUR
    do.send_back(any_session, finding.number, sent=WORDS, actor=inspector_of(place), now=late)

    assert (finding.state, finding.rectified_at) == (FindingState.ANSWERED, None)
    assert finding.due_at == late + 24 * HOUR


def test_an_outdated_form_is_refused_and_tells_who_was_quicker(any_session, finding, place):
    do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    outdated = Sent(version=1, text="说明")
    with pytest.raises(ChangedMeanwhile) as told:
        do.escalate(any_session, finding.number, sent=outdated, actor=inspector_of(place), now=NOON)

    assert (told.value.by, told.value.at) == ("owner", NOON)


def test_a_form_sent_twice_is_done_once(any_session, finding, place):
    sent = Sent(version=1, token="abc", text="计划")
    for _ in range(2):
        do.reply(any_session, finding.number, sent=sent, actor=owner_of(place), now=NOON)

    acts = any_session.scalars(select(FindingStep.act)).all()
    assert acts == [FindingAct.OPEN, FindingAct.REPLY]
    assert finding.version == 2


def test_the_mark_of_another_findings_form_hinders_nothing(any_session, finding, place):
    other = make_finding(any_session, place, code=ViolationCode.ENV_WATER)
    sent = Sent(token="abc", text="计划")
    for each in (finding, other):
        do.reply(any_session, each.number, sent=sent, actor=owner_of(place), now=NOON)

    assert (finding.state, other.state) == (FindingState.ANSWERED, FindingState.ANSWERED)


def test_the_mark_of_a_form_for_another_restaurant_opens_a_finding_of_its_own(any_session, place):
    elsewhere = make_restaurant(any_session)
    one, two = (
        make_finding(any_session, each, actor=inspector_of(each), origin_id="abc")
        for each in (place, elsewhere)
    )

    assert (one.restaurant_id, two.restaurant_id) == (place.id, elsewhere.id)


def test_more_time_is_asked_for_and_granted(any_session, finding, place):
    until = NOON + 100 * HOUR
    sent = Sent(text="设备未到", until=until)
    do.ask_extension(any_session, finding.number, sent=sent, actor=owner_of(place), now=NOON)
    assert (finding.asked_until, finding.due_at) == (until, NOON + 72 * HOUR)

    do.decide_extension(
        any_session, finding.number, is_granted=True, sent=Sent(), actor=inspector_of(place),
        now=NOON,
    )  # fmt: skip
    assert (finding.asked_until, finding.due_at) == (None, until)
    assert finding.next_at == NOON + 80 * HOUR


def test_more_time_is_refused_with_a_reason(any_session, finding, place):
    sent = Sent(text="设备未到", until=NOON + 100 * HOUR)
    do.ask_extension(any_session, finding.number, sent=sent, actor=owner_of(place), now=NOON)
    refuse = {"is_granted": False, "actor": inspector_of(place), "now": NOON}
    with pytest.raises(TextMissing):
        do.decide_extension(any_session, finding.number, sent=Sent(), **refuse)
    do.decide_extension(any_session, finding.number, sent=WORDS, **refuse)

    assert (finding.asked_until, finding.due_at) == (None, NOON + 72 * HOUR)


@pytest.mark.parametrize("until", [None, NOON + HOUR])
def test_more_time_needs_a_later_day(any_session, finding, place, until):
    sent = Sent(text="x", until=until)
    with pytest.raises(DueUnlikely):
        do.ask_extension(any_session, finding.number, sent=sent, actor=owner_of(place), now=NOON)


def test_a_rejected_appeal_gives_the_time_back(any_session, finding, place):
    do.appeal(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON + HOUR)
    assert (finding.state, finding.next_at) == (FindingState.APPEALED, None)
    decide = {"is_allowed": False, "sent": WORDS, "now": NOON + 11 * HOUR}
    with pytest.raises(OwnConfirmation):
        do.decide_appeal(any_session, finding.number, actor=inspector_of(place), **decide)
    do.decide_appeal(any_session, finding.number, actor=inspector_of(place, 12), **decide)

    assert finding.state is FindingState.PUSHED
    assert finding.due_at == NOON + 82 * HOUR


def test_an_allowed_appeal_annuls_and_takes_back_what_is_public(any_session, finding, place):
    do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    public = Record(PublicationKind.RESULT, "责令改正", "已整改")
    do.publish(any_session, finding.number, public=public, sent=Sent(), actor=officer(), now=NOON)
    assert [
        each.decision for each in public_record(any_session, place.id, today=local_day(NOON))
    ] == ["责令改正"]
    do.appeal(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    do.decide_appeal(
        any_session, finding.number, is_allowed=True, sent=WORDS, actor=head_of(place), now=NOON
    )

    assert (finding.state, finding.closed_at) == (FindingState.ANNULLED, NOON)
    assert public_record(any_session, place.id, today=local_day(NOON)) == []
    assert finding.publication.withdrawn_at == NOON
    assert finding.publication.withdraw_due_at > NOON + 48 * HOUR


def test_a_finding_is_withdrawn_by_rule(any_session, finding, place):
    do.withdraw(
        any_session, finding.number, reason=WithdrawalReason.DUPLICATE, sent=WORDS,
        actor=head_of(place), now=NOON,
    )  # fmt: skip

    assert (finding.state, finding.withdrawal) == (
        FindingState.WITHDRAWN, WithdrawalReason.DUPLICATE,
    )  # fmt: skip
    with pytest.raises(ActUnfit):
        do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)


def test_a_decision_about_publishing_is_made_once(any_session, finding, place):
    do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    public = Record(PublicationKind.RESULT, "责令改正")
    how = {"sent": WORDS, "actor": officer(), "now": NOON}
    with pytest.raises(NotPublic):
        do.unpublish(any_session, finding.number, **how)
    do.publish(any_session, finding.number, public=public, **how)
    with pytest.raises(DecidedAlready):
        do.keep_private(any_session, finding.number, **how)
    do.unpublish(any_session, finding.number, **how)
    do.keep_private(any_session, finding.number, **how)

    assert (finding.publication.is_public, finding.publication.expires_on) == (False, None)


def test_a_private_finding_waits_for_no_decision(any_session, finding, place):
    how = {"scope": officer().scope([Role.BUREAU_OFFICER]), "person_id": 1, "now": NOON}
    do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    assert [each.number for each in waits(any_session, [Queue.PUBLISH], **how)] == [1]
    do.keep_private(any_session, finding.number, sent=WORDS, actor=officer(), now=NOON)

    assert [each.number for each in waits(any_session, [Queue.PUBLISH], **how)] == [0]


def test_a_public_record_expires_and_is_shown_for_a_year(any_session, finding, place):
    do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    public = Record(PublicationKind.PENALTY, "罚款")
    do.publish(any_session, finding.number, public=public, sent=Sent(), actor=officer(), now=NOON)
    today = local_day(NOON)

    assert len(public_record(any_session, place.id, today=today + timedelta(days=365))) == 1
    assert public_record(any_session, place.id, today=today + timedelta(days=366)) == []
    finding.publication.expires_on = today
    any_session.flush()
    assert public_record(any_session, place.id, today=today) == []


def test_the_portal_reminds_tells_and_escalates_once_each(any_session, finding, place):
    make_person(any_session, role=Role.RESTAURANT_OWNER, restaurant=place.code)
    make_person(any_session, role=Role.INSPECTOR, station=place.station.code)
    for hours in (58, 59, 73, 74, 109):
        do.look_at_clock(any_session, finding.id, now=NOON + hours * HOUR)
    kinds = any_session.scalars(select(Notice.kind).order_by(Notice.id)).all()

    assert kinds == [
        "finding.open", "finding.due_soon", "finding.late", "finding.escalate",
        "finding.escalated",
    ]  # fmt: skip
    assert (finding.state, finding.next_at) == (FindingState.ESCALATED, None)


def test_a_proof_that_waits_for_an_officer_is_not_escalated(any_session, finding, place):
    do.prove(any_session, finding.number, sent=proof(), actor=owner_of(place), now=NOON)
    do.look_at_clock(any_session, finding.id, now=NOON + 200 * HOUR)

    assert finding.state is FindingState.RECTIFIED


def test_a_record_that_was_left_behind_is_taken_back_by_the_job(any_session, finding, place):
    do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    public = Record(PublicationKind.RESULT, "责令改正")
    do.publish(any_session, finding.number, public=public, sent=Sent(), actor=officer(), now=NOON)
    finding.state = FindingState.ANNULLED  # as an import might write it
    any_session.flush()

    assert do.withdraw_void_records(any_session, now=NOON + HOUR) == 1
    assert do.withdraw_void_records(any_session, now=NOON + HOUR) == 0
    assert finding.publication.withdrawn_at == NOON + HOUR


def test_what_is_done_stands_in_the_audit_chain(any_session, finding, place):
    do.reply(any_session, finding.number, sent=WORDS, actor=owner_of(place), now=NOON)
    entries = any_session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()

    assert [(each.act, each.subject) for each in entries] == [
        ("finding.confirmed", f"finding {finding.number}"),
        ("finding.reply", f"finding {finding.number}"),
    ]


def test_who_may_not_see_a_finding_is_told_of_none(any_session, finding):
    stranger = owner_of(make_restaurant(any_session))
    with pytest.raises(NotFound):
        do.reply(any_session, finding.number, sent=WORDS, actor=stranger, now=NOON)


def test_a_finding_is_assigned_and_the_restaurant_reminded(any_session, finding, place):
    do.assign(
        any_session, finding.number, person=(12, "李"), sent=Sent(), actor=head_of(place), now=NOON
    )
    do.remind(any_session, finding.number, sent=Sent(), actor=inspector_of(place), now=NOON)
    do.recheck(any_session, finding.number, sent=Sent(), actor=inspector_of(place), now=NOON)

    assert (finding.assigned_to_id, finding.assigned_to) == (12, "李")
    assert (finding.state, finding.version) == (FindingState.PUSHED, 4)
