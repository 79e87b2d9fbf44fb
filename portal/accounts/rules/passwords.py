"""What a password must be: long enough and not common; nothing of digits and capitals."""

import re
import unicodedata
from enum import StrEnum

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200  # no reason but to bound the work
LEAST_OF_ONES_OWN = 5
LEAST_DISTINCT = 5

# Pieces of which common passwords are put together, in the order of their length. A password
# of twelve characters is hardly ever on a list of common ones; it is made like this instead.
COMMON = sorted(
    (
        "password", "passw0rd", "passwd", "qwertyuiop", "qwerty", "qwer", "asdfghjkl", "asdf",
        "zxcvbnm", "zxcv", "1qaz2wsx", "1q2w3e4r", "q1w2e3r4", "qazwsx", "letmein", "welcome",
        "admin", "administrator", "root", "user", "login", "test", "demo", "guest", "iloveyou",
        "monkey", "dragon", "sunshine", "football", "baseball", "superman", "princess", "master",
        "shadow", "michael", "computer", "internet", "secret", "changeme", "default", "abcdefg",
        "abcd", "abc", "woaini", "woaiwojia", "mima", "wodemima", "nihao", "zhongguo", "china",
        "shenzhen", "pingshan", "mingchu", "liangzao", "canting", "chufang", "5201314", "520",
        "1314", "666", "888", "123456789", "12345678", "1234567", "123456", "12345", "1234", "123",
        "987654321", "654321", "4321", "321", "112233", "111", "000", "123123", "147258369",
        "密码", "明厨", "亮灶", "中国",
    ),
    key=len,
    reverse=True,
)  # fmt: skip
_LONELY = re.compile(r"(19|20)\d\d|[\W_]+")  # years, and what stands between words


class PasswordFault(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    TELLS_NAME = "tells_name"
    BREACHED = "breached"
    NOT_REPEATED = "not_repeated"
    SAME_AS_BEFORE = "same_as_before"


def normal_password(password: str) -> str:
    """`password` as it is hashed: the same however a keyboard composed its characters."""
    return unicodedata.normalize("NFKC", password)


def password_fault(password: str, *, login: str, name: str) -> PasswordFault | None:
    """Why the account called `login` of a person with this name cannot have `password`, or None.

    Source: OWASP ASVS 5.0.0, 6.2.1 (length), 6.2.4 and 6.2.11 (common and own words).
    """
    text = normal_password(password)
    if len(text) < LEAST_CHARACTERS:
        return PasswordFault.TOO_SHORT
    if len(text) > MOST_CHARACTERS:
        return PasswordFault.TOO_LONG
    plain = text.casefold()
    own = [word for word in (login.casefold(), name.casefold()) if word]
    if len(set(plain)) < LEAST_DISTINCT or _rest(plain, COMMON) < LEAST_OF_ONES_OWN:
        return PasswordFault.COMMON
    if _rest(plain, [*own, *COMMON]) < LEAST_OF_ONES_OWN:
        return PasswordFault.TELLS_NAME
    return None


def _rest(text: str, pieces: list[str]) -> int:
    """How many characters stay when `pieces`, years and signs between them are taken away."""
    for piece in pieces:
        text = text.replace(piece, " ")
    return len(_LONELY.sub("", text))
