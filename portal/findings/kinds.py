"""The closed lists of words about Findings; below both their tables and their rules."""

from enum import StrEnum

from portal.notices.kinds import Severity

__all__ = [
    "FindingAct",
    "FindingState",
    "Origin",
    "PictureMoment",
    "PublicationKind",
    "Severity",
    "ViolationCode",
    "WithdrawalReason",
]


class ViolationCode(StrEnum):
    """What may be wrong in a kitchen; source: docs/ref/glossary.md. Rows in rules/codes.py."""

    PPE_CAP = "PPE-CAP"
    PPE_MASK = "PPE-MASK"
    PPE_UNIF = "PPE-UNIF"
    PPE_TORSO = "PPE-TORSO"
    PPE_GLOVE = "PPE-GLOVE"
    BEH_SMOKE = "BEH-SMOKE"
    BEH_PHONE = "BEH-PHONE"
    BEH_EAT = "BEH-EAT"
    BEH_PICK = "BEH-PICK"
    BEH_HAND = "BEH-HAND"
    PST_RAT = "PST-RAT"
    PST_PET = "PST-PET"
    PST_BUG = "PST-BUG"
    ENV_BIN = "ENV-BIN"
    ENV_OVER = "ENV-OVER"
    ENV_WATER = "ENV-WATER"
    ENV_FLOOR = "ENV-FLOOR"
    ENV_CLUT = "ENV-CLUT"
    XCT_BOARD = "XCT-BOARD"
    XCT_COVER = "XCT-COVER"
    SPR_STAFF = "SPR-STAFF"
    SPR_DOOR = "SPR-DOOR"
    WSH_DIS = "WSH-DIS"
    FIR_LEAVE = "FIR-LEAVE"
    FIR_SMOKE = "FIR-SMOKE"
    INT_STRANGE = "INT-STRANGE"


class Origin(StrEnum):
    """Who saw it first: a rule of the machine, a Patrol, a citizen's Case, or an officer."""

    MACHINE = "machine"
    PATROL = "patrol"
    CASE = "case"
    MANUAL = "manual"


class FindingState(StrEnum):
    """How far a Finding is; which act leads where stands in rules/workflow.py."""

    PUSHED = "pushed"
    ANSWERED = "answered"
    APPEALED = "appealed"
    RECTIFIED = "rectified"
    ESCALATED = "escalated"
    CLOSED = "closed"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"


class FindingAct(StrEnum):
    """What is done about a Finding; each is kept as a step of its history."""

    OPEN = "open"
    REPLY = "reply"
    PROVE = "prove"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    APPEAL = "appeal"
    ALLOW_APPEAL = "allow_appeal"
    REJECT_APPEAL = "reject_appeal"
    RECHECK = "recheck"
    VERIFY = "verify"
    RETURN = "return"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"
    ASSIGN = "assign"
    REMIND = "remind"
    PUBLISH = "publish"
    KEEP_PRIVATE = "keep_private"
    UNPUBLISH = "unpublish"


class PictureMoment(StrEnum):
    """What a picture shows: the violation, or what the Restaurant or an officer shows later."""

    SEEN = "seen"
    BEFORE = "before"
    AFTER = "after"
    APPEAL = "appeal"
    RECHECK = "recheck"


class WithdrawalReason(StrEnum):
    """Why a Finding is taken back by rule; nobody needs to have appealed."""

    DUPLICATE = "duplicate"
    WRONG_RESTAURANT = "wrong_restaurant"
    WRONG_PICTURE = "wrong_picture"
    NO_BASIS = "no_basis"
    CLOSED_RESTAURANT = "closed_restaurant"


class PublicationKind(StrEnum):
    """For how long a record stays public; rows in rules/publication.py."""

    RESULT = "result"
    MINOR_PENALTY = "minor_penalty"
    PENALTY = "penalty"
