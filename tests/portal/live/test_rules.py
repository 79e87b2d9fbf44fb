"""What is told of a picture, case by case; grants, origins, frames and reports."""

from datetime import timedelta

import pytest

from portal.live.rules import (
    Flaw,
    GrantRefused,
    OriginInvalid,
    Outcome,
    PictureKind,
    PictureState,
    Playlist,
    Report,
    Seen,
    Standing,
    ViewingInvalid,
    asked_for,
    best_of,
    embedded_code,
    evidence_at,
    frame_size,
    grant_key,
    granted_scope,
    make_grant,
    parse_report,
    picture_state,
    plain_origin,
    preview_scope,
    preview_until,
    retry_seconds,
)
from portal.registry.kinds import Status
from portal.registry.rules import Hours
from portal.rounds.kinds import FaultCode
from tests.support.factories import NOON
from transcoder.demand import Activity, CameraState
from transcoder.errors import Cause

ALWAYS = Hours.parse("24h")
MORNINGS = Hours.parse("06:30-10:00")
EARLIER = NOON - timedelta(minutes=20)
OPEN = Standing(Status.OPEN, ALWAYS)
KEY = grant_key("only for tests")


BEFORE = NOON - timedelta(hours=2)
GLANCED = NOON - timedelta(seconds=40)
GOOD = Seen(True, since=BEFORE, seen_at=GLANCED)
BLACK = Seen(False, since=BEFORE, seen_at=GLANCED, code=FaultCode.DEV_DARK, fault="F-2026-000123")
OFF = Seen(
    False, since=BEFORE, seen_at=GLANCED, code=FaultCode.DEV_OFF, cause=Cause.SILENT, fault="F-1"
)
NOT_SEEN = Seen(None, since=EARLIER, seen_at=GLANCED)


def told(activity=None, *, standing=OPEN, age=None, allowed=True, seen=None, **more):
    playlist = None if age is None else Playlist(age, more.pop("target", 2))
    camera = activity and said(activity, **more)
    return picture_state(
        standing, camera, playlist=playlist, moving_allowed=allowed, now=NOON, seen=seen
    )


def said(activity, *, at=NOON, **more):
    """The engine's word on a camera."""
    return CameraState(activity, since=EARLIER, updated_at=at, **more)


@pytest.mark.parametrize("activity", [None, *Activity])
@pytest.mark.parametrize("age", [None, 1.0, 100.0])
@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        (Standing(Status.SUSPENDED, ALWAYS, EARLIER), PictureKind.SUSPENDED),
        (Standing(Status.SUSPENDED, MORNINGS, EARLIER), PictureKind.SUSPENDED),
        (Standing(Status.CLOSED, ALWAYS, EARLIER), PictureKind.CLOSED),
        (Standing(Status.MOVED, ALWAYS), PictureKind.CLOSED),
        (Standing(Status.PLANNED, ALWAYS), PictureKind.CLOSED),
        (Standing(None, ALWAYS), PictureKind.CLOSED),
        (Standing(Status.OPEN, MORNINGS), PictureKind.CLOSED_BY_HOURS),
    ],
)
def test_the_restaurants_own_reason_stands_above_all_evidence(
    activity, age, allowed, standing, kind
):
    for seen in (None, GOOD, BLACK):
        state = told(activity, standing=standing, age=age, allowed=allowed, seen=seen)
        assert (state.kind, state.flaw) == (kind, None)


@pytest.mark.parametrize(
    ("activity", "age", "allowed", "kind"),
    [
        (Activity.RESTING, None, True, PictureKind.UNKNOWN),
        (Activity.STARTING, None, True, PictureKind.STARTING),
        (Activity.WAITING, None, True, PictureKind.WAITING),
        (Activity.DOWN, None, True, PictureKind.OFFLINE),
        (Activity.STILL_ONLY, None, True, PictureKind.UNKNOWN),
        (Activity.LIVE, None, True, PictureKind.STARTING),
        (None, None, True, PictureKind.UNKNOWN),
        (Activity.LIVE, 0.0, True, PictureKind.LIVE),
        (Activity.LIVE, 8.0, True, PictureKind.LIVE),
        (Activity.LIVE, 8.1, True, PictureKind.DELAYED),
        (Activity.LIVE, 17.0, True, PictureKind.DELAYED),
        (Activity.LIVE, 17.1, True, PictureKind.OFFLINE),
        (Activity.DOWN, 3.0, True, PictureKind.LIVE),  # the last list stands in for the source
        (Activity.DOWN, 17.1, True, PictureKind.OFFLINE),
        (Activity.STARTING, 17.1, True, PictureKind.STARTING),
        (None, 3.0, True, PictureKind.LIVE),
        (None, 17.1, True, PictureKind.UNKNOWN),
        (Activity.RESTING, None, False, PictureKind.UNKNOWN),
        (Activity.STILL_ONLY, None, False, PictureKind.UNKNOWN),
        (Activity.STARTING, None, False, PictureKind.UNKNOWN),
        (Activity.LIVE, 1.0, False, PictureKind.UNKNOWN),  # never by a list that is left over
        (Activity.DOWN, None, False, PictureKind.OFFLINE),
        (None, None, False, PictureKind.UNKNOWN),
    ],
)
def test_without_a_look_the_engine_tells_what_it_knows(activity, age, allowed, kind):
    assert told(activity, age=age, allowed=allowed).kind is kind


