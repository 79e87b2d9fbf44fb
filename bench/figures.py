"""One measured figure and how it prints."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured `value`, what the bare tool needed (`reference`) and the promise.

    `ratio` is value over reference. `target` bounds the ratio when `on_ratio`, else the value;
    `at_least` says that more is better. Without a target the figure only informs.
    """

    name: str
    value: float
    unit: str
    reference: float | None = None
    target: float | None = None
    on_ratio: bool = True
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """`value` over `reference`, None without one."""
        return self.value / self.reference if self.reference else None

    @property
    def ok(self) -> bool | None:
        """Whether the promise is kept, None when there is none or nothing to compare with."""
        judged = self.ratio if self.on_ratio else self.value
        if self.target is None or judged is None:
            return None
        return judged >= self.target if self.at_least else judged <= self.target

    def line(self) -> str:
        """The figure as one line of JSON."""
        return json.dumps(
            {
                "name": self.name,
                "value": _short(self.value),
                "unit": self.unit,
                "reference": _short(self.reference),
                "ratio": _short(self.ratio),
                "target": self.target,
                "ok": self.ok,
            }
        )


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")
