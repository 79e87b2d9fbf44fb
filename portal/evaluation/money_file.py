"""Reads a file of budget lines and payments, with the reader that reads register files."""

from portal.evaluation.rules.money import HEADERS, Field, MoneyUnfit, Paid, Planned, Wrong, entries
from portal.registry.register_file import read_lines
from portal.registry.rules.columns import RegisterRefused


def read_money(content: bytes) -> list[tuple[int, Planned | Paid]]:
    """What a CSV or XLSX file brings, by line. Raises MoneyUnfit, also for an unreadable file."""
    try:
        lines = read_lines(content, HEADERS)
    except RegisterRefused as refused:
        odd = [Wrong(each.line, Field.FILE) for each in refused.problems]
    else:
        return entries(lines)
    raise MoneyUnfit(odd)
