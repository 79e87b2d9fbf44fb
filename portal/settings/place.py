"""Where the portal runs, and what it is connected to."""

from dataclasses import dataclass
from pathlib import Path

from portal.settings import parsing
from portal.settings.field import setting
from portal.settings.parsing import Network


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the portal runs, and what it is connected to."""

    data: Path = setting(
        "MINGCHU_DATA", "./var", parsing.path,
        "Directory of everything the portal keeps: database, secrets, drawn clips.",
    )  # fmt: skip
    bind: str = setting(
        "MINGCHU_BIND", "127.0.0.1", str, "Address on which the web process listens."
    )
    port: int = setting(
        "MINGCHU_PORT", "8000", parsing.port, "Port on which the web process listens."
    )
    public_address: str = setting(
        "MINGCHU_PUBLIC_URL", "", parsing.optional_web_address,
        "Address that QR codes and embeds carry, as a phone sees it; "
        "empty means http://127.0.0.1 and the port.",
    )  # fmt: skip
    behind_tls: bool = setting(
        "MINGCHU_BEHIND_TLS", "false", parsing.boolean,
        "Whether browsers reach the portal by https only: adds HSTS and secure cookies.",
    )  # fmt: skip
    trusted_proxies: int = setting(
        "MINGCHU_TRUSTED_PROXIES", "0", parsing.number,
        "How many reverse proxies in front may name the client's address.",
    )  # fmt: skip
    database: str = setting(
        "MINGCHU_DATABASE_URL", "", str,
        "SQLAlchemy address of the database; empty means SQLite in the data directory.",
        repr=False,
    )  # fmt: skip
    queue: str = setting(
        "MINGCHU_QUEUE_URL", "", parsing.queue_address,
        "Where messages between processes wait and requests are counted for limits: "
        "postgresql://…, or redis://… or rediss://… (TLS) where the package redis is installed; "
        "empty means files in the data directory, memory:// that each message is acted on at once "
        "by whoever sends it and each process counts by itself.",
        repr=False,
    )  # fmt: skip
    metrics_networks: tuple[Network, ...] = setting(
        "MINGCHU_METRICS_NETWORKS", "127.0.0.0/8,::1/128", parsing.networks,
        "Networks, comma separated, from which `/metrics` may be read; elsewhere it is not found.",
    )  # fmt: skip

    @property
    def database_address(self) -> str:
        """The database's SQLAlchemy address, with the driver that is installed."""
        return parsing.with_driver(self.database) or f"sqlite:///{self.data / 'mingchu.db'}"

    @property
    def public_url(self) -> str:
        """The address of the portal as a phone sees it, with no slash at its end."""
        return self.public_address or f"http://127.0.0.1:{self.port}"

    @property
    def metrics_directory(self) -> Path:
        """Where each process of this node tells its numbers, a file each."""
        return self.data / "metrics"
