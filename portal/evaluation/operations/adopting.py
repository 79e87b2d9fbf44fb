"""Adopts a Period that another district closed, as a document that proves itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.evaluation.models import ClosedPeriod
from portal.evaluation.operations.closing import kept
from portal.evaluation.queries import newest_closed
from portal.evaluation.rules.closing import DistrictUnnamed, DocumentDamaged, check_closing
from portal.evaluation.rules.document import Document, differences, evaluation_in
from portal.evaluation.rules.spans import evaluated
from portal.shell.rules import local_day


def adopt(
    session: Session,
    document: Document,
    *,
    district: tuple[str, str] = ("", ""),
    note: str = "",
    actor: Actor,
    now: datetime,
) -> ClosedPeriod:
    """Keep what another district published of a Period, with its own rows, beside our own Periods.

    Whose it is the document says, else `district` (in Chinese, in English); `note` is told with
    it. Raises DocumentUnreadable, DocumentDamaged, DistrictUnnamed, NotAllowed, PeriodRunning or
    PeriodClosed.
    """
    found = list(differences(document))
    if found:
        raise DocumentDamaged(found)
    evaluation = evaluation_in(document)
    period = evaluated(evaluation.period)
    is_closed = newest_closed(session, period.name) is not None
    counted_on = local_day(evaluation.terms.counted_at)
    check_closing(period, actor=actor, today=min(local_day(now), counted_on), is_closed=is_closed)
    told = evaluation.terms.district
    name, name_en = (each.strip() for each in (told if all(told) else district))
    if not (name and name_en):
        raise DistrictUnnamed
    closed = kept(session, document, evaluation, reason=note.strip(), actor=actor)
    closed.district, closed.district_en = name, name_en
    session.flush()
    record(session, actor, "evaluation.adopted", f"evaluation {period.name}", at=now,
           facts={"digest": closed.digest, "district": name})  # fmt: skip
    return closed
