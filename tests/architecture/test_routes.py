"""What is reachable, by whom, and that no address disappears unnoticed."""

import re
from pathlib import Path

from flask import Flask

from deploy.reference import pages
from portal.accounts.kinds import Role
from portal.shell.audience import ATTRIBUTE
from tests.support.tree import ROOT

OF_FLASK = {"static"}  # its own view for files that everybody may have


def test_every_route_declares_its_audience(app: Flask) -> None:
    silent = sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in OF_FLASK and not getattr(view, ATTRIBUTE, "")
    )

    assert silent == []


def test_the_audience_is_one_we_know(app: Flask) -> None:
    declared = {getattr(view, ATTRIBUTE, "anyone") for view in app.view_functions.values()}
    strange = [
        each
        for each in declared - {"anyone"}
        if not isinstance(each, frozenset) or not each or each - set(Role)
    ]

    assert strange == []


def test_a_route_has_one_rule_of_who_may_use_it(app: Flask) -> None:
    doubled = sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if hasattr(getattr(view, "__wrapped__", None), ATTRIBUTE)
        and getattr(view.__wrapped__, ATTRIBUTE) != getattr(view, ATTRIBUTE)
    )

    assert doubled == []


def test_generated_pages_say_what_the_code_says(app: Flask) -> None:
    stale = [
        str(path)
        for path, text in pages(app).items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text
    ]

    assert stale == [], "run `make docs` and look at the difference"


def test_every_variable_named_in_a_document_exists() -> None:
    known = set(re.findall(r"MINGCHU_[A-Z_]+", (ROOT / "docs/ref/settings.md").read_text("utf-8")))
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "Makefile"]

    unknown = {
        f"{path.name}: {name}"
        for path in documents
        for name in re.findall(r"MINGCHU_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))
        if name.removesuffix("_FILE") not in known
    }

    assert unknown == set()


def test_every_relative_link_in_a_document_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    broken = [
        f"{path.name}: {target}"
        for path in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / Path(target)).exists()
    ]

    assert broken == []
