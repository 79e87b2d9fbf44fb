"""Writes portal/accounts/breached.bin from lists of passwords, a line each.

    python -m deploy.breached LIST [LIST ...]

Lists are no part of this project; which ones the present file is made of, and under what licence,
stands in docs/design/accounts.md. What the portal refuses anyway is left out.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from portal.accounts.breached import FILE, packed
from portal.accounts.rules import password_fault


def main(lists: list[str]) -> int:
    """Write the file; tells how many passwords it knows."""
    if not lists:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    content = packed(possible(line for each in lists for line in _lines(Path(each))))
    FILE.write_bytes(content)
    sys.stdout.write(f"{FILE.name}: {len(content)} bytes\n")
    return 0


def possible(passwords: Iterable[str]) -> Iterator[str]:
    """Those that somebody could choose here if they were not known."""
    return (each for each in passwords if password_fault(each, login="", name="") is None)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            yield line.rstrip("\r\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
