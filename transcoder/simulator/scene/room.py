"""A room being furnished: every thing is drawn at once, so call from far to near.

All measures are metres of the room; colours are BGR.
"""

from collections.abc import Sequence
from math import pi

import cv2
import numpy as np

from transcoder.simulator.scene import textures
from transcoder.simulator.scene.lens import Lens, Points
from transcoder.simulator.scene.painting import (
    Colour,
    Picture,
    darken,
    line,
    polygon,
    shade,
    textured,
)

HALF_WIDTH, DEPTH, HEIGHT = 3.3, 6.2, 3.0
Span = tuple[float, float]
Place = tuple[float, float, float]


class Room:
    """The still part of the picture, drawn `scale` times larger for smooth edges."""

    def __init__(
        self, lens: Lens, rng: np.random.Generator, *, floor: Colour, band: Colour
    ) -> None:
        self.lens = lens
        self.rng = rng
        width, height = lens.size
        self.picture: Picture = np.zeros((height, width, 3), np.uint8)
        self._walls(floor, band)

    def box(
        self,
        x: Span,
        y: Span,
        z: Span,
        *,
        front: Picture | None = None,
        colour: Colour | None = None,
    ) -> None:
        """A box standing parallel to the walls; steel unless it has a `colour`.

        `front` is the material of its near face.
        """
        (x0, x1), (y0, y1), (z0, z1) = x, y, z
        if z0 < 0.3:
            self._contact(x, y)
        sides = self._sides(x1 - x0, y1 - y0, z1 - z0, colour)
        near = front if front is not None else sides[0]
        if self.lens.place[0] > x1:
            self.face([(x1, y0, z1), (x1, y1, z1), (x1, y1, z0), (x1, y0, z0)], sides[1])
        elif self.lens.place[0] < x0:
            self.face([(x0, y1, z1), (x0, y0, z1), (x0, y0, z0), (x0, y1, z0)], sides[1])
        self.face([(x0, y0, z1), (x1, y0, z1), (x1, y0, z0), (x0, y0, z0)], near)
        if self.lens.place[2] > z1:
            self.face([(x0, y1, z1), (x1, y1, z1), (x1, y0, z1), (x0, y0, z1)], sides[2])
            self.edge((x0, y0, z1), (x1, y0, z1), (236, 236, 234) if colour is None else None)

    def cylinder(
        self, at: Span, z: Span, radius: float, *, side: Colour, top: Colour, rim: float = 0.9
    ) -> None:
        """An upright pot, plate or tin; `top` is what it holds, `rim` the share it fills."""
        upper, lower = self.ring(at, z[1], radius), self.ring(at, z[0], radius)
        body = np.vstack([upper, lower])
        order = cv2.convexHull(body.astype(np.float32)).reshape(-1, 2).astype(np.float64)
        polygon(self.picture, order, shade(side, 0.82))
        light = body.mean(axis=0) + (order - body.mean(axis=0)) * (0.55, 0.96)
        polygon(self.picture, light - (body[:, 0].std() * 0.3, 0), shade(side, 1.06))
        polygon(self.picture, upper, shade(side, 1.18))
        polygon(self.picture, self.ring(at, z[1], radius * rim), shade(top, 0.8))
        polygon(self.picture, self.ring(at, z[1] - 0.01, radius * rim * 0.94), top)

    def ring(self, at: Span, z: float, radius: float) -> Points:
        """Picture points of a level circle."""
        angles = np.arange(24) * (2 * pi / 24)
        x, y = at[0] + radius * np.cos(angles), at[1] + radius * np.sin(angles)
        return self.lens.pixels(np.stack([x, y, np.full(24, z)], axis=1))

    def face(self, corners: Sequence[Place], texture: Picture) -> None:
        """Stretch a texture over four room points: top left, top right, bottom right, left."""
        textured(self.picture, self.lens.pixels(np.array(corners, float)), texture)

    def edge(
        self, start: Place, end: Place, colour: Colour | None, *, metres: float = 0.012
    ) -> None:
        """A line in the room, `metres` thick; nothing without a colour."""
        if colour is None:
            return
        ends = np.array([start, end], float)
        depth = float(self.lens.depths(ends).mean())
        width = self.lens.radius(metres, depth)
        line(self.picture, self.lens.pixels(ends), colour, width_px=width)

    def on_back_wall(self, x: Span, z: Span, texture: Picture) -> None:
        """Hang something on the back wall."""
        y = DEPTH - 0.02
        self.face([(x[0], y, z[1]), (x[1], y, z[1]), (x[1], y, z[0]), (x[0], y, z[0])], texture)

    def on_side_wall(self, y: Span, z: Span, texture: Picture, *, is_left: bool) -> None:
        """Hang something on the left or right wall."""
        x, (near, far) = (-HALF_WIDTH + 0.02, y) if is_left else (HALF_WIDTH - 0.02, y[::-1])
        self.face([(x, near, z[1]), (x, far, z[1]), (x, far, z[0]), (x, near, z[0])], texture)

    def _walls(self, floor: Colour, band: Colour) -> None:
        w, d, h, near = HALF_WIDTH, DEPTH, HEIGHT, 0.2
        tiles = textures.wall_tiles(2 * w, h, self.rng, band)
        side = (textures.wall_tiles(d - near, h, self.rng, band) * 0.90).astype(np.uint8)
        ground = textures.floor_tiles(2 * w, d - near, self.rng, floor)
        self.face([(-w, d, 0), (w, d, 0), (w, near, 0), (-w, near, 0)], ground)
        self.face([(-w, d, h), (w, d, h), (w, d, 0), (-w, d, 0)], tiles)
        self.face([(-w, near, h), (-w, d, h), (-w, d, 0), (-w, near, 0)], side)
        self.face([(w, d, h), (w, near, h), (w, near, 0), (w, d, 0)], side)
        for x in (-w, w):
            self._soft([(x, near, 0), (x, d, 0), (x * 0.93, d, 0), (x * 0.93, near, 0)], by=0.35)
            self.edge((x, d, 0), (x, d, h), (168, 172, 172))
        self._soft([(-w, d, 0), (w, d, 0), (w, d - 0.3, 0), (-w, d - 0.3, 0)], by=0.35)

    def _contact(self, x: Span, y: Span) -> None:
        (x0, x1), (y0, y1) = x, y
        around = [(x0 - 0.1, y1, 0), (x1 + 0.1, y1, 0), (x1 + 0.1, y0 - 0.22, 0)]
        self._soft([*around, (x0 - 0.1, y0 - 0.22, 0)], by=0.5)

    def _soft(self, corners: list[Place], *, by: float) -> None:
        room = np.array(corners, float)
        blur = self.lens.radius(0.07, float(self.lens.depths(room).mean()))
        darken(self.picture, self.lens.pixels(room), by=by, blur_px=blur)

    def _sides(
        self, width: float, depth: float, height: float, colour: Colour | None
    ) -> tuple[Picture, Picture, Picture]:
        """Materials of the near face, of the face to the side and of the top."""
        if colour is not None:
            return (
                textures.plain(width, height, shade(colour, 0.94)),
                textures.plain(depth, height, shade(colour, 0.72)),
                textures.plain(width, depth, shade(colour, 1.12)),
            )
        return (
            textures.steel(width, height, self.rng, light=0.90),
            textures.steel(depth, height, self.rng, light=0.66),
            textures.steel(width, depth, self.rng, light=1.14),
        )