@pytest.mark.parametrize(
    ("activity", "age", "allowed", "seen", "kind"),
    [
        (Activity.RESTING, None, True, GOOD, PictureKind.READY),
        (Activity.RESTING, None, True, OFF, PictureKind.OFFLINE),
        (Activity.RESTING, None, True, BLACK, PictureKind.OFFLINE),
        (Activity.RESTING, None, True, NOT_SEEN, PictureKind.UNKNOWN),
        (Activity.RESTING, 17.1, True, GOOD, PictureKind.READY),
        (Activity.STILL_ONLY, None, False, GOOD, PictureKind.STILL_ONLY),
        (Activity.STILL_ONLY, None, False, OFF, PictureKind.OFFLINE),
        (Activity.STILL_ONLY, None, False, BLACK, PictureKind.OFFLINE),
        (Activity.STARTING, None, False, GOOD, PictureKind.STILL_ONLY),
        # While somebody asks, the engine knows better.
        (Activity.STARTING, None, True, OFF, PictureKind.STARTING),
        (Activity.WAITING, None, True, OFF, PictureKind.WAITING),
        (Activity.DOWN, None, True, GOOD, PictureKind.OFFLINE),
        (Activity.DOWN, None, False, GOOD, PictureKind.OFFLINE),
        (Activity.LIVE, 1.0, True, OFF, PictureKind.LIVE),
        (Activity.LIVE, 1.0, True, BLACK, PictureKind.LIVE),
        (Activity.LIVE, 17.1, True, GOOD, PictureKind.OFFLINE),
        # Without the engine nothing would start to move.
        (None, None, True, GOOD, PictureKind.UNKNOWN),
        (None, None, False, GOOD, PictureKind.STILL_ONLY),
        (None, None, True, OFF, PictureKind.OFFLINE),
        (None, None, True, NOT_SEEN, PictureKind.UNKNOWN),
    ],
)
def test_a_look_tells_of_a_camera_that_nobody_watches(activity, age, allowed, seen, kind):
    assert told(activity, age=age, allowed=allowed, seen=seen).kind is kind


def test_a_camera_that_a_look_found_dead_is_told_with_since_when_why_and_the_fault():
    assert told(Activity.RESTING, seen=OFF) == PictureState(
        PictureKind.OFFLINE,
        since=BEFORE,
        cause=Cause.SILENT,
        flaw=Flaw(FaultCode.DEV_OFF, BEFORE, "F-1"),
    )


@pytest.mark.parametrize(("activity", "age"), [(Activity.RESTING, None), (Activity.LIVE, 1.0)])
def test_a_black_picture_is_told_as_such_whether_it_moves_or_not(activity, age):
    state = told(activity, age=age, seen=BLACK)
    assert state.flaw == Flaw(FaultCode.DEV_DARK, BEFORE, "F-2026-000123")


def test_a_picture_that_moves_is_not_off_whatever_a_look_met():
    assert told(Activity.LIVE, age=1.0, seen=OFF).flaw is None


def test_a_stream_that_fails_as_the_looks_do_has_failed_for_as_long():
    retry_at = NOON + timedelta(seconds=9)
    state = told(Activity.DOWN, cause=Cause.UNREACHABLE, retry_at=retry_at, seen=OFF)
    assert state == PictureState(
        PictureKind.OFFLINE,
        since=BEFORE,
        cause=Cause.UNREACHABLE,
        retry_at=retry_at,
        flaw=Flaw(FaultCode.DEV_OFF, BEFORE, "F-1"),
    )


def test_what_a_look_saw_wrong_says_nothing_of_a_stream_that_fails():
    state = told(Activity.DOWN, cause=Cause.BUSY, seen=BLACK)
    assert (state.since, state.flaw) == (EARLIER, None)


