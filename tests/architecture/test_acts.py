"""Every act that the audit chain records, and what it was done to, has words for its page."""

import ast
from collections.abc import Iterator

from flask import Flask
from flask_babel import force_locale

from portal.accounts.forms import ACTS, SUBJECTS, subject_text
from tests.support.tree import python_files, syntax_of

RECORDERS = {"record", "_record"}
SUBJECT = 3  # its place among what `record` is given


def recorded() -> Iterator[str]:
    """The acts named in the code: any text such as "fault.opened" given to a recorder."""
    for path in python_files():
        if path.parts[0] != "portal":
            continue
        for call in ast.walk(syntax_of(path)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in RECORDERS:
                for given in call.args:
                    if isinstance(given, ast.Constant) and "." in str(given.value):
                        yield str(given.value)


def subjects() -> Iterator[str]:
    """What the code says that acts were done to: a kind, or a whole phrase without a number."""
    for path in python_files():
        if path.parts[0] != "portal":
            continue
        for node in ast.walk(syntax_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                yield from map(_said, node.args[SUBJECT : SUBJECT + 1])
            elif isinstance(node, ast.FunctionDef) and node.name.endswith(
                ("subject_of", "_subject")
            ):
                returned = [each for each in ast.walk(node) if isinstance(each, ast.Return)]
                yield from (_said(each.value) for each in returned)


def _said(node: ast.expr | None) -> str:
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return str(node.values[0].value).partition(" ")[0]
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_recorders_are_found() -> None:
    assert {"person.created", "fault.withdrawn", "camera.replaced"} <= set(recorded())


def test_every_act_is_named_for_people(app: Flask) -> None:
    assert sorted(set(recorded()) - ACTS.keys()) == []


def test_everything_that_acts_are_done_to_is_named_for_people(app: Flask) -> None:
    found = set(subjects()) - {""}

    assert {"person", "case", "case list", "fault pictures"} <= found
    assert sorted(found - SUBJECTS.keys()) == []


def test_a_subject_without_a_number_is_one_phrase(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert subject_text("case list") == "list of messages"
        assert subject_text("case XS-2026-000001") == "message XS-2026-000001"
