"""Everything encrypted can be brought to the newest key, so that the former ones may go."""

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from portal import create_app
from portal.accounts.binding import second_factors
from portal.extensions import db
from portal.notices.models import NoticePreference
from portal.participation.case_kinds import CaseKind, Category
from portal.participation.models import Case
from portal.participation.operations.filing import file_case
from portal.participation.rules.codes import new_key
from portal.participation.rules.intake import NewCase
from portal.participation.secrecy import SealBroken, Secrecy
from portal.registry.models import Camera
from portal.shell.cipher import Cipher, SecretUnreadable
from portal.upkeep import rotation
from portal.upkeep.rotation import locks, rotate
from tests.portal.conftest import settings_under
from tests.support.factories import make_camera
from tests.support.people import make_person

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ADDRESS, MAIL, WORDS = "rtsp://u:p@10.0.0.5/1", "chen@example.cn", "昨天中午后厨地面全是水"
SETTINGS = ("camera_keys", "account_keys", "case_keys", "notice_keys")
FORMER = dict.fromkeys(SETTINGS, Fernet.generate_key().decode())
NEWEST = dict.fromkeys(SETTINGS, Fernet.generate_key().decode())
BOTH = {name: f"{NEWEST[name]},{FORMER[name]}" for name in SETTINGS}


@pytest.fixture
def settings(tmp_path):
    """A portal that knows the former keys alone."""
    return settings_under(tmp_path, **FORMER)


@pytest.fixture
def with_keys(settings, app):
    """Another portal on the same data, with other keys: `with_keys(BOTH)`."""
    apps = []

    def made(keys):
        apps.append(create_app(settings_under(settings.data, **keys)))
        return apps[-1]

    yield made
    for each in apps:
        with each.app_context():
            db.engine.dispose()


@pytest.fixture
def secrets(app, session):
    """One secret for each key, as the portal stores it."""
    with app.app_context():
        factor = second_factors().generate_totp_secret()
    person = make_person(session, totp_secret=factor)
    mail = Cipher([FORMER["notice_keys"]]).encrypt(MAIL)
    session.add(NoticePreference(person_id=person.id, language="en", mail_encrypted=mail))
    address = Cipher([FORMER["camera_keys"]]).encrypt(ADDRESS)
    camera = make_camera(session, url_encrypted=address)
    told = NewCase(
        key=new_key(), kind=CaseKind.TIP, category=Category.DIRTY, text=WORDS, language="zh",
        work=(new_key(), NOW),
    )  # fmt: skip
    secrecy = Secrecy("only for tests", (FORMER["case_keys"],))
    file_case(session, told, restaurant=camera.restaurant, secrecy=secrecy, now=NOW)
    session.commit()
    return person


def run(app):
    """What the command did."""
    return app.test_cli_runner().invoke(args=["rotate-keys"])


def test_afterwards_the_newest_key_alone_reads_everything(secrets, session, with_keys):
    done = run(with_keys(BOTH))
    session.expire_all()

    assert (done.exit_code, done.output.count("1 rotated")) == (0, 4)
    camera, case = session.scalars(select(Camera)).one(), session.scalars(select(Case)).one()
    told = session.scalars(select(NoticePreference)).one()
    assert Cipher([NEWEST["camera_keys"]]).decrypt(camera.url_encrypted) == ADDRESS
    assert Cipher([NEWEST["notice_keys"]]).decrypt(told.mail_encrypted) == MAIL
    sealed = Secrecy("", (NEWEST["case_keys"],)).unseal(case.sealed)
    assert sealed["text"] == WORDS
    with with_keys(NEWEST).app_context():
        assert second_factors().renewed(secrets.totp_secret)


def test_before_the_newest_key_alone_reads_nothing(secrets, session, with_keys):
    case = session.scalars(select(Case)).one()

    with pytest.raises(SealBroken):
        Secrecy("", (NEWEST["case_keys"],)).unseal(case.sealed)
    with with_keys(NEWEST).app_context(), pytest.raises(SecretUnreadable):
        second_factors().renewed(secrets.totp_secret)


def test_what_no_key_reads_stays_and_is_named(secrets, session, with_keys):
    before = session.scalars(select(Camera.url_encrypted)).one()
    done = run(with_keys(NEWEST))

    assert done.exit_code == 1
    assert "✗ MINGCHU_CAMERA_KEYS: 0 rotated" in done.output
    assert f"person {secrets.id}: totp_secret: no key reads it" in done.output
    assert session.scalars(select(Camera.url_encrypted)).one() == before


def test_what_somebody_changes_meanwhile_is_left_to_them(app, session, monkeypatch):
    cipher = Cipher([FORMER["camera_keys"]])
    camera = make_camera(session, url_encrypted=cipher.encrypt(ADDRESS))
    session.commit()
    theirs = cipher.encrypt("rtsp://10.0.0.6/1")

    def slow(token):
        camera.url_encrypted = theirs
        session.commit()
        return cipher.rotate(token)

    with app.app_context():
        lock = rotation.Lock("MINGCHU_CAMERA_KEYS", (Camera.url_encrypted,), slow)
        rotate(db.session(), lock)
    session.expire_all()

    assert camera.url_encrypted == theirs


def test_more_than_a_batch_is_rotated(app, session, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    cipher = Cipher([FORMER["camera_keys"]])
    for _ in range(5):
        make_camera(session, url_encrypted=cipher.encrypt(ADDRESS))
    session.commit()

    assert "MINGCHU_CAMERA_KEYS: 5 rotated" in run(app).output


def test_every_encrypted_column_has_a_lock(app):
    with app.app_context():
        known = {
            f"{column.class_.__tablename__}.{column.key}"
            for lock in locks(app.config["MINGCHU"])
            for column in lock.columns
        }
    stored = {
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_encrypted") or "encrypted" in (column.comment or "")
    }

    assert stored == known
