"""The state machine of a Case: twelve states, six public words, who may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.accounts.rules import Actor, NotAllowed, Scope
from portal.participation.case_kinds import (
    CaseAct,
    CaseKind,
    CaseState,
    Channel,
    PublicWord,
    Side,
)
from portal.shell.rules import MingchuError

STATION = STATION_ROLES
OFFICERS = STATION | {Role.BUREAU_OFFICER}
HEADS = frozenset({Role.STATION_HEAD, Role.BUREAU_OFFICER})
BUREAU = frozenset({Role.BUREAU_OFFICER})
MODERATORS = frozenset({Role.MODERATOR, Role.BUREAU_OFFICER})
READERS = OFFICERS | {Role.MODERATOR}
"""Who sees the list of Cases, each within their scope."""
INSIDER_READERS = BUREAU
"""Who sees what insiders sent: a Station may know whoever it is about."""
EDIT_FOR = timedelta(minutes=10)
ASKED_AGAIN_AFTER = timedelta(days=14)
LONGEST_TEXT = 1000  # characters of an officer's words
LONGEST_SENT = 2000  # of a sender's

_S, _A, _W = CaseState, CaseAct, PublicWord

PUBLIC_WORDS: Mapping[CaseState, PublicWord] = {
    _S.RECEIVED: _W.RECEIVED,
    _S.SCREENING: _W.RECEIVED,
    _S.NEED_INFO: _W.WAITS_FOR_YOU,
    _S.ACCEPTED: _W.IN_WORK,
    _S.CHECKING: _W.IN_WORK,
    _S.MEDIATING: _W.IN_WORK,
    _S.RECTIFYING: _W.RECTIFYING,
    _S.DECIDED: _W.DONE,
    _S.MERGED: _W.DONE,
    _S.WITHDRAWN: _W.DONE,
    _S.REFUSED: _W.ELSEWHERE,
    _S.TRANSFERRED: _W.ELSEWHERE,
}
"""How each state reads to everybody else; source: participation reference 2.2."""

OPEN_STATES = frozenset(
    {_S.RECEIVED, _S.SCREENING, _S.NEED_INFO, _S.ACCEPTED, _S.CHECKING, _S.MEDIATING, _S.RECTIFYING}
)
FINAL_STATES = frozenset(set(CaseState) - OPEN_STATES)
UNCOUNTED_STATES = frozenset({_S.MERGED, _S.WITHDRAWN})
"""Those that no figure of answers counts: answered elsewhere, or taken back."""
FRESH_STATES = frozenset({_S.RECEIVED, _S.SCREENING})
"""Nobody has decided yet whether it is taken up."""

_IN_WORK = (_S.ACCEPTED, _S.CHECKING, _S.MEDIATING, _S.RECTIFYING)
_FRESH = (_S.RECEIVED, _S.SCREENING)
_RUNNING = (*_FRESH, *_IN_WORK)
_OPEN = (*_RUNNING, _S.NEED_INFO)
_ALL = tuple(CaseState)

BACK = None
"""What follows is the state in which the Case was before it waited for its sender."""


def _from(
    states: Iterable[CaseState], act: CaseAct, becomes: CaseState | None
) -> dict[tuple[CaseState, CaseAct], CaseState | None]:
    return {(state, act): becomes for state in states}


def _stays(
    states: Iterable[CaseState], *acts: CaseAct
) -> dict[tuple[CaseState, CaseAct], CaseState | None]:
    return {(state, act): state for state in states for act in acts}


STEPS: Mapping[tuple[CaseState, CaseAct], CaseState | None] = {
    **_stays(_FRESH, _A.EDIT),
    **_stays([*_RUNNING, _S.DECIDED], _A.ADD),
    (_S.NEED_INFO, _A.ADD): BACK,
    **_stays(_OPEN, _A.SECURE),
    **_from(_OPEN, _A.WITHDRAW, _S.WITHDRAWN),
    (_S.DECIDED, _A.REOPEN): _S.SCREENING,
    **_stays([_S.DECIDED, _S.REFUSED, _S.TRANSFERRED, _S.MERGED], _A.RATE),
    (_S.RECEIVED, _A.SCREEN): _S.SCREENING,
    **_from([*_FRESH, _S.ACCEPTED, _S.CHECKING, _S.MEDIATING], _A.ASK_INFO, _S.NEED_INFO),
    (_S.NEED_INFO, _A.RESUME): BACK,
    **_from(_FRESH, _A.ACCEPT, _S.ACCEPTED),
    **_from([*_FRESH, _S.NEED_INFO], _A.REFUSE, _S.REFUSED),
    **_from([*_FRESH, _S.NEED_INFO, _S.ACCEPTED, _S.CHECKING], _A.TRANSFER, _S.TRANSFERRED),
    **_from([_S.ACCEPTED, _S.MEDIATING], _A.CHECK, _S.CHECKING),
    **_from([_S.ACCEPTED, _S.CHECKING], _A.MEDIATE, _S.MEDIATING),
    **_from([_S.ACCEPTED, _S.CHECKING, _S.MEDIATING], _A.RECTIFY, _S.RECTIFYING),
    **_from(_IN_WORK, _A.DECIDE, _S.DECIDED),
    **_from([*_FRESH, _S.ACCEPTED, _S.CHECKING], _A.MERGE, _S.MERGED),
    **_stays(_RUNNING, _A.SPLIT),
    (_S.SCREENING, _A.PART): _S.SCREENING,
    **_stays(_OPEN, _A.ASSIGN, _A.REPLY),
    (_S.DECIDED, _A.REPLY): _S.DECIDED,
    **_stays(_IN_WORK, _A.EXTEND),
    **_stays([*_IN_WORK, _S.DECIDED], _A.CONFIRM),
    **_stays([*_IN_WORK, _S.DECIDED], _A.RESPOND, _A.SHOW_RESPONSE, _A.HIDE_RESPONSE),
    **_stays(_RUNNING, _A.ESCALATE),
    **_stays(_ALL, _A.NOTE, _A.REDACT, _A.HOLD, _A.RELEASE),
    **_stays(FINAL_STATES, _A.ASK_DELETION, _A.DELETE, _A.ERASE),
}
"""Which state follows when an act is done in a state; what is not here cannot be done."""

CITIZENS_ACTS = frozenset({_A.FILE, _A.EDIT, _A.ADD, _A.SECURE, _A.WITHDRAW, _A.REOPEN, _A.RATE})
"""Done by whoever holds the code or link."""
BY_ITSELF = frozenset({_A.ESCALATE, _A.ERASE, _A.PART})
"""Done by the portal when a time has come."""

ACTORS: Mapping[CaseAct, frozenset[Role]] = {
    _A.SCREEN: OFFICERS,
    _A.ASK_INFO: OFFICERS,
    _A.RESUME: OFFICERS,
    _A.ACCEPT: OFFICERS,
    _A.REFUSE: HEADS,
    _A.TRANSFER: OFFICERS,
    _A.CHECK: OFFICERS,
    _A.MEDIATE: OFFICERS,
    _A.RECTIFY: OFFICERS,
    _A.DECIDE: OFFICERS,
    _A.MERGE: OFFICERS,
    _A.SPLIT: OFFICERS,
    _A.ASSIGN: HEADS,
    _A.NOTE: READERS,
    _A.REPLY: OFFICERS,
    _A.EXTEND: HEADS,
    _A.CONFIRM: OFFICERS,
    _A.REDACT: OFFICERS | MODERATORS,
    _A.RESPOND: RESTAURANT_ROLES,
    _A.SHOW_RESPONSE: MODERATORS,
    _A.HIDE_RESPONSE: MODERATORS,
    _A.HOLD: HEADS,
    _A.RELEASE: HEADS,
    _A.ASK_DELETION: HEADS,
    _A.DELETE: BUREAU,
}
"""Who may do what, within the part of the register that their role is given for."""

NEEDS_TEXT = frozenset(
    {
        _A.ASK_INFO, _A.REFUSE, _A.TRANSFER, _A.DECIDE, _A.MERGE, _A.NOTE, _A.REPLY, _A.EXTEND,
        _A.RESPOND, _A.HIDE_RESPONSE, _A.HOLD, _A.ASK_DELETION, _A.REOPEN, _A.SPLIT,
    }
)  # fmt: skip
"""Acts whose words somebody else has to live with."""

PRIVATE_ACTS = frozenset(
    {
        _A.SCREEN, _A.ASSIGN, _A.NOTE, _A.REDACT, _A.RESPOND, _A.HIDE_RESPONSE, _A.HOLD,
        _A.RELEASE, _A.ASK_DELETION,
    }
)  # fmt: skip
"""Steps that the sender's timeline does not show; what binds them to the others it does."""

