"""How log lines look, and how they stay few when something fails many times a second."""

import json
import logging
import sys
from typing import Final

_USUAL: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class FactsFormatter(logging.Formatter):
    """Writes a line as level, event and facts: `WARNING camera_failed camera=abc cause=busy`.

    The facts are what the caller gave as `extra`; a traceback follows on its own lines. A fact
    with a blank or a line break in it is written in quotation marks, so that it forges no other.
    """

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line without its traceback."""
        told = vars(record).items()
        facts = [f"{name}={_plain(str(value))}" for name, value in told if name not in _USUAL]
        return " ".join([super().formatMessage(record), *facts])


def _plain(text: str) -> str:
    """`text` without a blank, line break or other sign that would end it early."""
    is_plain = text.isprintable() and not any(sign.isspace() or sign in '"=' for sign in text)
    return text if is_plain else json.dumps(text)


def log_to_stderr() -> None:
    """Write the log of this process to standard error, unless it is written somewhere already."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(FactsFormatter())
        root.addHandler(handler)
        root.setLevel(logging.INFO)


class OneASecond(logging.Filter):
    """Lets one line a second of each event and camera pass.

    A line that passes tells in `held` how many were held back before it. Add it to a logger;
    `camera` is taken from the line's `extra`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._passed_at: dict[tuple[str, str], float] = {}
        self._held: dict[tuple[str, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether `record` passes."""
        cause = (str(record.msg), str(getattr(record, "camera", "")))
        if record.created - self._passed_at.get(cause, float("-inf")) < 1:
            self._held[cause] = self._held.get(cause, 0) + 1
            return False
        record.held = self._held.pop(cause, 0)
        self._passed_at[cause] = record.created
        return True
