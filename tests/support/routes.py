"""Every route of the application, with a path that leads to it."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from portal.seed.district import SAMPLE

ARGUMENTS = {
    "code": SAMPLE.code, "camera": SAMPLE.cameras[0].code, "kind": "csv", "grant": "g",
    "run": "aaaaaaaa", "name": "1-0.m4s", "filename": "css/mingchu.css", "token": "t",
    "moment": "opening", "part": "during", "act": "remind",
    "station": "east", "key": "k", "secret": "s",
    "door": "tip", "deed": "add", "paper": "json",
    "format": "json", "service_code": "pests", "service_request_id": "TS-2026-000001",
    "day": "latest",
}  # fmt: skip
"""Values of arguments by their names; a number is 1, any other text "x", unless named here."""


def asked_paths(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route as rule, method and path; HEAD and OPTIONS are Flask's own."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {name: _value(rule, name) for name in rule.arguments}
            built = rule.build(values, append_unknown=False)
            assert built is not None, f"give {rule} an argument in tests/support/routes.py"
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, built[1]


def _value(rule: Rule, name: str) -> object:
    if name in ARGUMENTS:
        return ARGUMENTS[name]
    return 1 if getattr(rule._converters[name], "num_convert", str) is int else "x"


__all__ = ["ARGUMENTS", "asked_paths"]
