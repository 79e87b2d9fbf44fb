"""What a finder is taught to find, and in which pictures it is known to be or not to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HEAD, PERSON = range(2)


@dataclass(frozen=True, slots=True)
class Subject:
    """The classes of a finder.

    `annotated` names for a source the classes of which every instance is boxed there, none where
    none is in its pictures. Of a source that is not named all are known where `is_usual` is set,
    and nothing where it is not.
    """

    name: str
    classes: tuple[str, ...]
    annotated: Mapping[str, frozenset[int]] = field(default_factory=dict)
    is_usual: bool = False

    def known_in(self, source: str) -> frozenset[int]:
        """The classes that a source tells of."""
        usual = frozenset(range(len(self.classes))) if self.is_usual else frozenset[int]()
        return self.annotated.get(source, usual)


# What a source boxes wherever it is seen; a class that is missing here is no negative elsewhere.
PEOPLE = Subject(
    "finder",
    ("head", "person"),
    {
        "ilc": frozenset({HEAD}),
        "cdeb": frozenset({HEAD}),
        "coco128": frozenset({PERSON}),
        "rats": frozenset(),
        "smoke": frozenset(),
    },
    is_usual=True,
)
_ONLY = frozenset({0})
# Pictures of streets, rooms, building sites and pets show what is no rodent.
RODENT = Subject(
    "rodent", ("rodent",), dict.fromkeys(("rats", "voc", "vocneg", "css", "coco128"), _ONLY)
)
