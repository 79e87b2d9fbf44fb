"""What a browser does on a page until the one that is wanted is shown: it fills in, and presses."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from passlib.totp import TOTP
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

SECONDS = 60
SENDS = "main form[method=post] button[type=submit]:not(.unseen, .link)"
FIND = """
  const find = (selector) => {
    const found = document.querySelector(selector);
    if (!found) throw new Error(`nothing on ${location.pathname} is ${selector}`);
    return found;
  };
"""
FILL = (
    FIND
    + """
  const [name, value] = arguments;
  const chosen = document.querySelector(
    `main [name="${name}"][type=radio][value="${value}"], main [name="${name}"][type=checkbox]`);
  if (chosen) chosen.checked = true;
  else find(`main [name="${name}"]`).value = value;
"""
)
ATTACH = (
    FIND
    + """
  const [name, file, text] = arguments, held = new DataTransfer();
  held.items.add(new File([text], file));
  find(`main [name="${name}"]`).files = held.files;
"""
)
PRESS = (
    FIND
    + """
  const pressed = find(arguments[0]);
  if (pressed.form) pressed.form.noValidate = true;
  window.isLeft = true;
  pressed.click();
"""
)
# How many seconds the portal asks to wait: twelve looks of a page are more than some pages give in
# a minute. The page for that problem itself names none.
TOLD_TO_WAIT = """
  const done = arguments[0];
  if (performance.getEntriesByType("navigation")[0].responseStatus !== 429) done(0);
  else fetch(location.href, {method: "HEAD"}).then(
    (answer) => done(Number(answer.headers.get("Retry-After") ?? 0)), () => done(0));
"""
ARRIVED = "return !window.isLeft && document.readyState === 'complete'"


class Step(Protocol):
    """One thing that is done on the page that is shown."""

    def play(self, driver: webdriver.Chrome, known: Mapping[str, str]) -> None:
        """Do it; `known` is what a visitor of this portal has been told."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Write a value into a field, or choose it; `{name}` in it stands for what is known."""

    name: str
    value: str

    def play(self, driver: webdriver.Chrome, known: Mapping[str, str]) -> None:
        """Leave the value in the field, however long it is."""
        driver.execute_script(FILL, self.name, self.value.format_map(known))


@dataclass(frozen=True, slots=True)
class Attach:
    """Choose a file with this text in it."""

    name: str
    file: str
    text: str

    def play(self, driver: webdriver.Chrome, known: Mapping[str, str]) -> None:
        """Leave the file in the field."""
        driver.execute_script(ATTACH, self.name, self.file, self.text)


@dataclass(frozen=True, slots=True)
class Press:
    """Press a button or a link, whatever the browser itself thinks of the form."""

    selector: str = SENDS
    until: str = ""  # what the address then holds; a form that is sent too soon is sent again

    def play(self, driver: webdriver.Chrome, known: Mapping[str, str]) -> None:
        """Wait until the next page is there."""
        WebDriverWait(driver, SECONDS).until(self._is_there)

    def _is_there(self, driver: webdriver.Chrome) -> bool:
        driver.execute_script(PRESS, self.selector)
        WebDriverWait(driver, SECONDS).until(lambda _: driver.execute_script(ARRIVED))
        return self.until in driver.current_url


@dataclass(frozen=True, slots=True)
class Open:
    """Open the address that stands on the page as a text."""

    selector: str

    def play(self, driver: webdriver.Chrome, known: Mapping[str, str]) -> None:
        """Go there on the portal that shows it, wherever it says that it stands."""
        here = driver.execute_script("return location.origin")
        there = driver.execute_script(
            FIND + "return new URL(find(arguments[0]).textContent.trim()).pathname", self.selector
        )
        driver.get(here + there)


@dataclass(frozen=True, slots=True)
class Code:
    """Write the code that an authenticator shows for the key on the page."""

    name: str = "code"

    def play(self, driver: webdriver.Chrome, known: Mapping[str, str]) -> None:
        """Leave the code in the field."""
        key = driver.execute_script(FIND + "return find('.code-text').textContent.trim()")
        driver.execute_script(FILL, self.name, TOTP(key).generate(int(time.time())).token)


def visit(driver: webdriver.Chrome, address: str) -> None:
    """Open `address`; where it was asked for too often, again as soon as the portal gives it."""
    driver.get(address)
    while seconds := driver.execute_async_script(TOLD_TO_WAIT):
        time.sleep(seconds)
        driver.get(address)


def play(
    driver: webdriver.Chrome, address: str, steps: Iterable[Step], known: Mapping[str, str]
) -> None:
    """Open `address`, and do one thing after the other."""
    visit(driver, address)
    for step in steps:
        step.play(driver, known)
