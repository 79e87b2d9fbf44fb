"""Files that might do harm, sent to every route that takes one as a browser sends them."""

import re
from pathlib import Path

import pytest

from portal import create_app
from portal.extensions import db
from tests.portal.conftest import settings_under
from tests.support.clamd import HARM, away, running_clamd
from tests.support.doors import DOORS, PICTURE_DOORS, House, kept_of
from tests.support.tree import ROOT
from tests.support.uploads import (
    SCRIPT,
    full_of_secrets,
    no_pictures,
    no_registers,
    picture,
)

MOST_MORE_MB = 300
"""What refusing all of them may take at once; the worst of them would unpack to 2.7 GB."""
STATUS = Path("/proc/self/status")


@pytest.fixture
def house(app, client, session, set_clock):
    """A portal without tokens and limits, which would answer first."""
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return House(client, session)


@pytest.fixture
def scanned(settings, app):
    """The same house with a scanner: `scanned(address)`."""
    opened = []

    def house_with(session, address):
        other = create_app(settings_under(settings.data, virus_scanner=address))
        other.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False, TESTING=True)
        opened.append(other)
        return House(other.test_client(), session)

    yield house_with
    for other in opened:
        with other.app_context():
            db.engine.dispose()


def megabytes(name):
    """A figure of this process."""
    return int(re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"))[1]) // 1024


@pytest.mark.parametrize("door", DOORS)
def test_what_might_do_harm_is_refused_in_words_and_not_kept(door, house, session, settings):
    send = DOORS[door](house)
    bad = no_registers() if door == "evaluation" else no_pictures()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    before = megabytes("VmRSS")

    answers = {name: send(content) for name, content in bad.items()}

    assert {name: status for name, (status, _) in answers.items() if status != 422} == {}
    assert [name for name, (_, page) in answers.items() if SCRIPT.decode() in page] == []
    assert kept_of(session, settings.data) == []
    assert megabytes("VmHWM") - before < MOST_MORE_MB


@pytest.mark.parametrize("door", PICTURE_DOORS)
def test_of_a_picture_nothing_but_the_picture_is_kept(door, house, session, settings):
    status, page = PICTURE_DOORS[door](house)(full_of_secrets())

    (name,) = (each for each in kept_of(session, settings.data) if "." in each)
    (kept,) = settings.data.rglob(name)
    content = kept.read_bytes()
    assert status in {200, 303}, page
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", name)
    assert not [each for each in (SCRIPT, b"Wang", b"<html>", b"PK\3\4") if each in content]


def test_every_route_that_takes_a_file_is_a_door():
    readers = {
        path.relative_to(ROOT / "portal").parts[0]
        for path in (ROOT / "portal").rglob("*.py")
        if "sent_content(" in path.read_text(encoding="utf-8") and path.name != "sent_files.py"
    }

    assert readers == {"registry", "findings", "patrols", "participation", "evaluation"}


def test_no_route_reads_a_file_past_the_scanner():
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "portal").rglob("*.py")
        if re.search(r"sent\w*\.(stream|read|save)\b|file\.(stream\.read|read|save)\(",
                     path.read_text(encoding="utf-8"))
        and "request.files" in path.read_text(encoding="utf-8")
    ]  # fmt: skip

    assert wrong == []


@pytest.mark.parametrize("door", DOORS)
def test_what_a_scanner_finds_harmful_is_refused_and_not_kept(
    door, scanned, session, settings, set_clock
):
    with running_clamd() as clamd:
        house = scanned(session, clamd.address)
        status, page = DOORS[door](house)(picture() + HARM)

    assert status == 422
    assert "virus scanner found something harmful" in page
    assert kept_of(session, settings.data) == []


@pytest.mark.parametrize("door", DOORS)
def test_while_the_scanner_is_away_nothing_is_kept(
    door, scanned, session, settings, set_clock, tmp_path
):
    house = scanned(session, away(tmp_path))
    status, page = DOORS[door](house)(picture())

    assert status in {422, 503}
    assert "cannot be checked for viruses" in page
    assert kept_of(session, settings.data) == []
