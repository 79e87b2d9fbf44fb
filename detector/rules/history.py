"""What a camera's earlier looks leave behind: where things were, and what has led already.

Small and bounded; boxes and counts only, in which nobody can be recognised.
"""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from math import isfinite

from detector.rules.places import HEAD, PERSON, Found, Place, most_telling, noted
from detector.rules.sightings import WHOLE, Box, Setting, Sighting
from detector.rules.table import MINUTE, RULES, Aim, Rule
from detector.rules.targets import targets

# Between two looks further apart anything may have happened: nothing lasted through them.
UNBROKEN_SECONDS = 150.0
# After so many bursts for a code that came to nothing the next waits so many minutes: a burst costs
# a camera's line and our time, and what looked like a mask ten times will do so once more.
WAIT_MINUTES = (1, 2, 4, 8, 15)
VAIN_SECONDS = 3600.0  # then it begins anew
_VERSION = 1


class UnreadableHistory(ValueError):
    """The bytes are no history, or one of another version: begin a new one."""


@dataclass(frozen=True, slots=True)
class History:
    """What is kept of the looks of each minute; a burst adds nothing to it.

    `looked_at` is the moment of the last look; `last_led` when each code led last; `in_vain` how
    many bursts for a code came to nothing since, and when the last did.
    """

    looked_at: float | None = None
    places: tuple[Place, ...] = ()
    last_led: Mapping[str, float] = field(default_factory=dict)
    in_vain: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    def after(self, sighting: Sighting, setting: Setting) -> "History":
        """The history with one more look; a picture no newer than the last adds nothing."""
        moment = sighting.moment
        if self.looked_at is not None and moment <= self.looked_at:
            return self
        is_broken = self.looked_at is None or moment - self.looked_at > UNBROKEN_SECONDS
        before = [place for place in self.places if not (is_broken and _is_lasting(place))]
        kept = [
            place
            for place in noted(before, _found(sighting, setting), moment=moment)
            if place.is_worth_keeping(moment) and not _is_interrupted(place)
        ]
        return replace(self, looked_at=moment, places=most_telling(kept))

    def led(self, code: str, moment: float) -> "History":
        """The history after `code` led at `moment`."""
        in_vain = {each: vain for each, vain in self.in_vain.items() if each != code}
        return replace(self, last_led={**self.last_led, code: moment}, in_vain=in_vain)

    def came_to_nothing(self, code: str, moment: float) -> "History":
        """The history after a burst for `code` that ended at `moment` without a lead."""
        count, before = self.in_vain.get(code, (0, moment))
        count = count + 1 if 0 <= moment - before < VAIN_SECONDS else 1
        return replace(self, in_vain={**self.in_vain, code: (count, moment)})

    def is_waiting(self, code: str, moment: float) -> bool:
        """Whether bursts for `code` came to nothing so lately that the next has to wait."""
        count, before = self.in_vain.get(code, (0, moment))
        wait = WAIT_MINUTES[min(count, len(WAIT_MINUTES)) - 1] if count else 0
        return 0 <= moment - before < wait * MINUTE

    def is_quiet(self, rule: Rule, moment: float) -> bool:
        """Whether `rule` led so lately that it may not again; a clock set back ends that too."""
        before = self.last_led.get(rule.code)
        return before is not None and 0 <= moment - before < rule.repeat_seconds

    def fresh(self, sighting: Sighting) -> Sighting:
        """`sighting` without what has stood still; what should stand still stays."""
        still = [place for place in self.places if place.is_still]
        if not still:
            return sighting

        def lives(kind: str, box: Box) -> bool:
            return not any(place.is_at(kind, box) for place in still)

        return replace(
            sighting,
            heads=tuple(head for head in sighting.heads if lives(HEAD, head.box)),
            persons=tuple(each for each in sighting.persons if lives(PERSON, each.box)),
            things=tuple(
                thing
                for thing in sighting.things
                if _is_lasting_code(thing.label) or lives(thing.label, thing.box)
            ),
        )

    def since(self, rule: Rule, box: Box) -> float | None:
        """Since when what is in `box` has lasted for `rule`, None where it was not seen before."""
        kept = WHOLE if rule.aim is Aim.FLAME else box
        begun = [place.first for place in self.places if place.is_at(rule.code, kept)]
        return min(begun, default=None)

    def packed(self) -> bytes:
        """The history as bytes, for `unpacked`; some kB."""
        values = {
            "version": _VERSION,
            "looked_at": self.looked_at,
            "places": [_row(place) for place in self.places],
            "last_led": dict(self.last_led),
            "in_vain": dict(self.in_vain),
        }
        return json.dumps(values, separators=(",", ":")).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> "History":
        """The history that `packed` gave as `data`. Raises UnreadableHistory."""
        try:
            values = json.loads(data)
            if values["version"] != _VERSION:
                raise UnreadableHistory("another version")
            looked_at = values["looked_at"]
            return cls(
                looked_at=None if looked_at is None else _number(looked_at),
                places=most_telling([_place(row) for row in values["places"]]),
                last_led={str(code): _number(at) for code, at in values["last_led"].items()},
                in_vain={
                    str(code): (int(_number(count)), _number(at))
                    for code, (count, at) in values["in_vain"].items()
                },
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableHistory("not whole") from error


def _found(sighting: Sighting, setting: Setting) -> list[Found]:
    found: list[Found] = [(HEAD, head.box) for head in sighting.heads]
    found += [(PERSON, person.box) for person in sighting.persons]
    found += [(thing.label, thing.box) for thing in sighting.things]
    # A flame has another form in every picture: that it burns is what lasts, not where.
    found += [
        (rule.code, WHOLE)
        for rule in RULES.values()
        if rule.aim is Aim.FLAME
        and any(target.is_so is not False for target in targets(rule, sighting, setting))
    ]
    return found


def _is_lasting_code(code: str) -> bool:
    rule = RULES.get(code)
    return rule is not None and rule.is_lasting


def _is_lasting(place: Place) -> bool:
    return _is_lasting_code(place.kind)


def _is_interrupted(place: Place) -> bool:
    return _is_lasting(place) and place.share < RULES[place.kind].held_share


def _row(place: Place) -> list[object]:
    box = [round(side, 4) for side in astuple(place.box)]
    return [place.kind, box, place.first, place.last, place.seen, place.looks]


def _place(row: list[object]) -> Place:
    kind, box, first, last, seen, looks = row
    if not isinstance(box, list):
        raise TypeError("a place without a box")
    left, upper, right, lower = (_number(side) for side in box)
    place = Place(
        str(kind), Box(left, upper, right, lower), _number(first), _number(last),
        int(_number(seen)), int(_number(looks)),
    )  # fmt: skip
    if not 0 < place.seen <= place.looks:
        raise ValueError("a place seen more often than looked at")
    return place


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TypeError("not a number")
    return float(value)
