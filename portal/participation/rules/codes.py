"""Secret codes and links of Cases: drawn from the form's key, so that a retry gives the same.

The code has 16 digits out of 10^16 (53 bits) and one that tells mistypings; the link has 128
bits. Both come from the key under the portal's own secret: who knows one of key, link or code
knows nothing else that is kept, and the rows hold hashes alone.
"""

import hmac
import re
import secrets
import unicodedata
from base64 import urlsafe_b64encode
from hashlib import sha256

from portal.shell.rules import MingchuError

DIGITS = 16
KEY_BYTES = 16
LINK = re.compile(r"[A-Za-z0-9_-]{22}")
NUMBER = re.compile(r"(TS|XS)-?([0-9]{4})-?([0-9]{1,9})")
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
"""Damm's table: tells every wrong digit and every swap of two neighbours."""


class CodeMistyped(MingchuError):
    """A secret code is none as it was given out: too short, too long, or a digit is wrong."""

    status = 422
    code = "code_mistyped"

    def __init__(self) -> None:
        super().__init__("this code has a mistyped digit; it has 17, read it off once more")


class CaseUnknown(MingchuError):
    """No Case has this number with this code; which of the two is wrong is not told."""

    status = 401
    code = "case_unknown"

    def __init__(self) -> None:
        super().__init__("no case has this number and code; check both, letter by letter")


def new_key() -> str:
    """A fresh key of a form, 128 random bits."""
    return secrets.token_urlsafe(KEY_BYTES)


def is_key(text: str) -> bool:
    """Whether `text` has the shape of a key or link."""
    return LINK.fullmatch(text) is not None


def digest(text: str) -> str:
    """How a key or link is kept: its SHA-256, enough for 128 random bits."""
    return sha256(text.encode()).hexdigest()


def link_of(key: str, *, secret: str) -> str:
    """The link to the Case that the form of `key` makes."""
    return urlsafe_b64encode(_drawn("case link", key, secret)[:KEY_BYTES]).rstrip(b"=").decode()


def code_of(link: str, *, secret: str) -> str:
    """The 17 digits that open the same Case as `link`."""
    number = int.from_bytes(_drawn("case code", link, secret)) % 10**DIGITS
    text = f"{number:0{DIGITS}}"
    return text + check_digit(text)


def check_digit(digits: str) -> str:
    """The digit behind `digits` that tells a mistyping."""
    row = 0
    for digit in digits:
        row = int(_DAMM[row][int(digit)])
    return str(row)


def grouped(code: str) -> str:
    """A code as people read it: in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(text: str) -> str:
    """The digits of a code as somebody typed it. Raises CodeMistyped."""
    plain = unicodedata.normalize("NFKC", text[:100])
    digits = re.sub(r"[\s.-]", "", plain)
    is_whole = digits.isascii() and digits.isdigit() and len(digits) == DIGITS + 1
    if not is_whole or check_digit(digits[:-1]) != digits[-1]:
        raise CodeMistyped
    return digits


def read_number(text: str) -> str:
    """A public number as it is kept, of what somebody typed; "" where it cannot be one."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:60])).upper()
    found = NUMBER.fullmatch(plain.replace("–", "-"))
    return f"{found[1]}-{found[2]}-{int(found[3]):06}" if found else ""


def _drawn(purpose: str, text: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), f"{purpose}\n{text}".encode(), sha256).digest()
