"""What states, tiers, reasons and verdicts are called, and what errors tell people."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext, ngettext
from flask_babel.speaklater import LazyString

from portal.participation.kinds import (
    AsideState,
    Doubt,
    Instrument,
    Item,
    Mode,
    PictureAnswer,
    Rating,
    Tier,
    WaveState,
)
from portal.participation.operations import FormGone
from portal.participation.question_sets import question_set
from portal.participation.rules.convenience import Part, Step
from portal.participation.rules.figures import Contrast, Figure
from portal.participation.rules.intervals import Interval
from portal.participation.rules.limits import DeviceRests, VenueBusy, WorkNeeded, WorkRefused
from portal.participation.rules.permissions import (
    AsideDecided,
    FrameEmpty,
    SurveyUnknown,
    WaveNotReady,
    WaveRefused,
)
from portal.participation.rules.presence import CodeUnknown
from portal.participation.rules.publishing import SMALLEST_GROUP, people
from portal.participation.rules.questions import Words
from portal.participation.rules.satisfaction import Convention, Counts, figure
from portal.participation.rules.verdicts import MINIMUMS, Judgement, Verdict
from portal.registry.forms.words import named
from portal.shell import filters
from portal.shell.errors import says
from portal.shell.languages import is_english
from portal.shell.rules import Ratio

__all__ = ["named"]

RATINGS: dict[Rating, LazyString] = {
    Rating.VERY_GOOD: lazy_gettext("Very satisfied"),
    Rating.GOOD: lazy_gettext("Satisfied"),
    Rating.FAIR: lazy_gettext("Fairly satisfied"),
    Rating.POOR: lazy_gettext("Dissatisfied"),
    Rating.VERY_POOR: lazy_gettext("Very dissatisfied"),
    Rating.DONT_KNOW: lazy_gettext("Don't know"),
}
TIERS: dict[Tier, LazyString] = {
    Tier.SLIP: lazy_gettext("One-time slip"),
    Tier.DISPLAY: lazy_gettext("Changing code of the display"),
    Tier.SIGN: lazy_gettext("Printed sign"),
}
MODES: dict[Mode, LazyString] = {
    Mode.SCREEN: lazy_gettext("On a screen, alone"),
    Mode.PAPER: lazy_gettext("On paper"),
    Mode.PHONE: lazy_gettext("By telephone"),
}
HEADLINE = lazy_gettext("the headline")
INSTRUMENTS: dict[Instrument, LazyString] = {
    Instrument.SURVEY: lazy_gettext("Survey (drawn sample)"),
    Instrument.POLL: lazy_gettext("Poll (whoever scans)"),
}
DOUBTS: dict[Doubt, LazyString] = {
    Doubt.TOO_FAST: lazy_gettext("Filled in faster than one can read"),
    Doubt.BURST: lazy_gettext("Too many within ten minutes"),
    Doubt.ONE_NETWORK: lazy_gettext("Most of the day from one network"),
    Doubt.STAFF_NETWORK: lazy_gettext("From a network in which the restaurant's staff work"),
    Doubt.SAME_THROUGHOUT: lazy_gettext("Word for word the same"),
    Doubt.EVEN_TIMING: lazy_gettext("All took the same time"),
    Doubt.CLOSED_HOURS: lazy_gettext("While the restaurant was closed"),
    Doubt.MORE_THAN_SCANS: lazy_gettext("More answers than scans"),
    Doubt.MORE_THAN_USUAL: lazy_gettext("Many more in a day than the restaurant ever has"),
}
ASIDE_STATES: dict[AsideState, LazyString] = {
    AsideState.ASIDE: lazy_gettext("Set aside"),
    AsideState.APPEALED: lazy_gettext("Objection raised"),
    AsideState.UPHELD: lazy_gettext("Stays aside"),
    AsideState.RELEASED: lazy_gettext("Counts after all"),
}
ASIDE_TONES: dict[AsideState, str] = {
    AsideState.ASIDE: "late",
    AsideState.APPEALED: "down",
    AsideState.UPHELD: "closed",
    AsideState.RELEASED: "live",
}
WAVE_STATES: dict[WaveState, LazyString] = {
    WaveState.COMMITTED: lazy_gettext("Seed committed"),
    WaveState.DRAWN: lazy_gettext("Drawn, under way"),
    WaveState.CLOSED: lazy_pgettext("survey", "Ended"),
}
WAVE_TONES: dict[WaveState, str] = {
    WaveState.COMMITTED: "late",
    WaveState.DRAWN: "live",
    WaveState.CLOSED: "closed",
}
VERDICTS: dict[Verdict, LazyString] = {
    Verdict.MET: lazy_gettext("Target met"),
    Verdict.MISSED: lazy_gettext("Target missed"),
    Verdict.UNDECIDED: lazy_gettext("Too few answers to decide"),
}
VERDICT_TONES: dict[Verdict, str] = {
    Verdict.MET: "live",
    Verdict.MISSED: "down",
    Verdict.UNDECIDED: "late",
}
CONVENTIONS: dict[Convention, LazyString] = {
    Convention.TOP_TWO: lazy_gettext("Two best words (headline)"),
    Convention.TOP_THREE: lazy_gettext("Three best words"),
    Convention.MEAN_TWENTY: lazy_gettext("Mean of 5 to 1, times 20"),
    Convention.MEAN_RANGE: lazy_gettext("(Mean − 1) ÷ 4"),
    Convention.STEPPED: lazy_gettext("100, 80, 60, 0 and 0 points"),
    Convention.BALANCE: lazy_gettext("Praise ÷ (praise + blame), ends counted twice"),
}
ITEMS: dict[Item, LazyString] = {
    Item.SATISFACTION: lazy_gettext("Food safety at the restaurant"),
    Item.TRUST: lazy_gettext("The kitchen is as shown"),
    Item.EASE: lazy_gettext("Ease from code to picture"),
    Item.PICTURE: lazy_gettext("Picture of the kitchen"),
    Item.OPENNESS: lazy_gettext("How the regulator makes things public"),
    Item.VISIT: lazy_gettext("Ate here today"),
    Item.AGE: lazy_gettext("Age"),
    Item.REMARK: lazy_gettext("Remark"),
}
PICTURES: dict[PictureAnswer, LazyString] = {
    PictureAnswer.CLEAR: lazy_gettext("clear and working"),
    PictureAnswer.BLACK: lazy_gettext("black"),
    PictureAnswer.FROZEN: lazy_gettext("stood still"),
    PictureAnswer.WRONG_PLACE: lazy_gettext("another place"),
    PictureAnswer.TOO_SLOW: lazy_gettext("too slow"),
    PictureAnswer.NOT_TRIED: lazy_gettext("not tried"),
}
PARTS: dict[Part, LazyString] = {
    Part.FIRST_PICTURE: lazy_gettext("Wait for the first moving picture"),
    Part.PLAYS: lazy_gettext("Viewings in which the picture came"),
    Part.CLICKS: lazy_gettext("Taps from the code to the moving picture"),
    Part.UPTIME: lazy_gettext("Looks at kitchens that were made as planned"),
    Part.EASE: lazy_gettext("Satisfied with the ease from code to picture"),
    Part.ON_TIME: lazy_gettext("Complaints and reports answered in time"),
}

STEPS: dict[Step, LazyString] = {
    Step.OPENED: lazy_gettext("Kitchen's page opened"),
    Step.ASKED: lazy_gettext("Moving picture asked for"),
    Step.MOVED: lazy_gettext("Moving picture came"),
    Step.BEGUN: lazy_gettext("First question answered"),
    Step.FINISHED: lazy_gettext("All questions answered"),
}


def step_bars(funnel: Mapping[Step, int | None]) -> list[tuple[LazyString, int, str]]:
    """The steps as bars, each with its count; no bar where nobody counted."""
    return [(STEPS[step], number or 0, filters.count(number)) for step, number in funnel.items()]


def said(words: Words) -> str:
    """A text of a question set in the reader's language."""
    return words.en if is_english() else words.zh


