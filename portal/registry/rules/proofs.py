"""Which files may prove something, as their first bytes tell."""

from portal.registry.kinds import ProofKind
from portal.shell.rules import FileRefused

MOST_BYTES = 8 * 1024 * 1024  # a photograph of a phone has 2 to 6 MB
MOST_PIXELS = 50_000_000  # a decoded picture takes three bytes each

_SUFFIXES = {ProofKind.JPEG: "jpg", ProofKind.PNG: "png", ProofKind.WEBP: "webp",
             ProofKind.PDF: "pdf"}  # fmt: skip


class ProofRefused(FileRefused):
    """A file is no proof that can be kept; `fault` is "size", "kind", "photo" or "broken"."""

    code = "proof_refused"

    def __init__(self, fault: str) -> None:
        super().__init__(f"this file cannot be kept ({fault}); send a JPEG, PNG, WebP or PDF")
        self.fault = fault


def kind_of(content: bytes) -> ProofKind:
    """What sort of file `content` is, whatever its name says. Raises ProofRefused."""
    if not 0 < len(content) <= MOST_BYTES:
        raise ProofRefused("size")
    if content.startswith(b"\xff\xd8\xff"):
        return ProofKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ProofKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return ProofKind.WEBP
    if content.startswith(b"%PDF-"):
        return ProofKind.PDF
    raise ProofRefused("kind")


def suffix_of(kind: ProofKind) -> str:
    """How the name of a file of this kind ends, without the dot."""
    return _SUFFIXES[kind]
