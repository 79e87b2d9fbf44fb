"""The words about Findings."""

from datetime import timedelta

import pytest
from flask_babel import force_locale

from portal.findings.forms import words
from portal.findings.forms.lists import ORDERS, QUEUES
from portal.findings.forms.notices import _TITLES
from portal.findings.kinds import (
    FindingAct,
    FindingState,
    Origin,
    PictureMoment,
    PublicationKind,
    Severity,
    ViolationCode,
    WithdrawalReason,
)
from portal.findings.operations.telling import TO_OFFICERS, TO_RESTAURANT
from portal.findings.rules.clocks import ESCALATED_BY_TIME
from portal.findings.rules.lists import Queue
from portal.shell.lists import Order
from tests.support.factories import NOON

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (ViolationCode, words.CODES), (Severity, words.SEVERITIES), (FindingState, words.STATES),
        (FindingState, words.PUBLIC_STATES), (FindingState, words.STATE_TONES),
        (Origin, words.ORIGINS), (FindingAct, words.ACTS), (WithdrawalReason, words.REASONS),
        (PictureMoment, words.MOMENTS), (PublicationKind, words.KINDS), (Queue, QUEUES),
        (Order, ORDERS),
    ],
)  # fmt: skip
def test_every_word_of_a_list_is_said(kind, texts):
    assert set(texts) == set(kind)


def test_every_act_that_is_told_of_has_its_notice():
    assert {f"finding.{act}" for act in TO_RESTAURANT | TO_OFFICERS} <= _TITLES.keys()


@pytest.mark.parametrize(
    ("state", "due_in", "edge"),
    [
        (FindingState.PUSHED, -HOUR, "down"),
        (FindingState.PUSHED, 20 * HOUR, "late"),
        (FindingState.PUSHED, 30 * HOUR, "later"),
        (FindingState.RECTIFIED, -HOUR, "late"),
        (FindingState.ESCALATED, 30 * HOUR, "down"),
        (FindingState.CLOSED, -HOUR, "later"),
    ],
)
def test_the_edge_of_a_line_tells_what_is_urgent(state, due_in, edge):
    assert words.edge(state, NOON + due_in, NOON) == edge


def test_a_clause_is_named_with_its_article_or_topic(app):
    with app.test_request_context(), force_locale("en"):
        text = words.basis_text(ViolationCode.ENV_BIN)
        fire = words.basis_text(ViolationCode.FIR_SMOKE)

    assert text.startswith("Food Safety Law Art. 33(2); GB 31654-2021, hygiene of catering: waste")
    assert fire.startswith("fire safety")


def test_what_the_portal_wrote_itself_is_told_in_the_readers_language(app):
    with app.test_request_context():
        for language, told in (
            ("zh_Hans_CN", "已达整改时限的一倍半"),
            ("en", "Its time is over by half"),
        ):
            with force_locale(language):
                assert words.said_text(ESCALATED_BY_TIME).startswith(told)
        assert words.said_text("请于周五前整改 / by Friday") == "请于周五前整改 / by Friday"
