"""The ceiling camera: from metres in the room to pixels in the picture.

The room's x runs along the back wall, y away from the camera, z up; (0, 0, 0) lies on the floor
below the middle of the near wall.
"""

from dataclasses import dataclass
from math import cos, radians, sin, tan

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the camera hangs (metres) and looks (degrees; yaw to the right, pitch down)."""

    x: float = 0.0
    y: float = 0.15
    z: float = 2.7
    yaw: float = 0.0
    pitch: float = 25.0
    view: float = 76.0


class Lens:
    """A pinhole camera that makes pictures of `size` (width, height) pixels."""

    def __init__(self, aim: Aim, size: tuple[int, int]) -> None:
        self.size = size
        width, height = size
        yaw, pitch = radians(aim.yaw), radians(aim.pitch)
        self.focal = width / 2 / tan(radians(aim.view) / 2)
        self._middle = np.array([width / 2, height / 2])
        self.place = np.array([aim.x, aim.y, aim.z])
        ahead = np.array([sin(yaw) * cos(pitch), cos(yaw) * cos(pitch), -sin(pitch)])
        right = np.array([cos(yaw), -sin(yaw), 0.0])
        self._axes = np.stack([right, np.cross(right, ahead), ahead], axis=1)

    def pixels(self, points: Points) -> Points:
        """Room points, shape (n, 3), as picture points, shape (n, 2)."""
        seen = (points - self.place) @ self._axes
        across = seen[:, :2] / np.maximum(seen[:, 2:], 0.05)
        flipped: Points = self._middle + self.focal * across * (1.0, -1.0)
        return flipped

    def depths(self, points: Points) -> Points:
        """Distances along the camera's axis in metres, shape (n,)."""
        depths: Points = (points - self.place) @ self._axes[:, 2]
        return depths

    def radius(self, metres: float, depth: float) -> float:
        """Pixels that `metres` across the view span at `depth` metres."""
        return self.focal * metres / max(depth, 0.05)
