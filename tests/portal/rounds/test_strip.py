"""A Camera's day in runs, without gaps."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rounds.rules.duty import Duty
from portal.rounds.rules.minutes import DAY_MINUTES, NOTHING, WHOLE_DAY, MinuteMap, span_bits
from portal.rounds.rules.strip import Run, Shade, strip_of

ALL_DAY = Duty(hours=WHOLE_DAY, open=WHOLE_DAY, suspended=0, gone=0)
MORNING = Duty(hours=span_bits(0, 720), open=span_bits(0, 720), suspended=0, gone=0)
BITS = st.integers(0, WHOLE_DAY)


def test_a_day_nobody_looked_at_is_unknown():
    assert strip_of(NOTHING, ALL_DAY).runs == (Run(Shade.UNKNOWN, 0, DAY_MINUTES),)


def test_a_day_off_is_closed_whatever_was_seen():
    seen = MinuteMap.of(good=[800], bad=[900])

    assert strip_of(seen, MORNING).of(Shade.CLOSED) == (Run(Shade.CLOSED, 720, DAY_MINUTES),)


def test_runs_follow_the_minutes():
    seen = MinuteMap.of(good=[0, 1, 4], bad=[2, 3])

    assert strip_of(seen, ALL_DAY, until=5).runs == (
        Run(Shade.GOOD, 0, 2),
        Run(Shade.BAD, 2, 4),
        Run(Shade.GOOD, 4, 5),
        Run(Shade.AHEAD, 5, DAY_MINUTES),
    )


def test_a_look_in_the_present_minute_counts_though_the_minute_is_not_over():
    assert strip_of(MinuteMap.of(good=[5]), ALL_DAY, until=5).minutes(Shade.GOOD) == 1


@given(BITS, BITS, BITS, st.integers(0, DAY_MINUTES))
def test_runs_fill_the_day_and_count_as_the_bits_do(looked, good, open_, until):
    seen = MinuteMap(looked, looked & good)
    strip = strip_of(seen, Duty(hours=open_, open=open_, suspended=0, gone=0), until=until)

    assert [run.start for run in strip.runs[1:]] == [run.end for run in strip.runs[:-1]]
    assert (strip.runs[0].start, strip.runs[-1].end) == (0, DAY_MINUTES)
    assert strip.minutes(Shade.GOOD) == (seen.good & open_).bit_count()
    assert strip.minutes(Shade.BAD) == (looked & ~seen.good & open_).bit_count()
    assert strip.minutes(Shade.CLOSED) == DAY_MINUTES - open_.bit_count()
