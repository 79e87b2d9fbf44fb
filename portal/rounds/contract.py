"""What the settings say about the Vendor's contract."""

from portal.rounds.rules.faults import ContractTerms
from portal.settings import Settings


def terms_of(settings: Settings) -> ContractTerms:
    """The terms by which Faults that open now are due."""
    return ContractTerms(settings.response_hours, settings.repair_hours)
