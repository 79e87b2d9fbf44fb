"""The files of Cases: pictures that citizens send, and what a Camera showed; none is public."""

import io
import re
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from portal.live.files import Roots, open_media, open_still, read_playlist
from portal.live.rules import MEDIA_NAME, RUN
from portal.participation.rules.intake import KeptPhoto
from portal.registry.kinds import ProofKind
from portal.registry.proofs import KeptFile, ProofStore
from portal.registry.rules.proofs import MOST_BYTES, MOST_PIXELS, ProofRefused, kind_of

PICTURES, CLIPS = "case-pictures", "case-clips"
MOST_CLIP_BYTES = 64 * 1024 * 1024
_HEIC = re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", re.DOTALL)
_MEDIA = re.compile(rb"([0-9a-f]{8})/((?:init-)?[0-9]*-?[0-9a-f]{24}\.(?:mp4|m4s))")
_CODE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class CasePictures:
    """Pictures below a folder, each drawn anew as a JPEG, under names nobody can guess."""

    files: ProofStore

    @classmethod
    def under(cls, data: Path) -> "CasePictures":
        """The store of a portal that keeps everything in `data`."""
        return cls(ProofStore(data / PICTURES))

    def keep(self, content: bytes) -> KeptPhoto:
        """Keep a JPEG, PNG, WebP or HEIC; of the original a hash, size and kind remain.

        Drawing it anew turns it upright and leaves behind where and by what it was taken.
        Raises ProofRefused, and then keeps nothing.
        """
        kind, plain = _as_known(content)
        kept = self.files.keep_photo(plain)
        return KeptPhoto(
            kept.code, kept.sha256, kept.bytes,
            original_sha256=sha256(content).hexdigest(), original_bytes=len(content),
            original_kind=kind,
        )  # fmt: skip

    def read(self, code: str) -> bytes | None:
        """The JPEG of this name, None when it is gone."""
        if not _CODE.fullmatch(code):
            return None
        try:
            return self.files.path(code, ProofKind.JPEG).read_bytes()
        except FileNotFoundError:
            return None

    def blackened(self, code: str, boxes: Iterable[Iterable[float]]) -> str | None:
        """The name of a copy with black `boxes` (corners from 0 to 1), None when it is gone."""
        content = self.read(code)
        if content is None:
            return None
        from PIL import Image, ImageDraw

        saved = io.BytesIO()
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            drawing = ImageDraw.Draw(picture)
            for left, top, right, bottom in boxes:
                corners = (
                    left * picture.width, top * picture.height,
                    right * picture.width, bottom * picture.height,
                )  # fmt: skip
                drawing.rectangle(corners, fill="black")
            picture.save(saved, format="JPEG", quality=90)
        return self.files.keep_photo(saved.getvalue()).code

    def drop(self, code: str) -> None:
        """Delete the picture of this name; one that is gone already is none the worse."""
        self.files.drop(KeptFile(code, ProofKind.JPEG, 0, ""))

    def remove_strays(self, kept: Collection[str], *, before: datetime) -> int:
        """Delete what was written before that moment and is not `kept`; returns how many.

        Such files were added to a form that was never sent.
        """
        strays = [
            path
            for path in self.files.root.glob("??/*.jpg")
            if path.stem not in kept and path.stat().st_mtime < before.timestamp()
        ]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A file of a clip that is kept now."""

    name: str
    sha256: str
    bytes: int
    written_at: datetime

    @property
    def facts(self) -> dict[str, str | int]:
        """As the row about it keeps it."""
        return {
            "name": self.name, "sha256": self.sha256, "bytes": self.bytes,
            "written_at": self.written_at.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClipStore:
    """What Cameras showed about moments that citizens marked: protected pictures alone."""

    root: Path

    @classmethod
    def under(cls, data: Path) -> "ClipStore":
        """The store of a portal that keeps everything in `data`."""
        return cls(data / CLIPS)

    def secure(self, roots: Roots, camera: str, *, folder: str, now: datetime) -> list[ClipFile]:
        """Copy the newest still and the segments of the playlist before they are deleted.

        Nothing is copied where the Camera shows nothing.
        """
        found: list[ClipFile] = []
        with suppress(FileNotFoundError):
            still = open_still(roots.stills, camera)
            if still is not None:
                with still.stream:
                    found.append(self._keep(folder, "still.jpg", still.stream.read()))
        playlist = read_playlist(roots.live, camera, unix_seconds=now.timestamp())
        names = _MEDIA.findall(playlist[1]) if playlist else []
        total = 0
        for run, name in dict.fromkeys((run.decode(), name.decode()) for run, name in names):
            if not RUN.fullmatch(run) or not MEDIA_NAME.fullmatch(name):
                continue
            media = open_media(roots.live, camera, run=run, name=name)
            if media is None or total + media.size_bytes > MOST_CLIP_BYTES:
                continue
            total += media.size_bytes
            with media.stream:
                found.append(self._keep(folder, name, media.stream.read()))
        if playlist and len(found) > 1:
            found.append(self._keep(folder, "index.m3u8", playlist[1]))
        return found

    def read(self, folder: str, name: str) -> bytes | None:
        """A file of a clip, None when it is gone; the names are those of its row."""
        try:
            return (self.root / folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, folder: str) -> None:
        """Delete a whole clip."""
        shutil.rmtree(self.root / folder, ignore_errors=True)

    def _keep(self, folder: str, name: str, content: bytes) -> ClipFile:
        path = self.root / folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o640)
        return ClipFile(
            name, sha256(content).hexdigest(), len(content),
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
        )  # fmt: skip


def _as_known(content: bytes) -> tuple[str, bytes]:
    """The kind of a picture, and it as one that the register's store draws."""
    if not _HEIC.match(content[:32]):
        kind = kind_of(content)
        if kind is ProofKind.PDF:
            raise ProofRefused("photo")
        return kind.value, content
    if len(content) > MOST_BYTES:
        raise ProofRefused("size")
    import pillow_heif

    saved = io.BytesIO()
    try:
        opened = pillow_heif.open_heif(io.BytesIO(content))  # reads its head alone
        if opened.size[0] * opened.size[1] > MOST_PIXELS:
            raise ProofRefused("size")
        opened.to_pillow().convert("RGB").save(saved, format="WEBP", quality=95, method=0)
    except ProofRefused:
        raise
    except Exception:  # noqa: BLE001 - a broken file makes the library stumble in any way it likes
        raise ProofRefused("broken") from None
    return "heic", saved.getvalue()
