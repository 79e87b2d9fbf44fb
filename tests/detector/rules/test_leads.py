"""From a burst to a lead, or to nothing."""

from dataclasses import replace

import pytest

from detector.rules.history import History
from detector.rules.leads import first_hits, lead_of
from detector.rules.sightings import Box, Flame
from tests.support.sightings import (
    BODY,
    FACE,
    MOMENT,
    burst,
    head,
    moved,
    only,
    person,
    setting,
    sighting,
    thing,
)

BARE = {"heads": (head(masked=False),)}
UNSURE = {"heads": (head(masked=None),)}
MASKED = {"heads": (head(masked=True),)}
NONE = History()
FIRE = Flame(Box(0.4, 0.4, 0.5, 0.5), 0.01, flicker=0.5)


def lead(*looks, code="PPE-MASK", here=None, history=NONE, apart=1.0):
    return lead_of(code, burst(*looks, apart=apart), here or setting(), history)


def test_a_bare_face_through_a_burst_leads():
    found = lead(*[BARE] * 5)

    assert (found.code, found.box, found.score) == ("PPE-MASK", FACE, 0.8)
    assert found.rule == "PPE-MASK/1"


def test_why_is_told_in_numbers():
    reason = lead(BARE, BARE, {}, BARE, BARE).reason

    assert reason.sentence == "head_without_mask"
    assert reason.numbers == {
        "seen": 4, "looks": 5, "score": 0.8, "score_least": 0.0, "held_seconds": 4.0,
        "held_least_seconds": 3.0, "width_px": 60.0, "width_least_px": 28, "height_px": 70.0,
        "height_least_px": 28, "stirred": 0.4, "stirred_least": 0.03,
    }  # fmt: skip


def test_the_best_look_is_shown_with_those_about_it():
    best = {"heads": (head(masked=False, score=0.9),)}

    found = lead(BARE, BARE, best, BARE, BARE)

    assert found.moment == MOMENT + 2
    assert found.frames == (MOMENT + 1, MOMENT + 2, MOMENT + 3)


def test_at_an_end_of_the_burst_the_best_look_stands_twice():
    best = {"heads": (head(masked=False, score=0.9),)}

    assert lead(best, BARE, BARE, BARE, BARE).frames == (MOMENT, MOMENT, MOMENT + 1)
    assert lead(BARE, BARE, BARE, BARE, best).frames[1:] == (MOMENT + 4, MOMENT + 4)


@pytest.mark.parametrize(
    "looks",
    [
        [], [BARE], [BARE] * 3, [BARE, BARE, BARE, {}, {}], [UNSURE] * 5, [MASKED] * 5,
        [BARE, BARE, UNSURE, UNSURE, BARE], [BARE, BARE, BARE, BARE, MASKED],
        [*[BARE] * 4, *[{}] * 4],
    ],
)  # fmt: skip
def test_too_little_or_contrary_evidence_is_no_lead(looks):
    assert lead(*looks) is None


def test_the_order_of_the_looks_does_not_matter():
    looks = burst(*[BARE] * 5, apart=1.0)

    assert lead_of("PPE-MASK", looks[::-1], setting(), NONE) is not None


def test_one_look_given_five_times_is_one_look():
    assert lead(*[BARE] * 5, apart=0.0) is None


def test_looks_before_a_long_gap_do_not_belong_to_the_burst():
    looks = burst(*[BARE] * 5, apart=1.0)
    late = [replace(look, moment=look.moment + 100) for look in looks[3:]]

    assert lead_of("PPE-MASK", looks[:3] + late, setting(), NONE) is None


def test_a_hold_of_ten_seconds_is_waited_for():
    bare = {"heads": (head(covered=False),)}

    assert lead(*[bare] * 6, code="PPE-CAP", apart=1.9) is None
    assert lead(*[bare] * 6, code="PPE-CAP", apart=2.0) is not None


def test_two_faces_in_turn_are_not_one():
    other = {"heads": (head(box=moved(FACE, across=0.45), masked=False),)}

    assert lead(BARE, other, BARE, other, BARE) is None


def test_of_two_bare_faces_the_surer_leads():
    both = {
        "heads": (head(masked=False), head(box=moved(FACE, across=0.4), masked=False, score=0.9))
    }

    assert lead(*[both] * 5).score == 0.9


@pytest.mark.parametrize(
    ("stir", "leads"), [(None, False), (0.0, False), (0.02, False), (0.03, True)]
)
def test_what_does_not_stir_is_no_lead(stir, leads):
    look = {"heads": (head(masked=False, stir=stir),)}

    assert (lead(*[look] * 5) is not None) is leads


def test_who_stirs_once_lives():
    look = {"heads": (head(masked=False, stir=0.0),)}

    assert lead(look, look, BARE, look, look) is not None


