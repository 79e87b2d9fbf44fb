"""How the notices about Findings read."""

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.findings.forms.codes import CODES
from portal.findings.kinds import FindingAct
from portal.notices.forms import Wording, name_kinds

_TITLES: dict[str, tuple[LazyString, LazyString, LazyString]] = {
    # the kind of news, what it is called in lists, its line, and what to do
    f"finding.{FindingAct.OPEN}": (
        lazy_gettext("Finding to be put right"),
        lazy_gettext("%(restaurant)s: %(violation)s, to be put right by %(due)s"),
        lazy_gettext(
            "Finding %(number)s was confirmed by an officer. Please put it right by %(due)s and "
            "send a photograph, ask for more time, or appeal. %(note)s"
        ),
    ),
    f"finding.{FindingAct.REPLY}": (
        lazy_gettext("Restaurant answered"),
        lazy_gettext("%(restaurant)s answered finding %(number)s"),
        lazy_gettext("About: %(violation)s. Due by %(due)s."),
    ),
    f"finding.{FindingAct.PROVE}": (
        lazy_gettext("Proof to be verified"),
        lazy_gettext("%(restaurant)s sent its proof for finding %(number)s"),
        lazy_gettext("About: %(violation)s. Please verify it, or send it back with a reason."),
    ),
    f"finding.{FindingAct.ASK_EXTENSION}": (
        lazy_gettext("More time asked for"),
        lazy_gettext("%(restaurant)s asks for more time, finding %(number)s"),
        lazy_gettext("About: %(violation)s. Due by %(due)s so far."),
    ),
    f"finding.{FindingAct.GRANT_EXTENSION}": (
        lazy_gettext("More time granted"),
        lazy_gettext("Finding %(number)s is to be put right by %(due)s now"),
        lazy_gettext("About: %(violation)s."),
    ),
    f"finding.{FindingAct.REFUSE_EXTENSION}": (
        lazy_gettext("More time refused"),
        lazy_gettext("Finding %(number)s stays due by %(due)s"),
        lazy_gettext("About: %(violation)s. The reason stands on its page."),
    ),
    f"finding.{FindingAct.APPEAL}": (
        lazy_gettext("Appeal to decide about"),
        lazy_gettext("%(restaurant)s appeals against finding %(number)s"),
        lazy_gettext("About: %(violation)s. Who confirmed it does not decide."),
    ),
    f"finding.{FindingAct.ALLOW_APPEAL}": (
        lazy_gettext("Appeal allowed"),
        lazy_gettext("Finding %(number)s is annulled"),
        lazy_gettext("About: %(violation)s. Nothing more is to be done."),
    ),
    f"finding.{FindingAct.REJECT_APPEAL}": (
        lazy_gettext("Appeal rejected"),
        lazy_gettext("Finding %(number)s stands, to be put right by %(due)s"),
        lazy_gettext("About: %(violation)s. The reason stands on its page."),
    ),
    f"finding.{FindingAct.VERIFY}": (
        lazy_gettext("Rectification verified"),
        lazy_gettext("Finding %(number)s is closed"),
        lazy_gettext("About: %(violation)s. It is put right, thank you."),
    ),
    f"finding.{FindingAct.RETURN}": (
        lazy_gettext("Proof sent back"),
        lazy_gettext("The proof for finding %(number)s is not enough yet"),
        lazy_gettext("About: %(violation)s. Due by %(due)s. The reason stands on its page."),
    ),
    f"finding.{FindingAct.ESCALATE}": (
        lazy_gettext("Finding escalated"),
        lazy_gettext("%(restaurant)s: finding %(number)s is escalated to the bureau"),
        lazy_gettext("About: %(violation)s. It was due by %(due)s."),
    ),
    "finding.escalated": (
        lazy_gettext("Finding escalated to you"),
        lazy_gettext("%(restaurant)s: finding %(number)s is escalated"),
        lazy_gettext("About: %(violation)s. It was due by %(due)s."),
    ),
    f"finding.{FindingAct.WITHDRAW}": (
        lazy_gettext("Finding withdrawn"),
        lazy_gettext("Finding %(number)s is withdrawn"),
        lazy_gettext("About: %(violation)s. Nothing more is to be done."),
    ),
    f"finding.{FindingAct.REMIND}": (
        lazy_gettext("Reminder"),
        lazy_gettext("Finding %(number)s is still to be put right, by %(due)s"),
        lazy_gettext("About: %(violation)s."),
    ),
    "finding.due_soon": (
        lazy_gettext("Due soon"),
        lazy_gettext("Finding %(number)s is due by %(due)s"),
        lazy_gettext("About: %(violation)s. Please send your proof in time."),
    ),
    "finding.late": (
        lazy_gettext("Finding overdue"),
        lazy_gettext("%(restaurant)s is late with finding %(number)s"),
        lazy_gettext("About: %(violation)s. It was due by %(due)s."),
    ),
    f"finding.{FindingAct.PUBLISH}": (
        lazy_gettext("Finding made public"),
        lazy_gettext("Finding %(number)s is public on your page now"),
        lazy_gettext("About: %(violation)s. Your reply stands beside it."),
    ),
    f"finding.{FindingAct.KEEP_PRIVATE}": (
        lazy_gettext("Finding not made public"),
        lazy_gettext("Finding %(number)s does not become public"),
        lazy_gettext("About: %(violation)s."),
    ),
    "lead.urgent": (
        lazy_gettext("Urgent lead"),
        lazy_gettext("Please look within 30 minutes: %(restaurant)s, %(violation)s"),
        lazy_gettext(
            "The machine saw it at %(seen)s (%(camera)s). It is a lead, not a fact: please "
            "confirm or reject it."
        ),
    ),
    "lead.unreviewed": (
        lazy_gettext("Urgent lead nobody judged"),
        lazy_gettext("Not judged for 30 minutes: %(restaurant)s, %(violation)s"),
        lazy_gettext(
            "The machine saw it at %(seen)s (%(camera)s). Please judge it, or have it judged."
        ),
    ),
    "lead.waiting": (
        lazy_gettext("Lead to be judged"),
        lazy_gettext("Lead to be judged: %(restaurant)s, %(violation)s"),
        lazy_gettext(
            "The machine saw it at %(seen)s (%(camera)s). Further ones of this day stand in the "
            "queue."
        ),
    ),
    f"finding.{FindingAct.UNPUBLISH}": (
        lazy_gettext("Public record taken back"),
        lazy_gettext("Finding %(number)s is public no more"),
        lazy_gettext("About: %(violation)s."),
    ),
}


def register_kinds() -> None:
    """Let notices about Findings read so."""
    words = {"violation": CODES}
    name_kinds(
        {
            kind: Wording(name=name, title=title, body=body, words=words)
            for kind, (name, title, body) in _TITLES.items()
        }
    )
