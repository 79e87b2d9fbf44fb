"""Files that somebody might send to do harm, made anew for every door that takes files."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image
from PIL.ExifTags import GPS, IFD

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BOOK = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
    f'Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (16, 8), **how) -> bytes:
    """A small picture that is in order."""
    saved = io.BytesIO()
    Image.new("RGB", size, "teal").save(saved, format=kind, **how)
    return saved.getvalue()


def photograph_with_place() -> bytes:
    """A JPEG whose EXIF tells where, by what and by whom it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Camera of Wang", "Wang"
    exif.get_ifd(IFD.GPSInfo).update({
        GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (22.0, 41.0, 30.0),
        GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: (114.0, 20.0, 45.0),
    })  # fmt: skip
    return picture(exif=exif)


def full_of_secrets() -> bytes:
    """A sound JPEG with a place, a name, HTML in a comment, and HTML and an archive behind it."""
    jpeg = photograph_with_place()
    behind = b"<html>" + SCRIPT + book(f"<worksheet {_MAIN}/>")
    return jpeg[:2] + _segment(0xFE, SCRIPT) + jpeg[2:] + behind


@cache
def harmless_inside() -> dict[str, bytes]:
    """Pictures in order that carry something besides, which must not be kept."""
    jpeg = picture()
    return {
        "JPEG with the place in EXIF": photograph_with_place(),
        "JPEG with HTML in a comment": jpeg[:2] + _segment(0xFE, SCRIPT) + jpeg[2:],
        "JPEG with HTML behind its end": jpeg + b"<html>" + SCRIPT,
        "JPEG with an archive behind its end": jpeg + book(f"<worksheet {_MAIN}/>"),
        "PNG with HTML in a text": _with_chunk(picture("PNG"), b"tEXt", b"Comment\0" + SCRIPT),
    }


@cache
def no_pictures() -> dict[str, bytes]:
    """What is no picture, is broken, or would unpack to too much."""
    jpeg, png = picture(), picture("PNG")
    return {
        "nothing": b"",
        "SVG with a script": SVG,
        "HTML": b"<!doctype html>" + SCRIPT,
        "GIF that is a script": b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;alert(1)//",
        "HTML with JPEG behind": SCRIPT + jpeg,
        "JPEG that ends early": picture(size=(640, 640))[:400],
        "JPEG that is only a beginning": b"\xff\xd8\xff\xe0",
        "PNG that is a script": b"\x89PNG\r\n\x1a\n" + SCRIPT,
        "PNG of 900 million pixels": png_of(30_000, 30_000),
        "PNG of too large numbers": png_of(2**31 - 1, 2**31 - 1),
        "PNG whose text unpacks to 64 MB": _with_chunk(
            png, b"zTXt", b"Comment\0\0" + zlib.compress(bytes(64 * 1024**2), 9)
        ),
        "HEIC that ends early": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(24),
        "archive": book(f"<worksheet {_MAIN}/>"),
        "program": b"\x7fELF" + bytes(60),
    }  # fmt: skip


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels and packs a few of them."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000), 9)
    chunks = [_chunk(b"IHDR", head), _chunk(b"IDAT", rows), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@cache
def no_registers() -> dict[str, bytes]:
    """What is no register file, or would unpack to too much."""
    wide = '<row><c r="XFD1"><v>1</v></c></row>' * 5_000  # 82 million cells
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    own_file = '<!ENTITY l9 SYSTEM "file:///etc/hostname">'
    return {
        "nothing": b"",
        "SVG with a script": SVG,
        "program": b"\x7fELF" + bytes(60),
        "JPEG": picture(),
        "archive without a book": _archive({"a.txt": "a"}),
        "book of 256 MB of nothing": book(" " * 256 * 1024**2),
        "book of endless columns": book(_rows(wide)),
        "book of nested entities": book(
            f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{laughs}]>{_rows(_text("&l9;"))}'
        ),
        "book that asks for a file": book(
            f"<!DOCTYPE worksheet [{own_file}]>{_rows(_text('&l9;'))}"
        ),
        "book that leads out": _archive({"../../etc/cron.d/a": "a", **_BOOK}),
        "book that ends early": book(_rows(_text("a")))[:-30],
    }


def book(sheet: str) -> bytes:
    """An XLSX file of one sheet, given as its XML."""
    return _archive({**_BOOK, _SHEET: sheet})


def _rows(rows: str) -> str:
    return f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>"


def _text(text: str) -> str:
    return f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'


def _archive(parts: dict[str, str]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return saved.getvalue()


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _with_chunk(png: bytes, kind: bytes, content: bytes) -> bytes:
    """`png` with one more chunk behind its head."""
    end = 8 + 25  # signature and IHDR
    return png[:end] + _chunk(kind, content) + png[end:]
