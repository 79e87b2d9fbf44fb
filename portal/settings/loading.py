"""Reads the settings from the environment."""

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from portal.settings.whole import Settings


class SettingsInvalid(Exception):
    """The environment cannot be used; the message lists every problem, a line each."""


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings told by `environ` (the process's own by default).

    Raises SettingsInvalid with all problems at once, unknown MINGCHU_ names included.
    """
    given = {
        name: text
        for name, text in (os.environ if environ is None else environ).items()
        if name.startswith("MINGCHU_")
    }
    problems: list[str] = []
    values: dict[str, Any] = {}
    for each in fields(Settings):
        variable = each.metadata["variable"]
        try:
            text = _given(given, variable)
            if text is not None:
                values[each.name] = each.metadata["parse"](text)
        except (ValueError, OSError) as problem:
            problems.append(f"{variable}: {problem}")
    problems += [f"{name}: no such setting; see docs/ref/settings.md" for name in sorted(given)]
    if problems:
        raise SettingsInvalid("\n".join(problems))
    return Settings(**values)


def _given(given: dict[str, str], variable: str) -> str | None:
    """Take `variable`, or the content of the file its _FILE twin names, out of `given`."""
    path = given.pop(f"{variable}_FILE", None)
    text = given.pop(variable, None)
    if path is None:
        return text
    if text is not None:
        raise ValueError(f"is given twice, also as {variable}_FILE")
    return Path(path).read_text(encoding="utf-8").strip()
