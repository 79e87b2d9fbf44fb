"""What a camera's looks leave behind, minute by minute."""

import json

import pytest

from detector.rules.history import History, UnreadableHistory
from detector.rules.places import MOST_PLACES
from detector.rules.sightings import Box, Flame
from detector.rules.table import RULES
from tests.support.sightings import (
    BODY,
    FACE,
    MOMENT,
    head,
    moved,
    person,
    setting,
    sighting,
    thing,
)

FIRE = Flame(Box(0.4, 0.4, 0.5, 0.5), 0.01)


def looked(*looks, apart=60.0, here=None):
    history = History()
    for number, seen in enumerate(looks):
        history = history.after(sighting(after=number * apart, **seen), here or setting(zone="CK"))
    return history


POSTER = {"heads": (head(),)}


def test_what_stands_still_for_minutes_is_left_out_of_a_look():
    seen = sighting(after=300, heads=(head(), head(box=moved(FACE, across=0.2))))

    fresh = looked(*[POSTER] * 5).fresh(seen)

    assert fresh.heads == seen.heads[1:]


@pytest.mark.parametrize(
    "looks",
    [
        [POSTER] * 4,
        [POSTER, {}, {}, {}, {}, {}, POSTER],
        [{"heads": (head(box=moved(FACE, across=0.01 * n)),)} for n in range(6)],
        [{"persons": (person(box=FACE),)}] * 6,
    ],
)
def test_what_was_there_too_seldom_or_moved_stays(looks):
    seen = sighting(after=600, **POSTER)

    assert looked(*looks).fresh(seen) == seen


def test_a_poster_that_is_seen_every_other_time_stands_still():
    looks = [POSTER, {}] * 5

    assert looked(*looks).fresh(sighting(after=700, **POSTER)).heads == ()


def test_five_looks_within_a_minute_prove_no_stillness():
    seen = sighting(after=60, **POSTER)

    assert looked(*[POSTER] * 5, apart=10).fresh(seen) == seen


def test_still_persons_and_still_rats_are_left_out():
    look = {"persons": (person(),), "things": (thing("PST-RAT", box=FACE),)}

    fresh = looked(*[look] * 6).fresh(sighting(after=360, **look))

    assert (fresh.persons, fresh.things) == ((), ())


def test_a_bin_may_stand_still():
    look = {"things": (thing("ENV-BIN"), thing("UNKNOWN", box=FACE))}

    fresh = looked(*[look] * 6).fresh(sighting(after=360, **look))

    assert [each.label for each in fresh.things] == ["ENV-BIN"]


def test_a_trembling_box_stays_in_its_place():
    looks = [{"heads": (head(box=moved(FACE, across=0.002 * (n % 2))),)} for n in range(6)]

    assert looked(*looks).places[0].seen == 6


def test_an_older_picture_adds_nothing():
    history = looked(POSTER)

    assert history.after(sighting(after=-1, **POSTER), setting()) is history


def test_a_bin_lasts_since_it_was_seen_first():
    look = {"things": (thing("ENV-BIN"),)}

    assert looked({}, look, look).since(RULES["ENV-BIN"], BODY) == MOMENT + 60
    assert looked({}, look, look).since(RULES["ENV-BIN"], FACE) is None


def test_a_bin_may_be_hidden_now_and_then():
    look = {"things": (thing("ENV-BIN"),)}

    assert looked(look, look, look, look, {}, look).since(RULES["ENV-BIN"], BODY) == MOMENT


def test_what_is_hidden_too_often_begins_anew():
    look = {"things": (thing("ENV-BIN"),)}

    assert looked(look, {}, look).since(RULES["ENV-BIN"], BODY) == MOMENT + 120


def test_nothing_lasts_through_minutes_without_a_look():
    look = {"things": (thing("ENV-BIN"),), **POSTER}

    history = looked(look, look, apart=200)

    assert history.since(RULES["ENV-BIN"], BODY) == MOMENT + 200
    assert history.places[0].seen == 2  # a poster hangs there still


