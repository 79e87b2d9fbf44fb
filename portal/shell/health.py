"""Whether this process lives (`/healthz`) and whether it can serve (`/readyz`)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db, limiter
from portal.shell.audience import anyone

bp = Blueprint("health", __name__)

Check = Callable[[], str | None]
_checks: dict[str, Check] = {}


def add_check(name: str, check: Check) -> None:
    """Let a floor take part in `/readyz`: `check` gives None when well, else what is wrong."""
    _checks[name] = check


def what_is_wrong() -> dict[str, str]:
    """What keeps this process from serving, by the part's name; nothing when all is well."""
    return {name: said for name, check in _checks.items() if (said := check()) is not None}


@bp.get("/healthz")
@limiter.exempt
@anyone
def alive() -> Response:
    """Answer as long as the process does."""
    return jsonify(status="ok")


@bp.get("/readyz")
@limiter.exempt
@anyone
def ready() -> Response:
    """Answer 200 when every part that a page needs is there, else 503 with what is wrong."""
    wrong = what_is_wrong()
    response = jsonify(status="not ready" if wrong else "ready", wrong=wrong)
    response.status_code = 503 if wrong else 200
    response.headers["Cache-Control"] = "no-store"
    return response


def _database() -> str | None:
    """None as well with the tables of a newer version: this one may serve on beside it."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return f"the database does not answer ({type(error).__name__})"
    try:
        found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        found = None
    known = _revisions(current_app.extensions["migrate"].directory)
    if found is None or found in known[:-1]:
        return f"the database's tables are of {found or 'no version'}, those needed of {known[-1]}"
    return None


@cache
def _revisions(directory: str) -> list[str]:
    """The numbers of this version's migrations in their order."""
    return sorted(path.name[:4] for path in (Path(directory) / "versions").glob("*.py"))


def init_app(app: Flask) -> None:
    """Register the two pages and the database's check."""
    add_check("database", _database)
    app.register_blueprint(bp)
