"""Sound things with something wrong in them, as hypothesis draws it."""

import copy

from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


LONGEST_SHOWN = 4000


class Long:
    """A long thing, whose beginning alone is shown where it fails a test."""

    def __init__(self, value) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Long({repr(self.value)[:LONGEST_SHOWN]}…)"


@st.composite
def long(draw, inside):
    """What `inside` draws, as a Long."""
    return Long(draw(inside))


@st.composite
def spoilt(draw, sound):
    """One of `sound`, a few of its bytes changed, and perhaps cut."""
    content = bytearray(draw(st.sampled_from(sound)))
    for _ in range(draw(st.integers(0, 8))):
        if content:
            content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.none() | st.integers(0, len(content)))])


@st.composite
def spoilt_document(draw, sound):
    """`sound` with another value, or none, at one or two places within it."""
    document = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 2))):
        place, key = document, None
        while isinstance(place, dict | list) and place and (key is None or draw(st.booleans())):
            inside = place if key is None else place[key]
            if not isinstance(inside, dict | list) or not inside:
                break
            place = inside
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = draw(st.sampled_from(keys))
        if key is None:
            continue
        if draw(st.booleans()):
            place[key] = draw(JSON)
        else:
            del place[key]
    return document
