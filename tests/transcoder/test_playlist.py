"""The text of a playlist, byte for byte, and the arithmetic around it."""

import pytest

from transcoder.playlist import (
    LISTED,
    Segment,
    Window,
    emptied,
    extended,
    fits,
    floor_of,
    render,
    target_seconds,
)


def segment(n: int, *, run: str = "aaaaaaaa", seconds: float = 2.0, is_break: bool = False):
    return Segment(
        uri=f"/live/cam/{run}/{n}-k{n}.m4s",
        init_uri=f"/live/cam/{run}/init-k.mp4",
        duration_seconds=seconds,
        began_at=1_790_000_000.5 + 2 * n,
        is_break=is_break,
    )


def filled(count: int, *, break_at: int | None = None) -> Window:
    window = Window(number=1_790_000_000, breaks=40, target_seconds=2)
    for n in range(count):
        run = "bbbbbbbb" if break_at is not None and n >= break_at else "aaaaaaaa"
        window, _ = extended(window, segment(n, run=run, is_break=n == break_at))
    return window


def test_playlist_is_written_byte_for_byte():
    text = render(filled(2))
    assert text == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        "#EXT-X-TARGETDURATION:2\n"
        "#EXT-X-MEDIA-SEQUENCE:1790000000\n"
        "#EXT-X-DISCONTINUITY-SEQUENCE:40\n"
        "#EXT-X-START:TIME-OFFSET=-4.000\n"
        '#EXT-X-MAP:URI="/live/cam/aaaaaaaa/init-k.mp4"\n'
        "#EXT-X-PROGRAM-DATE-TIME:2026-09-21T14:13:20.500Z\n"
        "#EXTINF:2.000,\n"
        "/live/cam/aaaaaaaa/0-k0.m4s\n"
        "#EXT-X-PROGRAM-DATE-TIME:2026-09-21T14:13:22.500Z\n"
        "#EXTINF:2.000,\n"
        "/live/cam/aaaaaaaa/1-k1.m4s\n"
    )


def test_start_is_left_to_the_player_when_the_setting_is_none():
    assert "EXT-X-START" not in render(filled(1), start_targets=None)


def test_new_run_stands_behind_a_discontinuity_with_its_own_map():
    lines = render(filled(3, break_at=2)).splitlines()
    at = lines.index("#EXT-X-DISCONTINUITY")
    assert lines[at + 1] == '#EXT-X-MAP:URI="/live/cam/bbbbbbbb/init-k.mp4"'
    assert lines[at + 4] == "/live/cam/bbbbbbbb/2-k2.m4s"


def test_list_names_six_segments_and_its_number_counts_those_that_left():
    window = filled(10)
    assert len(window.segments) == LISTED == 6
    assert window.number == 1_790_000_004
    assert window.segments[0].uri.endswith("/4-k4.m4s")


@pytest.mark.parametrize(
    ("count", "breaks", "is_tag_listed"),
    [(7, 40, True), (8, 40, True), (9, 41, False), (12, 41, False)],
)
def test_break_is_counted_when_its_segment_leaves(count, breaks, is_tag_listed):
    window = filled(count, break_at=2)
    assert window.breaks == breaks
    assert ("#EXT-X-DISCONTINUITY\n" in render(window)) is is_tag_listed


def test_every_segment_keeps_its_number_while_it_is_listed():
    window = Window(number=100, breaks=0, target_seconds=2)
    numbers: dict[str, set[int]] = {}
    for n in range(20):
        window, _ = extended(window, segment(n))
        for place, one in enumerate(window.segments):
            numbers.setdefault(one.uri, set()).add(window.number + place)
    assert all(len(found) == 1 for found in numbers.values())


def test_emptied_window_counts_everything_it_named():
    window = emptied(filled(4, break_at=2))
    assert (window.number, window.breaks, window.segments) == (1_790_000_004, 41, ())


@pytest.mark.parametrize(
    ("first", "gop", "target"),
    [(2.0, None, 2), (0.5, None, 2), (2.1, None, 2), (2.11, None, 3), (1.0, 10.0, 10)],
)
def test_target_is_the_ceiling_of_first_segment_and_gop_and_two(first, gop, target):
    assert target_seconds(first, gop) == target
    assert fits(first, target)


@pytest.mark.parametrize(("seconds", "is_fit"), [(2.0, True), (2.499, True), (2.5, False)])
def test_segment_fits_when_its_rounded_duration_does(seconds, is_fit):
    assert fits(seconds, 2) is is_fit


def test_list_found_on_disk_gives_the_lowest_numbers_that_may_follow():
    window = filled(5, break_at=2)
    assert floor_of(render(window)) == (window.next_number, window.breaks + 2)


@pytest.mark.parametrize("text", ["", "#EXTM3U\n", "no list", "#EXT-X-MEDIA-SEQUENCE:7\n"])
def test_text_that_is_no_list_sets_no_floor(text):
    assert floor_of(text) == (0, 0)
