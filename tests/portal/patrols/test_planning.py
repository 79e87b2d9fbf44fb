"""The planner: everybody is reached, or it is told by how many visits the time falls short."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.patrols.kinds import Grade, Way
from portal.patrols.rules.calendar import Half, Span, slots_of
from portal.patrols.rules.drawing import Draw
from portal.patrols.rules.matching import evenly_placed, placed
from portal.patrols.rules.planning import (
    AFTER_HIGHER,
    Candidate,
    Inspector,
    Terms,
    Unplaced,
    plan_year,
)

SEED = "5eed" * 16
YEAR = Terms(2026, date(2026, 1, 1))
PEOPLE = [Inspector(str(number), f"s{number % 2}") for number in range(8)]


def candidate(number, **changes):
    """A Restaurant of one of two Stations."""
    return Candidate(f"r{number:03}", f"s{number % 2}", **changes)


def planned(candidates, people=PEOPLE, terms=YEAR, seed=SEED):
    return plan_year(candidates, people, terms=terms, draw=Draw(seed))


def visits_of(plan):
    """The first days of the Patrols that visit each Restaurant."""
    found = defaultdict(list)
    for patrol in plan.patrols:
        for code in patrol.restaurants:
            found[code].append(patrol.first)
    return found


wishes = st.integers(1, 6).flatmap(
    lambda slots: st.tuples(
        st.lists(st.lists(st.integers(0, slots - 1), max_size=4, unique=True), max_size=9),
        st.lists(st.integers(0, 3), min_size=slots, max_size=slots),
    )
)


def most_that_fit(wishes, rooms):
    """The most that any choice could place, by trying all."""
    best = 0

    def go(number, left, count):
        nonlocal best
        best = max(best, count)
        if number == len(wishes):
            return
        go(number + 1, left, count)
        for slot in wishes[number]:
            if left[slot]:
                left[slot] -= 1
                go(number + 1, left, count + 1)
                left[slot] += 1

    go(0, list(rooms), 0)
    return best


@settings(max_examples=150, deadline=None)
@given(wishes)
def test_as_many_are_placed_as_any_choice_could_place(asked):
    found = placed(*asked)

    assert sum(slot is not None for slot in found) == most_that_fit(*asked)


@settings(max_examples=150, deadline=None)
@given(wishes)
def test_places_are_wished_for_and_have_room(asked):
    wanted, rooms = asked
    for found in (placed(wanted, rooms), evenly_placed(wanted, rooms)):
        taken = Counter(slot for slot in found if slot is not None)

        assert all(slot is None or slot in wish for slot, wish in zip(found, wanted, strict=True))
        assert all(number <= rooms[slot] for slot, number in taken.items())


@settings(max_examples=100, deadline=None)
@given(wishes)
def test_who_comes_earlier_is_never_left_out_for_who_comes_later(asked):
    wanted, rooms = asked
    for number in range(len(wanted)):
        found = placed(wanted[: number + 1], rooms)
        before = placed(wanted[:number], rooms)

        assert [slot is None for slot in found[:number]] == [slot is None for slot in before]


@settings(max_examples=100, deadline=None)
@given(wishes)
def test_filling_evenly_leaves_nobody_out(asked):
    assert sum(slot is None for slot in evenly_placed(*asked)) == sum(
        slot is None for slot in placed(*asked)
    )


def test_no_slot_is_fuller_than_it_has_to_be():
    found = evenly_placed([[0, 1, 2]] * 9, [9, 9, 9])

    assert Counter(found) == {0: 3, 1: 3, 2: 3}


away = st.one_of(
    st.just(()),
    st.tuples(st.integers(0, 360), st.integers(1, 200)).map(
        lambda days: (
            Span(
                date(2026, 1, 1) + timedelta(days=days[0]),
                date(2026, 1, 1) + timedelta(days=sum(days)),
            ),
        )
    ),
    st.just((Span(date(2025, 12, 1)),)),
)
districts = st.lists(
    st.tuples(
        st.sampled_from(Grade),
        st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2025, 12, 31))),
        away,
        st.one_of(st.none(), st.dates(date(2025, 9, 1), date(2025, 12, 31))),
        st.booleans(),
    ),
    max_size=40,
).map(
    lambda rows: [
        candidate(number, grade=grade, last_visit=last, away=spans, checked_above=above,
                  has_camera=seen)
        for number, (grade, last, spans, above, seen) in enumerate(rows)
    ]
)  # fmt: skip
terms = st.builds(
    Terms,
    year=st.just(2026),
    starts_on=st.sampled_from([date(2026, 1, 1), date(2026, 3, 11), date(2026, 9, 2)]),
    weeks_a_slot=st.integers(1, 4),
    visits_a_day=st.integers(1, 2),
    most_visits=st.integers(2, 9),
    is_paired=st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(districts, terms)
def test_everybody_is_reached_each_half_or_told_as_missing(rows, how):
    plan = planned(rows, terms=how)
    reached = {(code, Half.of(day)) for code, days in visits_of(plan).items() for day in days}
    missing = {(each.restaurant, each.half) for each in plan.missing if each.is_coverage}
    halves = [half for half in (Half(2026, 1), Half(2026, 2)) if how.starts_on < half.until]

    assert reached | missing == {(each.code, half) for each in rows for half in halves}
    assert reached & missing == set()


@settings(max_examples=80, deadline=None)
@given(districts, terms)
def test_placed_and_missing_are_all_that_was_required(rows, how):
    plan = planned(rows, terms=how)

    assert plan.visits + len(plan.missing) == plan.required


@settings(max_examples=80, deadline=None)
@given(districts, terms)
def test_nobody_is_visited_when_away_or_just_checked_by_a_higher_level(rows, how):
    by_code = {each.code: each for each in rows}
    for patrol in planned(rows, terms=how).patrols:
        days = [patrol.first + timedelta(days=n) for n in range((patrol.until - patrol.first).days)]
        for code in patrol.restaurants:
            row = by_code[code]
            free = [
                day
                for day in days
                if day.weekday() < 5
                and not any(span.holds(day) for span in row.away)
                and (
                    row.checked_above is None
                    or row.grade is Grade.D
                    or day >= row.checked_above + AFTER_HIGHER
                )
            ]
            assert free


@settings(max_examples=80, deadline=None)
@given(districts, terms)
def test_no_slot_holds_more_than_its_teams_can_do(rows, how):
    loads = Counter()
    for patrol in planned(rows, terms=how).patrols:
        loads[patrol.station, patrol.first, patrol.until] += len(patrol.restaurants)
        assert len(patrol.restaurants) <= how.most_visits
        assert len(set(patrol.restaurants)) == len(patrol.restaurants)
        assert len(patrol.team) == (2 if how.is_paired else 1)
    teams = 2 if how.is_paired else 4
    for (__, first, until), load in loads.items():
        slot = next(
            each
            for each in slots_of(Half.of(first), weeks=how.weeks_a_slot, starts_on=how.starts_on)
            if each.first == first
        )
        assert slot.until == until
        assert load <= len(slot.days) * how.visits_a_day * teams


@settings(max_examples=30, deadline=None)
@given(districts, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_changes_nothing(rows, chance):
    mixed, people = list(rows), list(PEOPLE)
    chance.shuffle(mixed)
    chance.shuffle(people)

    assert planned(mixed, people) == planned(rows)


@settings(max_examples=30, deadline=None)
@given(districts)
def test_duties_are_shared_alike_among_the_people_of_a_station(rows):
    duties = Counter(key for patrol in planned(rows).patrols for key in patrol.team)
    for station in ("s0", "s1"):
        own = [duties[each.key] for each in PEOPLE if each.station == station]
        assert max(own) - min(own) <= 1


def test_a_year_of_a_district_has_a_place_for_all():
    rows = [candidate(number, grade=Grade("ABCD"[number % 4])) for number in range(160)]

    plan = planned(rows)

    assert plan.short_by == 0
    assert plan.missing == ()
    assert plan.visits == 2 * (40 + 40 + 80 + 120)


def test_a_plan_that_cannot_fit_says_by_how_many_visits():
    rows = [candidate(2 * number) for number in range(100)]
    how = Terms(2026, date(2026, 12, 21), visits_a_day=1, weeks_a_slot=1)

    plan = planned(rows, PEOPLE[:3], terms=how)  # nine days of work, one pair

    assert (plan.visits, plan.short_by) == (9, 91)
    assert {each.station for each in plan.missing} == {"s0"}


def test_a_station_without_people_is_short_of_everything():
    assert planned([candidate(1)], []).short_by == 2


def test_who_was_never_visited_comes_before_the_riskier_and_these_before_the_others():
    rows = [
        candidate(0, last_visit=date(2025, 11, 1)),
        candidate(2, last_visit=date(2025, 11, 1), grade=Grade.B),
        candidate(4),
    ]
    how = Terms(2026, date(2026, 12, 28), visits_a_day=1, weeks_a_slot=1,
                rest_days=frozenset({date(2026, 12, 29), date(2026, 12, 30)}))  # fmt: skip

    plan = planned(rows, PEOPLE[:1], terms=how)  # two days of work

    assert [each.restaurant for each in plan.missing] == ["r000"]
    assert plan.missing[0].why is Unplaced.NO_ROOM


def test_one_away_for_the_whole_half_is_no_matter_of_time():
    plan = planned([candidate(0, away=(Span(date(2025, 1, 1)),))])

    assert plan.short_by == 0
    assert {each.why for each in plan.missing} == {Unplaced.NEVER_FREE}


def test_visits_of_one_restaurant_lie_four_weeks_apart():
    rows = [candidate(number, grade=Grade.D) for number in range(40)]
    for days in visits_of(planned(rows)).values():
        ordered = sorted(days)
        gaps = [after - before for before, after in pairwise(ordered)]
        assert min(gaps) >= timedelta(days=28)


def test_visits_made_already_count_for_their_half():
    how = Terms(2026, date(2026, 3, 2))

    plan = planned([candidate(0, visited=(date(2026, 1, 20),))], terms=how)

    assert [Half.of(day).number for day in visits_of(plan)["r000"]] == [2]


def test_a_kitchen_without_camera_is_visited_on_site():
    plan = planned([candidate(0, has_camera=False)])

    assert {each.way for each in plan.patrols} == {Way.ON_SITE}


def test_another_seed_draws_another_year():
    rows = [candidate(number) for number in range(60)]

    assert planned(rows) != planned(rows, seed="0" * 64)


@pytest.mark.parametrize("weeks", [1, 2, 5])
def test_slots_hold_every_day_of_work_of_a_half_once(weeks):
    half = Half(2026, 1)
    days = [day for slot in slots_of(half, weeks=weeks, starts_on=half.first) for day in slot.days]

    expected = [
        half.first + timedelta(days=number) for number in range((half.until - half.first).days)
    ]
    assert days == [day for day in expected if day.weekday() < 5]


def test_a_slot_without_a_day_of_work_is_none():
    half = Half(2026, 1)
    week = frozenset(date(2026, 1, 5) + timedelta(days=number) for number in range(5))

    slots = slots_of(half, weeks=1, starts_on=half.first, rest_days=week)

    assert date(2026, 1, 5) not in {slot.first for slot in slots}
    assert len(slots) == len(slots_of(half, weeks=1, starts_on=half.first)) - 1
