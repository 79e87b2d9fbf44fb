"""The queue: what is due first, what belongs together, what is asked for."""

from datetime import timedelta

import pytest

from portal.registry.rules import Zone
from portal.rounds.kinds import FaultCode
from portal.rounds.rules.desk import Failing, Place, Repair, Urgency, Wanted, queue
from tests.support.looks import minute

NOW = minute(0)


def place(number=1, station="a"):
    """A Restaurant of a Station."""
    return Place(number, f"r{number}", f"餐厅{number}", None, station, "一所", "One")


def repair(number, hours):
    """A Fault that is due in so many hours."""
    return Repair(
        number, minute(-10), response_due_at=minute(-10 + 240),
        repair_due_at=NOW + timedelta(hours=hours),
    )  # fmt: skip


def fails(camera="c1", *, at=-10, code=FaultCode.DEV_OFF, of=None, due=None, number="F-1"):
    """A Camera that fails since `at`, as a Fault if it is `due` in some hours."""
    return Failing(
        of or place(), minute(at), code, camera, Zone.COOKING,
        repair=None if due is None else repair(number, due),
    )  # fmt: skip


def lines(rows, *, cameras=None, wanted=None):
    """The cameras on each line: Faults, and what is none yet."""
    found = queue(rows, cameras=cameras or {1: 9}, wanted=wanted or Wanted(), now=NOW)
    return [
        [[row.camera for row in line.rows] for line in some] for some in (found.faults, found.fresh)
    ]


def test_faults_come_by_due_time_and_the_others_by_their_start():
    rows = [fails("a", due=9), fails("b", due=-1), fails("c", at=-1), fails("d", at=-3)]

    assert lines(rows) == [[["b"], ["a"]], [["d"], ["c"]]]


def test_of_two_due_at_once_the_older_number_comes_first():
    rows = [fails("a", due=1, number="F-2"), fails("b", due=1, number="F-1")]

    assert lines(rows) == [[["b"], ["a"]], []]


@pytest.mark.parametrize(
    ("cameras", "starts", "is_one"),
    [
        (2, (-10, -10), True),
        (2, (-10, 0), True),
        (2, (-10.1, 0), False),  # not at once
        (3, (-10, -10), False),  # one of three still sends
    ],
)
def test_cameras_of_a_restaurant_that_all_went_off_at_once_are_one_line(cameras, starts, is_one):
    rows = [fails(f"c{number}", at=at, due=1) for number, at in enumerate(starts)]
    (faults, __) = lines(rows, cameras={1: cameras})

    assert (len(faults) == 1) is is_one


def test_a_single_camera_is_never_a_whole_restaurant():
    (line,) = queue([fails(due=1)], cameras={1: 1}, wanted=Wanted(), now=NOW).faults

    assert not line.is_whole


def test_what_is_dark_is_no_power_cut():
    rows = [fails("a", due=1, code=FaultCode.DEV_DARK), fails("b", due=1, code=FaultCode.DEV_DARK)]

    assert lines(rows, cameras={1: 2})[0] == [["a"], ["b"]]


def test_a_camera_that_is_dark_beside_those_off_has_its_own_line():
    rows = [
        fails("a", due=1),
        fails("b", due=2),
        fails("c", due=3, code=FaultCode.DEV_DARK),
    ]

    assert lines(rows, cameras={1: 2})[0] == [["a", "b"], ["c"]]


def test_restaurants_are_not_mixed():
    rows = [fails("a", due=1), fails("b", due=2, of=place(2)), fails("c", due=3)]

    assert lines(rows, cameras={1: 2, 2: 1})[0] == [["a", "c"], ["b"]]


def test_the_first_of_those_not_yet_faults_stands_alone():
    rows = [fails("a", due=1), fails("b", at=-2)]

    assert lines(rows, cameras={1: 2}) == [[["a"]], [["b"]]]


def test_a_display_belongs_to_no_power_cut():
    display = Failing(
        place(), minute(-10), FaultCode.DEV_OFF, label="大堂", repair=repair("F-9", 1)
    )

    assert lines([display, fails("a", due=2)], cameras={1: 1})[0] == [[None], ["a"]]


@pytest.mark.parametrize(
    ("wanted", "cameras"),
    [
        (Wanted(), ["a", "b", "c"]),
        (Wanted(station="b"), ["b"]),
        (Wanted(code=FaultCode.DEV_DARK), ["c"]),
        (Wanted(is_overdue=True), ["a"]),
        (Wanted(station="b", is_overdue=True), []),
    ],
)
def test_a_filter_leaves_out_what_nobody_asked_for(wanted, cameras):
    rows = [
        fails("a", due=-1),
        fails("b", due=1, of=place(2, station="b")),
        fails("c", due=2, of=place(3), code=FaultCode.DEV_DARK),
    ]
    found = queue(rows, cameras={}, wanted=wanted, now=NOW)

    assert [line.first.camera for line in found.faults] == cameras


def test_what_belongs_together_stays_so_when_filtered():
    rows = [fails("a", due=-1), fails("b", due=-1)]
    (line,) = queue(rows, cameras={1: 2}, wanted=Wanted(is_overdue=True), now=NOW).faults

    assert line.is_whole


def test_the_queue_counts_faults_and_not_lines():
    rows = [fails("a", due=-1), fails("b", due=-1), fails("c", at=-1, of=place(2))]
    found = queue(rows, cameras={1: 2}, wanted=Wanted(), now=NOW)

    assert (found.number, found.overdue, found.fresh_number) == (2, 2, 1)
    assert not found.is_empty


def test_a_queue_may_be_empty():
    assert queue([], cameras={}, wanted=Wanted(), now=NOW).is_empty


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"station": "", "code": "", "overdue": ""}, Wanted()),
        ({"station": "a", "code": "DEV-DARK", "overdue": "1"},
         Wanted("a", FaultCode.DEV_DARK, is_overdue=True)),
        ({"station": "", "code": "nonsense", "overdue": "yes"}, Wanted()),
    ],
)  # fmt: skip
def test_a_filter_is_read_from_its_fields(asked, wanted):
    assert Wanted.asked(**asked) == wanted


@pytest.mark.parametrize(
    ("hours", "urgency"),
    [(-1, Urgency.OVERDUE), (0, Urgency.SOON), (8, Urgency.SOON), (8.1, Urgency.LATER)],
)
def test_urgency_follows_the_contract(hours, urgency):
    assert repair("F-1", hours).urgency(NOW) is urgency


def test_an_answer_is_overdue_only_while_there_is_none():
    late = Repair("F-1", minute(-300), minute(-60), minute(2000))
    answered = Repair("F-1", minute(-300), minute(-60), minute(2000), acknowledged_at=minute(-1))

    assert late.is_unanswered(NOW)
    assert not answered.is_unanswered(NOW)
    assert not repair("F-2", 1).is_unanswered(NOW)