@pytest.mark.parametrize(
    ("seconds_ago", "seen", "kind"),
    [
        (5, None, PictureKind.READY),
        (5, OFF, PictureKind.READY),
        (5, NOT_SEEN, PictureKind.READY),
        (5, BLACK, PictureKind.OFFLINE),  # the engine judges no picture
        (50, OFF, PictureKind.OFFLINE),  # the look came later
        (61, None, PictureKind.UNKNOWN),
    ],
)
def test_a_picture_that_the_engine_had_since_counts_for_a_minute(seconds_ago, seen, kind):
    picture_at = NOON - timedelta(seconds=seconds_ago)
    assert told(Activity.RESTING, picture_at=picture_at, seen=seen).kind is kind


def test_unknown_is_told_with_when_something_was_known_last():
    assert told(Activity.RESTING, seen=NOT_SEEN).since == EARLIER
    assert told(None, seen=GOOD).since == GLANCED
    assert told(Activity.RESTING).since is None


@pytest.mark.parametrize(
    ("camera", "seen", "playlist_at", "known_at"),
    [
        (None, None, None, None),
        (said(Activity.RESTING), None, None, None),
        (said(Activity.STILL_ONLY), GOOD, None, GLANCED),
        (said(Activity.RESTING, picture_at=EARLIER), None, None, EARLIER),
        (said(Activity.DOWN), GOOD, None, NOON),
        (None, NOT_SEEN, None, EARLIER),
        (None, GOOD, NOON, NOON),
    ],
)
def test_evidence_is_a_picture_a_look_or_an_attempt(camera, seen, playlist_at, known_at):
    assert evidence_at(camera, seen, playlist_at=playlist_at) == known_at


@pytest.mark.parametrize(
    ("activity", "taken_for"),
    [(Activity.RESTING, Activity.STARTING), (Activity.DOWN, Activity.DOWN)],
)
def test_a_camera_at_rest_that_was_asked_for_just_now_is_starting(activity, taken_for):
    assert asked_for(said(activity)) == said(taken_for)
    assert asked_for(None) is None


def test_a_long_segment_makes_a_list_late_later():
    assert told(Activity.LIVE, age=14.0, target=10).kind is PictureKind.LIVE
    assert told(Activity.LIVE, age=14.0, target=2).kind is PictureKind.DELAYED


def test_a_state_that_nobody_renews_is_believed_for_a_minute():
    minute_ago, longer_ago = (NOON - timedelta(seconds=seconds) for seconds in (60, 61))
    assert told(Activity.RESTING, at=minute_ago, seen=GOOD).kind is PictureKind.READY
    stale = told(Activity.DOWN, at=longer_ago)
    assert stale == PictureState(PictureKind.UNKNOWN, since=longer_ago)


def test_the_delay_is_the_lists_age_and_the_players_distance():
    assert told(Activity.LIVE, age=1.6).delay_seconds == 6


def test_a_list_that_stopped_growing_tells_when():
    state = told(Activity.LIVE, age=40.0)
    assert (state.since, state.cause) == (NOON - timedelta(seconds=40), Cause.STALLED)


def test_an_offline_camera_tells_since_when_why_and_when_it_is_tried_again():
    retry_at = NOON + timedelta(seconds=9)
    state = told(Activity.DOWN, cause=Cause.UNREACHABLE, retry_at=retry_at)
    assert state == PictureState(
        PictureKind.OFFLINE, since=EARLIER, cause=Cause.UNREACHABLE, retry_at=retry_at
    )


def test_a_waiting_viewer_is_told_the_place():
    assert told(Activity.WAITING, place=4).place == 4
    assert told(Activity.STARTING, place=4).place is None


def test_a_closed_hour_tells_the_next_opening():
    state = told(standing=Standing(Status.OPEN, MORNINGS))
    assert state.next_opening == NOON + timedelta(hours=18, minutes=30)


def test_several_cameras_are_told_by_the_best():
    kinds = [PictureKind.OFFLINE, PictureKind.READY, PictureKind.UNKNOWN]
    assert best_of(map(PictureState, kinds)).kind is PictureKind.READY


@pytest.mark.parametrize(
    ("others", "best"),
    [
        ([PictureKind.READY], PictureKind.READY),
        ([PictureKind.STILL_ONLY], PictureKind.STILL_ONLY),
        ([PictureKind.OFFLINE], PictureKind.LIVE),
        ([PictureKind.UNKNOWN], PictureKind.LIVE),
    ],
)
def test_a_black_picture_that_moves_is_worse_than_a_good_one_at_rest(others, best):
    black = PictureState(PictureKind.LIVE, flaw=Flaw(FaultCode.DEV_DARK, BEFORE))
    assert best_of([black, *map(PictureState, others)]).kind is best


def test_no_camera_is_not_known():
    assert best_of([]).kind is PictureKind.UNKNOWN


