"""The words of this floor, and what its forms ask for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.accounts.breached import is_breached
from portal.accounts.kinds import Role
from portal.accounts.places import NO_NAMES, EntryNames, PlaceNames, names_of
from portal.accounts.queries import AuditFilter
from portal.accounts.rules import (
    CodeWrong,
    DemoRefused,
    Grant,
    InvitationSpent,
    NotAllowed,
    OwnAccount,
    PasswordFault,
    PersonFault,
    PersonRefused,
    PersonUnknown,
    SignInNeeded,
    SignInUnknown,
    password_fault,
)
from portal.accounts.rules.filters import LONGEST_NAME, MOST_KEPT, FilterFault, FilterRefused
from portal.accounts.rules.passwords import LEAST_CHARACTERS, MOST_CHARACTERS
from portal.shell.asked import member, typed, typed_day
from portal.shell.errors import says
from portal.shell.filters import moment

ROLES: dict[Role, LazyString] = {
    Role.RESTAURANT_STAFF: lazy_gettext("Restaurant staff"),
    Role.RESTAURANT_OWNER: lazy_gettext("Restaurant owner"),
    Role.INSPECTOR: lazy_gettext("Inspector"),
    Role.STATION_HEAD: lazy_gettext("Head of a station"),
    Role.BUREAU_OFFICER: lazy_gettext("Bureau officer"),
    Role.MODERATOR: lazy_gettext("Moderator"),
    Role.AUDITOR: lazy_gettext("Auditor"),
    Role.VENDOR: lazy_gettext("Vendor"),
    Role.SYSADMIN: lazy_gettext("System administrator"),
}
BROWSERS = {
    "wechat": lazy_gettext("WeChat"),
    "alipay": lazy_gettext("Alipay"),
    "edge": lazy_gettext("Edge"),
    "firefox": lazy_gettext("Firefox"),
    "chrome": lazy_gettext("Chrome"),
    "safari": lazy_gettext("Safari"),
    "other": lazy_gettext("Another browser"),
}
SYSTEMS = {
    "harmony": lazy_gettext("HarmonyOS"),
    "android": lazy_gettext("Android"),
    "ios": lazy_gettext("iPhone or iPad"),
    "windows": lazy_gettext("Windows"),
    "macos": lazy_gettext("Mac"),
    "linux": lazy_gettext("Linux"),
}
PASSWORD_FAULTS = {
    PasswordFault.TOO_SHORT: lazy_gettext("Please take at least %(least)s characters."),
    PasswordFault.TOO_LONG: lazy_gettext("Please take at most %(most)s characters."),
    PasswordFault.COMMON: lazy_gettext(
        "This password is made of words and numbers that are tried first. Please take another."
    ),
    PasswordFault.TELLS_NAME: lazy_gettext(
        "This password is made of the login or the name. Please take another."
    ),
    PasswordFault.BREACHED: lazy_gettext(
        "This password is on lists of passwords that were stolen elsewhere. Please take another."
    ),
    PasswordFault.NOT_REPEATED: lazy_gettext("The two passwords differ. Please type both again."),
    PasswordFault.SAME_AS_BEFORE: lazy_gettext("This is the present password."),
}
PERSON_FAULTS = {
    PersonFault.LOGIN_MALFORMED: lazy_gettext(
        "A login has 2 to 100 of these: a-z, 0-9, and . _ @ + - within."
    ),
    PersonFault.LOGIN_TAKEN: lazy_gettext("Somebody has this login already."),
    PersonFault.NAME_MISSING: lazy_gettext("Please enter the person's name."),
    PersonFault.ROLE_UNKNOWN: lazy_gettext("Please choose a role."),
    PersonFault.STATION_NEEDED: lazy_gettext("This role is held within a station. Choose which."),
    PersonFault.STATION_UNKNOWN: lazy_gettext("The register knows no such station."),
    PersonFault.RESTAURANT_NEEDED: lazy_gettext(
        "This role is held within a restaurant. Enter its code, as its page's address ends in."
    ),
    PersonFault.RESTAURANT_UNKNOWN: lazy_gettext("The register knows no restaurant of this code."),
    PersonFault.UNBOUND: lazy_gettext("This role is not bound to that. Please leave it empty."),
    PersonFault.HELD_ALREADY: lazy_gettext("This person has the role already."),
}
FILTER_FAULTS = {
    FilterFault.NAME_MISSING: lazy_gettext("Please give the filter a name."),
    FilterFault.NAME_LONG: lazy_gettext(
        "Please take a name of at most %(longest)s characters.", longest=LONGEST_NAME
    ),
    FilterFault.TOO_MANY: lazy_gettext(
        "You keep %(most)s filters of this list, which is the most. Please delete one first, or "
        "take the name of the one to be replaced.",
        most=MOST_KEPT,
    ),
}
FIELDS = {
    PersonFault.LOGIN_MALFORMED: "login",
    PersonFault.LOGIN_TAKEN: "login",
    PersonFault.NAME_MISSING: "name",
    PersonFault.STATION_NEEDED: "station",
    PersonFault.STATION_UNKNOWN: "station",
    PersonFault.RESTAURANT_NEEDED: "restaurant",
    PersonFault.RESTAURANT_UNKNOWN: "restaurant",
}
DONE = {
    "password": lazy_gettext("The password is changed. Other browsers are signed out."),
    "ended": lazy_gettext("That browser is signed out."),
    "granted": lazy_gettext("The role is granted."),
    "withdrawn": lazy_gettext("The role is withdrawn."),
    "deactivated": lazy_gettext("The account is closed, and signed out everywhere."),
    "activated": lazy_gettext("The account is open again."),
    "reset": lazy_gettext("The second factor is removed. It is set up anew at the next sign-in."),
    "all_ended": lazy_gettext("This person is signed out everywhere."),
}
ACTS: dict[str, LazyString] = {
    "person.created": lazy_gettext("Account made"),
    "person.invited": lazy_gettext("Invitation made"),
    "person.deactivated": lazy_gettext("Account closed"),
    "person.activated": lazy_gettext("Account opened again"),
    "person.made_demo": lazy_gettext("Made a demo account"),
    "role.granted": lazy_gettext("Role granted"),
    "role.withdrawn": lazy_gettext("Role withdrawn"),
    "password.changed": lazy_gettext("Password changed"),
    "second_factor.set_up": lazy_gettext("Second factor set up"),
    "second_factor.reset": lazy_gettext("Second factor removed"),
    "recovery_codes.renewed": lazy_gettext("Recovery codes renewed"),
    "recovery_code.used": lazy_gettext("Recovery code used"),
    "sign_in.opened": lazy_gettext("Signed in"),
    "sign_in.ended": lazy_gettext("Signed out"),
    "sign_in.all_ended": lazy_gettext("Signed out everywhere"),
}
SUBJECTS: dict[str, LazyString] = {"person": lazy_gettext("account")}
FACTS: dict[str, LazyString] = {
    "role": lazy_gettext("role"),
    "station": lazy_gettext("station"),
    "restaurant": lazy_gettext("restaurant"),
    "sign_in": lazy_gettext("sign-in"),
    "browser": lazy_gettext("browser"),
    "network": lazy_gettext("network"),
    "left": lazy_gettext("left"),
}
VALUES: dict[str, Mapping[Any, LazyString]] = {"role": ROLES, "browser": BROWSERS}
# i18n: in place of a person's name, of what the portal does by the clock: 系统自动
_ITSELF = lazy_gettext("the portal itself")
# i18n: in place of a person's name, of the invented data of a demo: 演示数据程序
_DEMO = lazy_gettext("the program that made up this demo")
PARTS: dict[str, LazyString] = {
    **dict.fromkeys(("cases", "displays", "findings", "notices", "patrols", "rounds"), _ITSELF),
    # i18n: in place of a person's name, of a command that somebody typed on the server: 命令行
    "command line": lazy_gettext("the command line"),
    "demo": _DEMO,
    "seed": _DEMO,
}
"""Parts of the system that do what otherwise a person does."""
# As the chain keeps a moment.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00")
"""What acts, subjects, facts and values are called; floors above add theirs by `name_acts`."""


class HeldGrant(Protocol):
    """A grant as lists show it."""

    id: int
    role: Role
    station: str | None
    restaurant: str | None


class Seen(Protocol):
    """A sign-in as lists show it."""

    id: int
    browser: str
    system: str
    network: str


class Named(Protocol):
    """Whose password it will be."""

    login: str
    name: str


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant in words: the role, and the name of what it is bound to."""

    id: int
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class SignInLine:
    """A sign-in in words."""

    row: Any
    device: str
    is_here: bool


