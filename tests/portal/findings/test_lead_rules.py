"""What may be said of a lead, and how the queue is asked for."""

from datetime import timedelta

import pytest

from portal.findings.kinds import Severity, ViolationCode
from portal.findings.lead_kinds import LeadState, RejectReason
from portal.findings.rules.leads import (
    LeadReviewed,
    Position,
    ReasonMissing,
    Verdict,
    Wanted,
    may_forget,
)
from tests.support.factories import NOON


def test_a_confirmed_lead_needs_no_reason():
    verdict = Verdict.confirmed("  move the bin ")

    assert (verdict.state, verdict.note) == (LeadState.CONFIRMED, "move the bin")


def test_a_rejected_lead_has_a_reason_of_the_list():
    verdict = Verdict.rejected("misjudged")

    assert (verdict.state, verdict.reason) == (LeadState.REJECTED, RejectReason.MISJUDGED)


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("nonsense", "x"), ("other", "  ")])
def test_no_lead_is_rejected_without_a_reason(reason, note):
    with pytest.raises(ReasonMissing):
        Verdict.rejected(reason, note)


def test_any_other_reason_is_told_in_the_note():
    assert Verdict.rejected("other", "a mirror").reason is RejectReason.OTHER


def test_a_note_is_cut_to_what_fits():
    assert len(Verdict.confirmed("x" * 900).note) == 500


def test_a_place_in_the_queue_is_read_as_it_was_written():
    place = Position(Severity.II, NOON + timedelta(microseconds=7), 12)

    assert Position.parse(str(place)) == place


@pytest.mark.parametrize(
    "text", ["", "II", "II.1", "IV.1.1", "II.x.1", "II.1.-1", "II.1.1.1", f"I.{'9' * 18}.1",
             f"I.{'9' * 19}.1"],
)  # fmt: skip
def test_no_other_text_is_a_place(text):
    assert Position.parse(text) is None


def test_what_is_asked_for_is_read_from_an_address():
    words = {"state": "rejected", "code": "PPE-CAP", "station": "east", "camera": "abc"}
    wanted = Wanted.asked(words)

    assert wanted == Wanted(LeadState.REJECTED, ViolationCode.PPE_CAP, "east", "abc")
    assert wanted.words == words


def test_what_is_odd_is_not_asked():
    wanted = Wanted.asked({"state": "x", "code": "y"})

    assert (wanted, wanted.words) == (Wanted(), {})


def test_an_error_names_who_was_first():
    assert "by li" in str(LeadReviewed(3, LeadState.CONFIRMED, "li"))


@pytest.mark.parametrize(
    ("state", "days", "is_due"),
    [
        (LeadState.PENDING, 29, False),
        (LeadState.PENDING, 30, True),
        (LeadState.REJECTED, 30, True),
        (LeadState.CONFIRMED, 300, False),
    ],
)
def test_evidence_that_nobody_confirmed_is_deleted_after_its_days(state, days, is_due):
    now = NOON + timedelta(days=days)

    assert may_forget(NOON, state=state, now=now, keep_days=30) is is_due
