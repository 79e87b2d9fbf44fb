"""Each line of the Procfile and each target of the README starts something that exists."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from flask import Flask

from deploy.procfile import ProcessType, parse_procfile
from deploy.reference import FOREIGN_COMMANDS, commands
from tests.support.tree import ROOT

PLACES = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))


def flask_commands(app: Flask) -> set[str]:
    """Our commands as they are typed after `flask --app portal`."""
    return {path for path, _ in commands(app)}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_procfile_line_names_a_program_of_the_environment(place: ProcessType) -> None:
    program = shutil.which(place.command[0], path=str(Path(sys.executable).parent))

    assert program is not None


def test_procfile_line_of_flask_names_a_command(app: Flask) -> None:
    words = [" ".join(each.command[3:]) for each in PLACES if each.command[0] == "flask"]

    unknown = [
        told
        for told in words
        if not any(told == path or told.startswith(f"{path} ") for path in flask_commands(app))
    ]

    assert words
    assert unknown == []


def test_every_command_in_a_document_exists(app: Flask) -> None:
    known = flask_commands(app) | FOREIGN_COMMANDS
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    unknown = [
        f"{path.name}: {told}"
        for path in documents
        for told in re.findall(
            r"flask --app portal ((?:[a-z][a-z-]+ ?)+)", path.read_text(encoding="utf-8")
        )
        if not any(f"{told.strip()} ".startswith(f"{name} ") for name in known)
    ]

    assert unknown == []


def test_every_make_target_in_a_document_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    unknown = {
        f"{path.name}: make {target}"
        for path in documents
        for target in re.findall(r"`(?:\w+=\S+ )*make ([a-z0-9-]+)", path.read_text("utf-8"))
        if target not in targets
    }

    assert unknown == set()


def test_every_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)
    assert phony is not None

    silent = [
        target
        for target in phony[1].split()
        if not re.search(rf"^{target}:.* ## \w", makefile, re.M)
    ]

    assert silent == []
