"""Mail, texts and webhooks."""

from dataclasses import dataclass

from portal.settings import parsing
from portal.settings.field import setting
from portal.settings.parsing import Network


@dataclass(frozen=True, kw_only=True)
class Notices:
    """How people are told."""

    mail_server: str = setting(
        "MINGCHU_MAIL_SERVER", "", parsing.mail_server,
        "Where mail is handed in: smtps://user:password@host:465, smtp+starttls://…:587, or "
        "smtp://host:25 within one's own network; empty means that nobody gets mail.",
        repr=False,
    )  # fmt: skip
    mail_from: str = setting(
        "MINGCHU_MAIL_FROM", "", parsing.optional_mail_address,
        "Address that mail comes from; needed with a mail server.",
    )  # fmt: skip
    sms_gateway: str = setting(
        "MINGCHU_SMS_GATEWAY", "", parsing.sms_gateway,
        "Apprise address of an SMS service in which {phone} stands for the number; empty means "
        "that nobody gets SMS.",
        repr=False,
    )  # fmt: skip
    webhook_networks: tuple[Network, ...] = setting(
        "MINGCHU_WEBHOOK_NETWORKS", "", parsing.networks,
        "Private networks, comma separated, in which receivers of webhooks may stand, also "
        "without TLS; others must be public and speak https.",
    )  # fmt: skip
