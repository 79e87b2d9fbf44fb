"""Plugs models into this portal that a site brings, and removes them."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from detector.shelf import Trial, put_up, take_down
from portal.accounts.operations import record
from portal.accounts.rules import Actor


def add_model(
    session: Session, shelf: Path, *, files: tuple[Path, Path], actor: Actor, now: datetime
) -> Trial:
    """Try a model and keep it below `shelf`; `files` are the model's and its card's.

    Raises the engine's ModelFault, which says why it is refused.
    """
    trial = put_up(shelf, *files)
    card = trial.plug.card
    facts = {"version": card.version, "sha256": card.sha256, "finds": sorted(set(card.labels))}
    record(session, actor, "model.added", f"model {card.name}", at=now, facts=facts)
    return trial


def remove_model(session: Session, shelf: Path, name: str, *, actor: Actor, now: datetime) -> bool:
    """Remove a model; False when there is none of this name."""
    if not take_down(shelf, name):
        return False
    record(session, actor, "model.removed", f"model {name}", at=now)
    return True
