"""Handing messages over to real servers on loopback, and what their refusals come to."""

import base64
import hmac
import ipaddress
import socket
from hashlib import sha256

import pytest

from portal.notices.kinds import Means, Severity, Trouble
from portal.notices.rules import About
from portal.notices.rules.webhooks import signatures
from portal.notices.sending import Message, NotSent, Nowhere, senders_of
from portal.notices.sending.http import Post
from portal.notices.sending.mail import MailSender
from portal.notices.sending.robots import DingTalkRobot, FeishuRobot, WeComRobot
from portal.notices.sending.sms import SmsSender
from portal.notices.sending.webhooks import WebhookSender, payload
from portal.settings import Settings
from tests.support.factories import NOON
from tests.support.receivers import mail_server, web_server

# The first use of Apprise loads all its services, of which one warns.
apprise_loads = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
OLD_KEY = "whsec_" + base64.b64encode(b"o" * 32).decode()


def message(**changes):
    """A message about fault 7."""
    fields = {
        "code": "msg_1", "kind": "fault.opened", "severity": Severity.II,
        "about": About("fault", "7"), "title": "摄像头离线", "body": "请检查电源。",
        "short": "离线", "link": "https://k.example.cn/desk/faults/7", "occurred_at": NOON,
        "sent_at": NOON, "footer": "自动发送", "address": "", "keys": (),
    }  # fmt: skip
    return Message(**fields | changes)


@pytest.fixture
def mailbox():
    with mail_server() as box:
        yield box


@pytest.fixture
def receiver():
    with web_server() as found:
        yield found


@pytest.fixture
def post():
    """A client that may reach this machine."""
    return Post(networks=LOOPBACK)


def trouble_of(sender, sent):
    """What sending comes to: the trouble, and whether it is final."""
    with pytest.raises(NotSent) as error:
        sender.send(sent)
    return error.value.trouble, error.value.is_final


def mail_to(box, **changes):
    sender = MailSender(f"smtp://127.0.0.1:{box.port}", "notices@k.example.cn")
    return sender, message(address="wang@k.example.cn", **changes)


def test_a_letter_is_handed_in(mailbox):
    sender, sent = mail_to(mailbox)
    sender.send(sent)
    (letter,) = mailbox.letters
    assert letter["Subject"] == "摄像头离线"
    assert letter["Message-ID"] == "<msg_1@k.example.cn>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "wang@k.example.cn" in mailbox.recipients[0]
    text = letter.get_content()
    assert "请检查电源。" in text
    assert "https://k.example.cn/desk/faults/7" in text


def test_a_title_cannot_add_a_header(mailbox):
    sender, sent = mail_to(mailbox, title="a\r\nBcc: all@k.example.cn")
    sender.send(sent)
    assert mailbox.letters[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("verb", "reply", "expected"),
    [
        ("RCPT", "550 no such mailbox", (Trouble.REFUSED, True)),
        ("RCPT", "450 come again", (Trouble.REFUSED, False)),
        ("MAIL", "451 busy", (Trouble.OVERLOADED, False)),
        ("DATA", "554 no", (Trouble.REFUSED, False)),
    ],
)
def test_what_a_mail_server_says_tells_whether_to_try_again(mailbox, verb, reply, expected):
    mailbox.replies[verb] = reply
    assert trouble_of(*mail_to(mailbox)) == expected


def test_a_mail_server_that_is_not_there_is_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    sender = MailSender(f"smtp://127.0.0.1:{port}", "notices@k.example.cn")
    assert trouble_of(sender, message(address="a@b.cn")) == (Trouble.NO_ANSWER, False)


def test_a_mail_server_that_says_nothing_is_left():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        sender = MailSender(address, "notices@k.example.cn", patience_seconds=0.2)
        assert trouble_of(sender, message(address="a@b.cn")) == (Trouble.NO_ANSWER, False)


def test_a_farewell_that_fails_takes_nothing_back(mailbox):
    mailbox.replies["QUIT"] = "421 too busy to part"
    sender, sent = mail_to(mailbox)
    sender.send(sent)
    assert len(mailbox.letters) == 1


def test_a_webhook_is_signed_as_the_standard_wants(receiver, post):
    WebhookSender(post).send(message(address=receiver.url, keys=(KEY, OLD_KEY)))
    (request,) = receiver.requests
    signed = b".".join([
        request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(),
        request.body,
    ])  # fmt: skip
    expected = [
        "v1," + base64.b64encode(hmac.new(raw, signed, sha256).digest()).decode()
        for raw in (b"k" * 32, b"o" * 32)
    ]
    assert request.headers["webhook-signature"].split(" ") == expected
    assert request.headers["webhook-id"] == "msg_1"
    assert request.headers["webhook-timestamp"] == str(int(NOON.timestamp()))


