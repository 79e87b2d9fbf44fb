"""The table of rules: for each violation code where, when, how large, how long, how often.

Source: domain.md, section 8. Where that gives no number, ours stands with its reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

VERSION = "1"
MINUTE, HOUR = 60.0, 3600.0


class Hours(StrEnum):
    """When a rule holds."""

    ALWAYS = "always"
    OPEN = "open"
    CLOSED = "closed"


class Aim(StrEnum):
    """What a rule looks at."""

    BARE_FACE = "bare_face"
    BARE_HEAD = "bare_head"
    CROWD = "crowd"
    PERSON = "person"
    FLAME = "flame"
    THING = "thing"


ALL = frozenset({"ST", "RP", "CU", "CK", "SP", "DO", "WD", "PA", "SA", "WS", "EN"})
# Where food is handled; not storage, washing-up, waste and doors.
FOOD = frozenset({"RP", "CU", "CK", "SP", "DO", "PA", "SA"})
# Our head boxes reach from forehead to chin, 70 % of what the table calls a head.
FACE_PART = 0.7


@dataclass(frozen=True, slots=True)
class Rule:
    """How `code` is looked for.

    A target is at least `least_px` wide and high and scores `least_score`, beyond the threshold
    of its model's card (a flame's score is its flicker). Of a burst of `of` looks, `seen` must
    show it, over `hold_seconds` or more; a hold longer than a burst is counted from the looks of
    the minutes before, of which `held_share` must have shown it. After a lead the camera raises
    none of this code for `repeat_seconds`. What `moves` by nature leads no more than a poster
    does while it stands still; `most_share` and `least_speed` (own diagonals a second) tell a rat
    from what is larger or slower. `is_trial`: off unless switched on.
    """

    code: str
    aim: Aim
    zones: frozenset[str] = ALL
    hours: Hours = Hours.OPEN
    least_px: tuple[float, float] = (0.0, 0.0)
    least_score: float = 0.0
    seen: int = 4
    of: int = 5
    hold_seconds: float = 3.0
    held_share: float = 0.8
    repeat_seconds: float = HOUR
    moves: bool = False
    most_share: float = 1.0
    least_speed: float = 0.0
    is_trial: bool = False

    @property
    def version(self) -> str:
        """What a lead names as the rule that raised it."""
        return f"{self.code}/{VERSION}"

    @property
    def is_lasting(self) -> bool:
        """Whether its hold is longer than a burst, and counted over minutes."""
        return self.hold_seconds > BURST_SECONDS


# The longest that a burst may take: its camera is not looked at for anything else meanwhile.
BURST_SECONDS = 15.0
_APART_LEAST, _APART_MOST = 1.0, 3.0


def _mask() -> Rule:
    """No mask where ready-to-eat food is handled; elsewhere off.

    Source: domain.md, PPE-MASK: SP, DO only. Pixels ours: a mask of 28 px of face is 12 px of the
    judge's crop, under which our judge was not measured. Hold ours: a mask pulled down to taste.
    """
    return Rule(
        "PPE-MASK", Aim.BARE_FACE, frozenset({"SP", "DO"}), least_px=(28, 28), hold_seconds=3.0,
        repeat_seconds=HOUR / 2, moves=True,
    )  # fmt: skip


def _cap() -> Rule:
    """Hair exposed where food is handled.

    Source: domain.md, PPE-CAP: all food zones, T >= 10 s, head >= 60 px.
    """
    return Rule(
        "PPE-CAP", Aim.BARE_HEAD, FOOD, least_px=(60 * FACE_PART, 60 * FACE_PART), seen=5, of=6,
        hold_seconds=10.0, repeat_seconds=HOUR / 2, moves=True,
    )  # fmt: skip


def _crowd() -> Rule:
    """More persons in the special room than may be there; nobody is recognised.

    Source: domain.md, SPR-STAFF: person count, SP; a body >= 60×120 px (section 6, cap rule), of
    which half is enough behind a counter.
    """
    return Rule(
        "SPR-STAFF", Aim.CROWD, frozenset({"SP"}), least_px=(30, 60), hold_seconds=4.0,
        repeat_seconds=HOUR, moves=True,
    )  # fmt: skip


def _stranger() -> Rule:
    """Somebody at a door or in the store while the restaurant is closed.

    Source: domain.md, INT-STRANGE: person and schedule; EN, ST. Pixels as for SPR-STAFF.
    """
    return Rule(
        "INT-STRANGE", Aim.PERSON, frozenset({"EN", "ST"}), Hours.CLOSED, least_px=(30, 60),
        repeat_seconds=HOUR, moves=True,
    )  # fmt: skip


def _flame() -> Rule:
    """A flame with nobody by it.

    Source: domain.md, FIR-LEAVE: CK, nobody, T >= 60 s. Each look must have shown it: whoever was
    there in between was there. Colour and flicker were not measured on kitchens, hence a trial.
    """
    return Rule(
        "FIR-LEAVE", Aim.FLAME, frozenset({"CK"}), Hours.ALWAYS, least_score=0.3,
        hold_seconds=MINUTE, held_share=1.0, repeat_seconds=MINUTE * 10, is_trial=True,
    )  # fmt: skip


def _rat() -> Rule:
    """A rodent that runs.

    Source: domain.md, PST-RAT: all, night motion, size and speed filter. Sizes ours: an animal of
    25 cm takes no more than 4 % of a picture that shows 1.5 m, and does not sit while it leads.
    """
    return Rule(
        "PST-RAT", Aim.THING, hours=Hours.ALWAYS, least_px=(12, 8), seen=3, of=5, hold_seconds=1.0,
        repeat_seconds=MINUTE * 10, moves=True, most_share=0.04, least_speed=0.3, is_trial=True,
    )  # fmt: skip


def _smoke() -> Rule:
    """Smoking. Source: domain.md, BEH-SMOKE: all, k-of-n."""
    return Rule("BEH-SMOKE", Aim.THING, least_px=(6, 6), moves=True, is_trial=True)


def _moving(
    code: str, zones: frozenset[str] = ALL, *, least_px: tuple[float, float] = (12, 12)
) -> Rule:
    """What somebody does or wears, seen by a plugged-in model only; a trial, unmeasured here."""
    return Rule(code, Aim.THING, zones, least_px=least_px, moves=True, is_trial=True)


def _lasting(code: str, zones: frozenset[str] = ALL, *, minutes: float = 2) -> Rule:
    """How a thing is left, seen by a plugged-in model only; a trial, unmeasured here."""
    return Rule(
        code, Aim.THING, zones, least_px=(12, 12), hold_seconds=minutes * MINUTE,
        repeat_seconds=4 * HOUR, is_trial=True,
    )  # fmt: skip


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            _mask(),
            _cap(),
            _crowd(),
            _stranger(),
            _flame(),
            _rat(),
            _smoke(),
            _moving("PPE-UNIF", FOOD, least_px=(40, 80)),  # pixels: domain.md, section 6
            _moving("PPE-TORSO"),
            _moving("PPE-GLOVE", frozenset({"SP", "DO"})),
            _moving("BEH-PHONE", frozenset({"CU", "CK", "SP", "DO"})),
            _moving("BEH-EAT"),
            _moving("BEH-PICK", frozenset({"RP", "CU", "CK", "SP"})),
            _moving("BEH-HAND", frozenset({"SP", "EN"})),
            _moving("PST-PET"),
            _moving("PST-BUG", frozenset({"SP", "WD", "ST"})),
            _moving("FIR-SMOKE", frozenset({"CK", "ST"})),
            _lasting("ENV-BIN", minutes=10),  # domain.md: T >= 10 min
            _lasting("ENV-OVER", frozenset({"WS", "RP", "WD"})),
            _lasting("ENV-WATER", frozenset({"RP", "WD", "CK"})),
            _lasting("ENV-FLOOR", frozenset({"ST", "RP", "CU"})),
            _lasting("ENV-CLUT"),
            _lasting("XCT-BOARD", frozenset({"CU", "SP"})),
            _lasting("XCT-COVER", frozenset({"CK", "DO"})),
            _lasting("SPR-DOOR", frozenset({"SP"})),  # domain.md: T >= 2 min
            _lasting("WSH-DIS", frozenset({"WD"})),
        )
    }
)
# What the shipped models see and is on unless somebody switches it off.
SHIPPED = frozenset(
    code for code, rule in RULES.items() if rule.aim is not Aim.THING and not rule.is_trial
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A burst: so many looks, so far apart; the look that hit may be the first of them."""

    looks: int
    apart_seconds: float


def plan_of(codes: Iterable[str]) -> Plan | None:
    """The burst that settles all of `codes`, None without any.

    One look may miss at either end without the hold becoming too short to count.
    """
    rules = [RULES[code] for code in codes]
    if not rules:
        return None
    apart = max(0.0 if rule.is_lasting else rule.hold_seconds / (rule.of - 2) for rule in rules)
    return Plan(
        looks=max(rule.of for rule in rules),
        apart_seconds=min(max(apart, _APART_LEAST), _APART_MOST),
    )
