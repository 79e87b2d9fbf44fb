"""What guards the portal beside its rules."""

from dataclasses import dataclass

from portal.settings import parsing
from portal.settings.field import setting


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What is asked of people who sign in, and of files that people send."""

    second_factor_for_all: bool = setting(
        "MINGCHU_SECOND_FACTOR_FOR_ALL", "false", parsing.boolean,
        "Whether people of restaurants, too, need a second factor, which else they may choose.",
    )  # fmt: skip
    virus_scanner: str = setting(
        "MINGCHU_VIRUS_SCANNER", "", parsing.scanner_address,
        "clamd that looks at each file people send, unix:///run/clamav/clamd.ctl or "
        "tcp://host:3310; empty means that nobody looks.",
    )  # fmt: skip
    virus_scanner_away: str = setting(
        "MINGCHU_VIRUS_SCANNER_AWAY", "refuse", parsing.refuse_or_take,
        "What becomes of files while the scanner does not answer: `refuse` or `take` them.",
    )  # fmt: skip
