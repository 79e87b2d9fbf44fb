"""`make pictures`: the README's pictures, taken anew from the demo that runs.

The demo's cameras are simulated and its kitchens drawn, so no person and no place can be seen.
"""

import io
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image, ImageDraw
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from deploy.tour.photographer import SECONDS, chromium, enter, missing, resize, sign_in
from portal.seed.district import SAMPLE
from portal.settings import load

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LANGUAGES = {"zh": "", "en": "/en"}
DESK, PHONE = (1010, 740), (390, 790)
HEIGHT_PX, GAP_PX, RADIUS_PX = 600, 24, 12
QUALITY = 78
MOST_BYTES = 150_000


def shot(driver: webdriver.Chrome, address: str, size: tuple[int, int]) -> Image.Image:
    """The first screen of a page, in twice as many dots as it has pixels; a player plays."""
    resize(driver, *size, scale=2)
    driver.get(address)
    for start in driver.find_elements(By.CSS_SELECTOR, ".kitchen .player-start"):
        start.click()
        try:
            WebDriverWait(driver, SECONDS).until(_is_live)
        except TimeoutException:
            print(f"{address} did not play; its newest still is shown", file=sys.stderr)
    return Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")


def _is_live(driver: webdriver.Chrome) -> bool:
    playing = "const video = document.querySelector('.player-video'); return video.currentTime > 2"
    return bool(driver.execute_script(playing))


def framed(picture: Image.Image, height: int) -> Image.Image:
    """A picture `height` high with round corners and a thin edge."""
    width = round(picture.width * height / picture.height)
    small = picture.resize((width, height), Image.Resampling.LANCZOS)
    corners = Image.new("L", small.size, 0)
    box = (0, 0, width - 1, height - 1)
    ImageDraw.Draw(corners).rounded_rectangle(box, RADIUS_PX, fill=255)
    small.putalpha(corners)
    ImageDraw.Draw(small).rounded_rectangle(box, RADIUS_PX, outline="#7b838c")
    return small


def composed(wall: Image.Image, kitchen: Image.Image) -> Image.Image:
    """The officers' wall, and a diner's phone beside it."""
    phone, behind = framed(kitchen, HEIGHT_PX), framed(wall, HEIGHT_PX - 2 * GAP_PX)
    sheet = Image.new("RGBA", (behind.width + GAP_PX + phone.width, HEIGHT_PX), (0, 0, 0, 0))
    sheet.alpha_composite(behind, (0, GAP_PX))
    sheet.alpha_composite(phone, (behind.width + GAP_PX, 0))
    return sheet


def main(arguments: list[str]) -> int:
    """Write one picture a language into docs/pictures; 0 when each is small enough."""
    portal = (arguments[0] if arguments else load().public_url).rstrip("/")
    try:
        urlopen(f"{portal}/healthz", timeout=SECONDS).close()  # noqa: S310 - http, by argument
    except URLError:
        print(f"No portal answers at {portal}; start one with `make run`.", file=sys.stderr)
        return 1
    if lacking := missing():
        print(f"Pictures need {' and '.join(lacking)}.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    sizes = []
    with chromium() as driver:
        cookie = sign_in(driver, portal, "demo-bureau")
        for language, prefix in LANGUAGES.items():
            enter(driver, portal, cookie=cookie, text="normal")
            wall = shot(driver, f"{portal}{prefix}/wall", DESK)
            enter(driver, portal, cookie=None, text="normal")
            kitchen = shot(driver, f"{portal}{prefix}/r/{SAMPLE.code}", PHONE)
            file = FOLDER / f"first-screen-{language}.webp"
            composed(wall, kitchen).save(file, quality=QUALITY, method=6)
            sizes.append(file.stat().st_size)
            print(f"{file.name}: {sizes[-1]} bytes")
    return 0 if max(sizes) <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
