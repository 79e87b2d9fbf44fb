"""What one look shows of each code."""

import pytest

from detector.rules.sightings import Box, Flame, Region
from detector.rules.table import RULES
from detector.rules.targets import Target, targets
from tests.support.sightings import BODY, FACE, head, moved, only, person, setting, sighting, thing

SMALL = Box(0.4, 0.4, 0.427, 0.427)
FIRE = Flame(Box(0.4, 0.4, 0.5, 0.5), 0.01, flicker=0.5)


def so(code, seen, here):
    return [target.is_so for target in targets(RULES[code], seen, here)]


@pytest.mark.parametrize(("masked", "is_so"), [(True, False), (False, True), (None, None)])
def test_a_face_speaks_as_its_mask_does(masked, is_so):
    assert so("PPE-MASK", sighting(heads=(head(masked=masked),)), setting()) == [is_so]


@pytest.mark.parametrize(("covered", "is_so"), [(True, False), (False, True), (None, None)])
def test_a_head_speaks_as_its_cap_does(covered, is_so):
    assert so("PPE-CAP", sighting(heads=(head(covered=covered),)), setting()) == [is_so]


@pytest.mark.parametrize("zone", ["CK", "CU", "EN", None])
def test_a_mask_is_asked_for_where_it_must_be_worn_alone(zone):
    assert so("PPE-MASK", sighting(heads=(head(masked=False),)), setting(zone=zone)) == []


@pytest.mark.parametrize(("is_open", "count"), [(True, 1), (False, 0)])
def test_caps_are_asked_for_in_business_hours(is_open, count):
    assert len(so("PPE-CAP", sighting(heads=(head(),)), setting(is_open=is_open))) == count


@pytest.mark.parametrize(("is_open", "count"), [(True, 0), (False, 1)])
def test_strangers_are_asked_for_at_other_hours(is_open, count):
    here = setting(zone="EN", is_open=is_open)

    assert len(so("INT-STRANGE", sighting(persons=(person(),)), here)) == count


def test_a_code_that_is_off_sees_nothing():
    assert so("PPE-MASK", sighting(heads=(head(masked=False),)), only("PPE-CAP")) == []


def test_a_head_too_small_says_nothing():
    assert so("PPE-MASK", sighting(heads=(head(box=SMALL, masked=False),)), setting()) == []


def test_a_head_beyond_the_region_says_nothing():
    here = setting(regions=(Region(((0.6, 0.0), (1.0, 0.0), (1.0, 1.0))),))

    assert so("PPE-MASK", sighting(heads=(head(masked=False),)), here) == []


def persons(count, **changes):
    return tuple(
        person(box=moved(Box(0, 0, 0.1, 0.5), across=0.2 * n), **changes) for n in range(count)
    )


@pytest.mark.parametrize(("count", "found"), [(0, []), (3, []), (4, [4]), (5, [5])])
def test_more_persons_than_may_be_are_one_target(count, found):
    seen = targets(RULES["SPR-STAFF"], sighting(persons=persons(count)), setting())

    assert [target.count for target in seen] == found


def test_the_number_that_may_be_is_the_settings():
    assert so("SPR-STAFF", sighting(persons=persons(2)), setting(most_persons=1)) == [True]


def test_a_person_boxed_twice_is_counted_once():
    twice = (*persons(3), person(box=Box(0, 0.1, 0.1, 0.5), score=0.5))

    assert so("SPR-STAFF", sighting(persons=twice), setting()) == []


def test_persons_beyond_the_region_are_not_counted():
    left = Region(((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))

    assert so("SPR-STAFF", sighting(persons=persons(4)), setting(regions=(left,))) == []


def test_a_crowd_is_as_sure_as_the_one_too_many():
    seen = (*persons(3), person(box=Box(0.7, 0, 0.8, 0.5), score=0.3))

    (crowd,) = targets(RULES["SPR-STAFF"], sighting(persons=seen), setting())

    assert crowd.score == 0.3
    assert crowd.box == Box(0.0, 0.0, 0.8, 0.5)


def flame(**seen):
    return so("FIR-LEAVE", sighting(**({"flame": FIRE, "motion": 0.0} | seen)), setting(zone="CK"))


def test_a_flame_with_nobody_near_is_what_is_looked_for():
    assert flame() == [True]


def test_no_flame_is_nothing():
    assert flame(flame=None) == []


@pytest.mark.parametrize("somebody", [{"persons": (person(),)}, {"heads": (head(),)}])
def test_a_flame_that_somebody_watches_speaks_against_a_lead(somebody):
    assert flame(**somebody) == [False]


@pytest.mark.parametrize(
    "unknown", [{"motion": None}, {"motion": 0.02}, {"flame": Flame(FIRE.box, 0.01)}]
)
def test_a_flame_of_which_too_little_is_known_is_uncertain(unknown):
    assert flame(**unknown) == [None]


def test_what_does_not_flicker_is_no_flame():
    assert flame(flame=Flame(FIRE.box, 0.01, flicker=0.05)) == [False]


def test_a_plugged_in_model_speaks_for_its_code_alone():
    seen = sighting(things=(thing("BEH-SMOKE"), thing("PPE-GLOVE", box=FACE)))

    assert targets(RULES["PPE-GLOVE"], seen, setting()) == (Target(FACE, 0.8, stir=0.4),)


@pytest.mark.parametrize(("box", "count"), [(FACE, 1), (BODY, 0)])
def test_what_is_too_large_is_no_rat(box, count):
    assert len(so("PST-RAT", sighting(things=(thing("PST-RAT", box=box),)), setting())) == count


@pytest.mark.parametrize("code", ["PPE-MASK", "PPE-CAP"])
def test_a_plugged_in_model_may_say_of_itself_that_a_face_is_bare(code):
    seen = sighting(heads=(head(masked=None, covered=None),), things=(thing(code),))

    assert so(code, seen, setting()) == [None, True]
