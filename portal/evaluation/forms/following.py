"""What monitoring, passports, edited points and templates say."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from portal.evaluation.forms import words
from portal.evaluation.kinds import Kind, Rule, Unit
from portal.evaluation.rules.document import Evaluation
from portal.evaluation.rules.editing import Lacking, Point
from portal.evaluation.rules.forecasts import Doubt, Forecast, Method
from portal.evaluation.rules.indicators import Figure
from portal.evaluation.rules.monitoring import Light, Outlook
from portal.evaluation.rules.passport import Certainty, Trust
from portal.evaluation.rules.template import Unfit
from portal.shell import filters
from portal.shell.languages import is_english

LIGHTS: Mapping[Light, LazyString] = {
    Light.GREEN: lazy_gettext("on course"),
    Light.AMBER: lazy_gettext("in doubt"),
    Light.RED: lazy_gettext("off course"),
    Light.GREY: lazy_gettext("no verdict"),
}
LIGHT_TONES: Mapping[Light, str] = {
    Light.GREEN: "live", Light.AMBER: "late", Light.RED: "down", Light.GREY: "closed"
}  # fmt: skip
DOUBTS: Mapping[Doubt, LazyString] = {
    Doubt.NO_FIGURE: lazy_gettext("No figure tells it yet."),
    Doubt.NO_TARGET: lazy_gettext("No target was set, so nothing can be held against it."),
    Doubt.NO_METHOD: lazy_gettext("There is no method by which it could be foretold."),
    Doubt.TOO_SHORT: lazy_gettext("Too little of the period is over to carry anything on."),
    Doubt.TOO_FEW: lazy_gettext("Too few events to carry anything on."),
    Doubt.INCOMPLETE: lazy_gettext("Less than 80 per cent of the looks due were made."),
}
PARTS: Mapping[str, LazyString] = {
    "": lazy_gettext("the whole year"),
    "H1": lazy_gettext("first half-year"),
    "H2": lazy_gettext("second half-year"),
    "Q1": lazy_gettext("first quarter"),
    "Q2": lazy_gettext("second quarter"),
    "Q3": lazy_gettext("third quarter"),
    "Q4": lazy_gettext("fourth quarter"),
}
RULES: Mapping[Rule, LazyString] = {
    Rule.RATIO_CAPPED: lazy_gettext("in proportion to the target"),
    Rule.STEP_DEDUCT: lazy_gettext("one point off for each step below"),
    Rule.BAND3: lazy_gettext("by a judgement in three bands"),
    Rule.EVIDENCE: lazy_gettext("all of it where evidence is attached"),
}
KINDS: Mapping[Kind, LazyString] = {
    Kind.PROBLEM: lazy_gettext("Problems found"),
    Kind.ADVICE: lazy_gettext("Recommendations"),
}
LACKS: Mapping[Lacking, LazyString] = {
    Lacking.TEXT: lazy_gettext("Please write what is found or advised."),
    Lacking.FIGURE: lazy_gettext(
        "Please name the figure that shows it. What no figure shows is not told."
    ),
    Lacking.REASON: lazy_gettext("Please give both the reason and the measure."),
    Lacking.PLACE: lazy_gettext("The place is a number from 0 to 9990."),
    Lacking.POINT: lazy_gettext("The figures say this no longer. Please open the page anew."),
}
UNFIT: Mapping[Unfit, LazyString] = {
    Unfit.WEIGHT: lazy_gettext("its weight is a number from 0 to 100 with one place at most"),
    Unfit.RULE: lazy_gettext("it has no figure, so that only a judgement can give its points"),
    Unfit.STEP: lazy_gettext("its step is a number above 0 and at most 100"),
}


def district_text(district: tuple[str, str]) -> str:
    """A district's name in the reader's language."""
    return district[is_english()] or district[0]


def origin_text(district: tuple[str, str], note: str) -> str:
    """Whose an adopted Period is, and what is to be known of it."""
    text = _(
        "These are the figures of another district: %(district)s. It closed the period itself; "
        "they were recomputed from its own rows when they were adopted here.",
        district=district_text(district),
    )
    return filters.sentences(text, note_text(note))


def note_text(note: str) -> str:
    """The reader's half of a note "Chinese / English"; any other note as it stands."""
    chinese, between, english = note.partition(" / ")
    if not between or not english.isascii() or chinese.isascii():
        return note
    return english if is_english() else chinese


def edition_text(edition: object) -> str:
    """Which telling of a Period this is, and of which day."""
    number, day = getattr(edition, "number"), filters.day(getattr(edition, "at"))  # noqa: B009
    if number is None:
        return str(_("Draft of %(day)s, not closed", day=day))
    return words.closing_text(number, getattr(edition, "at"))  # noqa: B009


