"""Every door that takes a file, with every file that might do harm."""

import io
from pathlib import Path

import pytest
from PIL import Image

from detector.errors import ModelFault
from detector.shelf import put_up
from portal.findings.pictures import FindingPictures
from portal.participation.case_files import CasePictures
from portal.patrols.pictures import SnapshotStore
from portal.registry.proofs import ProofStore
from portal.registry.register_file import read_register
from portal.registry.rules.columns import RegisterRefused
from portal.registry.rules.proofs import ProofRefused
from tests.support.factories import NOON
from tests.support.models import bright_spots, card_file
from tests.support.uploads import SCRIPT, harmless_inside, no_pictures, no_registers

DOORS = {
    "proofs": lambda data, content: ProofStore.under(data).keep(content),
    "case photos": lambda data, content: CasePictures.under(data).keep(content),
    "finding replies": lambda data, content: FindingPictures.under(data).keep(
        content, taken_at=NOON
    ),
    "visit photos": lambda data, content: SnapshotStore.under(data).keep_photo(content, now=NOON),
}
READERS = {
    "portal/evaluation/staff/entering.py",  # money, by the reader of registers
    "portal/findings/staff/sending.py",
    "portal/participation/public/cases/acting.py",
    "portal/participation/public/cases/draft.py",
    "portal/participation/public/cases/telling.py",  # counts them alone
    "portal/patrols/staff/visiting.py",
    "portal/registry/staff/asking.py",
    "portal/shell/null_characters.py",  # reads their names alone
}
"""The modules that read what a browser sent as a file; a new one belongs into DOORS as well."""


def files_below(folder):
    """What is kept below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", no_pictures().values(), ids=no_pictures())
@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_sound_picture_is_refused_and_not_kept(door, content, tmp_path):
    with pytest.raises(ProofRefused):
        DOORS[door](tmp_path, content)

    assert files_below(tmp_path) == []


@pytest.mark.parametrize("content", harmless_inside().values(), ids=harmless_inside())
@pytest.mark.parametrize("door", DOORS)
def test_of_a_picture_nothing_but_the_picture_is_kept(door, content, tmp_path):
    DOORS[door](tmp_path, content)

    (kept,) = files_below(tmp_path)
    drawn = kept.read_bytes()
    with Image.open(io.BytesIO(drawn)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (16, 8)
    assert not [each for each in (SCRIPT, b"Wang", b"<html>", b"PK\3\4") if each in drawn]


@pytest.mark.parametrize("content", no_registers().values(), ids=no_registers())
def test_what_is_no_register_is_refused(content):
    with pytest.raises(RegisterRefused):
        read_register(content)


@pytest.mark.parametrize("content", no_pictures().values(), ids=no_pictures())
def test_what_is_no_model_is_refused_and_not_kept(content, tmp_path):
    card = card_file(bright_spots(tmp_path / "sound.onnx"))
    wrong, shelf = tmp_path / "wrong.onnx", tmp_path / "shelf"
    wrong.write_bytes(content)

    with pytest.raises(ModelFault):
        put_up(shelf, wrong, card)

    assert files_below(shelf) == []


def test_every_door_is_known():
    root = Path(__file__).resolve().parents[2]
    found = {
        str(path.relative_to(root))
        for path in (root / "portal").rglob("*.py")
        if "request.files" in path.read_text(encoding="utf-8")
    }

    assert found == READERS
