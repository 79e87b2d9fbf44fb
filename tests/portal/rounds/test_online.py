"""The online rate: every edge case of the catalogue, and bits against a naive count."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.rules import Status
from portal.rounds.rules.duty import Slot
from portal.rounds.rules.minutes import DAY_MINUTES, WHOLE_DAY, MinuteMap, span_bits
from portal.rounds.rules.online import Terms, Variant, judged
from portal.shell.rules import Ratio
from tests.support.minutes import MONDAY, account_of, at, seen, span, supervised, tenure

GOOD, DEAD, UNSEEN = seen((0, 24)), seen((0, 24), good=False), MinuteMap(0, 0)
ANY, ALL, TIME = Variant.ANY, Variant.ALL, Variant.TIME
TUESDAY = MONDAY + timedelta(days=1)

bit_sets = st.one_of(
    st.sampled_from([0, WHOLE_DAY, span_bits(390, 810)]), st.integers(0, WHOLE_DAY)
)
maps = st.builds(lambda looked, good: MinuteMap(looked, looked & good), bit_sets, bit_sets)


def naive(seen_, minutes, terms):
    """The same judgement, minute by minute and by fractions."""
    verdicts, totals = [], [0, 0, 0, 0]
    for each in seen_:
        due = known = good = 0
        for minute in range(DAY_MINUTES):
            if minutes >> minute & 1:
                due += 1
                known += each.looked >> minute & 1
                good += each.good >> minute & 1
        totals[2] += known
        totals[3] += due
        if known == 0 or Fraction(known, due) < Fraction(terms.known_percent, 100):
            verdicts.append(None)
            continue
        verdicts.append(Fraction(good, known) >= Fraction(terms.good_percent, 100))
        totals[0] += good
        totals[1] += known
    by_any = True if True in verdicts else (None if None in verdicts else False)
    by_all = False if False in verdicts else (None if None in verdicts else True)
    return by_any, by_all, *totals


@given(st.lists(maps, min_size=1, max_size=3), bit_sets.filter(bool), st.integers(1, 100))
def test_judging_by_bits_is_judging_minute_by_minute(seen_, minutes, percent):
    terms = Terms(good_percent=percent, known_percent=101 - percent)
    looks = judged(seen_, minutes, terms)

    assert (looks.by_any, looks.by_all, looks.good, looks.known, looks.made, looks.due) == naive(
        seen_, minutes, terms
    )


@given(
    st.lists(st.lists(maps, min_size=2, max_size=2), min_size=1, max_size=4),
    st.lists(st.sampled_from(["24h", "Mon-Wed 06:30-13:30"]), min_size=1, max_size=3),
)
def test_a_period_is_the_mean_of_its_naive_days(days, hours):
    register = [supervised(number, hours=text, cameras=(1, 2)) for number, text in enumerate(hours)]
    account = account_of([dict(enumerate(day, start=1)) for day in days], *register)
    shares = []
    for place, day in enumerate(days):
        verdicts = []
        for text in hours:
            minutes = WHOLE_DAY if text == "24h" else span_bits(390, 810) * (place < 3)
            verdicts += [naive(day, minutes, Terms())[0]] if minutes else []
        known = [verdict for verdict in verdicts if verdict is not None]
        shares += [Fraction(sum(known), len(known))] if known else []

    assert account.mean(ANY).value == (sum(shares) / len(shares) if shares else None)


@pytest.mark.parametrize(("good_minutes", "is_online"), [(1152, True), (1151, False)])
def test_eighty_per_cent_of_looks_make_a_day_online(good_minutes, is_online):
    map_ = MinuteMap(WHOLE_DAY, span_bits(0, good_minutes))

    assert judged([map_], WHOLE_DAY, Terms()).by_any is is_online


@pytest.mark.parametrize(("looks", "verdict"), [(720, True), (719, None)])
def test_half_of_the_looks_due_make_a_day_known(looks, verdict):
    map_ = MinuteMap(span_bits(0, looks), span_bits(0, looks))

    assert judged([map_], WHOLE_DAY, Terms()).by_any is verdict


@pytest.mark.parametrize(
    ("cameras", "by_any", "by_all"),
    [
        ([GOOD, GOOD], True, True), ([GOOD, DEAD], True, False), ([DEAD, DEAD], False, False),
        ([GOOD, UNSEEN], True, None), ([DEAD, UNSEEN], None, False), ([UNSEEN], None, None),
    ],
)  # fmt: skip
def test_what_is_not_known_of_one_camera_decides_only_where_it_matters(cameras, by_any, by_all):
    looks = judged(cameras, WHOLE_DAY, Terms())

    assert (looks.by_any, looks.by_all) == (by_any, by_all)


def test_each_variant_is_a_rate_of_its_own():
    account = account_of([{1: GOOD, 2: DEAD, 3: GOOD}], supervised(1, cameras=(1, 2)),
                         supervised(2, cameras=(3,)))  # fmt: skip

    assert [account.mean(each).totals for each in (ANY, ALL, TIME)] == [
        Ratio(2, 2), Ratio(1, 2), Ratio(2880, 4320),
    ]  # fmt: skip


def test_a_missing_probe_lowers_completeness_and_is_not_online():
    account = account_of([{1: seen((0, 18))}], supervised())

    assert account.completeness == Ratio(1080, 1440)
    assert account.mean(TIME).totals == Ratio(1080, 1080)


def test_a_portal_outage_of_an_hour_puts_nobody_offline():
    account = account_of([{1: seen((0, 10), (11, 24))}], supervised())

    assert account.mean(ANY).totals == Ratio(1, 1)


def test_a_portal_outage_of_a_day_is_unknown_for_all_and_the_day_is_skipped():
    account = account_of([{1: GOOD}, {}], supervised())

    assert account.mean(ANY).totals == Ratio(1, 1)
    assert len(account.mean(ANY).counted) == 1
    assert account.unknown_days(ANY) == account.unknown_days(TIME) == 1


def test_a_restaurant_day_with_too_few_probes_leaves_both_sides():
    account = account_of(
        [{1: seen((0, 5)), 2: GOOD}], supervised(1, cameras=(1,)), supervised(2, cameras=(2,))
    )

    assert account.mean(ANY).totals == Ratio(1, 1)
    assert account.unknown_days(ANY) == 1


def test_of_a_day_suspended_in_part_only_the_open_hours_count():
    spans = [span(Status.OPEN, ends_at=at(MONDAY, 12)), span(Status.SUSPENDED, at(MONDAY, 12))]
    account = account_of([{1: seen((0, 24), but=[(12, 24)])}], supervised(spans=spans))

    assert account.mean(ANY).totals == Ratio(1, 1)
    assert account.completeness == Ratio(720, 720)
    assert account.restaurants[1].partly_suspended_days == 1


def test_without_exclusions_the_suspended_hours_count_as_well():
    spans = [span(Status.OPEN, ends_at=at(MONDAY, 12)), span(Status.SUSPENDED, at(MONDAY, 12))]
    account = account_of([{1: seen((0, 24), but=[(12, 24)])}], supervised(spans=spans))

    assert account.mean_without_exclusions(ANY).totals == Ratio(0, 1)


def test_a_suspended_restaurant_leaves_the_denominator():
    account = account_of(
        [{1: DEAD, 2: GOOD}],
        supervised(1, cameras=(1,), spans=[span(Status.SUSPENDED)]),
        supervised(2, cameras=(2,)),
    )

    assert account.mean(ANY).totals == Ratio(1, 1)
    assert account.mean_without_exclusions(ANY).totals == Ratio(1, 2)
    assert (account.days[0].suspended, account.restaurants[1].suspended_days) == (1, 1)


def test_a_day_on_which_all_are_suspended_is_skipped():
    spans = [span(Status.OPEN, ends_at=at(TUESDAY)), span(Status.SUSPENDED, at(TUESDAY))]
    account = account_of([{1: GOOD}, {1: DEAD}], supervised(spans=spans))

    assert [day for day, __ in account.mean(ANY).counted] == [MONDAY]
    assert account.mean(ANY).value == 1


def test_a_retroactive_suspension_counts_like_another():
    late = span(Status.SUSPENDED, at(MONDAY), recorded_at=at(MONDAY) + timedelta(days=9))
    account = account_of([{1: DEAD}], supervised(spans=[late]))

    assert (account.mean(ANY).value, account.restaurants[1].suspended_days) == (None, 1)


def test_a_restaurant_that_closes_in_mid_day_owes_its_hours_until_then():
    spans = [span(Status.OPEN, ends_at=at(MONDAY, 14)), span(Status.CLOSED, at(MONDAY, 14))]
    account = account_of(
        [{1: seen((0, 24), but=[(14, 24)])}, {1: DEAD}],
        supervised(spans=spans, hours="10:00-22:00"),
    )

    assert account.mean(ANY).days == ((MONDAY, Ratio(1, 1)), (TUESDAY, Ratio(0, 0)))
    assert (account.restaurants[1].gone_days, account.restaurants[1].sending_days) == (2, 0)


def test_a_closed_restaurant_whose_cameras_still_send_is_excluded_and_flagged():
    taken_down = Slot((tenure(1, until=MONDAY),))
    account = account_of([{1: GOOD}], supervised(spans=[span(Status.CLOSED)], slots=(taken_down,)))

    assert account.mean(ANY).totals == Ratio(0, 0)
    assert account.restaurants[1].sending_days == 1


def test_a_restaurant_that_moves_in_mid_period_is_two_records():
    old = supervised(
        1, cameras=(1,), spans=[span(Status.OPEN, ends_at=at(TUESDAY)),
                                span(Status.MOVED, at(TUESDAY))],
    )  # fmt: skip
    new = supervised(2, cameras=(2,), since=TUESDAY, spans=[span(Status.OPEN, at(TUESDAY))])
    account = account_of([{1: GOOD}, {2: DEAD}], old, new)

    assert account.mean(ANY).days == ((MONDAY, Ratio(1, 1)), (TUESDAY, Ratio(0, 1)))


def test_a_restaurant_counts_from_its_first_good_picture_on():
    account = account_of([{1: DEAD}, {1: GOOD}, {1: DEAD}], supervised(since=TUESDAY))

    assert [ratio for __, ratio in account.mean(ANY).days] == [
        Ratio(0, 0), Ratio(1, 1), Ratio(0, 1),
    ]  # fmt: skip


def test_a_restaurant_never_connected_is_in_no_rate():
    account = account_of([{1: DEAD}], supervised(since=None))

    assert (account.mean(ANY).value, account.completeness) == (None, Ratio(0, 0))


def test_a_camera_replaced_at_noon_leaves_no_gap():
    slot = Slot((tenure(1, until=MONDAY), tenure(2, since=MONDAY)))
    account = account_of([{1: seen((0, 12)), 2: seen((12, 24))}], supervised(slots=(slot,)))

    assert account.mean(ALL).totals == Ratio(1, 1)
    assert account.completeness == Ratio(1440, 1440)


def test_no_required_camera_is_not_applicable():
    account = account_of([{}], supervised(slots=()))

    assert account.mean(ANY).value is None
    assert account.restaurants[1].days_without_camera == 1


@pytest.mark.parametrize(
    ("hours", "totals"), [("24h", Ratio(0, 1)), ("Mon-Fri 06:30-13:30", Ratio(1, 1))]
)
def test_a_canteen_that_is_dark_after_lunch_is_online_and_a_24_hour_kitchen_is_not(hours, totals):
    map_ = seen((0, 24), but=[(0, 6.5), (13.5, 24)])

    assert account_of([{1: map_}], supervised(hours=hours)).mean(ANY).totals == totals


def test_a_canteen_at_rest_on_sunday_is_on_neither_side():
    sunday = MONDAY - timedelta(days=1)
    account = account_of({sunday: {1: DEAD}}, supervised(hours="Mon-Fri 06:30-13:30"))

    assert account.mean(ANY).days == ((sunday, Ratio(0, 0)),)
    assert (account.days[0].resting, account.restaurants[1].resting_days) == (1, 1)


def test_a_restaurant_of_unrecorded_status_is_neither_open_nor_closed():
    account = account_of([{1: GOOD}], supervised(spans=[]))

    assert account.mean(ANY).value is None
    assert account.restaurants[1].gone_days == 0


def test_a_restaurant_has_a_rate_of_its_own():
    account = account_of([{1: GOOD}, {1: DEAD}, {1: GOOD}], supervised())

    assert account.restaurants[1].tally.ratio(ANY) == Ratio(2, 3)
    assert account.restaurants[1].last_good_on == MONDAY + timedelta(days=2)
