"""Reading a Procfile: which processes the house consists of."""

import re
import shlex
from dataclasses import dataclass

_LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>\S.*)")


class ProcfileInvalid(Exception):
    """A Procfile cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class ProcessType:
    """One line: the place's name and the command that fills it."""

    name: str
    command: tuple[str, ...]


def parse_procfile(text: str) -> tuple[ProcessType, ...]:
    """The process types of a Procfile, in its order; blank lines and # comments are passed over.

    Raises ProcfileInvalid for a line that is not `name: command` or repeats a name.
    """
    found: dict[str, ProcessType] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise ProcfileInvalid(f"line {number}: expected `name: command`")
        name = match["name"]
        if name in found:
            raise ProcfileInvalid(f"line {number}: {name!r} stands here twice")
        found[name] = ProcessType(name, _words(match["command"], number))
    return tuple(found.values())


def _words(command: str, number: int) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(command))
    except ValueError as error:
        raise ProcfileInvalid(f"line {number}: {error}") from error
