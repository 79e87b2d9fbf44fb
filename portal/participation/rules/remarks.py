"""What staff ask the list of remarks for; remarks are never public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.participation.kinds import Rating
from portal.participation.rules.satisfaction import BLAME, PRAISE
from portal.shell.rules import page_number

LONGEST = 100  # characters of a search text
PER_PAGE = 50


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
            text=args.get("q", "").replace("\x00", "").strip()[:LONGEST],
            station=args.get("station", "").replace("\x00", "")[:LONGEST],
            mood=next((each for each in Mood if each == args.get("mood")), None),
            since=_day(args.get("since", "")),
            last=_day(args.get("last", "")),
            page=page_number(args.get("page")),
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for the same, the page aside."""
        told = {
            "q": self.text,
            "station": self.station,
            "mood": self.mood.value if self.mood else "",
            "since": self.since.isoformat() if self.since else "",
            "last": self.last.isoformat() if self.last else "",
        }
        return {name: value for name, value in told.items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
