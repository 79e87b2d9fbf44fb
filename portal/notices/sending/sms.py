"""SMS through whichever service Apprise knows."""

import logging
from urllib.parse import quote

from portal.notices.kinds import Trouble
from portal.notices.sending.message import Message, NotSent

PLACE = "{phone}"
MOST_LETTERS = 140
# Apprise logs addresses, which hold tokens, at DEBUG, and its failures as warnings in words.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


class SmsSender:
    """Sends short texts by the Apprise address `gateway`, in which {phone} is the number."""

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway

    def send(self, message: Message) -> None:
        """Send the short words of `message`. Raises NotSent, never with the service's words."""
        import apprise

        service = apprise.Apprise.instantiate(
            self._gateway.replace(PLACE, quote(message.address, safe=""))
        )
        if service is None:
            raise NotSent(Trouble.NOT_SET_UP, is_final=True)
        text = f"{message.short[:MOST_LETTERS]} {message.link}"
        if not service.notify(body=text, body_format=apprise.NotifyFormat.TEXT):
            raise NotSent(Trouble.REFUSED)
