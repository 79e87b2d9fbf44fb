"""The words of the page that says how good the machine is."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.findings.cards import Measured, ModelCard
from portal.findings.forms.codes import CODES
from portal.findings.rules.precision import Precision
from portal.shell import filters
from portal.shell.languages import is_english

__all__ = ["CODES"]

MODELS: dict[str, LazyString] = {
    "finder": lazy_gettext("Finds heads and persons"),
    "attributes": lazy_gettext("Judges what a head wears: a mask, a cap"),
    "quick": lazy_gettext("Finds heads and persons with less work, for protected pictures alone"),
    "rodent": lazy_gettext("Finds rats and mice (trial)"),
}
# What the figures of the shipped cards mean; a figure of another name stands as it is.
FIGURES: dict[str, LazyString] = {
    "heads_ap50": lazy_gettext("Heads: average precision, boxes half right (AP@0.5)"),
    "heads_ap30": lazy_gettext("Heads: average precision, boxes a third right (AP@0.3)"),
    "persons_ap50": lazy_gettext("Persons: average precision (AP@0.5)"),
    "heads_20px_found_3_false": lazy_gettext(
        "Heads of 20 pixels and more: share found with 3 false ones a picture"
    ),
    "heads_20px_covered": lazy_gettext("Heads of 20 pixels and more: share hidden by protection"),
    "false_heads_a_picture_at_protect": lazy_gettext("Protection: false heads a picture"),
    "judged_heads_ap50": lazy_gettext("Heads after judging: average precision (AP@0.5)"),
    "mask_ap50": lazy_gettext("Mask worn, from the whole picture (AP@0.5)"),
    "no_mask_ap50": lazy_gettext("No mask, from the whole picture (AP@0.5)"),
    "mask_accuracy": lazy_gettext("Mask or none, on given heads: share right"),
    "mask_balanced_accuracy": lazy_gettext("Mask or none, on given heads: balanced share right"),
    "mask_accuracy_where_sure": lazy_gettext("Mask or none, where the model is sure: share right"),
    "mask_uncertain": lazy_gettext("Mask or none: share left uncertain"),
    "cover_accuracy": lazy_gettext("Head covered or not, on given heads: share right"),
    "cover_balanced_accuracy": lazy_gettext(
        "Head covered or not, on given heads: balanced share right"
    ),
    "cover_accuracy_where_sure": lazy_gettext(
        "Head covered or not, where the model is sure: share right"
    ),
    "cover_uncertain": lazy_gettext("Head covered or not: share left uncertain"),
    "wrongly_worn_called_mask": lazy_gettext("Mask worn below the nose: share called a mask"),
    "rodent_ap50": lazy_gettext("Rodents: average precision, boxes half right (AP@0.5)"),
    "rodent_ap30": lazy_gettext("Rodents: average precision, boxes a third right (AP@0.3)"),
    "rodent_found_where_sure": lazy_gettext("Rodents: share found where the model is sure"),
    "false_rodent_a_picture_where_sure": lazy_gettext(
        "Rodents: false ones a picture where the model is sure"
    ),
}


def model_text(name: str) -> str:
    """What a model does."""
    return str(MODELS.get(name, name))


def figure_text(figure: Measured) -> str:
    """What a figure says."""
    return str(FIGURES.get(figure.name, figure.name))


def failures_of(card: ModelCard) -> tuple[str, tuple[str, ...]]:
    """Where a model fails, and the language of these words: the reader's, where the card has it."""
    if card.known_failures_zh and not is_english():
        return "zh-Hans", card.known_failures_zh
    return "en", card.known_failures


def between(low: float, high: float) -> str:
    """An interval, such as 0.565 to 0.660."""
    return str(_("%(low)s to %(high)s", low=f"{low:.3f}", high=f"{high:.3f}"))


def interval_text(precision: Precision) -> str:
    """Where the precision lies with 95 %; "n/a" where nothing was judged."""
    interval = precision.interval
    return filters.not_applicable() if interval is None else between(interval.low, interval.high)


def looked_for(codes: Collection[str]) -> list[str]:
    """The classes that this portal looks for, in words."""
    return [str(text) for code, text in CODES.items() if code.value in codes]
