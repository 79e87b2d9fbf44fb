"""Makes of a look what is stored of it: judged, remembered, protected and published."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from detector.integrity import Judgement, Verdict, judge
from detector.look import Frame, Look, Result
from detector.memory import Memory, Reference, UnreadableMemory
from detector.notebook import Notebook
from portal.registry.rules import Status, is_open_at
from portal.rounds.kinds import FaultCode, Outcome, Refused
from portal.rounds.operations.refusals import NewRefusal
from portal.rounds.recording import Seen
from portal.rounds.rota import Post
from portal.rounds.rules.looks import counts_for, gravest
from portal.rounds.rules.observations import Observation
from portal.shell.pauses import Pause
from transcoder.errors import Cause, StoreFull
from transcoder.finding import PeopleFinder
from transcoder.stills import jpeg_of, write_still
from transcoder.storage import DIRECTORY_MODE

MEMORY = ".memory"  # below the live directory; the transcoder clears the cameras' own
SILENT = frozenset({Cause.UNREACHABLE, Cause.SILENT})  # the host did not answer at all
CLOCK_SET_BACK = "clock_set_back"
UNJUDGED = "unjudged"
FROZEN_BEFORE = "frozen_before"
SAME_MOMENT_SECONDS = 0.001  # by which a moment may differ that the database has kept
# A memory that ends later than this after a picture was written before the clock was set back.
FUTURE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Eyes:
    """Judges the pictures of one process; memories lie below `root`, stills below `stills`."""

    def __init__(self, root: Path, stills: Path, *, head_finder: PeopleFinder | None) -> None:
        root.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
        self._stills = stills
        self._notebook = Notebook(root / MEMORY)
        self._head_finder = head_finder
        self._references: dict[int, tuple[datetime, Reference | None]] = {}
        self._bad: dict[int, FaultCode] = {}
        # A share that is away must not keep the looks from their minute.
        self._no_stills = Pause()

    def unread(self, posts: Mapping[str, Post]) -> list[int]:
        """The ids of those of `posts` whose newest reference picture is not known here."""
        return [
            post.camera_id
            for post in posts.values()
            if post.referred_at is not None
            and self._references.get(post.camera_id, (None,))[0] != post.referred_at
        ]

    def refer(self, post: Post, packed: bytes) -> None:
        """Judge this Camera from now on against its reference picture."""
        if post.referred_at is None:
            return
        try:
            reference = Reference.unpacked(packed)
        except UnreadableMemory:
            log.warning("reference_unreadable", extra={"camera": post.source.code})
            reference = None
        self._references[post.camera_id] = post.referred_at, reference

    def refused(self, post: Post, *, minute: datetime, now: datetime) -> Seen:
        """What holds for a Camera that is not opened in `minute`, since its refusal stands."""
        return Seen(self._off(post, now, post.standing), minute)

    def unjudged(self, post: Post, *, now: datetime) -> Seen:
        """That nothing is known of a Camera, since judging its picture failed."""
        return Seen(_unknown(post, now, UNJUDGED), None)

    def seen(self, look: Look, post: Post, *, minute: datetime, now: datetime) -> Seen:
        """What `look` at `post`, due in `minute` and over at `now`, comes to."""
        if look.frame is None:
            return self._unseen(look, post, minute, now)
        at = datetime.fromtimestamp(look.frame.taken_at, UTC)
        if not counts_for(minute, at):
            return Seen(_unknown(post, now, CLOCK_SET_BACK), None)
        try:
            judgement, before_at = self._judged(look.frame, post)
        except ValueError:  # too small to be judged, or to be of any use
            return Seen(self._off(post, at, Cause.NO_VIDEO), minute, host=post.source.host)
        self._publish(look.frame, post)
        is_good = not judgement.bad
        if is_good and not _moves_again(post, judgement, before_at=before_at):
            return Seen(_unknown(post, at, FROZEN_BEFORE), None)
        code = gravest([FaultCode(verdict.code) for verdict in judgement.bad])
        was_bad = self._follow(post, code)
        observation = Observation(
            camera_id=post.camera_id,
            at=at,
            outcome=Outcome.GOOD if is_good else Outcome.BAD,
            code=code,
            measured=_measured(judgement.bad),
            is_due=is_due(post, at),
        )
        frame = look.frame
        return Seen(
            observation,
            minute,
            accepted=post.login if post.is_refusing or post.is_bearing else None,
            reference=self._learnt(look.frame, post, is_good=is_good),
            picture=(lambda: jpeg_of(frame.image)) if was_bad or not is_good else None,
            host=post.source.host,
            is_still=judgement.memory.is_still,
        )

    def _unseen(self, look: Look, post: Post, minute: datetime, now: datetime) -> Seen:
        if look.result is Result.UNKNOWN or not counts_for(minute, now):
            cause = look.cause if look.result is Result.UNKNOWN else CLOCK_SET_BACK
            return Seen(_unknown(post, now, cause), None)
        refused = None
        if look.cause in set(Refused):
            refused = NewRefusal(post.camera_id, Refused(look.cause), post.login, now)
        return Seen(
            self._off(post, now, look.cause),
            minute,
            refused=refused,
            host=post.source.host,
            is_silent=look.cause in SILENT,
        )

    def _off(self, post: Post, now: datetime, cause: str | None) -> Observation:
        self._follow(post, FaultCode.DEV_OFF, cause=cause)
        return Observation(
            camera_id=post.camera_id,
            at=now,
            outcome=Outcome.BAD,
            code=FaultCode.DEV_OFF,
            cause=cause,
            is_due=is_due(post, now),
        )

    def _judged(self, frame: Frame, post: Post) -> tuple[Judgement, float | None]:
        """What the picture comes to, and when the one that it was compared with was taken."""
        code = post.source.code
        memory = self._notebook.memory(code)
        if memory.taken_at is not None and memory.taken_at > frame.taken_at + FUTURE_SECONDS:
            memory = Memory()
        memory = memory.with_reference(self._reference(post))
        judgement = judge(frame.image, memory, taken_at=frame.taken_at)
        self._notebook.remember(code, judgement.memory)
        return judgement, memory.taken_at

    def _reference(self, post: Post) -> Reference | None:
        if post.referred_at is None:
            return None
        return self._references.get(post.camera_id, (None, None))[1]

    def _learnt(self, frame: Frame, post: Post, *, is_good: bool) -> bytes | None:
        """The reference that this good picture completes, packed; None where there is none."""
        code = post.source.code
        if post.referred_at is not None:
            return None
        if not is_good:
            self._notebook.forget_first(code)
            return None
        reference = self._notebook.learn(code, frame.image, taken_at=frame.taken_at)
        if reference is None:
            return None
        self._notebook.forget_first(code)
        return reference.packed()

    def _publish(self, frame: Frame, post: Post) -> None:
        if post.status is not Status.OPEN or self._no_stills.holds():
            return
        try:
            write_still(
                self._stills,
                post.source,
                frame.image,
                head_finder=self._head_finder,
                taken_at=frame.taken_at,
            )
        except StoreFull as error:
            self._no_stills.begin()
            log.warning("still_not_written", extra={"camera": post.source.code, "why": str(error)})
        else:
            self._no_stills.end()

    def _follow(self, post: Post, code: FaultCode | None, **why: str | None) -> bool:
        """Note, and log if it is news, what is wrong; returns whether something was before."""
        before = self._bad.get(post.camera_id)
        if code is not before:
            facts = {"camera": post.source.code, "code": code, "before": before, **why}
            log.info("camera_changed", extra=facts)
        if code is None:
            self._bad.pop(post.camera_id, None)
        else:
            self._bad[post.camera_id] = code
        return before is not None


def is_due(post: Post, at: datetime) -> bool:
    """Whether the Restaurant was open for business at `at`, so that its kitchen had to be seen."""
    return post.status is Status.OPEN and is_open_at(post.hours, at)


def _moves_again(post: Post, judgement: Judgement, *, before_at: float | None) -> bool:
    """Whether a good picture proves that one which stood still does so no longer.

    The machine that looks may not be the one that saw it stand still. It can tell once its own
    look before is of that time, or later, and differs.
    """
    if post.frozen_at is None:
        return True
    is_since = (
        before_at is not None and before_at >= post.frozen_at.timestamp() - SAME_MOMENT_SECONDS
    )
    return is_since and judgement.memory.equal_looks == 0


def _unknown(post: Post, now: datetime, cause: str | None) -> Observation:
    return Observation(
        camera_id=post.camera_id,
        at=now,
        outcome=Outcome.UNKNOWN,
        cause=cause,
        is_due=is_due(post, now),
    )


def _measured(bad: tuple[Verdict, ...]) -> dict[str, float]:
    measured: dict[str, float] = {}
    for verdict in bad:
        if verdict.value is not None:
            measured[verdict.check.value] = round(verdict.value, 4)
            measured[f"{verdict.check.value}_threshold"] = round(verdict.threshold, 4)
    return measured
