"""Tells the Vendor that a Statement was issued, and until when its rows may be objected to."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.contracts.models import Contract, Statement
from portal.notices.kinds import Severity
from portal.notices.operations import announce
from portal.notices.rules import About, FieldValue, News, To

VENDORS = To(roles=frozenset({Role.VENDOR}))


def tell_issued(session: Session, contract: Contract, row: Statement, *, now: datetime) -> None:
    """Announce a Statement to the Vendor's people; once."""
    fields: dict[str, FieldValue] = {
        "contract": contract.name,
        "period": row.period,
        "off": f"{row.off_fen // 100:,}.{row.off_fen % 100:02}",
        "until": row.object_until or "",
    }
    news = News(
        kind="contract.statement_issued",
        severity=Severity.II,
        about=About("contract", f"{contract.code} {row.period}"),
        link=f"/desk/contracts/{contract.code}/{row.period}",
        occurred_at=row.issued_at,
        fields=fields,
        key="once",
    )
    announce(session, news, to=VENDORS, now=now)
