"""What staff ask a list of the register for."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.registry.kinds import RestaurantType, Status

LONGEST = 100  # characters of a search text
NOT_KNOWN = "unknown"  # the Status that nobody recorded, as an address names it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what cannot be understood is left out. `status` as typed."""

    text: str = ""
    station: str | None = None
    type: RestaurantType | None = None
    status: str = ""

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> "Wanted":
        """What an address asks for."""
        kind, status = args.get("type", ""), args.get("status", "")
        return cls(
            text=args.get("q", "").strip()[:LONGEST],
            station=args.get("station") or None,
            type=RestaurantType(kind) if kind in list(RestaurantType) else None,
            status=status if status in [*Status, NOT_KNOWN] else "",
        )

    @property
    def statuses(self) -> frozenset[Status | None]:
        """The Statuses looked for; none means any."""
        if not self.status:
            return frozenset()
        return frozenset({None if self.status == NOT_KNOWN else Status(self.status)})

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for the same."""
        told = {"q": self.text, "station": self.station, "type": self.type, "status": self.status}
        return {name: str(value) for name, value in told.items() if value}


def page_number(text: str | None) -> int:
    """The page that an address asks for; the first where it makes no sense."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 6:
        return 1
    return max(1, int(text))
