"""What the documents name exists: files, addresses, indicators."""

import re
from pathlib import Path

import pytest

from portal.evaluation.rules.indicators import LIBRARY
from tests.support.tree import ROOT

DOCUMENTS = sorted(
    path
    for folder in (ROOT, ROOT / "docs")
    for path in folder.glob("*.md" if folder == ROOT else "**/*.md")
)
FOLDERS = "portal|transcoder|detector|deploy|tests|docs|static|translations|bench"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_a_document_names_exists(path: Path) -> None:
    named = re.findall(rf"`((?:{FOLDERS})/[\w./-]+)`", path.read_text(encoding="utf-8"))

    files = [each for each in named if Path(each).suffix and "vendor" not in each]

    assert [each for each in files if not (ROOT / each).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_address_of_the_desk_that_a_document_names_exists(path: Path) -> None:
    urls = (ROOT / "tests/architecture/urls.txt").read_text(encoding="utf-8")
    rules = [line.split(" ", 1)[1].rsplit(" ", 1)[0] for line in urls.splitlines()]
    known = [re.sub(r"<[^>]*>", "[^/]+", rule) for rule in rules]
    named = re.findall(r"`(/(?:desk|api|embed)[\w./-]*)`", path.read_text(encoding="utf-8"))

    assert [each for each in named if not any(re.fullmatch(one, each) for one in known)] == []


def test_every_indicator_of_an_evaluation_has_its_line() -> None:
    told = (ROOT / "docs/ref/indicators.md").read_text(encoding="utf-8")

    assert [code for code in LIBRARY if f"`{code}" not in told] == []
