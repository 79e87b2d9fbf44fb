"""axe-core within a Chromium: what of a page stands between a reader and its content."""

from pathlib import Path

from selenium import webdriver

LIBRARY = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
    """The text of axe-core; empty where npm has not fetched it."""
    return LIBRARY.read_text(encoding="utf-8") if LIBRARY.is_file() else ""


def faults(driver: webdriver.Chrome, axe: str, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds on the page that is shown, a line each: by all rules, or by `rules` alone."""
    driver.execute_script(axe)
    found: list[str] = driver.execute_async_script(ASK, rules, RULES)
    return found
