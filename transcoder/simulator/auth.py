"""Basic and digest logins as cameras check them (RFC 7616, MD5 only)."""

import base64
import hashlib
import re
from enum import Enum, auto

from transcoder.simulator.script import CameraScript, Login

REALM = "IP Camera"
_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]*))')


class Verdict(Enum):
    """What a request's login is worth: ADMITTED, none given (MISSING), or WRONG."""

    ADMITTED = auto()
    MISSING = auto()
    WRONG = auto()


def challenge(script: CameraScript) -> str:
    """The WWW-Authenticate header of this camera's refusals."""
    if script.login is Login.BASIC:
        return f'Basic realm="{REALM}"'
    return f'Digest realm="{REALM}", nonce="{_nonce(script)}", algorithm="MD5"'


def check(script: CameraScript, authorization: str | None, *, method: str) -> Verdict:
    """Judge the Authorization header of a request against the camera's user and password."""
    if script.user is None and script.status != 401:
        return Verdict.ADMITTED
    if authorization is None:
        return Verdict.MISSING
    if script.status == 401:
        return Verdict.WRONG
    scheme, _, rest = authorization.partition(" ")
    good = {Login.BASIC: _basic_is_good, Login.DIGEST: _digest_is_good}[script.login]
    admitted = scheme.lower() == script.login.value and good(script, rest.strip(), method)
    return Verdict.ADMITTED if admitted else Verdict.WRONG


def _basic_is_good(script: CameraScript, rest: str, _method: str) -> bool:
    expected = base64.b64encode(f"{script.user}:{script.password}".encode()).decode()
    return rest == expected


def _digest_is_good(script: CameraScript, rest: str, method: str) -> bool:
    said = {name: quoted or bare for name, quoted, bare in _FIELD.findall(rest)}
    identity = _md5(f"{script.user}:{REALM}:{script.password}")
    request = _md5(f"{method}:{said.get('uri', '')}")
    expected = _md5(f"{identity}:{_nonce(script)}:{request}")
    return said.get("username") == script.user and said.get("response") == expected


def _nonce(script: CameraScript) -> str:
    return _md5(f"nonce {script.seed} {script.user}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
