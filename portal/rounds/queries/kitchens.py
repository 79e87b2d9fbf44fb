"""What the looks at one Restaurant's Cameras came to, for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.registry.models import Restaurant
from portal.registry.queries import dated_hours
from portal.rounds.queries.cameras import dated
from portal.rounds.queries.maps import minute_maps
from portal.rounds.rules.duty import MINUTE, Duty, Tenure, duty_on, slots_of
from portal.rounds.rules.minutes import NOTHING, MinuteMap
from portal.rounds.rules.online import Supervised, Terms
from portal.rounds.rules.period import Period
from portal.rounds.rules.so_far import shown_so_far
from portal.rounds.rules.strip import Strip, strip_of
from portal.shell.rules import Ratio, day_bounds, local_day


@dataclass(frozen=True, slots=True)
class KitchenLooks:
    """A Restaurant's looks.

    `month` counts those of this month's open hours: with a good picture over all that were made.
    Of today it holds the `duty`, what was `seen` by each Camera's code, and how many minutes are
    over.
    """

    month: Ratio | None
    duty: Duty
    seen: Mapping[str, MinuteMap]
    minutes_over: int

    def today(self, code: str) -> Strip:
        """The present day of the Camera of this code, as far as it went."""
        return strip_of(self.seen[code], self.duty, until=self.minutes_over)


def kitchen_looks(
    session: Session, restaurant: Restaurant, *, now: datetime, terms: Terms | None = None
) -> KitchenLooks:
    """The looks at the Cameras of `restaurant` until `now`; two statements.

    Its Cameras and status spans must be loaded.
    """
    today = local_day(now)
    month = Period.parse(f"{today:%Y-%m}").elapsed(today + timedelta(days=1))
    hours, spans = dated_hours(session, restaurant), dated(restaurant.status_spans)
    cameras = restaurant.cameras
    days = dict(minute_maps(session, month, cameras=[camera.id for camera in cameras]))
    tenures = [
        Tenure(camera.id, camera.zone, camera.active_from, camera.active_until)
        for camera in cameras
    ]
    supervised = Supervised(
        restaurant_id=restaurant.id, hours=hours, spans=spans, slots=slots_of(tenures),
        connected_on=None,
    )  # fmt: skip
    return KitchenLooks(
        month=shown_so_far(days.items(), supervised, until=now, terms=terms or Terms()),
        duty=duty_on(today, hours=hours.on(today), spans=spans),
        seen={camera.code: days[today].get(camera.id, NOTHING) for camera in cameras},
        minutes_over=(now - day_bounds(today)[0]) // MINUTE,
    )
