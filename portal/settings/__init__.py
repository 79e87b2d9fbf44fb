"""What an operator may set: one field a setting, and the only reader of the environment."""

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from portal.settings import parsing
from portal.settings.parsing import Network

SHIPPED_FINDER = "detector.heads:find_people"
PRIVATE_NETWORKS = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"


class SettingsInvalid(Exception):
    """The environment cannot be used; the message lists every problem, a line each."""


def _setting(
    variable: str, default: str, parse: Callable[[str], Any], text: str, **how: Any
) -> Any:
    return field(
        default_factory=lambda: parse(default),
        metadata={"variable": variable, "default": default, "parse": parse, "help": text},
        **how,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting of the portal, parsed; secrets do not print.

    `load` reads one from the environment. A variable with `_FILE` behind its name names a file
    that holds the value, for secrets kept outside the environment.
    """

    data: Path = _setting(
        "MINGCHU_DATA", "./var", parsing.path,
        "Directory of everything the portal keeps: database, secrets, drawn clips.",
    )  # fmt: skip
    bind: str = _setting(
        "MINGCHU_BIND", "127.0.0.1", str, "Address on which the web process listens."
    )
    port: int = _setting(
        "MINGCHU_PORT", "8000", parsing.port, "Port on which the web process listens."
    )
    public_address: str = _setting(
        "MINGCHU_PUBLIC_URL", "", parsing.optional_web_address,
        "Address that QR codes and embeds carry, as a phone sees it; "
        "empty means http://127.0.0.1 and the port.",
    )  # fmt: skip
    database: str = _setting(
        "MINGCHU_DATABASE_URL", "", str,
        "SQLAlchemy address of the database; empty means SQLite in the data directory.",
        repr=False,
    )  # fmt: skip
    secret_key: str = _setting(
        "MINGCHU_SECRET_KEY", "", str,
        "Key that signs sessions and grants; empty means one made at first start and kept in "
        "the data directory.",
        repr=False,
    )  # fmt: skip
    camera_keys: str = _setting(
        "MINGCHU_CAMERA_KEYS", "", str,
        "Fernet keys, comma separated, newest first, that encrypt camera addresses; empty means "
        "one made at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip
    account_keys: str = _setting(
        "MINGCHU_ACCOUNT_KEYS", "", str,
        "Keys, comma separated, newest first, that encrypt second factors; empty means one made "
        "at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip
    case_keys: str = _setting(
        "MINGCHU_CASE_KEYS", "", str,
        "Fernet keys, comma separated, newest first, that encrypt what citizens write and who "
        "they are; empty means one made at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip
    notice_keys: str = _setting(
        "MINGCHU_NOTICE_KEYS", "", str,
        "Fernet keys, comma separated, newest first, that encrypt addresses and keys of notices; "
        "empty means one made at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip
    mail_server: str = _setting(
        "MINGCHU_MAIL_SERVER", "", parsing.mail_server,
        "Where mail is handed in: smtps://user:password@host:465, smtp+starttls://…:587, or "
        "smtp://host:25 within one's own network; empty means that nobody gets mail.",
        repr=False,
    )  # fmt: skip
    mail_from: str = _setting(
        "MINGCHU_MAIL_FROM", "", parsing.optional_mail_address,
        "Address that mail comes from; needed with a mail server.",
    )  # fmt: skip
    sms_gateway: str = _setting(
        "MINGCHU_SMS_GATEWAY", "", parsing.sms_gateway,
        "Apprise address of an SMS service in which {phone} stands for the number; empty means "
        "that nobody gets SMS.",
        repr=False,
    )  # fmt: skip
    webhook_networks: tuple[Network, ...] = _setting(
        "MINGCHU_WEBHOOK_NETWORKS", "", parsing.networks,
        "Private networks, comma separated, in which receivers of webhooks may stand, also "
        "without TLS; others must be public and speak https.",
    )  # fmt: skip
    camera_networks: tuple[Network, ...] = _setting(
        "MINGCHU_CAMERA_NETWORKS", PRIVATE_NETWORKS, parsing.networks,
        "Networks in which cameras may stand, comma separated; an address outside is refused.",
    )  # fmt: skip
    camera_certificates: Path | None = _setting(
        "MINGCHU_CAMERA_CERTIFICATES", "", parsing.certificates,
        "PEM file of the authorities that must vouch for cameras at rtsps:// addresses; empty "
        "means that these are encrypted, but vouched for by the fingerprint in the address alone.",
    )  # fmt: skip
    live_root: Path | None = _setting(
        "MINGCHU_LIVE_ROOT", "", lambda text: parsing.path(text) if text else None,
        "Directory of segments and stills, best on tmpfs; empty means one under /dev/shm, or "
        "in the data directory where that is missing.",
    )  # fmt: skip
    stills: Path | None = _setting(
        "MINGCHU_STILLS", "", lambda text: parsing.path(text) if text else None,
        "Directory of the newest still of each camera; several machines name one that all of them "
        "see; empty means the directory of segments.",
    )  # fmt: skip
    embedded_viewers: int = _setting(
        "MINGCHU_LIVE_EMBEDDED_VIEWERS", "50", parsing.number,
        "Viewers of moving pictures served without nginx; further ones get stills.",
    )  # fmt: skip
    media_by_nginx: bool = _setting(
        "MINGCHU_MEDIA_BY_NGINX", "false", parsing.boolean,
        "Whether nginx serves the segments, which lifts the cap on embedded viewers.",
    )  # fmt: skip
    queue: str = _setting(
        "MINGCHU_QUEUE_URL", "", parsing.queue_address,
        "Where messages between processes wait and requests are counted for limits: postgresql://… "
        "or redis://…; empty means files in the data directory, memory:// that each message is "
        "acted on at once by whoever sends it and each process counts by itself.",
        repr=False,
    )  # fmt: skip
    round_batch: int = _setting(
        "MINGCHU_ROUND_BATCH", "150", parsing.count,
        "Cameras in a batch, the part of a minute's round that one message hands out.",
    )  # fmt: skip
    round_batches: int = _setting(
        "MINGCHU_ROUND_BATCHES", "16", parsing.count,
        "Batches that one detector process looks at side by side.",
    )  # fmt: skip
    looks_at_once: int = _setting(
        "MINGCHU_LOOKS_AT_ONCE", "96", parsing.count,
        "Cameras that one detector process holds open at once while it looks at them.",
    )  # fmt: skip
    host_sessions: int = _setting(
        "MINGCHU_HOST_SESSIONS", "16", parsing.number,
        "Connections held at once to one recorder or camera; it shrinks by itself where refused.",
    )  # fmt: skip
    host_connects: int = _setting(
        "MINGCHU_HOST_CONNECTS_PER_SECOND", "2", parsing.number,
        "New connections a second to one recorder or camera.",
    )  # fmt: skip
    head_finder: str = _setting(
        "MINGCHU_HEAD_FINDER", "detector.heads:find_people", str,
        "module:attribute of the callable that finds heads and persons for `blur` cameras; empty "
        "means none, so those cameras are shown only as heavily pixelated stills.",
    )  # fmt: skip
    demo_clip: Path | None = _setting(
        "MINGCHU_DEMO_CLIP", "", lambda text: parsing.path(text) if text else None,
        "A film (H.264 or H.265) that two cameras of `make run` play in place of drawn kitchens, "
        "to see how people in it are hidden, and leads of them.",
    )  # fmt: skip
    behind_tls: bool = _setting(
        "MINGCHU_BEHIND_TLS", "false", parsing.boolean,
        "Whether browsers reach the portal by https only: adds HSTS and secure cookies.",
    )  # fmt: skip
    trusted_proxies: int = _setting(
        "MINGCHU_TRUSTED_PROXIES", "0", parsing.number,
        "How many reverse proxies in front may name the client's address.",
    )  # fmt: skip
    metrics_networks: tuple[Network, ...] = _setting(
        "MINGCHU_METRICS_NETWORKS", "127.0.0.0/8,::1/128", parsing.networks,
        "Networks, comma separated, from which `/metrics` may be read; elsewhere it is not found.",
    )  # fmt: skip
    second_factor_for_all: bool = _setting(
        "MINGCHU_SECOND_FACTOR_FOR_ALL", "false", parsing.boolean,
        "Whether people of restaurants, too, need a second factor, which else they may choose.",
    )  # fmt: skip
    virus_scanner: str = _setting(
        "MINGCHU_VIRUS_SCANNER", "", parsing.scanner_address,
        "clamd that looks at each file people send, unix:///run/clamav/clamd.ctl or "
        "tcp://host:3310; empty means that nobody looks.",
    )  # fmt: skip
    virus_scanner_away: str = _setting(
        "MINGCHU_VIRUS_SCANNER_AWAY", "refuse", parsing.refuse_or_take,
        "What becomes of files while the scanner does not answer: `refuse` or `take` them.",
    )  # fmt: skip
    district: str = _setting(
        "MINGCHU_DISTRICT", "明厨示范区", str, "Name of the district in Chinese."
    )
    district_en: str = _setting(
        "MINGCHU_DISTRICT_EN", "Mingchu demonstration district", str,
        "Name of the district in English.",
    )  # fmt: skip
    bureau: str = _setting(
        "MINGCHU_BUREAU", "", str,
        "Name of the bureau in Chinese, as its letters bear it; empty: made of the district's.",
    )  # fmt: skip
    bureau_en: str = _setting(
        "MINGCHU_BUREAU_EN", "", str,
        "Name of the bureau in English; empty: made of the district's.",
    )  # fmt: skip
    viewing_days: int = _setting(
        "MINGCHU_VIEWING_DAYS", "184", parsing.number,
        "Days for which viewings are kept, who watched not being among them; six months at least.",
    )  # fmt: skip
    required_cameras: int = _setting(
        "MINGCHU_REQUIRED_CAMERAS", "5", parsing.number,
        "Cameras that the district's build standard asks of each restaurant; 0 says nothing.",
    )  # fmt: skip
    response_hours: int = _setting(
        "MINGCHU_RESPONSE_HOURS", "4", parsing.number,
        "Hours in which the vendor has to answer a fault; a placeholder, take the contract's.",
    )  # fmt: skip
    repair_hours: int = _setting(
        "MINGCHU_REPAIR_HOURS", "48", parsing.number,
        "Hours in which the vendor has to repair a fault; a placeholder, take the contract's.",
    )  # fmt: skip
    silent_days: int = _setting(
        "MINGCHU_DISPLAY_SILENT_DAYS", "35", parsing.number,
        "Days without being seen working after which a display is a fault.",
    )  # fmt: skip
    fault_picture_days: int = _setting(
        "MINGCHU_FAULT_PICTURE_DAYS", "90", parsing.number,
        "Days for which the unprotected pictures of a fault are kept after it has ended.",
    )  # fmt: skip
    lead_codes: frozenset[str] = _setting(
        "MINGCHU_LEAD_CODES", "PPE-CAP,PPE-MASK,SPR-STAFF",
        lambda text: frozenset(parsing.parts(text)),
        "Classes of violation for which the machine looks, comma separated; empty means none.",
    )  # fmt: skip
    evidence_days: int = _setting(
        "MINGCHU_EVIDENCE_DAYS", "30", parsing.count,
        "Days for which the unprotected evidence of a lead is kept that nobody confirmed.",
    )  # fmt: skip
    api_calls: int = _setting(
        "MINGCHU_API_CALLS_PER_MINUTE", "60", parsing.count,
        "Calls of the open interface that one address has in a minute.",
    )  # fmt: skip
    data_licence: str = _setting(
        "MINGCHU_DATA_LICENCE", "CC-BY-4.0", str,
        "Licence of the open data, as the catalogue and the page of files name it.",
    )  # fmt: skip
    hotline: str = _setting(
        "MINGCHU_HOTLINE", "12315", str, "Telephone number for complaints, shown on every page."
    )
    health_phone: str = _setting(
        "MINGCHU_HEALTH_PHONE", "12320", str,
        "Telephone number of the health unit, shown to whoever says that somebody fell ill.",
    )  # fmt: skip
    icp_number: str = _setting(
        "MINGCHU_ICP_NUMBER", "", str, "ICP filing number shown in the footer; empty shows none."
    )

    @property
    def database_address(self) -> str:
        """The database's SQLAlchemy address, with the driver that is installed."""
        return parsing.with_driver(self.database) or f"sqlite:///{self.data / 'mingchu.db'}"

    @property
    def public_url(self) -> str:
        """The address of the portal as a phone sees it, with no slash at its end."""
        return self.public_address or f"http://127.0.0.1:{self.port}"

    @property
    def live_directory(self) -> Path:
        """The directory shared with the transcoder; one a data directory, on tmpfs if it can be."""
        if self.live_root is not None:
            return self.live_root
        shared_memory = Path("/dev/shm")  # noqa: S108 - tmpfs is the point; ours is mode 0750
        if os.access(shared_memory, os.W_OK):
            return shared_memory / f"mingchu-{sha256(bytes(self.data)).hexdigest()[:12]}"
        return self.data / "live"

    @property
    def stills_directory(self) -> Path:
        """Where whoever looked at a camera leaves its newest still for all who show it."""
        return self.stills or self.live_directory

    @property
    def camera_certificates_file(self) -> str:
        """The file of authorities for cameras as the engine takes it, empty for none."""
        return str(self.camera_certificates or "")

    @property
    def models_directory(self) -> Path:
        """Where models that were plugged in lie, a folder each."""
        return self.data / "models"

    @property
    def metrics_directory(self) -> Path:
        """Where each process of this node tells its numbers, a file each."""
        return self.data / "metrics"

    @property
    def people_finder(self) -> str | None:
        """The finder of people as the engine loads it, None for none.

        The shipped one gives way to a head finder that was plugged in.
        """
        if self.head_finder == SHIPPED_FINDER:
            return f"detector.watching:people_finder={self.models_directory}"
        return self.head_finder or None

    def signing_key(self) -> str:
        """The key that signs sessions and grants, made on first use."""
        return self.secret_key or self._kept("secret_key", lambda: secrets.token_urlsafe(48))

    def encryption_keys(self) -> tuple[str, ...]:
        """The Fernet keys of camera addresses, newest first, made on first use."""
        text = self.camera_keys or self._kept("camera_keys", lambda: Fernet.generate_key().decode())
        return parsing.parts(text)

    def notice_encryption_keys(self) -> tuple[str, ...]:
        """The Fernet keys of what notices store encrypted, newest first, made on first use."""
        text = self.notice_keys or self._kept("notice_keys", lambda: Fernet.generate_key().decode())
        return parsing.parts(text)

    def second_factor_keys(self) -> tuple[str, ...]:
        """The keys that encrypt second factors, newest first, made on first use."""
        text = self.account_keys or self._kept("account_keys", lambda: secrets.token_urlsafe(48))
        return parsing.parts(text)

    def case_encryption_keys(self) -> tuple[str, ...]:
        """The Fernet keys of what citizens write, newest first, made on first use."""
        text = self.case_keys or self._kept("case_keys", lambda: Fernet.generate_key().decode())
        return tuple(part.strip() for part in text.split(",") if part.strip())

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        """The content of the secret file `name`, written once; safe with several processes."""
        directory = self.data / "secrets"
        path = directory / name
        if not path.exists():
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=directory, delete=False) as beside:
                beside.write(make())
            try:
                os.link(beside.name, path)  # unlike rename, fails if another process was first
            except FileExistsError:
                pass
            finally:
                os.unlink(beside.name)
        return path.read_text(encoding="utf-8").strip()


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings told by `environ` (the process's own by default).

    Raises SettingsInvalid with all problems at once, unknown MINGCHU_ names included.
    """
    given = {
        name: text
        for name, text in (os.environ if environ is None else environ).items()
        if name.startswith("MINGCHU_")
    }
    problems: list[str] = []
    values: dict[str, Any] = {}
    for each in fields(Settings):
        variable = each.metadata["variable"]
        try:
            text = _given(given, variable)
            if text is not None:
                values[each.name] = each.metadata["parse"](text)
        except (ValueError, OSError) as problem:
            problems.append(f"{variable}: {problem}")
    problems += [f"{name}: no such setting; see docs/ref/settings.md" for name in sorted(given)]
    if problems:
        raise SettingsInvalid("\n".join(problems))
    return Settings(**values)


def _given(given: dict[str, str], variable: str) -> str | None:
    """Take `variable`, or the content of the file its _FILE twin names, out of `given`."""
    path = given.pop(f"{variable}_FILE", None)
    text = given.pop(variable, None)
    if path is None:
        return text
    if text is not None:
        raise ValueError(f"is given twice, also as {variable}_FILE")
    return Path(path).read_text(encoding="utf-8").strip()
