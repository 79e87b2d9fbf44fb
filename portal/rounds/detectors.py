"""The detector processes of this machine: how many there are, and what each of them does."""

import logging
from collections.abc import Sequence
from functools import partial

from flask import Flask, current_app
from huey.exceptions import ConfigurationError
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db, rounds_queue
from portal.rounds.rota import size_of_round
from portal.rounds.rules.looks import detectors_for
from portal.rounds.siblings import Inbox, Siblings, join
from portal.rounds.tasks import look_at_part
from portal.settings import Settings
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.machine import cores
from portal.shell.queues import consume
from portal.shell.team import Team, keep
from transcoder.libc import hold_little

log = logging.getLogger(__name__)


def keep_detectors() -> None:
    """Keep as many detector processes as this machine should have, until told to stop.

    Raises ConfigurationError when messages are acted on by whoever sends them.
    """
    if rounds_queue.immediate:
        raise ConfigurationError("MINGCHU_QUEUE_URL=memory:// leaves nothing to a detector")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    keep(partial(detectors, app), size=partial(wanted, current_settings()))


def wanted(settings: Settings) -> int:
    """How many processes should look on this machine; one while the database is away."""
    if settings.detectors:
        return settings.detectors
    try:
        cameras = size_of_round(db.session(), clock.now())
    except SQLAlchemyError as error:
        log.warning("cameras_not_counted", extra={"reason": type(error).__name__})
        cameras = 0
    finally:
        db.session.remove()
        db.engine.dispose()  # no connection is open when processes are forked
    return min(cores(), detectors_for(cameras))


def detectors(app: Flask, count: int) -> Team:
    """A team of so many, none of which has begun."""
    team = Team(count, lambda number: _look(app, siblings, number))
    siblings = Siblings(count, is_there=team.is_filled)
    team.at_end(siblings.close)
    return team


def _look(app: Flask, siblings: Siblings, number: int) -> None:
    """Be the detector process at place `number`."""
    hold_little()  # two of them over 550 cameras held 880 MB, and hold 610
    settings: Settings = app.config["MINGCHU"]
    batches = settings.round_batches
    if siblings.count == 1:
        consume(rounds_queue, workers=batches, process="detector")
        return

    def act(cameras: Sequence[int], minute_seconds: int) -> None:
        with app.app_context():
            look_at_part(cameras, minute_seconds)

    join(app, siblings)
    inbox = Inbox(siblings, number, size=settings.round_batch, act=act)
    consume(rounds_queue, workers=batches, process="detector", begun=inbox.open)
    inbox.close()
