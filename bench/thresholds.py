"""`python -m bench.thresholds FOLDER`: how often each verdict is right, on pictures of your own.

FOLDER is searched for pictures (.jpg, .png) and clips (.mp4). Every picture is taken for good,
is its own reference, and is then spoilt in known ways. Rates are printed with their 95 % interval
(Wilson), as a table for docs/design/looking.md.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path

import av
import cv2
import numpy as np

from bench.spoiling import COURSES, HARMLESS, SPOILT, Picture, fitted
from detector.integrity import Check, judge
from detector.memory import Memory, Reference
from detector.turns import share_of

MINUTE = 60.0
STANDING = (Check.DARK, Check.OVEREXPOSED, Check.BLURRED, Check.COVERED, Check.MOVED)


def main() -> int:
    """Print the tables; 2 when there is no picture."""
    parser = argparse.ArgumentParser(prog="python -m bench.thresholds", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=600, help="pictures at most")
    parser.add_argument("--courses", type=int, default=150, help="pictures for several looks")
    parser.add_argument("--half", choices=("tune", "test"), default="test")
    parser.add_argument("--narrowest", type=int, default=300, help="least width of a picture")
    options = parser.parse_args()
    pictures = list(read_pictures(options))
    if not pictures:
        print(f"no picture in {options.folder}", file=sys.stderr)
        return 2
    print(f"{len(pictures)} pictures, half “{options.half}”\n")
    cv2.setNumThreads(1)
    for title, has_reference in (("with a reference", True), ("without a reference", False)):
        print(f"| {title} | " + " | ".join(STANDING) + " |")
        print("|---" * (len(STANDING) + 1) + "|")
        for row in rows(pictures, has_reference=has_reference):
            print(row, flush=True)
        print()
    print("| several looks | frozen | replay |\n|---|---|---|")
    for row in course_rows(pictures[: options.courses]):
        print(row, flush=True)
    print()
    for clip in sorted(options.folder.rglob("*.mp4")):
        print(clip_line(clip), flush=True)
    return 0


def read_pictures(options: argparse.Namespace) -> Iterator[Picture]:
    """The chosen half of the pictures, at most `most`, evenly taken from the whole folder."""
    files = [path for path in options.folder.rglob("*") if path.suffix in {".jpg", ".png"}]
    files.sort(key=lambda path: share_of(path.name))
    halves = {"tune": files[: len(files) // 2], "test": files[len(files) // 2 :]}
    count = 0
    for path in halves[options.half]:
        image = cv2.imread(str(path))
        if image is None or image.shape[1] < options.narrowest or count >= options.most:
            continue
        count += 1
        yield fitted(image)


def rows(pictures: Sequence[Picture], *, has_reference: bool) -> Iterator[str]:
    """One line for each change: how often each check said bad."""
    changes = [(name, None, change) for name, change in HARMLESS.items()]
    changes += [(name, check, change) for name, (check, change) in SPOILT.items()]
    references = [Reference.of([image]) if has_reference else None for image in pictures]
    for name, meant, change in changes:
        rng = np.random.default_rng(1)
        said = dict.fromkeys(STANDING, 0)
        for image, reference in zip(pictures, references, strict=True):
            judgement = judge(change(image, rng), Memory(reference), taken_at=MINUTE)
            for verdict in judgement.bad:
                said[verdict.check] += 1
        yield _row(name, meant, said, len(pictures))


def course_rows(pictures: Sequence[Picture]) -> Iterator[str]:
    """One line for each course of looks: in how many of them a check said bad at some look."""
    for name, (meant, course) in COURSES.items():
        rng = np.random.default_rng(1)
        said = {Check.FROZEN: 0, Check.REPLAY: 0}
        for image in pictures:
            memory, bad = Memory(), set()
            for number, look in enumerate(course(image, rng)):
                judgement = judge(look, memory, taken_at=MINUTE * number)
                memory = judgement.memory
                bad |= {verdict.check for verdict in judgement.bad}
            for check in said.keys() & bad:
                said[check] += 1
        yield _row(name, meant, said, len(pictures))


def _row(name: str, meant: str | None, said: Mapping[Check, int], total: int) -> str:
    """A line of a table; what should be found stands in italics, its rate bold."""
    rates = [(check, rate(hits, total)) for check, hits in said.items()]
    cells = [f"**{words}**" if check == meant else words for check, words in rates]
    return f"| {name if meant is None else f'*{name}*'} | " + " | ".join(cells) + " |"


def clip_line(path: Path, *, step_seconds: float = 1.0) -> str:
    """What is said of a real, live clip looked at once a second as if a minute lay between."""
    memory, looks = Memory(), 0
    said = dict.fromkeys(Check, 0)
    with av.open(str(path)) as container:
        next_at = 0.0
        for frame in container.decode(video=0):
            if frame.time is None or frame.time < next_at:
                continue
            next_at = frame.time + step_seconds
            image = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            if memory.reference is None:
                memory = memory.with_reference(Reference.of([image]))
            judgement = judge(image, memory, taken_at=MINUTE * looks)
            memory, looks = judgement.memory, looks + 1
            for verdict in judgement.bad:
                said[verdict.check] += 1
    words = ", ".join(f"{check} {rate(count, looks)}" for check, count in said.items())
    return f"{path.name}: {words}"


def rate(hits: int, total: int) -> str:
    """`hits` of `total` in per cent with the Wilson interval of 95 %."""
    if not total:
        return "n/a"
    z = 1.96
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total**2)) / (1 + z * z / total)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{100 * share:.1f} ({100 * low:.1f}–{100 * high:.1f})"


if __name__ == "__main__":
    sys.exit(main())
