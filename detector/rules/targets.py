"""What one picture shows of what a code is about, in the zone, hours and regions of its camera."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detector.rules.sightings import Box, Head, Setting, Sighting, Thing
from detector.rules.table import Aim, Hours, Rule

# Of two boxes of persons the one that lies in the other by more than this is the same person.
SAME_PERSON = 0.7
# A share of the picture that changed between two looks; less is noise of the sensor.
STIRRED = 0.01


@dataclass(frozen=True, slots=True)
class Target:
    """Something in the picture; `is_so` says whether it is what the code is about.

    False speaks against a lead (a head that wears its mask), None is uncertain and speaks for
    nothing. `count` is how many persons, where a rule counts them.
    """

    box: Box
    score: float
    is_so: bool | None = True
    count: int = 1
    stir: float | None = None


def applies(rule: Rule, setting: Setting) -> bool:
    """Whether `rule` is on in this zone at this hour."""
    in_hours = rule.hours is Hours.ALWAYS or setting.is_open is (rule.hours is Hours.OPEN)
    return rule.code in setting.codes and setting.zone in rule.zones and in_hours


def targets(rule: Rule, sighting: Sighting, setting: Setting) -> tuple[Target, ...]:
    """What `sighting` shows that is large and sure enough, where `rule` applies; else nothing."""
    if not applies(rule, setting):
        return ()
    return tuple(
        target
        for target in _FINDERS[rule.aim](rule, sighting, setting)
        if setting.watches(rule.code, target.box.middle)
    )


def _is_fit(rule: Rule, sighting: Sighting, seen: Head | Thing) -> bool:
    across, down = sighting.sides_px(seen.box)
    is_large = across >= rule.least_px[0] and down >= rule.least_px[1]
    return is_large and seen.box.area <= rule.most_share and seen.score >= rule.least_score


def _bare_faces(rule: Rule, sighting: Sighting, setting: Setting) -> tuple[Target, ...]:
    """Heads as the judge saw them, and what a plugged-in model says of itself."""
    told = _things(rule, sighting, setting)
    return (*_bare(rule, sighting, lambda head: head.masked), *told)


def _bare_heads(rule: Rule, sighting: Sighting, setting: Setting) -> tuple[Target, ...]:
    """As with faces."""
    told = _things(rule, sighting, setting)
    return (*_bare(rule, sighting, lambda head: head.covered), *told)


def _bare(
    rule: Rule, sighting: Sighting, worn: Callable[[Head], bool | None]
) -> tuple[Target, ...]:
    answers = [(head, worn(head)) for head in sighting.heads if _is_fit(rule, sighting, head)]
    return tuple(
        Target(head.box, head.score, None if is_worn is None else not is_worn, stir=head.stir)
        for head, is_worn in answers
    )


def _persons(rule: Rule, sighting: Sighting, setting: Setting) -> tuple[Target, ...]:
    """Persons, each once: the best box of those that lie in one another."""
    kept: list[Thing] = []
    for person in sorted(sighting.persons, key=lambda each: -each.score):
        is_double = any(
            max(person.box.share_in(other.box), other.box.share_in(person.box)) > SAME_PERSON
            for other in kept
        )
        if not is_double and _is_fit(rule, sighting, person):
            kept.append(person)
    return tuple(Target(person.box, person.score, stir=person.stir) for person in kept)


def _crowds(rule: Rule, sighting: Sighting, setting: Setting) -> tuple[Target, ...]:
    """All persons as one target, where there are more than may be."""
    inside = [
        person
        for person in _persons(rule, sighting, setting)
        if setting.watches(rule.code, person.box.middle)
    ]
    if len(inside) <= setting.most_persons:
        return ()
    # The surplus is as sure as the least sure of those it takes to exceed the number.
    surest = sorted((person.score for person in inside), reverse=True)[: setting.most_persons + 1]
    liveliest = max(inside, key=lambda person: person.stir or 0.0)
    return (
        Target(
            Box.around(each.box for each in inside),
            surest[-1],
            count=len(inside),
            stir=liveliest.stir,
        ),
    )


def _flames(rule: Rule, sighting: Sighting, setting: Setting) -> tuple[Target, ...]:
    """The flame, where nobody is seen; uncertain where nobody would be, or it may not flicker."""
    flame = sighting.flame
    if flame is None:
        return ()
    if sighting.persons or sighting.heads:
        return (Target(flame.box, 1.0, is_so=False),)
    if flame.flicker is None or sighting.motion is None or sighting.motion >= STIRRED:
        return (Target(flame.box, 0.0, is_so=None),)
    return (Target(flame.box, flame.flicker, is_so=flame.flicker >= rule.least_score),)


def _things(rule: Rule, sighting: Sighting, setting: Setting) -> tuple[Target, ...]:
    return tuple(
        Target(thing.box, thing.score, stir=thing.stir)
        for thing in sighting.things
        if thing.label == rule.code and _is_fit(rule, sighting, thing)
    )


_FINDERS: Mapping[Aim, Callable[[Rule, Sighting, Setting], tuple[Target, ...]]] = MappingProxyType(
    {
        Aim.BARE_FACE: _bare_faces,
        Aim.BARE_HEAD: _bare_heads,
        Aim.CROWD: _crowds,
        Aim.PERSON: _persons,
        Aim.FLAME: _flames,
        Aim.THING: _things,
    }
)
