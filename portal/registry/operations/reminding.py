"""Reminds the bureau of holidays that should have been entered."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.notices.kinds import Severity
from portal.notices.operations import announce
from portal.notices.rules import About, News, To
from portal.registry.queries.clocks import calendar
from portal.registry.rules.working_days import year_missing
from portal.shell.rules import local_day

_KEEPERS = To(roles=frozenset({Role.BUREAU_OFFICER, Role.SYSADMIN}))


def remind_of_holidays(session: Session, *, now: datetime) -> bool:
    """Tell the bureau once when next year's holidays should be known and are not."""
    year = year_missing(calendar(session), today=local_day(now))
    if year is None:
        return False
    news = News(
        kind="calendar.missing",
        severity=Severity.III,
        about=About("calendar", str(year)),
        link="/notices",
        occurred_at=now,
        fields={"year": str(year)},
        key="missing",
    )
    announce(session, news, to=_KEEPERS, now=now)
    return True
