"""Models that a site brings: what their labels stand for, how they run, when they are switched off.

A plug is a folder of its own below the folder of plugs:

<plugs>/<name>/model.onnx
<plugs>/<name>/model.toml   its card
<plugs>/<name>/off.txt      why it was switched off, where it was
"""

import logging
import re
import statistics
import threading
import time
import tomllib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from detector.boxes import Found
from detector.cards import Card, read_card
from detector.errors import BadCard, BadInput, ModelFault, TooSlow
from detector.files import CARD, MODEL, OFF
from detector.heads import HEAD, PERSON, Image
from detector.network import Detector, Network
from detector.rules.table import RULES, Aim

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
IGNORED, EVERY_OTHER = "ignore", "*"
# What one box may show; how many persons there are, or nobody by a fire, it cannot.
BOXED = frozenset({Aim.THING, Aim.BARE_FACE, Aim.BARE_HEAD})
# What a picture may take where the card asks for nothing else: a round looks at 37 a second.
BUDGET_MS = 50.0
# A machine that does other things takes up to twice as long; what is slower was not what was tried.
SLOWER, SLOW_RUNS = 3.0, 20
# No load of the machine explains that, and nobody waits twenty runs for it.
MUCH_SLOWER, MUCH_SLOWER_RUNS = 20.0, 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plug:
    """A plugged-in model: its card with each label's target for the label, and its time a picture.

    A target is a violation code, "head", "person", or "ignore".
    """

    folder: Path
    card: Card
    budget_ms: float

    @property
    def finds_heads(self) -> bool:
        """Whether it finds heads, for protection and leads."""
        return HEAD in self.card.labels

    @property
    def codes(self) -> frozenset[str]:
        """The violation codes it speaks of."""
        return frozenset(self.card.labels) & RULES.keys()

    def why_off(self) -> str | None:
        """Why it was switched off, None where it is on."""
        try:
            return (self.folder / OFF).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None


def read_plug(folder: Path) -> Plug:
    """The plug in `folder`, its model not loaded yet. Raises BadCard."""
    return plug_of(folder, folder / CARD)


def plug_of(folder: Path, card_file: Path) -> Plug:
    """The plug that a card tells. Raises BadCard."""
    card = read_card(card_file)
    values = tomllib.loads(card_file.read_text(encoding="utf-8"))
    if not NAME.fullmatch(card.name):
        raise BadCard(card.name, "a name has 1 to 40 small letters, digits, - or _")
    targets = tuple(_target(card, label, _codes(card, values)) for label in card.labels)
    if set(targets) == {IGNORED}:
        raise BadCard(card.name, "all of its labels are ignored")
    least = card.threshold("least_score")
    thresholds = {HEAD: least, PERSON: least, "protect": least, **card.thresholds}
    named = zip(card.labels, targets, strict=True)
    told = {target: card.thresholds[label] for label, target in named if label in card.thresholds}
    mapped = replace(card, labels=targets, thresholds={**thresholds, **told})
    return Plug(folder, mapped, _budget_ms(card, values))


def _codes(card: Card, values: Mapping[str, Any]) -> Mapping[str, Any]:
    codes = values.get("codes", {})
    if not isinstance(codes, Mapping):
        raise BadCard(card.name, "[codes] is no table of labels and codes")
    return codes


def _target(card: Card, label: str, codes: Mapping[str, Any]) -> str:
    target = str(codes.get(label, codes.get(EVERY_OTHER, label)))
    if target in {HEAD, PERSON, IGNORED}:
        return target
    if target not in RULES:
        raise BadCard(
            card.name, f"label “{label}” has no known violation code; name one under [codes], or "
            f"“{HEAD}”, “{PERSON}”, “{IGNORED}”",
        )  # fmt: skip
    if RULES[target].aim not in BOXED:
        raise BadCard(
            card.name,
            f"“{target}” is decided from who is there, not from a box of its own; "
            f"name “{PERSON}” for what the model finds",
        )
    return target


def _budget_ms(card: Card, values: Mapping[str, Any]) -> float:
    try:
        budget = float(values.get("budget", {}).get("cpu_ms", BUDGET_MS))
    except (AttributeError, TypeError, ValueError):
        budget = 0.0
    if not 0 < budget <= 1000:
        raise BadCard(card.name, "[budget] cpu_ms is not between 0 and 1000")
    return budget


