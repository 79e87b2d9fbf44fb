"""How often people agree with the machine, and when a class is muted."""

import pytest

from portal.findings.kinds import ViolationCode
from portal.findings.lead_kinds import LeadState, RejectReason
from portal.findings.rules.precision import (
    Reviewed,
    is_muted,
    is_right,
    last_share,
    precisions,
    wilson,
)
from portal.shell.rules import Ratio

MASK, CAP = ViolationCode.PPE_MASK, ViolationCode.PPE_CAP
CONFIRMED, REJECTED = LeadState.CONFIRMED, LeadState.REJECTED


@pytest.mark.parametrize(
    ("state", "reason", "verdict"),
    [
        (CONFIRMED, None, True),
        (REJECTED, RejectReason.MISJUDGED, False),
        (REJECTED, RejectReason.NOT_TO_BE_SEEN, None),
        (REJECTED, RejectReason.SAME_AGAIN, None),
        (LeadState.PENDING, None, None),
    ],
)
def test_a_review_says_whether_the_machine_was_right(state, reason, verdict):
    assert is_right(state, reason) is verdict


@pytest.mark.parametrize(
    ("share", "low", "high"),
    # Computed with statsmodels' proportion_confint(method="wilson").
    [(Ratio(8, 10), 0.4901625, 0.9433178), (Ratio(0, 5), 0.0, 0.4344825),
     (Ratio(50, 50), 0.9286524, 1.0)],
)  # fmt: skip
def test_an_interval_is_wilsons(share, low, high):
    interval = wilson(share)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-6)


def test_nothing_reviewed_has_no_interval():
    assert wilson(Ratio(0, 0)) is None


def test_precision_leaves_out_what_nobody_could_judge():
    (found,) = precisions([
        Reviewed(MASK, "2026-03", CONFIRMED, None, 6),
        Reviewed(MASK, "2026-03", REJECTED, RejectReason.MISJUDGED, 2),
        Reviewed(MASK, "2026-03", REJECTED, RejectReason.SAME_AGAIN, 3),
    ])  # fmt: skip

    assert (found.right, found.unjudged) == (Ratio(6, 8), 3)
    assert found.interval.low < 0.75 < found.interval.high


def test_months_come_newest_first_and_classes_in_their_order():
    found = precisions([
        Reviewed(MASK, "2026-02", CONFIRMED, None, 1),
        Reviewed(MASK, "2026-03", CONFIRMED, None, 1),
        Reviewed(CAP, "2026-03", CONFIRMED, None, 1),
    ])  # fmt: skip

    order = [(each.month, each.code) for each in found]
    assert order == [("2026-03", CAP), ("2026-03", MASK), ("2026-02", MASK)]


def test_only_the_last_fifty_count():
    assert last_share([True] * 50 + [False] * 50) == Ratio(50, 50)


@pytest.mark.parametrize(
    ("right", "reviewed", "muted"),
    [(40, 50, False), (39, 50, True), (0, 10, False), (0, 11, True), (0, 0, False)],
)
def test_a_class_is_muted_below_four_fifths_of_fifty(right, reviewed, muted):
    assert is_muted(Ratio(right, reviewed)) is muted
