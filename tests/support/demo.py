"""A portal with the demo district, and somebody in it who has every role."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.accounts.kinds import Role
from portal.accounts.models import RoleGrant
from portal.accounts.queries import person_by_login
from portal.extensions import db
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.seed.operations import seed_demo
from portal.settings import Settings, load
from tests.support.factories import LONG_AGO
from tests.support.people import make_person, sign_in

EVERYBODY = "everybody"


@contextmanager
def demo_portal(data: Path, **more: str) -> Iterator[Flask]:
    """A portal that keeps everything under `data`; `more` stands in its environment."""
    settings: Settings = load({
        "MINGCHU_DATA": str(data), "MINGCHU_LIVE_ROOT": str(data / "live"),
        "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8", **more,
    })  # fmt: skip
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        seed_demo(
            db.session(), camera_port=8554, now=datetime(2026, 11, 20, tzinfo=UTC),
            cipher=AddressCipher(settings.encryption_keys()),
            gate=AddressGate(settings.camera_networks),
        )  # fmt: skip
        person = make_person(db.session(), login=EVERYBODY)
        person.grants += [RoleGrant(role=role, granted_at=LONG_AGO) for role in Role]
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def in_every_role(app: Flask, browser: FlaskClient) -> FlaskClient:
    """`browser`, with somebody signed in who has every role, and so is told all."""
    with app.app_context():
        person = person_by_login(db.session(), EVERYBODY)
    assert person is not None
    return sign_in(browser, person)
