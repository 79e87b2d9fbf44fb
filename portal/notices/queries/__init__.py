"""Reads of the notices; none commits."""

from portal.notices.queries.inbox import InboxPage, entry_of, inbox_page, unread_count
from portal.notices.queries.recipients import Recipient, channels_for, recipients

__all__ = [
    "InboxPage",
    "Recipient",
    "channels_for",
    "entry_of",
    "inbox_page",
    "recipients",
    "unread_count",
]
