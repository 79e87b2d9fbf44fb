"""Passwords that were stolen elsewhere are known, without the portal knowing any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import breached as writing
from portal.accounts.breached import DRAWERS, FILE, is_breached, packed

STOLEN = ["yongyuanaini", "laopo5201314", "correcthorsebatterystaple", "needforspeed"]


@pytest.fixture
def file_of(tmp_path):
    """A file that knows these passwords."""

    def write(passwords):
        path = tmp_path / "known.bin"
        path.write_bytes(packed(passwords))
        return path

    return write


def test_the_shipped_file_knows_a_million_and_none_by_its_text():
    content = FILE.read_bytes()

    assert sum(content[:DRAWERS]) * 2 + DRAWERS == len(content) > 2_000_000
    assert [each for each in STOLEN if each.encode() in content] == []


@pytest.mark.parametrize("password", [*STOLEN, "LaoPo5201314", "ｎｅｅｄｆｏｒｓｐｅｅｄ"])
def test_what_was_stolen_is_known_however_it_is_written(password):
    assert is_breached(password)


@pytest.mark.parametrize("password", ["four words that fit", "我家的灶台总是擦得很干净"])
def test_what_somebody_made_up_is_not(password):
    assert not is_breached(password)


def test_every_password_of_a_list_is_known_and_no_other(file_of):
    known = [f"password {number}" for number in range(500)]
    file = file_of([*known, *known])

    assert all(is_breached(each, file=file) for each in known)
    assert not any(is_breached(f"{each}!", file=file) for each in known)


@given(st.text(max_size=40))
def test_any_text_can_be_asked_about(text):
    assert is_breached(text) in {True, False}


def test_a_drawer_that_is_too_full_is_told(monkeypatch):
    monkeypatch.setattr("portal.accounts.breached.MOST_IN_ONE", 0)
    with pytest.raises(ValueError, match="too many"):
        packed(["a"])


def test_lists_are_written_without_what_is_refused_anyway(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(writing, "FILE", tmp_path / "known.bin")
    (tmp_path / "list.txt").write_bytes(
        "short\n123456789012\nneedforspeed\r\n\xff\n".encode("latin-1")
    )

    assert writing.main([str(tmp_path / "list.txt")]) == 0
    assert (tmp_path / "known.bin").stat().st_size == DRAWERS + 2
    assert is_breached("needforspeed", file=tmp_path / "known.bin")
    assert "known.bin" in capsys.readouterr().out


def test_without_a_list_it_tells_how_it_is_used(capsys):
    assert writing.main([]) == 2
    assert "LIST" in capsys.readouterr().err
