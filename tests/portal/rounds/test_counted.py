"""Quarters are counted ahead of their readers, each in its turn, and no page counts one."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from portal.rounds import tasks
from portal.rounds.counted import DIRECTORY, KEY, CountedQuarters
from portal.rounds.operations import store_looks
from portal.rounds.rules.ahead import (
    REST_OVER,
    REST_RUNNING,
    REST_TIMES,
    CountedQuarter,
    due,
    quarters,
)
from portal.rounds.rules.online import Variant
from portal.rounds.rules.period import Period
from portal.shell.rules import Ratio, local_day
from tests.support.factories import make_camera, make_restaurant
from tests.support.minutes import seen

NOW = datetime(2026, 5, 20, 4, tzinfo=UTC)  # noon in the district
FIRST = date(2025, 11, 3)
NAMES = ["2026Q2", "2026Q1", "2025Q4"]
SECOND = timedelta(seconds=1)


def count(name, *, at=NOW, seconds=0.0, online=Fraction(1, 3)):
    return CountedQuarter(
        name, at, dict.fromkeys(Variant, online), Ratio(1, 3), days=49, needed=online,
        stations={"one": Ratio(1, 4)}, seconds=seconds,
    )  # fmt: skip


def name_due(counted, *, now=NOW, first=FIRST):
    found = due(first, {each.name: each for each in counted}, now=now)
    return None if found is None else found.name


def test_every_quarter_since_the_first_look_is_counted():
    assert [each.name for each in quarters(FIRST, today=local_day(NOW))] == NAMES
    assert [each.name for each in quarters(None, today=local_day(NOW))] == NAMES[:1]


def test_a_first_look_in_the_future_leaves_the_present_quarter():
    assert [each.name for each in quarters(date(2027, 1, 1), today=local_day(NOW))] == NAMES[:1]


def test_what_was_never_counted_comes_first_and_the_newest_of_it():
    assert name_due([]) == "2026Q2"
    assert name_due([count("2026Q2", at=NOW - REST_OVER)]) == "2026Q1"


def test_all_may_rest_when_all_were_counted_just_now():
    assert name_due(map(count, NAMES)) is None


@pytest.mark.parametrize(
    ("name", "age", "is_due"),
    [("2026Q2", REST_RUNNING - SECOND, False), ("2026Q2", REST_RUNNING, True),
     ("2025Q4", REST_RUNNING, False), ("2025Q4", REST_OVER - SECOND, False),
     ("2025Q4", REST_OVER, True), ("2025Q4", -SECOND, True)],
)  # fmt: skip
def test_a_quarter_rests_for_its_time(name, age, is_due):
    others = [count(each) for each in NAMES if each != name]

    assert name_due([*others, count(name, at=NOW - age)]) == (name if is_due else None)


def test_what_takes_long_rests_long():
    rest = REST_TIMES * timedelta(seconds=300)
    others = [count(each) for each in NAMES[1:]]

    assert name_due([*others, count("2026Q2", at=NOW - rest + SECOND, seconds=300)]) is None
    assert name_due([*others, count("2026Q2", at=NOW - rest, seconds=300)]) == "2026Q2"


def test_a_day_that_is_over_is_counted_at_once():
    midnight = datetime(2026, 5, 19, 16, tzinfo=UTC)  # of the district
    counted = [count(each, at=midnight - SECOND) for each in NAMES]

    assert name_due(counted, now=midnight + SECOND) == "2026Q2"


def test_the_last_day_of_a_quarter_is_counted_when_the_next_has_begun():
    begins = datetime(2026, 6, 30, 16, tzinfo=UTC)
    counted = [count(each, at=begins - SECOND) for each in [*NAMES, "2026Q3"]]

    assert name_due(counted, now=begins + SECOND) == "2026Q2"


def test_the_present_quarter_goes_before_older_ones_that_wait_longer():
    assert name_due([count(each, at=NOW - 2 * REST_OVER) for each in NAMES]) == "2026Q2"


@pytest.mark.parametrize("online", [None, Fraction(2, 3)])
def test_what_was_counted_is_read_by_another_process(tmp_path, online):
    counted = count("2026Q2", seconds=1.5, online=online)
    CountedQuarters(tmp_path / "new").write(counted)

    assert CountedQuarters(tmp_path / "new").read(Period.parse("2026Q2")) == counted
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["2026Q2.json"]


def test_a_process_sees_a_new_count_after_some_seconds(tmp_path):
    clock = [0.0]
    reader = CountedQuarters(tmp_path, tick=lambda: clock[0])
    quarter = Period.parse("2026Q2")
    found = [reader.read(quarter)]
    CountedQuarters(tmp_path).write(count("2026Q2"))
    found.append(reader.read(quarter))
    clock[0] += 60

    assert [*found, reader.read(quarter)] == [None, None, count("2026Q2")]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"name": "2026Q2", "looks": [1]}'])
def test_what_cannot_be_read_leaves_what_was_known(tmp_path, content):
    clock = [0.0]
    reader = CountedQuarters(tmp_path, tick=lambda: clock[0])
    reader.write(count("2026Q2"))
    reader.read(Period.parse("2026Q2"))
    (tmp_path / "2026Q2.json").write_text(content, encoding="utf-8")
    clock[0] += 60

    assert reader.read(Period.parse("2026Q2")) == count("2026Q2")


def test_whoever_asks_for_many_years_fills_no_memory(tmp_path):
    reader = CountedQuarters(tmp_path)
    for year in range(2000, 2500):
        reader.read(Period.parse(str(year)))

    assert len(reader._kept) <= 64


@pytest.fixture
def watched(app, session, set_clock):
    """A Restaurant whose Camera was good on a day of the present quarter; it is noon."""
    camera = make_camera(session, make_restaurant(session, built_on=date(2026, 4, 1)))
    store_looks(session, date(2026, 5, 18), {camera.id: seen((0, 24))})
    session.commit()
    set_clock(NOW)
    return camera


def test_pages_tell_the_last_count_and_when_it_was(app, client, session, watched, set_clock):
    with app.app_context():
        tasks.count_quarters()
    set_clock(NOW + timedelta(minutes=3))
    store_looks(session, date(2026, 5, 18), {watched.id: seen((0, 24), good=False)})
    session.commit()

    home = client.get("/en/").text
    index = client.get("/en/convenience").text

    assert "100.0" in home.split("promise-figure")[1].split("</p>")[0]
    assert "as of" in home
    assert "as of" in index


def test_no_page_counts_what_was_never_counted(app, client, watched):
    home = client.get("/en/").text
    index = client.get("/en/convenience").text

    assert "100.0" not in home.split("promise-figure")[1].split("</p>")[0]
    assert "as of" not in home + index
    assert not (app.config["MINGCHU"].data / DIRECTORY).exists()


def test_the_job_counts_one_quarter_a_time_until_all_may_rest(app, session, watched):
    store_looks(session, date(2025, 11, 3), {watched.id: seen((0, 24))})
    session.commit()
    folder = app.config["MINGCHU"].data / DIRECTORY
    found = []
    for _ in range(4):
        with app.app_context():
            tasks.count_quarters()
        app.extensions[KEY] = CountedQuarters(folder)
        found.append(sorted(path.stem for path in folder.iterdir()))

    assert found == [NAMES[:1], sorted(NAMES[:2]), sorted(NAMES), sorted(NAMES)]
