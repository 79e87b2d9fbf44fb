"""The description a camera gives of itself, plain or with the oddities of real ones."""

import base64

from transcoder.simulator.recording import Recording, nal_kind
from transcoder.simulator.rtp import PAYLOAD_TYPE
from transcoder.simulator.script import Audio, CameraScript, ParameterSets, Quirk

VIDEO_CONTROL = "trackID=0"
AUDIO_CONTROL = "trackID=1"
_H265_NAMES = {32: "sprop-vps", 33: "sprop-sps", 34: "sprop-pps"}


def describe(script: CameraScript, recording: Recording) -> str:
    """The SDP of a camera that plays `recording` as `script` says."""
    lines = _head(script.quirks)
    if script.audio is not Audio.ONLY:
        lines += _video(script, recording)
    if script.audio is not Audio.NONE:
        lines += _audio(script, recording)
    if Quirk.METADATA_TRACK in script.quirks:
        lines += ["m=application/MERCURY 0 RTP/AVP 107", "a=rtpmap:107 vnd.onvif.metadata/90000"]
        lines += ["a=control:trackID=2"]
    if Quirk.PRIVATE_TRACK in script.quirks:
        lines += ["m=vnd.private 0 RTP/AVP 108", "a=control:trackID=3"]
    return "\r\n".join([*lines, ""])


def _head(quirks: frozenset[Quirk]) -> list[str]:
    return [
        "v=0",
        *([] if Quirk.NO_ORIGIN in quirks else ["o=- 1 1 IN IP4 0.0.0.0"]),
        *(["s=", "s=s=Media Server"] if Quirk.DOUBLED_NAME in quirks else ["s=Kitchen"]),
        "c=IN" if Quirk.BARE_CONNECTION in quirks else "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "a=range:npt=0-",
    ]


def _video(script: CameraScript, recording: Recording) -> list[str]:
    encoding = recording.codec.upper()
    misplaced = Quirk.MISPLACED_FMTP in script.quirks
    return [
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} {encoding}/90000",
        *([] if misplaced else [_fmtp(script, recording)]),
        f"a=control:{VIDEO_CONTROL}",
    ]


def _audio(script: CameraScript, recording: Recording) -> list[str]:
    misplaced = Quirk.MISPLACED_FMTP in script.quirks
    return [
        "m=audio 0 RTP/AVP 8",
        "a=rtpmap:8 PCMA/8000",
        *([_fmtp(script, recording)] if misplaced else []),
        f"a=control:{AUDIO_CONTROL}",
    ]


def _fmtp(script: CameraScript, recording: Recording) -> str:
    told = list(recording.parameter_sets)
    if script.parameter_sets is ParameterSets.BAND:
        told = []
    elif Quirk.PARTIAL_SETS in script.quirks:
        told = told[:-1]
    fields = _h264_fields if recording.codec == "h264" else _h265_fields
    return f"a=fmtp:{PAYLOAD_TYPE} {'; '.join(fields(told))}"


def _h264_fields(told: list[bytes]) -> list[str]:
    fields = ["packetization-mode=1"]
    if told:
        fields.append(f"profile-level-id={told[0][1:4].hex().upper()}")
        fields.append("sprop-parameter-sets=" + ",".join(_text(nal) for nal in told))
    return fields


def _h265_fields(told: list[bytes]) -> list[str]:
    sets = (f"{_H265_NAMES[nal_kind(nal, 'h265')]}={_text(nal)}" for nal in told)
    return ["profile-id=1", *sets]


def _text(nal: bytes) -> str:
    return base64.b64encode(nal).decode()
