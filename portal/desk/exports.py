"""Lists of the desk as CSV, which spreadsheet programs open without harm."""

import csv
import io
from collections.abc import Iterable, Sequence

from portal.registry.template_file import harmless


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file in UTF-8, with the mark by which Excel knows the encoding.

    No cell begins like a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
