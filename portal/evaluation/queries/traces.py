"""Gathers what the rules about manipulation look at, through the queries of the floors below."""

from sqlalchemy.orm import Session

from portal.accounts.rules import WHOLE
from portal.evaluation.rules.gaming import Suspended, Traces, Where
from portal.participation.queries.ledger import of_one_hand
from portal.patrols.queries import dated_visits, supervised
from portal.registry.queries import place_names, suspensions_begun
from portal.rounds.queries import doubted_faults
from portal.rounds.rules.period import Period
from portal.shell.rules import day_bounds, local_day


def traces(session: Session, quarter: Period) -> Traces:
    """The rows of one quarter, in a fixed number of statements."""
    places = {number: Where(*names) for number, names in place_names(session, scope=WHOLE).items()}
    start, end = day_bounds(quarter.first)[0], day_bounds(quarter.until)[0]
    suspended = [
        Suspended(
            places[each.restaurant_id],
            local_day(each.starts_at),
            None if each.ends_at is None else local_day(each.ends_at),
            each.recorded_at > each.starts_at,
        )
        for each in suspensions_begun(session, start, end, scope=WHOLE)
    ]
    visits = dated_visits(session, quarter, scope=WHOLE)
    return Traces(
        quarter=quarter,
        suspended=suspended,
        faults=doubted_faults(session, quarter, scope=WHOLE),
        visits=[each.visit.restaurant_id for each in visits],
        supervised=supervised(session, day=quarter.first, scope=WHOLE),
        answers=of_one_hand(session, quarter.first, quarter.until, scope=WHOLE),
        places=places,
    )
