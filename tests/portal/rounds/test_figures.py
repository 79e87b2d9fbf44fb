"""The figures of a district: from rows to what is printed."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from portal.registry.rules import Status
from portal.rounds.operations import store_looks
from portal.rounds.queries import district_figures
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.rules.online import Variant
from portal.rounds.rules.period import Period
from portal.rounds.rules.published import published
from portal.shell.rules import NotFound
from tests.support.factories import (
    make_camera,
    make_display,
    make_restaurant,
    make_station,
    make_status_span,
)
from tests.support.minutes import at, seen

MARCH, TODAY = Period.parse("2021-03"), date(2021, 5, 1)
GOOD, DEAD = seen((0, 24)), seen((0, 24), good=False)
BUILT = date(2020, 6, 1)


def kitchen(session, **changes):
    """A built Restaurant with one Camera."""
    restaurant = make_restaurant(session, **{"built_on": BUILT} | changes)
    return restaurant, make_camera(session, restaurant).id


def watch(session, maps_by_day):
    """Store maps by the day of March."""
    for number, maps in maps_by_day.items():
        store_looks(session, date(2021, 3, number), maps)


def values_of(session, period=MARCH, *, variant=Variant.ANY, rows=False, **how):
    figures = district_figures(session, period, **{"today": TODAY, "required_cameras": 5} | how)
    return published(figures, variant=variant, rows=rows)


def test_a_picture_in_the_last_month_connects(session):
    (__, seen_), (missing, __) = kitchen(session), kitchen(session)
    watch(session, {5: {seen_: MinuteMap.of(good=[1])}})
    told = values_of(session, Period.parse("2021Q1"), rows=True)["Q1"]

    assert (told["part"], told["whole"], told["value"], told["formula"]) == (1, 2, 50.0, "Q1/1")
    assert [row["restaurant"] for row in told["missing"]] == [missing.code]


def test_a_picture_before_the_last_month_does_not_connect(session):
    camera = kitchen(session)[1]
    store_looks(session, date(2021, 2, 28), {camera: GOOD})

    assert values_of(session, Period.parse("2021Q1"))["Q1"]["part"] == 0


@pytest.mark.parametrize("status", [Status.CLOSED, Status.MOVED, Status.PLANNED])
def test_one_that_is_not_in_business_leaves_every_whole_and_is_listed(session, status):
    gone = kitchen(session, status=None)[0]
    make_status_span(session, gone, status=status, starts_at=at(date(2021, 3, 10)),
                     reason="为测试")  # fmt: skip
    told = values_of(session)

    assert [told[code]["whole"] for code in ("Q1", "Q2", "Q3", "Q4")] == [0, 0, 0, 0]
    assert told["Q1"]["value"] is None
    assert [(row["restaurant"], row["ground"], row["reason"], row["from"])
            for row in told["Q4"]["exclusions"]] == [
        (gone.code, status.value, "为测试", "2021-03-10T00:00+08:00")
    ]  # fmt: skip


def test_one_that_closed_before_the_period_is_not_mentioned(session):
    kitchen(session, status=Status.CLOSED)

    assert values_of(session)["Q1"]["exclusions"] == []


def test_one_that_closed_before_the_period_and_still_sends_is_flagged(session):
    closed, camera = kitchen(session, status=Status.CLOSED)
    watch(session, {3: {camera: GOOD}, 4: {camera: GOOD}})
    told = values_of(session)["Q2"]

    assert told["whole"] == 0
    assert [(row["restaurant"], row["flags"]) for row in told["exclusions"]] == [
        (closed.code, ["still_sending"])
    ]


def test_one_registered_after_the_period_is_not_in_it(session):
    kitchen(session, since=at(date(2021, 4, 1)))

    assert values_of(session)["Q1"]["whole"] == 0


def test_one_of_unrecorded_status_should_be_connected(session):
    kitchen(session, status=None)

    assert values_of(session)["Q1"]["whole"] == 1


def test_a_suspension_is_listed_with_what_stands_behind_it(session):
    restaurant, camera = kitchen(session, status=None)
    make_status_span(session, restaurant, ends_at=at(date(2021, 3, 8), 12))
    make_status_span(
        session, restaurant, status=Status.SUSPENDED, starts_at=at(date(2021, 3, 8), 12),
        ends_at=at(date(2021, 3, 11)), reason="改造", proof="1 号", approved_by="所长",
        recorded_at=at(date(2021, 3, 20)),
    )  # fmt: skip
    make_status_span(session, restaurant, starts_at=at(date(2021, 3, 11)))
    watch(session, {7: {camera: GOOD}, 8: {camera: seen((0, 24), but=[(12, 24)])},
                    9: {camera: DEAD}, 11: {camera: DEAD}})  # fmt: skip
    told = values_of(session, rows=True)["Q2"]

    assert told["exclusions"] == [{
        "restaurant": restaurant.code, "name": restaurant.name, "ground": "suspended",
        "from": "2021-03-08T12:00+08:00", "to": "2021-03-11T00:00+08:00", "days": 2,
        "reason": "改造", "proof": "1 号", "approved_by": "所长", "flags": ["retroactive"],
    }]  # fmt: skip
    assert (told["part"], told["whole"], told["value"]) == (2, 3, 66.67)
    assert told["without_exclusions"] == 25.0
    assert told["by_restaurant"][0]["partly_suspended_days"] == 1
    assert told["by_day"][6] == {"day": "2021-03-07", "part": 1, "whole": 1}


def test_a_connected_restaurant_without_a_camera_is_listed(session):
    restaurant, camera = kitchen(session)
    watch(session, {1: {camera: GOOD}})
    restaurant.cameras[0].active_until = date(2021, 3, 2)
    session.flush()
    told = values_of(session)["Q2"]

    assert [(row["ground"], row["days"]) for row in told["exclusions"]] == [("no_camera", 30)]
    assert (told["part"], told["whole"]) == (1, 1)


def test_cameras_are_judged_by_the_standard_with_the_mean_beside_it(session):
    for count in (2, 6):
        restaurant = kitchen(session)[0]
        for __ in range(count - 1):
            make_camera(session, restaurant)
    told = values_of(session)["Q3"]

    assert (told["part"], told["whole"], told["value"]) == (1, 2, 50.0)
    assert (told["mean"], told["gap"], told["least_gap"], told["cameras"]) == (4.0, 3, 2, 8)


def test_a_restaurant_not_built_in_time_is_judged_by_no_standard(session):
    kitchen(session, built_on=date(2021, 4, 1))
    kitchen(session, built_on=None)
    told = values_of(session)

    assert (told["Q3"]["whole"], told["Q4"]["whole"], told["Q1"]["whole"]) == (0, 0, 2)


@pytest.mark.parametrize(
    ("verified_on", "part"), [(None, 0), (date(2021, 3, 31), 1), (date(2021, 4, 1), 0)]
)
def test_a_display_counts_once_it_was_seen(session, verified_on, part):
    make_display(session, kitchen(session)[0], verified_on=verified_on)

    assert values_of(session)["Q4"]["part"] == part


def test_the_variant_chooses_the_headline(session):
    restaurant, camera = kitchen(session)
    dead = make_camera(session, restaurant).id
    watch(session, {1: {camera: GOOD, dead: DEAD}})
    told = values_of(session, variant=Variant.TIME)["Q2"]

    assert (told["value"], told["formula"], told["unknown_days"]) == (50.0, "Q2-time/1", 30)
    assert {name: each["value"] for name, each in told["variants"].items()} == {
        "any": 100.0, "all": 0.0, "time": 50.0,
    }  # fmt: skip


def test_of_a_period_under_way_the_days_before_today_count(session):
    camera = kitchen(session)[1]
    watch(session, {1: {camera: GOOD}, 2: {camera: DEAD}, 3: {camera: DEAD}})
    told = values_of(session, today=date(2021, 3, 3))["Q2"]

    assert (told["value"], told["days"], told["days_left"], told["as_of"]) == (
        50.0, 2, 29, "2021-03-02",
    )  # fmt: skip
    assert told["needed"] == 98.10  # (0.95 · 31 - 1) / 29


def test_a_period_ahead_has_no_figures(session):
    kitchen(session)
    told = values_of(session, today=date(2021, 1, 1))["Q2"]

    assert (told["value"], told["as_of"], told["days"], told["needed"]) == (None, None, 0, 95.0)


def test_a_station_has_figures_of_its_own(session):
    station = make_station(session, code="hewan")
    camera, other = kitchen(session, station=station)[1], kitchen(session)[1]
    watch(session, {1: {camera: GOOD, other: DEAD}, 2: {other: GOOD}})
    told = values_of(session, station="hewan")

    assert (told["Q1"]["whole"], told["Q2"]["part"], told["Q2"]["whole"]) == (1, 1, 1)


def test_an_unknown_station_is_refused(session):
    with pytest.raises(NotFound, match="nowhere"):
        values_of(session, station="nowhere")


@pytest.mark.parametrize("restaurants", [1, 4])
def test_the_number_of_statements_does_not_grow(session, restaurants):
    for __ in range(restaurants):
        watch(session, {1: {kitchen(session)[1]: GOOD}})
    session.flush()
    statements = []
    event.listen(
        session.get_bind(), "before_cursor_execute", lambda *told: statements.append(told[2])
    )
    values_of(session)

    assert len(statements) == 8


@pytest.fixture
def run(app, session, set_clock):
    """Run the command on a district of one kitchen that was online on one day of two."""
    camera = kitchen(session)[1]
    watch(session, {1: {camera: GOOD}, 2: {camera: DEAD}})
    session.commit()
    set_clock(at(date(2021, 3, 3), 9))
    return lambda *arguments: app.test_cli_runner().invoke(args=["figures", *arguments])


def test_the_command_prints_each_indicator_by_its_code(run):
    told = json.loads(run("2021-03", "--json").output)

    ours = ["Q1", "Q2", "Q3", "Q4", "Q6", "T1"]
    assert [code for code in told if code in ours] == ours
    assert all(
        {"part", "whole", "value", "formula", "completeness", "exclusions"} <= set(each)
        for each in (told[code] for code in ours)
    )
    assert told["Q2"]["value"] == 50.0
    assert "by_day" not in told["Q2"]


def test_the_command_gives_the_rows_when_asked(run):
    assert len(json.loads(run("2021-03", "--json", "--rows").output)["Q2"]["by_day"]) == 2


def test_the_command_prints_lines_to_read(run):
    lines = run("2021Q1", "--lang", "en", "--variant", "all").output.splitlines()

    # Floors above add lines of their own behind these.
    assert lines[:13] == [
        "Q1 2021, days counted: 61",
        "Q1  Connection rate  100.00 % (1/1)",
        "Q2  Online rate  50.00 %  by all cameras",
        "Q2  Online rate  50.00 %  by any camera",
        "Q2  Online rate  50.00 %  by camera time",
        "    without exclusions 50.00 %, data completeness 100.00 %, unknown days: 0",
        "    To reach 95.00 %, each remaining day needs 98.10 %",
        "Q3  Restaurants with enough cameras  0.00 % (0/1)",
        "    cameras: 1, on average 1.00 each, missing to 5 each: 4",
        "Q4  Display rate  0.00 % (0/1)",
        "Q6  Faults repaired  n/a",
        "    within the contract's time n/a, half of them within n/a, nine of ten within n/a, "
        "open: 0",
        "T1  Connected within 15 days  0.00 % (0/1)",
    ]


@pytest.mark.parametrize(("days_over", "words"), [(31, None), (30, "can no longer be reached")])
def test_the_command_says_when_the_target_is_lost(run, set_clock, days_over, words):
    set_clock(at(date(2021, 3, 1) + timedelta(days=days_over)))
    output = run("2021-03", "--lang", "en").output

    assert words in output if words else "remaining" not in output


def test_the_command_says_when_the_target_is_safe(app, session, set_clock):
    camera = kitchen(session)[1]
    watch(session, {number: {camera: GOOD} for number in range(1, 31)})
    session.commit()
    set_clock(at(date(2021, 3, 31)))
    done = app.test_cli_runner().invoke(args=["figures", "2021-03", "--lang", "en"])

    assert "95.00 % can no longer be missed" in done.output


@pytest.mark.parametrize("arguments", [["2021Q7"], ["2021", "--station", "nowhere"]])
def test_the_command_refuses_what_it_does_not_know(run, arguments):
    done = run(*arguments)

    assert (done.exit_code, done.output.startswith("Error: ")) == (1, True)
