"""Evidence of the demo's Findings: pictures drawn from shapes, no kitchen and nobody is on them."""

import io

from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 360)
WALL, FLOOR, BENCH = (214, 219, 214), (158, 166, 160), (112, 122, 128)
WRONG, RIGHT, INK = (176, 48, 38), (28, 116, 76), (32, 36, 38)
BOX = (250, 150, 400, 300)


def drawn(what: str, *, is_right: bool = False) -> bytes:
    """A bench, a thing on it and a frame around it, in red or, put right, in green; a PNG.

    `what` is written below, in ASCII, with the remark that it is drawn.
    """
    picture = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 220, *SIZE), fill=FLOOR)
    draw.rectangle((80, 190, 560, 240), fill=BENCH)
    draw.rectangle((110, 240, 130, 320), fill=BENCH)
    draw.rectangle((510, 240, 530, 320), fill=BENCH)
    colour = RIGHT if is_right else WRONG
    draw.ellipse((280, 180, 370, 270), fill=colour)
    draw.rectangle(BOX, outline=colour, width=5)
    draw.rectangle((0, 326, *SIZE), fill=WALL)
    text = f"{what}{' - put right' if is_right else ''} - DRAWN FOR THE DEMO"
    draw.text((12, 333), text, fill=INK, font=ImageFont.load_default(size=18))
    saved = io.BytesIO()
    picture.save(saved, format="PNG")
    return saved.getvalue()
