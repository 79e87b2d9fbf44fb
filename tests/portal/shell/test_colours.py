"""The colours of the style sheet: every text can be read on every ground it may stand on."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[3] / "static/css/mingchu.css").read_text(encoding="utf-8")
LEAST = 4.5  # WCAG 2.2, 1.4.3 for text of normal size
LEAST_EDGE = 3.0  # 1.4.11 for the edges of fields and for focus

TEXTS = ("ink", "muted", "stove", "tile", "live", "late", "down", "closed")
GROUNDS = ("paper", "surface", "warm")
STATES = ("live", "late", "down", "closed")

PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((state, f"{state}-tint") for state in STATES),
    *(("ink", f"{state}-tint") for state in STATES),
    ("on-stove", "stove"),
]


def block(opening):
    """The colours declared in the block that begins with `opening`."""
    start = SHEET.index(opening) + len(opening)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", SHEET[start : SHEET.index("}", start)]))


LIGHT = block(":root {\n  color-scheme: light;")
DARK = block(':root:not([data-colour="light"]) {')
CHOSEN_DARK = block(':root[data-colour="dark"] {')
PAPER = LIGHT | block(":root:root {")


def luminance(colour):
    """Relative luminance of "#rrggbb"; source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PAPER], ids=["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(colours, text, ground):
    assert contrast(colours[text], colours[ground]) >= LEAST


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_edge_of_a_field_can_be_seen(colours, ground):
    assert contrast(colours["edge"], colours[ground]) >= LEAST_EDGE


def test_dark_chosen_by_the_reader_is_the_dark_of_the_device():
    assert CHOSEN_DARK == DARK


def test_dark_swaps_every_colour_of_light():
    assert DARK.keys() == LIGHT.keys()


def test_colours_stand_among_the_tokens_alone():
    rules = SHEET[SHEET.index("/* -- Elements") :]

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", rules) == []


def test_every_colour_in_use_is_declared():
    declared = set(re.findall(r"(--[a-z0-9-]+):", SHEET))

    assert set(re.findall(r"var\((--[a-z0-9-]+)", SHEET)) <= declared


def test_nothing_moves_for_a_reader_who_wants_no_motion():
    calm = SHEET[SHEET.index("prefers-reduced-motion: reduce") :]

    assert "animation: none !important" in calm[:200]


def test_sheet_loads_nothing():
    assert "url(" not in SHEET
    assert "@import" not in SHEET