PAGES: list[tuple[str, LazyString]] = [
    ("accounts.people", lazy_gettext("Accounts")),
    ("accounts.audit", lazy_gettext("What was done")),
]
"""Pages that somebody's own page leads to, if they may open them."""


def name_pages(pages: Sequence[tuple[str, LazyString]]) -> None:
    """Let somebody's own page lead to these too; floors above bring theirs."""
    PAGES.extend(page for page in pages if page not in PAGES)


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(NotAllowed, lambda _error: _(
        "Your account may not do this. If your work needs it, please ask whoever manages accounts."
    ))  # fmt: skip
    says(SignInNeeded, lambda _error: _("Please sign in, then try again."))
    says(SignInUnknown, lambda _error: _("There is no such sign-in of yours."))
    says(PersonUnknown, lambda _error: _("There is no such account. Please look in the list."))
    says(
        PersonRefused,
        lambda error: str(PERSON_FAULTS[error.fault]),
        field=lambda error: FIELDS.get(error.fault, "role"),
    )
    says(
        FilterRefused,
        lambda error: str(FILTER_FAULTS[error.fault]),
        field=lambda _error: "kept_name",
    )
    says(CodeWrong, lambda _error: _("The code is not right. Please take the next one."))
    says(OwnAccount, lambda _error: _(
        "The rights of your own account are changed by another administrator."
    ))  # fmt: skip
    says(DemoRefused, lambda _error: _(
        "Demo accounts work only on the machine that runs the demo."
    ))  # fmt: skip
    says(InvitationSpent, lambda _error: _(
        "This link was used, is older than 72 hours, or was replaced by a newer one. "
        "Please ask whoever manages accounts for another."
    ))  # fmt: skip


