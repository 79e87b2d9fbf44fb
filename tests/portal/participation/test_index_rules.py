"""The convenience index, groups that are told, and the sets of questions."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.participation.kinds import Item
from portal.participation.question_sets import DINERS, QUESTION_SETS, question_set
from portal.participation.rules import limits, permissions, presence
from portal.participation.rules.convenience import Logged, Part, Step, funnel, index, percentile
from portal.participation.rules.permissions import Act, check
from portal.participation.rules.publishing import DayCounts, weekly_groups
from portal.participation.rules.questions import QuestionSetUnknown, is_answer
from portal.participation.rules.satisfaction import Counts
from portal.shell.rules import Ratio

MONDAY = date(2026, 11, 2)
FIXED = {
    "diners-1": "451c84b0b70db6e7bc25569a075d69f44526a5cf4bcae4614f20718f9c1a5f9a",
    "parents-1": "09cb4aff3f140d47978787a4aac6cb2561fa2f424733e725925096be48e28974",
}


def test_index_is_the_mean_of_its_parts():
    logged = Logged(
        waits=((16_000, 10), (2_000, 90)),
        plays=Ratio(76, 100),
        uptime=Ratio(99, 100),
        ease=Ratio(80, 100),
    )
    found = index(logged)

    assert dict(found.parts) == {
        Part.FIRST_PICTURE: 50, Part.PLAYS: 80, Part.CLICKS: 100, Part.UPTIME: 99, Part.EASE: 80,
    }  # fmt: skip
    assert found.value == Fraction(50 + 80 + 100 + 99 + 80, 5)
    assert found.missing == (Part.ON_TIME,)


def test_nothing_logged_is_no_index():
    found = index(Logged(plays=Ratio(0, 0)))

    assert found.value is None
    assert found.missing == tuple(Part)


def test_parts_have_a_ceiling():
    found = index(Logged(waits=((1, 1),), plays=Ratio(1, 1), on_time=Ratio(3, 3)))

    assert {value for _, value in found.parts} == {100}


def test_percentile_is_a_value_that_was_seen():
    assert percentile([(each, 1) for each in range(1, 101)], 0.95) == 95
    assert percentile([(9, 1), (7, 1)], 0.5) == 7
    assert percentile([], 0.5) is None


def days(*numbers):
    """Answers of the first day of weeks on end."""
    return [
        DayCounts(MONDAY + timedelta(days=7 * week), Counts(good=number))
        for week, number in enumerate(numbers)
    ]


def test_weeks_are_joined_until_ten_have_answered():
    groups = weekly_groups(days(4, 7, 12, 3), today=MONDAY + timedelta(days=60))

    assert [(each.first, each.until, each.counts.valid) for each in groups] == [
        (MONDAY + timedelta(days=14), MONDAY + timedelta(days=21), 12),
        (MONDAY, MONDAY + timedelta(days=14), 11),
    ]


def test_a_week_is_told_when_it_is_over():
    assert weekly_groups(days(30), today=MONDAY + timedelta(days=6)) == ()
    assert len(weekly_groups(days(30), today=MONDAY + timedelta(days=7))) == 1


@pytest.mark.parametrize("each", QUESTION_SETS.values(), ids=lambda each: each.name)
def test_a_version_of_the_questions_never_changes(each):
    # A changed word is another question: add a version, leave this one as it is.
    assert each.digest == FIXED[each.name]


@pytest.mark.parametrize("each", QUESTION_SETS.values(), ids=lambda each: each.name)
def test_a_set_asks_all_eight_in_both_languages(each):
    assert [question.item for question in each.questions] == list(Item)
    for question in each.questions:
        assert question.text.zh
        assert question.text.en
        assert all(is_answer(question.item, value) for value, _ in question.options)


def test_questions_are_counted_from_one():
    assert DINERS.question(1).item is Item.SATISFACTION
    assert DINERS.question(0) is DINERS.question(9) is None
    assert question_set("diners-1") is DINERS


def test_unknown_sets_and_answers_are_told():
    assert not is_answer(Item.REMARK, "good")
    assert not is_answer(Item.TRUST, "great")
    with pytest.raises(QuestionSetUnknown):
        question_set("diners-0")


def test_an_owner_objects_at_their_own_restaurant_alone():
    owner = Actor("owner", 1, frozenset({Grant(Role.RESTAURANT_OWNER, restaurant="abc")}))

    check(owner, Act.APPEAL, station="east", restaurant="abc")
    with pytest.raises(NotAllowed):
        check(owner, Act.APPEAL, station="east", restaurant="abd")
    with pytest.raises(NotAllowed):
        check(owner, Act.DECIDE)


def test_an_officer_decides_everywhere():
    check(Actor("officer", 1, frozenset({Grant(Role.BUREAU_OFFICER)})), Act.DECIDE)


def test_errors_say_what_to_do():
    errors = (
        permissions.AsideDecided(), permissions.WaveNotReady(), permissions.WaveRefused("days"),
        permissions.FrameEmpty(), permissions.SurveyUnknown("survey", 3), limits.WorkRefused(),
        limits.DeviceRests(), presence.CodeUnknown(),
    )  # fmt: skip

    assert all(len(str(error)) > 10 for error in errors)


def test_steps_that_nobody_counted_are_not_nought():
    found = funnel(Logged(scans=9), begun=2, finished=0)

    assert [found[each] for each in Step] == [9, None, None, 2, 0]


def test_steps_go_from_the_page_to_the_last_answer():
    found = funnel(Logged(scans=100, plays=Ratio(60, 70)), begun=20, finished=15)

    assert list(found.values()) == [100, 70, 60, 20, 15]
