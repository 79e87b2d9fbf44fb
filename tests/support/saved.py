"""Lists that were saved as files."""

import csv
import io


def csv_rows(answer):
    """The lines of a CSV answer, its header first; it must have come."""
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
