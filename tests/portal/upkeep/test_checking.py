"""Whatever of what is kept was changed or lost is named; a sound portal is not troubled."""

import pytest
from sqlalchemy import text

from portal.findings.watching import evidence_under
from portal.rounds.models import CameraDay
from portal.rounds.rules.minutes import packed, span_bits
from tests.support.factories import NOON
from tests.support.findings import make_finding
from tests.support.leads import make_lead, serving_camera


@pytest.fixture
def kept(session, settings):
    """A camera's day and a lead with its evidence."""
    camera = serving_camera(session)
    bits = packed(span_bits(600, 700))
    session.add(CameraDay(camera_id=camera.id, day=NOON.date(), looked=bits, good=bits))
    made = make_lead(session, camera, evidence_under(settings.data))
    make_finding(session, camera.restaurant)
    session.commit()
    return made


@pytest.fixture
def checked(app, kept):
    """Runs `check`; its exit status and what it printed."""

    def run():
        result = app.test_cli_runner().invoke(args=["check"])
        return result.exit_code, result.output

    return run


def test_a_sound_portal_is_not_troubled(checked):
    status, said = checked()

    assert status == 0, said
    assert "1 read" in said.split("camera-days:")[1].splitlines()[0]


def damage(name):
    """How each kind of thing is broken, and what must then be said."""
    return {
        "minutes": (
            lambda session, data: session.execute(
                text("UPDATE camera_day SET good = :more"), {"more": packed(span_bits(0, 1440))}
            ),
            "a good picture needs a look at it",
        ),
        "nonsense": (
            lambda session, data: session.execute(text("UPDATE camera_day SET looked = x'0102ff'")),
            "minutes of",
        ),
        "gone": (
            lambda session, data: next(evidence_under(data).root.iterdir()).unlink(),
            "its file is gone",
        ),
        "changed": (
            lambda session, data: next(evidence_under(data).root.iterdir()).write_bytes(b"other"),
            "its file was changed",
        ),
        "audit": (
            lambda session, data: session.execute(text("UPDATE audit_entry SET actor = 'x'")),
            "of the audit chain does not hold",
        ),
        "orphan": (_orphan, "that is gone"),
    }[name]


def _orphan(session, data):
    session.commit()
    session.execute(text("PRAGMA foreign_keys = OFF"))
    session.execute(text("DELETE FROM camera"))


@pytest.mark.parametrize("name", ["minutes", "nonsense", "gone", "changed", "audit", "orphan"])
def test_what_was_broken_is_named(checked, session, settings, name):
    act, expected = damage(name)
    act(session, settings.data)
    session.commit()
    status, said = checked()

    assert status == 1
    assert expected in said
