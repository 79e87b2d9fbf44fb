"""Outcomes as a table, the worst first."""

from collections.abc import Iterable, Mapping, Sequence

from bench.chaos.scene import Fault, Outcome

HEADS = (
    "Fault", "What was broken", "What people were answered", "Well again after mending, s",
    "Longest without a new picture, s", "Slowest answer, s", "Records answered",
    "Records and minutes lost", "Minutes unknown", "Minutes wrong",
)  # fmt: skip


def table(outcomes: Iterable[Outcome], faults: Mapping[str, Fault]) -> str:
    """The outcomes as a table of Markdown."""
    rows = [row(each, faults[each.fault].what) for each in sorted(outcomes, key=_badness)]
    lines = [HEADS, ["---"] * len(HEADS), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def row(outcome: Outcome, what: str) -> Sequence[str]:
    """The cells of one outcome."""
    well = outcome.well_after_mending
    return (
        f"`{outcome.fault}`",
        f"{what} ({outcome.broken:.0f} s)",
        seen(outcome.answers),
        "never" if well is None else f"{well:.1f}",
        f"{outcome.longest_without_picture:.1f}",
        f"{outcome.slowest_answer:.1f}",
        str(outcome.records),
        str(outcome.records_lost + outcome.minutes_lost),
        str(outcome.minutes_unknown),
        str(outcome.minutes_wrong),
    )


def seen(answers: Mapping[str, int]) -> str:
    """What went wrong for viewers, readers and players, with how many answers; or nothing."""
    good = {"playlist 200", "page 200", "report 200", "report 201"}
    wrong = [f"{count} × {answer}" for answer, count in answers.items() if answer not in good]
    return ", ".join(wrong) or "nothing unusual"


def _badness(outcome: Outcome) -> tuple[int, int, float]:
    wrong = outcome.records_lost + outcome.minutes_lost + outcome.minutes_wrong
    never = outcome.well_after_mending is None
    return -wrong, -never, -outcome.longest_without_picture