@dataclass(slots=True)
class Conduct:
    """How a model does: CPU-ms a picture of the last runs, and whether it is off.

    `thread_time` gives seconds.
    """

    thread_time: Callable[[], float] = time.thread_time
    took_ms: deque[float] = field(default_factory=lambda: deque(maxlen=SLOW_RUNS))
    is_off: bool = False

    def slow_ms(self, budget_ms: float) -> float | None:
        """What it takes where that is far beyond its budget; None where it is not, or not known."""
        took = list(self.took_ms)
        usual, lately = statistics.median(took or [0.0]), took[-MUCH_SLOWER_RUNS:]
        if len(lately) == MUCH_SLOWER_RUNS and min(lately) > MUCH_SLOWER * budget_ms:
            return min(lately)
        return usual if len(took) == SLOW_RUNS and usual > SLOWER * budget_ms else None


@dataclass(frozen=True, slots=True)
class Plugged(Detector):
    """A plugged-in model at work; whatever goes wrong with it switches it off, with the reason."""

    plug: Plug
    conduct: Conduct = field(default_factory=Conduct)

    def found(self, images: Sequence[Image], *, least_score: float | None = None) -> list[Found]:
        """As Detector.found, under the channel that has each target first. Raises ModelFault."""
        began = self.conduct.thread_time()
        try:
            seen = self.unwatched(images, least_score=least_score)
            self._note(1000 * (self.conduct.thread_time() - began), len(images))
        except BadInput:
            raise
        except ModelFault as fault:
            self.conduct.is_off = True
            switch_off(self.plug, fault.problem)
            raise
        return seen

    def unwatched(
        self, images: Sequence[Image], *, least_score: float | None = None
    ) -> list[Found]:
        """As `found`, without consequences. Raises ModelFault."""
        labels = self.plug.card.labels
        first = np.array([labels.index(target) for target in labels], np.intp)
        is_wanted = np.array([target != IGNORED for target in labels])
        # Not super(): a dataclass with slots is another class than the one it is written in.
        return [
            replace(found, labels=first[found.labels])[is_wanted[found.labels]]
            for found in Detector.found(self, images, least_score=least_score)
        ]

    def _note(self, ms: float, count: int) -> None:
        if count:
            self.conduct.took_ms.append(ms / count)
        budget_ms = self.plug.budget_ms
        slow_ms = self.conduct.slow_ms(budget_ms)
        if slow_ms is not None:
            raise TooSlow(
                self.plug.card.name,
                f"it takes {slow_ms:.0f} CPU-ms a picture, {budget_ms:g} are allowed",
            )


def plugged(plug: Plug) -> Plugged:
    """The model of `plug`, ready to be loaded."""
    return Plugged(Network(plug.folder / MODEL, plug.card), plug)


def switch_off(plug: Plug, problem: str) -> None:
    """Let nobody use `plug` from now on, until it is added anew."""
    log.error("model_switched_off", extra={"model": plug.card.name, "problem": problem})
    try:
        (plug.folder / OFF).write_text(problem + "\n", encoding="utf-8")
    except OSError as error:
        log.warning("switch_not_kept", extra={"model": plug.card.name, "reason": error.strerror})


def cards_in(shelf: Path) -> list[Path]:
    """The cards of the plugs below `shelf`, by name; none of what is just being made or removed."""
    return sorted(card for card in shelf.glob(f"*/{CARD}") if not card.parent.name.startswith("."))


class Plugs:
    """The plugged-in models below `folder`, as they are now; safe with many threads.

    Models that were added, taken away or switched off meanwhile, by whichever process, are
    noticed. One whose card cannot be read is left out and logged.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key: tuple[tuple[str, int], ...] | None = None
        self._plugged: tuple[Plugged, ...] = ()
        self._lock = threading.Lock()

    def working(self) -> tuple[Plugged, ...]:
        """Those that are on, by name."""
        key = self._present()
        with self._lock:
            if key != self._key:
                plugs = self._readable([name for name, _ in key])
                self._plugged = tuple(self._kept(plug) or plugged(plug) for plug in plugs)
                self._key = key
            return tuple(each for each in self._plugged if not each.conduct.is_off)

    def _kept(self, plug: Plug) -> Plugged | None:
        return next((each for each in self._plugged if each.plug == plug), None)

    def _present(self) -> tuple[tuple[str, int], ...]:
        """Names of the plugs that are on, with when their cards were written."""
        found = []
        for card in cards_in(self._folder):
            try:
                if not (card.parent / OFF).exists():
                    found.append((card.parent.name, card.stat().st_mtime_ns))
            except OSError:  # taken away this very moment
                continue
        return tuple(found)

    def _readable(self, names: Sequence[str]) -> list[Plug]:
        plugs = []
        for name in names:
            try:
                plugs.append(read_plug(self._folder / name))
            except ModelFault as fault:
                facts = {"model": name, "problem": fault.problem}
                log.warning("model_left_out", extra=facts)
        return plugs
