"""Security headers on every answer; errors as pages or problem JSON, never a traceback."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.shell.audience import anyone


@pytest.fixture
def broken(app):
    @app.get("/broken")
    @anyone
    def broken():
        raise RuntimeError("rtsp://root:geheim@10.0.0.9/live")

    return app.test_client()


def policy(response):
    return response.headers["Content-Security-Policy"]


def test_each_page_has_a_nonce_of_its_own(client):
    nonces = [re.search(r"'nonce-([^']+)'", policy(client.get("/nowhere"))) for _ in range(2)]

    assert nonces[0].group(1) != nonces[1].group(1)


def test_page_may_not_be_framed(client):
    assert "frame-ancestors 'none'" in policy(client.get("/nowhere"))


def test_page_loads_from_nowhere_else(client):
    assert "http" not in policy(client.get("/nowhere"))


def test_nothing_is_sniffed(client):
    assert client.get("/healthz").headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("prefix", "language"), [("", "zh-Hans"), ("/en", "en")])
def test_error_page_speaks_the_readers_language(client, prefix, language):
    page = client.get(f"{prefix}/nowhere")

    assert (page.status_code, f'lang="{language}"' in page.text) == (404, True)


def test_machine_gets_problem_json(client):
    answer = client.get("/nowhere", headers={"Accept": "application/json"})

    assert (answer.mimetype, answer.json["code"]) == ("application/problem+json", "not_found")


def test_unforeseen_error_tells_nothing_of_its_cause(broken):
    page = broken.get("/broken")

    assert page.status_code == 500
    assert "geheim" not in page.text
    assert "Traceback" not in page.text


def test_wrong_method_says_which_ones_are_right(client):
    answer = client.post("/healthz", headers={"Accept": "application/json"})

    assert answer.status_code in {400, 405}


def test_readiness_names_what_is_wrong(app, client):
    answer = client.get("/readyz")

    assert answer.json["wrong"].keys() <= {"database", "transcoder"}


@pytest.mark.parametrize(
    ("revision", "wrong"),
    [("0001", "are of 0001"), (None, "are of no version"), ("9999", None)],
)
def test_tables_of_an_older_version_are_not_ready_those_of_a_newer_are(
    session, client, revision, wrong
):
    session.execute(text("DELETE FROM alembic_version"))
    if revision is not None:
        session.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))
    session.commit()

    found = client.get("/readyz").json["wrong"].get("database")

    assert found is None if wrong is None else wrong in found


def test_a_database_without_tables_is_not_ready(session, client):
    session.execute(text("DROP TABLE alembic_version"))
    session.commit()

    assert "of no version" in client.get("/readyz").json["wrong"]["database"]


@pytest.fixture
def without_database(app):
    """A browser for whom every question to the database fails as when it is away."""

    @app.get("/away")
    @anyone
    def away():
        raise OperationalError("SELECT", {}, ConnectionError("refused"))

    return app.test_client()


def test_who_finds_the_database_away_is_asked_to_come_back(without_database):
    page = without_database.get("/away")
    told = without_database.get("/away", headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert (told.status_code, told.json["code"]) == (503, "database_away")


def test_a_database_that_is_away_is_a_line_in_the_log_and_no_traceback(without_database, caplog):
    without_database.get("/away")

    (record,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert (record.message, record.reason) == ("database_away", "ConnectionError")
    assert record.exc_info is None
