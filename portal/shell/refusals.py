"""Why a request was refused, and how the log tells of many without filling up."""

from threading import Lock

from flask import g

WINDOW_SECONDS = 60.0


def refuse_as(reason: str, *, person: int | None = None) -> None:
    """Remember why the present request is refused, and at whose account it aimed.

    The first reason stays: who knows better has spoken before the error page is made.
    """
    g.setdefault("refused_as", reason)
    if person is not None:
        g.setdefault("refused_person", person)


def refused_as() -> str | None:
    """Why the present request was refused, None where nobody said so."""
    reason: str | None = g.get("refused_as")
    return reason


def refused_person() -> int | None:
    """The account at which the refused request aimed, None where that is not known."""
    person: int | None = g.get("refused_person")
    return person


class Sparing:
    """Lets a few lines of each cause pass in a minute, few of all together, and counts the rest.

    What it remembers is bounded by `most`, whatever causes somebody makes up.
    """

    def __init__(self, *, of_each: int, most: int) -> None:
        self._of_each = of_each
        self._most = most
        self._lock = Lock()
        self._begun = float("-inf")
        self._passed: dict[object, int] = {}
        self._held = 0

    def held_before(self, cause: object, *, now: float) -> int | None:
        """How many lines were held back since the last one; None: this one is held back as well.

        `now` is in seconds and never goes back.
        """
        with self._lock:
            if now - self._begun >= WINDOW_SECONDS:
                self._begun = now
                self._passed.clear()
            passed = self._passed.get(cause, 0)
            if passed >= self._of_each or sum(self._passed.values()) >= self._most:
                self._held += 1
                return None
            self._passed[cause] = passed + 1
            held, self._held = self._held, 0
            return held
