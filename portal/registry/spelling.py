"""How a Chinese name is typed on a keyboard: the keys by which a search finds it."""

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypinyin import Style

LONGEST_PINYIN, LONGEST_INITIALS = 1200, 450  # characters, as wide as the tables' columns


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """Lower-case letters and digits by which a name is found.

    `pinyin` holds its readings without tones, `initials` their first letters; both hold two
    words where a character is read otherwise in its word than alone (重庆: chongqing zhongqing).
    """

    pinyin: str
    initials: str


def search_keys(name: str) -> SearchKeys:
    """The keys of `name`; a name in Latin letters is its own reading."""
    from pypinyin import Style

    plain = unicodedata.normalize("NFKC", name).lower()
    return SearchKeys(
        pinyin=_readings(plain, Style.NORMAL)[:LONGEST_PINYIN],
        initials=_readings(plain, Style.FIRST_LETTER)[:LONGEST_INITIALS],
    )


def _readings(plain: str, style: "Style") -> str:
    from pypinyin import lazy_pinyin

    in_words = lazy_pinyin(plain, style=style)
    alone = [piece for character in plain for piece in lazy_pinyin(character, style=style)]
    return " ".join(dict.fromkeys(map(_letters, (in_words, alone))))


def _letters(pieces: list[str]) -> str:
    return "".join(character for piece in pieces for character in piece if character.isalnum())
