"""Writes about Findings, one public function an act; none commits."""

from portal.findings.operations.answering import (
    appeal,
    ask_extension,
    decide_appeal,
    decide_extension,
    prove,
    reply,
)
from portal.findings.operations.checking import (
    assign,
    escalate,
    recheck,
    remind,
    send_back,
    verify,
    withdraw,
)
from portal.findings.operations.lead_telling import escalate_lead
from portal.findings.operations.opening import open_finding
from portal.findings.operations.publishing import (
    Record,
    count_publication_anew,
    keep_private,
    publish,
    unpublish,
    withdraw_void_records,
)
from portal.findings.operations.sweeping import look_at_clock
from portal.findings.operations.tidying import forget_pictures

__all__ = [
    "Record",
    "appeal",
    "ask_extension",
    "assign",
    "count_publication_anew",
    "decide_appeal",
    "decide_extension",
    "escalate",
    "escalate_lead",
    "forget_pictures",
    "keep_private",
    "look_at_clock",
    "open_finding",
    "prove",
    "publish",
    "recheck",
    "remind",
    "reply",
    "send_back",
    "unpublish",
    "verify",
    "withdraw",
    "withdraw_void_records",
]
