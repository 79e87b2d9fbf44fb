"""What staff ask the list of remarks for; remarks are never public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.participation.kinds import Rating
from portal.participation.rules.satisfaction import BLAME, PRAISE
from portal.shell.asked import arguments_of, member, page_number, typed, typed_day


class Mood(StrEnum):
    """How satisfied whoever remarked was."""

    PRAISE = "praise"
    FAIR = "fair"
    BLAME = "blame"


MOODS: Mapping[Mood, frozenset[Rating]] = {
    Mood.PRAISE: PRAISE,
    Mood.FAIR: frozenset({Rating.FAIR, Rating.DONT_KNOW}),
    Mood.BLAME: BLAME,
}
"""The words of each; nobody is left out."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the list; empty fields leave nothing out.

    The days are from `since`, included, to `last`, included.
    """

    text: str = ""
    station: str = ""
    mood: Mood | None = None
    since: date | None = None
    last: date | None = None
    page: int = 1

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> "Wanted":
        """What an address asks for; words that mean nothing ask for nothing."""
        return cls(
            text=typed(args, "q"),
            station=typed(args, "station"),
            mood=member(Mood, args.get("mood")),
            since=typed_day(args.get("since")),
            last=typed_day(args.get("last")),
            page=page_number(args.get("page")),
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for the same, the page aside."""
        return arguments_of(
            q=self.text, station=self.station, mood=self.mood, since=self.since, last=self.last
        )
