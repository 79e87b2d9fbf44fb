"""What this floor's errors tell people."""

from flask_babel import gettext as _

from portal.evaluation.forms.entering import unfit_text
from portal.evaluation.forms.following import LACKS as LACKS_OF_EDITS
from portal.evaluation.forms.following import UNFIT
from portal.evaluation.forms.words import EXAMPLES, LACKS, LINES, listed, part_text
from portal.evaluation.rules.closing import (
    DistrictUnnamed,
    DocumentDamaged,
    NothingToAmend,
    PeriodAdopted,
    PeriodAhead,
    PeriodClosed,
    PeriodRunning,
)
from portal.evaluation.rules.document import DocumentUnreadable
from portal.evaluation.rules.editing import EditUnfit
from portal.evaluation.rules.money import MoneyUnfit
from portal.evaluation.rules.scoring import JudgementUnfit
from portal.evaluation.rules.targets import TargetVague
from portal.evaluation.rules.template import TemplateUnfit, Unfit
from portal.shell import filters
from portal.shell.errors import says


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(PeriodRunning, lambda error: _(
        "%(period)s is not over. It can be closed from %(day)s on.",
        period=filters.period(error.period), day=filters.day(error.until),
    ))  # fmt: skip
    says(PeriodClosed, lambda error: _(
        "%(period)s is closed already. What changes afterwards is an amendment that says why.",
        period=filters.period(error.period),
    ))  # fmt: skip
    says(NothingToAmend, lambda error: _(
        "Nothing of %(period)s has changed since it was closed, or no reason was given.",
        period=filters.period(error.period),
    ))  # fmt: skip
    says(DocumentUnreadable, lambda _error: _(
        "This is no evaluation as the portal publishes it. Please save it anew from its year's "
        "page."
    ))  # fmt: skip
    says(PeriodAdopted, lambda error: _(
        "%(period)s was closed by %(district)s. Its rows are not here, so it cannot be judged anew "
        "here; please adopt an amendment from there.", period=filters.period(error.period),
        district=error.district,
    ))  # fmt: skip
    says(DocumentDamaged, lambda error: _(
        "This file is damaged or was changed, and is not adopted. It differs from its own rows "
        "in: %(names)s.", names=listed(map(part_text, error.names)),
    ))  # fmt: skip
    says(DistrictUnnamed, lambda _error: _(
        "The file does not say whose figures these are. Please name the district in Chinese and "
        "in English."
    ))  # fmt: skip
    says(JudgementUnfit, lambda error: _(
        "“%(line)s” needs evidence and a share within its band.", line=LINES[error.line],
    ))  # fmt: skip
    says(PeriodAhead, lambda error: _(
        "No day of %(period)s is over yet. Stock can be taken after %(day)s.",
        period=filters.period(error.period), day=filters.day(error.first),
    ))  # fmt: skip
    says(EditUnfit, lambda error: str(LACKS_OF_EDITS[error.lacks]))
    says(TemplateUnfit, _unfit)
    says(MoneyUnfit, unfit_text)
    says(TargetVague, _vague)


def _unfit(error: TemplateUnfit) -> str:
    """What is wrong with a template."""
    if error.why is Unfit.SUM:
        return str(_("The weights come to %(total)s, not to 100.", total=error.total))
    return str(_("“%(line)s”: %(why)s.", line=LINES[error.line], why=UNFIT[error.why]))


def _vague(error: TargetVague) -> str:
    """What a Target lacks, and how it could be said in a number."""
    text = _("The target of “%(line)s” cannot be judged. It lacks: %(lacks)s.",
             line=LINES[error.line],
             lacks=listed(str(LACKS[each]) for each in error.lacks))  # fmt: skip
    example = EXAMPLES.get(error.line)
    return filters.sentences(str(text), str(example or ""))
