"""The panel on which auditors see patterns that could make figures look better than they are."""

from flask import Response, render_template, request

from portal.accounts.access import requires
from portal.evaluation import queries
from portal.evaluation.forms import suspicions as words_of
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.gaming import Pattern, Suspicion, suspicions
from portal.evaluation.rules.spans import same_spans
from portal.evaluation.staff.blueprint import bp
from portal.extensions import db
from portal.rounds.rules.period import Period
from portal.shell import clock, filters
from portal.shell.exports import list_file
from portal.shell.rules import local_day

QUARTERS_BACK = 7


@bp.get("/desk/evaluation/patterns")
@requires(*MAY[Act.LOOK])
def patterns() -> str:
    """What the rules find in a quarter, each with its rows and its innocent explanations."""
    quarter = _quarter()
    return render_template(
        "evaluation/patterns.html",
        quarter=quarter,
        quarters=[(name, filters.period(name)) for name in reversed(_choices(quarter))],
        found=suspicions(queries.traces(db.session(), quarter)),
        patterns=words_of,
    )


@bp.get("/desk/evaluation/patterns/<pattern>.<any(csv, xlsx):kind>")
@requires(*MAY[Act.LOOK])
def pattern_file(pattern: str, kind: str) -> Response:
    """The rows of one pattern as a file."""
    quarter = _quarter()
    found: dict[str, Suspicion] = {
        each.pattern.value: each for each in suspicions(queries.traces(db.session(), quarter))
    }
    asked = found.get(pattern, found[Pattern.SUSPENSIONS.value])
    return list_file(
        kind,
        f"{asked.pattern.value}-{quarter.name}",
        header=words_of.header_of(asked.pattern),
        rows=[words_of.cells_of(asked.pattern, sign) for sign in asked.signs],
        day=local_day(clock.now()),
    )


def _quarter() -> Period:
    """The quarter that is asked for; the last one that is over where none is."""
    asked = request.args.get("quarter", "")
    if len(asked) == len("2021Q1") and "Q" in asked:
        return Period.parse(asked)
    running = Period.quarter_of(local_day(clock.now()))
    return Period.parse(same_spans(running.name, back=1)[0])


def _choices(quarter: Period) -> tuple[str, ...]:
    """Quarters to choose from: those before today's, and the one that is shown."""
    newest = Period.quarter_of(local_day(clock.now())).name
    listed = same_spans(newest, back=QUARTERS_BACK)
    return listed if quarter.name in listed else (quarter.name, *listed)
