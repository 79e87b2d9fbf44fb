"""Writes about Findings, one public function an act; none commits."""

from portal.findings.operations.opening import open_finding

__all__ = ["open_finding"]