def test_a_flame_burns_on_wherever_it_leaps():
    elsewhere = Flame(Box(0.1, 0.1, 0.2, 0.2), 0.01)

    history = looked({"flame": FIRE}, {"flame": elsewhere})

    assert history.since(RULES["FIR-LEAVE"], FIRE.box) == MOMENT


def test_whoever_comes_by_ends_the_time_a_flame_was_alone():
    history = looked({"flame": FIRE}, {"flame": FIRE, **POSTER}, {"flame": FIRE})

    assert history.since(RULES["FIR-LEAVE"], FIRE.box) == MOMENT + 120


def test_what_is_gone_for_an_hour_or_rare_is_forgotten():
    assert looked(POSTER, {}, apart=3700).places == ()
    assert looked(POSTER, *[{}] * 19).places == ()


def test_no_more_places_are_kept_than_fit():
    many = {"heads": tuple(head(box=Box(n / 100, 0, n / 100 + 0.009, 0.01)) for n in range(90))}

    assert len(looked(many).places) == MOST_PLACES


def test_a_code_that_led_is_quiet_for_its_interval():
    rule, history = RULES["PPE-MASK"], History().led("PPE-MASK", MOMENT)

    assert history.is_quiet(rule, MOMENT + rule.repeat_seconds - 1)
    assert not history.is_quiet(rule, MOMENT + rule.repeat_seconds)
    assert not history.is_quiet(rule, MOMENT - 1)
    assert not history.is_quiet(RULES["PPE-CAP"], MOMENT)


@pytest.mark.parametrize(
    ("times", "minutes"), [(0, 0), (1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (9, 15)]
)
def test_bursts_in_vain_make_the_next_wait_longer(times, minutes):
    history = History()
    for _ in range(times):
        history = history.came_to_nothing("PPE-CAP", MOMENT)

    assert history.is_waiting("PPE-CAP", MOMENT + 60 * minutes - 1) is bool(minutes)
    assert not history.is_waiting("PPE-CAP", MOMENT + 60 * minutes)


def test_a_lead_or_an_hour_ends_the_waiting():
    vain = History().came_to_nothing("PPE-CAP", MOMENT).came_to_nothing("PPE-CAP", MOMENT)

    assert not vain.led("PPE-CAP", MOMENT).is_waiting("PPE-CAP", MOMENT)
    assert vain.led("PPE-MASK", MOMENT).is_waiting("PPE-CAP", MOMENT)
    assert vain.came_to_nothing("PPE-CAP", MOMENT + 3600).in_vain["PPE-CAP"][0] == 1


def test_a_history_comes_back_from_its_bytes():
    history = looked(POSTER, {"persons": (person(),)}).led("PPE-CAP", MOMENT)
    history = history.came_to_nothing("PPE-MASK", MOMENT)

    again = History.unpacked(history.packed())

    assert again == history


def test_a_new_history_comes_back_too():
    assert History.unpacked(History().packed()) == History()


def spoiled(**changes):
    values = json.loads(looked(POSTER).packed()) | changes
    return json.dumps(values).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b"\xff", b"null",
        spoiled(version=2), spoiled(looked_at="noon"), spoiled(looked_at=True),
        spoiled(places=[["head", 1, 0, 0, 1, 1]]),
        spoiled(places=[["head", [0, 0, 1], 0, 0, 1, 1]]),
        spoiled(places=[["head", [0, 0, 1, 1], 0, 0, 2, 1]]), spoiled(places=[[]]),
        spoiled(places=[["head", [0, 0, 1, float("nan")], 0, 0, 1, 1]]),
        spoiled(last_led=[1]), spoiled(in_vain={"PPE-CAP": 1}),
    ],
)  # fmt: skip
def test_what_is_no_history_is_refused(data):
    with pytest.raises(UnreadableHistory):
        History.unpacked(data)
