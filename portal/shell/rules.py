"""Values and errors that every floor shares; no clock, no session, no language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

DISTRICT_ZONE = ZoneInfo("Asia/Shanghai")  # a day of the district begins and ends here


class MingchuError(Exception):
    """Base of the portal's errors: `status` is the HTTP status, `code` the machine's word for it.

    The text for people is looked up by type in `shell.errors`, in the reader's language.
    """

    status = 400
    code = "bad_request"


class OutOfReach(MingchuError):
    """Nothing that its reader types can mend it, so that it has a page of its own.

    Every other error can be told on the page that it came from.
    """


class FileRefused(MingchuError):
    """A file that somebody sent is not taken, and nothing of it is kept."""

    status = 422
    code = "file_refused"


class NotFound(OutOfReach):
    """What was asked for does not exist; `what` is a noun such as "restaurant"."""

    status = 404
    code = "not_found"

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"no {what} {name!r}; search for it by name instead")
        self.what = what
        self.name = name


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole, kept as two counts so that it can be recomputed."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if self.part < 0 or self.whole < 0:
            raise ValueError("a ratio has no negative counts")

    def percent(self, *, places: int = 2) -> Decimal | None:
        """The share in per cent, half-up to `places`; None for an empty whole, printed "n/a"."""
        if self.whole == 0:
            return None
        exact = Decimal(100 * self.part) / Decimal(self.whole)
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def local(moment: datetime) -> datetime:
    """`moment` on the district's wall clock. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(DISTRICT_ZONE)


def local_day(moment: datetime) -> date:
    """The district's calendar day in which `moment` lies."""
    return local(moment).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The half-open UTC interval of a district's calendar day."""
    start = datetime.combine(day, time(), DISTRICT_ZONE)
    end = datetime.combine(day + timedelta(days=1), time(), DISTRICT_ZONE)
    return start.astimezone(UTC), end.astimezone(UTC)


def is_own_path(text: str) -> bool:
    """Whether `text` is a path of this site, so that a link may send the reader back to it."""
    return (
        text.startswith("/")
        and not text.startswith(("//", "/\\"))
        and all(letter > " " and letter != "\\" for letter in text)
    )
