"""Contact sheets: many photographs on few pictures, so that somebody can look at all of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

SHEET_WIDTH, COLUMN_HEIGHT = 1140, 1064
TITLE_PX, GAP_PX = 14, 8
GROUND, INK = "#777777", "#ffffff"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a photograph that fits a column: what it is called, and its picture."""

    title: str
    picture: Image.Image


def pieces(file: Path, *, width: int) -> Iterator[Piece]:
    """The photograph in `file`, `width` wide, cut where it is longer than a column."""
    with Image.open(file) as photograph:
        height = round(photograph.height * width / photograph.width)
        small = photograph.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    room = COLUMN_HEIGHT - TITLE_PX
    for number, top in enumerate(range(0, height, room)):
        title = file.stem if number == 0 else f"{file.stem} ({number + 1})"
        yield Piece(title, small.crop((0, top, width, min(top + room, height))))


def sheets(files: Iterable[Path], *, width: int) -> Iterator[Image.Image]:
    """Sheets of the photographs in their order, column by column, each `width` pixels wide."""
    columns = (SHEET_WIDTH + GAP_PX) // (width + GAP_PX)
    sheet, drawing, column, top = None, None, 0, 0
    for file in files:
        for piece in pieces(file, width=width):
            height = piece.picture.height + TITLE_PX
            if top and top + height > COLUMN_HEIGHT:
                column, top = column + 1, 0
            if column == columns and sheet is not None:
                yield sheet
                sheet, column, top = None, 0, 0
            if sheet is None or drawing is None:
                sheet = Image.new("RGB", (SHEET_WIDTH, COLUMN_HEIGHT), GROUND)
                drawing = ImageDraw.Draw(sheet)
            left = column * (width + GAP_PX)
            drawing.text((left, top + 2), piece.title, fill=INK)
            sheet.paste(piece.picture, (left, top + TITLE_PX))
            top += height + GAP_PX
    if sheet is not None:
        yield sheet


def write_sheets(folder: Path, *, look: str, width: int) -> list[Path]:
    """Write the sheets of the photographs of one look beside them; returns their files."""
    into = folder / "sheets"
    into.mkdir(exist_ok=True)
    for old in into.glob(f"{look}-*.png"):
        old.unlink()
    written = []
    for number, sheet in enumerate(sheets(sorted(folder.glob(f"*-{look}.jpg")), width=width), 1):
        file = into / f"{look}-{number:02}.png"
        sheet.save(file)
        written.append(file)
    return written
