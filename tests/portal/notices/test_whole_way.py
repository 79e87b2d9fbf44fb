"""From news to a real mail server and a real receiver, by the job as the worker runs it."""

import base64
import hmac
import ipaddress
from hashlib import sha256

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor
from portal.notices import tasks
from portal.notices.delivering import Post, deliver_due
from portal.notices.kinds import DeliveryState, Means, Severity
from portal.notices.models import Delivery, InboxEntry
from portal.notices.operations import NewChannel, announce, keys_of, open_channel, set_preference
from portal.notices.rules import To
from portal.notices.rules.wishes import Wish
from portal.shell.cipher import Cipher
from portal.shell.languages import CHINESE, ENGLISH
from tests.portal.conftest import settings_under
from tests.portal.notices.conftest import INSPECTORS, news
from tests.support.factories import CAMERA_KEY, NOON
from tests.support.people import make_person
from tests.support.receivers import mail_server, web_server

ACTOR = Actor.system("test")


@pytest.fixture
def mailbox():
    with mail_server() as box:
        yield box


@pytest.fixture
def receiver():
    with web_server() as found:
        yield found


@pytest.fixture
def settings(tmp_path, mailbox):
    return settings_under(
        tmp_path, mail_server=f"smtp://127.0.0.1:{mailbox.port}",
        mail_from="notices@k.example.cn", public_address="https://k.example.cn",
        webhook_networks=(ipaddress.ip_network("127.0.0.0/8"),),
    )  # fmt: skip


def prepare(session, cipher, url):
    """An inspector with a mail address, a webhook, and news for both; returns the webhook."""
    person = make_person(session, Role.INSPECTOR, station="a")
    wish = Wish(language=ENGLISH, mail="wang@k.example.cn")
    set_preference(session, person.id, wish, cipher=cipher, actor=ACTOR, now=NOON)
    wanted = NewChannel(
        means=Means.WEBHOOK, name="数据平台", least=Severity.II, language=CHINESE, address=url
    )
    channel = open_channel(session, wanted, cipher=cipher, actor=ACTOR, now=NOON)
    told = news(kind="notices.test", fields={"channel": "七号"})
    announce(session, told, to=To(roles=INSPECTORS, station="a"), now=NOON)
    session.commit()
    return channel


def test_news_reaches_inbox_mail_and_webhook(app, session, mailbox, receiver):
    cipher = Cipher(app.config["MINGCHU"].notice_encryption_keys())
    channel = prepare(session, cipher, receiver.url)
    with app.app_context():
        tasks.deliver()
    assert len(session.scalars(select(InboxEntry)).all()) == 1
    assert mailbox.letters[0]["Subject"] == "Test message to “七号”"
    assert "https://k.example.cn/en/desk/faults/7" in mailbox.letters[0].get_content()
    (request,) = receiver.requests
    (key,) = keys_of(channel, cipher)
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode()
    raw = base64.b64decode(key.removeprefix("whsec_"))
    expected = hmac.new(raw, signed + request.body, sha256).digest()
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert request.json["data"]["title"] == "发往“七号”的测试消息"


def test_a_mail_server_that_is_down_is_tried_again_later(app, session, mailbox, receiver):
    mailbox.replies["MAIL"] = "451 later"
    prepare(session, Cipher(app.config["MINGCHU"].notice_encryption_keys()), receiver.url)
    with app.app_context():
        tasks.deliver()
    states = dict(session.execute(select(Delivery.means, Delivery.state)).all())
    assert states == {Means.MAIL: DeliveryState.FAILED, Means.WEBHOOK: DeliveryState.SENT}


def test_it_works_on_postgresql_too(app, postgres_address, mailbox, receiver):
    cipher = Cipher([CAMERA_KEY])
    engine = create_engine(postgres_address)
    with engine.connect() as connection, connection.begin() as outer:
        session = Session(connection, join_transaction_mode="create_savepoint")
        prepare(session, cipher, receiver.url)
        post = Post(
            senders=app.extensions[tasks.KEY], cipher=cipher, public_url="https://k.example.cn",
            clock=lambda: NOON,
        )  # fmt: skip
        with app.app_context():
            sent = [deliver_due(session, post), deliver_due(session, post)]
        outer.rollback()
    engine.dispose()
    assert sent == [2, 0]
    assert (len(mailbox.letters), len(receiver.requests)) == (1, 1)
