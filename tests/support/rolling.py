"""What a migration may do while the version before it still runs; docs/guide/grow.md says why.

promises_broken(statements_of(path))  # [] or a line for each that it must not do
"""

import importlib.util
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from alembic.migration import MigrationContext
from alembic.operations import Operations

import portal

# The newest migration of the last release. What came before is in every database already; move it
# on when a release is made.
RELEASED = "0026"
VERSIONS = sorted((Path(portal.__file__).parent / "migrations" / "versions").glob("*.py"))
# A row a restaurant or fewer: an index or a check on them is made before anybody notices.
SMALL = frozenset({
    "camera", "closed_period", "display", "person", "restaurant", "role_grant",
    "service_statement", "station", "status_span",
})  # fmt: skip
TAKES_AWAY = re.compile(r"\b(DROP TABLE|DROP COLUMN|RENAME)\b")
CHANGES = re.compile(r"ALTER COLUMN \S+ (SET NOT NULL|TYPE|SET DATA TYPE|DROP DEFAULT)\b")
NEW_COLUMN = re.compile(r"\bADD COLUMN (\S+) (.*)")
CONSTRAINT = re.compile(r"\bADD CONSTRAINT (\S+) (CHECK|FOREIGN KEY|UNIQUE|PRIMARY KEY|EXCLUDE)\b")
INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (CONCURRENTLY )?.*? ON (\w+)")


def statements_of(path: Path) -> list[str]:
    """What the migration in this file says to PostgreSQL; each statement on one line."""
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        _loaded(path).upgrade()
    parts = re.split(r";\s*\n", written.getvalue())
    return [" ".join(part.split()) for part in parts if part.strip()]


def promises_broken(statements: Sequence[str]) -> list[str]:
    """What of these takes from the running version what it uses, or holds it up; in words."""
    new = {name for each in statements for name in re.findall(r"^CREATE TABLE (\w+)", each)}
    return [
        f"{what}: {each[:90]}"
        for each in statements
        if _table(each) not in new
        for what in _wrong_with(each)
    ]


def _wrong_with(statement: str) -> Iterator[str]:
    if TAKES_AWAY.search(statement) or CHANGES.search(statement):
        yield "the running version may use it"
    column = NEW_COLUMN.search(statement)
    if column and "NOT NULL" in column[2] and "DEFAULT" not in column[2]:
        yield "the running version does not fill it"
    if _table(statement) in SMALL:
        return
    constraint = CONSTRAINT.search(statement)
    if constraint and "NOT VALID" not in statement:
        yield "it reads the whole table while nobody may write"
    index = INDEX.search(statement)
    if index and not index[2]:
        yield "an index that is not made CONCURRENTLY"
    if statement.startswith(("UPDATE ", "DELETE ")):
        yield "rows changed all at once"


def _table(statement: str) -> str:
    """The table that a statement is about, empty where it is about none."""
    index = INDEX.search(statement)
    if index:
        return index[3]
    found = re.match(r"(?:ALTER TABLE|DROP TABLE|UPDATE|DELETE FROM) (?:ONLY )?(\w+)", statement)
    return found[1] if found else ""


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"migration_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
