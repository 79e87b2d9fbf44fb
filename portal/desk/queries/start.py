"""Reads for the start pages, gathered from the floors below; none commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.kinds import STATION_ROLES
from portal.accounts.rules import Actor, Scope
from portal.desk.rules import (
    CASE_WORKS,
    CONNECTED_DAYS,
    FINDING_WORKS,
    LOOK_BACK_DAYS,
    OWNERS,
    QUIET_DAYS,
    READERS,
    REPAIRERS,
    SUPERVISORS,
    Glance,
    Waiting,
    Work,
    by_due_day,
    window,
)
from portal.findings import queries as findings
from portal.findings.queries.leads import pending_leads
from portal.findings.rules.leads import REVIEWERS
from portal.findings.rules.lists import queues_of
from portal.findings.rules.workflow import READERS as FINDING_READERS
from portal.live.queries import viewers_now
from portal.participation.queries import cases
from portal.participation.rules.case_lists import queues_of as case_queues_of
from portal.participation.rules.cases import reads_insiders, scope_of
from portal.patrols import queries as patrols
from portal.patrols.rules.permissions import HEADS
from portal.registry import queries as registry
from portal.registry.kinds import GapKind, Status
from portal.registry.models import Camera, Restaurant
from portal.registry.queries import GapRow, Listed
from portal.registry.rules import status_at
from portal.registry.rules.closures import Suspicion, suspicions
from portal.registry.rules.coverage import is_overdue
from portal.registry.rules.figures import camera_adequacy, display_rate
from portal.registry.rules.permissions import Place, may_decide
from portal.rounds import queries as rounds
from portal.rounds.models import CameraDay, FirstPicture
from portal.rounds.rules.desk import Wanted, queue
from portal.rounds.rules.minutes import packed
from portal.rounds.rules.outages import Condition
from portal.shell.rules import Ratio, local_day

_NOTHING_GOOD = packed(0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The gaps of a scope, and how many Restaurants are expected to be connected."""

    rows: Sequence[GapRow]
    expected: int

    @property
    def connected(self) -> Ratio:
        """Those that show pictures, over all that should."""
        without = {
            row.restaurant.id
            for row in self.rows
            if row.gap.kind in {GapKind.NOT_BUILT, GapKind.NOT_CONNECTED}
        }
        return Ratio(self.expected - len(without), self.expected)


@dataclass(frozen=True, slots=True)
class Suspected:
    """A Restaurant that may have closed, and what speaks for it."""

    restaurant: Listed
    signs: tuple[Suspicion, ...]
    is_asked: bool  # somebody asked to record it as closed already

    @property
    def since(self) -> date:
        """The day of the first sign."""
        return min(sign.since for sign in self.signs)


@dataclass(frozen=True, slots=True)
class OwnKitchen:
    """A Restaurant of somebody's own, with what each of its Cameras in use shows now."""

    restaurant: Restaurant
    status: Status | None
    cameras: tuple[tuple[Camera, Condition | None], ...]
    viewers: int


@dataclass(frozen=True, slots=True)
class Present:
    """What the start page tells of a scope twice, in its queues and at a glance."""

    coverage: Coverage
    closures: Sequence[Suspected]


def present(session: Session, *, scope: Scope, required: int, now: datetime) -> Present:
    """The gaps and suspected closures of `scope`."""
    return Present(
        coverage(session, scope=scope, required=required, now=now),
        suspected_closures(session, scope=scope, now=now),
    )


def coverage(session: Session, *, scope: Scope, required: int, now: datetime) -> Coverage:
    """Who of `scope` should be connected and is not, and what else is missing."""
    connected = last_good_days(session, days=CONNECTED_DAYS, today=local_day(now))
    rows, expected = registry.coverage_rows(
        session, scope=scope, connected=connected.keys(), required=required, now=now
    )
    return Coverage(rows, expected)


