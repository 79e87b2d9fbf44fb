"""Reads about Findings; none commits, each says what comes loaded with its rows."""

from portal.findings.models import Finding
from portal.findings.queries.findings import (
    Waits,
    every_finding,
    finding_by_number,
    finding_records,
    findings,
    inspectors,
    picture_by_code,
    public_record,
    waits,
)

__all__ = [
    "Finding",
    "Waits",
    "every_finding",
    "finding_by_number",
    "finding_records",
    "findings",
    "inspectors",
    "picture_by_code",
    "public_record",
    "waits",
]
