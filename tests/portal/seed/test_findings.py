"""The demo's findings."""

import io
from collections import Counter

import pytest
from PIL import Image
from sqlalchemy import select

from portal.findings.kinds import PictureMoment
from portal.findings.models import Finding, FindingPicture
from portal.findings.pictures import FindingPictures
from portal.findings.queries import public_record
from portal.registry.addresses import AddressGate
from portal.registry.queries import restaurant_by_code
from portal.seed.district import SAMPLE
from portal.seed.findings import seed_findings
from portal.seed.operations import seed_demo
from portal.shell.rules import local_day
from tests.support.factories import CIPHER, NOON


@pytest.fixture
def pictures(tmp_path):
    """Where the pictures go."""
    return FindingPictures.under(tmp_path)


@pytest.fixture
def made(session, settings, pictures):
    """How many Findings came of seeding twice."""
    gate = AddressGate(settings.camera_networks)
    seed_demo(session, camera_port=8554, now=NOON, cipher=CIPHER, gate=gate)
    return [seed_findings(session, now=NOON, pictures=pictures) for _ in range(2)]


def test_desks_have_findings_in_every_state_once(made, session):
    assert made == [9, 0]
    assert Counter(session.scalars(select(Finding.state))) == {
        "pushed": 2, "closed": 2, "answered": 1, "appealed": 1, "rectified": 1, "escalated": 1,
        "annulled": 1,
    }  # fmt: skip


def test_the_sample_kitchen_has_a_public_record_with_its_reply(made, session):
    place = restaurant_by_code(session, SAMPLE.code)
    (told,) = public_record(session, place.id, today=local_day(NOON))

    assert "演示" in told.decision
    assert "带盖垃圾桶" in told.reply


def test_each_has_a_drawn_picture_and_says_that_it_is_invented(made, session, pictures):
    rows = session.scalars(select(FindingPicture)).all()
    seen = [each for each in rows if each.moment is PictureMoment.SEEN]

    assert len({each.finding_id for each in seen}) == 9
    for each in rows:
        assert each.source == "seed"
        assert Image.open(io.BytesIO(pictures.read(each.code))).size == (640, 360)
    assert all("演示" in note for note in session.scalars(select(Finding.note)))


def test_an_empty_register_gets_none(session, pictures):
    assert seed_findings(session, now=NOON, pictures=pictures) == 0
