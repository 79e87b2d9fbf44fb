"""Weekly business hours: their grammar, and what they say about a moment.

    hours   = part *( ";" part )
    part    = [ days ] times             no days: every day
    days    = day [ "-" day ] *( "," … ) Mon … Sun, Monday … Sunday, 周一 … 周日, 星期一 …
    times   = span *( "," span )
    span    = time "-" time | "24h"      06:30-13:30; 18:00-02:00 ends on the next day

Chinese punctuation, 至 and 到 are read too. Spans are half-open, on the district's clock.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from portal.shell.rules import DISTRICT_ZONE, MingchuError, local

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
ALWAYS = "24h"

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(DAYS)},
    **{name: number for number, name in enumerate(_LONG_DAYS)},
    **{name: number for number, name in enumerate("一二三四五六日")},
    "天": 6,
}
_WHOLE_DAY_WORDS = {ALWAYS, "24小时"}
_EVERY_DAY_WORDS = {"", "daily", "每天", "每日"}

_PUNCTUATION = str.maketrans("、。–—~至到", ",;-----")  # after NFKC, which narrows the wide ones
_PART = re.compile(r"(?P<days>[^0-9]*?)(?P<times>[0-9].*)")
_RANGE = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")


class HoursFault(StrEnum):
    """What is wrong with a text that should be business hours."""

    EMPTY = "hours_empty"
    NO_TIMES = "hours_without_times"
    UNKNOWN_DAY = "hours_unknown_day"
    UNREADABLE_TIMES = "hours_unreadable_times"
    IMPOSSIBLE_TIME = "hours_impossible_time"
    EMPTY_SPAN = "hours_empty_span"


class HoursInvalid(MingchuError):
    """A text is no business hours: `fault` says why, `part` is the piece that is wrong."""

    code = "hours_invalid"

    def __init__(self, fault: HoursFault, part: str) -> None:
        super().__init__(
            f"{fault.value}: {part!r}; write e.g. Mon-Fri 06:30-13:30; Sat 09:00-21:00"
        )
        self.fault = fault
        self.part = part


@dataclass(frozen=True, slots=True)
class Hours:
    """Business hours of a week, in one normal form, so that equal hours compare equal.

    `spans` are half-open minutes since Monday 00:00 of the district, sorted and not touching;
    a start lies within the week, an end may lie up to a week behind it (Sunday night's).
    """

    spans: tuple[tuple[int, int], ...]

    @classmethod
    @lru_cache(maxsize=4096)  # a page reads the hours of many restaurants at nearly 1 ms each
    def parse(cls, text: str) -> "Hours":
        """The hours that `text` tells. Raises HoursInvalid naming the piece that is wrong."""
        plain = _plain(text)
        if not plain.strip(";"):
            raise HoursInvalid(HoursFault.EMPTY, text.strip())
        parts = (part for part in plain.split(";") if part)
        return cls(_merged(span for part in parts for span in _part_spans(part)))

    def __str__(self) -> str:
        """The shortest usual writing, which `parse` reads back."""
        if self.is_always:
            return ALWAYS
        texts = [",".join(_times(spans)) for spans in self._by_day()]
        if len(set(texts)) == 1:
            return texts[0]
        runs = [list(run) for __, run in groupby(range(7), key=lambda day: texts[day])]
        return "; ".join(f"{_run(run)} {texts[run[0]]}" for run in runs if texts[run[0]])

    @property
    def is_always(self) -> bool:
        """Whether the business never closes."""
        return self.spans == ((0, WEEK_MINUTES),)

    def _by_day(self) -> list[list[tuple[int, int]]]:
        """The spans of each weekday, in minutes since its midnight."""
        days: list[list[tuple[int, int]]] = [[] for __ in DAYS]
        for start, end in self.spans:
            for first, last in _daily(start, end):
                midnight = first // DAY_MINUTES
                offset = midnight * DAY_MINUTES
                days[midnight % 7].append((first - offset, last - offset))
        return [sorted(day) for day in days]


def is_open_at(hours: Hours, moment: datetime) -> bool:
    """Whether business is done at `moment`, which must be aware."""
    minute = _minute_of_week(local(moment))
    return any(
        start <= minute < end or start <= minute + WEEK_MINUTES < end for start, end in hours.spans
    )


def next_opening(hours: Hours, moment: datetime) -> datetime | None:
    """The first moment after `moment` at which a span begins, UTC; None if it never closes.

    `moment` must be aware; a span that begins exactly then is not meant, but its next one.
    """
    if hours.is_always:
        return None
    here = local(moment)
    now = _minute_of_week(here)
    waits = [(start - now - 1) % WEEK_MINUTES + 1 for start, __ in hours.spans]
    wall = here.replace(second=0, microsecond=0, tzinfo=None) + timedelta(minutes=min(waits))
    return wall.replace(tzinfo=DISTRICT_ZONE).astimezone(UTC)


def _minute_of_week(here: datetime) -> int:
    return here.weekday() * DAY_MINUTES + here.hour * 60 + here.minute


def _plain(text: str) -> str:
    """`text` in lower case and ASCII punctuation, without blanks."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_PUNCTUATION)
    return re.sub(r"\s+", "", plain)


def _part_spans(part: str) -> Iterator[tuple[int, int]]:
    """The spans of `part`, in minutes of the week."""
    match = _PART.fullmatch(part)
    if match is None:
        raise HoursInvalid(HoursFault.NO_TIMES, part)
    days = _days(match["days"])
    for times in match["times"].split(","):
        start, end = _time_range(times)
        for day in days:
            yield day * DAY_MINUTES + start, day * DAY_MINUTES + end


def _days(text: str) -> list[int]:
    if text in _EVERY_DAY_WORDS:
        return list(range(7))
    numbers: list[int] = []
    for piece in text.split(","):
        first, __, last = piece.partition("-")
        start = _day(first, text)
        end = _day(last, text) if "-" in piece else start
        numbers += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return numbers


def _day(name: str, text: str) -> int:
    short = re.sub(r"^(周|星期|礼拜)", "", name)
    if short not in _DAY_NUMBERS:
        raise HoursInvalid(HoursFault.UNKNOWN_DAY, name or text)
    return _DAY_NUMBERS[short]


def _time_range(text: str) -> tuple[int, int]:
    """Start and end of `text` in minutes since midnight; an end past midnight exceeds a day."""
    if text in _WHOLE_DAY_WORDS:
        return 0, DAY_MINUTES
    match = _RANGE.fullmatch(text)
    if match is None:
        raise HoursInvalid(HoursFault.UNREADABLE_TIMES, text)
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) > 59 or start >= DAY_MINUTES or end > DAY_MINUTES:
        raise HoursInvalid(HoursFault.IMPOSSIBLE_TIME, text)
    if start == end:  # nothing, or a whole day? the writer must say
        raise HoursInvalid(HoursFault.EMPTY_SPAN, text)
    return start, end if end > start else end + DAY_MINUTES


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """`spans` sorted, with overlapping and touching ones made one; the week is a circle."""
    is_open = bytearray(WEEK_MINUTES)
    for start, end in spans:
        for minute in range(start, end):
            is_open[minute % WEEK_MINUTES] = 1
    if all(is_open):
        return ((0, WEEK_MINUTES),)
    starts = [at for at in range(WEEK_MINUTES) if is_open[at] and not is_open[at - 1]]
    twice = is_open + is_open
    return tuple((start, twice.index(0, start)) for start in starts)


def _daily(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span of the week cut into pieces that one weekday's times can tell."""
    while end - start >= DAY_MINUTES:
        midnight = (start // DAY_MINUTES + 1) * DAY_MINUTES
        yield start, midnight
        start = midnight
    if end > start:
        yield start, end


def _times(spans: list[tuple[int, int]]) -> Iterator[str]:
    for start, end in spans:
        until = end if end <= DAY_MINUTES else end - DAY_MINUTES
        yield f"{start // 60:02}:{start % 60:02}-{until // 60:02}:{until % 60:02}"


def _run(days: list[int]) -> str:
    first, last = DAYS[days[0]], DAYS[days[-1]]
    return first if len(days) == 1 else f"{first}-{last}"
