"""Writes of this floor, one public function an act; none commits."""

from portal.notices.operations.announcing import announce
from portal.notices.operations.channels import (
    NewChannel,
    close_channel,
    keys_of,
    open_channel,
    renew_key,
    reopen_channel,
    send_test,
)
from portal.notices.operations.delivering import retry
from portal.notices.operations.inbox import mark_all_read, mark_read
from portal.notices.operations.preferences import set_preference
from portal.notices.operations.texting import forget_texts, retry_text, write_text
from portal.notices.operations.tidying import forget_notices

__all__ = [
    "NewChannel",
    "announce",
    "close_channel",
    "forget_notices",
    "forget_texts",
    "keys_of",
    "mark_all_read",
    "mark_read",
    "open_channel",
    "renew_key",
    "reopen_channel",
    "retry",
    "retry_text",
    "send_test",
    "set_preference",
    "write_text",
]
