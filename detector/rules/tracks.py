"""Follows what is seen from look to look of a burst."""

from collections.abc import Sequence

from detector.rules.targets import Target

# How far a centre may go between two looks, in diagonals of its box and a second; no less than
# for one second. A head is 28 cm across: 80 cm a second, as in a kitchen, not as on a pavement.
REACH = 3.0
# One is not twice as large as a moment ago.
GROWTH = 2.0

# A target, or None, for each look of a burst.
Track = tuple[Target | None, ...]


def tracks_of(looks: Sequence[Sequence[Target]], moments: Sequence[float]) -> list[Track]:
    """The same thing through the looks: nearest first, each target in one track."""
    tracks: list[list[Target | None]] = []
    for index, seen in enumerate(looks):
        left = list(seen)
        for target, track in _nearest(tracks, left, moments[: index + 1]):
            track.append(target)
            left.remove(target)
        for track in tracks:
            if len(track) == index:
                track.append(None)
        tracks += [[*[None] * index, target] for target in left]
    return [tuple(track) for track in tracks]


def _nearest(
    tracks: Sequence[list[Target | None]], seen: Sequence[Target], moments: Sequence[float]
) -> list[tuple[Target, list[Target | None]]]:
    """Pairs of targets and tracks, the nearest first, each in one pair."""
    near = []
    for number, track in enumerate(tracks):
        place, last = max((i, each) for i, each in enumerate(track) if each is not None)
        reach = REACH * max(1.0, moments[-1] - moments[place])
        for target_number, target in enumerate(seen):
            distance = last.box.distance_to(target.box)
            if distance <= reach and _is_alike(last, target):
                near.append((distance, number, target_number))
    pairs, taken_tracks, taken = [], set(), set()
    for _, number, target_number in sorted(near):
        if number not in taken_tracks and target_number not in taken:
            taken_tracks.add(number)
            taken.add(target_number)
            pairs.append((seen[target_number], tracks[number]))
    return pairs


def _is_alike(one: Target, other: Target) -> bool:
    small, large = sorted((one.box.area, other.box.area))
    return large <= small * GROWTH * GROWTH
