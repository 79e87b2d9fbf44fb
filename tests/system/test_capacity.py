"""The plan follows from its figures, and each figure tells where it is from."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.tree import ROOT, syntax_of

TEXT = (ROOT / "docs" / "design" / "capacity.md").read_text(encoding="utf-8")
SCALES = ("District", "City", "Province")
STEPS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip

Values = Mapping[str, float]


def rows_of(heading: str) -> list[list[str]]:
    """The cells of each row of the table under a heading."""
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def name_of(cell: str) -> str:
    """What stands in a cell between its marks."""
    return cell.strip("`")


def number_of(cell: str) -> float:
    """A number as the document writes it."""
    return float(cell.replace(",", ""))


MEASURED, ASSUMED, PLAN = rows_of("Measured"), rows_of("Assumed"), rows_of("The plan")
GIVEN = {name_of(row[0]): number_of(row[1]) for row in MEASURED + ASSUMED}


def value_of(formula: str, known: Values) -> float:
    """What a formula comes to: names, numbers, the four operations and `ceil`."""

    def of(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return STEPS[type(node.op)](of(node.left), of(node.right))
        if isinstance(node, ast.Name):
            return known[node.id]
        if isinstance(node, ast.Constant):
            return float(node.value)
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        assert node.func.id == "ceil"
        return math.ceil(of(node.args[0]))

    return of(ast.parse(formula, mode="eval").body)


def follows(column: int) -> dict[str, tuple[float, str]]:
    """Each row's value of a scale, as it follows, and as it is stated."""
    known, found = dict(GIVEN), {}
    for name, formula, *stated in PLAN:
        cell = stated[column]
        is_given = formula == "given"
        value = number_of(cell) if is_given else value_of(name_of(formula), known)
        known[name_of(name)] = value
        found[name_of(name)] = (value, cell)
    return found


def names_in(formula: str) -> set[str]:
    """The names in a formula."""
    return set(re.findall(r"[a-z_]+", formula)) - {"ceil", "given"}


@pytest.mark.parametrize("column", range(len(SCALES)), ids=SCALES)
def test_each_value_follows_from_its_formula(column: int) -> None:
    wrong = {}
    for name, (value, cell) in follows(column).items():
        digits = len(cell.partition(".")[2])
        if abs(value - number_of(cell)) > 0.5 * 10**-digits + 1e-9:
            wrong[name] = (value, cell)

    assert wrong == {}


def benches() -> set[str]:
    """The names that `python -m bench` takes, read instead of imported: it loads every engine."""
    tables = (
        node.value
        for node in ast.walk(syntax_of(Path("bench/__main__.py")))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "BENCHES"
    )
    return {ast.literal_eval(key) for table in tables for key in table.keys}


def test_each_measured_figure_names_a_bench() -> None:
    told = {name_of(row[0]): re.findall(r"python -m bench ([a-z]+)", row[3]) for row in MEASURED}

    assert {name: found for name, found in told.items() if not set(found) & benches()} == {}


def test_nothing_is_stated_that_the_plan_does_not_use() -> None:
    used = set().union(*(names_in(row[1]) for row in PLAN))

    assert set(GIVEN) - used == set()


def test_no_name_is_given_twice() -> None:
    names = [name_of(row[0]) for row in MEASURED + ASSUMED + PLAN]

    assert len(names) == len(set(names))


def test_each_assumption_says_why() -> None:
    assert [row for row in ASSUMED if len(row[3]) < 10] == []
