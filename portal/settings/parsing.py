"""How the text of a setting becomes its value; each raises ValueError with what it must be."""

import ipaddress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REDIS = ("redis://", "rediss://")
MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def boolean(text: str) -> bool:
    """`true` or `false`."""
    if text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text == "true"


def number(text: str) -> int:
    """A whole number, 0 or more."""
    if not text.isdecimal():
        raise ValueError("must be a whole number, 0 or more")
    return int(text)


def count(text: str) -> int:
    """A whole number, 1 or more."""
    found = number(text)
    if found == 0:
        raise ValueError("must be 1 or more")
    return found


def port(text: str) -> int:
    """A port from 1 to 65535."""
    found = number(text)
    if not 1 <= found <= 65535:
        raise ValueError("must be a port from 1 to 65535")
    return found


def parts(text: str) -> tuple[str, ...]:
    """What stands between commas, blanks taken off, empty parts left out."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def networks(text: str) -> tuple[Network, ...]:
    """Networks, comma separated."""
    return tuple(ipaddress.ip_network(part) for part in parts(text))


def path(text: str) -> Path:
    """An absolute path; `~` is the account's home."""
    return Path(text).expanduser().resolve()


def certificates(text: str) -> Path | None:
    """A file of certificates in PEM form, or nothing."""
    if not text:
        return None
    found = path(text)
    try:
        x509.load_pem_x509_certificates(found.read_bytes())
    except (OSError, ValueError):
        raise ValueError("must be a file that holds certificates in PEM form") from None
    return found


def web_address(text: str) -> str:
    """An address of the web without a slash at its end."""
    if not text.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return text.rstrip("/")


def optional_web_address(text: str) -> str:
    """An address of the web, or nothing."""
    return web_address(text) if text else ""


def queue_address(text: str) -> str:
    """Where a queue is kept, or nothing for the data directory."""
    kinds = ("postgresql://", "postgres://", *REDIS, "memory://")
    if text and not text.startswith(kinds):
        raise ValueError("must begin with postgresql://, redis://, rediss:// or memory://")
    if is_redis(text) and find_spec("redis") is None:
        raise ValueError("names a Redis server, which needs a package: pip install 'redis>=7'")
    return text


def is_redis(address: str) -> bool:
    """Whether an address is that of a Redis server, by TLS or not."""
    return address.startswith(REDIS)


def scanner_address(text: str) -> str:
    """Where clamd listens, or nothing."""
    if not text:
        return text
    told = urlsplit(text)
    is_socket = told.scheme == "unix" and not told.netloc and told.path.startswith("/")
    is_port = told.scheme == "tcp" and told.hostname and told.port and not told.path
    if not (is_socket or is_port):
        raise ValueError("must be unix:///path of a socket or tcp://host:port")
    return text


def refuse_or_take(text: str) -> str:
    """`refuse` or `take`."""
    if text not in {"refuse", "take"}:
        raise ValueError("must be refuse or take")
    return text


def with_driver(address: str) -> str:
    """An address of PostgreSQL as SQLAlchemy needs it; any other stays as it is."""
    for usual in ("postgresql://", "postgres://"):
        if address.startswith(usual):
            return f"postgresql+psycopg://{address.removeprefix(usual)}"
    return address


def mail_server(text: str) -> str:
    """The address of a mail server, or nothing."""
    if not text:
        return text
    told = urlsplit(text)
    if told.scheme not in MAIL_PORTS or not told.hostname or told.path.strip("/"):
        raise ValueError("must be smtp://, smtp+starttls:// or smtps:// with a host")
    if not 1 <= (told.port or 1) <= 65535:
        raise ValueError("must have a port from 1 to 65535")
    return text


def optional_mail_address(text: str) -> str:
    """A mail address, or nothing."""
    if text and (text.count("@") != 1 or any(letter.isspace() for letter in text)):
        raise ValueError("must be a mail address such as notices@district.example")
    return text


def sms_gateway(text: str) -> str:
    """An Apprise address in which `{phone}` stands for the number, or nothing."""
    if text and ("://" not in text or "{phone}" not in text):
        raise ValueError("must be an Apprise address with {phone} in it")
    return text
