"""Secret codes, and what is personal in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.participation.rules import codes
from portal.participation.rules.codes import (
    CodeMistyped,
    check_digit,
    code_of,
    grouped,
    is_key,
    link_of,
    new_key,
    read_code,
    read_number,
)
from portal.participation.rules.personal import (
    BLACK,
    Personal,
    blacked,
    is_card_number,
    is_identity_number,
    masked,
    personal_spans,
)
from portal.participation.secrecy import SealBroken, Secrecy, hashed_code, is_code
from tests.portal.participation.cases.conftest import SECRECY
from tests.support.factories import CAMERA_KEY

digits = st.text("0123456789", min_size=16, max_size=16)


def test_the_same_form_gives_the_same_code_and_another_one_another():
    first, second = (link_of(new_key(), secret="s") for _ in range(2))

    assert code_of(first, secret="s") == code_of(first, secret="s")
    assert code_of(first, secret="s") != code_of(second, secret="s")
    assert code_of(first, secret="s") != code_of(first, secret="t")
    assert is_key(first)
    assert not is_key("x")


@given(digits, st.integers(0, 16), st.integers(1, 9))
def test_any_wrong_digit_is_told(text, place, shift):
    code = text + check_digit(text)
    wrong = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]

    with pytest.raises(CodeMistyped):
        read_code(wrong)


@given(digits, st.integers(0, 15))
def test_any_swap_of_neighbours_is_told(text, place):
    code = text + check_digit(text)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        return

    with pytest.raises(CodeMistyped):
        read_code(swapped)


@pytest.mark.parametrize("how", ["{}", " {} ", "{}-", "　{}"])
def test_a_code_is_read_as_people_type_it(how):
    code = "1234567890123456" + check_digit("1234567890123456")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert read_code(how.format(grouped(code))) == code
    assert read_code(wide) == code


@pytest.mark.parametrize("text", ["", "12", "x" * 17, "9" * 200])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(CodeMistyped):
        read_code(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("xs 2026 1", "XS-2026-000001"), ("TS-2026-000123", "TS-2026-000123"),
     ("ＸＳ２０２６１２", "XS-2026-000012"),
     ("AB-2026-1", ""), ("", "")],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(typed, kept):
    assert read_number(typed) == kept


def test_codes_are_kept_as_argon2id_and_never_found_where_none_is():
    stored = hashed_code("12345678901234567")

    assert stored.startswith("$argon2id$")
    assert is_code(stored, "12345678901234567")
    assert not is_code(stored, "12345678901234568")
    assert not is_code(None, "no code at all")
    assert not is_code("broken", "1")


def test_what_is_sealed_opens_with_its_key_alone():
    sealed = SECRECY.seal({"text": "王小明", "phone": ""})

    assert "王小明" not in sealed
    assert SECRECY.unseal(sealed) == {"text": "王小明"}
    assert SECRECY.seal({"text": ""}) is None
    assert SECRECY.unseal(None) == {}
    with pytest.raises(SealBroken):
        Secrecy("s", ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",)).unseal(sealed)


def test_secrets_do_not_print():
    assert CAMERA_KEY not in repr(SECRECY)
    assert codes.digest("a") != "a"


# 11010519491231002X is the example of the standard itself.
@pytest.mark.parametrize(
    ("text", "holds"),
    [("11010519491231002X", True), ("11010519491231002x", True), ("110105194912310021", False),
     ("110105194913310021", False), ("01010519491231002X", False), ("1101", False)],
)  # fmt: skip
def test_identity_numbers_are_told_by_date_and_check_digit(text, holds):
    assert is_identity_number(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [("4111111111111111", True), ("4111111111111112", False), ("0000000000000000", False),
     ("411111111111", False)],
)  # fmt: skip
def test_card_numbers_are_told_by_their_sum(text, holds):
    assert is_card_number(text) is holds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证11010519491231002X。", Personal.IDENTITY),
        ("旧证110105491231002。", Personal.IDENTITY),
        ("打13800138000找我", Personal.PHONE),
        ("打 138-0013-8000", Personal.PHONE),
        ("全角１３８００１３８０００", Personal.PHONE),
        ("座机0755-84622000", Personal.PHONE),
        ("卡号4111 1111 1111 1111", Personal.CARD),
        ("车牌粤B12345", Personal.PLATE),
        ("新能源粤BD12345", Personal.PLATE),
        ("加微信abc_12345", Personal.WECHAT),
        ("wechat: abc-12345", Personal.WECHAT),
        ("QQ：123456", Personal.QQ),
        ("写信a.b@example.com", Personal.MAIL),
        ("13800138000@qq.com", Personal.MAIL),
    ],
)
def test_what_is_personal_is_found(text, kind):
    assert [span.kind for span in personal_spans(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    ["昨天12:30地面有水", "买了38元的菜", "订单20261123", "第3排第12号桌", "110105194912310021"],
)
def test_plain_words_stay(text):
    assert masked(text) == text


@given(st.text(max_size=300))
def test_masking_keeps_the_length_and_leaves_nothing_to_find(text):
    once = masked(text)

    assert len(once) == len(text)
    assert masked(once) == once


def test_two_numbers_side_by_side_are_both_black():
    assert masked("13800138000/13900139000") == f"{BLACK * 11}/{BLACK * 11}"


def test_phrases_are_blacked_out_wherever_they_stand():
    assert blacked("张三和李四，张三丰", ["张三", "张三丰", " "]) == "██和李四，███"
