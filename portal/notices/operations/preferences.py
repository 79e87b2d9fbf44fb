"""Keeps how somebody wants to be told."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.notices.models import NoticePreference
from portal.notices.rules.wishes import Wish, check_wish
from portal.shell.cipher import Cipher


def set_preference(
    session: Session, person_id: int, wish: Wish, *, cipher: Cipher, actor: Actor, now: datetime
) -> None:
    """Keep `wish` as that of this Person; addresses are stored encrypted. Raises WishRefused.

    The audit entry tells by which means, never at which address.
    """
    check_wish(wish)
    row = session.get(NoticePreference, person_id) or NoticePreference(person_id=person_id)
    row.language = wish.language
    row.mail_encrypted = cipher.encrypt(wish.mail) if wish.mail else None
    row.phone_encrypted = cipher.encrypt(wish.phone) if wish.phone else None
    quiet = wish.quiet_minutes
    row.quiet_from, row.quiet_until = quiet if quiet is not None else (None, None)
    session.add(row)
    session.flush()
    means = [name for name, given in (("mail", wish.mail), ("sms", wish.phone)) if given]
    facts = {"means": means, "quiet": quiet is not None}
    record(session, actor, "notices.wished", f"person {person_id}", at=now, facts=facts)
