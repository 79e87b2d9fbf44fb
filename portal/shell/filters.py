"""How numbers, moments and ratios read on a page, in the reader's language and district time.

Every filter prints the words for "not known" where it is given None: unknown is never 0. A share
over nothing is another thing, and prints that it does not apply.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import cast

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from portal.shell import clock
from portal.shell.languages import is_english
from portal.shell.rules import Ratio, local, local_day

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Between a number and its sign, which would stand alone on the next line."""
CHINESE = re.compile(
    r"[《（]?[\u3400-\u9fff](?:[\u3000-\u9fff\uff00-\uffef\d]*[\u3400-\u9fff》）])?"
)
"""Characters in a row, with the digits and the punctuation between them."""
NUMBER = re.compile(r"\b[A-Z]{1,2}-\d{4}-\d{4,6}\b")


def unknown() -> str:
    """The words for a figure that nobody knows."""
    # i18n: shown in place of a figure that is not known: 暂无数据
    return str(_("no data"))


def not_applicable() -> str:
    """The words for a figure that there cannot be, such as a share over nothing."""
    # i18n: shown in place of a figure that there cannot be, such as a share over nothing: 不适用
    return str(_("n/a"))


def count(number: int | None) -> str:
    """A count with its thousands set apart: 2,210."""
    return unknown() if number is None else f"{number:,}"


def percent(value: Ratio | None, places: int = 2) -> str:
    """The share alone, half-up to `places`: "87.17 %", in Chinese "87.17%"."""
    if value is None:
        return unknown()
    share = value.percent(places=places)
    return not_applicable() if share is None else _with_sign(share)


def ratio(value: Ratio | None, places: int = 2) -> str:
    """The share with its two counts: "87.17 % (401/460)", in Chinese "87.17%（401/460）"."""
    if value is None:
        return unknown()
    share = value.percent(places=places)
    if share is None:
        return not_applicable()
    counts = f"{value.part:,}/{value.whole:,}"
    return f"{_with_sign(share)} ({counts})" if is_english() else f"{_with_sign(share)}（{counts}）"


def clock_time(value: datetime | None) -> str:
    """The time of day alone, on the district's clock: 21:58."""
    return unknown() if value is None else f"{local(value):%H:%M}"


def day(value: date | datetime | None) -> str:
    """The full date: "23 November 2026", in Chinese "2026年11月23日"."""
    if value is None:
        return unknown()
    date_ = _day_of(value)
    if is_english():
        return f"{date_.day} {MONTHS[date_.month - 1]} {date_.year}"
    return f"{date_.year}年{date_.month}月{date_.day}日"


def period(name: str) -> str:
    """A year, half-year or quarter by its name, "2021Q1": "Q1 2021", in Chinese "2021年第1季度"."""
    year, part = name[:4], name[4:]
    if part == "H1":
        return str(_("first half of %(year)s", year=year))
    if part == "H2":
        return str(_("second half of %(year)s", year=year))
    return str(_("Q%(number)s %(year)s", number=part[1:], year=year)) if part else year


def month(name: str) -> str:
    """A month by its name, "2021-01": "January 2021", in Chinese "2021年1月"."""
    year, number = name[:4], int(name[5:])
    return f"{MONTHS[number - 1]} {year}" if is_english() else f"{year}年{number}月"


def moment(value: datetime | None) -> str:
    """Day and time, the year only when it is not this one: "23 Nov 21:58", "11-23 21:58"."""
    if value is None:
        return unknown()
    there = local(value)
    is_this_year = there.year == local(clock.now()).year
    if is_english():
        year = "" if is_this_year else f" {there.year}"
        return f"{there.day} {MONTHS[there.month - 1][:3]}{year} {there:%H:%M}"
    year = "" if is_this_year else f"{there.year}-"
    return f"{year}{there:%m-%d %H:%M}"


def since(value: datetime | None) -> str:
    """From when something holds, the day only when it is not today: "since 14:20"."""
    if value is None:
        return unknown()
    is_today = local_day(value) == local_day(clock.now())
    # i18n: stands behind a state, e.g. "Offline since 14:20": "14:20 起"
    return str(_("since %(time)s", time=clock_time(value) if is_today else moment(value)))


def duration(value: timedelta | float | None) -> str:
    """A length of time (a number means seconds) in its largest whole unit: "6 seconds"."""
    if value is None:
        return unknown()
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    if seconds < 60:
        return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
    if seconds < 3600:
        return str(ngettext("%(num)s minute", "%(num)s minutes", seconds // 60))
    if seconds < 48 * 3600:
        return str(ngettext("%(num)s hour", "%(num)s hours", seconds // 3600))
    return str(ngettext("%(num)s day", "%(num)s days", seconds // 86400))


def machine_time(value: datetime | date) -> str:
    """The ISO form that `<time datetime>` wants; a moment in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()


def sentences(*texts: str) -> str:
    """Texts that are whole sentences behind one another: with a gap in English, without in Chinese.

    What is empty is left out. Where one is Markup, as what a template translates, all become so.
    """
    gap = " " if is_english() else ""
    is_markup = any(isinstance(each, Markup) for each in texts)
    return (escape(gap) if is_markup else gap).join(each for each in texts if each)


def unbroken(text: str) -> Markup:
    """The text as HTML in which no line ends within a record's number, such as XS-2026-000123."""
    whole = NUMBER.sub(r'<span class="unbroken">\g<0></span>', str(escape(text)))
    return Markup(whole)  # noqa: S704 - escaped above


def whole(text: str) -> Markup:
    """The text as HTML that stays in one line, such as a period in a Chinese heading."""
    return Markup('<span class="whole">{}</span>').format(text)


def own_language(text: object) -> Markup:
    """The text as HTML; what is Chinese in an English page is marked so, to be read out as such.

    For what people entered once, in Chinese: names without an English one, wordings, reasons.
    """
    safe = str(escape(text))
    if is_english():
        safe = CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', safe)
    return Markup(safe)  # noqa: S704 - escaped above


def _with_sign(share: Decimal) -> str:
    return f"{share}{NO_BREAK}%" if is_english() else f"{share}%"


def _day_of(value: date | datetime) -> date:
    return local_day(value) if isinstance(value, datetime) else value


def init_app(app: Flask) -> None:
    """Register the filters under their own names; numbers of plural texts are counts too."""
    for each in (
        count, percent, ratio, clock_time, day, month, period, moment, since, duration,
        machine_time, unbroken, whole, own_language,
    ):  # fmt: skip
        app.jinja_env.filters[each.__name__] = each
    app.jinja_env.globals["sentences"] = sentences
    plain = cast("Callable[..., str]", app.jinja_env.globals["ngettext"])
    app.jinja_env.globals["ngettext"] = _with_counts(plain)


def _with_counts(ngettext_: Callable[..., str]) -> Callable[..., str]:
    """The templates' `ngettext`, which prints its number as `count` does: 2,210 findings."""

    @pass_context
    def counted(context: Context, singular: str, plural: str, number: int, **values: object) -> str:
        return ngettext_(context, singular, plural, number, **{"num": count(number)} | values)

    return counted
