"""The words of the register in the reader's language, and its forms."""

from portal.registry.forms.audit import register_acts
from portal.registry.forms.clocks import LIGHTS, calendar_refused_text, due_text, years_text
from portal.registry.forms.importing import (
    EXPLANATIONS,
    PROBLEMS,
    column_title,
    explanation,
    problem_line,
    problem_text,
    report_lines,
)
from portal.registry.forms.refusals import register_texts
from portal.registry.forms.words import STATUSES, TYPES, ZONES

__all__ = [
    "EXPLANATIONS",
    "LIGHTS",
    "PROBLEMS",
    "STATUSES",
    "TYPES",
    "ZONES",
    "calendar_refused_text",
    "column_title",
    "due_text",
    "explanation",
    "problem_line",
    "problem_text",
    "register_acts",
    "register_texts",
    "report_lines",
    "years_text",
]
