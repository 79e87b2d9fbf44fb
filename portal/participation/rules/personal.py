"""Finds what names or reaches a person in free text, and blacks it out."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BLACK = "█"
_WIDE = {0xFF01 + number: 0x21 + number for number in range(94)} | {0x3000: 0x20}
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class Personal(StrEnum):
    """What was found; each is masked in every view."""

    IDENTITY = "identity"
    PHONE = "phone"
    CARD = "card"
    PLATE = "plate"
    WECHAT = "wechat"
    QQ = "qq"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a text something personal stands: the first letter and the one behind it."""

    start: int
    end: int
    kind: Personal


def is_identity_number(text: str) -> bool:
    """Whether `text` is a number of a resident identity card: 18 places with date and check digit.

    Source: GB 11643-1999, weights 2^(18-i) mod 11.
    """
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9Xx]", text) or not _is_day(text[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def is_card_number(text: str) -> bool:
    """Whether `text` can be the number of a bank card: 13 to 19 digits that Luhn's sum fits."""
    if not re.fullmatch(r"[0-9]{13,19}", text) or len(set(text)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def personal_spans(text: str) -> list[Span]:
    """What in `text` names or reaches somebody, in order, none within another."""
    plain = text.translate(_WIDE)  # one letter for one letter, so that places stay
    found = sorted(_candidates(plain), key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def masked(text: str) -> str:
    """`text` with what is personal in black; its length stays."""
    parts, last = [], 0
    for span in personal_spans(text):
        parts += [text[last : span.start], BLACK * (span.end - span.start)]
        last = span.end
    return "".join([*parts, text[last:]])


def blacked(text: str, phrases: Iterable[str]) -> str:
    """`text` with each of `phrases` in black wherever it stands; its length stays."""
    for phrase in sorted({each.strip() for each in phrases if each.strip()}, key=len, reverse=True):
        text = text.replace(phrase, BLACK * len(phrase))
    return text


def _candidates(text: str) -> Iterator[Span]:
    for kind, pattern, holds in _PATTERNS:
        for match in pattern.finditer(text):
            group = match.re.groups
            if holds(re.sub(r"[ -]", "", match[group])):
                yield Span(match.start(group), match.end(group), kind)


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) >= date(1880, 1, 1)
    except ValueError:
        return False


def _is_old_identity_number(text: str) -> bool:
    """15 places, given out until 1999: no check digit, but a date."""
    return _is_day(f"19{text[6:12]}")


def _always(_text: str) -> bool:
    return True


_PATTERNS: tuple[tuple[Personal, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        Personal.IDENTITY,
        re.compile(r"(?<!\d)[1-9]\d{5}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx](?![\da-zA-Z])"),
        is_identity_number,
    ),
    (
        Personal.IDENTITY,
        re.compile(r"(?<!\d)[1-9]\d{14}(?!\d)"),
        _is_old_identity_number,
    ),
    (
        Personal.PHONE,
        re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"),
        _always,
    ),
    (Personal.PHONE, re.compile(r"(?<!\d)0\d{2,3}[ -]?[2-9]\d{2,3}[ -]?\d{4}(?!\d)"), _always),
    (Personal.CARD, re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)"), is_card_number),
    (
        Personal.PLATE,
        re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][ ·.]?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])"),
        _always,
    ),
    (
        Personal.WECHAT,
        re.compile(
            r"(?:微信|威信|薇信|加[vV]|[vV][信xX]|[wW][xX]|[wW]e[cC]hat)(?:号|账号|id|ID| id)?"
            r"\s{0,3}(?:[:：是为]|is)?\s{0,3}([A-Za-z0-9][-_A-Za-z0-9]{5,19})"
        ),
        _always,
    ),
    (
        Personal.QQ,
        re.compile(r"[qQ]{2}(?:号)?\s{0,3}[:：是为]?\s{0,3}([1-9]\d{4,10})(?!\d)"),
        _always,
    ),
    (
        Personal.MAIL,
        re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"),
        _always,
    ),
)  # fmt: skip
