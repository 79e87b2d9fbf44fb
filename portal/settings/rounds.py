"""The rounds in which every camera is looked at."""

from dataclasses import dataclass

from portal.settings import parsing
from portal.settings.field import setting


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """How cameras are looked at."""

    detectors: int = setting(
        "MINGCHU_DETECTORS", "0", parsing.number,
        "Processes that look at cameras on this machine; 0: one a core, but no more than one for "
        "each 1,000 cameras that are looked at.",
    )  # fmt: skip
    round_batch: int = setting(
        "MINGCHU_ROUND_BATCH", "150", parsing.count,
        "Cameras in a batch, the part of a minute's round that one message hands out.",
    )  # fmt: skip
    round_batches: int = setting(
        "MINGCHU_ROUND_BATCHES", "16", parsing.count,
        "Batches that one detector process looks at side by side.",
    )  # fmt: skip
    looks_at_once: int = setting(
        "MINGCHU_LOOKS_AT_ONCE", "96", parsing.count,
        "Cameras that one detector process holds open at once while it looks at them.",
    )  # fmt: skip
    host_sessions: int = setting(
        "MINGCHU_HOST_SESSIONS", "16", parsing.number,
        "Connections held at once to one recorder or camera; it shrinks by itself where refused.",
    )  # fmt: skip
    host_connects: int = setting(
        "MINGCHU_HOST_CONNECTS_PER_SECOND", "2", parsing.number,
        "New connections a second to one recorder or camera.",
    )  # fmt: skip
