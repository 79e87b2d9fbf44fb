"""The results, each with sample and uncertainty, and the ledger of what was set aside."""

from datetime import date, timedelta

from flask import render_template, request, url_for

from portal.extensions import db
from portal.participation.kinds import Instrument, Rating
from portal.participation.public.blueprint import bp, restaurant
from portal.participation.queries import convenience as logs
from portal.participation.queries import ledger as ledgers
from portal.participation.queries import overview as overviews
from portal.participation.queries import results as counts
from portal.participation.queries import waves
from portal.participation.queries.case_figures import answered_on_time
from portal.participation.question_sets import QUESTION_SETS
from portal.participation.rules import convenience as index_rules
from portal.participation.rules import figures
from portal.participation.rules.publishing import YEAR
from portal.registry import queries as registry
from portal.rounds.counted import counted
from portal.rounds.rules.period import Period, PeriodUnreadable
from portal.shell import clock
from portal.shell.asked import page_number
from portal.shell.audience import anyone
from portal.shell.rules import NotFound, local_day

QUARTERS = 5  # that a page offers


@bp.get("/satisfaction")
@anyone
def satisfaction() -> str:
    """The district's satisfaction in a quarter: Survey and Poll apart, Stations beside."""
    period = _period()
    found = overviews.overview(db.session(), period, now=clock.now())
    return _page("participation/district.html", found=found)


@bp.get("/satisfaction/stations/<station>")
@anyone
def station(station: str) -> str:
    """A Station's satisfaction in a quarter, with its Restaurants."""
    row = next((each for each in registry.stations(db.session()) if each.code == station), None)
    if row is None:
        raise NotFound("station", station)
    found = overviews.overview(db.session(), _period(), now=clock.now(), station=station)
    return _page("participation/station.html", found=found, station=row)


@bp.get("/r/<code>/satisfaction")
@anyone
def kitchen(code: str) -> str:
    """A Restaurant's satisfaction over twelve months."""
    place = restaurant(code)
    found = overviews.kitchen(db.session(), place.id, now=clock.now())
    return render_template(
        "participation/kitchen.html", restaurant=place, found=found, ratings=Rating,
        last=found.days.until - timedelta(days=1),
        formula=figures.FORMULA,
    )  # fmt: skip


@bp.get("/satisfaction/set-aside")
@anyone
def ledger() -> str:
    """What was set aside within a year, why, and what was decided."""
    since = local_day(clock.now()) - YEAR
    page = ledgers.groups(db.session(), page=page_number(request.args.get("page")), since=since)
    return render_template(
        "participation/ledger.html",
        sums=ledgers.sums(db.session(), since=since),
        found=page,
        since=since,
        address=lambda number: url_for(".ledger", page=number),
    )


@bp.get("/satisfaction/surveys")
@anyone
def surveys() -> str:
    """The Surveys with their commitments, and the seeds of those that are closed."""
    return render_template(
        "participation/surveys.html",
        waves=waves.waves(db.session()),
        sets=QUESTION_SETS.values(),
        day_before=lambda day: day - timedelta(days=1),
    )


@bp.get("/convenience")
@anyone
def convenience() -> str:
    """The convenience index of a quarter with its parts."""
    period, today = _period(), local_day(clock.now())
    days = counts.Days(period.first, min(period.until, today + timedelta(days=1)))
    looks = counted(period)
    found = logs.logged(
        db.session(),
        days,
        uptime=looks.looks if looks is not None else None,
        on_time=answered_on_time(db.session(), days),
    )
    answers = counts.response(db.session(), days, Instrument.POLL)
    return _page(
        "participation/convenience.html",
        logged=found,
        funnel=index_rules.funnel(found, begun=answers.started, finished=answers.completed),
        index=index_rules.index(found),
        waits=[index_rules.percentile(found.waits, share) for share in (0.5, 0.95)],
        rules=index_rules,
        period=period,
        uptime_at=looks.counted_at if looks is not None else None,
    )


def _page(template: str, **more: object) -> str:
    """A page about a quarter, with the quarters that it offers."""
    return render_template(
        template,
        **more,
        quarters=_quarters(_period(), local_day(clock.now())),
        ratings=Rating,
        target=figures.TARGET,
        formula=figures.FORMULA,
    )


def _period() -> Period:
    """The quarter that the address asks for, else the present one."""
    try:
        return Period.parse(request.args.get("period", ""))
    except PeriodUnreadable:
        return Period.quarter_of(local_day(clock.now()))


def _quarters(asked: Period, today: date) -> list[Period]:
    """The present quarter and those before it, or those around an older one."""
    newest = Period.quarter_of(today)
    is_older = (newest.first - asked.first).days > 92 * QUARTERS
    found = [Period.quarter_of(asked.until - timedelta(days=1)) if is_older else newest]
    while len(found) < QUARTERS:
        found.append(Period.quarter_of(found[-1].first - timedelta(days=1)))
    return found
