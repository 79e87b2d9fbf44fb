"""The demo's findings."""

from sqlalchemy import select

from portal.findings.models import Finding
from portal.findings.queries import public_record
from portal.registry.addresses import AddressGate
from portal.registry.queries import restaurant_by_code
from portal.seed.district import SAMPLE
from portal.seed.findings import seed_findings
from portal.seed.operations import seed_demo
from portal.shell.rules import local_day
from tests.support.factories import CIPHER, NOON


def test_desks_and_the_sample_kitchen_have_findings_once(session, settings):
    gate = AddressGate(settings.camera_networks)
    seed_demo(session, camera_port=8554, now=NOON, cipher=CIPHER, gate=gate)
    made = [seed_findings(session, now=NOON) for _ in range(2)]
    states = session.scalars(select(Finding.state).order_by(Finding.state)).all()
    place = restaurant_by_code(session, SAMPLE.code)

    assert made == [3, 0]
    assert states == ["closed", "pushed", "pushed"]
    assert len(public_record(session, place.id, today=local_day(NOON))) == 1


def test_an_empty_register_gets_none(session):
    assert seed_findings(session, now=NOON) == 0
