"""The list of remarks in words, on the page and as a file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.participation.forms.words import INSTRUMENTS, MODES, RATINGS, TIERS
from portal.participation.kinds import Instrument, Mode, Rating, Tier
from portal.participation.rules.remarks import Mood
from portal.registry.forms.words import Named, named
from portal.shell.exports import Cell

MOODS: dict[Mood, LazyString] = {
    Mood.PRAISE: lazy_gettext("Satisfied"),
    Mood.FAIR: lazy_gettext("In between, or don't know"),
    Mood.BLAME: lazy_gettext("Dissatisfied"),
}


class Listed(Protocol):
    """A remark as a line of the file needs it."""

    @property
    def day(self) -> date:
        """On which it was written."""

    @property
    def code(self) -> str:
        """Of the Restaurant."""

    @property
    def restaurant(self) -> Named:
        """What it is about."""

    @property
    def station(self) -> Named:
        """The Station of the Restaurant."""

    @property
    def rating(self) -> Rating | None:
        """What was chosen beside it."""

    @property
    def instrument(self) -> Instrument:
        """How its writer was asked."""

    @property
    def tier(self) -> Tier:
        """What proved that its writer was there."""

    @property
    def mode(self) -> Mode:
        """How it was taken down."""

    @property
    def is_aside(self) -> bool:
        """Whether the answer does not count."""

    @property
    def text(self) -> str:
        """The words, masked."""


def header() -> list[str]:
    """What each column is called."""
    return [
        _("Day"), _("Restaurant"), _("Restaurant's code"), _("Station"), _("Answer"), _("Remark"),
        _("Instrument"), _("Proof of presence"), _("Taken down"), _("Set aside"),
    ]  # fmt: skip


def cells(rows: Iterable[Listed]) -> Iterator[Sequence[Cell]]:
    """One line a remark."""
    for row in rows:
        yield [
            row.day, named(row.restaurant), row.code, named(row.station),
            str(RATINGS[row.rating]) if row.rating else "", row.text,
            str(INSTRUMENTS[row.instrument]), str(TIERS[row.tier]), str(MODES[row.mode]),
            _("Yes") if row.is_aside else _("No"),
        ]  # fmt: skip
