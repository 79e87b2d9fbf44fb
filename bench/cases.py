"""How many Cases one core takes without losing or doubling one, with clients that send again."""

import argparse
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import flask_migrate
from flask import Flask
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select

from bench.databases import databases
from bench.figures import Figure
from bench.sending import SENT_AGAIN, Form, Sent, send_all
from portal import create_app
from portal.extensions import db
from portal.participation.models import Case, CaseStep
from portal.participation.rules.codes import new_key
from portal.registry.kinds import RestaurantType, Status
from portal.registry.models import Restaurant, Station, StatusSpan
from portal.settings import Settings
from portal.shell import clock

RESTAURANTS = 460
FORMS = 2_000


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Cases a CPU second, those lost, doubled or given the same number, on both databases."""
    for name, address in databases("cases"):
        app = create_app(Settings(data=directory / name, database=address))
        app.config["PROPAGATE_EXCEPTIONS"] = False
        with app.app_context():
            flask_migrate.upgrade()
            yield from _submissions(app, name, _register())
            db.session.remove()
            db.engine.dispose()


def _submissions(app: Flask, name: str, places: Sequence[str]) -> Iterator[Figure]:
    forms = list(_forms(app, places))
    sent = send_all(app, forms)
    yield from sent.rates(f"cases.submissions.{name}")
    yield from _whole(name, forms, sent)


def _whole(name: str, forms: Sequence[Form], sent: Sent) -> Iterator[Figure]:
    """What must be none: refused, lost, doubled, gaps in the numbers, files without a step."""
    session = db.session()
    kept = session.scalar(select(func.count()).select_from(Case)) or 0
    numbers = session.scalar(select(func.count(func.distinct(Case.number)))) or 0
    steps = session.scalar(select(func.count()).select_from(CaseStep)) or 0
    last = session.scalar(select(func.max(Case.number))) or ""
    figures = {
        "refused": sent.refused,
        "lost_or_doubled": abs(kept - len(forms)) + abs(numbers - kept) + abs(steps - kept),
        "links_of_retries_that_differ": len({link for _, link in sent.answers}) - len(forms),
        "gaps_in_numbers": int(last[-6:] or 0) - kept,
    }
    for figure, value in figures.items():
        yield Figure(name=f"cases.{figure}.{name}", value=value, unit="", target=0, on_ratio=False)


def _forms(app: Flask, places: Sequence[str]) -> Iterator[Form]:
    """Tips about Restaurants in turn; a fifth are sent again."""
    chance = random.Random(7)
    settings: Settings = app.config["MINGCHU"]
    signer = URLSafeSerializer(settings.signing_key(), salt="case form")
    shown = int((clock.now() - timedelta(seconds=60)).timestamp())
    for number in range(FORMS):
        fields = {
            "form": str(signer.dumps([new_key(), shown])), "page": "check", "go": "send",
            "category": "dirty", "text": f"第{number}次看到后厨地面积水，电话13800138000",
            "phone": "13800138000",
        }  # fmt: skip
        yield Form(
            f"/r/{places[number % len(places)]}/tell/tip",
            fields,
            f"10.{number // 250}.{number % 250}.7",
            2 if chance.random() < SENT_AGAIN else 1,
        )


def _register() -> list[str]:
    """A district's Restaurants; their codes."""
    session, since = db.session(), clock.now() - timedelta(days=900)
    station = Station(code="s1", name="第一所", name_en="Station 1")
    rows = [
        Restaurant(
            licence_no=f"JY{number}", name=f"合成餐厅{number}", hours="24h",
            type=list(RestaurantType)[number % 8], station=station,
        )
        for number in range(RESTAURANTS)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    session.add_all(
        StatusSpan(restaurant_id=row.id, status=Status.OPEN, starts_at=since, recorded_at=since)
        for row in rows
    )
    session.commit()
    return [row.code for row in rows]
