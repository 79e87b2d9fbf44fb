"""The table of violations: how grave in which zone, on which basis, where looked for.

Source: docs/ref/glossary.md and the law as read on the day that each clause names. That an
article covers a class is our reading: the customer's lawyer confirms each link, so none is
`verified` here and no page prints one as certain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.findings.kinds import Severity, ViolationCode
from portal.registry.kinds import Zone


class Method(StrEnum):
    """What it takes to see a violation by machine."""

    CLASSICAL = "A"
    TRAINED = "B"
    TRIAL = "C"


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a law or standard; `read_on` is the version that was read, None for none."""

    id: str
    law: str
    article: str = ""
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """A clause behind a class; `is_verified` once a lawyer has confirmed that it covers it."""

    clause: str
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What is known of one class of violation; `zones` are where it can be one."""

    code: ViolationCode
    severity: Severity
    basis: tuple[Basis, ...]
    zones: frozenset[Zone]
    method: Method
    by_zone: Mapping[Zone, Severity] = field(default_factory=dict)
    is_food: bool = True  # False: told to the Restaurant, and no matter of food law

    @property
    def is_on(self) -> bool:
        """Whether the machine looks for it unless told otherwise; trials are off."""
        return self.method is not Method.TRIAL and self.code is not ViolationCode.INT_STRANGE

    def severity_in(self, zone: Zone | None) -> Severity:
        """How grave it is there; the usual one where the zone is not known."""
        return self.by_zone.get(zone, self.severity) if zone else self.severity


_READ = date(2021, 4, 29)
CLAUSES: Mapping[str, Clause] = {
    each.id: each
    for each in (
        Clause("FSL-33-1", "FSL", "33(1)", _READ),
        Clause("FSL-33-2", "FSL", "33(2)", _READ),
        Clause("FSL-33-4", "FSL", "33(4)", _READ),
        Clause("FSL-33-5", "FSL", "33(5)", _READ),
        Clause("FSL-33-8", "FSL", "33(8)", _READ),
        Clause("FSL-56", "FSL", "56", _READ),
        # Clause numbers of the standard were not read: its topics alone.
        Clause("GB-PLACES", "GB31654", "places"),
        Clause("GB-PROCESS", "GB31654", "process"),
        Clause("GB-STORAGE", "GB31654", "storage"),
        Clause("GB-WASTE", "GB31654", "waste"),
        Clause("GB-PESTS", "GB31654", "pests"),
        Clause("GB-STAFF", "GB31654", "staff"),
        Clause("FIRE", "FIRE"),
    )
}

_Z = Zone
ALL = frozenset(Zone)
FOOD = frozenset({_Z.ROUGH, _Z.CUTTING, _Z.COOKING, _Z.SPECIAL, _Z.DISHING, _Z.PASTRY})
_READY = frozenset({_Z.SPECIAL, _Z.DISHING})
_V, _S, _M = ViolationCode, Severity, Method


def _row(
    code: ViolationCode,
    severity: Severity,
    method: Method,
    basis: str,
    zones: frozenset[Zone] = ALL,
    by_zone: Mapping[Zone, Severity] | None = None,
) -> CodeRow:
    found = tuple(Basis(each) for each in basis.split())
    is_food = basis != "FIRE"
    return CodeRow(code, severity, found, zones, method, by_zone or {}, is_food)


_ROWS = (
    _row(_V.PPE_CAP, _S.III, _M.TRAINED, "FSL-33-8 GB-STAFF", FOOD,
         {_Z.SPECIAL: _S.II, _Z.DISHING: _S.II}),
    _row(_V.PPE_MASK, _S.II, _M.TRAINED, "GB-STAFF", _READY),
    _row(_V.PPE_UNIF, _S.III, _M.TRAINED, "FSL-33-8", FOOD),
    _row(_V.PPE_TORSO, _S.II, _M.TRAINED, "FSL-33-8"),
    _row(_V.PPE_GLOVE, _S.III, _M.TRIAL, "GB-PROCESS", _READY),
    _row(_V.BEH_SMOKE, _S.II, _M.TRAINED, "GB-STAFF FSL-33-1"),
    _row(_V.BEH_PHONE, _S.III, _M.TRAINED, "GB-STAFF",
         frozenset({_Z.CUTTING, _Z.COOKING}) | _READY),
    _row(_V.BEH_EAT, _S.III, _M.TRIAL, "GB-STAFF"),
    _row(_V.BEH_PICK, _S.II, _M.TRIAL, "FSL-33-4",
         frozenset({_Z.ROUGH, _Z.CUTTING, _Z.COOKING, _Z.SPECIAL})),
    _row(_V.BEH_HAND, _S.III, _M.TRIAL, "FSL-33-8", frozenset({_Z.SPECIAL, _Z.ENTRANCE})),
    _row(_V.PST_RAT, _S.I, _M.TRAINED, "FSL-33-2 GB-PESTS"),
    _row(_V.PST_PET, _S.II, _M.CLASSICAL, "FSL-33-1 FSL-33-2"),
    _row(_V.PST_BUG, _S.II, _M.TRIAL, "FSL-33-1 FSL-33-2",
         frozenset({_Z.SPECIAL, _Z.WASHING, _Z.STORAGE})),
    _row(_V.ENV_BIN, _S.II, _M.TRAINED, "FSL-33-2 GB-WASTE"),
    _row(_V.ENV_OVER, _S.II, _M.TRAINED, "FSL-33-1",
         frozenset({_Z.WASTE, _Z.ROUGH, _Z.WASHING})),
    _row(_V.ENV_WATER, _S.III, _M.TRIAL, "FSL-33-1",
         frozenset({_Z.ROUGH, _Z.WASHING, _Z.COOKING})),
    _row(_V.ENV_FLOOR, _S.II, _M.TRAINED, "FSL-33-4 GB-STORAGE",
         frozenset({_Z.STORAGE, _Z.ROUGH, _Z.CUTTING})),
    _row(_V.ENV_CLUT, _S.III, _M.TRIAL, "GB-PLACES"),
    _row(_V.XCT_BOARD, _S.II, _M.TRIAL, "FSL-33-4", frozenset({_Z.CUTTING, _Z.SPECIAL})),
    _row(_V.XCT_COVER, _S.III, _M.TRIAL, "FSL-33-4", frozenset({_Z.COOKING, _Z.DISHING})),
    _row(_V.SPR_STAFF, _S.II, _M.CLASSICAL, "GB-PROCESS", frozenset({_Z.SPECIAL})),
    _row(_V.SPR_DOOR, _S.II, _M.TRAINED, "GB-PROCESS", frozenset({_Z.SPECIAL})),
    _row(_V.WSH_DIS, _S.II, _M.TRIAL, "FSL-33-5 FSL-56", frozenset({_Z.WASHING})),
    _row(_V.FIR_LEAVE, _S.I, _M.TRAINED, "FIRE", frozenset({_Z.COOKING})),
    _row(_V.FIR_SMOKE, _S.I, _M.TRAINED, "FIRE", frozenset({_Z.COOKING, _Z.STORAGE})),
    _row(_V.INT_STRANGE, _S.III, _M.CLASSICAL, "FSL-33-1",
         frozenset({_Z.ENTRANCE, _Z.STORAGE})),
)  # fmt: skip

CODES: Mapping[ViolationCode, CodeRow] = {row.code: row for row in _ROWS}
"""Every class, in the order in which the classes are declared."""


def severity_of(code: ViolationCode, zone: Zone | None) -> Severity:
    """How grave a violation of this class is in `zone`."""
    return CODES[code].severity_in(zone)


def clauses_of(code: ViolationCode) -> tuple[tuple[Clause, bool], ...]:
    """The clauses behind a class, each with whether a lawyer has confirmed the link."""
    return tuple((CLAUSES[each.clause], each.is_verified) for each in CODES[code].basis)
