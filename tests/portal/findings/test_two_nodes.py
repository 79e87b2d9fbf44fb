"""Two nodes with one database and one data directory: what one secures, the other shows.

Each is a portal of its own with a live root of its own, as on two machines that mount one share.
"""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.kinds import Role
from portal.extensions import db
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection
from portal.rounds.looking import MACHINE
from portal.rounds.signals import leads_found
from portal.upkeep.checking import check_all
from tests.portal.conftest import settings_under
from tests.support.factories import NOON
from tests.support.leads import found_lead, frame, jpeg, serving_camera
from tests.support.people import make_person, sign_in

FILM = b"\x00\x00\x00\x18ftypmp42 a film"
BEFORE, DURING, AFTER, SHOWN = (jpeg(colour) for colour in (40, 80, 120, 160))


@pytest.fixture
def node(postgres_address, tmp_path):
    """Starts a node; its data directory is the share unless it is told another."""
    begun = []

    def start(name, *, data="share"):
        settings = settings_under(
            tmp_path / data, live_root=tmp_path / name / "live", stills=tmp_path / "stills",
            database=postgres_address,
        )  # fmt: skip
        begun.append(create_app(settings))
        begun[-1].config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        return begun[-1]

    yield start
    for each in begun:
        with each.app_context():
            db.engine.dispose()


@pytest.fixture
def lead(node):
    """A lead that the detector of one node found and secured, and who judges leads there."""
    finder = node("finder")
    with finder.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        camera = serving_camera(session)
        inspector = make_person(session, Role.INSPECTOR, station=camera.restaurant.station.code)
        session.commit()
        found = found_lead(
            camera, before=frame(jpeg=BEFORE), during=frame(jpeg=DURING), after=frame(jpeg=AFTER),
            shown=SHOWN, clip=FILM,
        )  # fmt: skip
        with finder.extensions[MACHINE].within():  # as its detector tells of it
            leads_found.send(session, leads=(found,), now=NOON)
        session.commit()
        row = session.scalars(select(Detection)).one()
        row.evidence  # noqa: B018 - read while there is a session
    return row, inspector


def broken(app):
    """What of the files that the records name cannot be read on a node."""
    with app.app_context():
        settings = app.config["MINGCHU"]
        checks = {each.what: each for each in check_all(db.session(), settings.data)}
        db.session.remove()
    return checks["files"]


def test_a_lead_that_one_node_secured_is_shown_and_judged_on_another(node, lead, set_clock):
    row, inspector = lead
    server = node("server")
    browser = sign_in(server.test_client(), inspector)
    answers = {
        part: browser.get(f"/desk/leads/{row.id}/{part}")
        for part in ("before", "during", "after", "shown", "clip")
    }
    page = browser.get(f"/desk/leads/{row.id}")
    judged = browser.post(f"/desk/leads/{row.id}/confirm", data={})

    assert page.status_code == 200
    assert {part: answer.status_code for part, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert (answers["shown"].data, answers["clip"].data) == (SHOWN, FILM)
    assert judged.status_code in {302, 303}
    with server.app_context():
        assert db.session.scalars(select(Detection.state)).one() is LeadState.CONFIRMED


def test_each_node_with_the_share_finds_every_piece_of_evidence(node, lead):
    row, _ = lead
    checked = broken(node("server"))

    assert checked.count >= len(row.evidence)
    assert checked.troubles == ()


def test_a_node_without_the_share_says_what_it_lacks(node, lead):
    row, _ = lead
    checked = broken(node("stranger", data="elsewhere"))

    assert len(checked.troubles) == len(row.evidence)
