"""The report of a closed year: its sections as texts, as a Word file, and the annex of rows."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from docxtpl import DocxTemplate
from flask_babel import gettext as _

from portal.evaluation.forms import words
from portal.evaluation.kinds import Rule
from portal.evaluation.rules.document import Evaluation
from portal.evaluation.rules.evidence import Row
from portal.evaluation.rules.problems import Problem
from portal.evaluation.rules.scoring import LINES, Line, Score
from portal.registry.forms.words import status_word
from portal.registry.kinds import Status
from portal.shell import filters
from portal.shell.exports import Cell, xlsx_book

TEMPLATE = Path(__file__).with_name("report.docx")  # made by deploy/draw_report.py
EFFECTS = ("Q1-task", "Q2-any", "Q5-rectified", "C2-restaurant", "C2-hour", "C2-rectified")


class Closing(Protocol):
    """What a report tells of a closing."""

    @property
    def number(self) -> int:
        """0: the closing itself."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its document."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A line of the table of points, as it is printed."""

    part: str
    line: str
    figures: str
    target: str
    actual: str
    weight: str
    points: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as people read it."""

    title: str
    verdict: str
    before: Sequence[Section]
    heading: str
    header: Sequence[str]
    scores: Sequence[ScoreRow]
    after: Sequence[Section]


def report_of(evaluation: Evaluation, closing: Closing, *, basis: str) -> Report:
    """The report in the reader's language; problems and advice come from the figures alone."""
    return Report(
        title=_("Performance evaluation of the open kitchens, %(year)s", year=evaluation.year),
        verdict=verdict_text(evaluation),
        before=[
            Section(_("1. Basis"), [basis or _("No basis has been written down.")]),
            Section(_("2. Process"), _process(evaluation, closing)),
        ],
        heading=_("3. Points"),
        header=[_("Level 1"), _("Level 2"), _("Level 3"), _("Target of the year"),
                _("Reached"), _("Weight"), _("Points"), _("Deviation and improvement")],
        scores=[_score_row(evaluation, each) for each in evaluation.scores],
        after=[
            Section(_("4. Output and effects"), list(_effects(evaluation))),
            Section(_("5. Problems found"), _problems(evaluation)),
            Section(_("6. Recommendations"), _advice(evaluation)),
        ],
    )  # fmt: skip


def verdict_text(evaluation: Evaluation) -> str:
    """Points and Grade, or between which Grades the year lies while data do not suffice."""
    found = evaluation.verdict
    least, most = words.GRADES[found.least], words.GRADES[found.most]
    if not found.open:
        text = _("%(points)s of 100 points: %(grade)s.", points=found.points, grade=least)
        return str(text)
    known = _(
        "%(points)s points; %(open)s of 100 cannot be judged, since no figure or evidence tells "
        "them.", points=found.points, open=found.open,
    )  # fmt: skip
    if found.is_certain:
        grade = _("The grade is %(grade)s whatever they are.", grade=least)
    else:
        grade = _(
            "The data do not suffice for a grade: it lies between %(least)s and %(most)s.",
            least=least, most=most,
        )  # fmt: skip
    return f"{known} {grade}"


def report_file(evaluation: Evaluation, closing: Closing, *, basis: str) -> bytes:
    """The report as a DOCX file."""
    template = DocxTemplate(TEMPLATE)
    report = report_of(evaluation, closing, basis=basis)
    template.render({"report": report}, autoescape=True)
    saved = io.BytesIO()
    template.save(saved)
    return saved.getvalue()


def annex_file(evaluation: Evaluation) -> bytes:
    """All figures, and all rows behind them, as an XLSX file; a sheet for each table."""
    return xlsx_book(_sheets(evaluation))


def figure_cells(evaluation: Evaluation) -> Iterator[list[Cell]]:
    """Every figure as cells under `figure_header`."""
    for each in evaluation.figures.values():
        yield [
            each.name, words.name_of(each.name), each.formula,
            filters.unknown() if each.value is None else str(each.value), each.part, each.whole,
            None if each.completeness is None else str(each.completeness),
            each.as_of, len(each.excluded), ", ".join(each.tables), each.digest,
        ]  # fmt: skip


