"""Which foreign pages may frame a player, and how large it is there."""

import re
from urllib.parse import urlsplit

from portal.shell.rules import MingchuError

FRAME_WIDTH, CAPTION_HEIGHT = 640, 80


class OriginInvalid(MingchuError):
    """A foreign page's origin is not scheme://host[:port] in plain letters."""

    code = "origin_invalid"

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"{origin!r} is no origin; write it as https://www.example.org with nothing behind"
        )


def plain_origin(text: str) -> str:
    """`text` as an origin may stand in a header; raises OriginInvalid for anything else."""
    origin = text.strip().lower()
    if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", origin):
        raise OriginInvalid(text)
    parts = urlsplit(origin)
    try:
        port = parts.port
    except ValueError:
        raise OriginInvalid(text) from None
    default = {"http": 80, "https": 443}[parts.scheme]
    ending = f":{port}" if port not in {None, default} else ""
    return f"{parts.scheme}://{parts.hostname}{ending}"


def embedded_code(url: str, *, home: str) -> str | None:
    """The restaurant's code in the address of a kitchen page or frame below `home`, else None."""
    path = re.escape(home) + r"(?:/en)?/(?:r|embed)/([0-9a-hjkmnp-tv-z]{10})/?(?:[?#].*)?"
    found = re.fullmatch(path, url)
    return found[1] if found else None


def frame_size(max_width: int | None, max_height: int | None) -> tuple[int, int]:
    """Width and height in pixels of the player's frame: 16:9 and a caption of 80 pixels."""
    width = FRAME_WIDTH if max_width is None else max(1, min(FRAME_WIDTH, max_width))
    height = width * 9 // 16 + CAPTION_HEIGHT
    if max_height is not None and height > max_height:
        height = max(1, max_height)
        width = min(width, max(1, (height - CAPTION_HEIGHT) * 16 // 9))
    return width, height
