"""No key, token or password lies in the files of the project."""

import re

import pytest

from tests.support.tree import files, text_of

SECRETS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "key of a cloud": r"\b(?:AKIA|ASIA|LTAI)[A-Za-z0-9]{12,}\b",
    "token of a forge": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[A-Za-z0-9_-]{20,})\b",
    "token of a chat": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "key of a payment": r"\b[rs]k_live_[A-Za-z0-9]{16,}",
    "signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "key of Fernet": r"(?<![A-Za-z0-9_/+-])[A-Za-z0-9_-]{43}=(?![A-Za-z0-9=])",
    "password in an address": r"\b(?:postgres(?:ql)?|mysql|redis|amqp|smtps?)[a-z+]*://"
    r"[^\s:/@{}$<>\"']+:(?!(?:password|secret|geheim|pw|\*+|…)@)[^\s:/@{}$<>\"']+@",
}
KNOWN = {
    "tests/support/factories.py": "key of Fernet",  # of the tests alone, as is the next
    "tests/portal/participation/cases/test_code_rules.py": "key of Fernet",
    "tests/portal/test_settings.py": "password in an address",  # of a database that is nowhere
    "deploy/compose/keys.sh": "password in an address",  # a place for one that is just made
}


def found_in(text: str) -> set[str]:
    """What kinds of secrets stand in a text."""
    return {kind for kind, pattern in SECRETS.items() if re.search(pattern, text)}


def test_no_file_holds_a_secret() -> None:
    wrong = {
        f"{path}: {kind}"
        for path in files()
        if path.suffix not in {".lock", ".onnx"} and path.name != "package-lock.json"
        for kind in found_in(text_of(path)) - {KNOWN.get(str(path))}
    }

    assert wrong == set()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", "-----BEGIN " + "RSA PRIVATE KEY-----"),
        ("key of a cloud", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("token of a forge", "ghp_" + "a" * 36),
        ("token of a chat", "xoxb-" + "1234567890-abc"),
        ("key of a payment", "sk_live_" + "a1" * 10),
        ("signed token", "eyJ" + "hbGciOiJI" + "A.eyJ" + "zdWIiOiIxMjM" + ".c2lnbmF0dXJl"),
        ("key of Fernet", "MINGCHU_CAMERA_KEYS=" + "a" * 43 + "="),
        ("password in an address", "postgresql://mingchu:" + "hunter2@db/mingchu"),
    ],
)
def test_a_secret_would_be_found(kind: str, text: str) -> None:
    assert kind in found_in(f"x = '{text}'")
