"""When each camera is looked at."""

from transcoder.agenda import Agenda, next_slot, share_of

CODES = [f"camera-{number}" for number in range(2210)]


def served(agenda: Agenda, now: float, refuse: frozenset[str] = frozenset()) -> list[str]:
    looked = []

    def act(code: str) -> bool:
        if host_of(code) in refuse:
            return False
        looked.append(code)
        return True

    agenda.serve(now, host_of=host_of, act=act)
    return looked


def host_of(code: str) -> str | None:
    return None if code == "gone" else code[0]


def test_looks_are_spread_evenly_over_the_minute():
    slots = [next_slot(code, period_seconds=60.0, now=0.0) for code in CODES]
    each_second = [sum(second <= slot % 60 < second + 1 for slot in slots) for second in range(60)]
    assert min(each_second) > 15
    assert max(each_second) < 65  # 37 on average


def test_a_camera_keeps_its_moment_of_the_minute():
    own = share_of("a") * 60
    moments = [next_slot("a", period_seconds=60.0, now=now) for now in (0.0, 7.0, 100.0, 1e6)]
    assert {round(moment % 60, 3) for moment in moments} == {round(own, 3)}


def test_the_next_moment_is_half_a_period_away_at_least():
    gaps = [next_slot(code, period_seconds=60.0, now=123.0) - 123.0 for code in CODES]
    assert min(gaps) >= 30
    assert max(gaps) <= 90


def test_due_cameras_are_served_once_in_order():
    agenda = Agenda()
    for due, code in [(3.0, "a3"), (1.0, "a1"), (2.0, "a2"), (9.0, "a9")]:
        agenda.plan(code, due)
    assert served(agenda, 5.0) == ["a1", "a2", "a3"]
    assert served(agenda, 5.0) == []


def test_a_host_that_cannot_be_asked_keeps_its_order_and_holds_up_no_other():
    agenda = Agenda()
    for due, code in [(1.0, "a1"), (2.0, "b1"), (3.0, "a2")]:
        agenda.plan(code, due)
    assert served(agenda, 5.0, refuse=frozenset("a")) == ["b1"]
    agenda.plan("a0", 4.0)
    assert served(agenda, 6.0) == ["a1", "a2", "a0"]


def test_a_new_plan_replaces_the_old_one():
    agenda = Agenda()
    agenda.plan("a", 1.0)
    agenda.plan("a", 8.0)
    assert served(agenda, 5.0) == []
    assert served(agenda, 8.0) == ["a"]


def test_a_look_can_be_brought_forward_but_not_put_off():
    agenda = Agenda()
    agenda.plan("a", 60.0)
    agenda.hasten("a", 5.0)
    agenda.hasten("a", 30.0)
    agenda.hasten("b", 5.0)
    assert served(agenda, 5.0) == ["a"]


def test_dropped_and_vanished_cameras_are_not_served():
    agenda = Agenda()
    for code in ("a", "gone"):
        agenda.plan(code, 1.0)
    agenda.drop("a")
    assert served(agenda, 5.0) == []
