"""Adds a step to the file of a Case, which binds it to all steps before."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.participation.case_kinds import CaseAct
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
    shown = is_public(doing.act) if doing.is_shown is None else doing.is_shown
    said = Said(
        number=case.steps_count + 1,
        act=doing.act.value,
        at=doing.now,
        side=side_of(doing.act).value,
        becomes=case.state.value,
        text=doing.text,
        is_public=shown,
        due_at=case.due_at,
        facts=dict(doing.facts),
    )
    salt = secrets.token_hex(16)
    digest = digest_of(said, salt)
    step = CaseStep(
        case=case,
        number=said.number,
        act=doing.act,
        at=doing.now,
        side=side_of(doing.act),
        author=doing.actor.name,
        author_id=doing.actor.person_id,
        becomes=case.state,
        text=doing.text,
        is_public=shown,
        due_at=case.due_at,
        facts=dict(doing.facts),
        salt=salt,
        digest=digest,
        hash=hash_of(case.head or FIRST, digest),
    )
    case.steps_count, case.head = step.number, step.hash
    session.add(step)
    session.flush()
    return step


def subject_of(case: Case) -> str:
    """What the audit chain calls a Case."""
    return f"case {case.number}"
