"""A module, a function and a test file have a size beyond which they are split."""

import ast
from pathlib import Path

from tests.support.tree import python_files, syntax_of, text_of

MODULE_LINES, FUNCTION_LINES, TEST_LINES = 400, 60, 600
CODE = ("portal", "transcoder", "detector", "deploy", "bench", "gunicorn.conf.py")


def length(path: Path) -> int:
    """Lines of a file."""
    return len(text_of(path).splitlines())


def test_no_module_is_too_long() -> None:
    long = {str(path): length(path) for path in python_files(*CODE) if length(path) > MODULE_LINES}

    assert long == {}


def test_no_test_file_is_too_long() -> None:
    long = {str(path): length(path) for path in python_files("tests") if length(path) > TEST_LINES}

    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": lines
        for path in python_files()
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }

    assert long == {}
