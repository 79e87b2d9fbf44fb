"""What the files under deploy/ start and set, for tests that hold them to the portal's own."""

import re
import shlex
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from deploy.procfile import parse_procfile
from portal.settings import Settings
from tests.support.tree import ROOT

DEPLOY = ROOT / "deploy"
MIGRATION = ("flask", "--app", "portal", "db", "upgrade")
PLACES = {
    each.name: each.command
    for each in parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
}


def guides_block(language: str, begins: str, guide: str = "operate") -> str:
    """The block of code of a guide that is in `language` and begins so."""
    text = (ROOT / "docs" / "guide" / f"{guide}.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    (found,) = (each for each in blocks if each.startswith(begins))
    return found


def unknown_settings(names):
    """Those of `names` that the portal would refuse at its start."""
    known = {each.metadata["variable"] for each in fields(Settings)}
    return {
        name
        for name in names
        if name.startswith("MINGCHU_") and name.removesuffix("_FILE") not in known
    }


def without_folder(command):
    """A command as the Procfile tells it: its program without the folder it lies in."""
    program, *rest = shlex.split(command) if isinstance(command, str) else command
    return (Path(program).name, *rest)


def answers(app, path):
    """Whether the portal has a page at `path`, an address or a path, that takes GET."""
    adapter = app.url_map.bind("localhost")
    return adapter.test(urlsplit(path).path, method="GET")
