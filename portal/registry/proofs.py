"""Keeps the files that prove something: outside the database, under names nobody can guess."""

import io
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from portal.registry.kinds import ProofKind
from portal.registry.rules.proofs import MOST_PIXELS, ProofRefused, kind_of, suffix_of

FOLDER = "proofs"
_FORMATS = {ProofKind.JPEG: "JPEG", ProofKind.PNG: "PNG", ProofKind.WEBP: "WEBP"}
_CODE_BYTES = 16
LONGEST_SIDE = 1920  # px; enough to see whether a floor is clean


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept now: the row about it, which is still to be written, needs all this."""

    code: str
    kind: ProofKind
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ProofStore:
    """A folder of proofs."""

    root: Path

    @classmethod
    def under(cls, data: Path) -> "ProofStore":
        """The store of a portal that keeps everything under `data`."""
        return cls(data / FOLDER)

    def keep(self, content: bytes) -> KeptFile:
        """Keep a file, a picture drawn anew. Raises ProofRefused, and then keeps nothing.

        Drawing anew leaves behind where a photograph was taken, and whatever hides in it.
        """
        kind = kind_of(content)
        return self._kept(content if kind is ProofKind.PDF else _drawn_anew(content, kind), kind)

    def keep_photo(self, content: bytes) -> KeptFile:
        """Keep a picture as a JPEG of `LONGEST_SIDE` at most, drawn anew. Raises ProofRefused."""
        drawn = _drawn_anew(content, kind_of(content), is_photo=True)
        return self._kept(drawn, ProofKind.JPEG)

    def _kept(self, kept: bytes, kind: ProofKind) -> KeptFile:
        code = secrets.token_hex(_CODE_BYTES)
        path = self.path(code, kind)
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        path.write_bytes(kept)
        path.chmod(0o640)
        return KeptFile(code, kind, len(kept), sha256(kept).hexdigest())

    def path(self, code: str, kind: ProofKind) -> Path:
        """Where the file of this code lies, whether or not it is there."""
        return self.root / code[:2] / f"{code}.{suffix_of(kind)}"

    def drop(self, kept: KeptFile) -> None:
        """Remove a file whose row was not written after all."""
        with suppress(FileNotFoundError):
            self.path(kept.code, kept.kind).unlink()


def _drawn_anew(content: bytes, kind: ProofKind, *, is_photo: bool = False) -> bytes:
    from PIL import Image, ImageOps

    saved = io.BytesIO()
    drawn = ProofKind.JPEG if is_photo else kind
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:  # before it is unpacked
                raise ProofRefused("size")
            upright = ImageOps.exif_transpose(picture)
            upright.info.clear()
            if is_photo:
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            mode = "RGB" if drawn is ProofKind.JPEG else "RGBA"
            upright.convert(mode).save(saved, format=_FORMATS[drawn])
    except ProofRefused:
        raise
    except Exception:  # noqa: BLE001 - Pillow stumbles over a broken file in any way it likes
        raise ProofRefused("broken") from None
    return saved.getvalue()
