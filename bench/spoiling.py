"""What happens to a camera's picture: harmless things, and those that integrity must notice.

Pictures are uint8 [360, 640, 3], BGR; each function gives a new one.
"""

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Random = np.random.Generator
Change = Callable[[Picture, Random], Picture]
Course = Callable[[Picture, Random], Sequence[Picture]]

SIZE = (640, 360)


def fitted(image: Picture) -> Picture:
    """The middle of `image` in 16:9, brought to 640×360."""
    height, width = image.shape[:2]
    new_width, new_height = min(width, height * 16 // 9), min(height, width * 9 // 16)
    left, top = (width - new_width) // 2, (height - new_height) // 2
    middle = image[top : top + new_height, left : left + new_width]
    return _picture(cv2.resize(middle, SIZE, interpolation=cv2.INTER_AREA))


def noise(sigma: float) -> Change:
    """A sensor's noise, the same in all colours."""

    def change(image: Picture, rng: Random) -> Picture:
        grain = rng.normal(0, sigma, image.shape[:2]).astype(np.float32)
        return _picture(image + grain[..., None])

    return change


def light(factor: float, sigma: float = 2.0, plus: float = 0.0) -> Change:
    """More or less light, with noise of `sigma` levels as it stands in the result."""

    def change(image: Picture, rng: Random) -> Picture:
        return noise(sigma)(_picture(image * factor + plus), rng)

    return change


def jpeg(quality: int) -> Change:
    """Compressed once more."""

    def change(image: Picture, rng: Random) -> Picture:
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return _picture(cv2.imdecode(data, cv2.IMREAD_COLOR))

    return change


def blur(sigma: float) -> Change:
    """Out of focus, with the noise of a sensor."""

    def change(image: Picture, rng: Random) -> Picture:
        return noise(2.0)(_picture(cv2.GaussianBlur(image, (0, 0), sigma)), rng)

    return change


def shift(share: float) -> Change:
    """Turned aside by a share of the picture's width, in some direction; edges repeated."""

    def change(image: Picture, rng: Random) -> Picture:
        angle = rng.uniform(0, 2 * np.pi)
        step = share * SIZE[0]
        matrix = np.array([[1, 0, step * np.cos(angle)], [0, 1, step * np.sin(angle)]], np.float32)
        return _warped(image, matrix)

    return change


def rotate(degrees: float, zoom: float = 1.0) -> Change:
    """Turned around its middle, or zoomed in."""

    def change(image: Picture, rng: Random) -> Picture:
        middle = (SIZE[0] / 2, SIZE[1] / 2)
        return _warped(image, cv2.getRotationMatrix2D(middle, degrees, zoom))

    return change


def cover(share: float) -> Change:
    """A hand, a bag or tape before the lens: a soft, unevenly lit shape over `share` of it."""

    def change(image: Picture, rng: Random) -> Picture:
        height, width = image.shape[:2]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        angle = rng.uniform(0, 2 * np.pi)
        ahead = x * np.cos(angle) + y * np.sin(angle) + 40 * np.sin(y / rng.uniform(40, 90))
        edge = np.quantile(ahead, share)
        mask = cv2.GaussianBlur((ahead <= edge).astype(np.float32), (0, 0), 7)[..., None]
        colour = rng.uniform(60, 190) * np.array([rng.uniform(0.6, 1), rng.uniform(0.7, 1), 1])
        shade = 1 + 0.25 * np.sin((x + y) / rng.uniform(150, 400))[..., None]
        return noise(2.0)(_picture(image * (1 - mask) + colour * shade * mask), rng)

    return change


def person(share: float) -> Change:
    """Somebody close to the camera: a textured upright shape over `share` of the picture."""

    def change(image: Picture, rng: Random) -> Picture:
        height, width = image.shape[:2]
        across = round(width * share / 0.9)
        left = int(rng.integers(0, max(1, width - across)))
        body = cv2.resize(rng.integers(40, 200, (24, 12, 3)).astype(np.uint8), (across, height))
        spoilt = image.copy()
        spoilt[height // 10 :, left : left + across] = body[height // 10 :]
        return spoilt

    return change


HARMLESS: Mapping[str, Change] = {
    "as it is": noise(0.0),
    "noise 3": noise(3.0),
    "noise 8": noise(8.0),
    "JPEG 40": jpeg(40),
    "light × 0.5": light(0.5),
    "light × 1.3": light(1.3),
    "night × 0.2, noise 4": light(0.2, 4.0),
    "night × 0.1, noise 4": light(0.1, 4.0),
    "blur 2 px": blur(2.0),
    "shaken by 2 px": shift(2 / 640),
    "a person over 25 %": person(0.25),
    "a hand over 25 %": cover(0.25),
}
SPOILT: Mapping[str, tuple[str, Change]] = {
    "black, noise 2": ("dark", light(0.03)),
    "light × 0.1, noise 2": ("dark", light(0.1)),
    "light × 4 + 80": ("overexposed", light(4.0, plus=80)),
    "blur 6 px": ("blurred", blur(6.0)),
    "blur 8 px": ("blurred", blur(8.0)),
    "blur 12 px": ("blurred", blur(12.0)),
    "cover over 60 %": ("covered", cover(0.6)),
    "cover over 80 %": ("covered", cover(0.8)),
    "cover over 95 %": ("covered", cover(0.95)),
    "cover over all": ("covered", cover(1.0)),
    "turned by 2 %": ("moved", shift(0.02)),
    "turned by 5 %": ("moved", shift(0.05)),
    "turned by 15 %": ("moved", shift(0.15)),
    "rotated by 5°": ("moved", rotate(5)),
    "rotated by 10°": ("moved", rotate(10)),
    "zoom × 1.3": ("moved", rotate(0, 1.3)),
}


def still(sigma: float, quality: int) -> Course:
    """A room where nothing moves, seen by a live sensor: three looks."""

    def course(image: Picture, rng: Random) -> Sequence[Picture]:
        grain, code = noise(sigma), jpeg(quality)
        return [code(grain(image, rng), rng) for _ in range(3)]

    return course


def frozen(qualities: Sequence[int]) -> Course:
    """One picture over and over, coded each time at one of `qualities`."""

    def course(image: Picture, rng: Random) -> Sequence[Picture]:
        return [jpeg(quality)(image, rng) for quality in qualities]

    return course


def clock_only(image: Picture, rng: Random) -> Sequence[Picture]:
    """A noiseless still room with a running clock, coded alike each time."""
    looks = [image.copy() for _ in range(3)]
    for number, look in enumerate(looks):
        cv2.putText(look, f"12:0{number}:3{number}", (430, 40), 0, 1.0, (255, 255, 255), 2)
    return looks


def visits(repeated: int) -> Course:
    """Thirty looks at a room with somebody somewhere else each time, after `repeated` from anew."""

    def course(image: Picture, rng: Random) -> Sequence[Picture]:
        somebody, grain = person(0.2), noise(1.5)
        looks = [grain(somebody(image, rng), rng) for _ in range(min(repeated, 30))]
        return [looks[number % len(looks)] for number in range(30)]

    return course


def come_and_gone(image: Picture, rng: Random) -> Sequence[Picture]:
    """Thirty looks, in one of three somebody; else the room stands there as it always does."""
    somebody, grain = person(0.2), noise(1.0)
    return [grain(image if n % 3 else somebody(image, rng), rng) for n in range(30)]


COURSES: Mapping[str, tuple[str | None, Course]] = {
    "still room, noise 0.5, JPEG 80": (None, still(0.5, 80)),
    "still room, noise 1, JPEG 80": (None, still(1.0, 80)),
    "still room, noise 2, JPEG 40": (None, still(2.0, 40)),
    "still room, noise 4, JPEG 40": (None, still(4.0, 40)),
    "still room, no noise, a clock": (None, clock_only),
    "people come and go": (None, visits(30)),
    "people come, room empties": (None, come_and_gone),
    "same picture": ("frozen", frozen((80, 80, 80))),
    "same picture, coding 80, 78, 82": ("frozen", frozen((80, 78, 82))),
    "same picture, coding 80, 60, 70": ("frozen", frozen((80, 60, 70))),
    "loop of 5 looks": ("replay", visits(5)),
    "loop of 12 looks": ("replay", visits(12)),
    "loop of 27 looks": ("replay", visits(27)),
}


def _warped(image: Picture, matrix: NDArray[np.floating]) -> Picture:
    return _picture(cv2.warpAffine(image, matrix, SIZE, borderMode=cv2.BORDER_REFLECT))


def _picture(values: NDArray[np.generic]) -> Picture:
    return np.clip(values, 0, 255).astype(np.uint8)