COMPLAINTS_ONLY = frozenset({_A.MEDIATE})
TIPS_ONLY = frozenset({_A.EXTEND})


class CaseActUnfit(MingchuError):
    """An act does not fit the state in which the Case is now."""

    status = 409
    code = "case_act_unfit"

    def __init__(self, act: CaseAct, state: CaseState) -> None:
        super().__init__(f"{act} cannot be done to a case that is {state}; reload its page")
        self.act = act
        self.state = state


class CaseChanged(MingchuError):
    """The form was made of an older version of the Case."""

    status = 409
    code = "case_changed"

    def __init__(self) -> None:
        super().__init__("somebody has changed this case since; look at it again")


class AlreadyReopened(MingchuError):
    """A Case is reopened once; after that its sender goes to those who watch the bureau."""

    status = 409
    code = "already_reopened"

    def __init__(self) -> None:
        super().__init__("this case was reopened once; send a new one, or call the hotline")


class EditOver(MingchuError):
    """The ten minutes are over in which a sender may change what was sent."""

    status = 409
    code = "edit_over"

    def __init__(self) -> None:
        super().__init__("the time to change it is over; add what is missing instead")


class CaseTextMissing(MingchuError):
    """An act needs words."""

    status = 422
    code = "case_text_missing"

    def __init__(self, act: CaseAct) -> None:
        super().__init__(f"write a few words to {act}")
        self.act = act


