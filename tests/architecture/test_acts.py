"""Every act that the audit chain records has words for the page that shows it."""

import ast
from collections.abc import Iterator

from flask import Flask

from portal.accounts.forms import ACTS
from tests.support.tree import python_files, syntax_of

RECORDERS = {"record", "_record"}


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


def test_recorders_are_found() -> None:
    assert {"person.created", "fault.withdrawn", "camera.replaced"} <= set(recorded())


def test_every_act_is_named_for_people(app: Flask) -> None:
    assert sorted(set(recorded()) - ACTS.keys()) == []
