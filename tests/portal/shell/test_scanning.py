"""A virus scanner is asked by clamd's own protocol, and believed only where it can tell."""

import io

import pytest
from werkzeug.datastructures import FileStorage

from portal import create_app
from portal.shell.rules import FileRefused
from portal.shell.scanning import PART_BYTES, Clamd, NoScanner, ScannerFailed, scanner_at
from portal.shell.sent_files import FileInfected, FileUnscanned, sent_content
from tests.portal.conftest import settings_under
from tests.support.clamd import HARM, TOO_LONG, away, running_clamd


@pytest.fixture(params=["socket", "port"])
def clamd(request, tmp_path):
    """A scanner that is there."""
    with running_clamd(tmp_path if request.param == "socket" else None) as found:
        yield found


@pytest.fixture
def received(tmp_path):
    """What a portal with these settings takes of a file: `received(content, scanner)`."""

    def take(content, scanner, *, policy="refuse", most=1000):
        settings = settings_under(tmp_path, virus_scanner=scanner, virus_scanner_away=policy)
        with create_app(settings).test_request_context("/"):
            return sent_content(FileStorage(io.BytesIO(content)), most=most)

    return take


@pytest.mark.parametrize("size", [0, 1, PART_BYTES, PART_BYTES * 2 + 1])
def test_all_bytes_reach_it(size, clamd):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    assert Clamd(clamd.address).harm_in(content) is None
    assert clamd.seen == [content]


def test_it_names_what_it_found(clamd):
    assert Clamd(clamd.address).harm_in(b"a" * PART_BYTES + HARM) == "Test-Signature"


def test_it_is_greeted(clamd):
    Clamd(clamd.address).greet()

    clamd.answer = b"who are you\0"
    with pytest.raises(ScannerFailed, match="who are you"):
        Clamd(clamd.address).greet()


@pytest.mark.parametrize(
    "answer", [TOO_LONG, b"", b"OK", b"stream: \0", b"x" * 5000, b"\xff\0", b"stream: OK FOUND?\0"]
)
def test_an_answer_that_tells_nothing_is_no_leave(answer, clamd):
    clamd.answer = answer

    with pytest.raises(ScannerFailed):
        Clamd(clamd.address).harm_in(b"a")


@pytest.mark.parametrize("address", ["unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:1"])
def test_one_that_is_not_there_has_failed(address):
    with pytest.raises(ScannerFailed):
        Clamd(address).harm_in(b"a")


def test_without_an_address_nobody_looks():
    scanner = scanner_at("")
    scanner.greet()

    assert isinstance(scanner, NoScanner)
    assert scanner.harm_in(HARM) is None


def test_a_harmful_file_is_refused_and_told_to_the_log(received, clamd, caplog):
    with pytest.raises(FileInfected):
        received(HARM, clamd.address)

    (line,) = (each for each in caplog.records if each.message == "file_infected")
    assert line.signature == "Test-Signature"


def test_a_harmless_file_is_taken(received, clamd):
    assert received(b"harmless", clamd.address) == b"harmless"


def test_a_file_that_is_too_large_is_not_sent_on(received, clamd):
    assert len(received(b"a" * 2000, clamd.address, most=10)) == 11
    assert clamd.seen == []


def test_while_the_scanner_is_away_no_file_is_taken(received, tmp_path):
    with pytest.raises(FileUnscanned) as refused:
        received(b"harmless", away(tmp_path))

    assert isinstance(refused.value, FileRefused)
    assert refused.value.status == 503


def test_unless_the_settings_say_so(received, tmp_path, caplog):
    assert received(b"unseen", away(tmp_path), policy="take") == b"unseen"
    assert "scanner_away" in caplog.messages
