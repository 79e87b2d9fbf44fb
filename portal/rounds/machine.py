"""For what the rounds look, as floors above tell: known without a model, and without a picture."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from flask import Flask
from sqlalchemy.orm import Session

from detector.rules.sightings import Setting

if TYPE_CHECKING:  # it brings the models' runtime, which a web process never needs
    from detector.heads import Watcher

LOOKING, MACHINE = "rounds.looking", "rounds.machine"


class Watched(Protocol):
    """Whoever knows for what the machine looks at each Camera."""

    def __call__(
        self, session: Session, cameras: Sequence[int], *, now: datetime
    ) -> Mapping[int, Setting]:
        """What holds at each of these Cameras now, by id; one that is not watched is missing."""


def watches_nothing(
    session: Session, cameras: Sequence[int], *, now: datetime
) -> Mapping[int, Setting]:
    """Nothing: the machine looks for nothing anywhere."""
    return {}


@dataclass(frozen=True, slots=True)
class Machine:
    """What is looked for at which Camera, and with which models, loaded when first needed.

    Without `make_watcher` they are those that are shipped and those that the site plugged in.
    `within` gives the context in which the floors above are told of leads.
    """

    watched: Watched = watches_nothing
    make_watcher: "Callable[[], Watcher] | None" = None
    within: Callable[[], AbstractContextManager[object]] = nullcontext


IDLE = Machine()


def init_app(app: Flask) -> None:
    """Give the application room for its eyes; nothing is opened before the first batch."""
    app.extensions[LOOKING] = None
    app.extensions[MACHINE] = Machine(within=app.app_context)


def watch_by(app: Flask, watched: Watched) -> None:
    """Have `watched` tell what the machine looks for; for the floor above that knows it."""
    app.extensions[MACHINE] = replace(app.extensions[MACHINE], watched=watched)
