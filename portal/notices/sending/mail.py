"""Mail by SMTP.

Not by Apprise, which gives back one bit: a mailbox that is unknown for good and a server that is
busy would look alike, and only the second is worth three days of trying.
"""

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from portal.notices.kinds import Trouble
from portal.notices.sending.message import Message, NotSent
from portal.settings.parsing import MAIL_PORTS

PATIENCE_SECONDS = 15.0


class MailSender:
    """Hands mail in at a server, given as in MINGCHU_MAIL_SERVER, that comes from `sender`."""

    def __init__(
        self, server: str, sender: str, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        parts = urlsplit(server)
        self._scheme = parts.scheme
        self._host = parts.hostname or ""
        self._port = parts.port or MAIL_PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._from = sender
        self._patience = patience_seconds

    def send(self, message: Message) -> None:
        """Hand in `message`. Raises NotSent; a refusal that the server calls lasting is final."""
        mail = letter(message, sender=self._from)
        try:
            self._hand_in(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, __ in refused.recipients.values()]
            raise NotSent(Trouble.REFUSED, is_final=all(code >= 500 for code in codes)) from None
        except smtplib.SMTPResponseException as refused:
            busy = 400 <= refused.smtp_code < 500
            raise NotSent(Trouble.OVERLOADED if busy else Trouble.REFUSED) from None
        except (smtplib.SMTPException, OSError):
            raise NotSent(Trouble.NO_ANSWER) from None

    def _hand_in(self, mail: EmailMessage) -> None:
        server = self._connected()
        try:
            if self._user:
                server.login(self._user, self._password)
            server.send_message(mail)
        finally:
            with suppress(smtplib.SMTPException, OSError):  # what it took stays taken
                server.quit()

    def _connected(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            trust = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._patience, context=trust)
        server = smtplib.SMTP(self._host, self._port, timeout=self._patience)
        if self._scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        return server


def letter(message: Message, *, sender: str) -> EmailMessage:
    """`message` as mail; its id stays the same when it is tried again."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.title.split())
    mail["From"] = Address("明厨", addr_spec=sender)
    mail["To"] = Address(addr_spec=message.address)
    mail["Date"] = format_datetime(message.sent_at)
    mail["Message-ID"] = f"<{message.code}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence note answers
    parts = (message.body, message.link, message.footer and f"-- \n{message.footer}")
    mail.set_content("\n\n".join(part for part in parts if part) + "\n")
    return mail
