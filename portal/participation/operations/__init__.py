"""Writes of this floor, one public function an act; none commits.

What citizens send writes no audit entry: nobody acts in an office, and an answer has no name.
"""

from portal.participation.operations.answering import (
    Beginning,
    FormGone,
    begin_answer,
    continue_answer,
    spend_work,
)
from portal.participation.operations.asides import appeal_aside, decide_aside
from portal.participation.operations.counting import add_scans, decline
from portal.participation.operations.entering import Told, enter_answer
from portal.participation.operations.inviting import invite
from portal.participation.operations.keys import (
    Secrets,
    destroy_keys,
    display_key,
    forget_forms,
    renew_display_key,
)
from portal.participation.operations.screening import screen
from portal.participation.operations.slips import Printing, print_slips
from portal.participation.operations.waves import (
    Plan,
    close_wave,
    commit_wave,
    draw_wave,
    note_slot,
)

__all__ = [
    "Beginning",
    "FormGone",
    "Plan",
    "Printing",
    "Secrets",
    "Told",
    "add_scans",
    "appeal_aside",
    "begin_answer",
    "close_wave",
    "commit_wave",
    "continue_answer",
    "decide_aside",
    "decline",
    "destroy_keys",
    "display_key",
    "draw_wave",
    "enter_answer",
    "forget_forms",
    "invite",
    "note_slot",
    "print_slips",
    "renew_display_key",
    "screen",
    "spend_work",
]
