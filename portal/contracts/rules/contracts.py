"""What a Contract needs before it can be written down, and which days of it are fixed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.rounds.rules.period import Period
from portal.shell.rules import MingchuError


class ContractUnfit(MingchuError):
    """A Contract, fee or report is not written down: `field` says what is missing or odd."""

    status = 422
    code = "contract_unfit"

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is missing, odd, or there already; correct it")
        self.field = field


class DaysFixed(MingchuError):
    """What a Statement was issued by does not change afterwards."""

    status = 409
    code = "days_fixed"

    def __init__(self, until: date) -> None:
        super().__init__(f"statements are issued up to {until.isoformat()}; begin on that day or "
                         "later")  # fmt: skip
        self.until = until


@dataclass(frozen=True, slots=True)
class Terms:
    """A Contract as the rules ask for it."""

    code: str
    name: str
    vendor: str
    starts_on: date
    until: date
    source: str


def terms_of(
    *, code: str, name: str, vendor: str, starts_on: str, until: str, source: str
) -> Terms:  # fmt: skip
    """The Contract that was written down. Raises ContractUnfit for the first field that is odd."""
    texts = {"code": code, "name": name, "vendor": vendor, "source": source}
    for field, text in texts.items():
        if not text.strip() or not text.isprintable() or (field == "code" and "/" in text):
            raise ContractUnfit(field)
    first, after = day_of("starts_on", starts_on), day_of("until", until)
    if after <= first:
        raise ContractUnfit("until")
    return Terms(code.strip(), name.strip(), vendor.strip(), first, after, source.strip())


def day_of(field: str, text: str) -> date:
    """The day that was typed. Raises ContractUnfit."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ContractUnfit(field) from None


def check_days(day: date, issued: Iterable[str]) -> None:
    """Let something begin to hold on `day`, or raise DaysFixed where a Statement covers it."""
    until = max((Period.parse(name).until for name in issued), default=day)
    if day < until:
        raise DaysFixed(until)
