"""A closed Period as a document that anybody can keep and recompute without this portal's database.

It holds the rows, the terms, the plan, and all that was made of them: figures with their rows,
points, Grade, problems. Written as canonical JSON, so that its SHA-256 is one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.evaluation.kinds import Band
from portal.evaluation.rules.editing import Edit, Note, edit_in, note_in
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.indicators import LIBRARY, Figure, Tables, figure, names_of
from portal.evaluation.rules.problems import Found, problems
from portal.evaluation.rules.scoring import (
    LINES,
    TEMPLATE,
    Judgement,
    Line,
    Score,
    Verdict,
    scores,
    verdict,
)
from portal.evaluation.rules.spans import year_of
from portal.evaluation.rules.targets import Asked, Target, target_of
from portal.evaluation.rules.template import plain_line, template_in
from portal.patrols.rules.document import canonical, digest_of
from portal.rounds.rules.period import Period
from portal.shell.rules import MingchuError, local_day

FORMAT = "mingchu-evaluation/2"  # another number where the same rows would give other figures
FORMER = "mingchu-evaluation/1"  # whole years only, by the shipped template, edited by nobody

Document = dict[str, Any]

# What others wrote may have anything in the place of anything.
UNREADABLE = (
    AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError,
    MingchuError,
)  # fmt: skip
_GIVEN = ("tables", "targets", "judgements", "template", "notes", "edits")


class DocumentUnreadable(MingchuError):
    """What should be a closed Period is none."""

    code = "document_unreadable"

    def __init__(self) -> None:
        super().__init__("this is no evaluation as this portal publishes it; save it anew from "
                         "the page of its year")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a Period is judged by, and what people wrote about it; notes by the template's lines."""

    targets: Mapping[str, Target]
    judgements: Mapping[str, Judgement]
    template: tuple[Line, ...] = tuple(TEMPLATE)
    notes: Mapping[str, Note] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A Period as it was judged, with the rows behind every figure."""

    period: str
    terms: Terms
    tables: Tables
    plan: Plan
    figures: Mapping[str, Figure]
    scores: tuple[Score, ...]
    verdict: Verdict
    problems: tuple[Found, ...]
    format: str = FORMAT

    @property
    def is_whole(self) -> bool:
        """Whether the Period was over when it was counted."""
        return local_day(self.terms.counted_at) >= Period.parse(self.period).until

    def line(self, key: str) -> Line:
        """The line of its template. Raises KeyError."""
        return next((each for each in self.plan.template if each.key == key), LINES[key])


def evaluate(
    period: str,
    *,
    terms: Terms,
    tables: Tables,
    plan: Plan,
    codes: Iterable[str] = LIBRARY,
    form: str = FORMAT,
) -> Evaluation:
    """Judge a Period by its rows, with the indicators of these `codes`."""
    known = frozenset(codes)
    figures = {
        name: figure(name, tables, terms)
        for name in names_of(period, today=local_day(terms.counted_at))
        if name.partition(".")[0] in known
    }
    points = scores(period, figures, plan.targets, plan.judgements, template=plan.template)
    return Evaluation(
        format=form,
        period=period,
        terms=terms,
        tables=tables,
        plan=plan,
        figures=figures,
        scores=points,
        verdict=verdict(points),
        problems=problems(period, figures, tables, plan.targets),
    )


def document_of(evaluation: Evaluation) -> Document:
    """The document of a Period, with the digest of all the rest in it."""
    plan = evaluation.plan
    document: Document = {
        "format": evaluation.format,
        "terms": _plain_terms(evaluation.terms),
        "tables": {name: list(rows) for name, rows in evaluation.tables.items()},
        "targets": {key: _plain(each) for key, each in plan.targets.items()},
        "judgements": {key: _plain(each) for key, each in plan.judgements.items()},
        "figures": {name: _plain(each) for name, each in evaluation.figures.items()},
        "scores": {each.line: _plain(each) for each in evaluation.scores},
        "verdict": _plain(evaluation.verdict),
        "problems": [_plain(each) for each in evaluation.problems],
    }
    if evaluation.format == FORMER:
        document["year"] = year_of(evaluation.period)
    else:
        document |= {
            "period": evaluation.period,
            "formulas": sorted({each.formula for each in evaluation.figures.values()}),
            "template": {each.key: plain_line(each) for each in plan.template},
            "notes": {key: _plain(each) for key, each in plan.notes.items()},
            "edits": [_plain(each) for each in plan.edits],
        }
    return {**document, "digest": digest_of(document)}


def evaluation_in(document: Document) -> Evaluation:
    """The Period that a document's rows and plan make, counted anew.

    Raises DocumentUnreadable.
    """
    try:
        form = document["format"]
        if form not in {FORMAT, FORMER}:
            raise DocumentUnreadable
        return evaluate(
            document["period"] if form == FORMAT else str(document["year"]),
            terms=terms_in(document),
            tables=_tables(document),
            plan=_plan(document),
            codes=_codes(document),
            form=form,
        )
    except UNREADABLE as error:
        raise DocumentUnreadable from error


def terms_in(document: Document) -> Terms:
    """The terms that a document was counted by; older ones do not say whose rows they are.

    Raises KeyError, TypeError or ValueError where there are none.
    """
    terms = document["terms"]
    name, name_en = terms.get("district", ("", ""))
    return Terms(
        terms["required_cameras"], datetime.fromisoformat(terms["counted_at"]), (name, name_en)
    )


def is_same(one: Document, other: Document) -> bool:
    """Whether two documents of a Period were made of the same rows by the same plan and words."""
    return all(one.get(part) == other.get(part) for part in _GIVEN)


def differences(document: Document) -> Iterator[str]:
    """What in a document is not what its rows make: names of figures, of lines, of other parts.

    Nothing where it stands as it was closed. Raises DocumentUnreadable where no figure can be
    named either.
    """
    try:
        anew = document_of(evaluation_in(document))
    except DocumentUnreadable:
        names = list(_changed_rows(document))
        if not names:
            raise
        yield from names
        return
    for part in ("figures", "scores"):
        told, made = document.get(part), anew[part]
        names = list(made) if not isinstance(told, dict) else _unlike(told, made)
        yield from names
    parts = {key for key in anew if key not in {"figures", "scores"}}
    yield from sorted(set(_unlike(document, anew)) & (parts | (document.keys() - anew.keys())))


def _plain_terms(terms: Terms) -> Document:
    told: Document = {
        "required_cameras": terms.required_cameras,
        "counted_at": terms.counted_at.isoformat(),
    }
    return told | ({"district": list(terms.district)} if any(terms.district) else {})


def _changed_rows(document: Document) -> Iterator[str]:
    """Names of figures whose rows have another digest than they had."""
    figures, tables = document.get("figures"), document.get("tables")
    if not isinstance(figures, dict) or not isinstance(tables, dict):
        return
    for name, told in figures.items():
        try:
            is_same = digest_of([tables.get(table) for table in told["tables"]]) == told["digest"]
        except UNREADABLE:
            is_same = False
        if not is_same:
            yield name


def _unlike(told: Document, made: Document) -> list[str]:
    """The keys of both under which something else stands."""
    return [name for name in made | told if canonical(told.get(name)) != canonical(made.get(name))]


def _plan(document: Document) -> Plan:
    template = document.get("template")
    return Plan(
        {key: _target(key, each) for key, each in document["targets"].items()},
        {key: _judgement(key, each) for key, each in document["judgements"].items()},
        tuple(TEMPLATE) if template is None else template_in(template),
        {key: note_in(each) for key, each in document.get("notes", {}).items()},
        tuple(edit_in(each) for each in document.get("edits", [])),
    )


def _tables(document: Document) -> Tables:
    told: Mapping[str, Any] = document["tables"]
    if not all(isinstance(rows, list) for rows in told.values()):
        raise TypeError("a table is a list of rows")
    return told


def _codes(document: Document) -> frozenset[str]:
    """The indicators that a document was made with: a later library may count more of them."""
    told = document.get("formulas")
    if told is None:
        told = document.get("figures") or LIBRARY
    return frozenset(each.partition(".")[0].partition("/")[0] for each in told)


def _target(line: str, told: Mapping[str, str]) -> Target:
    return target_of(
        line,
        Asked(
            told["operator"], told["number"], told["unit"], told["source"], told["population"],
            told["instrument"],
        ),
    )  # fmt: skip


def _judgement(line: str, told: Mapping[str, str]) -> Judgement:
    return Judgement(line, Band(told["band"]), Decimal(told["share"]), told["evidence"])


def _plain(value: Target | Judgement | Figure | Score | Verdict | Found | Note | Edit) -> Document:
    """The fields as JSON has them: numbers with places as text, so that no digit is lost."""
    return {key: _cell(each) for key, each in asdict(value).items()}


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
