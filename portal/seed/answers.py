"""Invented answers: what diners of the demo say, the same on every machine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from portal.participation.kinds import Item, Occasion, PictureAnswer, Rating, Tier, VisitAnswer
from portal.participation.rules.drawing import chance

SEED = "mingchu demo answers"
# How often each word is chosen where people are content; a Restaurant's mood shifts it.
SHARES = (
    (Rating.VERY_GOOD, 0.38), (Rating.GOOD, 0.44), (Rating.FAIR, 0.10), (Rating.POOR, 0.04),
    (Rating.VERY_POOR, 0.02), (Rating.DONT_KNOW, 0.02),
)  # fmt: skip
TIERS = ((Tier.SIGN, 0.35), (Tier.DISPLAY, 0.45), (Tier.SLIP, 0.20))
PICTURES = (
    (PictureAnswer.CLEAR, 0.80), (PictureAnswer.TOO_SLOW, 0.08), (PictureAnswer.BLACK, 0.03),
    (PictureAnswer.FROZEN, 0.03), (PictureAnswer.WRONG_PLACE, 0.01), (PictureAnswer.NOT_TRIED, 1),
)  # fmt: skip
FINISHED = 0.72

Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class SeedAnswer:
    """One invented answer; `said` are the questions behind the first, if it went so far."""

    day: date
    tier: Tier
    occasion: Occasion
    said: dict[str, object]
    is_complete: bool


def answers(
    place: str, days: Sequence[date], *, a_day: float, tiers: Sequence[tuple[Tier, float]] = TIERS
) -> Iterator[SeedAnswer]:
    """What is said at the Restaurant with this code in `days`, about so many answers a day."""
    for day in days:
        number = int(a_day * 2 * chance(SEED, place, day, "number") + 0.5)
        for place_in_day in range(number):
            yield _answer(place, day, place_in_day, tiers)


def days_before(today: date, number: int) -> list[date]:
    """The `number` days before today, oldest first."""
    return [today - timedelta(days=back) for back in range(number, 0, -1)]


def _answer(place: str, day: date, number: int, tiers: Sequence[tuple[Tier, float]]) -> SeedAnswer:
    def drawn(what: str) -> float:
        return chance(SEED, place, day, number, what)

    mood = 0.85 + 0.3 * chance(SEED, place, "mood")  # above 1: people choose worse words
    said: dict[str, object] = {
        Item.SATISFACTION.value: _picked(SHARES, drawn("satisfaction"), mood)
    }
    is_complete = drawn("finished") < FINISHED
    if is_complete:
        said |= {item.value: _picked(SHARES, drawn(item.value), mood)
                 for item in (Item.TRUST, Item.EASE, Item.OPENNESS)}  # fmt: skip
        said[Item.PICTURE.value] = _picked(PICTURES, drawn("picture"))
        said[Item.VISIT.value] = VisitAnswer.HERE
    failed = drawn("occasion") > 0.93
    return SeedAnswer(
        day=day,
        tier=_picked(tiers, drawn("tier")),
        occasion=Occasion.FAILED if failed else Occasion.WATCHED,
        said=said,
        is_complete=is_complete,
    )


def _picked(shares: Sequence[tuple[Word, float]], drawn: float, mood: float = 1.0) -> Word:
    passed = 0.0
    for word, share in shares:
        passed += share
        if drawn * mood < passed:
            return word
    return shares[-1][0]
