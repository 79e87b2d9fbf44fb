"""One Camera as the rules of the detector see it: what holds there, what it showed before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from threading import Lock

from detector.cards import Card
from detector.heads import Scene
from detector.look import Frame
from detector.rules.history import History
from detector.rules.leads import Lead, first_hits, lead_of
from detector.rules.sightings import Point, Setting, Sighting
from detector.rules.table import RULES, plan_of
from detector.sightings import Seen as Observed
from detector.sightings import sightings_of
from portal.rounds.rules.leads import FoundLead, LeadFrame, Marked, ModelNamed
from transcoder.burst import BurstPlan
from transcoder.camera import CameraSource, Privacy
from transcoder.finding import PeopleFinder
from transcoder.privacy import protected
from transcoder.stills import jpeg_of

# Beyond the looks' own time: to connect, and one group of pictures.
BURST_GRACE_SECONDS = 8.0
FEWEST_FRAMES = 3  # before, at and after
Seen = tuple[Frame, Scene]


@dataclass(frozen=True, slots=True)
class Witness:
    """What every Camera of a process is judged with: the models' cards, and who hides people."""

    cards: Callable[[], Sequence[Card]]
    head_finder: PeopleFinder | None


class Histories:
    """What the Cameras of one process showed before, by code; safe with many threads.

    A Camera that another process looked at meanwhile is told as one that was not looked at: it is
    suspected later by a look, and a lead may come twice.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, History] = {}

    def of(self, code: str) -> History:
        """The history of a Camera; an empty one when it is new."""
        with self._lock:
            return self._kept.get(code, History())

    def keep(self, code: str, history: History) -> None:
        """Go on from here."""
        with self._lock:
            self._kept[code] = history


@dataclass(frozen=True, slots=True)
class Suspect:
    """A Camera in one round: `setting` is what holds there now."""

    camera_id: int
    source: CameraSource
    setting: Setting
    witness: Witness
    histories: Histories

    def hits(self, scene: Scene, frame: Frame) -> frozenset[str]:
        """The classes for which this look is reason enough for more; the look is remembered."""
        code, (sighting,) = self.source.code, _sightings([(frame, scene)])
        history = self.histories.of(code)
        found = first_hits(sighting, self.setting, history)
        self.histories.keep(code, history.after(sighting, self.setting))
        return found

    def leads(
        self, codes: frozenset[str], seen: Sequence[Seen], *, clip: bytes | None
    ) -> list[FoundLead]:
        """What the first look and its burst come to; nearly always nothing."""
        if len(seen) < FEWEST_FRAMES:
            return []
        found = []
        sightings = _sightings(seen)
        by_moment = {frame.taken_at: (frame, scene) for frame, scene in seen}
        for code in sorted(codes):
            history = self.histories.of(self.source.code)
            lead = lead_of(code, sightings, self.setting, history)
            if lead is None:
                history = history.came_to_nothing(code, sightings[-1].moment)
            else:
                history = history.led(code, lead.moment)
                found.append(self._told(lead, by_moment, clip))
            self.histories.keep(self.source.code, history)
        return found

    def _told(self, lead: Lead, seen: dict[float, Seen], clip: bytes | None) -> FoundLead:
        before, during, after = (
            _frame(*seen[moment], lead=lead) for moment in three_of(lead.moment, sorted(seen))
        )
        hidden = protected(
            seen[lead.moment][0].image,
            replace(self.source, privacy=Privacy.BLUR),
            self.witness.head_finder,
        )
        cards = self.witness.cards()
        return FoundLead(
            camera_id=self.camera_id,
            code=lead.code,
            at=datetime.fromtimestamp(lead.moment, UTC),
            score=lead.score,
            reason={"sentence": lead.reason.sentence, **lead.reason.numbers},
            thresholds=_thresholds(lead.code, cards),
            rule_version=lead.rule,
            models=tuple(ModelNamed(card.name, card.version, card.sha256) for card in cards),
            before=before,
            during=during,
            after=after,
            shown=jpeg_of(hidden),
            region=next(_regions(self.setting, lead.code), ()),
            clip=clip,
        )


def three_of(best: float, moments: Sequence[float]) -> tuple[float, float, float]:
    """Three of `moments` (rising, three at least) in a row, `best` in their middle if it can be."""
    at = min(max(1, moments.index(best)), len(moments) - 2)
    return moments[at - 1], moments[at], moments[at + 1]


def burst_plan(codes: frozenset[str]) -> BurstPlan:
    """The burst that settles `codes`, the look that hit being its first."""
    plan = plan_of(codes)
    if plan is None:
        return BurstPlan()
    looks = max(2, plan.looks - 1)
    seconds = looks * plan.apart_seconds + BURST_GRACE_SECONDS
    return BurstPlan(looks, plan.apart_seconds, seconds)


def _sightings(seen: Sequence[Seen]) -> list[Sighting]:
    return sightings_of([Observed(frame.taken_at, frame.image, scene) for frame, scene in seen])


def _regions(setting: Setting, code: str) -> Iterator[tuple[Point, ...]]:
    return (each.corners for each in setting.regions if each.codes is None or code in each.codes)


def _frame(frame: Frame, scene: Scene, *, lead: Lead) -> LeadFrame:
    height, width = frame.image.shape[:2]
    (sighting,) = _sightings([(frame, scene)])
    things = [(lead.code, lead.box, lead.score)] if frame.taken_at == lead.moment else []
    things += [("head", each.box, each.score) for each in sighting.heads]
    things += [("person", each.box, each.score) for each in sighting.persons]
    things += [(each.label, each.box, each.score) for each in sighting.things]
    return LeadFrame(
        taken_at=datetime.fromtimestamp(frame.taken_at, UTC),
        jpeg=jpeg_of(frame.image),
        width_px=width,
        height_px=height,
        marks=tuple(
            Marked(label, round(score, 3), (box.left, box.upper, box.right, box.lower))
            for label, box, score in things
        ),
    )


def _thresholds(code: str, cards: Sequence[Card]) -> dict[str, float]:
    """What scores were compared with: the rule's own numbers, and those of the models' cards."""
    rule = {
        f"rule.{name}": float(value)
        for name, value in asdict(RULES[code]).items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    models = {
        f"{card.name}.{name}": value for card in cards for name, value in card.thresholds.items()
    }
    return {**rule, **models}
