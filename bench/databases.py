"""Where a bench measures: on SQLite, and on a PostgreSQL of its own where there is one."""

import sys
from collections.abc import Iterator

from tests.support.postgres import address_of, execute, running_server, server_programs


def databases(bench: str) -> Iterator[tuple[str, str]]:
    """Name and address of each; a server runs until the next is asked for."""
    yield "sqlite", ""
    if server_programs() is None:
        print(f"bench {bench}: no PostgreSQL here; `make test-deps` installs it", file=sys.stderr)
        return
    with running_server() as server:
        execute(server, f"CREATE DATABASE {bench}")
        yield "postgresql", address_of(server, bench)
