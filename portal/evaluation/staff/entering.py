"""What a year is judged by and people enter: its money, and judgements by evidence."""

from collections.abc import Callable, Mapping

from flask import Response, redirect, render_template, request, url_for

from portal.accounts.access import current_actor, requires
from portal.evaluation import queries
from portal.evaluation.forms import entering as forms
from portal.evaluation.money_file import read_money
from portal.evaluation.operations.judging import Judged, judge_line
from portal.evaluation.operations.money import Entering, enter_money, remove_payment
from portal.evaluation.queries.money import budget_of, judgements_of, money_entries
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.money import COLUMNS, Field, Paid, by_month, paid_of, planned_of
from portal.evaluation.rules.scoring import BANDS
from portal.evaluation.staff.blueprint import bp
from portal.extensions import db
from portal.registry.register_file import MOST_BYTES
from portal.rounds.rules.period import Period
from portal.shell import clock
from portal.shell.acting import Attempt, Page
from portal.shell.exports import list_file
from portal.shell.rules import Ratio, local_day
from portal.shell.sent_files import sent_content

LONGEST = 1000


@bp.get("/desk/evaluation/<int:year>/money")
@requires(*MAY[Act.READ])
def money(year: int) -> str:
    """A year's budget and payments, and how far both money and year have come."""
    return _money(year)


@bp.get("/desk/evaluation/<int:year>/money.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def money_list(year: int, kind: str) -> Response:
    """The same as a file, which can be brought in again."""
    found = money_entries(budget_of(db.session(), year))
    return list_file(
        kind,
        f"money-{year}",
        header=[field.value for field in COLUMNS],
        rows=map(forms.row_of, found),
        day=local_day(clock.now()),
    )


@bp.post("/desk/evaluation/<int:year>/money/budget")
@requires(*MAY[Act.SPEND])
def write_budget(year: int) -> Page:
    """Enter a line of the budget, or correct it."""
    return _entered(year, lambda: enter_money(
        db.session(), [(None, planned_of(_cells()))], _entering(year)
    ))  # fmt: skip


@bp.post("/desk/evaluation/<int:year>/money/payments")
@requires(*MAY[Act.SPEND])
def write_payment(year: int) -> Page:
    """Enter a payment."""
    return _entered(year, lambda: enter_money(
        db.session(), [(None, paid_of(_cells()))], _entering(year)
    ))  # fmt: skip


@bp.post("/desk/evaluation/<int:year>/money/payments/<int:number>")
@requires(*MAY[Act.SPEND])
def take_back(year: int, number: int) -> Page:
    """Take a payment back."""
    why = request.form.get("why", "")[:LONGEST]
    return _entered(year, lambda: remove_payment(
        db.session(), number, why=why, entering=_entering(year)
    ))  # fmt: skip


@bp.post("/desk/evaluation/<int:year>/money/file")
@requires(*MAY[Act.SPEND])
def bring_file(year: int) -> Page:
    """Take lines and payments from a file, all or none."""

    def act() -> object:
        file = request.files.get("file")
        content = sent_content(file, most=MOST_BYTES) if file else b""
        return enter_money(db.session(), read_money(content), _entering(year))

    return _entered(year, act)


@bp.get("/desk/evaluation/<int:year>/judgements")
@requires(*MAY[Act.READ])
def judgements(year: int) -> str:
    """The lines that no figure tells, and what an evaluator found of each."""
    return _judgements(year)


@bp.post("/desk/evaluation/<int:year>/judgements")
@requires(*MAY[Act.JUDGE])
def write_judgement(year: int) -> Page:
    """Keep a judgement with its evidence."""
    told = {name: _field(name) for name in ("line", "band", "share", "evidence")}
    with Attempt() as attempt:
        judge_line(db.session(), Judged(**told), _entering(year))
        return redirect(url_for(".judgements", year=year))
    return _judgements(year, told=told, error=attempt.words), attempt.status


def _entering(year: int) -> Entering:
    return Entering(year, current_actor(), clock.now(), _field("reason"))


def _field(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _cells() -> dict[Field, str]:
    return {field: _field(field.value) for field in COLUMNS}


def _entered(year: int, act: Callable[[], object]) -> Page:
    with Attempt() as attempt:
        act()
        return redirect(url_for(".money", year=year))
    return _money(year, told=request.form, error=attempt.words), attempt.status


def _money(year: int, *, told: Mapping[str, str] | None = None, error: str = "") -> str:
    session, today = db.session(), local_day(clock.now())
    lines = budget_of(session, year)
    paid = [each for each in money_entries(lines) if isinstance(each, Paid)]
    span = Period.parse(str(year))
    return render_template(
        "evaluation/money.html",
        year=year,
        lines=lines,
        forms=forms,
        spent=Ratio(sum(each.fen for each in paid), sum(each.fen for each in lines)),
        elapsed=Ratio(span.elapsed(today).length, span.length),
        months=list(by_month(paid)),
        is_closed=queries.newest_closed(session, str(year)) is not None,
        told=told or {},
        error=error,
    )


def _judgements(year: int, *, told: Mapping[str, str] | None = None, error: str = "") -> str:
    session = db.session()
    return render_template(
        "evaluation/judgements.html",
        year=year,
        lines=[each for each in queries.plan_template(session, year) if each.rule.is_judged],
        found=judgements_of(session, year),
        bands=BANDS,
        forms=forms,
        is_closed=queries.newest_closed(session, str(year)) is not None,
        told=told or {},
        error=error,
    )
