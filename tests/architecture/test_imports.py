"""Who may import whom; the contracts stand in pyproject.toml."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.tree import PACKAGES, ROOT, python_files, syntax_of

# Few requests need them and every start would pay for them: seconds, where the machine is busy.
LATE = {
    "PIL", "apprise", "docx", "docxtpl", "openpyxl", "pillow_heif", "pypinyin", "qrcode",
    "xlsxwriter",
    "transcoder.loan", "transcoder.stills",  # a Snapshot is a picture of a running stream
}  # fmt: skip
# What other processes are for.
ELSEWHERE = {
    "av", "cv2", "imageio_ffmpeg", "numpy", "onnxruntime", "torch",
    "portal.jobs", "portal.live.engine", "portal.rounds.looking", "portal.seed.cli",
    "portal.upkeep.cli",
}  # fmt: skip
WEB = """
import gc, sys
from pathlib import Path
from portal import create_app
from portal.settings import Settings
create_app(Settings(data=Path(sys.argv[1])))
assert gc.isenabled() and gc.get_freeze_count()
print(",".join(sys.modules))
"""
LEAVES = ("gunicorn.conf.py", "deploy", "tests", "bench")  # they start the portal

FRESH = """
import importlib, pkgutil, sys
package = importlib.import_module({package!r})
for module in pkgutil.walk_packages(package.__path__, {package!r} + "."):
    if not module.name.endswith(".__main__") and ".learning." not in module.name:  # wants torch
        importlib.import_module(module.name)
found = sorted(
    {{name.partition(".")[0] for name in sys.modules}}
    & {{"flask", "flask_sqlalchemy", "sqlalchemy", "jinja2", "werkzeug", "portal"}}
)
print(",".join(found))
"""


def test_every_import_contract_is_kept() -> None:
    # In a process of its own: it configures logging anew, which silences every logger there is.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{path}:{node.lineno}"
        for path in python_files()
        for node in imports_in_functions(path)
        if not (path.parts[0] == "portal" and imported(node) <= LATE)
    ]

    assert hidden == []


def test_a_web_process_starts_without_what_it_rarely_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WEB, str(tmp_path)]

    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)

    modules = set(loaded.stdout.strip().split(","))
    assert {"portal.live.public", "sqlalchemy"} <= modules
    assert modules & (LATE | ELSEWHERE) == set()


def test_a_hidden_import_would_be_found(tmp_path: Path) -> None:
    source = tmp_path / "hiding.py"
    source.write_text("def late() -> None:\n    import json\n    json.dumps(1)\n")

    assert [node.lineno for node in imports_in_functions(source)] == [2]


def test_no_floor_imports_the_factory() -> None:
    importers = [
        str(path)
        for path in python_files("portal")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "portal"
        and "create_app" in {alias.name for alias in node.names}
    ]

    assert importers == []


@pytest.mark.slow
@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "portal"])
def test_engine_loads_no_web_and_no_database(package: str) -> None:
    program = FRESH.format(package=package)

    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )

    assert loaded.stdout.strip() == ""


def imported(node: ast.stmt) -> set[str]:
    """What an import statement loads: modules of ours whole, of others by their first names."""
    names = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module]
    return {
        name if name.startswith("transcoder.") else name.partition(".")[0]
        for name in map(str, names)
    }


def imports_in_functions(path: Path) -> Iterator[ast.stmt]:
    """Every import statement of a file that stands inside a function."""
    for function in ast.walk(syntax_of(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node
