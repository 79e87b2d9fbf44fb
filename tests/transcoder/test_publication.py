"""One camera's runs as a player sees them."""

import re
import time
from dataclasses import dataclass
from itertools import pairwise

import pytest

from transcoder.errors import StoreFull
from transcoder.publication import Publication, RunOutgrown
from transcoder.storage import MemoryStore

NOW = 1_790_000_000.0


@dataclass
class Clock:
    """Both clocks of a publication; they move together unless a test sets one."""

    unix: float = NOW
    running: float = 50.0

    def pass_by(self, seconds: float) -> None:
        self.unix += seconds
        self.running += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(camera_bytes=100_000)


@pytest.fixture
def publication(store, clock) -> Publication:
    return publish(store, clock)


def publish(store: MemoryStore, clock: Clock) -> Publication:
    return Publication(store, "cam", wall=lambda: clock.unix, monotonic=lambda: clock.running)


def play(publication: Publication, clock: Clock, count: int, *, seconds: float = 2.0) -> None:
    for _ in range(count):
        clock.pass_by(seconds)
        publication.put_segment(b"m", duration_seconds=seconds, began_at=clock.unix - seconds)


def start(publication: Publication, *, gop_seconds: float | None = 2.0) -> None:
    publication.begin_run(gop_seconds=gop_seconds)
    publication.put_init(b"init")


def text(store: MemoryStore) -> str:
    return (store.read("cam", "index.m3u8") or b"").decode()


def tag(store: MemoryStore, name: str) -> int:
    return int(re.search(rf"^#EXT-X-{name}:(\d+)$", text(store), re.MULTILINE)[1])


def media(store: MemoryStore) -> list[str]:
    return [line for line in text(store).splitlines() if not line.startswith("#")]


def dates(store: MemoryStore) -> list[str]:
    return re.findall(r"DATE-TIME:(\S+)", text(store))


def test_nothing_is_listed_before_a_whole_segment(publication, store):
    start(publication)
    assert store.read("cam", "index.m3u8") is None


def test_first_number_is_the_second_of_the_start(publication, store, clock):
    start(publication)
    play(publication, clock, 1)
    assert tag(store, "MEDIA-SEQUENCE") == int(NOW)


def test_names_carry_ninety_six_random_bits_and_the_run_eight_characters(publication, store, clock):
    start(publication)
    play(publication, clock, 3)
    for uri in media(store):
        assert re.fullmatch(r"/live/cam/[0-9a-f]{8}/\d+-[0-9a-f]{24}\.m4s", uri)
    assert re.search(r'MAP:URI="/live/cam/[0-9a-f]{8}/init-[0-9a-f]{24}\.mp4"', text(store))
    assert len({uri.rpartition("-")[2] for uri in media(store)}) == 3


def test_everything_named_is_there(publication, store, clock):
    start(publication)
    play(publication, clock, 9)
    named = media(store) + re.findall(r'URI="([^"]+)"', text(store))
    for uri in named:
        assert store.read("cam", uri.removeprefix("/live/cam/")) is not None


def test_prefix_can_be_chosen(store, clock):
    publication = Publication(store, "cam", wall=lambda: clock.unix, prefix="/v/live")
    start(publication)
    play(publication, clock, 1)
    assert media(store)[0].startswith("/v/live/cam/")


def test_removed_segment_stays_its_own_length_and_the_longest_list(publication, store, clock):
    start(publication)
    play(publication, clock, 1)
    first = media(store)[0].removeprefix("/live/cam/")
    play(publication, clock, 6)  # the sixth pushes it out of the list
    assert first not in text(store)
    clock.pass_by(2 + 12 - 0.1)
    publication.sweep()
    assert store.read("cam", first) is not None
    clock.pass_by(0.2)
    publication.sweep()
    assert store.read("cam", first) is None


def test_store_holds_thirteen_segments_however_long_it_plays(publication, store, clock):
    start(publication)
    play(publication, clock, 60)
    assert sum(name.endswith(".m4s") for name in store.names("cam")) == 13


