"""From looks to leads: which codes deserve a burst, and what a burst says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from types import MappingProxyType

from detector.rules.history import History
from detector.rules.sightings import Box, Setting, Sighting
from detector.rules.table import RULES, Aim, Rule
from detector.rules.targets import Target, applies, targets
from detector.rules.tracks import Track, tracks_of

# Looks further apart do not belong to one burst.
BURST_GAP_SECONDS = 30.0
# What lives stirs: this share of its box changed between two looks at least once in a burst.
STIRRED = 0.03


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lead was raised: the code of a sentence, and the numbers that it needs."""

    sentence: str
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Lead:
    """What a person should look at.

    `moment` is that of the look which shows it best, `box` where in its picture (parts, 0 to 1),
    `frames` the moments of the looks before, at and after it, `score` the median over the looks
    that show it, `rule` the code and version of the rule.
    """

    code: str
    moment: float
    box: Box
    score: float
    rule: str
    reason: Reason
    frames: tuple[float, float, float]


SENTENCES: Mapping[Aim, str] = MappingProxyType(
    {
        Aim.BARE_FACE: "head_without_mask",
        Aim.BARE_HEAD: "head_not_covered",
        Aim.CROWD: "more_persons_than_may_be",
        Aim.PERSON: "person_while_closed",
        Aim.FLAME: "flame_with_nobody_near",
        Aim.THING: "model_found",
    }
)


def first_hits(sighting: Sighting, setting: Setting, history: History) -> frozenset[str]:
    """The codes for which this one look is reason enough to look again, several times.

    `history` is that of the looks before this one.
    """
    return frozenset(
        code
        for code in setting.codes & RULES.keys()
        if _hits(RULES[code], sighting, setting, history)
    )


def lead_of(
    code: str, burst: Sequence[Sighting], setting: Setting, history: History
) -> Lead | None:
    """What the looks of `burst`, in any order, come to for `code`: a lead, or nothing.

    `history` is that of the looks before the burst, the one that hit among them or not.
    """
    looks = _one_burst(burst)
    if code not in RULES or not looks:
        return None
    rule = RULES[code]
    if not applies(rule, setting) or history.is_quiet(rule, looks[-1].moment):
        return None
    seen = [targets(rule, _seen(rule, look, history), setting) for look in looks]
    found = [
        lead
        for track in _followed(rule, seen, [look.moment for look in looks])
        if (lead := _weighed(_Case(rule, track, looks, history, setting))) is not None
    ]
    return max(found, key=lambda lead: lead.score, default=None)


def _hits(rule: Rule, sighting: Sighting, setting: Setting, history: History) -> bool:
    moment = sighting.moment
    if history.is_quiet(rule, moment) or history.is_waiting(rule.code, moment):
        return False
    return any(
        (target.is_so or (target.is_so is None and rule.aim is Aim.FLAME))
        and _held_before(rule, target.box, history, moment) >= _wait(rule)
        for target in targets(rule, _seen(rule, sighting, history), setting)
    )


def _seen(rule: Rule, sighting: Sighting, history: History) -> Sighting:
    """What counts of a look; a still figure may be somebody where it must be nobody."""
    return sighting if rule.aim is Aim.FLAME else history.fresh(sighting)


def _wait(rule: Rule) -> float:
    return rule.hold_seconds if rule.is_lasting else 0.0


def _held_before(rule: Rule, box: Box, history: History, moment: float) -> float:
    """For how many seconds up to `moment` the looks of the minutes before showed it."""
    since = history.since(rule, box) if rule.is_lasting else None
    return 0.0 if since is None else moment - since


def _followed(
    rule: Rule, seen: Sequence[Sequence[Target]], moments: Sequence[float]
) -> list[Track]:
    """The same thing through the looks; a fire is one however it leaps."""
    if rule.aim is Aim.FLAME:
        return [tuple(next(iter(each), None) for each in seen)]
    return tracks_of(seen, moments)


