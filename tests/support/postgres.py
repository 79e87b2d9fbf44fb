"""A PostgreSQL server of one's own, for as long as the tests run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.support.lacking import skip_or_fail

ACCOUNT = "postgres"  # initdb refuses to run as root; the packages bring this account
# For tests: nobody comes from outside, and nothing need outlive the machine's power.
QUICK = {"listen_addresses": "", "fsync": "off", "max_connections": "100"}


def server_programs() -> Path | None:
    """The newest directory that holds initdb and pg_ctl, None when there is no server here."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    on_path = shutil.which("initdb")
    candidates = [*reversed(installed), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((path for path in candidates if (path / "pg_ctl").exists()), None)


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server that can be stopped and started again; `address` stays the same."""

    directory: Path
    control: tuple[str | Path, ...]
    settings: Mapping[str, str] = field(default_factory=lambda: QUICK)

    @property
    def address(self) -> str:
        """The SQLAlchemy address of its `postgres` database."""
        return f"postgresql+psycopg://{ACCOUNT}@/postgres?host={self.directory}"

    def start(self) -> None:
        """Start it; returns when it answers."""
        told = " ".join(f"-c {name}='{value}'" for name, value in self.settings.items())
        options = f"-k {self.directory} {told}"
        run([*self.control, "-l", self.directory / "log", "-o", options, "start"])

    def stop(self) -> None:
        """Stop it at once, as a crash does."""
        run([*self.control, "-m", "immediate", "stop"])

    @property
    def pid(self) -> int | None:
        """The process that all others of it belong to, None when it does not run."""
        try:
            return int((self.directory / "cluster" / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return None

    @property
    def is_running(self) -> bool:
        """Whether that process is there."""
        return self.pid is not None and Path(f"/proc/{self.pid}").exists()


@contextmanager
def running_server() -> Iterator[str]:
    """The SQLAlchemy address of a fresh server's `postgres` database; stopped at the end.

    It listens on a socket in a temporary directory only.
    """
    with new_server() as server:
        yield server.address


@contextmanager
def new_server(
    *, place: Path = Path("/tmp"), within: tuple[str, ...] = (), settings: Mapping[str, str] = QUICK
) -> Iterator[Server]:
    """A fresh server with `settings`, running; stopped at the end if it runs then.

    It lies in `place`, whose name must be short: a socket's path is limited. `within` is put
    before its commands.
    """
    programs = server_programs()
    if programs is None:
        skip_or_fail("no PostgreSQL server is installed (initdb and pg_ctl)")
    as_account = [*within, "runuser", "-u", ACCOUNT, "--"] if os.geteuid() == 0 else [*within]
    if as_account and shutil.which("runuser") is None:
        skip_or_fail("running as root without runuser: initdb would refuse")
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir=place))
    cluster = directory / "cluster"
    try:
        if as_account:
            shutil.chown(directory, ACCOUNT)
        run([*as_account, programs / "initdb", "-D", cluster, "-U", ACCOUNT, "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
        server = Server(directory, (*as_account, programs / "pg_ctl", "-D", cluster, "-w"),
                        settings)  # fmt: skip
        server.start()
        try:
            yield server
        finally:
            if server.is_running:
                server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def address_of(server: str, database: str) -> str:
    """The address of one of the server's databases."""
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def execute(address: str, statement: str) -> None:
    """Run a statement that may stand in no transaction."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def run(command: list[str | Path]) -> None:
    """Run `command`, raise with what it said when it fails."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=300,
        cwd="/",
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