def trust_text(trust: Trust, unit: Unit) -> str:
    """How far a figure can be trusted, in words."""
    low, high = words.value_text(trust.low, unit), words.value_text(trust.high, unit)
    effect, clusters = f"{trust.design_effect}", f"{trust.clusters:,}"
    number = f"{trust.number:,}"
    texts: dict[Certainty, str] = {
        Certainty.CENSUS: _(
            "Every row was counted: a census has no sampling error. What it may miss is told as "
            "completeness."
        ),
        Certainty.EVENTS: _(
            "%(low)s to %(high)s (95 %%; Wilson's interval; %(number)s events in %(clusters)s "
            "clusters, design effect %(effect)s). All events were counted; the interval says how "
            "far another period of the same work might come out.",
            low=low, high=high, number=number, clusters=clusters, effect=effect,
        ),
        Certainty.WEEKS: _(
            "%(low)s to %(high)s (95 %%; %(number)s weeks drawn anew 1,000 times). All days were "
            "counted; the interval says how far other weeks of the same kind might come out.",
            low=low, high=high, number=number,
        ),
        Certainty.RESAMPLED: _(
            "%(low)s to %(high)s (95 %%; %(number)s events drawn anew 1,000 times).",
            low=low, high=high, number=number,
        ),
        Certainty.TOO_FEW: _("Too few rows (%(number)s) for an interval.", number=number),
        Certainty.ELSEWHERE: _("Its interval is told where its answers are published."),
    }  # fmt: skip
    return str(texts[trust.certainty])


def forecast_text(forecast: Forecast, figure: Figure) -> str:
    """What is to be expected at the end, within which bounds."""
    if forecast.method is Method.FACT:
        return str(_("final: %(value)s", value=words.value_text(forecast.value, figure.unit)))
    return str(
        _("%(value)s, between %(low)s and %(high)s",
          value=words.value_text(forecast.value, figure.unit),
          low=words.value_text(forecast.low, figure.unit),
          high=words.value_text(forecast.high, figure.unit))
    )  # fmt: skip


def method_text(forecast: Forecast) -> str:
    """By which method a forecast was made, and how it may be wrong."""
    number = forecast.basis
    if forecast.method is Method.PACE:
        return str(ngettext(
            "The average of %(num)s week is carried on; the bounds come from how much weeks "
            "differ and hold in 19 of 20 cases. Holidays and plans are not known to it.",
            "The average of %(num)s weeks is carried on; the bounds come from how much weeks "
            "differ and hold in 19 of 20 cases. Holidays and plans are not known to it.",
            number,
        ))  # fmt: skip
    if forecast.method is Method.DAYS:
        return str(ngettext(
            "The days left are expected to be as those before; the bounds come from %(num)s week.",
            "The days left are expected to be as those before; the bounds come from how "
            "%(num)s weeks differ.",
            number,
        ))  # fmt: skip
    texts = {
        Method.FACT: _("Nothing is foretold: the span is over, or its rows change no more."),
        Method.DRIFT: _(
            "It stands as it is and drifts on as between the quarters until now (%(number)s); the "
            "bounds are the best and the worst of these steps.", number=number,
        ),
        Method.EVENTS: _(
            "Events to come are expected to go as the %(number)s before, and as many a day; the "
            "bounds hold in 19 of 20 cases if nothing else changes.", number=number,
        ),
        Method.ANSWERS: _(
            "Answers to come are expected to be as the %(number)s before; the bounds come from how "
            "much these weigh, and hold in 19 of 20 cases if people think as until now.",
            number=number,
        ),
        Method.PARTS: _(
            "Each part of the mean is expected to go on as until now; the bounds come from the "
            "%(number)s events behind them.", number=number,
        ),
        Method.PLACES: _(
            "As many a day are expected as until now; the bounds come from how the %(number)s "
            "restaurants differ.", number=number,
        ),
    }  # fmt: skip
    return str(texts[forecast.method])


def outlook_name(outlook: Outlook) -> str:
    """The line, or its figure where a line has several."""
    if outlook.figure is None:
        return str(words.LINES[outlook.line])
    return words.name_of(outlook.figure.name)


def derived_text(point: Point, evaluation: Evaluation) -> str:
    """What the figures themselves say of a point; empty for one that a person added."""
    if point.found is None:
        return ""
    if point.kind is Kind.PROBLEM:
        return words.problem_text(point.found, evaluation.figures[point.found.figure])
    problem = point.found.problem
    return str(
        _("%(name)s: %(text)s", name=words.PROBLEMS[problem], text=words.ADVICE[problem])
    )  # fmt: skip


def point_text(point: Point, evaluation: Evaluation) -> str:
    """A point as it is told: in a person's words where there are any."""
    if point.edit is not None and point.edit.text:
        return point.edit.text
    return derived_text(point, evaluation)
