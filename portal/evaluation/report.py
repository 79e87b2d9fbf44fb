"""The report of a Period as people read it: its sections, and the table of points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _

from portal.evaluation.forms import following, words
from portal.evaluation.kinds import Kind, Part
from portal.evaluation.rules.document import Evaluation
from portal.evaluation.rules.editing import Point, points
from portal.evaluation.rules.indicators import Figure
from portal.evaluation.rules.scoring import Line, Score, why_open
from portal.shell import filters

EFFECTS = (
    "Q1-task", "Q2-any", "Q3-mean", "Q3-gap", "Q5-rectified", "C2-restaurant", "C2-hour",
    "C2-rectified",
)  # fmt: skip


class Edition(Protocol):
    """What a report tells of a closing, an amendment or a draft."""

    @property
    def number(self) -> int | None:
        """None: a draft; 0: the closing itself."""

    @property
    def at(self) -> datetime:
        """When it was made."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its document."""

    @property
    def reason(self) -> str:
        """Why it was amended, or what is to be known of an adopted one."""

    @property
    def district(self) -> tuple[str, str] | None:
        """Whose it is, where it was adopted; None: our own."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A figure by which a line is judged, as it is printed."""

    figure: str
    target: str
    actual: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A line of the table of points, with a detail at least."""

    line: str
    weight: str
    points: str
    reason: str
    details: Sequence[Detail]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of the table of points: its lines, and what they come to."""

    part: str
    weight: str
    points: str
    lines: Sequence[ScoreLine]

    @property
    def height(self) -> int:
        """How many rows it takes."""
        return sum(len(line.details) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs; `items` are numbered."""

    heading: str
    paragraphs: Sequence[str] = ()
    items: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report as people read it; `cover` are labels with what stands behind them."""

    title: str
    edition: str
    cover: Sequence[tuple[str, str]]
    verdict: str
    before: Sequence[Section]
    heading: str
    header: Sequence[str]
    parts: Sequence[ScorePart]
    total: tuple[str, str, str]
    after: Sequence[Section]
    is_draft: bool = False


def report_of(evaluation: Evaluation, edition: Edition, *, basis: str) -> Report:
    """The report in the reader's language: what the figures say, and what people made of it."""
    title = _("Performance evaluation of the open kitchens, %(period)s",
              period=filters.period(evaluation.period))  # fmt: skip
    found = evaluation.verdict
    return Report(
        title=str(title),
        edition=following.edition_text(edition),
        cover=_cover(evaluation, edition),
        verdict=verdict_text(evaluation),
        before=[
            Section(_("1. Basis"), [basis or _without_basis(edition)]),
            Section(_("2. Process"), _process(evaluation, edition)),
        ],
        heading=_("3. Points"),
        header=[_("Level 1"), _("Level 2"), _("Level 3"), _("Target of the year"),
                _("Reached"), _("Weight"), _("Points"), _("Deviation and improvement")],
        parts=list(_parts(evaluation)),
        total=(
            str(_("Sum")),
            _number(sum(each.weight for each in evaluation.scores)),
            str(found.points),
        ),
        after=[
            Section(_("4. Output and effects"), items=list(_effects(evaluation))),
            Section(_("5. Problems found"), *_told(evaluation, Kind.PROBLEM)),
            Section(_("6. Recommendations"), *_told(evaluation, Kind.ADVICE)),
            *_left_out(evaluation),
        ],
        is_draft=edition.number is None,
    )  # fmt: skip


def verdict_text(evaluation: Evaluation) -> str:
    """Points and Grade, or between which Grades the Period lies while data do not suffice."""
    found = evaluation.verdict
    least, most = words.GRADES[found.least], words.GRADES[found.most]
    if not found.open:
        text = _("%(points)s of 100 points: %(grade)s.", points=found.points, grade=least)
        return str(text)
    known = _(
        "%(points)s points; %(open)s of 100 cannot be judged, since no figure or evidence tells "
        "them.", points=found.points, open=_number(found.open),
    )  # fmt: skip
    if found.is_certain:
        grade = _("The grade is %(grade)s whatever they are.", grade=least)
    else:
        grade = _(
            "The data do not suffice for a grade: it lies between %(least)s and %(most)s.",
            least=least, most=most,
        )  # fmt: skip
    return filters.sentences(known, grade)


def _cover(evaluation: Evaluation, edition: Edition) -> list[tuple[str, str]]:
    found = evaluation.verdict
    grade = (
        str(words.GRADES[found.least])
        if found.is_certain
        else str(_("the data do not suffice"))
    )  # fmt: skip
    whose = edition.district or evaluation.terms.district
    lines = [
        *([(_("District"), following.district_text(whose))] if any(whose) else []),
        (_("Period"), filters.period(evaluation.period)),
        (_("Edition"), following.edition_text(edition)),
        (_("Counted on"), filters.day(evaluation.terms.counted_at)),
        (_("Points"), _("%(points)s of 100", points=found.points)),
        (_("Grade"), grade),
        ("SHA-256", edition.digest),
    ]
    return [(str(label), str(text)) for label, text in lines]


def _without_basis(edition: Edition) -> str:
    if edition.district is not None:
        return str(_("The file of that district does not tell what its plan rests on."))
    return str(_("No basis has been written down."))


def _process(evaluation: Evaluation, edition: Edition) -> list[str]:
    counted = filters.day(evaluation.terms.counted_at)
    lines = [
        _("Counted on %(day)s from the rows of the register, the minute maps, patrols, "
          "findings, faults, budget and payments; every figure has its rows in the annex.",
          day=counted),
        _("SHA-256 of the evaluation: %(digest)s", digest=edition.digest),
        _("Anybody can recompute it without this portal's database from the file "
          "evaluation-%(period)s.json: flask --app portal evaluation verify FILE.",
          period=evaluation.period),
    ]  # fmt: skip
    if edition.district is not None:
        lines.append(following.origin_text(edition.district, edition.reason))
    elif edition.number is None:
        lines.append(_("This is a draft: the period is not closed, and its figures may change."))
    elif edition.number:
        lines.append(
            _("This is amendment %(number)s: %(reason)s", number=edition.number,
              reason=edition.reason)
        )  # fmt: skip
    return [str(line) for line in lines]


def _parts(evaluation: Evaluation) -> Iterator[ScorePart]:
    by_part: dict[Part, list[Score]] = {part: [] for part in Part}
    for score in evaluation.scores:
        by_part[evaluation.line(score.line).part].append(score)
    for part, found in by_part.items():
        if found:
            known = [each.points for each in found if each.points is not None]
            yield ScorePart(
                part=str(words.PARTS[part]),
                weight=_number(sum(each.weight for each in found)),
                points=str(sum(known)) if known else words.points_text(None),
                lines=[_score_line(evaluation, each) for each in found],
            )


def _score_line(evaluation: Evaluation, score: Score) -> ScoreLine:
    line = evaluation.line(score.line)
    figures = [evaluation.figures[name] for name in score.figures]
    details = [_detail(evaluation, line, each) for each in figures]
    return ScoreLine(
        line=str(words.LINES[line.key]),
        weight=_number(line.weight),
        points=words.points_text(score.points),
        reason=_reason(evaluation, score),
        details=details or [_without_figure(evaluation, line)],
    )


def _detail(evaluation: Evaluation, line: Line, figure: Figure) -> Detail:
    target = line.target_in(evaluation.period, evaluation.plan.targets.get(line.key))
    return Detail(words.name_of(figure.name), words.target_text(target), words.figure_text(figure))


def _without_figure(evaluation: Evaluation, line: Line) -> Detail:
    judged = evaluation.plan.judgements.get(line.key)
    told_by = _("by evidence") if line.rule.is_judged else _("no figure yet")
    return Detail(str(told_by), "—", judged.evidence if judged else filters.unknown())


def _reason(evaluation: Evaluation, score: Score) -> str:
    texts: list[str] = []
    if score.points is None:
        texts.append(_why_open(evaluation, score))
    elif score.deviation:
        texts.append(str(_("%(deviation)s %% off the target", deviation=score.deviation)))
    note = evaluation.plan.notes.get(score.line)
    if note is not None:
        texts.append(str(_("Reason: %(text)s", text=note.reason)))
        texts.append(str(_("Measure: %(text)s", text=note.measure)))
    elif score.needs_reason:
        texts.append(str(_("over 20 per cent: a reason and a measure are needed")))
    return words.listed(texts)


def _why_open(evaluation: Evaluation, score: Score) -> str:
    found = [evaluation.figures[name] for name in score.figures]
    target = evaluation.plan.targets.get(score.line)
    return str(words.OPEN[why_open(evaluation.line(score.line), found, target)])


def _effects(evaluation: Evaluation) -> Iterator[str]:
    for each in evaluation.figures.values():
        if each.code in EFFECTS:
            name, text = words.name_of(each.name), words.figure_text(each)
            yield str(_("%(name)s: %(text)s", name=name, text=text))


def _told(evaluation: Evaluation, kind: Kind) -> tuple[list[str], list[str]]:
    """What stands instead of points where there are none, and the points."""
    told = [
        following.point_text(each, evaluation)
        for each in _points(evaluation, kind)
        if not each.is_dropped
    ]
    return ([] if told else [str(_("The figures find no problem."))]), told


def _left_out(evaluation: Evaluation) -> Iterator[Section]:
    """What a person left out, with the reason: nothing disappears from a report silently."""
    items = [
        str(
            _("%(text)s Left out by %(author)s: %(reason)s",
              text=following.point_text(each, evaluation), author=each.edit.author,
              reason=each.edit.dropped)
        )
        for kind in Kind
        for each in _points(evaluation, kind)
        if each.edit is not None and each.is_dropped
    ]  # fmt: skip
    if items:
        yield Section(str(_("7. Left out by a person")), items=items)


def _points(evaluation: Evaluation, kind: Kind) -> tuple[Point, ...]:
    return points(kind, evaluation.problems, evaluation.plan.edits)


def _number(value: object) -> str:
    """Points without needless places: 6, 4.5."""
    text = f"{value}"
    return text.rstrip("0").rstrip(".") if "." in text else text
