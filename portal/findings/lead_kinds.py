"""The closed lists of words about leads; below both their tables and their rules."""

from enum import StrEnum


class LeadState(StrEnum):
    """How far a lead is; only a pending one can still change."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class RejectReason(StrEnum):
    """Why a person rejects a lead: what the machine took for a violation."""

    NOTHING_THERE = "nothing_there"  # steam, glare, a pan, a shadow
    MISJUDGED = "misjudged"  # the person or thing is there, but does nothing wrong
    ALLOWED = "allowed"  # so it was, and it is allowed here and now
    NOT_TO_BE_SEEN = "not_to_be_seen"  # the picture does not let anyone say
    SAME_AGAIN = "same_again"  # one event, found twice
    OTHER = "other"


# What says nothing about whether the machine was right.
NO_VERDICT = frozenset({RejectReason.NOT_TO_BE_SEEN, RejectReason.SAME_AGAIN})


class Part(StrEnum):
    """Which part of a lead's evidence a file is; SHOWN alone has its faces hidden."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    SHOWN = "shown"  # the second picture as the Restaurant sees it
    CLIP = "clip"
