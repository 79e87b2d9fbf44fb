"""Follows the looks by what the settings say: the contract's terms, where pictures are kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.rounds.operations import Evidence, Tidied, Tidiness, note_observations, tidy_faults
from portal.rounds.pictures import PictureStore
from portal.rounds.recording import Note, PictureOf
from portal.rounds.rules.faults import ContractTerms
from portal.rounds.rules.observations import Observation
from portal.settings import Settings


def terms_of(settings: Settings) -> ContractTerms:
    """The terms by which Faults that open now are due."""
    return ContractTerms(settings.response_hours, settings.repair_hours)


def tidy(session: Session, settings: Settings, *, now: datetime) -> Tidied:
    """Do what is due about Faults by nobody in particular; does not commit."""
    return tidy_faults(
        session,
        now=now,
        terms=terms_of(settings),
        rules=Tidiness(settings.silent_days, settings.fault_picture_days),
        store=PictureStore.under(settings.data),
    )


def noter(settings: Settings) -> Note:
    """What follows the looks: Outages and Faults, with proofs in the data directory."""
    store, terms = PictureStore.under(settings.data), terms_of(settings)

    def note(
        session: Session,
        observations: Sequence[Observation],
        *,
        now: datetime,
        picture_of: PictureOf,
    ) -> None:
        evidence = Evidence(store, picture_of)
        note_observations(session, observations, now=now, terms=terms, evidence=evidence)

    return note
