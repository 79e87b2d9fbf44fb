"""Writes the newest protected still of a camera."""

import logging
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.camera import CameraSource
from transcoder.demand import STILL
from transcoder.errors import StoreFull
from transcoder.finding import PeopleFinder
from transcoder.privacy import protected
from transcoder.storage import DIRECTORY_MODE, write_whole

JPEG_QUALITY = 80
# Tried in this order until a still is small enough to arrive, behind the page, within two seconds
# on a slow line (400 kbit/s, 300 ms); the last is taken whatever its size.
SIZES = ((960, JPEG_QUALITY), (640, JPEG_QUALITY), (640, 60), (480, 60))  # width in px, quality
MOST_BYTES = 45_000

log = logging.getLogger(__name__)


def write_still(
    root: Path,
    source: CameraSource,
    image: NDArray[np.uint8],
    *,
    head_finder: PeopleFinder | None,
    taken_at: float,
) -> None:
    """Publish `image` (uint8 [height, width, 3], BGR), protected as `source` demands.

    The file's mtime is `taken_at`, Unix seconds. Raises StoreFull; the former still then stays.
    """
    jpeg = _small_jpeg_of(protected(image, source, head_finder))
    directory = root / source.code
    try:
        directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFull(f"camera {source.code}: {error.strerror}") from None
    write_whole(directory / STILL, jpeg, modified_at=taken_at)


def forget_still(root: Path, code: str) -> None:
    """Take the still of camera `code` back, since it must no longer be shown.

    Where its store does not answer it cannot be shown either; the next look replaces it.
    """
    try:
        (root / code / STILL).unlink(missing_ok=True)
    except OSError as error:
        log.warning("still_not_deleted", extra={"camera": code, "errno": error.errno})


def jpeg_of(image: NDArray[np.uint8], *, quality: int = JPEG_QUALITY) -> bytes:
    """`image` (uint8 [height, width, 3], BGR) as a JPEG file, exactly as it is: unprotected."""
    _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return jpeg.tobytes()


def _small_jpeg_of(image: NDArray[np.uint8]) -> bytes:
    """The largest of SIZES that has at most MOST_BYTES, else the smallest."""
    jpeg = b""
    for width, quality in SIZES:
        image = _fitted(image, width)
        jpeg = jpeg_of(image, quality=quality)
        if len(jpeg) <= MOST_BYTES:
            break
    return jpeg


def _fitted(image: NDArray[np.uint8], most_px: int) -> NDArray[np.uint8]:
    """`image` at most so wide; protected before, since smaller heads are found worse."""
    height, width = image.shape[:2]
    if width <= most_px:
        return image
    size = (most_px, max(1, round(height * most_px / width)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
