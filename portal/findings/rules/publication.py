"""When a Finding becomes public, for how long, and when it must be gone again."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.findings.kinds import FindingState, PublicationKind, Severity, ViolationCode
from portal.findings.rules.workflow import VOID_STATES
from portal.shell.rules import MingchuError

STEP = "finding.publish"  # of the register's terms: 20 working days to decide
WITHDRAWN_WITHIN = 3  # working days; 市场监督管理行政处罚信息公示规定 Art 13, read 2021-07-30
SHOWN_FOR = timedelta(days=365)  # a kitchen's page tells of its last twelve months
LONGEST_WORDS = 500  # characters


@dataclass(frozen=True, slots=True)
class PublicFinding:
    """All that the public is told of a Finding: no person, no picture, no Detection."""

    seen_on: date
    code: ViolationCode
    severity: Severity
    state: FindingState
    decision: str
    reply: str
    expires_on: date


class WordsMissing(MingchuError):
    """A decision is to be published without a word of what was decided."""

    code = "words_missing"

    def __init__(self) -> None:
        super().__init__("write what was decided, as the public will read it")


class NotPublic(MingchuError):
    """A record is to be taken back that is not public."""

    status = 409
    code = "not_public"

    def __init__(self) -> None:
        super().__init__("this finding is not public, so there is nothing to take back")


class DecidedAlready(MingchuError):
    """Whether it is published was decided already; a public record can be taken back."""

    status = 409
    code = "publication_decided"

    def __init__(self) -> None:
        super().__init__("this was decided already; take the record back first")


@dataclass(frozen=True, slots=True)
class Expiry:
    """For how long a record of one kind stays public, and where that was read."""

    kind: PublicationKind
    months: int
    source: str
    is_verified: bool


EXPIRIES: Mapping[PublicationKind, Expiry] = {
    each.kind: each
    for each in (
        # Nothing that was read says how long the result of a check stays public.
        Expiry(PublicationKind.RESULT, 3, "市场监督管理行政处罚信息公示规定 Art 11", False),
        Expiry(PublicationKind.MINOR_PENALTY, 3, "市场监督管理行政处罚信息公示规定 Art 11", True),
        Expiry(PublicationKind.PENALTY, 36, "市场监督管理行政处罚信息公示规定 Art 11", True),
    )
}


def expires_on(kind: PublicationKind, decided_on: date) -> date:
    """The first day on which a record decided then is public no more."""
    months = decided_on.month - 1 + EXPIRIES[kind].months
    year, month = decided_on.year + months // 12, months % 12 + 1
    return date(year, month, min(decided_on.day, monthrange(year, month)[1]))


def is_shown(state: FindingState, *, expires: date | None, is_withdrawn: bool, today: date) -> bool:
    """Whether the public sees the record today; never one that was annulled or withdrawn."""
    return expires is not None and today < expires and not is_withdrawn and state not in VOID_STATES


def public_words(text: str) -> str:
    """`text` without blanks around it. Raises WordsMissing for none."""
    plain = text.strip()[:LONGEST_WORDS]
    if not plain:
        raise WordsMissing
    return plain
