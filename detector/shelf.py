"""Tries a model that a site brings, and puts it where it is used: nothing unfit gets there."""

import re
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detector.errors import BadModel, ModelFault, TooSlow
from detector.files import CARD, MODEL, trial_cards
from detector.network import Network
from detector.plugs import Plug, Plugged, cards_in, plug_of, read_plug

TRIAL_SIZE = (360, 640)
TIMED_RUNS = 7


@dataclass(frozen=True, slots=True)
class Trial:
    """A model that passed: what it is, and what a 640×360 picture took at best."""

    plug: Plug
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Standing:
    """A model on the shelf: `problem` says why it is not used, None where it is."""

    name: str
    plug: Plug | None
    problem: str | None


def try_out(
    model: Path, card: Path, *, thread_time: Callable[[], float] = time.thread_time
) -> Trial:
    """Run the model on a grey picture and on noise, and time it. Raises ModelFault.

    What passes is what its card tells: file, intake, decoder, labels, finite numbers, time.
    """
    plug = plug_of(model.parent, card)
    running = Plugged(Network(model, plug.card), plug)
    grey = np.full((*TRIAL_SIZE, 3), 114, np.uint8)
    noise = np.random.default_rng(1).integers(0, 256, (*TRIAL_SIZE, 3), np.uint8)
    for picture in (grey, noise):
        running.unwatched([picture])
    took = []
    for _ in range(TIMED_RUNS):
        began = thread_time()
        running.unwatched([noise])
        took.append(1000 * (thread_time() - began))
    # The least of them: whatever else the machine does only ever adds.
    cpu_ms = min(took)
    if cpu_ms > plug.budget_ms:
        raise TooSlow(
            plug.card.name,
            f"it takes {cpu_ms:.1f} CPU-ms a picture of 640×360, {plug.budget_ms:g} are allowed; "
            "its card may ask for more under [budget] cpu_ms",
        )
    return Trial(plug, cpu_ms)


def put_up(shelf: Path, model: Path, card: Path) -> Trial:
    """Try the model and keep a copy of it and of its card below `shelf`. Raises ModelFault."""
    trial = try_out(model, card)
    name = trial.plug.card.name
    place, beside = shelf / name, shelf / f".{name}.{secrets.token_hex(4)}"
    if place.exists():
        raise BadModel(name, "a model of this name is there already; remove it first")
    beside.mkdir(parents=True, mode=0o750)
    try:
        shutil.copyfile(model, beside / MODEL)
        shutil.copyfile(card, beside / CARD)
        beside.rename(place)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise BadModel(name, f"it could not be kept ({error.strerror})") from error
    return trial


def trial_files(name: str) -> tuple[Path, Path]:
    """Model and card of the shipped trial `name`. Raises BadModel."""
    card = next((each for each in trial_cards() if each.stem == name), None)
    if card is None:
        known = ", ".join(each.stem for each in trial_cards()) or "none"
        raise BadModel(name, f"no trial of this name is shipped; there is {known}")
    return card.with_suffix(".onnx"), card


def take_down(shelf: Path, name: str) -> bool:
    """Remove the model `name`; False when there is none."""
    place = shelf / name
    if re.fullmatch(r"[A-Za-z0-9_-]+", name) is None or not place.is_dir():
        return False
    # Renamed first: who looks at it meanwhile finds all of it or nothing.
    beside = shelf / f".{name}.{secrets.token_hex(4)}"
    place.rename(beside)
    shutil.rmtree(beside)
    return True


def standing(shelf: Path) -> list[Standing]:
    """What is on the shelf, by name, with what is wrong with it."""
    found = []
    for place in (card.parent for card in cards_in(shelf)):
        try:
            plug = read_plug(place)
        except ModelFault as fault:
            found.append(Standing(place.name, None, fault.problem))
            continue
        found.append(Standing(place.name, plug, plug.why_off()))
    return found
