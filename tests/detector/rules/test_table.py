"""The table of rules against domain.md, section 8."""

import pytest

from detector.rules.table import RULES, SHIPPED, Aim, Hours, Plan, plan_of

FAMILIES = {
    "PPE": "CAP MASK UNIF TORSO GLOVE", "BEH": "SMOKE PHONE EAT PICK HAND", "PST": "RAT PET BUG",
    "ENV": "BIN OVER WATER FLOOR CLUT", "XCT": "BOARD COVER", "SPR": "STAFF DOOR", "WSH": "DIS",
    "FIR": "LEAVE SMOKE", "INT": "STRANGE",
}  # fmt: skip
CODES = [f"{family}-{name}" for family, names in FAMILIES.items() for name in names.split()]


def test_every_violation_code_has_its_rule():
    assert sorted(RULES) == sorted(CODES)
    assert all(rule.code == code for code, rule in RULES.items())


@pytest.mark.parametrize(
    ("code", "zones"),
    [
        ("PPE-MASK", "SP DO"), ("SPR-STAFF", "SP"), ("INT-STRANGE", "EN ST"), ("FIR-LEAVE", "CK"),
        ("PPE-GLOVE", "SP DO"), ("BEH-PHONE", "CU CK SP DO"), ("BEH-PICK", "RP CU CK SP"),
        ("BEH-HAND", "SP EN"), ("PST-BUG", "SP WD ST"), ("ENV-OVER", "WS RP WD"),
        ("ENV-WATER", "RP WD CK"), ("ENV-FLOOR", "ST RP CU"), ("XCT-BOARD", "CU SP"),
        ("XCT-COVER", "CK DO"), ("SPR-DOOR", "SP"), ("WSH-DIS", "WD"), ("FIR-SMOKE", "CK ST"),
    ],
)  # fmt: skip
def test_zones_are_those_of_the_table(code, zones):
    assert RULES[code].zones == frozenset(zones.split())


@pytest.mark.parametrize(
    ("code", "seconds"), [("PPE-CAP", 10), ("FIR-LEAVE", 60), ("ENV-BIN", 600), ("SPR-DOOR", 120)]
)
def test_holds_are_those_of_the_table(code, seconds):
    assert RULES[code].hold_seconds == seconds


def test_a_head_of_60_px_is_a_face_of_42():
    assert RULES["PPE-CAP"].least_px == pytest.approx((42, 42))


def test_strangers_are_looked_for_while_the_restaurant_is_closed_alone():
    assert RULES["INT-STRANGE"].hours is Hours.CLOSED


def test_only_what_shipped_models_see_is_on():
    assert {"PPE-MASK", "PPE-CAP", "SPR-STAFF", "INT-STRANGE"} == SHIPPED


def test_what_only_plugged_in_models_see_is_on_trial():
    assert all(rule.is_trial for rule in RULES.values() if rule.aim in {Aim.THING, Aim.FLAME})


def test_a_rule_names_its_version():
    assert RULES["PPE-CAP"].version == "PPE-CAP/1"


@pytest.mark.parametrize(
    ("codes", "plan"),
    [
        ([], None), (["PPE-MASK"], Plan(5, 1.0)), (["PPE-CAP"], Plan(6, 2.5)),
        (["PPE-CAP", "PPE-MASK"], Plan(6, 2.5)), (["ENV-BIN"], Plan(5, 1.0)),
    ],
)  # fmt: skip
def test_a_burst_is_long_enough_for_all_it_has_to_settle(codes, plan):
    assert plan_of(codes) == plan


@pytest.mark.parametrize("code", CODES)
def test_a_burst_may_miss_a_look_at_its_end(code):
    rule, plan = RULES[code], plan_of([code])

    assert rule.seen <= plan.looks - 1
    assert rule.is_lasting or (plan.looks - 2) * plan.apart_seconds >= rule.hold_seconds
