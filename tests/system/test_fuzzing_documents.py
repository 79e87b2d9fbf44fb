"""Documents, archives and answers that others wrote are read or refused, and nothing else.

Few examples here, many with `make fuzz`; see test_fuzzing.py for what people upload.
"""

import base64
import copy
import io
import json
import tarfile
from contextlib import suppress
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.evaluation.money_file import read_money
from portal.evaluation.rules.document import DocumentUnreadable, differences, document_of
from portal.evaluation.rules.money import MoneyUnfit
from portal.notices.sending.http import Answer
from portal.notices.sending.message import NotSent
from portal.notices.sending.robots import DingTalkRobot, FeishuRobot, WeComRobot
from portal.participation.rules.limits import WorkRefused
from portal.participation.work import Workshop
from portal.patrols.kinds import Grade
from portal.patrols.rules.document import (
    DrawFault,
    digest_of,
    drawn_again,
    faults_of,
    inputs_document,
    plan_document,
)
from portal.patrols.rules.drawing import promise_of
from portal.patrols.rules.planning import Candidate, Inspector, Terms
from portal.registry.clock_files import read_days
from portal.registry.rules.address import AddressRefused, camera_address, literal_address
from portal.registry.rules.working_days import CalendarRefused
from portal.upkeep.archive import BackupUnusable, Writer, checked
from tests.support.evaluation import day_row, judgement, standing_rows, tables_with, target, year_of
from tests.support.factories import NOON
from tests.support.spoiling import JSON, Long, long, spoilt, spoilt_document
from tests.support.uploads import book

