"""The Pingshan district of 2021: its stored bits give the published figures."""

import json
import shutil
from collections import Counter
from datetime import date, timedelta

import flask_migrate
import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.rules import WHOLE
from portal.evaluation.queries import gathered, judged_by
from portal.evaluation.rules.document import differences, document_of, evaluate
from portal.evaluation.rules.problems import Problem
from portal.extensions import db
from portal.findings.models import Finding
from portal.findings.queries import finding_records
from portal.findings.rules.figures import finding_figures
from portal.patrols.models import Snapshot
from portal.patrols.queries import patrol_figures
from portal.patrols.rules.published import published as patrols_published
from portal.registry.models import Camera, Display, Restaurant, Station, StatusSpan
from portal.registry.operations import change_hours
from portal.registry.rules import Hours, is_code
from portal.registry.rules.dated_hours import HoursChange
from portal.rounds.models import CameraDay
from portal.rounds.queries import district_figures
from portal.rounds.rules.figures import Flag, Ground
from portal.rounds.rules.online import Variant
from portal.rounds.rules.period import Period
from portal.rounds.rules.published import published
from portal.seed.pingshan import CLOSED, MOVED, MOVED_ON, district, draw
from portal.seed.pingshan_operations import RegisterNotEmpty, seed_pingshan
from portal.settings import Settings
from portal.shell.rules import Ratio, local_day
from tests.support.factories import CAMERA_KEY, CIPHER, NOON, make_restaurant
from tests.support.staff import officer

TODAY = date(2022, 6, 1)
BYTES_OF_A_DAY = 1_000_000

pytestmark = pytest.mark.slow


def test_every_drawing_is_the_same_and_within_bounds():
    assert [draw("x", number, below=7) for number in range(4)] == [6, 4, 4, 5]


def test_the_district_is_the_same_each_time():
    assert district() == district()


def test_names_say_that_they_are_synthetic_and_differ():
    seeds = district()

    assert all("合成" in each.name and "Synthetic" in each.name_en for each in seeds)
    assert len({each.licence_no for each in seeds}) == len(seeds) == 462


def test_hours_are_those_that_the_register_can_read():
    assert all(Hours.parse(each.kind[4]).spans for each in district())


def test_every_station_and_kind_has_some():
    seeds = district()

    assert len(Counter(each.station for each in seeds)) == 6
    assert len(Counter(each.kind for each in seeds)) == 8


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory):
    """A database with the district, written once by the command."""
    data = tmp_path_factory.mktemp("pingshan")
    app = create_app(Settings(data=data, camera_keys=CAMERA_KEY))
    with app.app_context():
        flask_migrate.upgrade()
        done = app.test_cli_runner().invoke(args=["seed", "pingshan"])
        assert done.exit_code == 0, done.output
        db.engine.dispose()
    return data / "mingchu.db"


