"""The blueprint `live` and what its views share: the gate, who may read answers."""

from datetime import datetime

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import Headers

from portal.extensions import csrf, db
from portal.live import queries
from portal.live.gate import Gate
from portal.live.queries import Decision
from portal.registry.rules import is_code
from portal.shell import clock
from portal.shell.audience import View
from portal.shell.current import current_settings
from portal.shell.rules import NotFound

bp = Blueprint("live", "portal.live", template_folder="templates")

GATE = "mingchu_gate"


def formless(view: View) -> View:
    """Mark a view that is called by our scripts, whose proof is not a form's token."""
    csrf.exempt(view)
    return view


def this_gate() -> Gate:
    """The gate of this process."""
    gate: Gate = current_app.extensions[GATE]
    return gate


def decided(camera: str) -> Decision:
    """What may be shown of `camera`, at most 5 s old; raises NotFound for an unknown one."""
    choice = this_gate().decision(camera, ask=_ask) if is_code(camera) else None
    if choice is None:
        raise NotFound("camera", camera)
    return choice


def share(headers: Headers, choice: Decision) -> None:
    """Let scripts of the restaurant's own embed origins read the answer, and no others."""
    headers["Vary"] = "Origin"
    origin = request.headers.get("Origin")
    if origin is not None and origin in choice.origins:
        headers["Access-Control-Allow-Origin"] = origin


def kept_for(response: Response, seconds: int) -> Response:
    """The response, to be kept by caches for `seconds`; 0 forbids keeping it at all."""
    value = f"public, max-age={seconds}" if seconds else "no-store"
    response.headers["Cache-Control"] = value
    return response


def iso(moment: datetime | None) -> str | None:
    """A moment as JSON carries it, None for None."""
    return None if moment is None else moment.isoformat(timespec="seconds")


def _ask(camera: str) -> Decision | None:
    return queries.decision(
        db.session(),
        camera,
        now=clock.now(),
        has_head_finder=bool(current_settings().head_finder),
    )