often = settings(
    max_examples=max(20, settings.default.max_examples // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DEEP = b"[" * 3000
SEED = "5eed" * 16
MONEY = "kind,line,day,name,yuan,source\nbudget,service,,,10000,decision 3\n"
HOLIDAYS = "first,last,kind,source,verified\n2026-10-01,2026-10-07,holiday,notice 1,yes\n"


def base64_of(content):
    """`content` as it is sent within a form."""
    return base64.b64encode(content).decode()


def closed_year():
    """A closed year as it is published."""
    tables = tables_with(
        standings=standing_rows(4, connected=3), days=[day_row("2021-01-01", 9, 10)]
    )
    year = year_of(tables, target("connection", 100), judgements=[judgement("approval")])
    return json.loads(json.dumps(document_of(year)))


def published_draw():
    """A plan of patrols as it is published."""
    candidates = [Candidate(f"r{number}", "s", Grade("ABCD"[number % 4])) for number in range(4)]
    inputs = inputs_document(candidates, [Inspector("1", "s")], terms=Terms(2026, date(2026, 1, 6)))
    drawn = plan_document(drawn_again(inputs, seed=SEED, beacon="07 11"))
    return json.loads(json.dumps({
        "seed": SEED, "seed_sha256": promise_of(SEED), "beacon": "07 11", "drawn_at": "2026-01-05",
        "inputs": inputs, "inputs_sha256": digest_of(inputs), "drawn": drawn,
    }))  # fmt: skip


def fields_of(document):
    """A document with some of the same fields and nothing sensible in them."""
    return st.dictionaries(st.sampled_from(list(document)), JSON)


CLOSED, DRAW = closed_year(), published_draw()


@often
@given(drawn=long(spoilt_document(CLOSED) | fields_of(CLOSED)))
@example(drawn=Long({**CLOSED, "tables": {**CLOSED["tables"], "standings.2021H1": None}}))
def test_a_closed_year_is_verified_or_unreadable(drawn):
    document = drawn.value
    before = copy.deepcopy(document)
    try:
        found = list(differences(document))
    except DocumentUnreadable:
        return
    assert document == before
    assert found or document == CLOSED


@often
@given(drawn=long(spoilt_document(DRAW) | fields_of(DRAW)))
def test_a_draw_is_verified_or_told_what_is_wrong(drawn):
    document = drawn.value
    faults = faults_of(document)

    assert set(faults) <= set(DrawFault)
    assert faults or document["drawn"] == DRAW["drawn"]


@often
@given(content=st.binary(max_size=300) | spoilt([MONEY.encode(), MONEY.encode("utf-16"), book("")]))
def test_a_file_of_money_is_read_or_refused(content):
    with suppress(MoneyUnfit):
        assert read_money(content) is not None


@often
@example(text="\r0")
@given(text=st.text(max_size=200) | spoilt([HOLIDAYS.encode()]).map(lambda b: b.decode("latin-1")))
def test_a_calendar_is_read_or_refused(text):
    with suppress(CalendarRefused):
        assert read_days(text)


@pytest.fixture(scope="module")
def backup(tmp_path_factory):
    """A sound backup."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "a").write_bytes(b"content " * 100)
    stream = io.BytesIO()
    writer = Writer(stream)
    writer.add("media/a", folder / "a")
    writer.close(made_at=NOON, engine="sqlite", revision="0001", keys="k")
    return stream.getvalue()


def archive_of(name, content, *, kind=tarfile.REGTYPE, link=""):
    """An archive of one entry."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size, entry.type, entry.linkname = len(content), kind, link
        tar.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


ARCHIVES = [
    archive_of("manifest.json", DEEP),
    archive_of("manifest.json", b'{"files": []}'),
    archive_of("manifest.json", b'{"made_at": 1, "engine": [], "revision": {}, "keys": null, '
               b'"files": {"a": 1}}'),
    archive_of("../a", b"a"),
    archive_of("a", b"", kind=tarfile.SYMTYPE, link="/etc/passwd"),
    archive_of("a", b"", kind=tarfile.CHRTYPE),
]  # fmt: skip


@pytest.mark.parametrize("content", ARCHIVES)
def test_an_archive_that_is_no_backup_is_refused(content, tmp_path):
    path = tmp_path / "backup.tar"
    path.write_bytes(content)

    with pytest.raises(BackupUnusable):
        checked(path)


@often
@given(data=st.data())
def test_a_backup_is_whole_or_refused(backup, tmp_path, data):
    path = tmp_path / "backup.tar"
    some = st.binary(max_size=2000) | spoilt([backup, *ARCHIVES]) | st.sampled_from(ARCHIVES)
    path.write_bytes(data.draw(long(some)).value)
    try:
        found = checked(path)
    except BackupUnusable:
        return
    assert all(isinstance(each, str) for pair in found.files.items() for each in pair)


ROBOTS = (WeComRobot, DingTalkRobot, FeishuRobot)
SOUND = [b'{"errcode": 0, "errmsg": "ok"}', b'{"code": 19021, "msg": "sign"}']
MESSAGE = SimpleNamespace(address="key", keys=(), text="a", sent_at=NOON)


@often
@given(
    robot=st.sampled_from(ROBOTS),
    status=st.sampled_from([200, 204, 302, 404, 500]),
    body=st.binary(max_size=100) | spoilt(SOUND) | JSON.map(lambda each: json.dumps(each).encode())
    | st.fixed_dictionaries({"errcode": JSON, "code": JSON}).map(lambda d: json.dumps(d).encode()),
)  # fmt: skip
@example(robot=WeComRobot, status=200, body=DEEP)
@example(robot=WeComRobot, status=200, body=b'{"errcode": []}')
@example(robot=FeishuRobot, status=200, body=b'{"code": {"a": 1}}')
def test_a_robots_answer_is_success_or_trouble(robot, status, body):
    post = SimpleNamespace(send=lambda *_: Answer(status, body))
    try:
        robot(post).send(MESSAGE)
    except NotSent:
        return
    assert 200 <= status < 300


WORK = Workshop("key", "venue")
CHALLENGE = json.dumps({"challenge": WORK.challenge(cost=1, counter=1, now=NOON)})


@often
@given(document=spoilt_document(json.loads(CHALLENGE)) | JSON)
@example(document={"challenge": {"parameters": {"data": {"until": 2**70, "venue": "venue"}}}})
def test_a_proof_of_work_is_good_or_refused(document):
    payload = base64_of(json.dumps(document).encode())
    with suppress(WorkRefused):
        WORK.proved(payload, now=NOON - timedelta(days=1))


@often
@given(text=st.text(max_size=100) | spoilt([CHALLENGE.encode()]).map(base64_of))
@example(text="密")
def test_any_text_in_place_of_a_proof_is_refused(text):
    with suppress(WorkRefused):
        WORK.proved(text, now=NOON - timedelta(days=1))


ADDRESSES = [
    b"rtsp://user:p%40ss@10.0.0.5:554/a?b=c", b"rtsps://[fd00::5]:322/a#sha256=" + b"0f" * 32,
]  # fmt: skip


@often
@given(text=st.text(max_size=120) | spoilt(ADDRESSES).map(lambda each: each.decode("latin-1")))
def test_a_cameras_address_means_one_host_or_is_refused(text):
    try:
        found = camera_address(text)
    except AddressRefused:
        return
    pinned = found.pinned_to(literal_address("10.9.9.9"))
    assert camera_address(pinned.partition("#")[0]).host == "10.9.9.9"
    assert text.lower().startswith(("rtsp://", "rtsps://"))
