"""A Restaurant with a Camera, a browser, and what a citizen sends."""

import io
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from PIL import Image

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.participation.case_kinds import CaseKind, Category
from portal.participation.models import Case
from portal.participation.operations.filing import file_case
from portal.participation.rules.codes import new_key
from portal.participation.rules.intake import NewCase
from portal.participation.secrecy import Secrecy
from tests.portal.conftest import settings_under
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant
from tests.support.page import read
from tests.support.people import make_person, sign_in

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in the district
SECRECY = Secrecy("only for tests", (CAMERA_KEY,))


@pytest.fixture(autouse=True)
def at_noon(set_clock):
    """Every test begins on a Monday at noon; it moves the clock itself."""
    set_clock(NOW)


@pytest.fixture
def settings(tmp_path):
    """Settings with a known key of what is sealed."""
    return settings_under(tmp_path, case_keys=CAMERA_KEY)


@pytest.fixture
def app(app):
    """The portal without limits by address, which one test browser would reach."""
    app.config.update(RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def restaurant(session):
    """A Restaurant of the Station "east" with one Camera."""
    row = make_restaurant(session)
    make_camera(session, row)
    session.commit()
    return row


@pytest.fixture
def filed(session, restaurant):
    """File a Case: `filed(kind=…, text=…)`, each with another key."""

    def send(*, at=NOW, place=None, **changes):
        found = file_case(
            session, new_case(**changes), restaurant=place or restaurant, secrecy=SECRECY, now=at
        )
        case = session.get(Case, found.case_id, populate_existing=True)
        return SimpleNamespace(case=case, **asdict(found))

    return send


@pytest.fixture
def as_role(app, session, restaurant):
    """A browser of somebody: `as_role(Role.INSPECTOR)`, of the Restaurant's Station."""

    def browser(role, **scope):
        if role in {Role.INSPECTOR, Role.STATION_HEAD} and not scope:
            scope = {"station": restaurant.station.code}
        if role in {Role.RESTAURANT_OWNER} and not scope:
            scope = {"restaurant": restaurant.code}
        person = make_person(session, role, **scope)
        session.commit()
        return sign_in(app.test_client(), person)

    return browser


def new_case(**changes):
    """What a citizen sends about dirty premises."""
    fields = {
        "key": new_key(),
        "kind": CaseKind.TIP,
        "category": Category.DIRTY,
        "text": "昨天中午后厨地面全是水",
        "language": "zh",
        "work": (new_key(), NOW + timedelta(hours=1)),
    }
    if changes.get("kind") is CaseKind.COMPLAINT:
        fields |= {"name": "王小明", "phone": "13800138000", "address": "坪山大道1号",
                   "claim": "退款"}  # fmt: skip
    return NewCase(**fields | changes)


def officer(role=Role.INSPECTOR, *, station=None, person_id=7, name="inspector"):
    """Somebody who works on Cases."""
    return Actor(name, person_id, frozenset({Grant(role, station=station)}))


def jpeg(width=80, height=60):
    """A photograph."""
    saved = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(saved, format="JPEG")
    return saved.getvalue()


class Teller:
    """A browser that fills in the form as somebody without scripts does."""

    def __init__(self, client, restaurant, door="tip", *, prefix=""):
        self.client = client
        self.address = f"{prefix}/r/{restaurant.code}/tell/{door}"
        self.answer = client.get(self.address)

    @property
    def page(self):
        """The present page."""
        return read(self.answer.get_data(as_text=True))

    def carried(self):
        """What the page carries along: hidden fields and what is filled in."""
        found = {}
        for each in self.page.one("form", novalidate=True).all("input"):
            kind, name = each.get("type"), each.get("name")
            if kind in {"radio", "checkbox"} and "checked" not in each.attributes:
                continue
            if kind != "file" and name:
                found.setdefault(name, []).append(each.get("value") or "")
        for each in self.page.one("form", novalidate=True).all("textarea"):
            found.setdefault(each.get("name"), []).append(each.text)
        return found

    def send(self, go="next", files=(), **typed):
        """Press a button, with what is typed."""
        data = self.carried() | {"go": [go]} | {name: [text] for name, text in typed.items()}
        self.last = {name: [*values] for name, values in data.items()}
        if files:
            data["photo"] = [(io.BytesIO(content), name) for content, name in files]
        self.answer = self.client.post(self.address, data=data, content_type="multipart/form-data")
        return self


def quick_tip(client, restaurant, set_clock, *, prefix="", files=(), **typed):
    """Send a tip from the first page to the last; the answer to the last."""
    teller = Teller(client, restaurant, prefix=prefix)
    teller.send(category="dirty").send(text=typed.get("text", "后厨地面全是水")).send(files=files)
    teller.send(phone=typed.get("phone", ""))
    set_clock(NOW + timedelta(seconds=30))
    return teller.send("send")
