"""The gallery of components: there for who works on the portal, and for nobody else."""

from pathlib import Path

import pytest

from portal.accounts.kinds import Role
from tests.support.people import make_person, sign_in

COMPONENTS = Path(__file__).parents[3] / "portal/shell/templates/shell/components"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_gallery_shows_every_component(client, prefix):
    client.application.testing = True
    page = client.get(f"{prefix}/gallery").text

    shown = {path.name for path in COMPONENTS.glob("*.html") if f"<code>{path.name}" in page}

    assert shown == {path.name for path in COMPONENTS.glob("*.html")} - {"form.html"}


def test_gallery_is_not_found_where_the_portal_runs_for_people(app):
    app.debug = app.testing = False

    assert app.test_client().get("/gallery").status_code == 404


def test_desk_sheet_is_asked_for_by_who_is_signed_in_alone(app, client, session):
    person = make_person(session, Role.BUREAU_OFFICER)
    session.commit()
    officer = sign_in(app.test_client(), person)

    assert "css/desk.css" in officer.get("/").text
    assert "css/desk.css" not in client.get("/").text
