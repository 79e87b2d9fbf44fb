"""What we sealed ourselves, and what our own helpers answer, is as sound as it came back to us.

Few examples here, many with `make fuzz`: messages of a queue, signed addresses and passes, cookies,
and the answers of a virus scanner.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import session
from huey.storage import MemoryStorage
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from itsdangerous import BadSignature

from portal import create_app
from portal.extensions import Queue
from portal.live.rules import GrantRefused, granted_scope, make_grant
from portal.participation.rules.presence import is_on_display, plain_code, rotating_code, window_of
from portal.shell.scanning import Clamd, ScannerFailed
from portal.shell.stamping import stamped
from tests.portal.conftest import settings_under
from tests.support.factories import NOON
from tests.support.spoiling import spoilt

often = settings(
    max_examples=max(20, settings.default.max_examples // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def spoilt_text(sound):
    """A sealed text with a few of its characters changed, or cut."""
    return spoilt([sound.encode()]).map(lambda each: each.decode("latin-1"))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """An application, and what it sealed: a message, a pass and a cookie."""
    app = create_app(settings_under(tmp_path_factory.mktemp("sealed")))
    acted, queue = [], Queue("sealed")
    queue.init_app(app, store=MemoryStorage, options={})
    queue.task(name="act")(acted.append)("sound")
    with app.test_request_context():
        session["sign_in"] = "key"
        cookie = app.session_interface.get_signing_serializer(app).dumps(dict(session))
        opener = stamped("secret", salt="pass").dumps(7)
    return SimpleNamespace(
        app=app, queue=queue, acted=acted, message=queue.storage.dequeue(), cookie=cookie,
        opener=opener,
    )  # fmt: skip


@often
@given(data=st.data())
def test_a_message_is_the_one_that_was_sent_or_refused(sealed, data):
    message = data.draw(st.binary(max_size=200) | spoilt([sealed.message]))
    try:
        task = sealed.queue.deserialize_task(message)
    except ValueError:
        return
    assert task.args == ("sound",)
    assert message == sealed.message


@often
@given(data=st.data())
def test_a_pass_opens_what_it_was_made_for_or_nothing(sealed, data):
    text = data.draw(TEXT | spoilt_text(sealed.opener))
    with sealed.app.app_context():
        try:
            found = stamped("secret", salt="pass").loads(text, max_age=3600)
        except BadSignature:
            return
    assert (found, text) == (7, sealed.opener)


@often
@given(data=st.data())
def test_a_cookie_is_ours_or_empty(sealed, data):
    text = data.draw(TEXT | spoilt_text(sealed.cookie))
    app = sealed.app
    kept = app.session_interface.open_session(
        app, SimpleNamespace(cookies={app.config["SESSION_COOKIE_NAME"]: text})
    )
    assert dict(kept) in ({}, {"sign_in": "key"})
    assert not kept or text == sealed.cookie


KEY = b"k" * 32
GRANT = make_grant(KEY, "cam", scope="preview-1", expires_at=NOON + timedelta(minutes=5))


@often
@example(text=f"{'9' * 5000}.{'9' * 5000}.x")
@given(text=TEXT | spoilt_text(GRANT))
def test_a_viewing_address_is_ours_or_refused(text):
    try:
        found = granted_scope(KEY, "cam", text, now=NOON)
    except GrantRefused:
        return
    assert (found, text) == ("preview-1", GRANT)


@often
@example(text="０１２３４５")
@given(text=TEXT)
def test_a_code_of_a_display_is_the_one_it_shows_or_none(text):
    code = plain_code(text)
    shown = {rotating_code("key", "abc", window_of(NOON) - back * timedelta(minutes=10))
             for back in (0, 1)}  # fmt: skip

    assert is_on_display("key", "abc", code, now=NOON) == (code in shown)


class Line:
    """A scanner's end of a connection: it answers these parts, then is gone."""

    def __init__(self, parts):
        self._parts = [each for each in parts if each]

    def recv(self, most):
        """The next part."""
        part, self._parts[:1] = (self._parts or [b""])[0][:most], []
        return part

    def sendall(self, content):
        """Taken."""

    def settimeout(self, seconds):
        """Waits for nobody."""

    def __enter__(self):
        return self

    def __exit__(self, *told):
        return None


@often
@given(
    parts=st.lists(
        st.binary(max_size=40)
        | st.sampled_from(
            [b"stream: OK\0", b"stream: ", b"a FOUND", b"\0", b"PONG\0", b"x" * 2000]
        ),
        max_size=5,
    )
)
def test_a_scanners_answer_is_nothing_a_name_or_trouble(monkeypatch, parts):
    monkeypatch.setattr(Clamd, "_connected", lambda self: Line(parts))
    try:
        found = Clamd("tcp://127.0.0.1:1").harm_in(b"content")
    except ScannerFailed:
        return
    said = b"".join(parts).partition(b"\0")[0].decode("utf-8", "replace").strip()
    assert said == ("stream: OK" if found is None else f"stream: {found} FOUND")
