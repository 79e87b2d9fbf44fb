"""Plans a year: promises the seed, draws, and shows the seed when it is over."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.patrols.kinds import DropReason, VisitState, Way
from portal.patrols.models import Patrol, PatrolPlan, Visit
from portal.patrols.operations.patrols import Launch, add_patrol
from portal.patrols.operations.tidying import end_empty_patrols
from portal.patrols.queries.plans import plan_by_number, plan_inputs
from portal.patrols.rules.document import (
    digest_of,
    drawn_again,
    inputs_document,
    plan_document,
)
from portal.patrols.rules.drawing import promise_of
from portal.patrols.rules.permissions import Act, check
from portal.patrols.rules.planning import PlannedPatrol, Terms
from portal.patrols.rules.promising import (
    check_draw,
    check_promise,
    check_reveal,
    plan_number,
)
from portal.registry.models import Restaurant, Station
from portal.shell.rules import local_day


def promise_plan(
    session: Session, terms: Terms, *, seed: str, beacon_source: str, actor: Actor, now: datetime
) -> PatrolPlan:
    """Fix what the plan of a year is drawn from, and promise its seed; nothing is drawn yet.

    `seed` are 64 hexadecimal digits of chance. `beacon_source` names the public number that
    will be mixed in, if any. Raises NotAllowed or PlanUnfit.
    """
    check(actor, Act.PLAN, station=None)
    today = local_day(now)
    check_promise(terms, today=today)
    terms = replace(terms, starts_on=max(terms.starts_on, date(terms.year, 1, 1)))
    candidates, inspectors = plan_inputs(session, terms, today=today)
    inputs = inputs_document(candidates, inspectors, terms=terms)
    count = session.scalar(select(func.count()).where(PatrolPlan.year == terms.year)) or 0
    plan = PatrolPlan(
        number=plan_number(terms.year, count + 1),
        year=terms.year,
        starts_on=terms.starts_on,
        seed=seed,
        seed_sha256=promise_of(seed),
        inputs=inputs,
        inputs_sha256=digest_of(inputs),
        beacon_source=beacon_source.strip()[:200],
        committed_at=now,
        committed_by=actor.name,
    )
    session.add(plan)
    session.flush()
    facts = {"seed_sha256": plan.seed_sha256, "inputs_sha256": plan.inputs_sha256}
    record(session, actor, "patrol_plan.promised", _subject(plan), at=now, facts=facts)
    return plan


def draw_plan(
    session: Session, number: str, *, beacon: str, actor: Actor, now: datetime
) -> PatrolPlan:
    """Draw the plan of this number: its Patrols are launched, and older plans' rest is dropped.

    Raises NotAllowed, NotFound, or PlanUnfit where it is drawn already or the beacon is missing.
    """
    check(actor, Act.PLAN, station=None)
    plan = _held(session, number)
    check_draw(is_drawn=plan.drawn_at is not None, beacon_source=plan.beacon_source, beacon=beacon)
    plan.beacon = beacon.strip()[:200] if plan.beacon_source else ""
    drawn = drawn_again(plan.inputs, seed=plan.seed, beacon=plan.beacon)
    plan.drawn, plan.drawn_at = plan_document(drawn), now
    plan.required, plan.short_by = drawn.required, drawn.short_by
    dropped = _drop_former(session, plan)
    _launch_all(session, plan, drawn.patrols, by=actor.name)
    session.flush()
    facts: dict[str, Any] = {
        "visits": drawn.visits,
        "short_by": drawn.short_by,
        "drawn_sha256": digest_of(plan.drawn),
        "dropped": dropped,
    }
    record(session, actor, "patrol_plan.drawn", _subject(plan), at=now, facts=facts)
    return plan


def reveal_seed(session: Session, number: str, *, actor: Actor, now: datetime) -> PatrolPlan:
    """Show the seed of a drawn plan, so that anybody can draw it again; from then on it is public.

    Who sees the seed knows every Visit to come, so it is shown when the last one is over. Raises
    NotAllowed, NotFound or PlanUnfit.
    """
    check(actor, Act.PLAN, station=None)
    plan = _held(session, number)
    open_visits = session.scalar(
        select(func.count())
        .select_from(Visit)
        .join(Visit.patrol)
        .where(Patrol.plan_id == plan.id, Visit.state == VisitState.PLANNED)
    )
    check_reveal(
        is_drawn=plan.drawn_at is not None,
        is_shown=plan.revealed_at is not None,
        is_over=not open_visits or local_day(now).year > plan.year,
    )
    plan.revealed_at = now
    session.flush()
    record(session, actor, "patrol_plan.revealed", _subject(plan), at=now)
    return plan


def _held(session: Session, number: str) -> PatrolPlan:
    """The plan as it is now; nobody else changes it until the transaction ends."""
    session.execute(
        update(PatrolPlan).where(PatrolPlan.number == number).values(number=PatrolPlan.number),
        execution_options={"synchronize_session": False},
    )
    return plan_by_number(session, number)


def _drop_former(session: Session, plan: PatrolPlan) -> int:
    """Drop what older plans of the same year still had to visit; returns how many Visits."""
    former = (
        select(Patrol.id)
        .join(Patrol.plan)
        .where(PatrolPlan.year == plan.year, PatrolPlan.id != plan.id)
    )
    rows = session.scalars(
        select(Visit).where(Visit.patrol_id.in_(former), Visit.state == VisitState.PLANNED)
    ).all()
    for row in rows:
        row.state, row.drop_reason = VisitState.DROPPED, DropReason.REPLANNED
        row.version += 1
    session.flush()
    end_empty_patrols(session, {row.patrol_id for row in rows}, now=plan.drawn_at)
    return len(rows)


def _launch_all(
    session: Session, plan: PatrolPlan, patrols: tuple[PlannedPatrol, ...], *, by: str
) -> None:
    stations = {each.code: each for each in session.scalars(select(Station))}
    restaurants = {each.code: each for each in session.scalars(select(Restaurant))}
    people = {str(each.id): each for each in session.scalars(select(Person))}
    for each in patrols:
        row = add_patrol(
            session,
            Launch(each.station, Way(each.way), each.first, each.until, each.restaurants),
            station=stations[each.station],
            restaurants=[restaurants[code] for code in each.restaurants],
            people=[people[key] for key in each.team],
            by=by,
        )
        row.plan_id = plan.id


def _subject(plan: PatrolPlan) -> str:
    return f"patrol_plan {plan.number}"
