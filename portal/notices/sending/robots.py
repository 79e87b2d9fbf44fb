"""Robots of chat groups: WeCom, DingTalk and Feishu.

Not by Apprise: these services answer 200 also when they refuse, and tell so in the body, which
Apprise does not read. A notice would count as sent that nobody saw.
"""

import base64
import hmac
import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from portal.notices.kinds import Trouble
from portal.notices.sending.http import Answer, Post, check_answer
from portal.notices.sending.message import Message, NotSent

MOST_LETTERS = 600  # WeCom takes 2,048 bytes, the others more


class _Robot:
    """Posts a text; `BASE` is the service's own address, before the token."""

    BASE = ""
    CODES: tuple[str, ...] = ("errcode",)
    BUSY: frozenset[int] = frozenset()

    def __init__(self, post: Post, *, base: str = "") -> None:
        self._post = post
        self._base = base or self.BASE

    def send(self, message: Message) -> None:
        """Post `message` to the group. Raises NotSent."""
        body = json.dumps(self._body(message), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        answer = self._post.send(self._url(message), body, headers)
        check_answer(answer)
        self._check_code(answer)

    def _url(self, message: Message) -> str:
        return self._base + message.address

    def _body(self, message: Message) -> dict[str, Any]:
        return {"msgtype": "text", "text": {"content": message.text[:MOST_LETTERS]}}

    def _check_code(self, answer: Answer) -> None:
        """Read what the service says about the message itself."""
        try:
            told = json.loads(answer.body)
            code = next(told[name] for name in self.CODES if name in told)
            is_busy = code in self.BUSY
        except (ValueError, TypeError, StopIteration, RecursionError):
            raise NotSent(Trouble.REFUSED) from None
        if code != 0:
            raise NotSent(Trouble.OVERLOADED if is_busy else Trouble.REFUSED)


class WeComRobot(_Robot):
    """A robot of a WeCom group; its address is the key in the robot's web address."""

    BASE = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="
    BUSY = frozenset({45009})


class DingTalkRobot(_Robot):
    """A robot of a DingTalk group; its address is the access token, its key the secret."""

    BASE = "https://oapi.dingtalk.com/robot/send?access_token="
    BUSY = frozenset({130101})

    def _url(self, message: Message) -> str:
        url = super()._url(message)
        if not message.keys:
            return url
        at = str(int(message.sent_at.timestamp() * 1000))
        sign = _signature(message.keys[0], f"{at}\n{message.keys[0]}")
        return f"{url}&{urlencode({'timestamp': at, 'sign': sign})}"


class FeishuRobot(_Robot):
    """A robot of a Feishu group; its address is the token, its key the secret."""

    BASE = "https://open.feishu.cn/open-apis/bot/v2/hook/"
    CODES = ("code", "StatusCode")
    BUSY = frozenset({9499, 11232})

    def _body(self, message: Message) -> dict[str, Any]:
        body: dict[str, Any] = {
            "msg_type": "text",
            "content": {"text": message.text[:MOST_LETTERS]},
        }
        if message.keys:
            at = str(int(message.sent_at.timestamp()))
            sign = _signature(f"{at}\n{message.keys[0]}", "")
            body |= {"timestamp": at, "sign": sign}
        return body


def _signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), sha256).digest()).decode()
