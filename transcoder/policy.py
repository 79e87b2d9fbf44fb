"""What a camera's privacy and codec decide, without looking at a single pixel."""

from transcoder.camera import CameraSource, Polygon, Privacy, Strength

COPIED_CODEC = "h264"  # the one that every browser plays


def has_mask(polygons: tuple[Polygon, ...]) -> bool:
    """Whether polygons can be drawn: one at least, each with an area."""
    return bool(polygons) and all(_is_drawable(polygon) for polygon in polygons)


def may_move(
    privacy: Privacy,
    polygons: tuple[Polygon, ...] = (),
    *,
    has_head_finder: bool,
    strength: Strength = Strength.HEADS,
) -> bool:
    """Whether a moving picture can be published protected as `privacy` demands.

    What is pixelated as a whole needs no finder.
    """
    if privacy is Privacy.MASK:
        return has_mask(polygons)
    return privacy is Privacy.OPEN or has_head_finder or strength is Strength.WHOLE


def must_encode(source: CameraSource, codec: str) -> bool:
    """Whether `source`, which sends `codec` (libav's name), cannot be copied as it is."""
    return source.privacy is not Privacy.OPEN or codec != COPIED_CODEC


def _is_drawable(polygon: Polygon) -> bool:
    """Three corners at least, all inside the picture (NaN is not), and not all on one line."""
    if len(polygon) < 3 or not all(0 <= value <= 1 for corner in polygon for value in corner):
        return False
    columns, rows = zip(*polygon, strict=True)
    return bool(max(columns) > min(columns) and max(rows) > min(rows))
