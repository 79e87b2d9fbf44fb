"""What of a minute gives way is named, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bench.crowd import Minute, Phase, Seen, given_way
from bench.openloop import STARTING, UNANSWERED, Came

WELL = Seen(
    Minute(
        phase=Phase("goal", streams=100, viewers=1000),
        at=datetime(2026, 11, 26, 8, 0, tzinfo=UTC),
        cores={}, memory={}, left_out=0.01, written=0.0, playing=0.99, age_seconds=6.0,
        came=Came({"200": 999, UNANSWERED: 1}, 1.0, 500.0, 900.0, 0.0, 0, 0.0),
    ),
    looked=0.99,
    good=0.5,
)  # fmt: skip
SLOW = Came({"200": 1000}, 1.0, 500.1, 900.0, 0.0, 0, 0.0)
STARTS = Came({"200": 900, STARTING: 100}, 1.0, 1.0, 1.0, 0.0, 0, 0.0)
REFUSED = Came({"200": 998, "503": 2}, 1.0, 1.0, 1.0, 0.0, 0, 0.0)


def but(**changed: object) -> Seen:
    """The same minute but for this."""
    return replace(WELL, minute=replace(WELL.minute, **changed))


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (WELL, []),
        (but(came=SLOW), ["lists"]),
        (but(came=REFUSED), ["lists"]),
        (but(came=STARTS), []),
        (but(came=STARTS, playing=0.9), ["pictures"]),
        (but(came=None), []),
        (but(playing=0.98), ["pictures"]),
        (but(age_seconds=6.1), ["pictures"]),
        (replace(WELL, looked=0.98), ["looks"]),
        (but(left_out=0.02), ["frames"]),
        (but(came=SLOW, left_out=0.02), ["lists", "frames"]),
    ],
)
def test_what_gives_way_is_named(seen: Seen, told: list[str]) -> None:
    assert given_way(seen) == told