def set_title(name: str) -> str:
    """What people call the question set of this name."""
    return said(question_set(name).title)


def may_be_told(counts: Counts) -> bool:
    """Whether the five counts may stand on a public page: ten people at least."""
    return people(counts) >= SMALLEST_GROUP


def may_be_shared(counts: Counts, found: Figure) -> bool:
    """Whether answers beside the figure are told as a share, which it is not itself if too few."""
    return found.shown and may_be_told(counts)


def share_text(share: float | None) -> str:
    """A share from 0 to 1 in per cent, to one place; the words for "not known" for None."""
    counts = None if share is None else Ratio(round(share * 100_000), 100_000)
    return filters.percent(counts, places=1)


def interval_text(interval: Interval | None) -> str:
    """From where to where a share may lie: "76.3 % to 83.1 %"."""
    if interval is None:
        return filters.unknown()
    low, high = share_text(interval.low), share_text(interval.high)
    return str(_("%(low)s to %(high)s", low=low, high=high))


def points_text(interval: Interval) -> str:
    """A change from one period to another, in points of a per cent."""
    low, high = f"{100 * interval.low:+.1f}", f"{100 * interval.high:+.1f}"
    return str(_("%(low)s to %(high)s points", low=low, high=high))


def contrast_text(found: Contrast) -> str:
    """Whether two ways of answering give another result at the same restaurants, in a sentence."""
    facts = {
        "one": str(_way(found.one)),
        "other": str(HEADLINE if found.other is None else _way(found.other)),
        "places": filters.count(found.difference.places),
        "points": points_text(found.difference.interval),
    }
    if not found.is_told:
        return str(_("“%(one)s” and “%(other)s”: no difference beyond chance where both were "
                     "used (restaurants: %(places)s; %(points)s).", **facts))  # fmt: skip
    if found.difference.value > 0:
        return str(_("“%(one)s” gives more satisfied answers than “%(other)s” where both were "
                     "used (restaurants: %(places)s): %(points)s.", **facts))  # fmt: skip
    return str(_("“%(one)s” gives less satisfied answers than “%(other)s” where both were "
                 "used (restaurants: %(places)s): %(points)s.", **facts))  # fmt: skip


