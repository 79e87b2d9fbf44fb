"""Of what the sender of a Complaint is told by SMS; never the code, nor what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.participation.case_kinds import CaseAct, CaseKind, Channel

RECEIVED = "case.text_received"
JOINED = "case.text_joined"
PROMISED = "case.text_promised"
ASKED = "case.text_asked"
ANSWERED = "case.text_answered"
DECIDED = "case.text_decided"
REOPENED = "case.text_reopened"

TOLD_OF: Mapping[CaseAct, str] = {
    CaseAct.ACCEPT: PROMISED,
    CaseAct.ASK_INFO: ASKED,
    CaseAct.REPLY: ANSWERED,
    CaseAct.DECIDE: DECIDED,
    CaseAct.REFUSE: DECIDED,
    CaseAct.TRANSFER: DECIDED,
    CaseAct.REOPEN: REOPENED,
}
"""The text that follows an act; of the others the page of the Case tells."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender of whom no row of a Case tells."""

    kind: CaseKind
    has_contact: bool
    no_texts: bool
    channel: Channel = Channel.PAGE
    erased_at: datetime | None = None


class Reachable(Protocol):
    """What is known of a sender, as far as texts ask."""

    @property
    def kind(self) -> CaseKind:
        """Tip or Complaint."""

    @property
    def channel(self) -> Channel:
        """The door."""

    @property
    def has_contact(self) -> bool:
        """Whether a number was left."""

    @property
    def no_texts(self) -> bool:
        """Whether its sender wants none."""

    @property
    def erased_at(self) -> datetime | None:
        """When the number was erased; None: not yet."""


def takes_texts(sender: Reachable) -> bool:
    """Whether texts go to this sender: of a Complaint, with a number, who does not mind.

    Tips are anonymous, and who reports from within is never written to.
    """
    return has_number(sender) and not sender.no_texts


def has_number(sender: Reachable) -> bool:
    """Whether a sender may be asked about texts at all."""
    return (
        sender.kind is CaseKind.COMPLAINT
        and sender.channel is Channel.PAGE
        and sender.has_contact
        and sender.erased_at is None
    )
