"""A cloth that somebody hung over the lens: it lets light through, and little else."""

import cv2
import numpy as np

from transcoder.simulator.scene.painting import Picture

_COLOUR = (104, 118, 124)  # a dishcloth in the light of the kitchen, BGR
_FOLDS = 9.0  # levels of luma between a fold's ridge and its bottom
_LETS_THROUGH = 0.28
_SOFT_PX = 7.0  # of a picture an eighth as large
_SMALLER = 8


class Cloth:
    """Hangs before a lens that makes pictures of `size` (width, height)."""

    def __init__(self, size: tuple[int, int], rng: np.random.Generator) -> None:
        width, height = size
        self._size = size
        self._small = max(1, width // _SMALLER), max(1, height // _SMALLER)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        turn = float(rng.uniform(0, np.pi))
        folds = np.sin(x / width * 7 + y / height * 2 + turn) + np.sin(x / width * 3 - turn)
        cloth = np.array(_COLOUR, np.float32) + _FOLDS / 2 * folds[:, :, None]
        self._cloth = np.clip(cloth, 0, 255).astype(np.uint8)

    def over(self, picture: Picture) -> Picture:
        """What the lens sees of `picture`, BGR, through the cloth."""
        small = cv2.resize(picture, self._small, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), _SOFT_PX)
        behind = cv2.resize(soft, self._size, interpolation=cv2.INTER_CUBIC)
        seen = cv2.addWeighted(behind, _LETS_THROUGH, self._cloth, 1 - _LETS_THROUGH, 0)
        return np.asarray(seen, np.uint8)
