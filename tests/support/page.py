"""A page as tests read it: elements by tag, class and attribute, with their text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip


@dataclass
class Element:
    """One element: its tag, attributes, and what stands within."""

    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text within, blanks made one."""
        return " ".join(self._pieces().split())

    def get(self, name: str) -> str | None:
        """An attribute, None when it is missing."""
        return self.attributes.get(name)

    def all(
        self, tag: str | None = None, *, of: str | None = None, **attributes
    ) -> list["Element"]:
        """The elements within, in their order: by tag, class (`of`) and attributes.

        An attribute's name ends in _ where Python needs it; a value True asks for any.
        """
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self._descendants() if each._is(tag, of, wanted)]

    def one(self, tag: str | None = None, *, of: str | None = None, **attributes) -> "Element":
        """The only such element; an AssertionError for none or several."""
        found = self.all(tag, of=of, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {of} {attributes}"
        return found[0]

    def _is(self, tag, of, wanted) -> bool:
        return (
            (tag is None or self.tag == tag)
            and (of is None or of in (self.get("class") or "").split())
            and all(
                name in self.attributes if value is True else self.get(name) == value
                for name, value in wanted.items()
            )
        )

    def _descendants(self):
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._descendants()

    def _pieces(self) -> str:
        return " ".join(
            child if isinstance(child, str) else child._pieces() for child in self.children
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        if data.strip():
            self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The page as one element; an AssertionError where a tag is closed in the wrong order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is never closed"
    return reader.root
