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

MAX_WIDTH_PX = 960
JPEG_QUALITY = 80

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
    jpeg = jpeg_of(_fitted(protected(image, source, head_finder)))
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


def jpeg_of(image: NDArray[np.uint8]) -> bytes:
    """`image` (uint8 [height, width, 3], BGR) as a JPEG file, exactly as it is: unprotected."""
    _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return jpeg.tobytes()


def _fitted(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`image` at most MAX_WIDTH_PX wide; protected before, since smaller heads are found worse."""
    height, width = image.shape[:2]
    if width <= MAX_WIDTH_PX:
        return image
    size = (MAX_WIDTH_PX, max(1, round(height * MAX_WIDTH_PX / width)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
