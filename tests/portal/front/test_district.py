"""The district's figures are worked out once for many readers."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from portal.front.district import FRESH, REST, DistrictMemory
from portal.front.rules import DistrictNow, tally
from portal.live.rules import PictureKind

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OLD = DistrictNow(tally([PictureKind.LIVE]), ())
PATIENCE_SECONDS = 60  # far more than a loaded machine needs; only what never comes takes it
NEW = DistrictNow(tally([PictureKind.LIVE, PictureKind.LIVE]), ())


@pytest.fixture
def memory():
    """A memory that holds OLD since NOW."""
    memory = DistrictMemory()
    memory.figures(lambda: OLD, now=NOW)
    return memory


@pytest.mark.parametrize(
    ("later", "figures"),
    [(timedelta(), OLD), (FRESH - timedelta(seconds=1), OLD), (FRESH, NEW),
     (-timedelta(hours=1), NEW)],
)  # fmt: skip
def test_figures_are_kept_while_fresh_and_no_longer(memory, later, figures):
    assert memory.figures(lambda: NEW, now=NOW + later) is figures


def test_figures_that_took_long_are_kept_longer():
    ticks = iter((0.0, 2.0, 2.0, 2.1))
    memory = DistrictMemory(tick=lambda: next(ticks))
    memory.figures(lambda: OLD, now=NOW)

    kept = timedelta(seconds=2.0 * REST)

    assert memory.figures(lambda: NEW, now=NOW + kept - timedelta(seconds=1)) is OLD
    assert memory.figures(lambda: NEW, now=NOW + kept) is NEW


def test_error_is_not_remembered(memory):
    with pytest.raises(ZeroDivisionError):
        memory.figures(lambda: 1 // 0, now=NOW + FRESH)

    assert memory.figures(lambda: NEW, now=NOW + FRESH) is NEW


def test_others_go_on_with_the_former_figures_while_one_works(memory):
    begun, may_end = Event(), Event()

    def slowly():
        begun.set()
        assert may_end.wait(PATIENCE_SECONDS)
        return NEW

    worker = Thread(target=memory.figures, args=[slowly], kwargs={"now": NOW + FRESH})
    worker.start()
    assert begun.wait(PATIENCE_SECONDS)

    meanwhile = memory.figures(lambda: pytest.fail("asked twice"), now=NOW + FRESH)
    may_end.set()
    worker.join()

    assert meanwhile is OLD
    assert memory.figures(lambda: OLD, now=NOW + FRESH) is NEW


def test_first_readers_wait_for_one_answer():
    memory, asked = DistrictMemory(), []
    begun, may_end, answers = Event(), Event(), []

    def slowly():
        asked.append(1)
        begun.set()
        assert may_end.wait(PATIENCE_SECONDS)
        return NEW

    threads = [
        Thread(target=lambda: answers.append(memory.figures(slowly, now=NOW))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(PATIENCE_SECONDS)
    may_end.set()
    for thread in threads:
        thread.join()

    assert (answers, len(asked)) == ([NEW] * 3, 1)
