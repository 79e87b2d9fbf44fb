"""Whatever a browser sends, to whichever address, is answered; nothing falls.

Few examples here, many with `make fuzz`. Whoever sends has every role, so that a field is read by
the page that it is for; those without are turned away before.
"""

import io
import logging
import re
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.demo import demo_portal, in_every_role
from tests.support.routes import asked_paths
from tests.support.spoiling import JSON
from tests.support.tree import ROOT

often = settings(
    max_examples=max(20, settings.default.max_examples // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=set(Phase) - {Phase.shrink},  # a request takes too long, and what fell is told anyway
)
NAMED = re.compile(r"""(?:\bname="|(?:get|getlist|_field|_text)\(")([a-z][a-z0-9_]{0,30})\"""")
ODD = [
    "", " ", "0", "1", "-1", "0x1", "1e999", "nan", "inf", "1.5", "9" * 10, "9" * 19, "9" * 40,
    "9" * 5000, "１２", "²", "٣", "true", "on", "none", "id", "a,b", "a:b", "[]", "{}", "null",
    "2026-11-20", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-20T12:00", "9999-12-31T23:59",
    "0001-01-01T00:00", "24:00", "2026Q4", "2026Q9", "2026H1", "0000Q1", "9999Q4", "2026", "99999",
    "%", "_", "\\", "'", '"', "<script>", "=1+1", "../..", "//evil.example", "/\\evil", "\r\n",
    "\u202e", "\ufeff", "𠮷", "🦆", "长" * 3000, "x" * 300,
]  # fmt: skip
TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Type", "Cookie",
    "Forwarded", "If-Modified-Since", "If-None-Match", "If-Range", "Origin", "Range", "Referer",
    "Save-Data", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host",
    "X-Forwarded-Proto", "X-Request-Id", "X-CSRFToken",
)  # fmt: skip
SAID = [
    "*/*;q=nan", "text/html;q=1e9,;;", "zh;q=-1,en;q=x", "bytes=0-,-1", "bytes=9-1", "bytes=-0",
    "bytes=999999999999999999999-", 'W/"', "Thu, 99 Nov 9999 99:99:99 GMT", "203.0.113.9, ::1%eth0",
    "unknown", "[::1", "1.2.3.4:99999", "a" * 5000, "evil.example", "javascript:alert(1)", "http",
    "mingchu=e30.x.y; mingchu=;;", "multipart/form-data; boundary=", "Basic =", "gzip;q=9",
    "Mozilla/5.0 (Linux; Android 99) MicroMessenger/8.0.99(0xffffffff) NetType/WIFI \x80\xff",
]  # fmt: skip


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """A browser in every role, at a portal that believes one proxy; all routes; names of fields."""
    data = tmp_path_factory.mktemp("asked")
    with demo_portal(data, MINGCHU_TRUSTED_PROXIES="1") as app:
        app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
        routes = sorted((path, method) for _, method, path in asked_paths(app))
        yield SimpleNamespace(app=app, routes=routes, names=sorted(names_of_fields()))


def names_of_fields():
    """What forms and addresses of the portal call their fields."""
    sources = [*ROOT.glob("portal/**/*.html"), *ROOT.glob("portal/**/*.py")]
    return {name for each in sources for name in NAMED.findall(each.read_text(encoding="utf-8"))}


def check(door, caplog, **told):
    """Send it, and see that it was answered in one of our ways."""
    caplog.clear()
    with door.app.test_client() as browser:
        answer = in_every_role(door.app, browser).open(**told)
        answer.get_data()  # what is sent in parts is made only now
        answer.close()
    fallen = [each for each in caplog.records if each.exc_info]
    assert (answer.status_code, fallen) != (500, fallen), told
    return answer


def drawn_fields(data, names):
    """Some of these fields, each with something odd in it."""
    chance = data.draw(st.randoms(use_true_random=False))
    some = chance.sample(names, chance.randint(1, len(names)))
    return {name: data.draw(TEXT) if n < 3 else chance.choice(ODD) for n, name in enumerate(some)}


@often
@given(data=st.data())
def test_an_address_with_anything_in_its_query_is_answered(door, caplog, data):
    caplog.set_level(logging.ERROR)
    path, _ = data.draw(st.sampled_from([each for each in door.routes if each[1] == "GET"]))

    check(door, caplog, path=path, query_string=drawn_fields(data, door.names))


@often
@given(data=st.data(), photo=st.none() | st.binary(max_size=200))
def test_a_form_with_anything_in_its_fields_is_answered(door, caplog, data, photo):
    caplog.set_level(logging.ERROR)
    path, method = data.draw(st.sampled_from([each for each in door.routes if each[1] != "GET"]))
    fields = drawn_fields(data, door.names)
    if photo is not None:
        for name in ("photo", "file", "before", "after", "seen"):
            fields[name] = (io.BytesIO(photo), data.draw(TEXT) + ".jpg")

    check(door, caplog, path=path, method=method, data=fields)


@often
@given(data=st.data(), body=JSON)
def test_json_of_any_shape_is_answered(door, caplog, data, body):
    caplog.set_level(logging.ERROR)
    path, method = data.draw(st.sampled_from([each for each in door.routes if each[1] != "GET"]))

    check(door, caplog, path=path, method=method, json=body)


@often
@given(
    told=st.dictionaries(
        st.sampled_from(HEADERS),
        st.sampled_from(SAID)
        | st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"])),
        max_size=6,
    ),
    path=st.sampled_from(["/", "/en/", "/methods", "/api/v1/kitchens", "/account", "/healthz"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda t: "/" + quote(t)),
)
def test_headers_and_paths_of_any_kind_are_answered(door, caplog, told, path):
    caplog.set_level(logging.ERROR)
    answer = check(door, caplog, path=path, headers=told)

    assert re.fullmatch(r"[A-Za-z0-9_-]{8,64}", answer.headers["X-Request-Id"])
    assert "evil.example" not in (answer.headers.get("Location") or "").partition("?")[0]
