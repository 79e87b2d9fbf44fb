"""Whatever reads bytes from outside refuses what it cannot read, and does nothing else.

Few examples here, many with `make fuzz`. Native decoders of video and of models are not fed: where
one falls it takes the process along, for which the engines' workers are there.
"""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detector.cards import read_card
from detector.errors import BadCard
from portal.live.rules import MEDIA_NAME, RUN
from portal.live.rules.viewings import ViewingInvalid, parse_report
from portal.notices.rules.webhooks import (
    KEY_BYTES,
    ChannelRefused,
    check_address,
    is_key,
    new_key,
    signatures,
)
from portal.participation.case_files import CasePictures
from portal.registry.proofs import ProofStore
from portal.registry.register_file import read_register
from portal.registry.rules.columns import RegisterRefused
from portal.registry.rules.proofs import ProofRefused
from tests.support.models import bright_spots, card_file
from tests.support.spoiling import JSON, spoilt
from tests.support.uploads import book, harmless_inside, picture
from transcoder.simulator.messages import NotRtsp, take_request

often = settings(
    max_examples=max(20, settings.default.max_examples // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
REGISTER = "licence_no,name\nJY1,光明饭店\n"
SHEET = '<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'


REGISTERS = [REGISTER.encode(), REGISTER.encode("gb18030"), REGISTER.encode("utf-16"), book(SHEET)]
PICTURES = [picture("JPEG"), picture("PNG"), picture("WEBP"), *harmless_inside().values()]


@often
@given(content=st.binary(max_size=300) | spoilt(REGISTERS))
def test_a_register_is_read_or_refused(content):
    try:
        rows = read_register(content)
    except RegisterRefused:
        return
    assert rows


@often
@given(content=st.binary(max_size=300) | spoilt(PICTURES))
def test_a_picture_is_kept_or_refused(content, tmp_path):
    for store in (CasePictures.under(tmp_path), ProofStore.under(tmp_path)):
        try:
            kept = store.keep(content)
        except ProofRefused:
            continue
        assert len(kept.sha256) == 64


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    """A card in order, as it lies in a file."""
    return card_file(bright_spots(tmp_path_factory.mktemp("models") / "mice.onnx"))


@often
@given(data=st.data())
def test_a_card_is_read_or_refused(card, tmp_path, data):
    sound = card.read_bytes()
    wild = st.sampled_from([b"a = " + b"[" * 3000, sound.replace(b"64", b"inf")])
    other = tmp_path / "other.toml"
    other.write_bytes(data.draw(spoilt([sound]) | st.binary(max_size=200) | wild))

    try:
        found = read_card(other)
    except BadCard:
        return
    assert found.labels


@often
@given(run=st.text(max_size=20), name=st.text(max_size=60))
@example(run="aaaaaaaa\n", name=f"1-{'a' * 24}.m4s\n")
@example(run="ａａａａａａａａ", name=f"１-{'a' * 24}.m4s")
def test_no_name_of_media_leads_elsewhere(run, name):
    if RUN.fullmatch(run) and MEDIA_NAME.fullmatch(name):
        assert Path(f"/live/{run}/{name}").parts == ("/", "live", run, name)
        assert f"{run}{name}".isascii()
        assert "\n" not in run + name


@often
@given(content=st.binary(max_size=300) | spoilt([b"OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"]))
def test_a_request_to_a_camera_is_read_or_refused(content):
    buffer = bytearray(content)
    try:
        request = take_request(buffer)
    except NotRtsp:
        return
    assert request is None or len(buffer) < len(content)


REPORT = ("viewing", "outcome", "first_picture_ms", "seconds", "stalls", "stalled_ms", "left")


@often
@given(fields=JSON | st.dictionaries(st.sampled_from(REPORT), JSON))
def test_a_players_report_is_read_or_refused(fields):
    try:
        report = parse_report(fields)
    except ViewingInvalid:
        return
    assert report.viewing is None or len(report.viewing) == 22


@often
@given(text=st.text(max_size=80))
@example(text="whsec_密钥")
@example(text="https://[::1")
def test_a_webhooks_address_and_key_are_taken_or_refused(text):
    with suppress(ChannelRefused):
        check_address(text)
    if is_key(text):
        assert signatures("c", 1, b"", keys=[text]).startswith("v1,")


@often
@given(
    raw=st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES), code=st.text("msg_1a", min_size=1),
    at=st.integers(0, 2**40), body=st.binary(max_size=60), other=st.binary(max_size=60),
)  # fmt: skip
def test_a_signature_is_of_one_body_alone(raw, code, at, body, other):
    key = new_key(raw)

    assert is_key(key)
    is_same = signatures(code, at, body, keys=[key]) == signatures(code, at, other, keys=[key])
    assert is_same == (body == other)
