from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from portal.registry.cipher import AddressCipher, AddressUnreadable
from portal.registry.kinds import Status
from portal.registry.models import Restaurant, new_code
from portal.registry.rules import is_code
from portal.registry.spelling import LONGEST_INITIALS, LONGEST_PINYIN, search_keys
from tests.support.factories import (
    LONG_AGO,
    NOON,
    make_camera,
    make_display,
    make_restaurant,
    make_station,
    make_status_span,
)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"licence_no": ""}, "licence_given"),
        ({"name": ""}, "name_given"),
        ({"code": "0123456789", "licence_no": "JY0"}, "code"),
        ({"licence_no": "JY7"}, "licence_no"),
    ],
)
def test_the_database_refuses_an_impossible_restaurant(any_session, changes, constraint):
    make_restaurant(any_session, code="0123456789", licence_no="JY7")
    with pytest.raises(IntegrityError, match=constraint):
        make_restaurant(any_session, **changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"number": 0}, "number_positive"),
        ({"number": 7}, "number"),
        ({"privacy": "open"}, "open_has_basis"),
        ({"active_until": date(2021, 1, 1)}, "active_until_later"),
    ],
)
def test_the_database_refuses_an_impossible_camera(any_session, changes, constraint):
    row = make_restaurant(any_session)
    make_camera(any_session, row, number=7)
    with pytest.raises(IntegrityError, match=constraint):
        make_camera(any_session, row, **changes)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE camera SET zone = 'XX'",
        "UPDATE camera SET privacy = 'none'",
        "UPDATE camera SET transport = 'http'",
        "UPDATE restaurant SET type = 'truck'",
        "UPDATE restaurant SET moved_from_id = id",
        "UPDATE restaurant SET station_id = 999",
        "UPDATE status_span SET status = 'opened'",
        "DELETE FROM station",
    ],
)
def test_the_database_refuses_unknown_words_and_rows(any_session, statement):
    make_camera(any_session)
    with pytest.raises(IntegrityError):
        any_session.execute(text(statement))


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": LONG_AGO, "ends_at": NOON},  # begins with another one
        {"starts_at": NOON},  # a second one without end
        {"starts_at": NOON, "ends_at": NOON},
        {"starts_at": NOON, "ends_at": NOON - timedelta(days=1)},
    ],
)
def test_the_database_refuses_impossible_spans(any_session, changes):
    row = make_restaurant(any_session)
    with pytest.raises(IntegrityError):
        make_status_span(any_session, row, **changes)


def test_the_database_refuses_two_displays_of_one_name(any_session):
    row = make_restaurant(any_session)
    make_display(any_session, row, name="大堂")
    with pytest.raises(IntegrityError):
        make_display(any_session, row, name="大堂")


def test_words_and_moments_come_back_as_they_went_in(any_session):
    moment = datetime(2026, 3, 4, 12, 0, 0, 123456, tzinfo=UTC)
    row = make_restaurant(any_session, since=moment, status=Status.MOVED)
    any_session.expire_all()
    any_session.refresh(row, ["status_spans"])
    assert (row.status_spans[0].status, row.status_spans[0].starts_at) == (Status.MOVED, moment)


def test_a_row_asks_the_database_for_no_others_by_itself(session):
    make_restaurant(session)
    session.flush()
    session.expunge_all()
    row = session.query(Restaurant).one()
    with pytest.raises(InvalidRequestError, match="raise_on_sql"):
        row.cameras  # noqa: B018 - the access is the act


def test_stations_differ_in_code_and_name(any_session):
    make_station(any_session, name="坪山所")
    with pytest.raises(IntegrityError):
        make_station(any_session, name="坪山所")


def test_new_codes_have_the_form_of_codes_and_differ():
    codes = {new_code() for __ in range(2000)}
    assert len(codes) == 2000
    assert all(map(is_code, codes))


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("坪山小学食堂", "pingshanxiaoxueshitang", "psxxst"),
        ("重庆小面", "chongqingxiaomian zhongqingxiaomian", "cqxm zqxm"),
        ("KFC（坪山）3号店", "kfcpingshan3haodian", "kfcps3hd"),
        ("ＫＦＣ", "kfc", "kfc"),
        ("Sunny Diner", "sunnydiner", "sunnydiner"),
        ("", "", ""),
    ],
)
def test_a_name_is_spelt_as_it_is_typed(name, pinyin, initials):
    keys = search_keys(name)
    assert (keys.pinyin, keys.initials) == (pinyin, initials)


def test_the_keys_of_the_longest_name_fit_their_columns():
    keys = search_keys("装重" * 100)
    assert len(keys.pinyin) <= LONGEST_PINYIN
    assert len(keys.initials) <= LONGEST_INITIALS


def test_an_address_is_read_with_former_keys_and_written_with_the_newest():
    old, new = (Fernet.generate_key().decode() for __ in range(2))
    token = AddressCipher([old]).encrypt("rtsp://10.0.0.5/密")
    both = AddressCipher([new, old])
    assert both.decrypt(token) == "rtsp://10.0.0.5/密"
    assert AddressCipher([new]).decrypt(both.rotate(token)) == "rtsp://10.0.0.5/密"


def test_an_address_is_unreadable_without_its_key():
    token = AddressCipher([Fernet.generate_key().decode()]).encrypt("rtsp://10.0.0.5/")
    other = AddressCipher([Fernet.generate_key().decode()])
    for act in (other.decrypt, other.rotate):
        with pytest.raises(AddressUnreadable):
            act(token)


def test_the_longest_address_fits_its_column_once_encrypted():
    cipher = AddressCipher([Fernet.generate_key().decode()])
    assert len(cipher.encrypt("a" * 1500)) <= 4000


def test_a_cipher_does_not_print_its_keys():
    key = Fernet.generate_key().decode()
    assert key not in f"{AddressCipher([key])!r} {vars(AddressCipher([key]))}"