def suspected_closures(session: Session, *, scope: Scope, now: datetime) -> list[Suspected]:
    """Restaurants of `scope` that may have closed without a word, the oldest sign first."""
    today = local_day(now)
    recent = last_good_days(session, days=QUIET_DAYS, today=today)
    facts = registry.closure_facts(
        session, scope=scope, last_good_on=_with_older(session, recent, today=today), now=now
    )
    found = []
    for listed, sighting in facts:
        signs = tuple(suspicions(sighting, today=today, quiet_days=QUIET_DAYS))
        if signs:
            found.append(Suspected(listed, signs, sighting.reported_on is not None))
    return sorted(found, key=lambda each: (each.since, each.restaurant.name))


def last_good_days(session: Session, *, days: int, today: date) -> dict[int, date]:
    """The last day of a good picture within the last `days`, by Restaurant's id."""
    rows = session.execute(
        select(Camera.restaurant_id, func.max(CameraDay.day))
        .join(Camera, Camera.id == CameraDay.camera_id)
        .where(CameraDay.day >= window(today, days), CameraDay.good != _NOTHING_GOOD)
        .group_by(Camera.restaurant_id)
    )
    return {row[0]: row[1] for row in rows}


def waiting(
    session: Session, *, actor: Actor, known: Present | None, now: datetime
) -> list[Waiting]:
    """What waits for `actor`, by due day; `known` is of their scope, None for who has no list."""
    found = [
        *_requests_waiting(session, actor),
        *_findings_waiting(session, actor, now),
        *_cases_waiting(session, actor, now),
        *_patrols_waiting(session, actor, local_day(now)),
    ]
    if actor.has(REPAIRERS):
        found.append(_faults_waiting(session, actor, now))
    if actor.has(SUPERVISORS):
        found.append(Waiting(Work.LEADS, *leads_waiting(session, actor=actor)))
    if known is not None and actor.has(SUPERVISORS):
        today = local_day(now)
        late = [row.note.due_on for row in known.coverage.rows if is_overdue(row.note, today)]
        due_on = min((day for day in late if day is not None), default=None)
        found.append(Waiting(Work.OVERDUE_GAPS, len(late), due_on))
        found.append(Waiting(Work.CLOSURES, sum(not each.is_asked for each in known.closures)))
    return by_due_day(found)


def glance(
    session: Session, *, scope: Scope, known: Present, required: int, now: datetime
) -> Glance:
    """How `scope`, of which `known` is, stands now."""
    found = rounds.standings(session, day=local_day(now), scope=scope)
    standings = [each for __, each in found]
    adequacy = camera_adequacy(standings, required=required)
    return Glance(
        connected=known.coverage.connected,
        enough_cameras=adequacy.share,
        missing_cameras=adequacy.gap,
        displays=display_rate(standings),
        gaps=len(known.coverage.rows),
        closures=len(known.closures),
        changes=registry.granted_since(session, now - timedelta(days=7), scope=scope),
    )


def own_kitchens(session: Session, *, actor: Actor, now: datetime) -> list[OwnKitchen]:
    """The Restaurants of `actor`, by name."""
    scope = Scope(restaurants=actor.scope(OWNERS).restaurants)
    rows, today = registry.restaurants_in(session, scope), local_day(now)
    in_use = {
        row.id: [
            each
            for each in row.cameras
            if each.active_from <= today
            and (each.active_until is None or today < each.active_until)
        ]
        for row in rows
    }
    shown = rounds.conditions(
        session, [each.id for own in in_use.values() for each in own], now=now
    )
    return [
        OwnKitchen(
            row,
            status_at(row.status_spans, now),
            tuple((each, shown.get(each.id)) for each in in_use[row.id]),
            viewers_now(session, now=now, restaurant_id=row.id),
        )
        for row in rows
    ]


def leads_waiting(session: Session, *, actor: Actor) -> tuple[int, date | None]:
    """How many leads `actor` may judge, and the district's day of the oldest."""
    number, oldest = pending_leads(session, scope=actor.scope(REVIEWERS))
    return number, None if oldest is None else local_day(oldest)


