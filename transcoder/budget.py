"""How many connections a host bears, how fast they may come, and whose password it refused."""

from dataclasses import dataclass, field

from transcoder.limits import Limits


@dataclass(slots=True)
class _Bucket:
    """Permits that refill steadily; holds at most one second's worth, and at least one."""

    per_second: float
    level: float = field(init=False)
    at: float | None = None

    def __post_init__(self) -> None:
        self.level = max(1.0, self.per_second)

    def has_one(self, now: float) -> bool:
        if self.at is not None:
            filled = self.level + (now - self.at) * self.per_second
            self.level = min(max(1.0, self.per_second), filled)
        self.at = now
        return self.level >= 1.0

    def take(self) -> None:
        self.level -= 1.0


@dataclass(slots=True)
class _Host:
    rate: _Bucket
    sessions: int
    open: int = 0
    changed_at: float | None = None
    looks: int = 0  # of the open ones
    look_ended_at: float = float("-inf")
    kept_until: float = float("-inf")


@dataclass(slots=True)
class _User:
    refusals: int = 0
    changed: set[str] = field(default_factory=set)


class Budget:
    """Sessions and connect rate a host, connect rate of this node, users paused a host.

    All moments are seconds of one monotonic clock of the caller's choice.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._node = _Bucket(limits.node_connects_per_second)
        self._hosts: dict[str, _Host] = {}
        self._users: dict[tuple[str, str], _User] = {}

    def sessions(self, host: str) -> int:
        """How many sessions at once `host` is believed to bear."""
        return self._host(host).sessions

    def connect(self, host: str, *, now: float) -> bool:
        """Take one session and one connect permit of `host`, or say False and take nothing."""
        entry = self._host(host)
        self._regain(entry, now)
        fits = entry.open < entry.sessions
        if not (fits and entry.rate.has_one(now) and self._node.has_one(now)):
            return False
        entry.rate.take()
        self._node.take()
        entry.open += 1
        return True

    def is_full(self, host: str) -> bool:
        """Whether all sessions that `host` bears are open."""
        entry = self._host(host)
        return entry.open >= entry.sessions

    def release(self, host: str) -> None:
        """Give back the session that `connect` took."""
        entry = self._host(host)
        entry.open = max(0, entry.open - 1)

    def connect_look(self, host: str, *, now: float) -> bool:
        """Take for a look what `connect` takes; False as well while `host` is kept for viewers."""
        if self.is_kept(host, now=now) or not self.connect(host, now=now):
            return False
        self._host(host).looks += 1
        return True

    def release_look(self, host: str, *, now: float) -> None:
        """Give back the session that `connect_look` took."""
        entry = self._host(host)
        entry.looks = max(0, entry.looks - 1)
        entry.look_ended_at = now
        self.release(host)

    def had_look(self, host: str, *, since: float) -> bool:
        """Whether a look held a session of `host` at any moment since `since`."""
        entry = self._host(host)
        return entry.looks > 0 or entry.look_ended_at >= since

    def keep(self, host: str, *, until: float) -> None:
        """Begin no look at `host` before `until`: a viewer waits for the session one has taken."""
        self._host(host).kept_until = until

    def keep_no_longer(self, host: str) -> None:
        """Let looks at `host` begin again."""
        self._host(host).kept_until = float("-inf")

    def is_kept(self, host: str, *, now: float) -> bool:
        """Whether no look may begin at `host` now."""
        return now < self._host(host).kept_until

    def busy(self, host: str, *, now: float) -> None:
        """Learn that `host` refused a session: it bears one less, but never less than are open.

        Call it after the refused session was given back. With none open it was not for our
        number of sessions, and nothing is learned.
        """
        entry = self._host(host)
        if entry.open:
            entry.sessions = max(entry.open, entry.sessions - 1)
            entry.changed_at = now

    def password_refused(self, host: str, user: str, *, code: str) -> None:
        """Learn that `host` refused `user` for camera `code`."""
        entry = self._users.setdefault((host, user), _User())
        entry.refusals += 1
        entry.changed.discard(code)

    def password_accepted(self, host: str, user: str) -> None:
        """Learn that `host` accepted `user`: its pause ends."""
        self._users.pop((host, user), None)

    def credentials_changed(self, host: str, user: str, *, code: str) -> None:
        """Let camera `code` try once more: a person gave it another password."""
        entry = self._users.get((host, user))
        if entry is not None:
            entry.changed.add(code)

    def is_paused(self, host: str, user: str, *, code: str) -> bool:
        """Whether camera `code` must not try, since `host` refused its user too often."""
        entry = self._users.get((host, user))
        if entry is None or entry.refusals < self._limits.user_refusals:
            return False
        return code not in entry.changed

    def _host(self, host: str) -> _Host:
        entry = self._hosts.get(host)
        if entry is None:
            limits = self._limits
            rate = _Bucket(limits.host_connects_per_second)
            entry = self._hosts[host] = _Host(rate, limits.host_sessions)
        return entry

    def _regain(self, entry: _Host, now: float) -> None:
        """One session more after a good day, up to the number it started with."""
        if entry.changed_at is None or entry.sessions >= self._limits.host_sessions:
            return
        if now - entry.changed_at >= self._limits.session_regain_seconds:
            entry.sessions += 1
            entry.changed_at = now
