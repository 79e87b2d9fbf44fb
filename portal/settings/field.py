"""How a setting is declared."""

from collections.abc import Callable
from dataclasses import field
from typing import Any


def setting(variable: str, default: str, parse: Callable[[str], Any], text: str, **how: Any) -> Any:
    """A field of settings: its variable, its default as one types it, its reader, its meaning."""
    return field(
        default_factory=lambda: parse(default),
        metadata={"variable": variable, "default": default, "parse": parse, "help": text},
        **how,
    )
