"""When a Camera that refused to be opened may be tried again; source: docs/design/looking.md.

Some makers lock out an address after a few wrong passwords, so a refused one is not tried again
by itself. Until it is, the refusal stands: nobody can see anything of that Camera. Addresses are
known here by their marks alone, which tell nothing of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.rounds.kinds import Refused
from portal.shell.rules import MingchuError

NO_SUCH_PATH_PAUSE = timedelta(minutes=5)
TRY_AGAIN_PAUSE = timedelta(hours=1)
# The second wrong password of one user at one host pauses that user there.
REFUSALS_BEARABLE = 1


class TriedLately(MingchuError):
    """A person asked to try a Camera again less than an hour after the last time."""

    status = 409
    code = "tried_lately"

    def __init__(self, next_at: datetime) -> None:
        super().__init__(f"this camera may be tried again from {next_at.isoformat()}")
        self.next_at = next_at


class NothingRefused(MingchuError):
    """A Camera that refused nothing needs no second try: it is looked at anyway."""

    status = 409
    code = "nothing_refused"

    def __init__(self) -> None:
        super().__init__("this camera has not refused anything; it is looked at every minute")


@dataclass(frozen=True, slots=True)
class Login:
    """The marks of a Camera's whole address, and of the user and password at its host."""

    address: str
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """That a Camera refused `login` at `refused_at`; `released_at`: a person said "try again".

    `is_bearing` says that it still counts against its user; it no longer does once the host
    accepted that user.
    """

    camera_id: int
    cause: Refused
    login: Login
    refused_at: datetime
    released_at: datetime | None = None
    is_bearing: bool = True


def standing(
    camera_id: int, login: Login, refusals: Collection[Refusal], *, now: datetime
) -> Refused | None:
    """The refusal that keeps the Camera from being opened now; None: it may be tried.

    `refusals` are its own and those of its user. Another address, also another password, may
    always be tried once.
    """
    own = next((each for each in refusals if each.camera_id == camera_id), None)
    if own is None or own.login.address != login.address:
        return Refused.BAD_PASSWORD if _is_paused(login, refusals) else None
    if own.cause is Refused.NO_SUCH_PATH:
        has_passed = not own.refused_at <= now < own.refused_at + NO_SUCH_PATH_PAUSE
    else:
        has_passed = own.released_at is not None and own.released_at > own.refused_at
    return None if has_passed else own.cause


def may_release(refusal: Refusal | None, *, now: datetime) -> None:
    """Let a person have the Camera of `refusal` tried again, or say why not.

    Raises NothingRefused, or TriedLately within an hour of the last time.
    """
    if refusal is None:
        raise NothingRefused
    released_at = refusal.released_at
    if released_at is not None and released_at <= now < released_at + TRY_AGAIN_PAUSE:
        raise TriedLately(released_at + TRY_AGAIN_PAUSE)


def _is_paused(login: Login, refusals: Collection[Refusal]) -> bool:
    """Whether this user's password was refused at this host more often than it bears."""
    against = [
        each
        for each in refusals
        if each.cause is Refused.BAD_PASSWORD and each.is_bearing and each.login.user == login.user
    ]
    is_known = any(each.login.password == login.password for each in against)
    return len(against) > REFUSALS_BEARABLE and is_known
