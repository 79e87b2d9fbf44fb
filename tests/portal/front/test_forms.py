"""The words of the public pages."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask_babel import force_locale

from portal.front import forms
from portal.live.rules import Flaw, PictureKind, PictureState
from portal.patrols.rules.on_record import LastVisit, Outcome
from portal.registry.forms.words import hours_lines
from portal.rounds.kinds import FaultCode
from tests.support.factories import NOON
from transcoder.errors import Cause


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context("/healthz", environ_overrides={"SCRIPT_NAME": "/en"}):
        yield


@dataclass(frozen=True)
class Screen:
    verified_on: date | None


@pytest.mark.parametrize(
    ("stored", "lines"),
    [
        ("24h", ["24 hours a day"]),
        ("09:00-21:00", ["09:00–21:00"]),
        ("周一-周五 06:30-13:30; Sat 18:00-02:00", ["Mon–Fri 06:30–13:30", "Sat 18:00–02:00"]),
        ("by appointment", ["by appointment"]),
    ],
)
def test_hours_stand_a_line_a_group_of_days(stored, lines):
    assert hours_lines(stored) == lines


@pytest.mark.parametrize(
    ("displays", "text"),
    [
        ([], "none on record"),
        ([Screen(None)], "yes, not checked yet"),
        ([Screen(date(2026, 3, 4)), Screen(None), Screen(date(2025, 1, 1))],
         "yes, checked 4 March 2026"),
    ],
)  # fmt: skip
def test_display_is_told_with_its_newest_check(displays, text):
    assert forms.display_text(displays) == text


def state(kind, cause=None):
    return PictureState(kind, cause=cause)


@pytest.mark.parametrize(
    ("shown", "reason", "text"),
    [
        (state(PictureKind.LIVE), "", ""),
        (state(PictureKind.OFFLINE, Cause.ENCODER), "", ""),
        (state(PictureKind.SUSPENDED), "", ""),
        (state(PictureKind.OFFLINE, Cause.SILENT), "renovation", "The service vendor has to repair "
         "it; the portal keeps trying by itself."),
        (PictureState(PictureKind.OFFLINE, flaw=Flaw(FaultCode.DEV_OFF, NOON, "F-1")), "", ""),
        (state(PictureKind.SUSPENDED), "厨房改造。", "Reason on record: 厨房改造."),
        (state(PictureKind.CLOSED), "lease ended", "Reason on record: lease ended."),
        (state(PictureKind.CLOSED_BY_HOURS), "opened", ""),
    ],
)  # fmt: skip
def test_more_is_told_only_where_there_is_more(shown, reason, text):
    assert forms.more_about(shown, reason=reason) == text


def test_password_is_never_what_the_public_hears_of():
    for cause in Cause:
        shown = state(PictureKind.OFFLINE, cause)

        assert "password" not in forms.more_about(shown, reason="").lower()


@pytest.mark.parametrize(
    ("outcome", "findings", "told", "chinese"),
    [
        (Outcome.CLEAR, 0, "nothing found", "未发现问题"),
        (Outcome.PENDING, 0, "being dealt with", "处理中"),
        (Outcome.DECIDED, 0, "dealt with", "已处理"),
        (Outcome.DECIDED, 1, "1 finding decided", "1 项问题已有处理决定"),
        (Outcome.DECIDED, 2, "2 findings decided", "2 项问题已有处理决定"),
    ],
)
def test_the_last_patrol_is_told_in_both_languages(outcome, findings, told, chinese):
    visit = LastVisit(date(2026, 11, 12), outcome, findings)
    assert forms.visit_text(visit) == f"12 November 2026, {told}"
    with force_locale("zh_Hans_CN"):
        assert forms.visit_text(visit).endswith(f"，{chinese}")
