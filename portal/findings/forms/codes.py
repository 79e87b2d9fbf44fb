"""What classes of violation and their severities are called, in the reader's language."""

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.findings.kinds import Severity, ViolationCode

CODES: dict[ViolationCode, LazyString] = {
    ViolationCode.PPE_CAP: lazy_gettext("No cap, hair exposed"),
    ViolationCode.PPE_MASK: lazy_gettext("No mask where food is ready to eat"),
    ViolationCode.PPE_UNIF: lazy_gettext("No work clothes"),
    ViolationCode.PPE_TORSO: lazy_gettext("Bare torso or vest"),
    ViolationCode.PPE_GLOVE: lazy_gettext("Bare hands on food that is ready to eat"),
    ViolationCode.BEH_SMOKE: lazy_gettext("Smoking"),
    ViolationCode.BEH_PHONE: lazy_gettext("Telephone while handling food"),
    ViolationCode.BEH_EAT: lazy_gettext("Eating or drinking where food is made"),
    ViolationCode.BEH_PICK: lazy_gettext("Reused after it fell to the floor"),
    ViolationCode.BEH_HAND: lazy_gettext("Hands not washed on entering"),
    ViolationCode.PST_RAT: lazy_gettext("Rodent"),
    ViolationCode.PST_PET: lazy_gettext("Cat or dog inside"),
    ViolationCode.PST_BUG: lazy_gettext("Cockroach or flies"),
    ViolationCode.ENV_BIN: lazy_gettext("Open waste bin"),
    ViolationCode.ENV_OVER: lazy_gettext("Waste overflows or is piled up"),
    ViolationCode.ENV_WATER: lazy_gettext("Water or dirt on the floor"),
    ViolationCode.ENV_FLOOR: lazy_gettext("Food stored on the floor or at the wall"),
    ViolationCode.ENV_CLUT: lazy_gettext("Clutter or private things"),
    ViolationCode.XCT_BOARD: lazy_gettext("Boards or knives for raw and cooked food mixed"),
    ViolationCode.XCT_COVER: lazy_gettext("Finished food uncovered or mixed with raw"),
    ViolationCode.SPR_STAFF: lazy_gettext("Too many persons in the cold dishes room"),
    ViolationCode.SPR_DOOR: lazy_gettext("Door or window of the cold dishes room open"),
    ViolationCode.WSH_DIS: lazy_gettext("Dishes not disinfected or not stored closed"),
    ViolationCode.FIR_LEAVE: lazy_gettext("Flame left alone"),
    ViolationCode.FIR_SMOKE: lazy_gettext("Fire or smoke"),
    ViolationCode.INT_STRANGE: lazy_gettext("Somebody inside outside business hours"),
}

SEVERITIES: dict[Severity, LazyString] = {
    # i18n: how grave a violation is, I being the gravest: 一级风险
    Severity.I: lazy_gettext("Severity I"),
    Severity.II: lazy_gettext("Severity II"),
    Severity.III: lazy_gettext("Severity III"),
}
