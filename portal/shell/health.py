"""Whether this process lives (`/healthz`) and whether it can serve (`/readyz`)."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, jsonify
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
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return f"the database does not answer ({type(error).__name__})"
    return None


def init_app(app: Flask) -> None:
    """Register the two pages and the database's check."""
    add_check("database", _database)
    app.register_blueprint(bp)
