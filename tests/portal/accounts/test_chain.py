"""Whether the audit chain is whole: what was changed, removed, added or moved is found."""

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from portal.accounts.models import AuditEntry, AuditHead
from portal.accounts.operations import record
from portal.accounts.queries import audit_head, walk_chain
from portal.accounts.rules import Actor
from tests.support.factories import NOON

ACTOR = Actor.system("rounds")


@pytest.fixture
def chain(session):
    """Six entries."""
    for number in range(1, 7):
        record(session, ACTOR, "fault.opened", f"camera {number}", at=NOON, facts={"n": number})
    session.commit()
    return session


def change(session, statement):
    """What somebody does who can write the database."""
    session.execute(text(statement))
    session.commit()
    session.expire_all()


def test_whole_chain_holds(chain):
    report = walk_chain(chain)

    assert (report.entries, report.broken) == (6, None)
    assert (report.entries, report.head) == audit_head(chain)


def test_empty_chain_holds(session):
    assert walk_chain(session).broken is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET subject = 'camera 9' WHERE number = 3", 3),
        ("UPDATE audit_entry SET actor = 'nobody' WHERE number = 1", 1),
        ("UPDATE audit_entry SET act = 'fault.closed' WHERE number = 6", 6),
        ("UPDATE audit_entry SET facts = '{}' WHERE number = 4", 4),
        ("UPDATE audit_entry SET at = '2026-03-04 04:00:01' WHERE number = 2", 2),
        ("UPDATE audit_entry SET person_id = 7 WHERE number = 5", 5),
        (f"UPDATE audit_entry SET hash = '{'a' * 64}' WHERE number = 5", 5),
        ("DELETE FROM audit_entry WHERE number = 1", 1),
        ("DELETE FROM audit_entry WHERE number = 4", 4),
        ("DELETE FROM audit_entry WHERE number = 6", 6),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_head SET number = 5", 7),
        (f"UPDATE audit_head SET hash = '{'a' * 64}'", 7),
    ],
)
def test_tampered_chain_breaks_where_it_was_touched(statement, broken, chain):
    change(chain, statement)

    assert walk_chain(chain).broken == broken


def test_two_entries_that_changed_places_are_found(chain):
    change(chain, "UPDATE audit_entry SET number = 100 WHERE number = 2")
    change(chain, "UPDATE audit_entry SET number = 2 WHERE number = 3")
    change(chain, "UPDATE audit_entry SET number = 3 WHERE number = 100")

    assert walk_chain(chain).broken == 2


def test_entry_that_was_put_in_is_found(chain):
    change(chain, "UPDATE audit_entry SET number = number + 100 WHERE number > 3")
    change(chain, "UPDATE audit_entry SET number = number - 99 WHERE number > 100")
    chain.add(AuditEntry(
        number=4, at=NOON, actor="x", person_id=None, act="a.b", subject="c", facts={},
        hash="b" * 64,
    ))  # fmt: skip
    change(chain, "UPDATE audit_head SET number = 7")

    assert walk_chain(chain).broken == 4


def test_chain_that_was_made_anew_is_found_by_a_hash_kept_elsewhere(chain):
    kept = audit_head(chain)
    change(chain, "DELETE FROM audit_entry")
    change(chain, f"UPDATE audit_head SET number = 0, hash = '{'0' * 64}'")
    for number in range(1, 9):
        record(chain, ACTOR, "fault.opened", f"another {number}", at=NOON)
    chain.commit()

    assert walk_chain(chain).broken is None
    assert walk_chain(chain, known=kept).broken == 6


def test_chain_that_lost_its_end_is_found_by_a_hash_kept_elsewhere(chain):
    kept = audit_head(chain)
    change(chain, "DELETE FROM audit_entry WHERE number > 4")
    former = chain.get_one(AuditEntry, 4).hash
    change(chain, f"UPDATE audit_head SET number = 4, hash = '{former}'")

    assert walk_chain(chain).broken is None
    assert walk_chain(chain, known=kept).broken == 5


def test_hash_kept_of_an_older_entry_still_fits(chain):
    kept = audit_head(chain)
    record(chain, ACTOR, "fault.closed", "camera 1", at=NOON)

    assert walk_chain(chain, known=kept).broken is None


WRITERS, ENTRIES = 4, 15


def write_at_once(address, **connecting):
    """Let several writers add to the chain at the same time, each with an engine of its own."""
    begin, failed = threading.Barrier(WRITERS), []

    def write(name):
        engine = create_engine(address, **connecting)
        try:
            begin.wait()
            for number in range(ENTRIES):
                with Session(engine) as session:
                    record(session, Actor.system(name), "a.b", f"c {number}", at=NOON)
                    session.commit()
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=write, args=(f"w{each}",)) for each in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_writers_at_once_keep_one_chain(app, session, settings):
    write_at_once(settings.database_address, connect_args={"timeout": 60})

    assert walk_chain(session).broken is None
    assert session.get_one(AuditHead, 1).number == WRITERS * ENTRIES


def test_writers_at_once_keep_one_chain_in_postgres(postgres_address):
    engine = create_engine(postgres_address)
    with Session(engine) as session:
        before, __ = audit_head(session)

    write_at_once(postgres_address)

    with Session(engine) as session:
        report = walk_chain(session)
    engine.dispose()
    assert (report.entries, report.broken) == (before + WRITERS * ENTRIES, None)
