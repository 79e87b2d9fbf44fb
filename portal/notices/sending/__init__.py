"""The means by which notices leave the portal; each takes a Message or raises NotSent."""

from collections.abc import Mapping
from typing import Protocol

from portal.notices.kinds import Means, Trouble
from portal.notices.sending.http import Post
from portal.notices.sending.mail import MailSender
from portal.notices.sending.message import Message, NotSent
from portal.notices.sending.robots import DingTalkRobot, FeishuRobot, WeComRobot
from portal.notices.sending.sms import SmsSender
from portal.notices.sending.webhooks import WebhookSender
from portal.settings import Settings

__all__ = ["Message", "NotSent", "Nowhere", "Sender", "senders_of"]


class Sender(Protocol):
    """Something that takes messages to the other side."""

    def send(self, message: Message) -> None:
        """Hand over `message`; the other side has taken it. Raises NotSent."""


class Nowhere:
    """A means that is not set up."""

    def send(self, message: Message) -> None:
        """Say that it is not set up."""
        raise NotSent(Trouble.NOT_SET_UP, is_final=True)


def senders_of(settings: Settings) -> Mapping[Means, Sender]:
    """A sender for every means, by the portal's settings."""
    post = Post(networks=settings.webhook_networks)
    mail = settings.mail_server and settings.mail_from
    return {
        Means.MAIL: MailSender(settings.mail_server, settings.mail_from) if mail else Nowhere(),
        Means.SMS: SmsSender(settings.sms_gateway) if settings.sms_gateway else Nowhere(),
        Means.WECOM: WeComRobot(post),
        Means.DINGTALK: DingTalkRobot(post),
        Means.FEISHU: FeishuRobot(post),
        Means.WEBHOOK: WebhookSender(post),
    }
