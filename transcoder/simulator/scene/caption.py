"""The words burnt into the picture: the zone, the second of the minute, a bar that moves."""

import cv2
import numpy as np

from transcoder.simulator.scene.painting import Picture

_FONT = "uni"  # built into OpenCV, with Chinese
_WHITE, _DARK = (250, 250, 250), (24, 22, 20)


class Caption:
    """Draws a zone's caption; the sixty clock faces are made once."""

    def __init__(self, name: str, size: tuple[int, int]) -> None:
        self._width, self._height = size
        self._big = max(16, round(self._height * 0.085))
        self._name = _words(name, max(11, round(self._height * 0.046)))
        self._clocks = [_words(f":{second:02d}", self._big) for second in range(60)]
        self._margin = round(self._height * 0.03)

    def draw(self, picture: Picture, seconds: float) -> None:
        """Write the caption as it is `seconds` into the clip."""
        words, below = self._clocks[int(seconds) % 60]
        margin, (height, width) = self._margin, below.shape[:2]
        left = self._width - margin - width
        _lay(picture, words, below, (left, margin))
        _lay(picture, *self._name, (margin, margin))
        top, full = margin + height + 2, width - 4
        thick = max(2, self._height // 120)
        cv2.rectangle(picture, (left + 2, top), (left + 2 + full, top + thick), _DARK, -1)
        done = left + 2 + round(full * (seconds % 1.0))
        cv2.rectangle(picture, (left + 2, top), (done, top + thick), (60, 190, 255), -1)


def _words(text: str, size: int) -> tuple[Picture, Picture]:
    """White words with a dark rim, and what they leave of the picture below (0 to 255)."""
    font = cv2.FontFace(_FONT)
    ink = np.zeros((size * 2, size * (len(text) + 4), 3), np.uint8)
    cv2.putText(ink, text, (size // 2, round(size * 1.4)), _WHITE, font, size, 600)
    left, top, width, height = cv2.boundingRect(ink[:, :, 0])
    rim = max(1, size // 14)
    words = ink[top - rim : top + height + rim, left - rim : left + width + rim]
    dark = cv2.dilate(words, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8))
    return words, np.asarray(255 - dark, np.uint8)


def _lay(picture: Picture, words: Picture, below: Picture, at: tuple[int, int]) -> None:
    (left, top), (height, width) = at, below.shape[:2]
    part = picture[top : top + height, left : left + width]
    cv2.add(cv2.multiply(part, below, scale=1 / 255), words, dst=part)
