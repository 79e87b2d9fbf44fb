"""No answer to anybody tells a camera's address or has a field for a password."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support.demo import demo_portal, in_every_role
from tests.support.routes import asked_paths
from transcoder.demand import CameraState

EVERYBODY = "everybody"
ADDRESS = re.compile(
    rb"rtsps?:(?://|%2F)[^\s,<\x80-\xff]"
)  # more than the scheme, which forms explain

SECRET_FIELDS = {
    "password", "passwd", "user", "username", "login", "secret", "key", "token", "url",
    "camera_url", "url_encrypted", "rtsp", "host", "device_id",
}  # fmt: skip


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with the demo district."""
    with demo_portal(tmp_path_factory.mktemp("seeded")) as app:
        yield app


def readable(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route that GET reads, with a path that leads to the sample kitchen."""
    return ((rule, path) for rule, method, path in asked_paths(app) if method == "GET")


@contextmanager
def asked(app: Flask, path: str) -> Iterator[TestResponse]:
    """The answer to somebody who has every role, and so is told all that anybody is told."""
    with app.test_client() as browser, in_every_role(app, browser).get(path) as answer:
        yield answer


def keys_in(value: object) -> Iterator[str]:
    """Every key of a JSON value, at whatever depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from keys_in(each)


def test_no_answer_holds_a_camera_address(seeded: Flask) -> None:
    telling = []
    for rule, path in readable(seeded):
        with asked(seeded, path) as answer:
            # The empty register file explains by an example what an address looks like.
            if rule.endpoint != "registry.template" and ADDRESS.search(answer.data):
                telling.append(path)

    assert telling == []


def test_no_json_has_a_field_for_a_secret(seeded: Flask) -> None:
    found, read = [], 0
    for _, path in readable(seeded):
        with asked(seeded, path) as answer:
            if answer.is_json:
                read += 1
                found += [f"{path}: {key}" for key in keys_in(json.loads(answer.data))
                          if key in SECRET_FIELDS]  # fmt: skip

    assert read >= 3, "health, readiness and state answer in JSON; were they not asked?"
    assert found == []


def test_what_the_transcoder_publishes_has_no_field_for_a_secret() -> None:
    assert set(CameraState.__dataclass_fields__) & SECRET_FIELDS == set()


def test_a_secret_deep_inside_would_be_found() -> None:
    assert "password" in set(keys_in({"cameras": [{"source": {"password": "x"}}]}))


def test_every_readable_route_works_or_says_why_not(seeded: Flask) -> None:
    broken = {}
    for _, path in readable(seeded):
        with asked(seeded, path) as answer:
            if answer.status_code >= 500 and answer.status_code != 503:
                broken[path] = answer.status_code

    assert broken == {}