def name_acts(
    acts: Mapping[str, LazyString],
    *,
    subjects: Mapping[str, LazyString] | None = None,
    facts: Mapping[str, LazyString] | None = None,
    values: Mapping[str, Mapping[Any, LazyString]] | None = None,
) -> None:
    """Let the audit page use these words for acts, kinds of subjects, facts and facts' values."""
    ACTS.update(acts)
    SUBJECTS.update(subjects or {})
    FACTS.update(facts or {})
    for fact, words in (values or {}).items():  # floors share facts such as "cause"
        VALUES[fact] = {**VALUES.get(fact, {}), **words}


def act_text(act: str) -> str:
    """What `act` is called; itself where no floor named it."""
    return str(ACTS.get(act, act))


def subject_text(subject: str, names: EntryNames = NO_NAMES) -> str:
    """What something was done to, such as "account demo-inspector" or "list of remarks".

    What has a name is told by name and code: the code alone can be looked for.
    """
    if subject in SUBJECTS:
        return str(SUBJECTS[subject])
    kind, blank, rest = subject.partition(" ")
    name = names.get(kind, {}).get(rest)
    return f"{SUBJECTS.get(kind, kind)}{blank}{f'{name} ({rest})' if name else rest}"


def author_text(name: str) -> str:
    """Who did something: a name, or in words the part of the system that did it by itself."""
    return str(PARTS.get(name, name))


