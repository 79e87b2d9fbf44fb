"""Copies a database that is in use, and puts a copy back; each kind by its own means."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from portal.upkeep.archive import BackupUnusable

PAGES_AT_ONCE = 4096  # 16 MB; in between writers get their turn


def copy_database(engine: Engine, target: Path) -> None:
    """Write a consistent copy of the database to the file `target`, while others write.

    Raises BackupUnusable when PostgreSQL's tools are missing or fail.
    """
    if engine.dialect.name == "sqlite":
        _copy(Path(str(engine.url.database)), target)
    else:
        _run("pg_dump", engine.url, "--format=custom", "--no-owner", f"--file={target}")


def put_back(engine: Engine, source: Path) -> None:
    """Replace the whole database by the copy in `source`; nothing may use it meanwhile.

    What PostgreSQL cannot put back as a whole it leaves as it was. Raises BackupUnusable.
    """
    if engine.dialect.name == "sqlite":
        engine.dispose()
        _copy(source, Path(str(engine.url.database)))
    else:
        engine.dispose()
        name = str(engine.url.database)
        _run(
            "pg_restore", engine.url, "--clean", "--if-exists", "--no-owner",
            "--single-transaction", f"--dbname={name}", str(source),
        )  # fmt: skip


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BackupUnusable(f"{source}: there is no database; run `flask --app portal db upgrade`")
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there, pages=PAGES_AT_ONCE)
            (said,) = there.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupUnusable(f"{source}: {error}") from None
    if said != "ok":
        raise BackupUnusable(f"{source}: the database is damaged: {said}")


def _run(tool: str, url: URL, *options: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise BackupUnusable(
            f"{tool} is not on the PATH; on Debian: apt-get install postgresql-client"
        )
    # By the environment: a command line shows a password to every local user.
    told = {
        "PGHOST": url.host or url.query.get("host"), "PGPORT": url.port, "PGUSER": url.username,
        "PGPASSWORD": url.password, "PGDATABASE": url.database,
    }  # fmt: skip
    environ = {name: str(value) for name, value in told.items() if value}
    ended = subprocess.run(  # noqa: S603 - a fixed tool, options of ours
        [found, *options], env=environ, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise BackupUnusable(f"{tool} failed: {ended.stderr.strip()[-500:]}")
