"""Adds a step to the file of a Case, which binds it to all steps before."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.participation.case_kinds import CaseAct, CaseState
from portal.participation.models import Case, CaseStep
from portal.participation.rules.cases import is_public, side_of
from portal.participation.rules.chain import FIRST, Said, digest_of, hash_of

NOBODY = Actor.system("")
"""A citizen, of whom the file keeps no name."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what to a Case, when, with which words.

    `version` is what their page showed, `token` tells a form sent twice. `is_shown` overrules
    whether the sender reads it.
    """

    act: CaseAct
    actor: Actor
    now: datetime
    text: str = ""
    version: int | None = None
    token: str | None = None
    is_shown: bool | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def add_step(session: Session, case: Case, doing: Doing) -> CaseStep:
    """Write that `doing` was done; the Case must have its new state and due time."""
    columns = step_columns(doing, number=case.steps_count + 1, becomes=case.state,
                           due_at=case.due_at, head=case.head)  # fmt: skip
    step = CaseStep(case=case, **columns)
    case.steps_count, case.head = step.number, step.hash
    session.add(step)
    session.flush()
    return step


def step_columns(
    doing: Doing, *, number: int, becomes: CaseState, due_at: datetime | None, head: str = ""
) -> dict[str, Any]:
    """The columns of the step that `doing` is, bound to the hash of the one before, if any."""
    said: dict[str, Any] = {
        "number": number,
        "at": doing.now,
        "text": doing.text,
        "is_public": is_public(doing.act) if doing.is_shown is None else doing.is_shown,
        "due_at": due_at,
        "facts": dict(doing.facts),
    }
    side, salt = side_of(doing.act), secrets.token_hex(16)
    digest = digest_of(
        Said(**said, act=doing.act.value, side=side.value, becomes=becomes.value), salt
    )
    return said | {
        "act": doing.act,
        "side": side,
        "becomes": becomes,
        "author": doing.actor.name,
        "author_id": doing.actor.person_id,
        "salt": salt,
        "digest": digest,
        "hash": hash_of(head or FIRST, digest),
    }


def subject_of(case: Case) -> str:
    """What the audit chain calls a Case."""
    return f"case {case.number}"
