"""The nightly files on disk: a folder a day, complete or not there, never written again."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

import msgspec

from portal.opendata.datasets import DATASETS, Dataset, Night
from portal.shell.exports import Cell, CsvSink, XlsxSink

FOLDER = "opendata"
INDEX, SUMS, DICTIONARY, PACKAGE = "index.json", "SHA256SUMS", "columns.csv", "datapackage.json"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "": "text/plain; charset=utf-8",
}
"""What a file is by the end of its name."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of an edition; `rows` None where it holds none."""

    name: str
    size_bytes: int
    sha256: str
    rows: int | None = None

    @property
    def format(self) -> str:
        """The end of its name, empty where there is none."""
        return Path(self.name).suffix.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Edition:
    """The files that were made on a day."""

    day: str
    files: tuple[FileFacts, ...]

    def file(self, name: str) -> FileFacts | None:
        """The file of this name, None when there is none."""
        return next((each for each in self.files if each.name == name), None)

    def of(self, dataset: str) -> list[FileFacts]:
        """The files of a dataset, one a format."""
        return [each for each in self.files if Path(each.name).stem == dataset]


def days(root: Path) -> list[str]:
    """The days on which files were made, the newest first."""
    if not root.is_dir():
        return []
    found = (each.name for each in root.iterdir() if DAY.fullmatch(each.name))
    return sorted(found, reverse=True)


def edition(root: Path, day: str) -> Edition | None:
    """The files of a day, None when none were made."""
    path = root / day / INDEX
    if not DAY.fullmatch(day) or not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return Edition(day, tuple(FileFacts(**each) for each in told))


def newest(root: Path) -> Edition | None:
    """The newest files, None when none were made yet."""
    return next((found for day in days(root) if (found := edition(root, day))), None)


def write_edition(
    root: Path, night: Night, *, described: Callable[[], dict[str, bytes]]
) -> Edition | None:
    """Make the files of `night`; None when they are there already, which are left as they are.

    `described` gives the files that explain the others, by name. Two processes may do it at once:
    the one that is done first has made them.
    """
    day = night.today.isoformat()
    if (root / day).exists():
        return None
    root.mkdir(mode=0o755, parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".making-", dir=root))
    try:
        files = [each for one in DATASETS.values() for each in _write(beside, one, night)]
        for name, content in described().items():
            (beside / name).write_bytes(content)
            files.append(_facts(beside / name))
        sums = "".join(f"{each.sha256}  {each.name}\n" for each in files)
        (beside / SUMS).write_text(sums, encoding="utf-8")
        files.append(_facts(beside / SUMS))
        index = json.dumps([asdict(each) for each in files])
        (beside / INDEX).write_text(index, encoding="utf-8")
        beside.chmod(0o755)
        beside.rename(root / day)
    except OSError:
        if not (root / day).exists():
            raise
        return None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Edition(day, tuple(files))


def _write(folder: Path, dataset: Dataset, night: Night) -> Iterator[FileFacts]:
    """Write all formats of a dataset in one pass over its rows."""
    paths = {each: folder / f"{dataset.name}.{each}" for each in ("csv", "ndjson", "xlsx")}
    count = 0
    with ExitStack() as stack:
        table = CsvSink(stack.enter_context(paths["csv"].open("wb")), dataset.columns)
        stack.callback(table.close)
        sheet = XlsxSink(paths["xlsx"], dataset.name, dataset.columns)
        stack.callback(sheet.close)
        lines = stack.enter_context(paths["ndjson"].open("wb"))
        for row in dataset.rows(night):
            count += 1
            lines.write(msgspec.json.encode(row) + b"\n")
            cells = _cells(msgspec.to_builtins(row), dataset.columns)
            table.write(cells)
            sheet.write(cells)
    yield from (_facts(path, rows=count) for path in paths.values())


def _cells(row: dict[str, Any], columns: Sequence[str]) -> list[Cell]:
    values = (row[each] for each in columns)
    return [str(each).lower() if isinstance(each, bool) else each for each in values]


def _facts(path: Path, *, rows: int | None = None) -> FileFacts:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return FileFacts(path.name, path.stat().st_size, digest, rows)