def test_new_run_has_other_names_another_map_and_a_break(publication, store, clock):
    start(publication)
    play(publication, clock, 2)
    start(publication)
    play(publication, clock, 2)
    assert text(store).count("#EXT-X-DISCONTINUITY\n") == 1
    assert text(store).count("#EXT-X-MAP:") == 2
    assert len({uri.split("/")[3] for uri in media(store)}) == 2


def test_old_run_disappears_with_its_init_when_its_time_is_over(publication, store, clock):
    start(publication)
    play(publication, clock, 3)
    old = media(store)[0].split("/")[3]
    start(publication)
    play(publication, clock, 20)
    assert not [name for name in store.names("cam") if name.startswith(old)]


def test_numbers_never_go_back_and_steps_equal_removals(publication, store, clock):
    start(publication)
    seen = []
    for n in range(30):
        if n in (7, 8, 20):
            start(publication)
        play(publication, clock, 1)
        seen.append((tag(store, "MEDIA-SEQUENCE"), media(store)))
    for (before, old), (after, new) in pairwise(seen):
        assert after - before == len(set(old) - set(new))


def test_breaks_are_counted_as_they_leave(publication, store, clock):
    start(publication)
    play(publication, clock, 2)
    before = tag(store, "DISCONTINUITY-SEQUENCE")
    start(publication)
    play(publication, clock, 8)
    assert "#EXT-X-DISCONTINUITY\n" not in text(store)
    assert tag(store, "DISCONTINUITY-SEQUENCE") == before + 1


def test_number_does_not_go_back_over_a_crash_that_lost_everything(publication, store, clock):
    start(publication)
    play(publication, clock, 10)
    last = tag(store, "MEDIA-SEQUENCE") + len(media(store))
    store.purge()
    successor = publish(store, clock)
    start(successor)
    play(successor, clock, 1)
    assert tag(store, "MEDIA-SEQUENCE") >= last


def test_count_of_breaks_stays_small_since_players_count_up_to_it(publication, store, clock):
    start(publication)
    play(publication, clock, 1)
    assert tag(store, "DISCONTINUITY-SEQUENCE") == 0


def test_number_does_not_go_back_when_the_clock_was_set_back_and_the_list_survived(
    publication, store, clock
):
    start(publication)
    play(publication, clock, 10)
    last = tag(store, "MEDIA-SEQUENCE") + len(media(store))
    breaks = tag(store, "DISCONTINUITY-SEQUENCE")
    clock.unix -= 3600
    successor = publish(store, clock)
    start(successor)
    play(successor, clock, 1)
    assert tag(store, "MEDIA-SEQUENCE") == last
    assert tag(store, "DISCONTINUITY-SEQUENCE") == breaks + 1


def test_dates_grow_even_when_the_clock_is_set_back(publication, store, clock):
    start(publication)
    play(publication, clock, 2)
    clock.unix -= 3600
    play(publication, clock, 3)
    assert dates(store) == sorted(dates(store))
    assert len(set(dates(store))) == 5


def test_target_is_constant_for_a_run(publication, store, clock):
    start(publication, gop_seconds=4.0)
    play(publication, clock, 1, seconds=3.2)
    play(publication, clock, 1, seconds=4.4)
    assert tag(store, "TARGETDURATION") == 4


def test_segment_longer_than_promised_asks_for_a_new_run(publication, store, clock):
    start(publication)
    play(publication, clock, 1)
    with pytest.raises(RunOutgrown):
        publication.put_segment(b"m", duration_seconds=2.6, began_at=clock.unix)
    assert len(media(store)) == 1


def test_segment_that_outgrew_its_run_fits_into_the_next(publication, store, clock):
    start(publication)
    play(publication, clock, 1)
    start(publication, gop_seconds=None)
    play(publication, clock, 1, seconds=5.5)
    assert tag(store, "TARGETDURATION") == 6


