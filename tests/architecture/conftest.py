"""The application as the architecture tests read it: its routes, templates and commands."""

import pytest
from flask import Flask

from portal import create_app
from portal.settings import Settings


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A portal with an empty data directory."""
    return create_app(Settings(data=tmp_path_factory.mktemp("data")))
