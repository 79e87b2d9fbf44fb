"""A district with something in every list of the interface, and the interface without a limit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.extensions import db
from portal.findings.kinds import PublicationKind
from portal.findings.models import Publication
from portal.participation.case_kinds import CaseKind, Category
from portal.participation.operations.filing import file_case
from portal.participation.rules.codes import new_key
from portal.participation.rules.intake import NewCase
from portal.participation.secrecy import Secrecy
from portal.registry.kinds import Privacy
from portal.rounds.models import CameraDay
from portal.rounds.rules.minutes import minutes_bits, packed
from tests.portal.conftest import settings_under
from tests.support.factories import CAMERA_KEY, make_camera, make_restaurant, make_station
from tests.support.findings import make_finding
from tests.support.looks import good, note
from transcoder.demand import Activity, CameraState, write_state

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in the district
YESTERDAY = date(2026, 11, 22)
SECRECY = Secrecy("only for tests", (CAMERA_KEY,))


@pytest.fixture(autouse=True)
def at_noon(set_clock):
    set_clock(NOW)


@pytest.fixture
def settings(tmp_path):
    return settings_under(tmp_path, case_keys=CAMERA_KEY, api_calls=1_000_000)


@pytest.fixture
def api(client):
    """Ask the interface: the answer to `api("stations", **headers)`."""

    def ask(path, **headers):
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(f"/api/v1/{path}", headers=told)

    return ask


@pytest.fixture
def kitchen(session, settings):
    """A Restaurant of the Station "east" with a Camera that showed a good picture just now."""
    east = make_station(session, code="east", name="东所", name_en="East Station")
    row = make_restaurant(session, station=east, name="=老王小炒", built_on=date(2024, 1, 1))
    camera = make_camera(session, row, number=1, privacy=Privacy.MASK)
    see(session, camera)
    resting = CameraState(activity=Activity.RESTING, since=NOW, updated_at=NOW)
    write_state(settings.live_directory, camera.code, resting)
    bits = minutes_bits(range(600, 700))
    session.add(
        CameraDay(camera_id=camera.id, day=YESTERDAY, looked=packed(bits),
                  good=packed(minutes_bits(range(600, 675))))
    )  # fmt: skip
    session.commit()
    session.refresh(row, ["cameras"])
    return row


@pytest.fixture
def engine(app):
    """The database's engine, whose statements can be counted."""
    with app.app_context():
        return db.engine


def see(session, camera, *, kind=good, minutes_ago=0.5):
    """Have the rounds look at a Camera."""
    looked = kind(0, camera.id)
    at = NOW - timedelta(minutes=minutes_ago)
    note(session, type(looked)(**{**fields_of(looked), "at": at}), now=NOW)


def fields_of(row):
    """The fields of a value with slots."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


@pytest.fixture
def publish_finding(session, kitchen):
    """Open a Finding and decide about it: `publish_finding(is_public=…, expires_on=…)`."""

    def make(*, is_public=True, expires_on=date(2027, 1, 1), withdrawn_at=None):
        found = make_finding(session, kitchen, now=NOW)
        found.publication = Publication(
            is_public=is_public,
            kind=PublicationKind.RESULT if is_public else None,
            decision="责令改正",
            decided_at=NOW,
            decided_by="局长",
            expires_on=expires_on if is_public else None,
            withdrawn_at=withdrawn_at,
        )
        session.commit()
        return found

    return make


@pytest.fixture
def file(session, kitchen):
    """File a Case about the kitchen, as anybody or as an insider."""

    def send(**changes):
        fields = {"key": new_key(), "kind": CaseKind.TIP, "category": Category.DIRTY,
                  "text": "后厨地面全是水，找张三 13800138000", "language": "zh"}  # fmt: skip
        filed = file_case(
            session, NewCase(**fields | changes), restaurant=kitchen, secrecy=SECRECY,
            now=NOW - timedelta(hours=3),
        )  # fmt: skip
        session.commit()
        return filed

    return send
