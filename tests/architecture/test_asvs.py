"""The table of security requirements tells states that we know and proofs that exist."""

import ast
import re
from pathlib import Path

from tests.support.tree import ROOT, syntax_of

TABLE = Path("docs/ref/asvs.md")
STATES = {"met", "by design", "partly", "not met", "operator", "not applicable"}
ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+?) \| (.*?) ?\|")
PROOF = re.compile(r"`([^`:]+)::([^`]+)`")


def rows() -> list[tuple[str, ...]]:
    """Every row as number, words, state, how and proof."""
    lines = (ROOT / TABLE).read_text(encoding="utf-8").splitlines()
    return [found.groups() for line in lines if (found := ROW.fullmatch(line))]


def is_there(path: str, name: str) -> bool:
    """Whether a test function of this name stands at the top of that file."""
    return (ROOT / path).is_file() and any(
        isinstance(each, ast.FunctionDef) and each.name == name
        for each in syntax_of(Path(path)).body
    )


def test_every_line_of_the_table_is_read() -> None:
    text = (ROOT / TABLE).read_text(encoding="utf-8")

    assert len(rows()) == len(re.findall(r"^\| \d", text, re.MULTILINE)) > 200


def test_every_requirement_is_told_once_and_in_order() -> None:
    numbers = [tuple(map(int, row[0].split("."))) for row in rows()]

    assert numbers == sorted(set(numbers))


def test_every_state_is_one_we_know() -> None:
    assert {row[2] for row in rows()} <= STATES


def test_what_is_met_names_its_proof() -> None:
    assert [row[0] for row in rows() if row[2] == "met" and not PROOF.search(row[4])] == []


def test_every_proof_exists() -> None:
    named = {(row[0], *proof) for row in rows() for proof in PROOF.findall(row[4])}

    assert named
    assert sorted(each for each in named if not is_there(*each[1:])) == []
