"""What staff ask a list of the register for."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.registry.kinds import RestaurantType, Status
from portal.shell.asked import arguments_of, member, typed

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
        status = args.get("status", "")
        return cls(
            text=typed(args, "q"),
            station=typed(args, "station") or None,
            type=member(RestaurantType, args.get("type")),
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
        return arguments_of(q=self.text, station=self.station, type=self.type, status=self.status)
