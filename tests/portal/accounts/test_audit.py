"""The audit chain: what is recorded, and that it cannot be changed unseen."""

import json
from hashlib import sha256

from sqlalchemy import select

from portal.accounts.models import AuditEntry, AuditHead
from portal.accounts.operations import record
from portal.accounts.rules import Actor
from tests.support.factories import NOON

ROUNDS = Actor.system("rounds")


def test_entries_are_numbered_without_gaps(session):
    for __ in range(3):
        record(session, ROUNDS, "fault.opened", "camera abc", at=NOON)

    assert session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)).all() == [1, 2, 3]


def test_an_entry_is_hashed_over_itself_and_the_one_before(session):
    first = record(session, ROUNDS, "fault.opened", "camera abc", at=NOON, facts={"原因": "黑屏"})
    second = record(session, ROUNDS, "fault.closed", "camera abc", at=NOON)
    told = {
        "number": 2, "at": "2026-03-04T04:00:00+00:00", "actor": "rounds", "person_id": None,
        "act": "fault.closed", "subject": "camera abc", "facts": {}, "former": first.hash,
    }  # fmt: skip
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert second.hash == sha256(text.encode()).hexdigest()


def test_the_head_is_the_newest_entry(session):
    record(session, ROUNDS, "fault.opened", "camera abc", at=NOON)
    entry = record(session, ROUNDS, "fault.closed", "camera abc", at=NOON)
    head = session.scalars(select(AuditHead)).one()

    assert (head.number, head.hash) == (entry.number, entry.hash)


def test_what_is_rolled_back_leaves_no_gap(session):
    record(session, ROUNDS, "fault.opened", "camera abc", at=NOON)
    session.rollback()
    entry = record(session, ROUNDS, "fault.opened", "camera abc", at=NOON)

    assert entry.number == 1
