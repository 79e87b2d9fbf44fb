"""A migration leaves the version before it at work: it only adds, and holds nobody up."""

import pytest

from tests.support.rolling import RELEASED, VERSIONS, promises_broken, statements_of

# A line of what is broken, with the release that stopped using what it takes away.
STOPPED_USING: dict[str, str] = {}


def test_migrations_since_the_last_release_leave_it_at_work():
    since = [path for path in VERSIONS if path.name[:4] > RELEASED]
    broken = {path.stem: promises_broken(statements_of(path)) for path in since}

    assert {
        name: left
        for name, lines in broken.items()
        if (left := [line for line in lines if line not in STOPPED_USING])
    } == {}


def test_every_migration_can_be_read_as_statements():
    assert all(statements_of(path) for path in VERSIONS)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE answer DROP COLUMN tier",
        "DROP TABLE answer",
        "ALTER TABLE answer RENAME tier TO level",
        "ALTER TABLE answer RENAME TO answers",
        "ALTER TABLE answer ALTER COLUMN tier SET NOT NULL",
        "ALTER TABLE answer ALTER COLUMN tier TYPE VARCHAR(9)",
        "ALTER TABLE answer ADD COLUMN weight INTEGER NOT NULL",
        "ALTER TABLE answer ADD CONSTRAINT ck_answer_tier CHECK (tier > 0)",
        "ALTER TABLE answer ADD CONSTRAINT uq_answer_tier UNIQUE (tier)",
        "CREATE INDEX ix_answer_tier ON answer (tier)",
        "UPDATE answer SET tier = 1",
        "DELETE FROM answer",
        "ALTER TABLE station DROP COLUMN name",
        "ALTER TABLE station ADD COLUMN weight INTEGER NOT NULL",
    ],
)
def test_what_the_running_version_needs_is_named(statement):
    assert len(promises_broken([statement])) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE answer ADD COLUMN weight INTEGER",
        "ALTER TABLE answer ADD COLUMN weight INTEGER DEFAULT '1' NOT NULL",
        "ALTER TABLE answer ADD CONSTRAINT ck_answer_tier CHECK (tier > 0) NOT VALID",
        "ALTER TABLE answer VALIDATE CONSTRAINT ck_answer_tier",
        "CREATE INDEX CONCURRENTLY ix_answer_tier ON answer (tier)",
        "CREATE INDEX ix_station_name ON station (name)",
        "UPDATE station SET name = ''",
        "COMMENT ON COLUMN answer.tier IS 'how sure it is'",
    ],
)
def test_what_only_adds_is_allowed(statement):
    assert promises_broken([statement]) == []


def test_a_table_that_is_new_may_be_made_as_one_likes():
    made = "CREATE TABLE visit ( id SERIAL NOT NULL, PRIMARY KEY (id) )"

    assert promises_broken([made, "CREATE INDEX ix_visit_id ON visit (id)"]) == []
