"""Links in templates resolve, what they import is used, nothing comes from elsewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.support.tree import ROOT, python_files, syntax_of, templates, text_of

PAGES = list(templates())
COMPONENT_LINES = 60
HANDLER = re.compile(r"<[^>]*\s(on[a-z]+|style)\s*=", re.I)
MADE_AT_SET_UP = "vendor/"


def parsed(app: Flask, path: Path) -> nodes.Template:
    """The syntax tree of a template."""
    return app.jinja_env.parse(text_of(path))


def linked(tree: nodes.Template) -> Iterator[tuple[str, nodes.Call]]:
    """Every endpoint a template links to by name, with the call."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and call.args:
            first = call.args[0]
            if isinstance(first, nodes.Const):
                yield first.value, call


def resolves(app: Flask, endpoint: str, path: Path) -> bool:
    """Whether an endpoint exists; one that begins with a dot belongs to some blueprint."""
    if endpoint.startswith("."):
        return any(name.endswith(endpoint) for name in app.view_functions)
    return endpoint in app.view_functions


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_links_of_a_template_resolve(app: Flask, path: Path) -> None:
    broken = [
        endpoint for endpoint, _ in linked(parsed(app, path)) if not resolves(app, endpoint, path)
    ]

    assert broken == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_static_files_of_a_template_exist(app: Flask, path: Path) -> None:
    named = [
        keyword.value.value
        for endpoint, call in linked(parsed(app, path))
        if endpoint == "static"
        for keyword in call.kwargs
        if keyword.key == "filename" and isinstance(keyword.value, nodes.Const)
    ]

    missing = [
        name
        for name in named
        if not name.startswith(MADE_AT_SET_UP) and not (ROOT / "static" / name).is_file()
    ]

    assert missing == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_imported_macros_are_used(app: Flask, path: Path) -> None:
    tree = parsed(app, path)
    imported = {
        name[1] if isinstance(name, tuple) else name
        for statement in tree.find_all(nodes.FromImport)
        for name in statement.names
    } | {statement.target for statement in tree.find_all(nodes.Import)}

    used = {name.name for name in tree.find_all(nodes.Name)}

    assert imported - used == set()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_templates_that_a_template_names_exist(app: Flask, path: Path) -> None:
    tree = parsed(app, path)
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    named = [
        statement.template.value
        for statement in tree.find_all(kinds)
        if isinstance(statement.template, nodes.Const)
    ]

    missing = [name for name in named if name not in app.jinja_env.list_templates()]

    assert missing == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_template_holds_no_inline_handler_or_style(path: Path) -> None:
    assert HANDLER.findall(text_of(path)) == []


def test_components_stay_small() -> None:
    long = {
        str(path): lines
        for path in PAGES
        if "components" in path.parts
        and (lines := len(text_of(path).splitlines())) > COMPONENT_LINES
    }

    assert long == {}


def test_links_and_templates_named_in_code_exist(app: Flask) -> None:
    missing = [
        f"{path}: {name}"
        for path in python_files("portal")
        for function, name in calls_with_text(path)
        if (function == "url_for" and not resolves(app, name, path))
        or (function == "render_template" and name not in app.jinja_env.list_templates())
    ]

    assert missing == []


def calls_with_text(path: Path) -> Iterator[tuple[str, str]]:
    """Calls of a plain function whose first argument is a text: its name and that text."""
    for node in ast.walk(syntax_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.func.id, first.value
