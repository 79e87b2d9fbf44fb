"""Reads the filters of lists that people keep."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import KeptFilter


def kept_filters(session: Session, person_id: int, view: str) -> Sequence[KeptFilter]:
    """What a Person keeps of the list at the endpoint `view`, in the order in which it was kept."""
    return session.scalars(
        select(KeptFilter)
        .where(KeptFilter.person_id == person_id, KeptFilter.view == view)
        .order_by(KeptFilter.id)
        .execution_options(populate_existing=True)  # an insert may have replaced what was read
    ).all()
