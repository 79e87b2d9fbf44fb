"""Fixtures of this floor's tests: a clock that stands still."""

import pytest


@pytest.fixture(autouse=True)
def clock_at_noon(set_clock):
    """Every test of this floor begins at noon; it moves the clock itself."""
