"""Gives each of many a place in one of the slots that suit it, as many as can be.

A greedy choice alone would leave somebody out although room is left: the one who came first may
sit in the only slot that suits the one who comes last. Here those who sit make room along a chain
of moves (an augmenting path). So as many are placed as any choice could place; and, since sets
that can be placed form a matroid, whoever comes earlier is never left out for one who comes later.
"""

from collections import deque
from collections.abc import Sequence


def placed(wishes: Sequence[Sequence[int]], rooms: Sequence[int]) -> list[int | None]:
    """The slot of each, None for those that are left out.

    `wishes` are the slots that suit each, the dearest first, the most important one first;
    `rooms` is how many fit into each slot.
    """
    held: list[list[int]] = [[] for _ in rooms]
    found: list[int | None] = [None] * len(wishes)
    for number, slots in enumerate(wishes):
        free = next((slot for slot in slots if len(held[slot]) < rooms[slot]), None)
        if free is None:
            _make_room(number, wishes, rooms, held, found)
        else:
            held[free].append(number)
            found[number] = free
    return found


def _make_room(
    number: int,
    wishes: Sequence[Sequence[int]],
    rooms: Sequence[int],
    held: list[list[int]],
    found: list[int | None],
) -> None:
    """Place `number` by moving others along the shortest chain there is; else change nothing."""
    came: dict[int, int] = dict.fromkeys(wishes[number], number)  # who would move into each slot
    waiting = deque(came)
    while waiting:
        slot = waiting.popleft()
        if len(held[slot]) < rooms[slot]:
            _move(slot, came, held, found)
            return
        for other in held[slot]:
            for next_ in wishes[other]:
                if next_ not in came:
                    came[next_] = other
                    waiting.append(next_)


def _move(slot: int, came: dict[int, int], held: list[list[int]], found: list[int | None]) -> None:
    target: int | None = slot
    while target is not None:
        mover = came[target]
        source = found[mover]
        if source is not None:
            held[source].remove(mover)
        held[target].append(mover)
        found[mover] = target
        target = source


def evenly_placed(wishes: Sequence[Sequence[int]], rooms: Sequence[int]) -> list[int | None]:
    """As `placed`, with the fullest slot as empty as it can be without leaving more out."""
    most = sum(slot is not None for slot in placed(wishes, rooms))
    low, high = 0, max(rooms, default=0)
    while low < high:
        level = (low + high) // 2
        found = placed(wishes, [min(room, level) for room in rooms])
        if sum(slot is not None for slot in found) == most:
            high = level
        else:
            low = level + 1
    return placed(wishes, [min(room, high) for room in rooms])
