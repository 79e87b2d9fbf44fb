"""No rule of the style sheets is left behind: a template or a script uses every class."""

import re
from pathlib import Path

import pytest

from tests.support.tree import ROOT, text_of

SHEETS = sorted((ROOT / "static/css").glob("*.css"))
USERS = [
    *(ROOT / "portal").rglob("*.html"), *(ROOT / "portal").rglob("*.svg"),
    *(ROOT / "portal").rglob("*.py"), *(ROOT / "static/js").glob("*.js"),
]  # fmt: skip
TEXT = "\n".join(text_of(path) for path in USERS)
WORDS = frozenset(re.findall(r"[\w-]+", TEXT))
COMPOSED = tuple(set(re.findall(r"([a-z][\w-]*-)(?:\{\{|\$\{|\{%)", TEXT)))
"""What classes begin with whose end is a value, such as `state-{{ tone }}`."""


def classes(sheet: str) -> set[str]:
    """The classes that the rules of `sheet` ask for."""
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    selectors = re.findall(r"([^{}]+)\{", plain)
    return {name for each in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", each)}


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_class_of_a_sheet_is_used(path: Path) -> None:
    unused = {
        name
        for name in classes(text_of(path))
        if name not in WORDS and not name.startswith(COMPOSED)
    }

    assert unused == set()


def test_class_that_nothing_uses_is_noticed() -> None:
    assert classes("/* .told */ .left-behind, .a:hover { x: y }") == {"left-behind", "a"}
    assert "left-behind-by-nobody" not in WORDS
