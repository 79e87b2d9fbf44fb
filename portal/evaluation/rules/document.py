"""A closed year as a document that anybody can keep and recompute without this portal's database.

It holds the rows, the terms, the plan, and all that was made of them: figures with their rows,
points, Grade, problems. Written as canonical JSON, so that its SHA-256 is one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.evaluation.kinds import Band
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.indicators import Figure, Tables, figure, names_of
from portal.evaluation.rules.problems import Found, problems
from portal.evaluation.rules.scoring import Judgement, Score, Verdict, scores, verdict
from portal.evaluation.rules.targets import Asked, Target, target_of
from portal.patrols.rules.document import canonical, digest_of
from portal.shell.rules import MingchuError

FORMAT = "mingchu-evaluation/1"  # another number where the same rows would give other figures

Document = dict[str, Any]


class DocumentUnreadable(MingchuError):
    """What should be a closed year is none."""

    code = "document_unreadable"

    def __init__(self) -> None:
        super().__init__("this is no evaluation as this portal publishes it; save it anew from "
                         "the page of its year")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a year was judged by."""

    targets: Mapping[str, Target]
    judgements: Mapping[str, Judgement]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A year as it was judged, with the rows behind every figure."""

    year: int
    terms: Terms
    tables: Tables
    plan: Plan
    figures: Mapping[str, Figure]
    scores: tuple[Score, ...]
    verdict: Verdict
    problems: tuple[Found, ...]


def evaluate(year: int, *, terms: Terms, tables: Tables, plan: Plan) -> Evaluation:
    """Judge a year by its rows."""
    figures = {name: figure(name, tables, terms) for name in names_of(year)}
    points = scores(year, figures, plan.targets, plan.judgements)
    return Evaluation(
        year=year,
        terms=terms,
        tables=tables,
        plan=plan,
        figures=figures,
        scores=points,
        verdict=verdict(points),
        problems=problems(year, figures, tables, plan.targets),
    )


def document_of(evaluation: Evaluation) -> Document:
    """The document of a year, with the digest of all the rest in it."""
    document = {
        "format": FORMAT,
        "year": evaluation.year,
        "terms": {
            "required_cameras": evaluation.terms.required_cameras,
            "counted_at": evaluation.terms.counted_at.isoformat(),
        },
        "tables": {name: list(rows) for name, rows in evaluation.tables.items()},
        "targets": {key: _plain(each) for key, each in evaluation.plan.targets.items()},
        "judgements": {key: _plain(each) for key, each in evaluation.plan.judgements.items()},
        "figures": {name: _plain(each) for name, each in evaluation.figures.items()},
        "scores": {each.line: _plain(each) for each in evaluation.scores},
        "verdict": _plain(evaluation.verdict),
        "problems": [_plain(each) for each in evaluation.problems],
    }
    return {**document, "digest": digest_of(document)}


def evaluation_in(document: Document) -> Evaluation:
    """The year that a document's rows and plan make, counted anew.

    Raises DocumentUnreadable.
    """
    try:
        if document["format"] != FORMAT:
            raise DocumentUnreadable
        return evaluate(
            document["year"],
            terms=Terms(
                document["terms"]["required_cameras"],
                datetime.fromisoformat(document["terms"]["counted_at"]),
            ),
            tables=document["tables"],
            plan=Plan(
                {key: _target(key, each) for key, each in document["targets"].items()},
                {key: _judgement(key, each) for key, each in document["judgements"].items()},
            ),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError, MingchuError) as error:
        raise DocumentUnreadable from error


def is_same(one: Document, other: Document) -> bool:
    """Whether two documents of a year were made of the same rows by the same plan."""
    return all(one[part] == other[part] for part in ("tables", "targets", "judgements"))


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


def _changed_rows(document: Document) -> Iterator[str]:
    """Names of figures whose rows have another digest than they had."""
    figures, tables = document.get("figures"), document.get("tables")
    if not isinstance(figures, dict) or not isinstance(tables, dict):
        return
    for name, told in figures.items():
        rows = [tables.get(table) for table in told["tables"]]
        if digest_of(rows) != told["digest"]:
            yield name


def _unlike(told: Document, made: Document) -> list[str]:
    """The keys of both under which something else stands."""
    return [name for name in made | told if canonical(told.get(name)) != canonical(made.get(name))]


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


def _plain(value: Target | Judgement | Figure | Score | Verdict | Found) -> Document:
    """The fields as JSON has them: numbers with places as text, so that no digit is lost."""
    return {key: _cell(each) for key, each in asdict(value).items()}


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
