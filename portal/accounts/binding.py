"""Binds Flask-Security to our tables, sessions and words.

We use its password context, its second factor and its sign-in machinery, and leave away its
pages: 163 of the 260 texts they show are not translated into Chinese, and their forms know no
scopes. Its SQLAlchemy datastore asks for models of its own shape (a roles table, an e-mail
address, naive moments); `People` answers instead the one question that is ever asked.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, session
from flask_security.core import Security, UserMixin
from flask_security.datastore import UserDatastore
from flask_security.totp import Totp
from passlib.totp import TOTP, AppWallet

from portal.accounts import queries
from portal.accounts.chain import hash_of
from portal.accounts.kinds import Role
from portal.accounts.models import Person
from portal.accounts.rules.sign_ins import is_current, is_demo_possible
from portal.accounts.signed_in import SignedIn
from portal.extensions import db
from portal.settings import Settings
from portal.shell import shared_clock
from portal.shell.cipher import SecretUnreadable

ISSUER = "Mingchu"  # plain letters, since not every authenticator shows others
KEY = "sign_in"  # in the signed cookie: the key of the sign-in, which only its hash is kept of

STEP_SECONDS = 30


class People(UserDatastore):
    """What Flask-Security asks of the accounts: who is behind a cookie."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(Person, Role)  # type: ignore[arg-type]  # it only asks for names
        self._allows_demo = allows_demo(settings)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> UserMixin | None:  # noqa: ANN401 - as declared there
        """The person with this `fs_uniquifier` whose sign-in the cookie names, while it holds."""
        found = queries.sign_in_by_key(
            db.session(), key_hash=hash_of(session.get(KEY, "")),
            uniquifier=kwargs["fs_uniquifier"],
        )  # fmt: skip
        if found is None or not is_current(found, now=shared_clock.now()):
            return None
        if found.person.is_demo and not self._allows_demo:
            return None
        return SignedIn(found, found.person)


class SecondFactors(Totp):
    """Time-based codes, secrets encrypted at rest, on the clock that all machines share."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        newest = next(iter(secrets))
        self._totp = TOTP.using(issuer=issuer, wallet=AppWallet(secrets, default_tag=newest))

    def matched_step(self, code: str, secret: str, *, last: int | None) -> int | None:
        """The 30 s step that `code` belongs to, None for a wrong or used one.

        The steps before and after the present one count too, since clocks differ.
        """
        try:
            match = self._totp.verify(
                code, secret, time=shared_clock.now(), window=STEP_SECONDS, last_counter=last
            )
            return int(match.counter)
        except (ValueError, TypeError):
            return None

    def renewed(self, secret: str) -> str:
        """The same secret, encrypted with the newest key. Raises SecretUnreadable."""
        try:
            found: str = self._totp.from_source(secret).to_json(encrypt=True)
        except (ValueError, TypeError, KeyError):
            raise SecretUnreadable from None
        return found


def second_factors() -> SecondFactors:
    """The second factors of the present application."""
    factors = bound().totp_factory
    if not isinstance(factors, SecondFactors):
        raise TypeError("bind() gave this application other second factors than ours")
    return factors


def allows_demo(settings: Settings) -> bool:
    """Whether these settings are those of a demo on this machine alone."""
    return is_demo_possible(
        behind_tls=settings.behind_tls,
        proxies=settings.trusted_proxies,
        hosts=(settings.bind, urlsplit(settings.public_url).hostname or ""),
    )


def bound() -> Security:
    """Flask-Security as it is bound to the present application."""
    security: Security = current_app.extensions["security"]
    return security


def bind(app: Flask, settings: Settings) -> None:
    """Bind Flask-Security to `app`, with what we do not want of it turned off."""
    keys = settings.second_factor_keys()
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},  # no pepper: one secret less to lose
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={hash_of(key)[:8]: key for key in keys},
        SECURITY_TOTP_ISSUER=ISSUER,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"login": {"mapper": str.lower}}],
        SECURITY_CLI_USERS_NAME=None,  # our commands write the audit chain
        SECURITY_CLI_ROLES_NAME=None,
        SESSION_PROTECTION=None,  # a phone changes its network; the sign-in is what counts
    )
    # Made here and not in portal.extensions: it keeps what it is bound to on itself, so that one
    # object for two applications would mix their keys up.
    security = Security(app, People(settings), register_blueprint=False, totp_cls=SecondFactors)
    security.login_manager.request_loader(lambda _: None)  # no tokens in headers or addresses
    security.principal.identity_loaders.clear()  # else each request, of a segment too, asks
    # It asks the cookie at each answer, so that every public one would vary by it and no cache
    # could share a playlist. Nobody is remembered beyond the sign-in anyway.
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)