def test_where_something_stood_still_nothing_leads():
    history = NONE
    for minute in range(6):
        history = history.after(sighting(after=60.0 * minute - 360, **MASKED), setting())

    assert lead(*[BARE] * 5, history=history) is None


def test_a_code_leads_once_in_its_interval():
    assert lead(*[BARE] * 5, history=NONE.led("PPE-MASK", MOMENT - 60)) is None


def test_an_unknown_code_and_one_that_is_off_lead_nowhere():
    assert lead(*[BARE] * 5, code="PPE-NONE") is None
    assert lead(*[BARE] * 5, here=only("PPE-CAP")) is None


def test_persons_too_many_are_told_by_their_number():
    crowd = {
        "persons": tuple(person(box=moved(Box(0, 0, 0.1, 0.5), across=0.2 * n)) for n in range(4))
    }

    found = lead(*[crowd] * 5, code="SPR-STAFF")

    assert found.reason.sentence == "more_persons_than_may_be"
    assert (found.reason.numbers["persons"], found.reason.numbers["persons_most"]) == (4, 3)


@pytest.mark.parametrize(("step", "leads"), [(0.06, True), (0.001, False)])
def test_a_rat_runs(step, leads):
    looks = [{"things": (thing("PST-RAT", box=moved(FACE, across=step * n)),)} for n in range(5)]

    assert (lead(*looks, code="PST-RAT") is not None) is leads


def flames(history, *looks):
    here = setting(zone="CK")
    for minute, look in enumerate(looks):
        history = history.after(sighting(after=60.0 * minute - 60 * len(looks), **look), here)
    return history


ALONE = {"flame": FIRE, "motion": 0.0}


@pytest.mark.parametrize(
    ("before", "leads"),
    [([], False), ([ALONE], True), ([ALONE, {}], False), ([ALONE, ALONE, ALONE], True)],
)
def test_a_flame_leads_when_the_minutes_before_showed_it_alone(before, leads):
    found = lead(
        *[ALONE] * 5, code="FIR-LEAVE", here=setting(zone="CK"), history=flames(NONE, *before)
    )

    assert (found is not None) is leads


def test_a_fire_is_one_however_it_leaps():
    high = {"flame": Flame(Box(0.1, 0.1, 0.9, 0.9), 0.1, flicker=0.6), "motion": 0.0}

    found = lead(
        ALONE, high, ALONE, high, ALONE,
        code="FIR-LEAVE", here=setting(zone="CK"), history=flames(NONE, ALONE),
    )  # fmt: skip

    assert found.reason.sentence == "flame_with_nobody_near"


def test_a_still_figure_may_be_somebody_who_watches_the_fire():
    history = flames(NONE, *[{"persons": (person(),)}] * 6, ALONE)
    watched = ALONE | {"persons": (person(),)}

    assert lead(*[watched] * 5, code="FIR-LEAVE", here=setting(zone="CK"), history=history) is None


def test_an_open_bin_leads_after_ten_minutes():
    look, here, history = {"things": (thing("ENV-BIN"),)}, setting(zone="WS"), NONE
    for minute in range(10):
        history = history.after(sighting(after=60.0 * minute - 597, **look), here)

    assert lead(*[look] * 5, code="ENV-BIN", here=here, history=history) is not None
    assert lead(*[look] * 3, code="ENV-BIN", here=here, history=history) is None


def test_one_look_says_which_codes_deserve_a_burst():
    seen = sighting(heads=(head(masked=False), head(box=moved(FACE, across=0.2), covered=None)))

    assert first_hits(seen, setting(), NONE) == {"PPE-MASK"}


def test_a_single_picture_of_fire_deserves_a_burst_once_it_has_lasted():
    seen = sighting(flame=Flame(FIRE.box, 0.01))

    assert first_hits(seen, setting(zone="CK"), NONE) == frozenset()
    assert first_hits(seen, setting(zone="CK"), flames(NONE, ALONE)) == {"FIR-LEAVE"}


@pytest.mark.parametrize(
    "history",
    [NONE.led("PPE-MASK", MOMENT - 60), NONE.came_to_nothing("PPE-MASK", MOMENT - 30)],
)
def test_no_burst_while_a_code_is_quiet_or_waits(history):
    assert first_hits(sighting(**BARE), setting(), history) == frozenset()


def test_codes_nobody_knows_hit_nothing():
    assert first_hits(sighting(**BARE), only("PPE-NONE"), NONE) == frozenset()


def test_a_person_leads_where_the_restaurant_is_closed():
    here = setting(zone="EN", is_open=False)

    found = lead(*[{"persons": (person(),)}] * 5, code="INT-STRANGE", here=here)

    assert (found.box, found.reason.sentence) == (BODY, "person_while_closed")
