"""Signed webhooks: news as JSON for other systems."""

import json
from datetime import UTC

from portal.notices.rules.webhooks import signatures
from portal.notices.sending.http import Post, check_answer
from portal.notices.sending.message import Message


class WebhookSender:
    """Posts a message, signed with each of its keys; any status 2xx takes it."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def send(self, message: Message) -> None:
        """Post `message`. Raises NotSent."""
        body = payload(message)
        at = int(message.sent_at.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message.code,
            "webhook-timestamp": str(at),
            "webhook-signature": signatures(message.code, at, body, keys=message.keys),
        }
        check_answer(self._post.send(message.address, body, headers))


def payload(message: Message) -> bytes:
    """What is posted: the same bytes whenever it is tried again."""
    return json.dumps(
        {
            "type": message.kind,
            "timestamp": message.occurred_at.astimezone(UTC).isoformat(),
            "data": {
                "severity": message.severity.value,
                "about": {"kind": message.about.kind, "id": message.about.id},
                "title": message.title,
                "body": message.body,
                "link": message.link,
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
