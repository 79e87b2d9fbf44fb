"""Chain, clocks, categories, intake, lists and retention: pure rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.accounts.kinds import Role
from portal.findings.kinds import ViolationCode
from portal.notices.kinds import Severity
from portal.participation.case_kinds import CaseAct, CaseKind, CaseState, Category, Channel
from portal.participation.case_words import CATEGORIES as WORDS
from portal.participation.case_words import TEMPLATES
from portal.participation.rules import clocks
from portal.participation.rules.case_lists import Queue, Wanted, queues_of
from portal.participation.rules.cases import CaseChanged, EditOver
from portal.participation.rules.categories import CATEGORIES, codes_for, risk_of
from portal.participation.rules.chain import (
    FIRST,
    Link,
    Said,
    digest_of,
    first_broken,
    hash_of,
    holds,
    short,
)
from portal.participation.rules.clocks import Clock, Times, clock_after, clock_of
from portal.participation.rules.codes import CaseUnknown
from portal.participation.rules.intake import (
    CasesBusy,
    CaseWorkNeeded,
    Door,
    IntakeFault,
    IntakeRefused,
    Page,
    PictureUsed,
    Recent,
    TooQuick,
    check_budget,
    check_new,
    check_pace,
    faults_of,
    pages_of,
    work_cost,
)
from portal.participation.rules.retention import (
    KEEPING,
    Kept,
    Until,
    clips_end_on,
    erase_on,
    kept_until,
)
from portal.shell.lists import Order
from tests.portal.participation.cases.conftest import NOW, new_case, officer


def chain(length=3):
    """A file of so many steps."""
    links, former = [], FIRST
    for number in range(1, length + 1):
        said = Said(number, "note", NOW, "officer", "checking", f"第{number}步", True, None, {})
        digest = digest_of(said, "salt")
        former = hash_of(former, digest)
        links.append(Link(digest, former, said, "salt"))
    return links


def test_a_file_that_nobody_touched_holds():
    assert first_broken(chain()) is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_word_that_was_changed_shows(number):
    links = chain()
    changed = replace(links[number - 1].said, text="改过")
    links[number - 1] = replace(links[number - 1], said=changed)

    assert first_broken(links) == number


def test_a_step_that_was_taken_out_shows():
    links = chain()
    del links[1]

    assert first_broken(links) == 2


def test_words_can_be_erased_without_breaking_the_file():
    links = [replace(link, said=None, salt=None) for link in chain()]

    assert first_broken(links) is None


def test_a_receipt_is_found_as_people_copy_it():
    links = chain()

    assert holds(links, short(links[1].hash).upper()) == 2
    assert holds(links, "0000-0000-0000-0000") is None
    assert holds(links, "12") is None


TIMES = Times(received_at=NOW)


@pytest.mark.parametrize(
    ("kind", "state", "times", "expected"),
    [
        (CaseKind.TIP, CaseState.RECEIVED, TIMES, Clock(clocks.CHECK, NOW)),
        (CaseKind.TIP, CaseState.CHECKING, TIMES, Clock(clocks.CHECK, NOW)),
        (CaseKind.COMPLAINT, CaseState.SCREENING, TIMES, Clock(clocks.ACCEPTANCE, NOW)),
        (CaseKind.COMPLAINT, CaseState.NEED_INFO, TIMES, Clock(clocks.ACCEPTANCE, NOW)),
        (
            CaseKind.COMPLAINT, CaseState.MEDIATING, Times(NOW, NOW + timedelta(days=2)),
            Clock(clocks.MEDIATION, NOW + timedelta(days=2)),
        ),
        (CaseKind.TIP, CaseState.DECIDED, TIMES, None),
        (
            CaseKind.TIP, CaseState.SCREENING, Times(NOW, None, NOW + timedelta(days=9)),
            Clock(clocks.CHECK, NOW + timedelta(days=9)),
        ),
    ],
)  # fmt: skip
def test_which_clock_runs(kind, state, times, expected):
    assert clock_of(kind, state, times) == expected


def test_more_time_stays_until_the_end():
    end = NOW + timedelta(days=20)
    extended = clock_after(
        CaseKind.TIP, CaseState.CHECKING, CaseAct.EXTEND, TIMES, running=Clock(clocks.CHECK, end)
    )

    assert extended == Clock(clocks.CHECK_EXTENDED, end)
    assert clock_after(
        CaseKind.TIP, CaseState.RECTIFYING, CaseAct.RECTIFY, TIMES, running=extended
    ) == extended  # fmt: skip
    assert clock_after(
        CaseKind.TIP, CaseState.DECIDED, CaseAct.DECIDE, TIMES, running=extended
    ) is None  # fmt: skip
    assert clock_after(
        CaseKind.TIP, CaseState.SCREENING, CaseAct.REOPEN, TIMES, running=extended
    ) == Clock(clocks.CHECK, NOW)  # fmt: skip
    assert clock_after(
        CaseKind.TIP, CaseState.CHECKING, CaseAct.EXTEND, TIMES, running=None
    ) == Clock(clocks.CHECK, NOW)  # fmt: skip


def test_those_above_hear_of_what_is_late():
    assert set(clocks.TOLD_AT) == {50, 80, 100, 150}
    assert Role.BUREAU_OFFICER in clocks.TOLD_AT[100]


def test_every_category_has_words_in_both_languages_and_a_risk():
    for category in Category:
        words = WORDS[category]
        assert all(text for each in (words.name, words.hint, words.question)
                   for text in (each.zh, each.en))  # fmt: skip
        assert CATEGORIES[category].risk in Severity
        assert set(codes_for(category)) == set(ViolationCode)
    assert [each for each in Category if CATEGORIES[each].diverts] == [Category.ILL]


def test_what_insiders_send_is_never_the_least():
    assert risk_of(Category.LICENCE, Channel.PAGE) is Severity.III
    assert risk_of(Category.LICENCE, Channel.INSIDER) is Severity.II
    assert risk_of(Category.PESTS, Channel.INSIDER) is Severity.I


def test_templates_can_be_filled_in_both_languages():
    for each in TEMPLATES:
        for text in (each.text.zh, each.text.en):
            assert "%(" not in text % {"restaurant": "阳光小馆", "due": "2026-12-01"}


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"text": " "}, "text", IntakeFault.MISSING),
        ({"text": "脏"}, "text", IntakeFault.TOO_SHORT),
        ({"text": "脏" * 2001}, "text", IntakeFault.TOO_LONG),
        ({"text": "后厨\x00很脏啊"}, "text", IntakeFault.UNPRINTABLE),
        ({"seen_on": date(2026, 11, 24)}, "seen_on", IntakeFault.IN_FUTURE),
        ({"seen_on": date(2020, 1, 1)}, "seen_on", IntakeFault.TOO_OLD),
        ({"phone": "call me"}, "phone", IntakeFault.NO_PHONE),
        ({"phone": "1" * 31}, "phone", IntakeFault.NO_PHONE),
        ({"kind": CaseKind.COMPLAINT, "name": ""}, "name", IntakeFault.MISSING),
        ({"kind": CaseKind.COMPLAINT, "claim": " "}, "claim", IntakeFault.MISSING),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(changes, field, fault):
    new = new_case(**changes)

    assert faults_of(new, now=NOW) == {field: fault}
    with pytest.raises(IntakeRefused):
        check_new(new, now=NOW)


def test_what_can_be_taken_is():
    check_new(new_case(seen_on=date(2026, 11, 22), phone="+86 138 0013 8000"), now=NOW)
    check_new(new_case(channel=Channel.PICTURE, text=""), now=NOW)
    check_new(new_case(kind=CaseKind.COMPLAINT), now=NOW)


def test_a_venue_has_a_budget_and_taps_have_their_own():
    check_budget(Recent(19, 19), channel=Channel.PAGE, has_work=True)
    check_budget(Recent(20, 20, 20), channel=Channel.PICTURE, has_work=False)
    for recent, channel in (
        (Recent(20, 20), Channel.PAGE), (Recent(0, 100), Channel.PAGE),
        (Recent(40, 40), Channel.PICTURE),
    ):  # fmt: skip
        with pytest.raises(CasesBusy):
            check_budget(recent, channel=channel, has_work=True)


def test_without_work_a_venue_has_a_slow_lane_and_with_it_the_work_grows():
    check_budget(Recent(9, 9, 7), channel=Channel.PAGE, has_work=False)
    check_budget(Recent(9, 9, 8), channel=Channel.PAGE, has_work=True)
    with pytest.raises(CaseWorkNeeded, match="hotline"):
        check_budget(Recent(9, 9, 8), channel=Channel.PAGE, has_work=False)
    assert [work_cost(number) for number in (0, 5, 100)] == [2_000, 4_000, 32_000]


@pytest.mark.parametrize(("seconds", "trap"), [(3, ""), (30, "http://x")])
def test_nobody_is_so_quick_or_fills_in_everything(seconds, trap):
    with pytest.raises(TooQuick):
        check_pace(NOW - timedelta(seconds=seconds), trap=trap, now=NOW)
    check_pace(NOW - timedelta(seconds=4), trap="", now=NOW)


def test_refusals_say_what_to_do_next():
    for refusal, word in (
        (CaseChanged(), "look at it again"), (EditOver(), "add what is missing"),
        (CaseUnknown(), "check both"), (PictureUsed(), "add it again"),
    ):  # fmt: skip
        assert word in str(refusal)


def test_insiders_are_asked_nothing_about_themselves():
    assert Page.YOU not in pages_of(Door.INSIDER)
    assert pages_of(Door.TIP) == tuple(Page)
    assert (Door.INSIDER.kind, Door.INSIDER.channel) == (CaseKind.TIP, Channel.INSIDER)
    assert (Door.COMPLAINT.kind, Door.TIP.channel) == (CaseKind.COMPLAINT, Channel.PAGE)


def test_a_list_reads_what_an_address_asks_and_writes_the_same():
    wanted = Wanted.asked({
        "queue": "work", "q": " 阳光 ", "station": "east", "kind": "tip", "category": "dirty",
        "risk": "II", "overdue": "1", "mine": "1", "order": "risk", "page": "3",
    })  # fmt: skip

    assert Wanted.asked(wanted.arguments) == replace(wanted, page=1)
    assert Wanted.asked({"queue": "x", "kind": "x", "order": "x"}) == Wanted()
    assert Wanted().arguments == {"queue": Queue.OPEN.value, "order": Order.DUE.value}


def test_queues_wait_for_those_who_can_empty_them():
    assert queues_of(officer(Role.MODERATOR)) == (Queue.RESPONSES,)
    assert queues_of(officer()) == (
        Queue.MINE, Queue.REOPENED, Queue.FRESH, Queue.WORK, Queue.SENDER,
    )  # fmt: skip
    assert Queue.DELETIONS in queues_of(officer(Role.BUREAU_OFFICER))
    assert queues_of(officer(Role.VENDOR)) == ()


def test_every_field_has_its_end():
    assert {each.field for each in KEEPING} == set(Kept)
    assert erase_on(NOW) == date(2027, 11, 23)
    assert clips_end_on(NOW) == date(2027, 2, 21)
    assert kept_until(Until.A_YEAR_AFTER, NOW) == date(2027, 11, 23)
    assert kept_until(Until.QUARTER_AFTER, NOW) == date(2027, 2, 21)
    assert kept_until(Until.A_YEAR_AFTER, None) is None
    assert kept_until(Until.ARCHIVED, NOW) is None
