"""What this floor's errors tell people."""

from flask_babel import gettext as _

from portal.evaluation.forms.words import EXAMPLES, LACKS, LINES, listed
from portal.evaluation.rules.closing import NothingToAmend, YearClosed, YearRunning
from portal.evaluation.rules.document import DocumentUnreadable
from portal.evaluation.rules.scoring import JudgementUnfit
from portal.evaluation.rules.targets import TargetVague
from portal.shell import filters
from portal.shell.errors import says


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(YearRunning, lambda error: _(
        "%(year)s is not over. It can be closed from %(day)s on.", year=error.year,
        day=filters.day(error.until),
    ))  # fmt: skip
    says(YearClosed, lambda error: _(
        "%(year)s is closed already. What changes afterwards is an amendment that says why.",
        year=error.year,
    ))  # fmt: skip
    says(NothingToAmend, lambda error: _(
        "Nothing of %(year)s has changed since it was closed, or no reason was given.",
        year=error.year,
    ))  # fmt: skip
    says(DocumentUnreadable, lambda _error: _(
        "This is no evaluation as the portal publishes it. Please save it anew from its year's "
        "page."
    ))  # fmt: skip
    says(JudgementUnfit, lambda error: _(
        "“%(line)s” needs evidence and a share within its band.", line=LINES[error.line],
    ))  # fmt: skip
    says(TargetVague, _vague)


def _vague(error: TargetVague) -> str:
    """What a Target lacks, and how it could be said in a number."""
    text = _("The target of “%(line)s” cannot be judged. It lacks: %(lacks)s.",
             line=LINES[error.line],
             lacks=listed(str(LACKS[each]) for each in error.lacks))  # fmt: skip
    example = EXAMPLES.get(error.line)
    return str(text) if example is None else f"{text} {example}"