@pytest.fixture(scope="module")
def pingshan(seeded_file):
    """A session that only reads the district."""
    engine = create_engine(f"sqlite:///{seeded_file}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def figures(pingshan):
    """The figures of a Period, computed once each."""
    known = {}

    def of(name, station=None):
        if (name, station) not in known:
            known[name, station] = district_figures(
                pingshan, Period.parse(name), today=TODAY, required_cameras=5, station=station
            )
        return known[name, station]

    return of


def test_the_register_has_the_published_size(pingshan):
    def count(column, *where):
        return pingshan.scalar(select(func.count(column)).where(*where))

    assert count(Station.id) == 6
    assert count(Restaurant.id) == 460 + 2  # the one that moved and the one that closed
    assert count(Camera.id, Camera.active_until.is_(None)) == 2210
    assert count(Display.id) == 430 + 2


def test_every_code_is_a_code_of_its_own(pingshan):
    codes = [*pingshan.scalars(select(Restaurant.code)), *pingshan.scalars(select(Camera.code))]

    assert len(set(codes)) == len(codes)
    assert all(map(is_code, codes))


def test_401_of_460_were_connected_in_the_first_quarter(figures):
    found = figures("2021Q1")

    assert (found.connection.part, found.connection.whole) == (401, 460)
    assert str(found.connection.percent()) == "87.17"
    assert len(found.missing) == 59


def test_all_were_connected_at_the_end_of_the_year(figures):
    assert (figures("2021Q4").connection.part, figures("2021Q4").connection.whole) == (460, 460)


@pytest.mark.parametrize(
    ("quarter", "rate"),
    [("2021Q1", 93.9), ("2021Q2", 94.4), ("2021Q3", 95.8), ("2021Q4", 96.1)],
)
def test_the_online_rate_of_each_quarter_comes_out_of_the_bits(figures, quarter, rate):
    told = published(figures(quarter), variant=Variant.ANY, rows=False)["Q2"]

    assert told["value"] == rate
    assert (told["value"] < told["target"]) == (quarter in {"2021Q1", "2021Q2"})


@pytest.mark.parametrize("quarter", ["2021Q1", "2021Q2", "2021Q3", "2021Q4"])
def test_displays_and_cameras_are_the_published_ones(figures, quarter):
    found = figures(quarter)
    adequacy = found.adequacy

    assert str(found.displays.percent()) == "93.48"
    assert (found.displays.part, found.displays.whole) == (430, 460)
    assert (adequacy.cameras, adequacy.restaurants) == (2210, 460)
    assert adequacy.least_gap == 90 <= adequacy.gap
    told = published(found, variant=Variant.ANY, rows=False)["Q3"]
    assert (told["mean"], told["part"], told["value"]) == (4.8, 290, 63.04)


def test_all_cameras_are_online_less_than_any_camera(figures):
    account = figures("2021Q1").account

    assert account.mean(Variant.ALL).value < account.mean(Variant.ANY).value


def test_suspensions_that_were_entered_late_are_flagged(figures):
    flags = [each.flags for each in figures("2021Q1").suspensions()]

    assert 0 < sum(Flag.RETROACTIVE in each for each in flags) < len(flags)


def test_the_rate_without_exclusions_stands_lower(figures):
    account = figures("2021Q1").account

    assert account.mean_without_exclusions(Variant.ANY).value < account.mean(Variant.ANY).value


def test_the_closed_kitchen_is_listed_as_still_sending(figures):
    closed = [each for each in figures("2021Q3").gone() if each.ground is Ground.CLOSED]

    assert [(each.restaurant.name[-3:], each.flags) for each in closed] == [
        (f"{CLOSED:03}", (Flag.STILL_SENDING,))
    ]


def test_the_moved_kitchen_is_two_records_of_one_day_each(figures, pingshan):
    old = next(each for each in figures("2021Q2").gone() if each.ground is Ground.MOVED)
    new = pingshan.scalar(select(Restaurant).where(Restaurant.moved_from_id.is_not(None)))
    accounts = figures("2021Q2").account.restaurants

    assert old.restaurant.name.endswith(f"{MOVED:03}")
    assert new.moved_from_id == old.restaurant.restaurant_id
    judged = [accounts[number].tally.days + accounts[number].resting_days
              for number in (new.moved_from_id, new.id)]  # fmt: skip
    assert judged == [(MOVED_ON - date(2021, 4, 1)).days, (date(2021, 7, 1) - MOVED_ON).days]


def test_some_days_are_unknown_and_an_hour_was_lost_by_the_portal(figures):
    second = figures("2021Q2").account

    assert second.unknown_days(Variant.ANY) > 0
    by_day = {each.day: each.tally for each in second.days}
    lost, next_day = (by_day[date(2021, 5, 8) + timedelta(days=each)] for each in (0, 1))
    assert lost.made / lost.due < 0.95 < next_day.made / next_day.due


def test_the_stations_together_are_the_district(figures, pingshan):
    stations = [figures("2021-03", code) for code in pingshan.scalars(select(Station.code))]
    whole = figures("2021-03")

    assert sum(each.connection.part for each in stations) == whole.connection.part == 401
    assert sum(each.account.mean(Variant.ANY).totals.part for each in stations) == (
        whole.account.mean(Variant.ANY).totals.part
    )


def test_a_day_of_the_district_takes_less_than_a_megabyte(pingshan):
    sizes = select(func.sum(func.length(CameraDay.looked) + func.length(CameraDay.good) + 40))
    largest = max(pingshan.scalars(sizes.group_by(CameraDay.day)))

    assert largest < BYTES_OF_A_DAY / 4


def test_the_whole_year_takes_less_than_50_megabytes(seeded_file):
    assert seeded_file.stat().st_size < 50_000_000


@pytest.fixture
def copied(settings, seeded_file):
    """The portal on a copy of the seeded database."""
    shutil.copy(seeded_file, settings.data / "mingchu.db")
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_past_quarter_keeps_its_figures_when_all_hours_change_today(copied, figures):
    before = published(figures("2021Q3"), variant=Variant.TIME, rows=True)
    with copied.app_context():
        session = db.session()
        for code in session.scalars(select(Restaurant.code)).all():
            change = HoursChange(Hours.parse("Mon-Tue 03:00-04:00"), local_day(NOON))
            change_hours(session, code, change=change, actor=officer(), now=NOON)
        found = district_figures(session, Period.parse("2021Q3"), today=TODAY, required_cameras=5)
        db.session.remove()

    assert published(found, variant=Variant.TIME, rows=True) == before


def test_a_second_seeding_writes_nothing(copied):
    done = copied.test_cli_runner().invoke(args=["seed", "pingshan"])

    assert (done.exit_code, done.output) == (0, "Pingshan is there already\n")


def test_the_command_tells_the_published_figures(copied):
    done = copied.test_cli_runner().invoke(args=["figures", "2021Q1", "--json"])
    told = json.loads(done.output)

    assert (told["Q1"]["task"]["part"], told["Q1"]["task"]["whole"]) == (401, 460)
    rounds = ("Q1", "Q2", "Q3", "Q4", "Q6", "T1")
    assert {code: told[code]["value"] for code in rounds} == {
        "Q1": 87.17, "Q2": 93.9, "Q3": 63.04, "Q4": 93.48, "Q6": None, "T1": None,
    }  # fmt: skip


def test_the_year_has_the_published_findings_and_the_count_that_was_missing(pingshan):
    records = finding_records(pingshan, date(2021, 1, 1), date(2022, 1, 1))
    found = finding_figures(records, now=NOON)

    assert found.opened == 170
    assert (found.rectified, found.on_time) == (Ratio(158, 170), Ratio(147, 170))
    assert str(found.rectified.percent()) == "92.94"


def test_nobody_is_reminded_today_of_a_finding_of_that_year(pingshan):
    assert pingshan.scalar(select(func.count()).where(Finding.next_at.is_not(None))) == 0


def test_other_restaurants_are_left_alone(session):
    make_restaurant(session)
    with pytest.raises(RegisterNotEmpty, match="empty database"):
        seed_pingshan(session, camera_port=8554, cipher=CIPHER, now=NOON)

    assert session.scalar(select(func.count(StatusSpan.id))) == 1


def test_the_command_refuses_a_register_in_use(app, session):
    make_restaurant(session)
    session.commit()
    done = app.test_cli_runner().invoke(args=["seed", "pingshan"])

    assert (done.exit_code, "other restaurants" in done.output) == (1, True)


def test_patrols_are_the_published_ones(pingshan):
    told = patrols_published(
        patrol_figures(pingshan, Period.parse("2021"), scope=WHOLE, today=TODAY), rows=True
    )
    first, second, third = told["N1"], told["N2"], told["N3"]

    assert (first["patrols"], first["visits"], first["snapshots"]) == (75, 540, 2742)
    assert (first["visits_a_patrol"], first["snapshots_a_visit"]) == (7.2, 5.08)
    assert first["snapshots_manual"] + first["snapshots_ai"] == 2742
    assert (third["part"], third["whole"], third["value"]) == (145, 540, 26.85)
    assert third["findings"] == 170
    assert (second["whole"], len(second["never"])) == (460, 460 - second["part"])


def test_coverage_is_incomplete_at_every_station(pingshan):
    told = patrols_published(
        patrol_figures(pingshan, Period.parse("2021"), scope=WHOLE, today=TODAY), rows=False
    )["N2"]

    assert len(told["stations"]) == 6
    assert sum(each["whole"] for each in told["stations"].values()) == 460
    assert sum(each["part"] for each in told["stations"].values()) == told["part"] == 335
    assert all(each["part"] < each["whole"] for each in told["stations"].values())
    assert {name: each["part"] for name, each in told["halves"].items()} == {
        "2021H1": 284, "2021H2": 256,
    }  # fmt: skip


def test_every_snapshot_of_the_year_is_decided(pingshan):
    assert pingshan.scalar(select(func.count(Snapshot.id)).where(Snapshot.ended.is_(None))) == 0


def test_command_prints_the_figures_of_all_floors(copied):
    done = copied.test_cli_runner().invoke(args=["figures", "2021", "--json"])
    told = json.loads(done.output)

    assert {"Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "N1", "N2", "N3"} <= set(told)
    assert (told["N1"]["visits"], told["N3"]["value"]) == (540, 26.85)


@pytest.fixture(scope="module")
def evaluation(pingshan):
    """The year 2021 as it is judged."""
    terms, tables = gathered(pingshan, "2021", required_cameras=5, now=NOON)
    return evaluate("2021", terms=terms, tables=tables, plan=judged_by(pingshan, "2021"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Q1-task.2021Q1", "87.17"), ("Q4.2021", "93.48"), ("Q3-mean.2021", "4.80"),
        ("Q3-gap.2021", "90"), ("Q2-any.2021Q1", "93.90"), ("Q2-any.2021Q2", "94.40"),
        ("N1-patrols.2021", "75"), ("N1-visits.2021", "540"), ("N1-snapshots.2021", "2742"),
        ("N3.2021", "26.85"), ("N3-findings.2021", "170"), ("C1-budget.2021", "385.63"),
        ("C1-contract.2021", "642.72"), ("C1-later.2021", "257.09"),
        ("C2-restaurant.2021", "8383.26"), ("C2-camera.2021", "1744.93"),
        ("C2-patrol.2021", "51417.33"), ("C2-visit.2021", "7141.30"),
        ("C2-problem.2021", "22684.12"),
    ],
)  # fmt: skip
def test_a_closed_year_tells_the_published_figures(evaluation, name, value):
    assert str(evaluation.figures[name].value) == value


def test_the_figures_find_the_problems_of_the_report_by_themselves(evaluation):
    found = {each.problem for each in evaluation.problems}
    quarters = [each.figure for each in evaluation.problems if each.problem is Problem.ONLINE]

    assert found == set(Problem) - {Problem.REPAIR}  # nobody recorded a fault in 2021
    assert quarters == ["Q2-any.2021Q1", "Q2-any.2021Q2"]


def test_87_17_percent_opens_the_59_restaurants(evaluation):
    figure = evaluation.figures["Q1-task.2021Q1"]
    rows = {row["id"]: row for row in evaluation.tables["standings.2021Q1"]}

    assert len(figure.missing) == 59
    assert not any(rows[number]["is_connected"] for number in figure.missing)


def test_the_closed_year_recomputes_and_a_changed_bit_is_named(evaluation):
    document = json.loads(json.dumps(document_of(evaluation)))
    assert list(differences(document)) == []
    row = document["tables"]["visits.2021"][0]
    row["findings"] = 1 - min(1, row["findings"])

    assert "N3.2021" in set(differences(document))
