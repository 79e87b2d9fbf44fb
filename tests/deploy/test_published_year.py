"""The published year of the demo: brought once, as another district's; scratch data are removed."""

import json
from dataclasses import replace

import flask_migrate
import pytest

from deploy import published_year
from portal import create_app
from portal.evaluation.queries import edition
from portal.evaluation.rules.document import document_of, evaluate
from portal.extensions import db
from portal.settings import load
from tests.support.evaluation import TERMS, standing_rows, tables_with, year_of


@pytest.fixture
def document():
    """A small year 2021 of a district that is named."""
    tables = tables_with(standings=standing_rows(connected=401))
    terms = replace(TERMS, district=(published_year.DISTRICT, published_year.DISTRICT_EN))
    found = evaluate("2021", terms=terms, tables=tables, plan=year_of(tables).plan)
    return json.loads(json.dumps(document_of(found)))


@pytest.fixture
def settings(tmp_path):
    """A portal with all tables and no rows."""
    found = load({"MINGCHU_DATA": str(tmp_path)})
    with create_app(found).app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return found


def test_it_is_brought_once_and_says_that_it_is_synthetic(settings, document, monkeypatch):
    asked = []

    def closed_elsewhere(directory):
        asked.append(directory)
        return document

    monkeypatch.setattr(published_year, "closed_elsewhere", closed_elsewhere)

    assert published_year.bring(settings)
    assert not published_year.bring(settings)
    assert asked == [settings.data / "demo" / published_year.SCRATCH]
    with create_app(settings).app_context():
        told = edition(db.session(), "2021")[0]
        db.engine.dispose()
    assert told.district == (published_year.DISTRICT, published_year.DISTRICT_EN)
    assert "synthetic" in told.reason


def test_what_a_killed_run_left_is_removed_and_nothing_stays(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "mingchu.db").write_bytes(b"half a database")

    def closed(session, settings):
        assert settings.district == published_year.DISTRICT
        raise InterruptedError

    monkeypatch.setattr(published_year, "_closed", closed)

    with pytest.raises(InterruptedError):
        published_year.closed_elsewhere(scratch)
    assert not scratch.exists()