def figure_header() -> list[str]:
    """What stands above figures as cells."""
    return [
        _("Figure"), _("Called"), _("Formula"), _("Value"), _("Part"), _("Whole"),
        _("Completeness in per cent"), _("As of"), _("Rows left out"), _("Sheets"), "SHA-256",
    ]  # fmt: skip


def cells_of(row: Row) -> list[Cell]:
    """A row of a table as cells under `header_of`."""
    return [_cell(key, row[key]) for key in _keys(row)]


def header_of(rows: Sequence[Row]) -> list[str]:
    """What stands above rows of a table as cells."""
    keys = _keys(rows[0]) if rows else ["id"]
    return [str(words.COLUMNS.get(key, key)) for key in keys]


def _keys(row: Row) -> list[str]:
    """The columns of a row: who it is first, then the others in the order of their names."""
    first = [key for key in ("id", "name") if key in row]
    return [*first, *sorted(row.keys() - set(first))]


def _sheets(
    evaluation: Evaluation,
) -> Iterator[tuple[str, Sequence[str], Iterator[list[Cell]]]]:
    yield _("Figures"), figure_header(), figure_cells(evaluation)
    for name, rows in evaluation.tables.items():
        yield name, header_of(rows), map(cells_of, rows)


def _cell(key: str, value: object) -> Cell:
    if key == "status":
        return status_word(Status(str(value)) if value else None)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, int) or value is None else str(value)


def _process(evaluation: Evaluation, closing: Closing) -> list[str]:
    counted = filters.day(evaluation.terms.counted_at)
    lines = [
        _("Counted on %(day)s from the rows of the register, the minute maps, patrols, "
          "findings, faults, budget and payments; every figure has its rows in the annex.",
          day=counted),
        _("SHA-256 of the evaluation: %(digest)s", digest=closing.digest),
    ]  # fmt: skip
    if closing.number:
        lines.append(_("This is amendment %(number)s.", number=closing.number))
    return lines


def _score_row(evaluation: Evaluation, score: Score) -> ScoreRow:
    line, target = LINES[score.line], evaluation.plan.targets.get(score.line)
    judged = evaluation.plan.judgements.get(score.line)
    figures = [evaluation.figures[name] for name in score.figures]
    return ScoreRow(
        part=str(words.PARTS[line.part]),
        line=str(words.LINES[line.key]),
        figures=words.listed(words.name_of(each.name) for each in figures) or _told_by(line),
        target=words.target_text(target) if line.figures else "—",
        actual=words.listed(words.figure_text(each) for each in figures)
        or (judged.evidence if judged else filters.unknown()),
        weight=str(line.weight),
        points=words.points_text(score.points),
        reason=_reason(score),
    )


def _told_by(line: Line) -> str:
    """What tells the points of a line that has no figure."""
    return str(_("by evidence") if line.rule is Rule.BAND3 else _("no figure yet"))


def _reason(score: Score) -> str:
    if score.points is None:
        return str(_("Neither figure nor evidence tells it, or no target was set."))
    if not score.deviation:
        return ""
    text = _("%(deviation)s %% off the target", deviation=score.deviation)
    if score.needs_reason:
        text = words.listed([text, _("over 20 per cent: a reason and a measure are needed")])
    return str(text)


def _effects(evaluation: Evaluation) -> Iterator[str]:
    for each in evaluation.figures.values():
        if each.code in EFFECTS:
            yield _named(words.name_of(each.name), words.figure_text(each))


def _problems(evaluation: Evaluation) -> list[str]:
    lines = [
        words.problem_text(each, evaluation.figures[each.figure]) for each in evaluation.problems
    ]
    return lines or [_("The figures find no problem.")]


def _advice(evaluation: Evaluation) -> list[str]:
    found = dict.fromkeys(each.problem for each in evaluation.problems)
    return [_named(words.PROBLEMS[each], words.ADVICE[each]) for each in Problem if each in found]


def _named(name: object, text: object) -> str:
    return str(_("%(name)s: %(text)s", name=name, text=text))
