"""The words of the rounds floor, in the reader's language."""

from portal.rounds.forms.figures import (
    bars_of,
    figure_lines,
    hours_text,
    needed_text,
    share_text,
    spread_lines,
    station_bars,
    variant_text,
)

__all__ = [
    "bars_of",
    "figure_lines",
    "hours_text",
    "needed_text",
    "share_text",
    "spread_lines",
    "station_bars",
    "variant_text",
]
