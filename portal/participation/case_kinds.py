"""The closed lists of words about Cases; below both their tables and their rules."""

from enum import StrEnum


class CaseKind(StrEnum):
    """What a citizen's message is; a message that is both is split."""

    TIP = "tip"
    COMPLAINT = "complaint"


class Channel(StrEnum):
    """By which door a Case came in."""

    PAGE = "page"
    PICTURE = "picture"
    INSIDER = "insider"


class CaseState(StrEnum):
    """How far a Case is, as those know who work on it; rules/cases.py has the public words."""

    RECEIVED = "received"
    SCREENING = "screening"
    NEED_INFO = "need_info"
    ACCEPTED = "accepted"
    CHECKING = "checking"
    MEDIATING = "mediating"
    RECTIFYING = "rectifying"
    DECIDED = "decided"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    TRANSFERRED = "transferred"


class PublicWord(StrEnum):
    """How far a Case is, as everybody else is told."""

    RECEIVED = "received"
    WAITS_FOR_YOU = "waits_for_you"
    IN_WORK = "in_work"
    RECTIFYING = "rectifying"
    DONE = "done"
    ELSEWHERE = "elsewhere"


class CaseAct(StrEnum):
    """What is done about a Case; each is a step of its file."""

    FILE = "file"
    EDIT = "edit"
    ADD = "add"
    SECURE = "secure"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    RATE = "rate"
    SCREEN = "screen"
    ASK_INFO = "ask_info"
    RESUME = "resume"
    ACCEPT = "accept"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    CHECK = "check"
    MEDIATE = "mediate"
    RECTIFY = "rectify"
    DECIDE = "decide"
    MERGE = "merge"
    SPLIT = "split"
    PART = "part"
    ASSIGN = "assign"
    NOTE = "note"
    REPLY = "reply"
    EXTEND = "extend"
    CONFIRM = "confirm"
    REDACT = "redact"
    RESPOND = "respond"
    SHOW_RESPONSE = "show_response"
    HIDE_RESPONSE = "hide_response"
    ESCALATE = "escalate"
    HOLD = "hold"
    RELEASE = "release"
    ASK_DELETION = "ask_deletion"
    DELETE = "delete"
    ERASE = "erase"


class Side(StrEnum):
    """Who did a step, as the public is told."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    RESTAURANT = "restaurant"
    SYSTEM = "system"


class Category(StrEnum):
    """What a Case is about; version 1. Words and what follows stand in rules/categories.py."""

    DIRTY = "dirty"
    PESTS = "pests"
    STAFF = "staff"
    SMOKING = "smoking"
    MIXING = "mixing"
    UTENSILS = "utensils"
    WASTE = "waste"
    SPOILED = "spoiled"
    ILL = "ill"
    PICTURE = "picture"
    LICENCE = "licence"
    OTHER = "other"


class Doubt(StrEnum):
    """What somebody says is wrong with a picture."""

    DARK = "dark"
    FROZEN = "frozen"
    WRONG_PLACE = "wrong_place"
    DIRTY = "dirty"


class Refusal(StrEnum):
    """Why a Case is not taken up."""

    NOT_FOOD = "not_food"
    OTHER_PLACE = "other_place"
    TOO_OLD = "too_old"
    NO_FACTS = "no_facts"
    IN_COURT = "in_court"
    ABUSE = "abuse"


class Outside(StrEnum):
    """Who takes a Case that is not the bureau's."""

    CONSUMER_LINE = "consumer_line"
    CITY_LINE = "city_line"
    HEALTH = "health"
    POLICE = "police"
    OTHER_BUREAU = "other_bureau"


class Solved(StrEnum):
    """Whether what a Case was about is solved, as its sender sees it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ResponseState(StrEnum):
    """Whether a Restaurant's response may be read."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class UnlistedState(StrEnum):
    """How far a message is about a business that was not in the register."""

    WAITING = "waiting"
    ATTACHED = "attached"
    HANDED_OVER = "handed_over"
