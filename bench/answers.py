"""How many answers one core takes without losing or doubling one, and a year of them in tables."""

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import func, insert, select

from bench.databases import databases
from bench.figures import Figure
from bench.sending import SENT_AGAIN, Form, send_all
from portal import create_app
from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.extensions import db
from portal.participation.kinds import Instrument, Occasion, Rating, Tier
from portal.participation.models import Answer
from portal.participation.operations import Printing, print_slips
from portal.participation.public.blueprint import secrets
from portal.participation.queries.overview import kitchen, overview
from portal.registry.kinds import RestaurantType, Status
from portal.registry.models import Restaurant, Station, StatusSpan
from portal.rounds.rules.period import Period
from portal.settings import Settings
from portal.shell import clock
from portal.shell.rules import local_day

STATIONS, RESTAURANTS = 6, 460
YEAR_ANSWERS = 200_000
FORMS = 2_000
MOST_SECONDS = 2.0
SLIPS_EACH = 10
OFFICER = Actor("officer", 1, frozenset({Grant(Role.BUREAU_OFFICER)}))


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Submissions a CPU second, losses, duplicates and tables, on both databases."""
    for name, address in databases("answers"):
        settings = Settings(data=directory / name, database=address)
        app = create_app(settings)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        with app.app_context():
            flask_migrate.upgrade()
            places = _register()
            yield from _submissions(app, name, places)
            yield from _tables(name, places)
            db.session.remove()
            db.engine.dispose()


def _submissions(app: Flask, name: str, places: Sequence[Restaurant]) -> Iterator[Figure]:
    forms = list(_forms(app, places))
    sent = send_all(app, forms)
    kept = db.session.scalar(select(func.count()).select_from(Answer)) or 0
    yield from sent.rates(f"answers.submissions.{name}")
    yield Figure(
        name=f"answers.refused.{name}", value=sent.refused, unit="", target=0, on_ratio=False
    )
    difference = abs(kept - len(forms))
    yield Figure(
        name=f"answers.lost_or_doubled.{name}", value=difference, unit="", target=0, on_ratio=False
    )


def _forms(app: Flask, places: Sequence[Restaurant]) -> Iterator[Form]:
    """Each with a slip of its own, of Restaurants in turn; a fifth are sent again."""
    chance = random.Random(5)
    today = local_day(clock.now())
    slips = {}
    with app.test_request_context():
        for place in places:
            told = Printing(place.code, SLIPS_EACH, today + timedelta(days=9))
            slips[place.code] = print_slips(
                db.session(), told, secrets=secrets(), actor=OFFICER, now=clock.now()
            )[1]
        db.session.commit()
    shown = {place.code: _page(app, place.code) for place in places}
    for number in range(FORMS):
        place = places[number % len(places)]
        fields = shown[place.code] | {
            "key": f"key-{number}", "code": slips[place.code].pop(), "answer": "good",
        }  # fmt: skip
        times = 2 if chance.random() < SENT_AGAIN else 1
        yield Form(f"/r/{place.code}/rate", fields, f"10.{number // 250}.{number % 250}.7", times)


def _page(app: Flask, code: str) -> dict[str, str]:
    """What the first page carries unseen."""
    text = app.test_client().get(f"/r/{code}/rate").text
    return dict(re.findall(r'<input type="hidden" name="(shown|after)" value="([^"]*)"', text))


def _tables(name: str, places: Sequence[Restaurant]) -> Iterator[Figure]:
    """A year of answers, then the tables of its last quarter and a Restaurant's year."""
    today = local_day(clock.now())
    chance = random.Random(3)
    ratings, tiers = list(Rating), list(Tier)
    for start in range(0, YEAR_ANSWERS, 10_000):
        rows = [
            {
                "restaurant_id": places[number % len(places)].id, "instrument": Instrument.POLL,
                "tier": chance.choice(tiers), "occasion": Occasion.WATCHED, "remark": "",
                "question_set": "diners-1", "language": "zh", "is_complete": True,
                "day": today - timedelta(days=chance.randrange(365)),
                **{item: chance.choice(ratings)
                   for item in ("satisfaction", "trust", "ease", "openness")},
            }
            for number in range(start, start + 10_000)
        ]  # fmt: skip
        db.session.execute(insert(Answer), rows)
    db.session.commit()
    now, year = clock.now(), Period.parse(str(today.year))
    session = db.session()
    for table, act in (
        ("district", lambda: overview(session, year, now=now)),
        ("station", lambda: overview(session, year, now=now, station="s1")),
        ("restaurant", lambda: kitchen(session, places[0].id, now=now)),
    ):
        cpu, wall = _cheapest(act)
        figure = f"answers.year.{table}.{name}"
        value = cpu if name == "sqlite" else wall  # a server's time is not ours to see
        yield Figure(name=figure, value=value, unit="s", target=MOST_SECONDS, on_ratio=False)


def _cheapest(act: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of the fastest of three attempts."""
    found = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        found.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(found)


def _register() -> list[Restaurant]:
    session, since = db.session(), clock.now() - timedelta(days=900)
    stations = [
        Station(code=f"s{number}", name=f"第{number}所", name_en=f"Station {number}")
        for number in range(STATIONS)
    ]
    rows = [
        Restaurant(
            licence_no=f"JY{number}", name=f"合成餐厅{number}", hours="24h",
            type=list(RestaurantType)[number % 8], station=stations[number % STATIONS],
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
    return rows
