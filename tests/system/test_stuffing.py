"""Whoever stuffs answers moves a figure by no more than is promised, up or down."""

import pytest

from bench.stuffing import BOUND_POINTS, SCENARIOS, more_than_came, play
from portal.participation.kinds import Rating
from tests.portal.conftest import app, migrated_file, session, settings

__all__ = ["app", "migrated_file", "session", "settings"]


@pytest.mark.parametrize("rating", [Rating.VERY_GOOD, Rating.VERY_POOR])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_stuffing_moves_the_headline_within_the_bound(session, scenario, rating):
    move = play(session, scenario, rating)

    assert move.sent > 0
    assert move.points <= BOUND_POINTS


def test_without_rules_the_same_answers_would_move_it_far(session, monkeypatch):
    monkeypatch.setattr("bench.stuffing.screen", lambda session, now: 0)

    assert play(session, more_than_came, Rating.VERY_POOR).points > 5 * BOUND_POINTS