def test_target_does_not_shrink_while_longer_segments_are_listed(publication, store, clock):
    start(publication, gop_seconds=8.0)
    play(publication, clock, 1, seconds=8.0)
    start(publication)
    play(publication, clock, 1)
    assert tag(store, "TARGETDURATION") == 8


def test_withdrawn_list_is_gone_and_its_segments_stay_a_while(publication, store, clock):
    start(publication)
    play(publication, clock, 3)
    uri = media(store)[-1].removeprefix("/live/cam/")
    publication.withdraw()
    assert store.read("cam", "index.m3u8") is None
    assert store.read("cam", uri) is not None
    clock.pass_by(2 + 6 + 0.1)
    publication.sweep()
    assert store.read("cam", uri) is None


def test_run_after_a_withdrawal_starts_at_the_clock_and_counts_the_break(publication, store, clock):
    start(publication)
    play(publication, clock, 3)
    breaks = tag(store, "DISCONTINUITY-SEQUENCE")
    publication.withdraw()
    clock.pass_by(60)
    restarted_at = int(clock.unix)
    start(publication)
    play(publication, clock, 1)
    assert tag(store, "MEDIA-SEQUENCE") == restarted_at
    assert tag(store, "DISCONTINUITY-SEQUENCE") == breaks + 1
    assert "#EXT-X-DISCONTINUITY\n" not in text(store)


def test_full_store_changes_nothing_and_the_next_segment_is_a_break(publication, store, clock):
    start(publication)
    play(publication, clock, 2)
    before = text(store)
    with pytest.raises(StoreFull):
        publication.put_segment(b"m" * 200_000, duration_seconds=2.0, began_at=clock.unix)
    assert text(store) == before
    play(publication, clock, 1)
    assert text(store).count("#EXT-X-DISCONTINUITY\n") == 1
    assert text(store).count("#EXT-X-MAP:") == 1


def test_segment_whose_list_could_not_be_written_is_taken_back(
    publication, store, clock, monkeypatch
):
    start(publication)
    play(publication, clock, 1)
    names = store.names("cam")
    write = store.write

    def refuse_lists(code: str, name: str, data: bytes) -> None:
        if name == "index.m3u8":
            raise StoreFull("full")
        write(code, name, data)

    monkeypatch.setattr(store, "write", refuse_lists)
    with pytest.raises(StoreFull):
        play(publication, clock, 1)
    assert store.names("cam") == names


def test_finished_files_of_a_child_are_published_like_bytes(publication, store, clock, tmp_path):
    (tmp_path / "part").write_bytes(b"media")
    start(publication)
    publication.adopt_segment(tmp_path / "part", duration_seconds=2.0, began_at=clock.unix)
    assert store.read("cam", media(store)[0].removeprefix("/live/cam/")) == b"media"
    assert list(tmp_path.iterdir()) == []


def test_file_that_outgrew_its_run_stays_for_the_next(publication, store, clock, tmp_path):
    start(publication)
    play(publication, clock, 1)
    part = tmp_path / "part"
    part.write_bytes(b"media")
    with pytest.raises(RunOutgrown):
        publication.adopt_segment(part, duration_seconds=9.0, began_at=clock.unix)
    assert part.exists()


def test_run_that_never_had_a_segment_leaves_no_init(publication, store, clock):
    start(publication)
    start(publication)
    play(publication, clock, 1)
    assert sum("/init-" in name for name in store.names("cam")) == 1
    assert "#EXT-X-DISCONTINUITY\n" not in text(store)


def test_nothing_is_left_after_remove_all_and_a_new_run_may_follow(publication, store, clock):
    start(publication)
    play(publication, clock, 8)
    publication.remove_all()
    assert store.names("cam") == []
    clock.pass_by(30)
    start(publication)
    play(publication, clock, 1)
    assert len(media(store)) == 1


def test_real_clocks_are_the_default(store):
    before = int(time.time())
    publication = Publication(store, "cam")
    start(publication)
    publication.put_segment(b"m", duration_seconds=2.0, began_at=time.time())
    assert tag(store, "MEDIA-SEQUENCE") >= before
