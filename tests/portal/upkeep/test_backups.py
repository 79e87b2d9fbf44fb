"""A portal comes back from its backup as it was, with its files and what is encrypted."""

import io
import json
import shutil
import tarfile
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal import create_app
from portal.extensions import db
from portal.findings.models import Evidence
from portal.findings.watching import evidence_under
from portal.registry.cipher import AddressCipher
from portal.registry.models import Camera
from portal.upkeep.archive import MANIFEST, BackupUnusable, checked
from portal.upkeep.backups import ASIDE, SECRETS, make_backup, restore_backup
from portal.upkeep.checking import check_all
from tests.support.factories import NOON
from tests.support.leads import make_lead, serving_camera

URL = "rtsp://someone:secret@10.0.0.9/live"


@pytest.fixture
def settings(settings):
    """Keys are kept in the data directory, as on a machine that was just set up."""
    return replace(settings, camera_keys="", secret_key="")


@pytest.fixture
def lead(session, settings):
    """A lead with its evidence, of a camera whose address only these keys open."""
    cipher = AddressCipher(settings.encryption_keys())
    camera = serving_camera(session, url_encrypted=cipher.encrypt(URL))
    made = make_lead(session, camera, evidence_under(settings.data))
    session.commit()
    return made


@pytest.fixture
def backup(app, settings, lead, tmp_path_factory):
    """A backup of that portal, outside its data directory."""
    file = tmp_path_factory.mktemp("backups") / "mingchu.tar"
    with app.app_context():
        return make_backup(db.engine, settings, file, now=NOON)


def put_back(app, settings, backup, **how):
    with app.app_context():
        return restore_backup(
            db.engine, settings, backup.file, **{"keys": backup.keys, "replace": True} | how
        )


def troubles(app, settings):
    with app.app_context():
        return [text for each in check_all(db.session(), settings.data) for text in each.troubles]


def test_after_everything_is_lost_all_of_it_is_back(app, settings, session, backup):
    before = session.scalars(select(Evidence.sha256)).all()
    session.close()
    shutil.rmtree(settings.data / SECRETS)
    shutil.rmtree(evidence_under(settings.data).root)
    with app.app_context():
        db.session.execute(update(Camera).values(name="changed after the backup"))
        db.session.execute(Evidence.__table__.delete())
        db.session.commit()
    put_back(app, settings, backup)
    camera = session.scalars(select(Camera)).one()

    assert AddressCipher(settings.encryption_keys()).decrypt(camera.url_encrypted) == URL
    assert camera.name != "changed after the backup"
    assert session.scalars(select(Evidence.sha256)).all() == before
    assert troubles(app, settings) == []


def test_files_that_were_there_are_moved_aside_not_deleted(app, settings, session, backup):
    session.close()
    later = evidence_under(settings.data).keep("later", b"taken after the backup")
    put_back(app, settings, backup)

    assert evidence_under(settings.data).read(later.file) is None
    assert (
        settings.data / ASIDE / "evidence" / later.file
    ).read_bytes() == b"taken after the backup"


def test_nothing_of_a_key_is_in_the_backup_itself(settings, backup):
    secrets = [path.read_bytes() for path in (settings.data / SECRETS).iterdir()]
    content = backup.file.read_bytes()

    assert [secret for secret in secrets if secret in content] == []
    assert (backup.file.stat().st_mode | backup.keys.stat().st_mode) & 0o077 == 0


def test_a_portal_that_is_there_is_not_replaced_unasked(app, settings, backup):
    with pytest.raises(BackupUnusable, match="--replace"):
        put_back(app, settings, backup, replace=False)


def test_a_backup_is_not_written_over(app, settings, backup):
    with app.app_context(), pytest.raises(BackupUnusable, match="exists"):
        make_backup(db.engine, settings, backup.file, now=NOON)


def test_with_other_keys_nothing_is_touched(app, settings, session, backup):
    session.close()
    (settings.data / SECRETS / "camera_keys").write_text("another")
    with pytest.raises(BackupUnusable, match="other keys"):
        put_back(app, settings, backup, keys=None)

    assert not (settings.data / ASIDE).exists()


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_flipped_bit_is_found_before_anything_is_touched(app, settings, backup, place):
    content = bytearray(backup.file.read_bytes())
    content[int(len(content) * place)] ^= 1
    backup.file.write_bytes(content)
    with pytest.raises(BackupUnusable):
        put_back(app, settings, backup)

    assert not (settings.data / ASIDE).exists()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_half_a_backup_is_none(backup, share):
    content = backup.file.read_bytes()
    backup.file.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(BackupUnusable):
        checked(backup.file)


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside", "media/../../outside"])
def test_a_file_that_would_lie_outside_is_refused(tmp_path, name):
    file = tmp_path / "bad.tar"
    with tarfile.open(file, "w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 3
        tar.addfile(entry, io.BytesIO(b"abc"))

    with pytest.raises(BackupUnusable, match="no backup has"):
        checked(file)


def test_one_of_another_version_is_refused(tmp_path):
    file = tmp_path / "old.tar"
    fields = {"made_at": "", "engine": "", "revision": "", "keys": "", "files": {}, "format": 0}
    text = json.dumps(fields).encode()
    with tarfile.open(file, "w") as tar:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))

    with pytest.raises(BackupUnusable, match="another version"):
        checked(file)


def test_a_disk_that_is_too_full_is_told(app, settings, lead, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with app.app_context(), pytest.raises(BackupUnusable, match="too full"):
        make_backup(db.engine, settings, tmp_path / "full.tar", now=NOON)

    assert [path.name for path in tmp_path.glob("full*")] == []


def test_by_command(app, settings, lead, tmp_path_factory):
    file = tmp_path_factory.mktemp("backups") / "mingchu.tar"
    runner = app.test_cli_runner()
    made = runner.invoke(args=["backup", str(file)])
    refused = runner.invoke(args=["restore", str(file)])
    restored = runner.invoke(args=["restore", str(file), "--replace"])

    assert (made.exit_code, refused.exit_code, restored.exit_code) == (0, 1, 0)
    assert f"{file}.keys" in made.output
    assert "--replace" in refused.output
    assert "as it was at" in restored.output


@pytest.fixture
def grown_up(settings, new_postgres, tmp_path):
    """A portal on PostgreSQL, and its settings."""
    settings = replace(settings, database=new_postgres())
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app, settings
    with app.app_context():
        db.engine.dispose()


def test_postgresql_comes_back_as_well(grown_up, tmp_path_factory):
    app, settings = grown_up
    file = tmp_path_factory.mktemp("backups") / "mingchu.tar"
    with app.app_context():
        serving_camera(db.session(), name="冷菜间")
        db.session.commit()
        made = make_backup(db.engine, settings, file, now=NOON)
        db.session.execute(update(Camera).values(name="changed after the backup"))
        db.session.commit()
        db.session.close()
    put_back(app, settings, made)
    with app.app_context():
        names = db.session.scalars(select(Camera.name)).all()

    assert names == ["冷菜间"]
    assert troubles(app, settings) == []


def test_a_backup_of_the_other_kind_is_refused(grown_up, backup):
    app, settings = grown_up

    with pytest.raises(BackupUnusable, match="sqlite"):
        put_back(app, settings, backup)


def test_without_its_tools_postgresql_is_not_backed_up(grown_up, tmp_path, monkeypatch):
    app, settings = grown_up
    monkeypatch.setattr(shutil, "which", lambda tool: None)

    with app.app_context(), pytest.raises(BackupUnusable, match="pg_dump is not on the PATH"):
        make_backup(db.engine, settings, tmp_path / "none.tar", now=NOON)
