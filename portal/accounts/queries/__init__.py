"""Reads of this floor; none commits."""

from portal.accounts.queries.audit import (
    AuditFilter,
    ChainReport,
    audit_acts,
    audit_head,
    audit_page,
    walk_chain,
)
from portal.accounts.queries.filters import kept_filters
from portal.accounts.queries.people import (
    invitation_by_hash,
    open_sign_ins,
    people_page,
    person_by_id,
    person_by_login,
    person_by_uniquifier,
    recovery_codes_left,
    sign_in_by_key,
)

__all__ = [
    "AuditFilter",
    "ChainReport",
    "audit_acts",
    "audit_head",
    "audit_page",
    "invitation_by_hash",
    "kept_filters",
    "open_sign_ins",
    "people_page",
    "person_by_id",
    "person_by_login",
    "person_by_uniquifier",
    "recovery_codes_left",
    "sign_in_by_key",
    "walk_chain",
]
