"""The document says what the code does."""

import re
from dataclasses import asdict

from detector.integrity import CODES, THRESHOLDS
from tests.support.tree import ROOT

TEXT = (ROOT / "docs" / "design" / "looking.md").read_text(encoding="utf-8")


def test_the_document_lists_every_threshold_with_its_value():
    listed = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|$", TEXT, re.MULTILINE))

    assert {name: float(value) for name, value in listed.items()} == asdict(THRESHOLDS)


def test_the_document_names_every_code():
    assert set(CODES.values()) == set(re.findall(r"DEV-[A-Z]+", TEXT))
