"""How often people agree with the machine, and when a class is muted at a Camera."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from portal.findings.kinds import ViolationCode
from portal.findings.lead_kinds import NO_VERDICT, LeadState, RejectReason
from portal.shell.rules import Ratio

LAST_REVIEWED = 50
LEAST_PRECISION = Ratio(80, 100)
Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a share lies with a confidence of 95 %; both ends from 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many leads of a class were judged in a district's month, by what came of them."""

    code: ViolationCode
    month: str
    state: LeadState
    reason: RejectReason | None
    count: int


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the leads of a class in a month that somebody could judge, those that were right.

    `unjudged` are those of which the picture said nothing, or that were told twice.
    """

    code: ViolationCode
    month: str
    right: Ratio
    unjudged: int

    @property
    def interval(self) -> Interval | None:
        """Where the precision lies; None where nothing was judged."""
        return wilson(self.right)


def is_right(state: LeadState, reason: RejectReason | None) -> bool | None:
    """Whether the machine was right by a review; None where that says nothing."""
    if state is LeadState.CONFIRMED:
        return True
    if state is LeadState.PENDING or reason in NO_VERDICT:
        return None
    return False


def wilson(share: Ratio) -> Interval | None:
    """The 95 % interval of a share by Wilson's formula; None for an empty whole."""
    if share.whole == 0:
        return None
    n, p, z2 = share.whole, share.part / share.whole, Z_95**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def precisions(rows: Iterable[Reviewed]) -> list[Precision]:
    """The precision of each class and month, the newest month first, then by class."""
    counts: dict[tuple[str, ViolationCode], list[int]] = {}
    for row in rows:
        verdict = is_right(row.state, row.reason)
        three = counts.setdefault((row.month, row.code), [0, 0, 0])
        three[2 if verdict is None else int(not verdict)] += row.count
    order = list(ViolationCode)
    keys = sorted(counts, key=lambda key: order.index(key[1]))
    keys.sort(key=lambda key: key[0], reverse=True)
    return [
        Precision(code, month, Ratio(right, right + wrong), unjudged)
        for month, code in keys
        for right, wrong, unjudged in (counts[month, code],)
    ]


def last_share(verdicts: Sequence[bool]) -> Ratio:
    """Those that were right among the last 50 of `verdicts`, which come newest first."""
    last = verdicts[:LAST_REVIEWED]
    return Ratio(sum(last), len(last))


def is_muted(share: Ratio) -> bool:
    """Whether a class with this share of its last reviewed leads is muted.

    With fewer than 50, only once the wrong ones are too many for 80 % of 50 to be reached.
    """
    wrong = share.whole - share.part
    most = LAST_REVIEWED * (LEAST_PRECISION.whole - LEAST_PRECISION.part) // LEAST_PRECISION.whole
    return wrong > most