class OwnCase(MingchuError):
    """Somebody would act as an officer on a Restaurant of their own."""

    status = 403
    code = "own_case"

    def __init__(self) -> None:
        super().__init__("somebody else must act on a restaurant of your own")


class SecondPersonNeeded(MingchuError):
    """Who asked for a deletion may not carry it out, and somebody must have asked."""

    status = 403
    code = "second_person_needed"

    def __init__(self) -> None:
        super().__init__("two persons delete a case: one asks, another one deletes")


@dataclass(frozen=True, slots=True)
class CaseStand:
    """How a Case stands, as far as the table asks."""

    kind: CaseKind
    channel: Channel
    state: CaseState
    station: str
    restaurant: str
    received_at: datetime
    before_pause: CaseState | None = None
    reopened_at: datetime | None = None
    deletion_asked_by: int | None = None  # person
    is_deletion_asked: bool = False


def public_word(state: CaseState) -> PublicWord:
    """How `state` reads to everybody who does not work on the Case."""
    return PUBLIC_WORDS[state]


def next_state(stand: CaseStand, act: CaseAct) -> CaseState:
    """The state after `act`. Raises CaseActUnfit or AlreadyReopened."""
    if (stand.state, act) not in STEPS or not _is_of_kind(stand.kind, act):
        raise CaseActUnfit(act, stand.state)
    if act is _A.REOPEN and stand.reopened_at is not None:
        raise AlreadyReopened
    return STEPS[stand.state, act] or stand.before_pause or _S.SCREENING


def may_edit(stand: CaseStand, *, now: datetime) -> bool:
    """Whether its sender may still change what was sent."""
    return stand.state in FRESH_STATES and now < stand.received_at + EDIT_FOR


def check_actor(actor: Actor, act: CaseAct, stand: CaseStand) -> None:
    """Let `actor` do `act` to this Case. Raises NotAllowed, OwnCase or SecondPersonNeeded."""
    if not may_read(actor, stand, act=act):
        raise NotAllowed(f"do this to a case ({act})")
    if act is not _A.RESPOND and stand.restaurant in actor.scope(RESTAURANT_ROLES).restaurants:
        raise OwnCase
    if act is _A.DELETE and (
        not stand.is_deletion_asked or stand.deletion_asked_by == actor.person_id
    ):
        raise SecondPersonNeeded


def may_read(actor: Actor, stand: CaseStand, *, act: CaseAct | None = None) -> bool:
    """Whether `actor` may do `act` there, or read the Case where no act is named."""
    roles = READERS if act is None else ACTORS[act]
    if stand.channel is Channel.INSIDER:
        roles &= INSIDER_READERS
    return actor.scope(roles).covers(station=stand.station, restaurant=stand.restaurant)


def possible_acts(stand: CaseStand, actor: Actor) -> frozenset[CaseAct]:
    """The acts that a page offers to `actor`: those that neither table nor rules forbid."""
    found = set()
    for act in ACTORS:
        try:
            next_state(stand, act)
            check_actor(actor, act, stand)
        except MingchuError:
            continue
        found.add(act)
    return frozenset(found)


def scope_of(actor: Actor) -> Scope:
    """The part of the register whose Cases `actor` may read."""
    return actor.scope(READERS)


def reads_insiders(actor: Actor) -> bool:
    """Whether `actor` sees what insiders sent."""
    return actor.has(INSIDER_READERS)


def check_text(act: CaseAct, text: str) -> str:
    """`text` without blanks around it. Raises CaseTextMissing where `act` needs some."""
    plain = text.strip()[: LONGEST_SENT if act in CITIZENS_ACTS else LONGEST_TEXT]
    if act in NEEDS_TEXT and not plain:
        raise CaseTextMissing(act)
    return plain


def side_of(act: CaseAct) -> Side:
    """Who does `act`, as the public is told."""
    if act in CITIZENS_ACTS:
        return Side.CITIZEN
    if act in BY_ITSELF:
        return Side.SYSTEM
    return Side.RESTAURANT if act is _A.RESPOND else Side.OFFICER


def is_public(act: CaseAct) -> bool:
    """Whether the sender's timeline shows the step."""
    return act not in PRIVATE_ACTS


def rating_round(closed_at: datetime | None, *, now: datetime) -> int | None:
    """Which of the two times the sender is asked now: 1 after closing, 2 from 14 days on."""
    if closed_at is None:
        return None
    return 1 if now < closed_at + ASKED_AGAIN_AFTER else 2


def case_number(kind: CaseKind, year: int, count: int) -> str:
    """The public number of the year's `count`-th Case of a kind, such as TS-2026-000123."""
    return f"{'TS' if kind is CaseKind.COMPLAINT else 'XS'}-{year}-{count:06}"


def _is_of_kind(kind: CaseKind, act: CaseAct) -> bool:
    if act in COMPLAINTS_ONLY:
        return kind is CaseKind.COMPLAINT
    return act not in TIPS_ONLY or kind is CaseKind.TIP
