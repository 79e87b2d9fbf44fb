"""The state machine of a Finding: one table of states, acts, who may, and what follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.accounts.rules import Actor, NotAllowed, Scope
from portal.findings.kinds import FindingAct, FindingState
from portal.shell.rules import MingchuError

STATION = STATION_ROLES
OFFICERS = STATION | {Role.BUREAU_OFFICER}
HEADS = frozenset({Role.STATION_HEAD, Role.BUREAU_OFFICER})
BUREAU = frozenset({Role.BUREAU_OFFICER})
READERS = OFFICERS | RESTAURANT_ROLES | {Role.AUDITOR}
"""Who sees the list of Findings, each within their scope."""
PICTURE_READERS = OFFICERS | RESTAURANT_ROLES
"""Who sees pictures: figures need none, so an auditor does not."""

_S, _A = FindingState, FindingAct

ACTORS: Mapping[FindingAct, frozenset[Role]] = {
    _A.OPEN: OFFICERS,
    _A.REPLY: RESTAURANT_ROLES,
    _A.PROVE: RESTAURANT_ROLES,
    _A.ASK_EXTENSION: RESTAURANT_ROLES,
    _A.GRANT_EXTENSION: STATION,
    _A.REFUSE_EXTENSION: STATION,
    _A.APPEAL: frozenset({Role.RESTAURANT_OWNER}),
    _A.ALLOW_APPEAL: OFFICERS,
    _A.REJECT_APPEAL: OFFICERS,
    _A.RECHECK: STATION,
    _A.VERIFY: STATION,
    _A.RETURN: STATION,
    _A.ESCALATE: STATION,
    _A.WITHDRAW: HEADS,
    _A.ASSIGN: HEADS,
    _A.REMIND: STATION,
    _A.PUBLISH: BUREAU,
    _A.KEEP_PRIVATE: BUREAU,
    _A.UNPUBLISH: BUREAU,
}
"""Who may do what, within the part of the register that their role is given for."""

BY_ITSELF = frozenset({_A.ESCALATE, _A.UNPUBLISH})
"""What the portal does by itself when a time is over."""

OPEN_STATES = frozenset({_S.PUSHED, _S.ANSWERED, _S.APPEALED, _S.RECTIFIED, _S.ESCALATED})
FINAL_STATES = frozenset({_S.CLOSED, _S.ANNULLED, _S.WITHDRAWN})
VOID_STATES = frozenset({_S.ANNULLED, _S.WITHDRAWN})
RUNNING_STATES = frozenset({_S.PUSHED, _S.ANSWERED})
"""In these the time to put it right runs for the Restaurant."""

_TO_FIX = (_S.PUSHED, _S.ANSWERED)
_UNDER_WAY = (*_TO_FIX, _S.RECTIFIED)
_STANDING = (*_UNDER_WAY, _S.ESCALATED)
_HEARD = (_S.ANSWERED, _S.RECTIFIED, _S.ESCALATED, _S.CLOSED)

BACK = None
"""What follows is the state in which the Finding was before the Appeal."""


def _from(
    states: Iterable[FindingState], act: FindingAct, becomes: FindingState | None
) -> dict[tuple[FindingState, FindingAct], FindingState | None]:
    return {(state, act): becomes for state in states}


def _stays(
    states: Iterable[FindingState], *acts: FindingAct
) -> dict[tuple[FindingState, FindingAct], FindingState | None]:
    return {(state, act): state for state in states for act in acts}


STEPS: Mapping[tuple[FindingState, FindingAct], FindingState | None] = {
    **_from(_TO_FIX, _A.REPLY, _S.ANSWERED),
    **_stays([_S.RECTIFIED, _S.ESCALATED, _S.CLOSED], _A.REPLY),
    **_from(_STANDING, _A.PROVE, _S.RECTIFIED),
    **_stays(_TO_FIX, _A.ASK_EXTENSION, _A.GRANT_EXTENSION, _A.REFUSE_EXTENSION),
    **_from(_STANDING, _A.APPEAL, _S.APPEALED),
    (_S.APPEALED, _A.ALLOW_APPEAL): _S.ANNULLED,
    (_S.APPEALED, _A.REJECT_APPEAL): BACK,
    **_stays(_STANDING, _A.RECHECK, _A.ASSIGN, _A.REMIND),
    (_S.APPEALED, _A.ASSIGN): _S.APPEALED,
    **_from(_STANDING, _A.VERIFY, _S.CLOSED),
    (_S.RECTIFIED, _A.RETURN): _S.ANSWERED,
    **_from(_UNDER_WAY, _A.ESCALATE, _S.ESCALATED),
    **_from([*OPEN_STATES, _S.CLOSED], _A.WITHDRAW, _S.WITHDRAWN),
    **_stays(_HEARD, _A.PUBLISH, _A.KEEP_PRIVATE),
    **_stays([*_HEARD, _S.APPEALED, *VOID_STATES], _A.UNPUBLISH),
}
"""Which state follows when an act is done in a state; what is not here cannot be done."""


class ActUnfit(MingchuError):
    """An act does not fit the state in which the Finding is now."""

    status = 409
    code = "act_unfit"

    def __init__(self, act: FindingAct, state: FindingState) -> None:
        super().__init__(f"{act} cannot be done to a finding that is {state}; reload its page")
        self.act = act
        self.state = state


class ChangedMeanwhile(MingchuError):
    """The form was made of an older version: `by` whom it was changed, and when."""

    status = 409
    code = "changed_meanwhile"

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"{by} changed this finding at {at}; look at it again, nothing was lost")
        self.by = by
        self.at = at


class OwnConfirmation(MingchuError):
    """An Appeal is decided by somebody else than who confirmed the Finding."""

    status = 403
    code = "own_confirmation"

    def __init__(self) -> None:
        super().__init__("a second officer decides about an appeal, not who confirmed the finding")


class OwnFinding(MingchuError):
    """Somebody would act as an officer on a Restaurant of their own."""

    status = 403
    code = "own_finding"

    def __init__(self) -> None:
        super().__init__("somebody else must act on a restaurant of your own")


class AlreadyAppealed(MingchuError):
    """A Finding is appealed against once; what speaks against it later goes into a reply."""

    status = 409
    code = "already_appealed"

    def __init__(self) -> None:
        super().__init__("this finding was appealed against and decided; write a reply instead")


class ExtensionPending(MingchuError):
    """An extension is asked for while one waits, or decided about while none does."""

    status = 409
    code = "extension_pending"

    def __init__(self, *, is_pending: bool) -> None:
        super().__init__("one extension at a time: look at the finding again")
        self.is_pending = is_pending


class TextMissing(MingchuError):
    """An act needs words, which the other side reads."""

    code = "text_missing"

    def __init__(self, act: FindingAct) -> None:
        super().__init__(f"write a few words to {act}")
        self.act = act


class PhotoMissing(MingchuError):
    """A proof of rectification came without a picture."""

    code = "photo_missing"

    def __init__(self) -> None:
        super().__init__("a proof needs a photograph of how it is now")


@dataclass(frozen=True, slots=True)
class Stand:
    """How a Finding stands, as far as the table asks."""

    state: FindingState
    confirmed_by: int | None  # person
    was_appealed: bool = False
    is_extension_asked: bool = False
    before_appeal: FindingState | None = None


NEEDS_TEXT = frozenset(
    {
        _A.REPLY, _A.ASK_EXTENSION, _A.REFUSE_EXTENSION, _A.APPEAL, _A.ALLOW_APPEAL,
        _A.REJECT_APPEAL, _A.RETURN, _A.ESCALATE, _A.WITHDRAW, _A.KEEP_PRIVATE, _A.UNPUBLISH,
    }
)  # fmt: skip
"""Acts whose reason is kept, because somebody else has to live with them."""

_SECOND_PERSON = frozenset({_A.ALLOW_APPEAL, _A.REJECT_APPEAL})
_EXTENSION_DECISIONS = frozenset({_A.GRANT_EXTENSION, _A.REFUSE_EXTENSION})


def next_state(stand: Stand, act: FindingAct) -> FindingState:
    """The state after `act`. Raises ActUnfit, AlreadyAppealed or ExtensionPending."""
    if (stand.state, act) not in STEPS:
        raise ActUnfit(act, stand.state)
    if act is _A.APPEAL and stand.was_appealed:
        raise AlreadyAppealed
    if act is _A.ASK_EXTENSION and stand.is_extension_asked:
        raise ExtensionPending(is_pending=True)
    if act in _EXTENSION_DECISIONS and not stand.is_extension_asked:
        raise ExtensionPending(is_pending=False)
    becomes = STEPS[stand.state, act]
    return becomes or stand.before_appeal or _S.ANSWERED


def check_actor(
    actor: Actor, act: FindingAct, *, station: str, restaurant: str, confirmed_by: int | None
) -> None:
    """Let `actor` do `act` there. Raises NotAllowed, OwnFinding or OwnConfirmation.

    Parts of the system do what is BY_ITSELF.
    """
    if actor.person_id is None and not actor.grants and act in BY_ITSELF:
        return
    if not scope_of(actor, act).covers(station=station, restaurant=restaurant):
        raise NotAllowed(f"do this to a finding ({act})")
    is_officers_act = not ACTORS[act] & RESTAURANT_ROLES
    if is_officers_act and restaurant in actor.scope(RESTAURANT_ROLES).restaurants:
        raise OwnFinding
    if act in _SECOND_PERSON and confirmed_by is not None and confirmed_by == actor.person_id:
        raise OwnConfirmation


def scope_of(actor: Actor, act: FindingAct) -> Scope:
    """Where `actor` may do `act`; NOTHING where nowhere."""
    return actor.scope(ACTORS[act])


def possible_acts(
    stand: Stand, actor: Actor, *, station: str, restaurant: str
) -> frozenset[FindingAct]:
    """The acts that a page offers to `actor`: those that neither table nor rules forbid."""
    found = set()
    for act in FindingAct:
        try:
            next_state(stand, act)
            check_actor(
                actor, act, station=station, restaurant=restaurant,
                confirmed_by=stand.confirmed_by,
            )  # fmt: skip
        except MingchuError:
            continue
        found.add(act)
    return frozenset(found)


def check_text(act: FindingAct, text: str) -> str:
    """`text` without blanks around it. Raises TextMissing where `act` needs some."""
    plain = text.strip()[:LONGEST_TEXT]
    if act in NEEDS_TEXT and not plain:
        raise TextMissing(act)
    return plain


LONGEST_TEXT = 1000  # characters
