"""The words of the rounds floor, in the reader's language."""

from portal.rounds.forms.figures import (
    figure_lines,
    hours_text,
    needed_text,
    share_text,
    variant_text,
)

__all__ = ["figure_lines", "hours_text", "needed_text", "share_text", "variant_text"]
