"""Photographs and clips: what is kept of them, and what is refused."""

import io

import pillow_heif
import pytest
from PIL import Image

from portal.live.files import Roots
from portal.participation.case_files import CasePictures, ClipStore
from portal.registry.proofs import LONGEST_SIDE
from portal.registry.rules.proofs import MOST_BYTES, ProofRefused
from tests.portal.participation.cases.conftest import NOW, jpeg

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


@pytest.fixture
def store(tmp_path):
    return CasePictures.under(tmp_path)


def opened(store, code):
    """A kept picture, decoded."""
    return Image.open(io.BytesIO(store.read(code)))


def test_a_photograph_is_turned_upright_and_tells_nothing_of_where_or_by_what(store):
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Phone"
    exif.get_ifd(GPS)[1] = "N"
    saved = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(saved, format="JPEG", exif=exif)

    kept = store.keep(saved.getvalue())

    picture = opened(store, kept.code)
    assert picture.size == (200, 400)
    assert dict(picture.getexif()) == {}


def test_a_phones_heic_becomes_a_jpeg(store):
    saved = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (320, 240), "green")).save(saved, format="HEIF")

    kept = store.keep(saved.getvalue())

    assert kept.original_kind == "heic"
    assert opened(store, kept.code).format == "JPEG"


def test_a_large_photograph_is_made_smaller(store):
    kept = store.keep(jpeg(4000, 1000))

    assert max(opened(store, kept.code).size) == LONGEST_SIDE


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "size"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "size"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(MOST_BYTES), "size"),
        (b"\x00\x00\x00\x18ftypheicbroken", "broken"),
        (b"%PDF-1.7", "photo"),
        (b"GIF89a", "kind"),
        (b"\xff\xd8\xff broken", "broken"),
    ],
)
def test_what_is_no_photograph_is_refused_and_not_kept(store, tmp_path, content, fault):
    with pytest.raises(ProofRefused) as refused:
        store.keep(content)

    assert refused.value.fault == fault
    assert not list(tmp_path.rglob("*.jpg"))


def test_black_boxes_hide_what_is_beneath(store):
    kept = store.keep(jpeg(100, 100))

    copy = store.blackened(kept.code, [[0, 0, 0.5, 1]])

    picture = opened(store, copy).convert("RGB")
    assert max(picture.getpixel((10, 50))) < 20
    assert picture.getpixel((90, 50))[0] > 200
    assert store.blackened("f" * 32, [[0, 0, 1, 1]]) is None


def test_no_name_leads_out_of_the_folder(store):
    assert store.read("../../etc/passwd") is None


def roots_in(folder):
    return Roots(folder / "live", folder / "live")


def test_a_camera_that_shows_nothing_leaves_an_empty_clip(tmp_path):
    clips = ClipStore.under(tmp_path)

    assert clips.secure(roots_in(tmp_path), "abcdefghjk", folder="1-1", now=NOW) == []
    assert clips.read("1-1", "still.jpg") is None
    clips.remove("1-1")


def test_the_segments_of_a_playlist_are_secured_with_it(tmp_path):
    camera = tmp_path / "live" / "abcdefghjk"
    key, run = "0" * 24, "a" * 8
    (camera / run).mkdir(parents=True)
    names = [f"init-{key}.mp4", f"1-{key}.m4s", f"2-{key}.m4s"]
    for name in names:
        (camera / run / name).write_bytes(name.encode())
    listed = "\n".join(f"{run}/{name}" for name in names)
    (camera / "index.m3u8").write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n{listed}\n")
    clips = ClipStore.under(tmp_path)

    kept = clips.secure(roots_in(tmp_path), "abcdefghjk", folder="1-1", now=NOW)

    assert [each.name for each in kept] == [*names, "index.m3u8"]
    assert clips.read("1-1", names[1]) == names[1].encode()
    clips.remove("1-1")
    assert clips.read("1-1", names[1]) is None
