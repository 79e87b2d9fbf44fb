"""The words for leads: what became of them, why one was raised, and in which numbers."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.findings.forms.codes import CODES, SEVERITIES
from portal.findings.kinds import Severity
from portal.findings.lead_kinds import LeadState, Part, RejectReason
from portal.findings.models import Detection, Evidence
from portal.findings.rules.leads import LeadReviewed, ReasonMissing, Wanted
from portal.registry.forms import ZONES
from portal.registry.forms.words import named
from portal.registry.kinds import Zone
from portal.registry.models import Camera
from portal.shell import filters
from portal.shell.errors import says
from portal.shell.rules import local

__all__ = ["CODES", "SEVERITIES", "named"]

STATES: dict[LeadState, LazyString] = {
    # i18n: of what the machine found and nobody has judged: 待审核
    LeadState.PENDING: lazy_gettext("Waiting for review"),
    LeadState.CONFIRMED: lazy_gettext("Confirmed"),
    LeadState.REJECTED: lazy_gettext("Rejected"),
}
TONES = {LeadState.PENDING: "late", LeadState.CONFIRMED: "down", LeadState.REJECTED: "closed"}
SEVERITY_TONES = {Severity.I: "down", Severity.II: "late", Severity.III: "closed"}
REASONS: dict[RejectReason, LazyString] = {
    RejectReason.NOTHING_THERE: lazy_gettext("Nothing of the kind is there (steam, glare, a pan)"),
    RejectReason.MISJUDGED: lazy_gettext("It is there, but does nothing wrong"),
    RejectReason.ALLOWED: lazy_gettext("It was so, and is allowed here and now"),
    RejectReason.NOT_TO_BE_SEEN: lazy_gettext("The pictures do not let anyone say"),
    RejectReason.SAME_AGAIN: lazy_gettext("The same event as another lead"),
    RejectReason.OTHER: lazy_gettext("Another reason, told in the note"),
}
PARTS: dict[Part, LazyString] = {
    # i18n: a picture taken before the event: 事前
    Part.BEFORE: lazy_gettext("Before"),
    # i18n: a picture taken at the event: 事中
    Part.DURING: lazy_gettext("At the moment"),
    # i18n: a picture taken after the event: 事后
    Part.AFTER: lazy_gettext("After"),
    Part.SHOWN: lazy_gettext("As the restaurant sees it"),
    Part.CLIP: lazy_gettext("Film"),
}
PICTURES = (Part.BEFORE, Part.DURING, Part.AFTER)
_BESIDE = {"head", "person"}  # seen as well, whatever the lead is about

Numbers = Mapping[str, Any]
_RULES: dict[str, Callable[[Numbers], str]] = {
    "head_without_mask": lambda told: str(_("A face without a mask, where a mask has to be worn.")),
    "head_not_covered": lambda told: str(
        _("A head without a cap, net or scarf, where hair has to be covered.")
    ),
    "more_persons_than_may_be": lambda told: str(
        _(
            "%(persons)s persons in the cold dishes room, where %(most)s may be at most.",
            persons=int(told.get("persons", 0)),
            most=int(told.get("persons_most", 0)),
        )
    ),
    "person_while_closed": lambda told: str(_("Somebody inside outside business hours.")),
    "flame_with_nobody_near": lambda told: str(_("A flame with nobody near it.")),
    "model_found": lambda told: str(_("A model of this site found what it was trained for.")),
}
# What is counted, and what it was compared with.
_COMPARED: dict[str, tuple[str, LazyString]] = {
    "score": ("score_least", lazy_gettext("Score of the models")),
    "held_seconds": ("held_least_seconds", lazy_gettext("Seconds over which it was seen")),
    "width_px": ("width_least_px", lazy_gettext("Width in pixels")),
    "height_px": ("height_least_px", lazy_gettext("Height in pixels")),
    "stirred": ("stirred_least", lazy_gettext("Share of it that changed between two looks")),
}


def register_lead_texts() -> None:
    """Let error pages say in words why a lead cannot be judged."""
    says(LeadReviewed, _reviewed)
    says(
        ReasonMissing,
        lambda error: _("Please choose why the lead is rejected; tell any other reason in words."),
    )


def rule_text(lead: Detection) -> str:
    """Why the lead was raised, as a sentence; its word where this portal does not know it."""
    sentence = str(lead.reason.get("sentence", ""))
    known = _RULES.get(sentence)
    return sentence if known is None else known(lead.reason)


def done_text(done: str) -> str:
    """What was just done, empty for nothing."""
    texts = {
        "confirmed": _("Confirmed; no further lead of this list waits."),
        "rejected": _("Rejected; no further lead of this list waits."),
        "lifted": _("This class is looked for again at that camera."),
    }
    return str(texts.get(done, ""))


def second_text(moment: datetime) -> str:
    """A moment to the second: the pictures of a lead lie seconds apart."""
    return f"{filters.moment(moment)}:{local(moment):%S}"


def seen_text(lead: Detection) -> str:
    """In how many of the looks it was seen."""
    told = lead.reason
    return str(
        _(
            "Seen in %(seen)s of %(looks)s looks within seconds.",
            seen=int(told.get("seen", 0)),
            looks=int(told.get("looks", 0)),
        )
    )


def compared(lead: Detection) -> Iterator[tuple[str, str, str]]:
    """Each number of the rule with its name, and what it had to reach; empty for nothing."""
    for name, (least, text) in _COMPARED.items():
        if name in lead.reason and least in lead.reason:
            bound = _number(lead.reason[least]) if lead.reason[least] else ""
            yield str(text), _number(lead.reason[name]), bound


def view_text(camera: Camera) -> str:
    """What a Camera shows: its Zone, and its name where it has one."""
    zone = str(ZONES[camera.zone])
    return f"{zone} · {camera.name}" if camera.name else zone


def zone_text(zone: Zone) -> str:
    """A Zone with its code."""
    return f"{ZONES[zone]} ({zone.value})"


def parts_of(lead: Detection) -> dict[Part, Evidence]:
    """The lead's evidence by part."""
    return {each.part: each for each in lead.evidence}


def boxes(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """What was seen in a picture, in thousandths of its sides, to be drawn over it.

    What the lead is about comes last, so that it lies on top.
    """
    for mark in sorted(evidence.marks, key=lambda mark: mark["label"] not in _BESIDE):
        x1, y1, x2, y2 = (round(1000 * side, 1) for side in mark["box"])
        kind = mark["label"] if mark["label"] in _BESIDE else "lead"
        yield {"kind": kind, "x": x1, "y": y1, "width": max(0.0, round(x2 - x1, 1)),
               "height": max(0.0, round(y2 - y1, 1))}  # fmt: skip


def outline(region: list[list[float]]) -> str:
    """A watched part of the picture as the points of a polygon, likewise."""
    return " ".join(f"{1000 * x:.1f},{1000 * y:.1f}" for x, y in region)


def address(endpoint: str, wanted: Wanted, **more: str | int) -> str:
    """The address of `endpoint` that asks for the same leads."""
    return url_for(endpoint, **cast(dict[str, Any], {**wanted.words, **more}))


def _number(value: float) -> str:
    return f"{value:g}"


def _reviewed(error: LeadReviewed) -> str:
    return str(
        _(
            "This lead was judged before by %(name)s: %(state)s. Nothing was changed.",
            name=error.by,
            state=STATES[error.state],
        )
    )
