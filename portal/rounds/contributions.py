"""Figures that floors above add to those of a Period, so that one command prints all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app
from sqlalchemy.orm import Session

from portal.rounds.rules.period import Period
from portal.rounds.rules.published import Values

KEY = "mingchu_figures"


@dataclass(frozen=True, slots=True)
class Contribution:
    """Indicators by their codes as plain values, and as lines in the reader's language.

    `lines` is called only where somebody reads them.
    """

    values: Mapping[str, Values]
    lines: Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What figures are asked for: a Period up to `today`, of a Station (code) or of all; `rows`
    asks also for the lists behind the counts.
    """

    period: Period
    today: date
    station: str | None = None
    rows: bool = False


Provider = Callable[[Session, Question], Contribution]


def add_figures(app: Flask, provider: Provider) -> None:
    """Let `provider` add its indicators; their codes are nobody else's."""
    app.extensions.setdefault(KEY, []).append(provider)


def contributions(session: Session, question: Question) -> list[Contribution]:
    """What the floors above add, in the order in which they were registered."""
    providers: list[Provider] = current_app.extensions.get(KEY, [])
    return [provider(session, question) for provider in providers]