def test_a_withheld_camera_tells_for_all():
    kinds = [PictureKind.LIVE, PictureKind.SUSPENDED]
    assert best_of(map(PictureState, kinds)).kind is PictureKind.SUSPENDED


@pytest.mark.parametrize(
    ("kind", "seconds", "asked_again"),
    [
        (PictureKind.STARTING, None, 1),
        (PictureKind.WAITING, None, 3),
        (PictureKind.UNKNOWN, None, 10),
        (PictureKind.OFFLINE, None, 15),
        (PictureKind.OFFLINE, 7, 7),
        (PictureKind.OFFLINE, -3, 2),
        (PictureKind.OFFLINE, 600, 15),
        (PictureKind.STILL_ONLY, None, 60),
        (PictureKind.SUSPENDED, None, 300),
    ],
)
def test_asking_again_is_worth_it_after(kind, seconds, asked_again):
    retry_at = None if seconds is None else NOON + timedelta(seconds=seconds)
    assert retry_seconds(PictureState(kind, retry_at=retry_at), now=NOON) == asked_again


def granted(camera="c" * 10, *, ends_in=300, scope="preview-1"):
    return make_grant(KEY, camera, scope=scope, expires_at=NOON + timedelta(seconds=ends_in))


def test_a_grant_gives_its_scope_until_it_expires():
    grant = granted(scope="preview-7")
    before = NOON + timedelta(seconds=299)
    assert granted_scope(KEY, "c" * 10, grant, now=before) == "preview-7"
    with pytest.raises(GrantRefused):
        granted_scope(KEY, "c" * 10, grant, now=NOON + timedelta(seconds=300))


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "...",
        "preview-1.99999999999.",
        granted().replace("preview-1.", "preview-2."),
        granted()[:-1],
        granted() + "A",
        granted().rpartition(".")[0],
        "preview-1.ä.x",
        f"preview-1.x{granted()}",
    ],
)
def test_a_forged_grant_is_refused(forged):
    with pytest.raises(GrantRefused):
        granted_scope(KEY, "c" * 10, forged, now=NOON)


def test_a_grant_is_for_one_camera_and_one_key():
    with pytest.raises(GrantRefused):
        granted_scope(KEY, "d" * 10, granted(), now=NOON)
    with pytest.raises(GrantRefused):
        granted_scope(grant_key("another"), "c" * 10, granted(), now=NOON)


def test_a_preview_ends_when_its_scope_says():
    until = NOON + timedelta(hours=12)
    assert preview_until(preview_scope(until)) == until


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Example.org", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:8080 ", "http://example.org:8080"),
    ],
)
def test_an_origin_is_kept_in_its_plain_form(text, origin):
    assert plain_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    ["", "*", "https://*", "example.org", "ftp://example.org", "https://example.org/",
     "https://a.org; script-src *", "https://a.org:99999", "https://u:p@a.org", "https://a b"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(text):
    with pytest.raises(OriginInvalid):
        plain_origin(text)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://m.example/r/0123456789", "0123456789"),
        ("https://m.example/en/r/0123456789?camera=2#x", "0123456789"),
        ("https://m.example/embed/0123456789/", "0123456789"),
        ("https://m.example.evil/r/0123456789", None),
        ("https://m.example/r/0123", None),
        ("https://other/r/0123456789", None),
        ("", None),
    ],
)
def test_only_our_own_kitchen_pages_can_be_embedded(url, code):
    assert embedded_code(url, home="https://m.example") == code


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (None, None, (640, 440)),
        (320, None, (320, 260)),
        (4000, 4000, (640, 440)),
        (None, 260, (320, 260)),
        (-5, None, (1, 80)),
        (None, 10, (1, 10)),
    ],
)
def test_a_frame_never_exceeds_what_was_asked(width, height, size):
    assert frame_size(width, height) == size


def test_a_report_is_read():
    fields = {"viewing": "a" * 22, "first_picture_ms": 1500, "stalls": 2, "outcome": "watched"}
    assert parse_report(fields) == Report("a" * 22, 1500, 2, Outcome.WATCHED)
    assert parse_report({}) == Report()


@pytest.mark.parametrize(
    "fields",
    [
        None,
        [],
        {"viewing": "short"},
        {"viewing": 7},
        {"outcome": "won"},
        {"first_picture_ms": -1},
        {"first_picture_ms": "12"},
        {"first_picture_ms": 10**9},
        {"stalls": True},
        {"stalls": 1.5},
        {"stalls": None},
    ],
)
def test_a_report_that_no_page_sends_is_refused(fields):
    with pytest.raises(ViewingInvalid):
        parse_report(fields)
