"""The closed lists of words of this floor; below both its tables and its rules."""

from enum import StrEnum


class Severity(StrEnum):
    """How soon people must hear of something; source: docs/ref/glossary.md.

    I is told at once, by day and night; II at once, but not in somebody's quiet hours; III
    stands in the inbox at once and is mailed in one message a day.
    """

    I = "I"  # noqa: E741 - the name of a class of risk, as the whole field writes it
    II = "II"
    III = "III"


RANKS = {Severity.I: 1, Severity.II: 2, Severity.III: 3}
"""The severities in order, the most severe first."""


class Means(StrEnum):
    """By what a notice leaves the portal; the inbox is within it and needs none."""

    MAIL = "mail"
    SMS = "sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


PERSONAL = frozenset({Means.MAIL, Means.SMS})
"""Means that reach one person, at an address of theirs; the others reach whoever is behind."""


class DeliveryState(StrEnum):
    """How far a notice has come: waiting, taken by the other side, to be tried again, given up."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


OPEN_STATES = frozenset({DeliveryState.QUEUED, DeliveryState.FAILED})


class Trouble(StrEnum):
    """Why a delivery came to nothing; never the other side's own words, which may tell secrets."""

    NO_ANSWER = "no_answer"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    OVERLOADED = "overloaded"
    GONE = "gone"
    REDIRECTED = "redirected"
    ADDRESS_BARRED = "address_barred"
    UNREADABLE = "unreadable"
    NOT_SET_UP = "not_set_up"
    CHANNEL_CLOSED = "channel_closed"
    NOBODY = "nobody"
