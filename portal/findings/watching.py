"""Tells the rounds what the machine looks for, and keeps what it finds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from detector.rules.sightings import Setting
from portal.findings.kinds import ViolationCode
from portal.findings.operations.leads import forget_evidence, note_leads
from portal.findings.queries.watching import settings_of
from portal.rounds.machine import Watched, watch_by
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.leads import FoundLead
from portal.rounds.signals import leads_found
from portal.settings import Settings, SettingsInvalid
from portal.shell.current import current_settings

DIRECTORY = "evidence"


def evidence_under(data: Path) -> PictureStore:
    """Where the evidence of leads lies in a portal that keeps everything in `data`."""
    return PictureStore(data / DIRECTORY)


def tidy_evidence(session: Session, settings: Settings, *, now: datetime) -> int:
    """Delete the evidence of leads that nobody confirmed in time; does not commit."""
    store = evidence_under(settings.data)
    return forget_evidence(session, now=now, keep_days=settings.evidence_days, store=store)


def watcher(settings: Settings) -> Watched:
    """What tells the rounds which classes are looked for at which Camera.

    Raises SettingsInvalid for a class that nobody knows.
    """
    unknown = settings.lead_codes - set(ViolationCode)
    if unknown:
        raise SettingsInvalid(f"MINGCHU_LEAD_CODES: {', '.join(sorted(unknown))}: no such class")
    codes = frozenset(each for each in ViolationCode if each.value in settings.lead_codes)

    def watched(
        session: Session, cameras: Sequence[int], *, now: datetime
    ) -> Mapping[int, Setting]:
        return settings_of(session, cameras, now=now, codes=codes)

    return watched


def init_app(app: Flask) -> None:
    """Have the rounds look for what this floor asks for."""
    watch_by(app, watcher(app.config["MINGCHU"]))
    leads_found.connect(_keep)  # once, however many applications there are


def _keep(session: Session, *, leads: Sequence[FoundLead], now: datetime) -> None:
    settings = current_settings()
    note_leads(session, leads, now=now, store=evidence_under(settings.data))