def _requests_waiting(session: Session, actor: Actor) -> list[Waiting]:
    """Requests that `actor` may decide about, and those of their own that wait for others."""
    readers = (*READERS, *OWNERS)
    if not actor.has(readers):
        return []
    pending = registry.pending_requests(session, scope=actor.scope(readers))
    mine = [row for row in pending if row.asked_by_id == actor.person_id]
    to_decide = [
        row
        for row in pending
        if may_decide(
            actor,
            row.ask,
            Place(row.restaurant.station.code, row.restaurant.code),
            asked_by=row.asked_by_id,
        )
    ]
    found = []
    if actor.has(SUPERVISORS):
        due_on = min((local_day(row.starts_at) for row in to_decide), default=None)
        found.append(Waiting(Work.DECISIONS, len(to_decide), due_on))
    return [*found, Waiting(Work.OWN_REQUESTS, len(mine))]


def _patrols_waiting(session: Session, actor: Actor, today: date) -> list[Waiting]:
    """Visits that `actor` has to make, and those overdue where they answer for others."""
    found = []
    if actor.person_id is not None and actor.has(STATION_ROLES):
        found.append(
            Waiting(Work.PATROLS, *patrols.own_visits(session, actor.person_id, today=today))
        )
    if actor.has(HEADS):
        overdue = patrols.overdue_visits(session, scope=actor.scope(HEADS), today=today)
        found.append(Waiting(Work.OVERDUE_PATROLS, sum(overdue.values())))
    return found


def _findings_waiting(session: Session, actor: Actor, now: datetime) -> list[Waiting]:
    """Findings on which it is the turn of `actor`, a queue each; none for who has no part."""
    waits = findings.waits(
        session, queues_of(actor), scope=actor.scope(FINDING_READERS), person_id=actor.person_id,
        now=now,
    )  # fmt: skip
    return [
        Waiting(FINDING_WORKS[each.queue], each.number, local_day(each.due_at))
        if each.due_at
        else Waiting(FINDING_WORKS[each.queue], each.number)
        for each in waits
    ]


def _cases_waiting(session: Session, actor: Actor, now: datetime) -> list[Waiting]:
    """Cases on which it is the turn of `actor`, a queue each; taps on pictures for who repairs."""
    reader = cases.Reader(scope_of(actor), reads_insiders(actor), actor.person_id)
    waits = cases.waits(session, case_queues_of(actor), reader=reader, now=now)
    found = [
        Waiting(
            CASE_WORKS[each.queue], each.number, local_day(each.due_at) if each.due_at else None
        )
        for each in waits
    ]
    if actor.has(OWNERS):
        since = now - timedelta(days=LOOK_BACK_DAYS)
        own = cases.own_cases(session, scope=actor.scope(OWNERS), since=since)
        found.append(Waiting(Work.OWN_CASES, sum(each.response is None for each in own)))
    if actor.has(REPAIRERS):
        rows = cases.picture_reports(session, scope=actor.scope(REPAIRERS), since=local_day(now))
        found.append(Waiting(Work.PICTURE_REPORTS, len({each[1].id for each in rows})))
    return found


def _faults_waiting(session: Session, actor: Actor, now: datetime) -> Waiting:
    scope, today = actor.scope(REPAIRERS), local_day(now)
    cameras = rounds.active_cameras_by_restaurant(session, day=today, scope=scope)
    lines = queue(rounds.failing(session, scope=scope), cameras=cameras, wanted=Wanted(), now=now)
    due = [
        local_day(row.repair.repair_due_at)
        for line in lines.faults
        for row in line.rows
        if row.repair is not None
    ]
    return Waiting(Work.FAULTS, lines.number, min(due, default=None))


def _with_older(session: Session, recent: Mapping[int, date], *, today: date) -> dict[int, date]:
    """`recent` with those that showed their last picture earlier, if ever.

    One whose last picture lies farther back than is looked for counts as shown on the day before.
    """
    ever = set(
        session.scalars(
            select(Camera.restaurant_id)
            .join(FirstPicture, FirstPicture.camera_id == Camera.id)
            .distinct()
        )
    )
    older = ever - recent.keys()
    if not older:
        return dict(recent)
    found = last_good_days(session, days=LOOK_BACK_DAYS, today=today)
    beyond = window(today, LOOK_BACK_DAYS) - timedelta(days=1)
    return {**{number: found.get(number, beyond) for number in older}, **recent}