def test_a_signature_of_the_published_example_is_right():
    """The vector of the Standard Webhooks specification's own libraries."""
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    raw = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    code, at, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    expected = (
        "v1,"
        + base64.b64encode(hmac.new(raw, f"{code}.{at}.".encode() + body, sha256).digest()).decode()
    )
    assert signatures(code, at, body, keys=[key]) == expected
    assert expected == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook_tells_what_happened(receiver, post):
    WebhookSender(post).send(message(address=receiver.url, keys=(KEY,)))
    assert receiver.requests[0].json == {
        "type": "fault.opened",
        "timestamp": NOON.isoformat(),
        "data": {
            "severity": "II", "about": {"kind": "fault", "id": "7"}, "title": "摄像头离线",
            "body": "请检查电源。", "link": "https://k.example.cn/desk/faults/7",
        },
    }  # fmt: skip


def test_what_is_posted_is_the_same_when_it_is_tried_again():
    assert payload(message()) == payload(message(sent_at=NOON.replace(hour=20)))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (500, (Trouble.REFUSED, False)),
        (404, (Trouble.REFUSED, False)),
        (429, (Trouble.OVERLOADED, False)),
        (503, (Trouble.OVERLOADED, False)),
        (410, (Trouble.GONE, True)),
    ],
)
def test_a_status_tells_whether_to_try_again(receiver, post, status, expected):
    receiver.status = status
    assert trouble_of(WebhookSender(post), message(address=receiver.url)) == expected


def test_a_redirect_is_not_followed(receiver, post):
    receiver.status, receiver.headers = 307, {"Location": receiver.url + "/inner"}
    sent = message(address=receiver.url)
    assert trouble_of(WebhookSender(post), sent) == (Trouble.REDIRECTED, False)
    assert len(receiver.requests) == 1


def test_a_receiver_that_drips_is_cut_off(receiver):
    receiver.drips = True
    sender = WebhookSender(Post(networks=LOOPBACK, whole_seconds=0.5))
    assert trouble_of(sender, message(address=receiver.url)) == (Trouble.TIMED_OUT, False)


def test_a_receiver_that_says_nothing_times_out():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        sender = WebhookSender(Post(networks=LOOPBACK, patience_seconds=0.2))
        assert trouble_of(sender, message(address=url)) == (Trouble.TIMED_OUT, False)


def test_this_machine_is_barred_unless_it_is_allowed(receiver):
    sent = message(address=receiver.url)
    assert trouble_of(WebhookSender(Post()), sent) == (Trouble.ADDRESS_BARRED, True)
    assert receiver.requests == []


def test_a_name_that_leads_into_a_private_network_is_barred(receiver):
    private = [ipaddress.ip_address("10.1.2.3")]
    sender = WebhookSender(Post(resolve=lambda host, port: private))
    sent = message(address="https://harmless.example/")
    assert trouble_of(sender, sent) == (Trouble.ADDRESS_BARRED, True)


def test_one_private_address_among_public_ones_bars_the_name():
    mixed = [ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("127.0.0.1")]
    sender = WebhookSender(Post(resolve=lambda host, port: mixed))
    sent = message(address="https://rebinding.example/")
    assert trouble_of(sender, sent) == (Trouble.ADDRESS_BARRED, True)


def test_a_name_is_resolved_once_and_the_connection_goes_there(receiver):
    asked = []

    def resolve(host, port):
        asked.append(host)
        return [ipaddress.ip_address("127.0.0.1")]

    sender = WebhookSender(Post(networks=LOOPBACK, resolve=resolve))
    sender.send(message(address=f"http://moves.example:{receiver.port}/hook"))
    assert asked == ["moves.example"]
    assert receiver.requests[0].headers["host"] == f"moves.example:{receiver.port}"


@pytest.mark.parametrize("failure", [OSError("no such name"), UnicodeError("odd name")])
def test_a_name_that_nobody_knows_is_tried_again(failure):
    def resolve(host, port):
        raise failure

    sender = WebhookSender(Post(resolve=resolve))
    assert trouble_of(sender, message(address="https://n.example/")) == (Trouble.NO_ANSWER, False)


