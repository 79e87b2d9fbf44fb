"""Reads of the notices; none commits."""

from portal.notices.queries.channels import channel_by_id, channels
from portal.notices.queries.deliveries import (
    deliveries,
    delivery_by_id,
    due_together,
    open_deliveries,
    preference_of,
    state_counts,
    times_taken,
)
from portal.notices.queries.inbox import entry_of, inbox_page, unread_count
from portal.notices.queries.recipients import Recipient, channels_for, recipients
from portal.notices.queries.texts import (
    text_by_id,
    text_counts,
    texts_about,
    texts_in_trouble,
)

__all__ = [
    "Recipient",
    "channel_by_id",
    "channels",
    "channels_for",
    "deliveries",
    "delivery_by_id",
    "due_together",
    "entry_of",
    "inbox_page",
    "open_deliveries",
    "preference_of",
    "recipients",
    "state_counts",
    "text_by_id",
    "text_counts",
    "texts_about",
    "texts_in_trouble",
    "times_taken",
    "unread_count",
]
