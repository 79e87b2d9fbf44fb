"""What a Case may be about, version 1: how grave, which violations it may be, what follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.findings.kinds import ViolationCode
from portal.notices.kinds import Severity
from portal.participation.case_kinds import Category, Channel

VERSION = 1
_V, _S, _C = ViolationCode, Severity, Category


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """What follows from a category; `codes` are the violations an officer chooses from first."""

    category: Category
    risk: Severity
    codes: tuple[ViolationCode, ...] = ()
    diverts: bool = False  # to the telephone and a doctor, before anything is typed
    is_about_picture: bool = False


_ROWS = (
    CategoryRow(_C.DIRTY, _S.II, (_V.ENV_WATER, _V.ENV_FLOOR, _V.ENV_CLUT, _V.ENV_OVER)),
    CategoryRow(_C.PESTS, _S.I, (_V.PST_RAT, _V.PST_BUG, _V.PST_PET)),
    CategoryRow(
        _C.STAFF, _S.II,
        (_V.PPE_CAP, _V.PPE_MASK, _V.PPE_UNIF, _V.PPE_TORSO, _V.PPE_GLOVE, _V.BEH_HAND,
         _V.BEH_EAT, _V.BEH_PHONE),
    ),
    CategoryRow(_C.SMOKING, _S.II, (_V.BEH_SMOKE,)),
    CategoryRow(_C.MIXING, _S.II, (_V.XCT_BOARD, _V.XCT_COVER)),
    CategoryRow(_C.UTENSILS, _S.II, (_V.WSH_DIS,)),
    CategoryRow(_C.WASTE, _S.II, (_V.ENV_BIN, _V.ENV_OVER)),
    CategoryRow(_C.SPOILED, _S.I, (_V.BEH_PICK, _V.PST_BUG)),
    CategoryRow(_C.ILL, _S.I, diverts=True),
    CategoryRow(_C.PICTURE, _S.III, is_about_picture=True),
    CategoryRow(_C.LICENCE, _S.III),
    CategoryRow(_C.OTHER, _S.III, tuple(ViolationCode)),
)  # fmt: skip

CATEGORIES: Mapping[Category, CategoryRow] = {row.category: row for row in _ROWS}
"""Every category, in the order in which it is offered."""


def risk_of(category: Category, channel: Channel) -> Severity:
    """How soon people must hear of it; what insiders send is never the least."""
    risk = CATEGORIES[category].risk
    return _S.II if channel is Channel.INSIDER and risk is _S.III else risk


def codes_for(category: Category) -> tuple[ViolationCode, ...]:
    """The violations that such a Case may turn out to be, the likely ones first."""
    likely = CATEGORIES[category].codes
    return likely + tuple(code for code in ViolationCode if code not in likely)
