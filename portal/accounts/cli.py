"""`flask --app portal accounts …`: the first account, and what is done without a browser."""

from typing import TYPE_CHECKING

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from portal.accounts import operations, queries
from portal.accounts.kinds import Role
from portal.accounts.places import check_place
from portal.accounts.rules import Actor, Grant, PersonRefused
from portal.extensions import db
from portal.shell import shared_clock
from portal.shell.current import current_settings

if TYPE_CHECKING:
    from portal.accounts.models import Person

ACTOR = Actor.system("command line")
ROLES = [role.value for role in Role]

accounts_group = AppGroup("accounts", help="People, their roles, and the audit chain.")


class KnownHead(click.ParamType[tuple[int, str]]):
    """Number and hash of an entry, as `audit-head` prints them."""

    name = "number:hash"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        """The pair, or a usage error."""
        number, __, hash_ = value.partition(":")
        if not number.isdecimal() or len(hash_) != 64:
            self.fail("must be as `accounts audit-head` prints it", param, ctx)
        return int(number), hash_


@accounts_group.command("create")
@click.option("--login", required=True, help="What is typed to sign in.")
@click.option("--name", help="The person's name; else the login.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--station", metavar="CODE", help="For inspectors and heads of stations.")
@click.option("--restaurant", metavar="CODE", help="For restaurant roles.")
def create(
    *, login: str, name: str | None, role: str, station: str | None, restaurant: str | None
) -> None:
    """Make an account, and print the link by which its owner chooses a password.

    The link is good once and for 72 hours.
    """
    now, grant = shared_clock.now(), Grant(Role(role), station, restaurant)
    try:
        check_place(grant)
        person = operations.create_person(
            db.session(), login=login, name=name or login, grant=grant, actor=ACTOR, now=now
        )
    except PersonRefused as refused:
        raise click.ClickException(str(refused)) from None
    token = operations.invite(db.session(), person, actor=ACTOR, now=now)
    db.session.commit()
    click.echo(_link(token))


@accounts_group.command("invite")
@click.argument("login")
def invite(login: str) -> None:
    """Print a fresh link for LOGIN to choose a password; former links are worth nothing."""
    token = operations.invite(db.session(), _person(login), actor=ACTOR, now=shared_clock.now())
    db.session.commit()
    click.echo(_link(token))


@accounts_group.command("list")
def list_people() -> None:
    """List all accounts: login, name, roles with their bounds, state."""
    page = 1
    while True:
        found = queries.people_page(db.session(), text="", role=None, page=page)
        for person in found.rows:
            roles = " ".join(
                "@".join(filter(None, (each.role.value, each.station or each.restaurant)))
                for each in person.grants
            )
            state = "open" if person.active else "closed"
            factor = "2nd factor" if person.totp_secret else "no 2nd factor"
            click.echo("\t".join([person.login, person.name, roles, state, factor]))
        if page >= found.pages:
            return
        page += 1


@accounts_group.command("reset-second-factor")
@click.argument("login")
def reset_second_factor(login: str) -> None:
    """Forget the second factor of LOGIN, who sets up a new one at the next sign-in."""
    operations.reset_second_factor(
        db.session(), _person(login), actor=ACTOR, now=shared_clock.now()
    )
    db.session.commit()
    click.echo(f"{login}: second factor removed, signed out everywhere")


@accounts_group.command("verify-audit")
@click.option(
    "--known",
    type=KnownHead(),
    help="NUMBER:HASH that `audit-head` printed once; finds a chain that was made anew.",
)
def verify_audit(*, known: tuple[int, str] | None) -> None:
    """Recompute the audit chain from its first entry, and compare.

    Prints the number of entries and the newest hash, or the first number that does not hold;
    then the exit status is 1.
    """
    report = queries.walk_chain(db.session(), known=known)
    if report.broken is not None:
        raise click.ClickException(
            f"entry {report.broken} does not hold; the {report.entries} before it do. "
            "Compare it with a backup: it was changed, removed, added or moved."
        )
    click.echo(f"{report.entries} entries hold; the newest is {report.entries}:{report.head}")


@accounts_group.command("audit-head")
def audit_head() -> None:
    """Print NUMBER:HASH of the newest entry, to be kept where this machine cannot write."""
    number, hash_ = queries.audit_head(db.session())
    click.echo(f"{number}:{hash_}")


def _person(login: str) -> "Person":
    person = queries.person_by_login(db.session(), login.strip().lower())
    if person is None:
        raise click.ClickException(f"no account {login!r}; see `accounts list`")
    return person


def _link(token: str) -> str:
    settings = current_settings()
    with current_app.test_request_context():
        return settings.public_url + url_for("accounts.invitation", token=token)
