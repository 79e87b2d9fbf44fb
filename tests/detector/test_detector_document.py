"""The document says what the cards measured."""

import re
import tomllib

from detector.boxes import DECODERS
from detector.files import ATTRIBUTES_CARD, FINDER_CARD
from tests.support.tree import ROOT

TEXT = (ROOT / "docs" / "design" / "detector.md").read_text(encoding="utf-8")
LINE = re.compile(
    r"^\| `(\w+)` \| (\w+) \| ([\d.]+) \| ([\d.]+)–([\d.]+) \| (\d+) \|", re.MULTILINE
)


def figures() -> dict:
    cards = (tomllib.loads(card.read_text("utf-8")) for card in (FINDER_CARD, ATTRIBUTES_CARD))
    return {name: table for card in cards for name, table in card["figures"].items()}


def test_every_figure_in_the_document_is_that_of_a_card():
    cards, listed = figures(), LINE.findall(TEXT)

    assert len(listed) >= 10
    for name, source, *numbers in listed:
        one = cards[name][source]
        assert [float(number) for number in numbers] == [
            round(one["value"], 3), round(one["low"], 3), round(one["high"], 3), one["count"],
        ], (name, source)  # fmt: skip


def test_the_document_names_every_decoder():
    assert set(DECODERS) <= set(re.findall(r"`(\w+)`", TEXT))
