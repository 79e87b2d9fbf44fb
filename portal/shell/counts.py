"""How often was what asked: counts that all processes and machines share, for limits of requests.

They lie where messages wait, which all share already: in a file of the data directory, PostgreSQL
or Redis. Only what a limit guards is counted: a page or a playlist writes nothing.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from threading import Lock
from typing import Any
from weakref import finalize

from limits.storage import Storage
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from portal.settings import Settings, parsing
from portal.shell.database import patience, set_pragmas
from portal.shell.redis_server import patient

CONNECTIONS = 5  # of each web process
WAIT_SECONDS = 2.0
SWEEP_SECONDS = 60.0
# A window that is still to begin was begun by a clock that was wrong: it would hold a reader off
# until that hour, also where a limit is only read first. Clocks of several machines differ by less.
CLOCKS_DIFFER_SECONDS = 60.0
TABLE_LOCK = 0x636F756E  # names the lock among those of the database; "coun"

# Without a log of its own: after a crash PostgreSQL empties it, and everybody counts from nought.
MAKE = "CREATE {} TABLE IF NOT EXISTS request_window (name {} PRIMARY KEY, hits BIGINT NOT NULL, begun_at DOUBLE PRECISION NOT NULL, ends_at DOUBLE PRECISION NOT NULL)"  # noqa: E501 - one statement
COUNT = text(
    "INSERT INTO request_window AS kept (name, hits, begun_at, ends_at)"
    " VALUES (:name, :hits, :now, :ends_at)"
    " ON CONFLICT (name) DO UPDATE SET"
    " hits = CASE WHEN kept.ends_at > :now AND kept.begun_at <= :latest"
    " THEN kept.hits + excluded.hits ELSE excluded.hits END,"
    " begun_at = CASE WHEN kept.ends_at > :now AND kept.begun_at <= :latest"
    " THEN kept.begun_at ELSE excluded.begun_at END,"
    " ends_at = CASE WHEN kept.ends_at > :now AND kept.begun_at <= :latest"
    " THEN kept.ends_at ELSE excluded.ends_at END"
    " RETURNING hits"
)
READ = text(
    "SELECT hits, ends_at FROM request_window"
    " WHERE name = :name AND ends_at > :now AND begun_at <= :latest"
)
SWEEP = text("DELETE FROM request_window WHERE ends_at <= :now OR begun_at > :latest")
FORGET = text("DELETE FROM request_window WHERE name = :name")
FORGET_ALL = text("DELETE FROM request_window")


def limits_config(settings: Settings) -> dict[str, Any]:
    """What Flask-Limiter is told. While the store is away, each process counts by itself."""
    return {
        "RATELIMIT_STORAGE_URI": counts_address(settings),
        "RATELIMIT_STORAGE_OPTIONS": {"secret": settings.signing_key()},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": True,
    }


def counts_address(settings: Settings) -> str:
    """Where requests are counted."""
    if not settings.queue:
        return f"sqlite:///{settings.data / 'counts.db'}"
    if parsing.is_redis(settings.queue):
        return patient(settings.queue)
    return parsing.with_driver(settings.queue)


class SharedCounts(Storage):
    """Counts in SQLite or PostgreSQL; each ends with its window, and is deleted soon after.

    Who was counted cannot be read from them: names are hashed under `secret`.
    """

    STORAGE_SCHEME = ["sqlite", "postgresql+psycopg"]  # noqa: RUF012 - as the library has it

    def __init__(
        self,
        uri: str,
        wrap_exceptions: bool = False,
        *,
        secret: str,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(uri, wrap_exceptions)
        self._secret = blake2b(secret.encode()).digest()
        self._wall = wall
        self._is_sqlite = uri.startswith("sqlite:")
        self._engine = create_engine(
            uri, isolation_level="AUTOCOMMIT", pool_size=CONNECTIONS, max_overflow=0,
            pool_timeout=WAIT_SECONDS, connect_args=patience(uri),
        )  # fmt: skip
        finalize(self, self._engine.dispose)
        if self._is_sqlite:
            event.listen(self._engine, "connect", set_pragmas)
        self._making = Lock()
        self._is_made = False
        self._swept_at = wall()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What it means that the counts are out of reach."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more; gives what that makes since the window of `expiry` seconds began."""
        times = self._times()
        now = times["now"]
        values = {"name": self._name(key), "hits": amount, "ends_at": now + expiry, **times}
        with self._open() as connection:
            hits: int = connection.execute(COUNT, values).scalar_one()
            if not 0 <= now - self._swept_at < SWEEP_SECONDS:
                self._swept_at = now
                connection.execute(SWEEP, times)
        return hits

    def get(self, key: str) -> int:
        """The count in the present window, 0 where none has begun."""
        return self._read(key)[0]

    def get_expiry(self, key: str) -> float:
        """When the present window ends, Unix seconds; now where none has begun."""
        return self._read(key)[1]

    def check(self) -> bool:
        """Whether the counts are within reach."""
        self._is_made = False  # a database that was restored knows no counts
        try:
            self.get("check")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        """Forget every count; gives how many there were."""
        with self._open() as connection:
            return connection.execute(FORGET_ALL).rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._open() as connection:
            connection.execute(FORGET, {"name": self._name(key)})

    def _read(self, key: str) -> tuple[int, float]:
        times = self._times()
        with self._open() as connection:
            found = connection.execute(READ, {"name": self._name(key), **times}).one_or_none()
        return (0, times["now"]) if found is None else (found.hits, found.ends_at)

    def _times(self) -> dict[str, float]:
        """Now, and the latest moment at which a window may have begun."""
        now = self._wall()
        return {"now": now, "latest": now + CLOCKS_DIFFER_SECONDS}

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        """A connection that knows the table."""
        with self._engine.connect() as connection:
            with self._making:
                if not self._is_made:
                    self._make(connection)
                    self._is_made = True
            yield connection

    def _make(self, connection: Connection) -> None:
        if self._is_sqlite:
            connection.execute(text(MAKE.format("", "BLOB")))
            return
        # Processes that start together take turns, else all but one fail.
        lock = {"key": TABLE_LOCK}
        connection.execute(text("SELECT pg_advisory_lock(:key)"), lock)
        try:
            connection.execute(text(MAKE.format("UNLOGGED", "BYTEA")))
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), lock)

    def _name(self, key: str) -> bytes:
        return blake2b(key.encode(), digest_size=16, key=self._secret).digest()
