import pytest

from portal.registry.kinds import RestaurantType, Status
from portal.registry.rules.lists import Wanted
from portal.shell.asked import LONGEST


def test_what_is_asked_can_be_asked_again():
    args = {"q": " 粥 ", "station": "hewan", "type": "small", "status": "open"}
    wanted = Wanted.asked(args)
    assert wanted == Wanted("粥", "hewan", RestaurantType.SMALL, "open")
    assert Wanted.asked(wanted.arguments) == wanted


def test_what_makes_no_sense_asks_for_nothing():
    wanted = Wanted.asked({"type": "palace", "status": "burning", "q": "x" * 500})
    assert (wanted.type, wanted.status, len(wanted.text)) == (None, "", LONGEST)


@pytest.mark.parametrize(
    ("status", "statuses"),
    [("", set()), ("closed", {Status.CLOSED}), ("unknown", {None})],
)
def test_a_status_may_be_one_that_nobody_recorded(status, statuses):
    assert Wanted(status=status).statuses == statuses