def _way(way: Tier | Mode) -> LazyString:
    return TIERS[way] if isinstance(way, Tier) else MODES[way]


def too_few_text(found: Figure) -> str:
    """What stands in place of a share where there are too few answers."""
    least = MINIMUMS[found.level].shown
    if found.estimate is None or found.estimate.design_effect == 1:
        return str(_("Too few answers: n = %(n)s, shown from %(least)s",
                     n=filters.count(found.n), least=least))  # fmt: skip
    return str(
        _(
            "Too few answers: n = %(n)s, which tell as much as %(effective)s; shown from %(least)s",
            n=filters.count(found.n),
            effective=filters.count(int(found.estimate.effective_n)),
            least=least,
        )
    )


def verdict_text(judgement: Judgement) -> str:
    """A verdict in words, with how many more answers would decide."""
    word = str(VERDICTS[judgement.verdict])
    if judgement.more is None:
        return word
    more = str(
        ngettext(
            "%(more)s more answer needed",
            "%(more)s more answers needed",
            judgement.more,
            more=filters.count(judgement.more),
        )
    )
    return f"{word} · {more}"


def conventions(survey: Figure, poll: Figure) -> list[tuple[LazyString, str, str]]:
    """Each convention's name, and what it makes of the answers of Survey and Poll."""
    return [
        (word, _points(survey, each), _points(poll, each)) for each, word in CONVENTIONS.items()
    ]


def _points(found: Figure, convention: Convention) -> str:
    if not found.shown:
        return str(_("too few"))
    value = figure(found.counts, convention)
    return filters.unknown() if value is None else f"{float(value):.1f}"


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(CodeUnknown, lambda _error: _(
        "This code was used already, is too old or was misread. You may leave it out."
    ))  # fmt: skip
    says(DeviceRests, lambda _error: _(
        "This phone has answered already. Once a day at each restaurant is enough, and three "
        "times a day in the district. Thank you."
    ))  # fmt: skip
    says(VenueBusy, lambda _error: _(
        "This restaurant has had many answers just now. Please try again later, or use the code "
        "of a slip."
    ))  # fmt: skip
    says(WorkNeeded, lambda _error: _(
        "Without scripts this page takes only a few answers an hour for each restaurant. Please "
        "try again in an hour, or enter the code of a slip."
    ))  # fmt: skip
    says(WorkRefused, lambda _error: _(
        "The page was open for too long. Your choice is kept; please send it again."
    ))  # fmt: skip
    says(FormGone, lambda _error: _(
        "This form was open for too long and is closed. What you answered has been kept. Thank you."
    ))  # fmt: skip
    says(AsideDecided, lambda _error: _(
        "These answers were decided about already. Please look at the list again."
    ))  # fmt: skip
    says(WaveNotReady, lambda _error: _(
        "The survey is not so far yet, or further already. Please look at its page again."
    ))  # fmt: skip
    says(FrameEmpty, lambda _error: _(
        "No restaurant is open in these days. Please check the register."
    ))  # fmt: skip
    says(SurveyUnknown, lambda _error: _("There is no such survey. Please look in the list."))
    says(
        WaveRefused,
        lambda error: str(WRONG[error.field]),
        field=lambda error: "last_day" if error.field == "until" else error.field,
    )


WRONG: dict[str, LazyString] = {
    "starts_on": lazy_gettext("The survey begins today or later and overlaps no other."),
    "until": lazy_gettext("A survey lasts between 1 and 100 days."),
    "restaurants": lazy_gettext("Between 1 and 500 restaurants can be drawn."),
    "every": lazy_gettext("Please give a number between 1 and 50."),
    "number": lazy_gettext("A sheet has between 1 and 200 slips."),
    "valid_until": lazy_gettext("Slips are good from today for 92 days at most."),
    "day": lazy_gettext("The day lies within the last 92 days."),
    "refused": lazy_gettext("No more people can refuse than were invited."),
    "code": lazy_gettext("The register knows no restaurant of this code."),
}
