"""Signing in and its second factor, accounts, and what people set for themselves."""

from deploy.tour.scenes.scene import Scene
from deploy.tour.steps import Code, Fill, Open, Press, Step
from portal.seed.people import PASSWORD

SIGN_IN = "/account/sign-in"
CHOSEN = "a whole kitchen in one word"  # a password that nobody but the tour's guest has


def entering(login: str, password: str = PASSWORD) -> tuple[Step, ...]:
    """Give login and password on the page that asks for them."""
    return Fill("login", login), Fill("password", password), Press()


def invited(name: str, login: str) -> Scene:
    """Somebody new, who has not come yet; a link for one makes the former worth nothing."""
    told = (Fill("name", "访客"), Fill("login", login), Fill("role", "sysadmin"), Press())
    return Scene(name, "/people/new", (*told, Press("main a.row-link")), "demo-admin", stays=True)


KEY_SET_UP = (Fill("current", PASSWORD), Code(), Press())
WRONG_CODE = (Fill("code", "000000"), Press())
MAKE_LINK = Press("main form[action$='/invitation'] button")
ACCEPTED = (MAKE_LINK, Open("#link"), Fill("password", CHOSEN), Fill("again", CHOSEN), Press())

DOORS = (
    Scene("accounts-sign-in-refused", SIGN_IN, entering("demo-head", "wrong")),
    Scene(
        "accounts-second-factor-refused",
        "/account/second-factor",
        (Fill("current", "wrong"), Press()),
        "demo-owner",
    ),
    Scene("accounts-recovery-codes", "/account/second-factor", KEY_SET_UP, "demo-owner"),
    Scene(
        "accounts-me-second-factor",
        "/account/second-factor",
        (*KEY_SET_UP, Press("main a.button")),
        "demo-staff",
        stays=True,
    ),
    Scene("accounts-me-refused", "/account", (Fill("current", "wrong"), Press()), "demo-staff"),
    Scene("accounts-code", SIGN_IN, entering("demo-staff")),
    Scene("accounts-code-refused", SIGN_IN, (*entering("demo-staff"), *WRONG_CODE)),
    Scene(
        "accounts-recovery", SIGN_IN, (*entering("demo-staff"), Press("main a[href$='/recovery']"))
    ),
    Scene(
        "accounts-recovery-refused",
        SIGN_IN,
        (*entering("demo-staff"), Press("main a[href$='/recovery']"), *WRONG_CODE),
    ),
    Scene(
        "accounts-password-wrong",
        "/account/password",
        (Fill("current", "wrong"), Press()),
        "demo-head",
    ),
    Scene(
        "accounts-password-short",
        "/account/password",
        (Fill("current", PASSWORD), Fill("password", "short"), Fill("again", "short"), Press()),
        "demo-head",
    ),
    Scene("accounts-new-person-refused", "/people/new", (Press(),), "demo-admin"),
    Scene(
        "accounts-grant-refused",
        "/people/{demo-head}",
        (Press("main form[action$='/roles'] button"),),
        "demo-admin",
    ),
    Scene("accounts-link", "/people/{demo-head}", (MAKE_LINK,), "demo-admin"),
    Scene(
        "accounts-invitation", "/people/{demo-moderator}", (MAKE_LINK, Open("#link")), "demo-admin"
    ),
    Scene(
        "accounts-invitation-refused",
        "/people/{demo-auditor}",
        (MAKE_LINK, Open("#link"), Fill("password", CHOSEN), Press()),
        "demo-admin",
    ),
    Scene("accounts-invitation-spent", "/account/invitation/none"),
    invited("accounts-person-invited", "guest"),
    invited("accounts-person-invited-too", "another-guest"),
    Scene("accounts-first-second-factor", "{accounts-person-invited}", ACCEPTED, "demo-admin"),
    Scene(
        "accounts-first-second-factor-refused",
        "{accounts-person-invited-too}",
        (*ACCEPTED, *WRONG_CODE),
        "demo-admin",
    ),
    Scene(
        "accounts-filter-refused",
        "/desk/cases?queue=all",
        (Press("main form[action*='/account/filters/'] button"),),
        "demo-bureau",
    ),
    Scene(
        "notices-channels-refused",
        "/desk/channels",
        (Press("main form[action=''], main form.form button"),),
        "demo-bureau",
    ),
    Scene(
        "notices-key",
        "/desk/channels",
        (
            Fill("means", "webhook"),
            Fill("name", "演示·接收"),
            Fill("address", "https://receiver.example/notices"),
            Press("main form.form button"),
        ),
        "demo-bureau",
    ),
    Scene(
        "notices-preferences-refused",
        "/notices/preferences",
        (Fill("mail", "nobody"), Press()),
        "demo-bureau",
    ),
)
