"""axe-core within a Chromium: what of a page stands between a reader and its content."""

from pathlib import Path

from selenium import webdriver

from tests.support.lacking import skip_or_fail
from tests.support.tree import ROOT

LIBRARY = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another language or other colours can change; the rest is the page's structure.
WORDS_AND_COLOURS = [
    "button-name", "color-contrast", "document-title", "html-has-lang", "html-lang-valid",
    "image-alt", "input-button-name", "label", "link-name", "svg-img-alt", "target-size",
    "valid-lang",
]  # fmt: skip
ASK = """
  const [rules, tags, done] = arguments;
  axe.run(document, {
    runOnly: rules ? {type: "rule", values: rules} : {type: "tag", values: tags},
    resultTypes: ["violations"], preload: false, iframes: false,
  }).then(
    ({violations}) => done(violations.flatMap(({id, nodes}) => nodes.map(
      (node) => `${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`))),
    (error) => done([String(error)]),
  );
"""


def library() -> str:
    """The text of axe-core; without it the test is skipped, and fails on a CI machine."""
    if not LIBRARY.is_file():
        skip_or_fail("axe-core is not in node_modules; it needs npm, then `make test`")
    return Path(LIBRARY).read_text(encoding="utf-8")


def faults(driver: webdriver.Chrome, axe: str, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds on the page that is shown, a line each: by all rules, or by `rules` alone."""
    driver.execute_script(axe)
    found: list[str] = driver.execute_async_script(ASK, rules, RULES)
    return found
