"""A person judges a lead: it becomes a Finding, or says how good the machine is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.findings.kinds import Origin
from portal.findings.lead_kinds import LeadState, Part, RejectReason
from portal.findings.models import Finding, FindingPicture, Mute
from portal.findings.operations.reviewing import Shelves, lift_mute, review_lead, view_evidence
from portal.findings.pictures import FindingPictures
from portal.findings.queries.leads import finding_of_lead
from portal.findings.queries.precision import muted_codes, precision_by_month, present_mutes
from portal.findings.rules.leads import LeadReviewed, Verdict
from portal.rounds.pictures import PictureStore
from portal.shell.rules import NotFound, Ratio
from tests.support.factories import NOON, make_restaurant
from tests.support.leads import MASK, jpeg, make_lead, serving_camera
from tests.support.staff import head_of, officer, owner_of

WRONG = Verdict.rejected("misjudged")


@pytest.fixture
def shelves(tmp_path):
    return Shelves(PictureStore(tmp_path / "evidence"), FindingPictures.under(tmp_path))


@pytest.fixture
def camera(session):
    return serving_camera(session)


@pytest.fixture
def lead(session, camera, shelves):
    return make_lead(session, camera, shelves.evidence)


@pytest.fixture
def judge(session, shelves, camera):
    def judged(row, verdict, *, actor=None, now=NOON):
        who = actor or head_of(camera.restaurant)
        return review_lead(session, row.id, verdict, actor=who, now=now, shelves=shelves)

    return judged


def acts(session):
    return session.scalars(select(AuditEntry.act).order_by(AuditEntry.number)).all()


def test_a_confirmed_lead_becomes_a_finding_for_which_somebody_answers(session, lead, judge):
    judge(lead, Verdict.confirmed("wear masks"))
    finding = finding_of_lead(session, lead.id)

    assert (lead.state, lead.reviewed_by) == (LeadState.CONFIRMED, "head")
    assert (finding.origin, finding.confirmed_by, finding.note) == (
        Origin.MACHINE, "head", "wear masks",
    )  # fmt: skip
    assert acts(session)[-2:] == ["finding.confirmed", "lead.confirmed"]


def test_the_restaurant_is_given_the_picture_in_which_nobody_is_shown(
    session, lead, judge, shelves
):
    judge(lead, Verdict.confirmed())
    (picture,) = session.scalars(select(FindingPicture))

    assert picture.source.startswith("camera ")
    assert shelves.findings.read(picture.code) not in {None, jpeg()}


def test_a_rejected_lead_tells_why_and_opens_nothing(session, lead, judge):
    judge(lead, Verdict.rejected("other", "a mirror"))

    assert (lead.state, lead.reject_reason, lead.note) == (
        LeadState.REJECTED, RejectReason.OTHER, "a mirror",
    )  # fmt: skip
    assert session.scalars(select(Finding)).all() == []
    assert acts(session) == ["lead.rejected"]


def test_the_same_verdict_sent_twice_is_one(session, lead, judge):
    judge(lead, Verdict.confirmed())
    before = acts(session)
    judge(lead, Verdict.confirmed())

    assert acts(session) == before
    assert len(session.scalars(select(Finding)).all()) == 1


def test_of_two_officers_the_first_holds_and_the_second_is_told(camera, lead, judge):
    judge(lead, Verdict.confirmed())
    with pytest.raises(LeadReviewed, match="confirmed already, by head"):
        judge(lead, WRONG, actor=officer())

    assert lead.state is LeadState.CONFIRMED


def test_one_officer_who_changes_their_mind_is_told_too(lead, judge):
    judge(lead, WRONG)
    with pytest.raises(LeadReviewed):
        judge(lead, Verdict.confirmed())


def test_a_restaurant_judges_no_lead(camera, lead, judge):
    with pytest.raises(NotAllowed):
        judge(lead, WRONG, actor=owner_of(camera.restaurant))


def test_a_lead_of_another_station_is_not_there(session, lead, judge):
    with pytest.raises(NotFound):
        judge(lead, WRONG, actor=head_of(make_restaurant(session)))


def test_an_auditor_judges_no_lead(lead, judge):
    auditor = Actor("auditor", 9, frozenset({Grant(Role.AUDITOR)}))
    with pytest.raises(NotAllowed):
        judge(lead, WRONG, actor=auditor)


def test_who_looked_at_unprotected_evidence_is_recorded(session, lead, shelves):
    content = view_evidence(
        session, lead.id, Part.DURING, actor=officer(), now=NOON, store=shelves.evidence
    )
    entry = session.scalars(select(AuditEntry)).one()

    assert content == jpeg()
    assert (entry.act, entry.subject, entry.actor) == (
        "lead.evidence_viewed", f"lead {lead.id}", "officer",
    )  # fmt: skip
    assert entry.facts["part"] == "during"


def test_evidence_that_is_not_kept_is_not_there(session, lead, shelves):
    with pytest.raises(NotFound):
        view_evidence(
            session, lead.id, Part.CLIP, actor=officer(), now=NOON, store=shelves.evidence
        )


def test_reviews_are_counted_in_the_districts_month(session, lead, judge):
    judge(lead, WRONG, now=NOON.replace(month=2, day=28, hour=16))  # 1 March in Shanghai
    (found,) = precision_by_month(session, first_month="2026-01")

    assert (found.month, found.code, found.right) == ("2026-03", MASK, Ratio(0, 1))


def reject(session, camera, shelves, judge, number, *, since=NOON):
    for count in range(number):
        row = make_lead(session, camera, shelves.evidence)
        judge(row, WRONG, now=since + timedelta(minutes=count))


def test_a_class_is_muted_where_too_many_of_its_leads_are_wrong(session, camera, shelves, judge):
    reject(session, camera, shelves, judge, 10)
    before = muted_codes(session, [camera.id])
    reject(session, camera, shelves, judge, 1)

    assert before == {}
    assert muted_codes(session, [camera.id]) == {camera.id: {MASK}}
    assert "lead.muted" in acts(session)


def test_it_is_muted_once_and_at_that_camera_alone(session, camera, shelves, judge):
    other = serving_camera(session, camera.restaurant)
    reject(session, camera, shelves, judge, 12)

    assert len(session.scalars(select(Mute)).all()) == 1
    assert muted_codes(session, [other.id]) == {}


def test_what_nobody_could_judge_mutes_nothing(session, camera, shelves, judge):
    for _ in range(12):
        judge(make_lead(session, camera, shelves.evidence), Verdict.rejected("not_to_be_seen"))

    assert present_mutes(session) == []


def test_a_lifted_mute_begins_the_count_anew(session, camera, shelves, judge):
    reject(session, camera, shelves, judge, 11)
    (mute,) = present_mutes(session)
    later = NOON + timedelta(days=1)
    lift_mute(session, mute.id, "camera cleaned", actor=officer(), now=later)
    reject(session, camera, shelves, judge, 10, since=later + timedelta(hours=1))

    assert (mute.lifted_by, mute.note) == ("officer", "camera cleaned")
    assert muted_codes(session, [camera.id]) == {}


def test_an_inspector_lifts_no_mute(session, camera, shelves, judge):
    reject(session, camera, shelves, judge, 11)
    (mute,) = present_mutes(session)
    grant = Grant(Role.INSPECTOR, station=camera.restaurant.station.code)
    with pytest.raises(NotAllowed):
        lift_mute(session, mute.id, "", actor=Actor("li", 5, frozenset({grant})), now=NOON)


def test_a_mute_of_another_station_is_not_there(session, camera, shelves, judge):
    reject(session, camera, shelves, judge, 11)
    (mute,) = present_mutes(session)
    with pytest.raises(NotFound):
        lift_mute(session, mute.id, "", actor=head_of(make_restaurant(session)), now=NOON)
