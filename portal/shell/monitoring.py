"""`/metrics`: all that this node measures, in Prometheus' text format."""

import ipaddress
import logging
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db, jobs_queue, limiter, rounds_queue
from portal.settings import Settings
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.metric_files import published
from portal.shell.metrics import (
    Reading,
    Source,
    add_source,
    counter,
    families,
    gauge,
    histogram,
    sources,
)

bp = Blueprint("monitoring", __name__)
log = logging.getLogger(__name__)

REQUESTS = counter("requests", "Requests answered.", "floor", "method", "status")
TAKEN = histogram("request_seconds", "How long an answer took to be made.", "floor")
DATABASE = gauge("database_up", "1 while the database answers, else 0.")
WAITING = gauge("queue_messages", "Messages that wait in a queue.", "queue")
UNREAD = gauge("source_failed", "1 while a floor's figures cannot be read, else 0.", "floor")


class _Node(Collector):
    """All numbers of one node, gathered anew for each who asks."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """The counts of all processes, then what the floors read."""
        settings: Settings = self._app.config["MINGCHU"]
        yield from published(settings.metrics_directory, wall=time.time)
        yield from families(self._readings())

    def _readings(self) -> Iterator[Reading]:
        is_up = _database_answers()
        yield Reading(DATABASE, float(is_up))
        for floor, source in sources(self._app).items():
            if source.needs_database and not is_up:
                continue
            yield from _read(floor, source)
            yield Reading(UNREAD, float(source.has_failed), (floor,))


@bp.get("/metrics")
@limiter.exempt
@anyone
def metrics() -> Response:
    """Answer those whose address may know; for others the page does not exist."""
    settings = current_settings()
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - nobody's
    if not any(address in network for network in settings.metrics_networks):
        abort(404)
    registry = CollectorRegistry()
    registry.register(_Node(current_app._get_current_object()))  # type: ignore[attr-defined]
    answer = Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _read(floor: str, source: Source) -> list[Reading]:
    """What `source` gives; nothing when it fails, which is told once until it does not."""
    try:
        found = list(source.read())
    except Exception as error:  # one floor's trouble hides no other's figures
        if not source.has_failed:
            log.exception("metrics_unread", extra={"floor": floor, "error": type(error).__name__})
        db.session.rollback()
        source.has_failed = True
        return []
    source.has_failed = False
    return found


def _database_answers() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _queues() -> Iterator[Reading]:
    for queue in (rounds_queue, jobs_queue):
        yield Reading(WAITING, float(queue.storage.queue_size()), (queue.name,))


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    floor = request.blueprint or ("static" if request.endpoint == "static" else "none")
    REQUESTS.labels(floor, request.method, str(response.status_code)).inc()
    began = g.pop("began", None)
    if began is not None:
        TAKEN.labels(floor).observe(time.perf_counter() - began)
    return response


def init_app(app: Flask) -> None:
    """Count every request, and register the page."""
    app.before_request(_begin)
    app.after_request(_end)
    add_source(app, "shell", _queues)
    app.register_blueprint(bp)