def _one_burst(burst: Sequence[Sighting]) -> list[Sighting]:
    """The looks in their order, each once, from the last gap that is too long."""
    looks = [look for _, look in sorted({look.moment: look for look in burst}.items())]
    begin = 0
    for index, (before, after) in enumerate(pairwise(looks), start=1):
        if after.moment - before.moment > BURST_GAP_SECONDS:
            begin = index
    return looks[begin:]


@dataclass(frozen=True, slots=True)
class _Case:
    """One thing through a burst, and all that is asked of it."""

    rule: Rule
    track: Track
    looks: Sequence[Sighting]
    history: History
    setting: Setting

    @property
    def shown(self) -> list[tuple[Sighting, Target]]:
        """The looks that show it to be what the code is about."""
        return [
            (look, target)
            for look, target in zip(self.looks, self.track, strict=True)
            if target is not None and target.is_so
        ]

    @property
    def is_denied(self) -> bool:
        """Whether any look shows that it is not so."""
        return any(target is not None and target.is_so is False for target in self.track)

    @property
    def held_seconds(self) -> float:
        """Over how long it was seen."""
        (first, _), (last, target) = self.shown[0], self.shown[-1]
        within = last.moment - first.moment
        return max(within, _held_before(self.rule, target.box, self.history, last.moment))

    @property
    def stirred(self) -> float:
        """The most of it that changed between two looks, 0 where that was not measured."""
        return max(target.stir or 0.0 for _, target in self.shown)

    @property
    def speed(self) -> float:
        """Its way over its time, in own diagonals a second; 0 for a single look."""
        way = sum(one.box.distance_to(other.box) for (_, one), (_, other) in pairwise(self.shown))
        seconds = self.shown[-1][0].moment - self.shown[0][0].moment
        return way / seconds if seconds else 0.0


def _weighed(case: _Case) -> Lead | None:
    """The lead that one thing is reason for, where it is."""
    rule, shown = case.rule, case.shown
    is_often = len(shown) >= rule.seen and len(shown) * rule.of >= rule.seen * len(case.looks)
    if not is_often or case.is_denied:
        return None
    score = median(target.score for _, target in shown)
    is_still = rule.moves and (case.stirred < STIRRED or case.speed < rule.least_speed)
    if is_still or case.held_seconds < rule.hold_seconds:
        return None
    best = max(shown, key=lambda each: each[1].score)
    return Lead(
        code=rule.code,
        moment=best[0].moment,
        box=best[1].box,
        score=score,
        rule=rule.version,
        reason=Reason(SENTENCES[rule.aim], _numbers(case, best[1])),
        frames=_about(best[0], case.looks),
    )


def _about(best: Sighting, looks: Sequence[Sighting]) -> tuple[float, float, float]:
    """The moments of the looks before, at and after the best; its own where there is none."""
    moments = [look.moment for look in looks]
    at = moments.index(best.moment)
    return moments[max(0, at - 1)], moments[at], moments[min(len(moments) - 1, at + 1)]


def _numbers(case: _Case, best: Target) -> dict[str, float]:
    """All that was compared, beside what it was compared with."""
    rule, shown = case.rule, case.shown
    sides = [look.sides_px(target.box) for look, target in shown]
    numbers: dict[str, float] = {
        "seen": len(shown),
        "looks": len(case.looks),
        "score": round(median(target.score for _, target in shown), 3),
        "score_least": rule.least_score,
        "held_seconds": round(case.held_seconds, 1),
        "held_least_seconds": rule.hold_seconds,
        "width_px": round(min(across for across, _ in sides), 1),
        "width_least_px": rule.least_px[0],
        "height_px": round(min(down for _, down in sides), 1),
        "height_least_px": rule.least_px[1],
    }
    if rule.moves:
        numbers["stirred"] = round(case.stirred, 3)
        numbers["stirred_least"] = STIRRED
    if rule.aim is Aim.CROWD:
        numbers["persons"] = best.count
        numbers["persons_most"] = case.setting.most_persons
    return numbers
