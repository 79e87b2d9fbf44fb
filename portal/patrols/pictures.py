"""The directory of Snapshots, and the newest picture of a Camera; nothing here is published."""

import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from portal.live.files import Roots, open_still
from portal.patrols.kinds import PictureKind
from portal.registry.kinds import ProofKind
from portal.registry.proofs import KeptFile, ProofStore
from portal.registry.rules.proofs import ProofRefused, kind_of

DIRECTORY = "snapshots"
CODE_BYTES = 16
LOAN_SECONDS = 10.0
STILL_SECONDS = 180.0  # the rounds write one a minute; an older one shows another moment


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a JPEG, of the moment `taken_at`."""

    content: bytes
    taken_at: datetime
    kind: PictureKind


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that lies in the directory now; the row about it is still to be written."""

    code: str
    sha256: str
    size_bytes: int
    taken_at: datetime
    kind: PictureKind


def newest_picture(roots: Roots, camera: str, *, now: datetime) -> Picture | None:
    """The newest picture of the Camera of this code.

    Unprotected, as its running stream lends it, so that an officer sees what is the matter; else
    the newest protected still. None where there is neither, or where it is older than three
    minutes.
    """
    from transcoder.loan import lent_frame
    from transcoder.stills import jpeg_of

    frame = lent_frame(roots.live, camera, within_seconds=LOAN_SECONDS, wall=now.timestamp)
    if frame is not None:
        at = datetime.fromtimestamp(frame.taken_at, UTC)
        return Picture(jpeg_of(frame.image), min(at, now), PictureKind.UNPROTECTED)
    still = open_still(roots.stills, camera)
    if still is None:
        return None
    with still.stream as stream:
        content = stream.read()
    if abs((now - still.written_at).total_seconds()) > STILL_SECONDS:
        return None
    return Picture(content, min(still.written_at, now), PictureKind.PROTECTED)


@dataclass(frozen=True, slots=True)
class SnapshotStore:
    """Snapshots below a folder, under names nobody can guess."""

    files: ProofStore

    @classmethod
    def under(cls, data: Path) -> "SnapshotStore":
        """The store of a portal that keeps everything in `data`."""
        return cls(ProofStore(data / DIRECTORY))

    def keep(self, picture: Picture) -> KeptPicture:
        """Keep a Camera's picture byte by byte as it is: it is evidence."""
        code = secrets.token_hex(CODE_BYTES)
        path = self.files.path(code, ProofKind.JPEG)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent)  # mode 0600 by itself
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(picture.content)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        digest = sha256(picture.content).hexdigest()
        return KeptPicture(code, digest, len(picture.content), picture.taken_at, picture.kind)

    def keep_photo(self, content: bytes, *, now: datetime) -> KeptPicture:
        """Keep a photograph, drawn anew. Raises ProofRefused, keeping nothing."""
        if kind_of(content) is ProofKind.PDF:
            raise ProofRefused("photo")
        kept = self.files.keep_photo(content)
        return KeptPicture(kept.code, kept.sha256, kept.bytes, now, PictureKind.PHOTO)

    def read(self, code: str) -> bytes | None:
        """The JPEG of this name, None when it is gone."""
        try:
            return self.files.path(code, ProofKind.JPEG).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, code: str) -> None:
        """Delete the picture of this name; one that is gone already is none the worse."""
        self.files.path(code, ProofKind.JPEG).unlink(missing_ok=True)

    def drop(self, kept: KeptPicture) -> None:
        """Remove a picture whose row was not written after all."""
        self.files.drop(KeptFile(kept.code, ProofKind.JPEG, kept.size_bytes, kept.sha256))
