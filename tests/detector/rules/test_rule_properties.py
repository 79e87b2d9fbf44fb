"""What holds of the rules whatever is seen."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from detector.rules.history import History
from detector.rules.leads import first_hits, lead_of
from detector.rules.places import MOST_PLACES
from detector.rules.sightings import Box, Flame, Head, Setting, Sighting, Thing
from detector.rules.table import ALL, RULES
from tests.support.sightings import MOMENT

parts = st.floats(0, 1)
codes = st.sampled_from(sorted(RULES))
answers = st.sampled_from([True, False, None])
stirs = st.none() | parts
places = st.builds(
    lambda x, y, width, height: Box(x, y, x + width, y + height),
    st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.02, 0.4), st.floats(0.02, 0.4),
)  # fmt: skip
heads = st.builds(Head, places, parts, masked=answers, covered=answers, stir=stirs)
things = st.builds(Thing, codes, places, parts, stir=stirs)
persons = st.builds(Thing, st.just("person"), places, parts, stir=stirs)
flames = st.builds(Flame, places, parts, flicker=st.none() | parts)
settings = st.builds(
    Setting, zone=st.sampled_from(sorted(ALL)), is_open=st.booleans(), codes=st.frozensets(codes)
)


def some(what):
    return st.lists(what, max_size=4).map(tuple)


sightings = st.builds(
    Sighting, moment=st.just(MOMENT), width_px=st.just(1280), height_px=st.just(720),
    heads=some(heads), persons=some(persons), things=some(things), flame=st.none() | flames,
    motion=st.none() | st.sampled_from([0.0, 0.5]),
)  # fmt: skip


@st.composite
def bursts(draw, most=6):
    """Looks that resemble each other, as those of a burst do, some seconds apart."""
    kinds = draw(st.lists(sightings, min_size=1, max_size=2))
    picks = draw(st.lists(st.sampled_from(kinds), max_size=most))
    return [replace(look, moment=MOMENT + 2.5 * number) for number, look in enumerate(picks)]


def histories(looks, here):
    history = History()
    for number, look in enumerate(looks):
        history = history.after(replace(look, moment=MOMENT - 60.0 * (len(looks) - number)), here)
    return history


def leads(burst, here, history):
    return {code for code in RULES if lead_of(code, burst, here, history) is not None}


@given(bursts(), settings)
def test_uncertain_answers_never_lead(burst, here):
    unsure = [
        replace(
            look,
            heads=tuple(replace(head, masked=None, covered=None) for head in look.heads),
            things=(),
            flame=look.flame and replace(look.flame, flicker=None),
        )
        for look in burst
    ]

    assert not leads(unsure, here, History()) & {"PPE-MASK", "PPE-CAP", "FIR-LEAVE"}


@given(bursts(), settings, codes)
def test_muting_a_code_adds_no_lead(burst, here, muted):
    fewer = replace(here, codes=here.codes - {muted})

    assert leads(burst, fewer, History()) == leads(burst, here, History()) - {muted}


@given(sightings, settings, st.integers(1, 9))
def test_what_does_not_change_from_look_to_look_never_leads(look, here, count):
    """Nothing in a picture on the wall stirs, however often it is looked at."""
    still = replace(
        look,
        heads=tuple(replace(head, stir=0.0) for head in look.heads),
        persons=tuple(replace(each, stir=0.0) for each in look.persons),
        things=tuple(replace(each, stir=0.0) for each in look.things),
        flame=look.flame and replace(look.flame, flicker=0.0),
    )
    burst = [replace(still, moment=MOMENT + 2.0 * number) for number in range(count)]

    assert all(not RULES[code].moves for code in leads(burst, here, History()))


@given(bursts(), settings)
def test_a_lead_is_of_its_zone_and_hours_and_was_hit_by_a_look(burst, here):
    for code in leads(burst, here, History()):
        assert code in here.codes
        assert here.zone in RULES[code].zones
        assert any(code in first_hits(look, here, History()) for look in burst)


@given(bursts(), settings)
def test_after_a_lead_the_same_burst_leads_no_more(burst, here):
    history = History()
    for code in leads(burst, here, history):
        history = history.led(code, burst[-1].moment)

    assert leads(burst, here, history) == set()


@given(bursts(most=12), settings)
def test_a_history_stays_small_and_comes_back_from_its_bytes(looks, here):
    history = histories(looks, here)

    again = History.unpacked(history.packed())

    assert len(history.places) <= MOST_PLACES
    assert [place.seen for place in again.places] == [place.seen for place in history.places]
    assert again.looked_at == history.looked_at


@given(bursts(), bursts(), settings)
def test_places_only_ever_take_leads_away_from_what_lives(before, burst, here):
    known, unknown = leads(burst, here, histories(before, here)), leads(burst, here, History())

    assert all(RULES[code].is_lasting for code in known - unknown)
