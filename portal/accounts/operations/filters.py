"""Keeps filters of lists for who works with them, and forgets them.

None is recorded in the audit chain: they change nothing for anybody else, and what somebody looks
for every morning is nobody's business.
"""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts import queries
from portal.accounts.models import KeptFilter, Person
from portal.accounts.rules.filters import check_room, plain_filter_name
from portal.shell.database import insert_into


def keep_filter(
    session: Session, person_id: int, *, view: str, name: str, asked: Mapping[str, str]
) -> None:
    """Keep what is `asked` of the list at `view`, instead of what had this name before.

    Raises FilterRefused for a name that cannot be, and for one too many.
    """
    name = plain_filter_name(name)
    # One at a time: two at once would both find room for one more.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    kept = queries.kept_filters(session, person_id, view)
    check_room(name, kept=[row.name for row in kept])
    row = {"person_id": person_id, "view": view, "name": name, "asked": dict(asked)}
    # A button pressed twice sends the same name at the same moment, which is one filter.
    insert = insert_into(session, KeptFilter).values(row)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["person_id", "view", "name"], set_={"asked": insert.excluded.asked}
        )
    )


def forget_filter(session: Session, person_id: int, filter_id: int) -> None:
    """Forget a filter that this Person keeps; one that is gone or somebody else's is no error."""
    session.execute(
        delete(KeptFilter).where(KeptFilter.id == filter_id, KeptFilter.person_id == person_id)
    )


def forget_filters(session: Session, person_id: int) -> None:
    """Forget all filters that this Person keeps."""
    session.execute(delete(KeptFilter).where(KeptFilter.person_id == person_id))
