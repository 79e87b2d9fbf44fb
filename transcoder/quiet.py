"""Keeps logs readable when something fails many times a second."""

import logging


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
