"""The directory of pictures about Findings; nothing in it is ever published."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.findings.kinds import PictureMoment
from portal.findings.rules.opening import KeptPicture
from portal.registry.kinds import ProofKind
from portal.registry.proofs import KeptFile, ProofStore
from portal.registry.rules.proofs import ProofRefused, kind_of

DIRECTORY = "finding-pictures"
MOST_PHOTOS = 6  # with one form


@dataclass(frozen=True, slots=True)
class FindingPictures:
    """Pictures below a folder, each drawn anew as a JPEG, under names nobody can guess."""

    files: ProofStore

    @classmethod
    def under(cls, data: Path) -> "FindingPictures":
        """The store of a portal that keeps everything in `data`."""
        return cls(ProofStore(data / DIRECTORY))

    def keep(
        self,
        content: bytes,
        *,
        taken_at: datetime,
        moment: PictureMoment = PictureMoment.SEEN,
        source: str = "",
    ) -> KeptPicture:
        """Keep a picture of any kind that a browser shows. Raises ProofRefused, keeping nothing.

        Drawing it anew leaves behind where it was taken, and whatever hides in it.
        """
        if kind_of(content) is ProofKind.PDF:
            raise ProofRefused("photo")
        kept = self.files.keep_photo(content)
        return KeptPicture(kept.code, kept.sha256, kept.bytes, taken_at, moment, source)

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
