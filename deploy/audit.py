"""`make audit`: compares the locked libraries with an advisory service, and says whether it could.

Ends with 0 where nothing is known of any library, 1 where something is, 2 where not all of them
could be asked about: a library nobody was asked about is no sound one.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
COMMAND = (
    str(Path(sys.executable).with_name("uv")), "tool", "run", "pip-audit", "--format", "json",
    "--progress-spinner", "off", "--disable-pip", "--require-hashes", "-r", str(LOCK),
)  # fmt: skip
CLEAN, WEAK, UNASKED = 0, 1, 2
REMEDY = """\
Nothing can be said about them. The advisory service was not reached, or knows no advisories (a
mirror of packages has none). What to do:
  - run `make audit` on a machine that reaches the Internet: requirements.lock is all it needs;
  - or ask another service: make audit ASK="--vulnerability-service osv"
Do it once a week; docs/guide/secure.md tells how soon what is found must be mended.
"""

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was told: weaknesses as lines, libraries asked about, and libraries that were not."""

    weak: tuple[str, ...]
    asked: int
    unasked: tuple[str, ...]


def read(report: str) -> Found:
    """What a report of pip-audit tells. Raises ValueError for what is none."""
    try:
        libraries = json.loads(report)["dependencies"]
        asked = [each for each in libraries if "skip_reason" not in each]
        weak = [
            f"{each['name']} {each['version']}: {weakness['id']}, mended in "
            f"{', '.join(weakness['fix_versions']) or 'no version yet'}"
            for each in asked
            for weakness in each["vulns"]
        ]
        unasked = [each["name"] for each in libraries if "skip_reason" in each]
    except (KeyError, TypeError) as error:
        raise ValueError("not a report of pip-audit") from error
    return Found(tuple(weak), len(asked), tuple(unasked))


def main(ask: Sequence[str] = (), *, run: Run | None = None) -> int:
    """Ask, tell what came of it, and return the status."""
    done = (run or _run)([*COMMAND, *ask])
    try:
        found = read(done.stdout)
    except ValueError:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        sys.stderr.write(f"The advisory service could not be asked: {lines[-1]}\n{REMEDY}")
        return UNASKED
    for line in found.weak:
        sys.stdout.write(f"{line}\n")
    if found.weak:
        sys.stdout.write("Bring these up to date: make lock, then make test\n")
    if found.unasked or not found.asked:
        total = found.asked + len(found.unasked)
        sys.stderr.write(
            f"{len(found.unasked)} of {total} libraries were not known there.\n{REMEDY}"
        )
        return WEAK if found.weak else UNASKED
    sys.stdout.write(f"{found.asked} libraries asked about, {len(found.weak)} weaknesses known\n")
    return WEAK if found.weak else CLEAN


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
