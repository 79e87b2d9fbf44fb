"""Guesses where a message holds several matters: people decide whether to split it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from portal.participation.case_kinds import Category

MOST_PARTS = 6
LEAST_LETTERS = 4  # what is shorter belongs to its neighbour

_MARK = re.compile(
    r"[①-⑨]|(?:^|(?<=[\s。；;，,！!.]))"
    r"(?:[（(]?[1-9][)）.．、:：](?!\d)|[（(]?[一二三四五六七八九][)）、.．]|第[一二三四五六]"
    r"|其[一二三]|首先|其次|再次|最后|另外|此外|还有|而且"
    r"|First(?:ly)?\b|Second(?:ly)?\b|Third(?:ly)?\b|Also\b|Besides\b|Moreover\b|In addition\b)"
)
_PARAGRAPH = re.compile(r"\n\s*\n|\n")

_WORDS: Mapping[Category, str] = {
    Category.PESTS: r"鼠|蟑螂|苍蝇|虫|猫|狗|\brats?\b|\bmice\b|cockroach|\bfl(?:y|ies)\b|insect",
    Category.SMOKING: r"吸烟|抽烟|烟头|smok",
    Category.ILL: r"拉肚子|腹泻|呕吐|中毒|肚子疼|腹痛|发烧|diarrh|vomit|poison|\bill\b|\bsick\b",
    Category.SPOILED: r"变质|过期|发霉|馊|臭|异物|头发|spoil|expired|mould|rotten|\bhair\b",
    Category.MIXING: r"生熟|砧板|交叉|raw meat|cutting board",
    Category.UTENSILS: r"餐具|碗筷|筷子|杯子|消毒|tableware|dishes|chopstick|cutlery",
    Category.WASTE: r"垃圾|泔水|废弃|waste|garbage|\bbins?\b",
    Category.STAFF: r"口罩|帽子|手套|赤膊|洗手|\bmasks?\b|\bgloves?\b|\bcaps?\b|\bhands\b",
    Category.PICTURE: r"画面|直播|摄像头|黑屏|卡住|camera|picture|stream|video",
    Category.LICENCE: r"许可证|执照|无证|公示牌|licen[cs]e",
    Category.DIRTY: r"脏|积水|油污|地面|杂物|dirty|grease|filth|puddle|floor",
}
"""Words by which a part is guessed to be about a category, the graver ones first."""
_PATTERNS = {category: re.compile(pattern, re.IGNORECASE) for category, pattern in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a message that may be a matter of its own; None: about nothing known."""

    text: str
    category: Category | None


def parts_of(text: str) -> list[Part]:
    """The matters that `text` may hold, at least two, or none where it seems to be one.

    It is parted at paragraphs, numbers and words such as 另外; parts about the same, and parts
    about nothing known, stay with the one before.
    """
    found: list[Part] = []
    for stretch in _stretches(text):
        category = category_of(stretch)
        is_new = category is not None and all(each.category is not category for each in found)
        if found and not is_new:
            last = found.pop()
            found.append(Part(f"{last.text}\n{stretch}", last.category))
        else:
            found.append(Part(stretch, category))
    return found[:MOST_PARTS] if len(found) > 1 else []


def category_of(text: str) -> Category | None:
    """What `text` is guessed to be about, None where no known word stands in it."""
    return next((each for each, pattern in _PATTERNS.items() if pattern.search(text)), None)


def _stretches(text: str) -> list[str]:
    stretches: list[str] = []
    for paragraph in _PARAGRAPH.split(text.strip()):
        starts = [match.start() for match in _MARK.finditer(paragraph)]
        edges = [0, *(start for start in starts if start > 0), len(paragraph)]
        for start, end in pairwise(edges):
            stretch = paragraph[start:end].strip()
            if len(stretch) < LEAST_LETTERS and stretches:
                stretches[-1] += f" {stretch}"
            elif stretch:
                stretches.append(stretch)
    return stretches
