"""Budget lines and payments as people type them or bring them in a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from portal.shell.rules import MingchuError

LONGEST = 200
MOST_FEN = 10**14
FEN = 100


class Field(StrEnum):
    """A field of a line of the budget or of a payment, or what of a file cannot be read at all."""

    KIND = "kind"
    LINE = "line"
    DAY = "day"
    NAME = "name"
    YUAN = "yuan"
    SOURCE = "source"
    FILE = "file"


HEADERS: Mapping[str, Field] = {
    "类别": Field.KIND, "预算项目": Field.LINE, "支付日期": Field.DAY, "用途": Field.NAME,
    "金额（元）": Field.YUAN, "依据": Field.SOURCE,
} | {field.value: field for field in Field if field is not Field.FILE}  # fmt: skip
"""What a column of a file may be called."""
COLUMNS = tuple(field for field in Field if field is not Field.FILE)

BUDGET = frozenset({"budget", "预算"})
PAYMENT = frozenset({"payment", "支付"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a file: the field, in the line with this number; None: the whole file."""

    line: int | None
    field: Field


class MoneyUnfit(MingchuError):
    """Money is not entered: each of `wrong` names a field that is missing or odd."""

    status = 422
    code = "money_unfit"

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        self.wrong = tuple(wrong)
        told = ", ".join(f"{each.line or 'all'}: {each.field}" for each in self.wrong)
        super().__init__(f"nothing was entered; correct these fields by line: {told}")


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of the budget."""

    name: str
    fen: int
    source: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment from the line of the budget with this name."""

    line: str
    day: date
    name: str
    fen: int


def planned_of(cells: Mapping[Field, str], *, line: int | None = None) -> Planned:
    """A line of the budget as it was typed. Raises MoneyUnfit with all that is odd."""
    name, source = _text(cells, Field.LINE), _text(cells, Field.SOURCE)
    fen = _fen(cells)
    if not name or not source or fen is None:
        told = ((Field.LINE, name), (Field.YUAN, fen), (Field.SOURCE, source))
        raise MoneyUnfit(Wrong(line, field) for field, value in told if not value)
    return Planned(name, fen, source)


def paid_of(cells: Mapping[Field, str], *, line: int | None = None) -> Paid:
    """A payment as it was typed. Raises MoneyUnfit likewise."""
    budget, name = _text(cells, Field.LINE), _text(cells, Field.NAME)
    day, fen = _day(cells), _fen(cells)
    if not budget or not name or day is None or fen is None:
        told = ((Field.LINE, budget), (Field.DAY, day), (Field.NAME, name), (Field.YUAN, fen))
        raise MoneyUnfit(Wrong(line, field) for field, value in told if not value)
    return Paid(budget, day, name, fen)


def entries(lines: Sequence[tuple[int, Sequence[str]]]) -> list[tuple[int, Planned | Paid]]:
    """What a file brings, each with the number of its line; the first line names the columns.

    Raises MoneyUnfit with all that is odd in any line: nothing is taken in part.
    """
    columns = [HEADERS.get(cell.strip()) for cell in lines[0][1]]
    needed = {Field.KIND, Field.LINE, Field.YUAN}
    if not needed <= set(columns):
        raise MoneyUnfit(Wrong(lines[0][0], field) for field in sorted(needed - set(columns)))
    found: list[tuple[int, Planned | Paid]] = []
    wrong: list[Wrong] = []
    for number, cells in lines[1:]:
        told = {key: text for key, text in zip(columns, cells, strict=False) if key is not None}
        try:
            found.append((number, _entry(told, number)))
        except MoneyUnfit as error:
            wrong += error.wrong
    if wrong or not found:
        raise MoneyUnfit(wrong or [Wrong(None, Field.FILE)])
    return found


def cells_of(entry: Planned | Paid) -> dict[Field, str]:
    """An entry as a file has it, so that what was saved can be brought in again."""
    yuan = f"{Decimal(entry.fen) / FEN:.2f}"
    if isinstance(entry, Planned):
        return {Field.KIND: "budget", Field.LINE: entry.name, Field.DAY: "", Field.NAME: "",
                Field.YUAN: yuan, Field.SOURCE: entry.source}  # fmt: skip
    return {Field.KIND: "payment", Field.LINE: entry.line, Field.DAY: entry.day.isoformat(),
            Field.NAME: entry.name, Field.YUAN: yuan, Field.SOURCE: ""}  # fmt: skip


def by_month(payments: Iterable[Paid]) -> Iterator[tuple[str, int]]:
    """The money paid by the end of each month in which any was, by "2021-03"."""
    total = 0
    months: dict[str, int] = {}
    for each in sorted(payments, key=lambda paid: paid.day):
        total += each.fen
        months[f"{each.day:%Y-%m}"] = total
    yield from months.items()


def _entry(cells: Mapping[Field, str], number: int) -> Planned | Paid:
    kind = cells.get(Field.KIND, "").strip().lower()
    if kind in BUDGET:
        return planned_of(cells, line=number)
    if kind in PAYMENT:
        return paid_of(cells, line=number)
    raise MoneyUnfit([Wrong(number, Field.KIND)])


def _text(cells: Mapping[Field, str], field: Field) -> str:
    text = cells.get(field, "").strip()
    return text if text.isprintable() and len(text) <= LONGEST else ""


def _day(cells: Mapping[Field, str]) -> date | None:
    try:
        return date.fromisoformat(cells.get(Field.DAY, "").strip())
    except ValueError:
        return None


def _fen(cells: Mapping[Field, str]) -> int | None:
    """The money in fen; None for nothing, words, signs and parts of a fen."""
    text = cells.get(Field.YUAN, "").strip().replace(",", "").replace("，", "")
    try:
        fen = FEN * Decimal(text)
    except InvalidOperation:
        return None
    fits = fen.is_finite() and 0 < fen <= MOST_FEN and fen == fen.to_integral_value()
    return int(fen) if fits else None
