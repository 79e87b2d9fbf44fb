"""Contracts at the desk: clauses, the account of each quarter, objections and decisions."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for

from portal.accounts.access import current_actor, requires
from portal.accounts.places import restaurant_names
from portal.contracts import operations, queries
from portal.contracts.forms import words
from portal.contracts.forms.files import statement_file
from portal.contracts.kinds import ObjectionState
from portal.contracts.operations import Came, ContractAsked, Decided, Said, Where
from portal.contracts.rules.clauses import Asked
from portal.contracts.rules.permissions import MAY, Act
from portal.contracts.rules.statements import Account, is_whole
from portal.extensions import db
from portal.rounds.rules.period import Period, PeriodUnreadable
from portal.shell import clock
from portal.shell.acting import Attempt, Page
from portal.shell.exports import TYPES
from portal.shell.languages import is_english
from portal.shell.rules import NotFound, local_day

CONTRACT = ("code", "name", "vendor", "starts_on", "until", "source")
CLAUSE = ("key", "kind", "starts_on", "wording", "threshold", "codes", "each", "most", "source")
LONGEST = 1000


bp = Blueprint("contracts", __name__, template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    actor = current_actor()
    return {
        "words": words,
        "may_write": actor.has(MAY[Act.WRITE]),
        "may_object": actor.has(MAY[Act.OBJECT]),
        "may_decide": actor.has(MAY[Act.DECIDE]),
    }


@bp.get("/desk/contracts")
@requires(*MAY[Act.READ])
def contracts() -> str:
    """All contracts, and the form for another."""
    return _contracts()


@bp.post("/desk/contracts")
@requires(*MAY[Act.WRITE])
def add() -> Page:
    """Write down a contract, then show it."""
    told = _told(CONTRACT)
    with Attempt() as attempt:
        operations.add_contract(
            db.session(), ContractAsked(**told), actor=current_actor(), now=clock.now()
        )
        return redirect(url_for(".contract", code=told["code"].strip()))
    return _contracts(told=told, error=attempt.words), attempt.status


@bp.get("/desk/contracts/<code>")
@requires(*MAY[Act.READ])
def contract(code: str) -> str:
    """A contract: fees, clauses with their versions, reports owed, quarters with statements."""
    return _contract(code)


@bp.post("/desk/contracts/<code>/fees")
@requires(*MAY[Act.WRITE])
def write_fee(code: str) -> Page:
    """Say what a year costs."""
    told = _told(("year", "fen"))
    return _written(code, told, lambda: operations.set_fee(
        db.session(), code, year=told["year"], yuan=told["fen"], actor=current_actor(),
        now=clock.now(),
    ))  # fmt: skip


@bp.post("/desk/contracts/<code>/clauses")
@requires(*MAY[Act.WRITE])
def write_clause(code: str) -> Page:
    """Write down a clause, or its next version."""
    told = _told(CLAUSE)
    return _written(code, told, lambda: operations.set_clause(
        db.session(), code, Asked(**told), actor=current_actor(), now=clock.now()
    ))  # fmt: skip


@bp.post("/desk/contracts/<code>/reports")
@requires(*MAY[Act.WRITE])
def owe_report(code: str) -> Page:
    """Write down a report that is owed."""
    told = _told(("name", "due_on"))
    return _written(code, told, lambda: operations.owe_report(
        db.session(), code, name=told["name"], due_on=told["due_on"], actor=current_actor(),
        now=clock.now(),
    ))  # fmt: skip


@bp.post("/desk/contracts/<code>/reports/<int:number>")
@requires(*MAY[Act.WRITE])
def note_delivered(code: str, number: int) -> Page:
    """Note the day on which a report came."""
    told = _told(("delivered_on", "proof"))
    return _written(code, told, lambda: operations.note_delivered(
        db.session(), code, number, came=Came(told["delivered_on"], told["proof"]),
        actor=current_actor(), now=clock.now(),
    ))  # fmt: skip


@bp.get("/desk/contracts/<code>/<period>")
@requires(*MAY[Act.READ])
def statement(code: str, period: str) -> str:
    """The account of a quarter: as it was issued, or as it stands so far."""
    return _statement(code, _quarter(period))


@bp.get("/desk/contracts/<code>/<period>/statement.<any(xlsx, json):paper>")
@requires(*MAY[Act.READ])
def statement_paper(code: str, period: str, paper: str) -> Response:
    """An issued statement as a workbook, or as the document that it can be computed from."""
    found = queries.statement_of(db.session(), code, _quarter(period).name)
    if found is None:
        raise NotFound("statement", period)
    if paper == "json":
        content, kind = found.document.encode(), "application/json"
    else:
        shown = queries.shown_of(found)
        content, kind = (
            statement_file(shown.now, found.objections, _names(shown.now)),
            TYPES["xlsx"],
        )
    response = Response(content, content_type=kind)
    name = f"statement-{found.period}.{paper}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/desk/contracts/<code>/<period>/issue")
@requires(*MAY[Act.DECIDE])
def issue(code: str, period: str) -> Page:
    """Issue the statement of a quarter."""
    quarter = _quarter(period)
    return _done(code, quarter, lambda: operations.issue_statement(
        db.session(), code, quarter, actor=current_actor(), now=clock.now()
    ))  # fmt: skip


@bp.post("/desk/contracts/<code>/<period>/object")
@requires(*MAY[Act.OBJECT])
def object_to(code: str, period: str) -> Page:
    """Object to a row of a deduction."""
    quarter, told = _quarter(period), _told(("row", "reason"))
    line, __, row = told["row"].partition(" ")
    return _done(code, quarter, lambda: operations.object_to(
        db.session(), Where(code, quarter.name), Said(line, row, told["reason"]),
        actor=current_actor(), now=clock.now(),
    ))  # fmt: skip


@bp.post("/desk/contracts/<code>/<period>/objections/<int:number>")
@requires(*MAY[Act.DECIDE])
def decide(code: str, period: str, number: int) -> Page:
    """Grant an objection or refuse it."""
    quarter, told = _quarter(period), _told(("why",))
    return _done(code, quarter, lambda: operations.decide_objection(
        db.session(), Where(code, quarter.name), number,
        Decided("grant" in request.form, told["why"]), actor=current_actor(), now=clock.now(),
    ))  # fmt: skip


@bp.post("/desk/contracts/<code>/<period>/settle")
@requires(*MAY[Act.DECIDE])
def settle(code: str, period: str) -> Page:
    """Close the account for good."""
    quarter = _quarter(period)
    return _done(code, quarter, lambda: operations.settle_statement(
        db.session(), Where(code, quarter.name), actor=current_actor(), now=clock.now()
    ))  # fmt: skip


def _told(names: tuple[str, ...]) -> dict[str, str]:
    """What the form says."""
    return {name: request.form.get(name, "")[:LONGEST] for name in names}


def _quarter(text: str) -> Period:
    """The quarter that an address names. Raises PeriodUnreadable."""
    period = Period.parse(text)
    if "Q" not in period.name:
        raise PeriodUnreadable(text)
    return period


def _written(code: str, told: dict[str, str], act: Callable[[], object]) -> Page:
    with Attempt() as attempt:
        act()
        return redirect(url_for(".contract", code=code))
    return _contract(code, told=told, error=attempt.words), attempt.status


def _done(code: str, quarter: Period, act: Callable[[], object]) -> Page:
    with Attempt() as attempt:
        act()
        return redirect(url_for(".statement", code=code, period=quarter.name))
    return _statement(code, quarter, error=attempt.words), attempt.status


def _contracts(*, told: dict[str, str] | None = None, error: str = "") -> str:
    return render_template(
        "contracts/contracts.html",
        contracts=queries.contracts(db.session()),
        told=told or {},
        error=error,
    )


def _contract(code: str, *, told: dict[str, str] | None = None, error: str = "") -> str:
    session, today = db.session(), local_day(clock.now())
    found = queries.contract_by_code(session, code)
    return render_template(
        "contracts/contract.html",
        contract=found,
        clauses=queries.clauses_of(found),
        stages=queries.statements(session, found, today=today),
        today=today,
        open=ObjectionState.OPEN,
        told=told or {},
        error=error,
    )


def _names(found: Account) -> Mapping[str, str]:
    """The English names of Restaurants that fell short; in Chinese a row has the name as issued."""
    if not is_english():
        return {}
    rows = (each.row for line in found.lines for each in line.breaches)
    return restaurant_names(str(row.get("restaurant", row["id"])) for row in rows)


def _statement(code: str, quarter: Period, *, error: str = "") -> str:
    session, now = db.session(), clock.now()
    contract = queries.contract_by_code(session, code)
    issued = queries.statement_of(session, code, quarter.name)
    shown = None if issued is None else queries.shown_of(issued)
    found: Account = (
        shown.now if shown else queries.account_now(session, contract, quarter, now=now)
    )
    first = shown.issued if shown else found
    return render_template(
        "contracts/statement.html",
        contract=contract,
        quarter=quarter,
        statement=issued,
        found=found,
        first=first,
        names=_names(first),
        rows={
            (line.clause.name, each.row["id"]): (line.clause.kind, each.row)
            for line in first.lines
            for each in line.breaches
        },
        is_whole=issued is not None and is_whole(issued.read()),
        objections={(each.line, each.row): each for each in issued.objections} if issued else {},
        is_over=quarter.until <= local_day(now),
        today=local_day(now),
        open=ObjectionState.OPEN,
        error=error,
    )
