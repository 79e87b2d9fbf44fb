"""The figures as lines of text, in the reader's language."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from flask_babel import gettext as _

from portal.rounds.forms.faults import Named, named
from portal.rounds.rules.daily import rounded
from portal.rounds.rules.figures import DistrictFigures
from portal.rounds.rules.online import TARGET, Variant
from portal.rounds.rules.repairs import SPREAD_HOURS, RepairAccount
from portal.shell import filters
from portal.shell.rules import Ratio


def variant_text(variant: Variant) -> str:
    """How the Cameras of a Restaurant speak for it, in words."""
    texts = {
        # i18n: a variant of the online rate: 任一摄像头
        Variant.ANY: _("by any camera"),
        # i18n: a variant of the online rate: 全部摄像头
        Variant.ALL: _("by all cameras"),
        # i18n: a variant of the online rate: 按摄像头时长
        Variant.TIME: _("by camera time"),
    }
    return str(texts[variant])


def figure_lines(figures: DistrictFigures, *, variant: Variant) -> Iterator[str]:
    """The figures as lines of text, `variant` first among the online rates."""
    days = figures.elapsed.length
    yield str(
        _(
            "%(period)s, days counted: %(days)s",
            period=filters.period(figures.period.name),
            days=days,
        )
    )
    yield _line("Q1", _("Connection rate"), filters.ratio(figures.connection))
    yield from _online_lines(figures, variant)
    yield from _camera_lines(figures)
    yield _line("Q4", _("Display rate"), filters.ratio(figures.displays))
    yield from _repair_lines(figures)
    times = figures.connections
    yield _line("T1", _("Connected within 15 days"), filters.ratio(times.within))


def _online_lines(figures: DistrictFigures, variant: Variant) -> Iterator[str]:
    account = figures.account
    for each in (variant, *(other for other in Variant if other is not variant)):
        value = f"{share_text(account.mean(each).value)}  {variant_text(each)}"
        yield _line("Q2", _("Online rate"), value)
    note = _(
        "without exclusions %(rate)s, data completeness %(completeness)s, "
        "unknown days: %(unknown)s",
        rate=share_text(account.mean_without_exclusions(variant).value),
        completeness=filters.percent(account.completeness),
        unknown=filters.count(account.unknown_days(variant)),
    )
    yield f"    {note}"
    needed = figures.needed(variant)
    if needed is not None:
        yield f"    {needed_text(needed)}"


def _camera_lines(figures: DistrictFigures) -> Iterator[str]:
    adequacy = figures.adequacy
    yield _line("Q3", _("Restaurants with enough cameras"), filters.ratio(adequacy.share))
    note = _(
        "cameras: %(cameras)s, on average %(mean)s each, missing to %(required)s each: %(gap)s",
        cameras=filters.count(adequacy.cameras),
        mean=filters.not_applicable() if adequacy.mean is None else rounded(adequacy.mean),
        required=adequacy.required,
        gap=filters.count(adequacy.gap),
    )
    yield f"    {note}"


def _repair_lines(figures: DistrictFigures) -> Iterator[str]:
    repairs = figures.repairs
    yield _line("Q6", _("Faults repaired"), filters.ratio(repairs.repaired))
    note = _(
        "within the contract's time %(on_time)s, half of them within %(median)s, "
        "nine of ten within %(p90)s, open: %(open)s",
        on_time=filters.ratio(repairs.on_time),
        median=hours_text(repairs.median_hours),
        p90=hours_text(repairs.p90_hours),
        open=filters.count(len(repairs.open)),
    )
    yield f"    {note}"


def hours_text(hours: Fraction | None) -> str:
    """A length of time given in hours, in its largest whole unit; None: there is none to time."""
    return filters.not_applicable() if hours is None else filters.duration(float(3600 * hours))


def spread_lines(account: RepairAccount) -> list[tuple[str, int]]:
    """How many repairs took how long, with the words of each class; last those that last."""
    bounds = (0, *SPREAD_HOURS)
    texts = [
        *(
            _("%(from)s to %(to)s h", **{"from": least, "to": most})
            for least, most in pairwise(bounds)
        ),
        _("over %(num)s h", num=SPREAD_HOURS[-1]),
        _("not repaired yet"),
    ]
    return list(zip(map(str, texts), (*account.spread, len(account.open)), strict=True))


def bars_of(lines: Iterable[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """Lines with a number each, as bars of that length."""
    return [(name, number, filters.count(number)) for name, number in lines]


def station_bars(shares: Iterable[tuple[Named, Ratio]]) -> list[tuple[str, float, str]]:
    """The share of each Station as a bar of at most 1; no bar where nothing is known."""
    return [
        (
            named(station),
            ratio.part / ratio.whole if ratio.whole else 0.0,
            filters.ratio(ratio if ratio.whole else None),
        )
        for station, ratio in shares
    ]


def _line(code: str, name: object, value: object) -> str:
    return f"{code}  {name}  {value}"


def needed_text(share: Fraction) -> str:
    """What each remaining day must bring, in words."""
    target = share_text(TARGET)
    if share > 1:
        return str(_("%(target)s can no longer be reached", target=target))
    if share <= 0:
        return str(_("%(target)s can no longer be missed", target=target))
    return str(
        _(
            "To reach %(target)s, each remaining day needs %(share)s",
            target=target,
            share=share_text(share),
        )
    )


def share_text(share: Fraction | None) -> str:
    """An exact share in per cent; the words for "not known" for None."""
    counts = None if share is None else Ratio(share.numerator, share.denominator)
    return filters.percent(counts)
