"""axe-core for tests: `make tour` asks the same of every page in every look."""

from deploy.tour import axe
from tests.support.lacking import skip_or_fail

# What another language or other colours can change; the rest is the page's structure.
WORDS_AND_COLOURS = [
    "button-name", "color-contrast", "document-title", "html-has-lang", "html-lang-valid",
    "image-alt", "input-button-name", "label", "link-name", "svg-img-alt", "target-size",
    "valid-lang",
]  # fmt: skip


def library() -> str:
    """The text of axe-core; without it the test is skipped, and fails on a CI machine."""
    found = axe.library()
    if not found:
        skip_or_fail("axe-core is not in node_modules; it needs npm, then `make test`")
    return found
