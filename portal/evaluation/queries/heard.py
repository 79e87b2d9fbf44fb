"""The rows of what citizens said and saw in a Period, through the floor that hears them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.participation.case_kinds import Channel
from portal.participation.kinds import Instrument, Rating
from portal.participation.models import Case
from portal.participation.queries import results
from portal.participation.queries.evidence import DISTRICT, answer_rows, days_of, use_rows
from portal.participation.rules.cases import FINAL_STATES
from portal.participation.rules.evidence import AnswerRow, AnswerRows, UseRows
from portal.registry.models import Restaurant
from portal.rounds.rules.period import Period
from portal.shell.rules import day_bounds

Row = dict[str, Any]
TABLES = {Instrument.SURVEY: "answers", Instrument.POLL: "poll"}


def heard_rows(session: Session, whole: Period, *, now: datetime) -> dict[str, list[Row]]:
    """Answers, use and Cases of the days of `whole`, by kind and the Period's name."""
    found = {
        instrument: answer_rows(session, whole, now=now, instrument=instrument, where=DISTRICT)
        for instrument in Instrument
    }
    use = use_rows(session, whole, now=now)
    survey = found[Instrument.SURVEY]
    tables: dict[str, list[Row]] = {
        "strata": [
            {"id": name, "restaurants": int(number)}
            for name, number in sorted(survey.population.items())
        ],
        "asked": [_asked(session, whole, each) for each in found.values()],
        "use": _use(use),
        "waits": [{"id": str(ms), "ms": ms, "number": number} for ms, number in use.waits],
        "ease": [{"id": "ease", "part": use.ease.part, "whole": use.ease.whole}]
        if use.ease
        else [],
        "cases": _cases(session, whole),
    }
    tables |= {TABLES[each.instrument]: list(map(_answer, each.rows)) for each in found.values()}
    return {f"{kind}.{whole.name}": rows for kind, rows in tables.items()}


def _asked(session: Session, whole: Period, found: AnswerRows) -> Row:
    """Who was asked by an instrument, and by how much answers its figure is judged."""
    told = results.response(session, days_of(whole), found.instrument)
    return {
        "id": found.instrument.value, "level": found.level.value, "silent": found.silent,
        "invited": told.invited, "refused": told.refused, "started": told.started,
        "completed": told.completed,
    }  # fmt: skip


def _answer(each: AnswerRow) -> Row:
    row: Row = {
        "id": f"{each.restaurant} {each.tier.value} {each.mode.value}",
        "restaurant": each.restaurant, "name": each.name, "station": each.station,
        "stratum": each.stratum, "tier": each.tier.value, "mode": each.mode.value,
        "weight": f"{each.weight:.6f}",
    }  # fmt: skip
    return row | {rating.value: getattr(each.counts, rating.value) for rating in Rating}


def _use(found: UseRows) -> list[Row]:
    return [
        {
            "id": each.restaurant, "name": each.name, "station": each.station,
            "scans": each.scans, "declined": each.declined, "viewings": each.viewings,
            "played": each.played,
        }
        for each in found.rows
    ]  # fmt: skip


def _cases(session: Session, whole: Period) -> list[Row]:
    """Cases received in these days: nothing of who sent them, nor where an insider works."""
    start, end = day_bounds(whole.first)[0], day_bounds(whole.until)[0]
    rows = session.execute(
        select(
            Case.number, Case.kind, Case.category, Case.channel, Case.state, Case.received_at,
            Case.overdue_since, Case.finding_number, Restaurant.code,
        )
        .join(Case.restaurant)
        .where(Case.received_at >= start, Case.received_at < end)
        .order_by(Case.number)
    )  # fmt: skip
    return [
        {
            "id": each.number, "kind": each.kind.value, "category": each.category.value,
            "restaurant": "" if each.channel is Channel.INSIDER else each.code,
            "state": each.state.value, "opened_at": each.received_at.isoformat(),
            "is_over": each.state in FINAL_STATES, "is_late": each.overdue_since is not None,
            "is_upheld": bool(each.finding_number),
        }
        for each in rows
    ]  # fmt: skip
