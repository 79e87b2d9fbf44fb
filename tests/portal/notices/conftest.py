"""Fixtures of this floor's tests: a clock that stands still, news, people with addresses."""

import pytest

from portal.accounts.kinds import Role
from portal.notices.kinds import Severity
from portal.notices.rules import About, News
from tests.support.factories import NOON


@pytest.fixture(autouse=True)
def clock_at_noon(set_clock):
    """Every test of this floor begins at noon; it moves the clock itself."""


@pytest.fixture
def app(app):
    """The portal, whose forms need no token here."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def news(**changes):
    """News of severity II about fault 7."""
    fields = {
        "kind": "fault.opened",
        "severity": Severity.II,
        "about": About("fault", "7"),
        "link": "/desk/faults/7",
        "occurred_at": NOON,
        "fields": {"number": "F-2026-000007"},
    }
    return News(**fields | changes)


INSPECTORS = frozenset({Role.INSPECTOR})
