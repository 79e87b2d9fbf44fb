"""A portal of the tour's own, with the demo's district: what is sent there harms nobody's demo.

It also opens what no running portal shows when asked: each problem, and a preview of a camera.
"""

import ipaddress
import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

import flask_migrate
from cryptography.fernet import Fernet
from flask import Flask, abort, redirect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from deploy.tour.found import find_fault, find_lead
from portal import create_app
from portal.accounts.queries import person_by_login
from portal.extensions import db, limiter
from portal.live.public.previews import new_preview
from portal.participation.secrecy import SECRECY
from portal.registry.queries import restaurant_by_code
from portal.seed.cases import case_to_look_up
from portal.seed.district import SAMPLE
from portal.seed.people import PEOPLE
from portal.settings import Settings
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.rules import local_day

PROBLEMS = "/stage/problems/<int:status>"
PREVIEW = "/stage/preview"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the portal answers, and what of it a visitor has to know to be let in."""

    app: Flask
    address: str
    known: dict[str, str]


@contextmanager
def stage() -> Iterator[Stage]:
    """Such a portal, freshly filled and gone afterwards."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request would drown the tour's
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            flask_migrate.upgrade()
        seeded = app.test_cli_runner().invoke(args=["seed", "demo"])
        if seeded.exit_code:
            raise RuntimeError(f"the stage is not filled: {seeded.output}")
        app.debug = True  # it opens the gallery
        with app.app_context():
            known = _known(app) | _found(Path(folder))
        with served(app) as address, _unlimited():
            yield Stage(app, address, known)
        with app.app_context():
            db.engine.dispose()


def _app(data: Path) -> Flask:
    app = create_app(
        Settings(
            data=data,
            live_root=data / "live",
            camera_keys=Fernet.generate_key().decode(),
            camera_networks=(ipaddress.ip_network("127.0.0.0/8"),),
            secret_key=token_urlsafe(),
        )
    )
    app.add_url_rule(PROBLEMS, "stage.problem", anyone(_problem))
    app.add_url_rule(PREVIEW, "stage.preview", anyone(_preview))
    return app


def _problem(status: int) -> Response:
    abort(status)


def _preview() -> Response:
    return redirect(new_preview(_camera(), now=clock.now()))


def _camera() -> str:
    place = restaurant_by_code(db.session(), SAMPLE.code)
    return place.cameras[0].code if place is not None else ""


def _known(app: Flask) -> dict[str, str]:
    case = case_to_look_up(db.session(), secrecy=app.extensions[SECRECY])
    if case is None:
        raise RuntimeError("the stage has no case to look up")
    today = local_day(clock.now())
    people = {each.login: person_by_login(db.session(), each.login) for each in PEOPLE}
    return {
        "number": case.number, "code": case.code, "camera": _camera(),
        **{login: str(row.id) for login, row in people.items() if row is not None},
        "year": str(today.year), "next-week": str(today + timedelta(days=7)),
    }  # fmt: skip


def _found(data: Path) -> dict[str, str]:
    """What only a machine that looks brings about; the first Camera stays as the seed left it."""
    session, now = db.session(), clock.now()
    place = restaurant_by_code(session, SAMPLE.code)
    if place is None:
        raise RuntimeError("the stage has no restaurant of the demo")
    dark, seen = place.cameras[1:3]
    fault = find_fault(session, dark, data=data, now=now)
    lead = find_lead(session, seen, data=data, now=now)
    session.commit()
    return {"fault": fault, "lead": str(lead)}


@contextmanager
def _unlimited() -> Iterator[None]:
    """Nobody else sends so many forms; the limiter is one for all portals of a process."""
    former, limiter.enabled = limiter.enabled, False
    try:
        yield
    finally:
        limiter.enabled = former


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which `app` is served on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
