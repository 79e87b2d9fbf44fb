"""Every route that takes a file, each as somebody reaches it: send a file, see what came of it."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from portal.accounts.kinds import RESTAURANT_ROLES, Role
from portal.findings.models import FindingPicture
from portal.participation.case_kinds import CaseKind, Category
from portal.participation.models import CasePicture
from portal.participation.operations.filing import file_case
from portal.participation.public.cases.blueprint import SECRECY
from portal.participation.rules.codes import new_key
from portal.participation.rules.intake import NewCase
from portal.patrols.models import Snapshot
from portal.registry.models import Proof
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.findings import make_finding
from tests.support.patrols import make_patrol
from tests.support.people import make_person, sign_in

NAME = "../../static/photo.php.jpg"  # as whoever wants to leave the folder calls it
KEPT_ROWS = (Proof, FindingPicture, Snapshot, CasePicture)
KEPT_FOLDERS = ("proofs", "finding-pictures", "snapshots", "case-pictures")


@dataclass
class House:
    """A portal with a kitchen, and browsers of whoever works there."""

    client: FlaskClient
    session: Session

    def __post_init__(self) -> None:
        self.place = make_restaurant(self.session)
        make_camera(self.session, self.place)
        self.session.commit()

    def browser(self, role: Role) -> FlaskClient:
        """A browser of somebody new with this role at the kitchen."""
        bound = {}
        if role in RESTAURANT_ROLES:
            bound = {"restaurant": self.place.code}
        elif role in {Role.INSPECTOR, Role.STATION_HEAD}:
            bound = {"station": self.place.station.code}
        person = make_person(self.session, role, **bound)
        self.session.commit()
        return sign_in(self.client.application.test_client(), person)


Sender = Callable[[bytes], tuple[int, str]]


def _posting(browser: FlaskClient, path: str, field: str, **typed: str) -> Sender:
    def send(content: bytes) -> tuple[int, str]:
        data = typed | {field: FileStorage(io.BytesIO(content), NAME)}
        # In memory: what Werkzeug's own browser spools to a file, it leaves open.
        body, _, boundary = stream_encode_multipart(data, use_tempfile=False)
        kind = f'multipart/form-data; boundary="{boundary}"'
        answer = browser.post(path, data=body.read(), content_type=kind)
        return answer.status_code, answer.get_data(as_text=True)

    return send


def proof(house: House) -> Sender:
    """A restaurant asks for a pause."""
    return _posting(
        house.browser(Role.RESTAURANT_OWNER),
        f"/en/desk/register/{house.place.code}/ask/suspend", "file",
        starts_on="2026-03-10", ends_on="2026-03-20", reason="renovation",
    )  # fmt: skip


def rectified(house: House) -> Sender:
    """A restaurant proves that something was put right."""
    found = make_finding(house.session, house.place)
    house.session.commit()
    return _posting(
        house.browser(Role.RESTAURANT_OWNER), f"/en/desk/findings/{found.number}/prove", "after",
        version="1", token="t", text="done",
    )  # fmt: skip


def found(house: House) -> Sender:
    """An officer opens a Finding."""
    return _posting(
        house.browser(Role.INSPECTOR), f"/en/desk/findings/new/{house.place.code}", "before",
        code="PPE-CAP", seen="2026-03-04T11:50", token="t", text="no cap",
    )  # fmt: skip


def on_site(house: House) -> Sender:
    """An officer photographs a zone."""
    visit = make_patrol(house.session, house.place).visits[0]
    house.session.commit()
    return _posting(
        house.browser(Role.INSPECTOR), f"/en/desk/patrols/visits/{visit.id}/zones/CK/photo",
        "photo-CK",
    )  # fmt: skip


def _tip(house: House, **typed: str) -> tuple[str, dict[str, str]]:
    """Where a citizen's form goes, and what it carries."""
    path = f"/en/r/{house.place.code}/tell/tip"
    page = house.client.get(path).text
    marks = dict(re.findall(r'name="(form|csrf_token)" value="([^"]+)"', page))
    fields = {**marks, "category": "dirty", "text": "the floor is dirty"}
    return path, fields | typed


def told(house: House) -> Sender:
    """A citizen adds a picture to what they tell."""
    path, fields = _tip(house, page="pictures", go="next")
    return _posting(house.client, path, "photo", **fields)


def added(house: House) -> Sender:
    """A citizen adds a picture to what they told before."""
    filed = file_case(
        house.session,
        NewCase(
            key=new_key(), kind=CaseKind.TIP, category=Category.DIRTY, text="dirty", language="en",
            work=(new_key(), NOON + timedelta(hours=1)),
        ),
        restaurant=house.place, secrecy=house.client.application.extensions[SECRECY], now=NOON,
    )  # fmt: skip
    house.session.commit()
    return _posting(
        house.client, f"/en/cases/{filed.link}/add", "photo", key=new_key(), text="look"
    )


def money(house: House) -> Sender:
    """A bureau brings in its money."""
    return _posting(
        house.browser(Role.BUREAU_OFFICER), "/en/desk/evaluation/2025/money/file", "file"
    )


PICTURE_DOORS = {
    "registry": proof, "findings: prove": rectified, "findings: open": found,
    "patrols": on_site, "cases: tell": told, "cases: add": added,
}  # fmt: skip
DOORS = PICTURE_DOORS | {"evaluation": money}


def kept_of(session: Session, data: Path) -> list[str]:
    """What is kept of all files that were sent: rows and files."""
    rows = [f"{row.__tablename__} {n}" for row in KEPT_ROWS
            if (n := session.scalar(select(func.count()).select_from(row)))]  # fmt: skip
    return rows + [path.name for each in KEPT_FOLDERS for path in (data / each).rglob("*.*")]