def act_choices(acts: Iterable[str]) -> list[tuple[str, str]]:
    """Acts with their words, for a list to choose from."""
    return [(act, act_text(act)) for act in acts]


def fact_lines(
    facts: Mapping[str, Any], *, subject: str = "", names: EntryNames = NO_NAMES
) -> list[tuple[str, str]]:
    """The facts of an audit entry, any JSON, as pairs of texts; empty ones are left out.

    A `state` of one kind of subject may be another word than that of the next.
    """
    kind = subject.partition(" ")[0]
    words: dict[str, Mapping[Any, object]] = {
        key: names.get(key) or VALUES.get(f"{kind}_{key}") or VALUES.get(key, {}) for key in facts
    }
    return [
        (str(FACTS.get(key, key)), _fact_text(value, words[key]))
        for key, value in sorted(facts.items())
        if value not in (None, "", [], {})
    ]


def _fact_text(value: Any, words: Mapping[Any, object]) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, Mapping):
        parts = (f"{key} {_fact_text(each, words)}" for key, each in value.items())
        return ", ".join(parts)
    if isinstance(value, list):
        has_rows = any(isinstance(each, Mapping) for each in value)  # may be hundreds
        return f"({len(value)})" if has_rows else ", ".join(map(str, value))
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    return str(words.get(value, value))


def grant_lines(grants: Iterable[HeldGrant], names: PlaceNames | None = None) -> list[GrantLine]:
    """Grants in words; `names` holds those of their places, asked for here when not given."""
    grants = list(grants)
    names = names_of(grants) if names is None else names
    return [GrantLine(each.id, str(ROLES[each.role]), names.of(each)) for each in grants]


def sign_in_lines(rows: Iterable[Seen], *, here: int | None) -> list[SignInLine]:
    """Sign-ins in words; `here` is the number of the one that asks."""
    return [SignInLine(row, _device(row), row.id == here) for row in rows]


def done_text(done: str) -> str:
    """What stands above a page after an act; "" for none."""
    return str(DONE.get(done, ""))


def password_text(fault: PasswordFault) -> str:
    """Why a password is refused."""
    return str(PASSWORD_FAULTS[fault]) % {"least": LEAST_CHARACTERS, "most": MOST_CHARACTERS}


def new_password_fault(told: Mapping[str, str], person: Named) -> PasswordFault | None:
    """Why the password typed twice in a form cannot be that of `person`, or None."""
    password = told.get("password", "")
    fault = password_fault(password, login=person.login, name=person.name)
    if fault is None and password != told.get("again", ""):
        return PasswordFault.NOT_REPEATED
    if fault is None and password == told.get("current"):
        return PasswordFault.SAME_AS_BEFORE
    if fault is None and is_breached(password):
        return PasswordFault.BREACHED
    return fault


def asked_grant(told: Mapping[str, str]) -> Grant:
    """The role that a form grants. Raises PersonRefused where it names none."""
    role = member(Role, told.get("role"))
    if role is None:
        raise PersonRefused(PersonFault.ROLE_UNKNOWN)
    return Grant(
        role,
        station=told.get("station", "").strip() or None,
        restaurant=told.get("restaurant", "").strip().lower() or None,
    )


def asked_audit(told: Mapping[str, str]) -> AuditFilter:
    """What somebody looks for in the audit chain; what is no day is left out."""
    return AuditFilter(
        text=typed(told, "q"),
        act=typed(told, "act"),
        since=typed_day(told.get("since")),
        until=typed_day(told.get("until")),
    )


def role_choices() -> Sequence[tuple[str, str]]:
    """All roles with their words, for a list to choose from."""
    return [(role.value, str(text)) for role, text in ROLES.items()]


def _device(row: Seen) -> str:
    browser = str(BROWSERS.get(row.browser, BROWSERS["other"]))
    system = str(SYSTEMS.get(row.system) or "")
    return f"{browser} · {system}" if system else browser