def test_a_name_without_addresses_is_tried_again():
    sender = WebhookSender(Post(resolve=lambda host, port: []))
    assert trouble_of(sender, message(address="https://n.example/")) == (Trouble.NO_ANSWER, False)


def test_https_to_what_speaks_no_tls_fails(receiver, post):
    sent = message(address=receiver.url.replace("http:", "https:"))
    assert trouble_of(WebhookSender(post), sent) == (Trouble.NO_ANSWER, False)


@pytest.mark.parametrize(
    ("robot", "body", "text_of"),
    [
        (WeComRobot, b'{"errcode": 0}', lambda told: told["text"]["content"]),
        (DingTalkRobot, b'{"errcode": 0}', lambda told: told["text"]["content"]),
        (FeishuRobot, b'{"code": 0}', lambda told: told["content"]["text"]),
    ],
)
def test_a_robot_says_title_body_and_link(receiver, post, robot, body, text_of):
    receiver.status, receiver.body = 200, body
    robot(post, base=receiver.url + "?key=").send(message(address="token-1"))
    (request,) = receiver.requests
    assert request.path == "/hook?key=token-1"
    assert text_of(request.json) == message().text


@pytest.mark.parametrize(
    ("robot", "body", "trouble"),
    [
        (WeComRobot, b'{"errcode": 93000}', Trouble.REFUSED),
        (WeComRobot, b'{"errcode": 45009}', Trouble.OVERLOADED),
        (DingTalkRobot, b'{"errcode": 310000}', Trouble.REFUSED),
        (FeishuRobot, b'{"code": 19024}', Trouble.REFUSED),
        (FeishuRobot, b"<html>", Trouble.REFUSED),
        (FeishuRobot, b"[]", Trouble.REFUSED),
    ],
)
def test_a_robot_that_answers_200_but_refuses_has_not_sent(receiver, post, robot, body, trouble):
    receiver.status, receiver.body = 200, body
    sent = message(address="t")
    assert trouble_of(robot(post, base=receiver.url + "?k="), sent) == (trouble, False)


def test_dingtalk_and_feishu_are_signed_where_they_have_a_secret(receiver, post):
    receiver.status, receiver.body = 200, b'{"errcode": 0, "code": 0}'
    for robot in (DingTalkRobot, FeishuRobot):
        robot(post, base=receiver.url + "?k=").send(message(address="t", keys=("SECabc",)))
    by_query, by_body = receiver.requests
    assert "&timestamp=1772596800000&sign=" in by_query.path
    assert by_body.json["timestamp"] == "1772596800"
    assert len(base64.b64decode(by_body.json["sign"])) == 32


@apprise_loads
def test_an_sms_goes_out_through_apprise(receiver):
    receiver.status = 200
    sender = SmsSender(f"json://127.0.0.1:{receiver.port}/{{phone}}")
    sender.send(message(address="+8613800000000"))
    (request,) = receiver.requests
    assert request.path.startswith("/%2B8613800000000") or "8613800000000" in request.path
    assert request.json["message"] == "离线 https://k.example.cn/desk/faults/7"


@apprise_loads
def test_an_sms_that_is_refused_is_tried_again(receiver):
    receiver.status = 500
    sender = SmsSender(f"json://127.0.0.1:{receiver.port}/{{phone}}")
    assert trouble_of(sender, message(address="13800000000")) == (Trouble.REFUSED, False)


@apprise_loads
def test_a_service_that_apprise_does_not_know_is_not_set_up():
    sender = SmsSender("nosuchservice://x/{phone}")
    assert trouble_of(sender, message(address="13800000000")) == (Trouble.NOT_SET_UP, True)


def test_what_is_not_set_up_sends_nothing(tmp_path):
    senders = senders_of(Settings(data=tmp_path))
    assert trouble_of(senders[Means.MAIL], message()) == (Trouble.NOT_SET_UP, True)


def test_every_means_has_a_sender(tmp_path):
    settings = Settings(
        data=tmp_path, mail_server="smtp://h", mail_from="a@b.cn", sms_gateway="json://h/{phone}"
    )
    senders = senders_of(settings)
    assert set(senders) == set(Means)
    assert not any(isinstance(sender, Nowhere) for sender in senders.values())


def test_secrets_do_not_print():
    sent = message(address="https://k.example.cn/secret-path", keys=(KEY,))
    assert "secret-path" not in repr(sent)
    assert KEY not in repr(sent)
