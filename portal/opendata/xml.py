"""Answers of Open311 as XML; source: GeoReport v2."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

import msgspec


def xml_of(rows: object) -> bytes:
    """A list of shapes: an element a row, named after its shape, all in one named in the plural.

    Fields that are not known are empty, which in Open311 means so.
    """
    root = ET.Element("services")
    found: Iterable[msgspec.Struct] = rows if isinstance(rows, list) else [rows]  # type: ignore[list-item]
    for row in found:
        name = "service" if type(row).__name__ == "Service" else "request"
        root.tag = "services" if name == "service" else "service_requests"
        element = ET.SubElement(root, name)
        for field, value in msgspec.to_builtins(row).items():
            ET.SubElement(element, field).text = _text(value)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
