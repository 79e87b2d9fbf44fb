"""What supervisor and worker say to each other: one JSON object a line.

Commands go down on the worker's standard input, addresses with their passwords among them:
they stand in no argument and in no environment. Events come up on its standard output and
carry no address. `do` names a command, `event` an event.
"""

import json
from dataclasses import asdict
from typing import Any

from transcoder.camera import CameraSource, Privacy, Strength, Transport
from transcoder.limits import Limits

Message = dict[str, Any]


def packed(message: Message) -> bytes:
    """`message` as one line."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def unpacked(line: bytes) -> Message | None:
    """The message of a line, None when it is not one."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def plain_source(source: CameraSource) -> Message:
    """`source` as plain values; holds the password."""
    return asdict(source)


def source_from(fields: Message) -> CameraSource:
    """The CameraSource told by plain values; only `code` and `url` must be there.

    Raises ValueError for an unknown field or value; its message names the field, never its value.
    """
    try:
        return CameraSource(
            **{
                **fields,
                "privacy": Privacy(fields.get("privacy", Privacy.BLUR)),
                "strength": Strength(fields.get("strength", Strength.HEADS)),
                "transport": Transport(fields.get("transport", Transport.TCP)),
                "polygons": tuple(
                    tuple((float(x), float(y)) for x, y in polygon)
                    for polygon in fields.get("polygons", ())
                ),
            }
        )
    except (TypeError, ValueError):
        problem = ", ".join(sorted(fields))
    raise ValueError(f"no camera can be made of the fields: {problem}")


def plain_limits(limits: Limits) -> Message:
    """`limits` as plain values."""
    return asdict(limits)


def limits_from(fields: Message) -> Limits:
    """The Limits told by plain values."""
    return Limits(**fields)
