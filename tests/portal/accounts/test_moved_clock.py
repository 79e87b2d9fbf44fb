"""Sign-ins, codes, links and the chain while this machine's clock is wrong, and after it.

Where the database is a file there is no other clock; where it is a server, its clock is known.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import func, select

from portal.accounts import tasks
from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry, SignIn
from portal.accounts.operations import invite, set_second_factor
from portal.accounts.queries import person_by_login
from portal.accounts.queries.audit import walk_chain
from portal.accounts.rules.sign_ins import HALF_WAY, IDLE, LONGEST
from portal.extensions import db
from portal.shell import clock, shared_clock
from portal.shell.shared_clock import SharedClock
from tests.support.factories import NOON
from tests.support.people import actor_of

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
JSON = {"Accept": "application/json"}


def is_in(client):
    """Whether the browser is signed in."""
    return client.get("/account", headers=JSON).status_code == 200


def only_sign_in(session):
    """The one sign-in there is, as it stands now."""
    session.rollback()
    return session.scalars(select(SignIn).execution_options(populate_existing=True)).one()


@pytest.fixture
def owner(person_with):
    return person_with(Role.RESTAURANT_OWNER, restaurant="abc")


@pytest.fixture
def inspector(person_with, authenticator, session):
    """Somebody with a second factor and ten recovery codes."""
    who = person_with(Role.INSPECTOR, station="pb01", authenticator=authenticator)
    codes = set_second_factor(
        session, who, secret=who.totp_secret, step=0, actor=actor_of(who), now=NOON
    )
    session.commit()
    return SimpleNamespace(login=who.login, phone=authenticator, codes=codes)


@pytest.fixture
def true_clock(app):
    """The database's clock, which this machine's may leave: `true_clock(moment)` sets it."""
    told = {"now": NOON}
    app.extensions[shared_clock.KEY] = SharedClock(lambda here: here - told["now"])
    return lambda moment: told.update(now=moment)


def test_begun_before_it_is_back_when_a_fast_clock_is_right_again(owner, enter, client, set_clock):
    enter(owner.login)

    set_clock(NOON + HOUR)
    assert not is_in(client)  # idle for longer than may be, as far as anybody can tell
    set_clock(NOON + 5 * MINUTE)

    assert is_in(client)


def test_begun_while_it_was_fast_it_goes_on_and_holds_no_longer(
    owner, enter, client, set_clock, session
):
    set_clock(NOON + HOUR)
    enter(owner.login)
    assert is_in(client)

    set_clock(NOON + MINUTE)
    assert is_in(client)

    assert only_sign_in(session).expires_at == NOON + MINUTE + LONGEST
    set_clock(NOON + MINUTE + IDLE)
    assert not is_in(client)


def test_two_requests_at_once_shorten_it_once(owner, enter, client, set_clock, session, app):
    set_clock(NOON + HOUR)
    enter(owner.login)
    cookie = client.get_cookie("mingchu").value
    set_clock(NOON)
    for _ in range(2):
        other = app.test_client()
        other.set_cookie("mingchu", cookie)
        assert is_in(other)

    assert only_sign_in(session).expires_at == NOON + LONGEST


def test_a_slow_clock_ends_none_and_after_it_people_sign_in_anew(owner, enter, client, set_clock):
    enter(owner.login)

    set_clock(NOON - HOUR)
    assert is_in(client)
    set_clock(NOON + 40 * MINUTE)

    assert not is_in(client)
    assert enter(owner.login).status_code == 303


@pytest.mark.parametrize("seconds", [1, 3600])
def test_a_cookie_of_a_machine_whose_clock_is_ahead_is_read(
    owner, enter, client, monkeypatch, seconds
):
    with monkeypatch.context() as there:
        real = TimestampSigner.get_timestamp
        there.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) + seconds)
        enter(owner.login)

    assert is_in(client)


def test_whose_password_was_right_while_it_was_fast_gives_it_again(
    inspector, enter, client, set_clock
):
    set_clock(NOON + HOUR)
    assert enter(inspector.login).location == "/account/code"

    set_clock(NOON)
    assert client.get("/account/code", headers=JSON).status_code == 401
    assert enter(inspector.login).location == "/account/code"
    set_clock(NOON + HALF_WAY - MINUTE)
    client.post("/account/code", data={"code": inspector.phone.code()})

    assert is_in(client)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_while_no_code_fits_a_recovery_code_opens_and_nobody_is_held_off_after_it(
    inspector, enter, client, set_clock, ahead
):
    on_the_phone = inspector.phone.code()
    set_clock(NOON + ahead)
    enter(inspector.login)

    assert client.post("/account/code", data={"code": on_the_phone}).status_code == 401
    client.post("/account/recovery", data={"code": inspector.codes[0]})
    assert is_in(client)

    set_clock(NOON)
    client.post("/account/sign-out")
    enter(inspector.login)
    client.post("/account/code", data={"code": on_the_phone})
    assert is_in(client)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_where_the_right_time_is_known_a_wrong_clock_changes_nothing(
    inspector, enter, client, set_clock, true_clock, ahead
):
    on_the_phone = inspector.phone.code()
    set_clock(NOON + ahead)

    assert enter(inspector.login).location == "/account/code"
    client.post("/account/code", data={"code": on_the_phone})
    assert is_in(client)

    true_clock(NOON + IDLE - MINUTE)
    set_clock(NOON + IDLE - MINUTE)
    assert is_in(client)
    true_clock(NOON + 2 * IDLE)
    set_clock(NOON + 2 * IDLE + ahead)
    assert not is_in(client)


def test_an_invitation_holds_as_long_as_was_promised(app, owner, client, set_clock, true_clock):
    set_clock(NOON + HOUR)
    with app.app_context():
        who = person_by_login(db.session(), owner.login)
        token = invite(db.session(), who, actor=actor_of(who), now=shared_clock.now())
        db.session.commit()
    address = f"/account/invitation/{token}"

    for hours, status in ((71, 200), (72, 410)):
        true_clock(NOON + hours * HOUR)
        set_clock(NOON + hours * HOUR + HOUR)
        assert client.get(address).status_code == status


def test_a_clock_years_ahead_deletes_nothing(owner, enter, app, set_clock, true_clock, session):
    enter(owner.login)
    set_clock(NOON + timedelta(days=3650))
    with app.app_context():
        tasks.tidy()
    assert session.scalar(select(func.count(SignIn.id))) == 1

    true_clock(clock.now())
    with app.app_context():
        app.extensions[shared_clock.KEY] = SharedClock(lambda here: timedelta())
        tasks.tidy()
    session.rollback()
    assert session.scalar(select(func.count(SignIn.id))) == 0


def test_the_chain_tells_the_order_whatever_the_clock_said(owner, enter, set_clock, session):
    for moved in (timedelta(), HOUR, -HOUR):
        set_clock(NOON + moved)
        enter(owner.login)

    told = session.execute(select(AuditEntry.number, AuditEntry.at).order_by(AuditEntry.number))
    moments = [at for _, at in told]
    assert moments != sorted(moments)
    assert walk_chain(session).broken is None
