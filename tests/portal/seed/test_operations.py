"""Seeding the demo district."""

from datetime import date

import pytest

from portal.extensions import db
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.queries import camera_sources, restaurant_by_code, search_restaurants
from portal.registry.rules import Status, status_at
from portal.registry.rules.columns import RegisterRefused
from portal.seed.district import RESTAURANTS, SAMPLE, Picture, demo_cameras
from portal.seed.operations import seed_demo
from tests.support.factories import CIPHER, NOON


@pytest.fixture
def gate(settings):
    """The gate of the test's networks, loopback among them."""
    return AddressGate(settings.camera_networks)


@pytest.fixture
def seed(session, gate):
    """Seed the district, with differences."""

    def run(*, camera_port=8554, now=NOON):
        return seed_demo(session, camera_port=camera_port, now=now, cipher=CIPHER, gate=gate)

    return run


def test_the_register_holds_the_district_afterwards(seed, session):
    report = seed()

    assert (report.restaurants.created, report.cameras.created) == (12, 40)
    assert search_restaurants(session, per_page=50).total == 12


def test_the_second_time_nothing_changes(seed):
    seed()

    assert not seed().has_changed


def test_codes_are_the_published_ones(seed, session):
    seed()

    found = restaurant_by_code(session, SAMPLE.code)

    assert found.name == SAMPLE.name
    assert [each.code for each in found.cameras] == [each.code for each in SAMPLE.cameras]


def test_codes_stay_when_seeded_again(seed, session):
    seed()
    seed(camera_port=9554)

    assert [restaurant_by_code(session, each.code).name for each in RESTAURANTS] == [
        each.name for each in RESTAURANTS
    ]


def test_another_port_changes_the_addresses_alone(seed):
    seed()

    report = seed(camera_port=9554)

    assert (report.cameras.changed, report.cameras.created) == (40, 0)
    assert (report.restaurants.changed, report.restaurants.created) == (0, 0)


def test_cameras_lead_to_the_simulator(seed, session, settings):
    seed(camera_port=9554)

    sources = camera_sources(
        session, day=date(2026, 11, 20), cipher=CIPHER, networks=settings.camera_networks
    )

    expected = {each.code: f"rtsp://127.0.0.1:9554/{each.name}" for each in demo_cameras()}
    assert {code: source.url for code, source in sources.items()} == expected


def test_one_restaurant_is_suspended_and_the_others_open(seed, session):
    seed(now=NOON.replace(year=2026, month=12))

    states = {
        each.key: status_at(
            restaurant_by_code(session, each.code).status_spans, NOON.replace(year=2027)
        )
        for each in RESTAURANTS
    }

    assert states.pop("noodles") is Status.SUSPENDED
    assert set(states.values()) == {Status.OPEN}


def test_masked_cameras_have_their_areas(seed, session):
    seed()

    stored = restaurant_by_code(session, RESTAURANTS[3].code).cameras[0]

    assert stored.polygons == [[list(corner) for corner in RESTAURANTS[3].cameras[0].masked[0]]]


def test_a_demo_restaurant_is_found_by_its_initials(seed, session):
    seed()

    assert [each.code for each in search_restaurants(session, text="ygxg").rows] == [SAMPLE.code]


def test_every_open_camera_says_that_nobody_is_filmed(seed, session):
    seed()

    bases = {
        camera.privacy_basis
        for each in RESTAURANTS
        for camera in restaurant_by_code(session, each.code).cameras
        if camera.privacy == "open"
    }

    assert len(bases) == 1
    assert "nobody is filmed" in bases.pop()


def test_the_missing_camera_has_an_address_all_the_same(seed, session, settings):
    seed()
    missing = next(each for each in demo_cameras() if each.picture is Picture.MISSING)

    sources = camera_sources(
        session, day=date(2026, 11, 20), cipher=CIPHER, networks=settings.camera_networks
    )

    assert missing.code in sources


def test_seeding_is_refused_where_loopback_is_no_camera_network(session):
    with pytest.raises(RegisterRefused):
        seed_demo(session, camera_port=8554, now=NOON, cipher=CIPHER, gate=AddressGate(()))

    assert search_restaurants(session).total == 0


def test_the_command_seeds_and_names_the_sample(app):
    result = app.test_cli_runner().invoke(args=["seed", "demo"])

    assert result.exit_code == 0, result.output
    assert "restaurants: 12 new, 0 changed; cameras: 40 new, 0 changed" in result.output
    assert f"{SAMPLE.name}: http://127.0.0.1:8000/r/{SAMPLE.code}" in result.output
    assert "a case at http://127.0.0.1:8000/cases: XS-" in result.output


def test_the_command_commits(app):
    app.test_cli_runner().invoke(args=["seed", "demo"])

    with app.app_context():
        assert restaurant_by_code(db.session(), SAMPLE.code) is not None


class TestWithoutLoopback:
    """Where the networks do not contain the simulator's address."""

    @pytest.fixture
    def settings(self, settings):
        return type(settings)(data=settings.data, live_root=settings.live_root)

    def test_the_command_says_which_setting_to_change(self, app):
        result = app.test_cli_runner().invoke(args=["seed", "demo"])

        assert result.exit_code == 1
        assert "MINGCHU_CAMERA_NETWORKS" in result.output


def test_keys_of_the_settings_read_what_the_command_stored(app, settings):
    app.test_cli_runner().invoke(args=["seed", "demo"])

    with app.app_context():
        sources = camera_sources(
            db.session(), day=date(2026, 11, 20), cipher=AddressCipher(settings.encryption_keys()),
            networks=settings.camera_networks,
        )  # fmt: skip
    assert len(sources) == 40
