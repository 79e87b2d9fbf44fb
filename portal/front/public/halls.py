"""The screen in a Restaurant's own dining room: the kitchen, its record, and a changing code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import Response, make_response, render_template, request, url_for
from flask_babel import force_locale

from portal.accounts.rules import Actor
from portal.extensions import db, limiter
from portal.front import forms, queries
from portal.front.public.blueprint import bp, pictures
from portal.front.queries import Kitchen
from portal.front.rules import KitchenUnknown, plain_code
from portal.live.public.blueprint import formless
from portal.participation.displays import may_show, screen_of
from portal.participation.operations import display_key
from portal.participation.rules.presence import next_window, rotating_code, window_of
from portal.registry.operations import note_beat
from portal.registry.queries import displays_of
from portal.shell import clock
from portal.shell.asked import page_number
from portal.shell.audience import anyone
from portal.shell.codes import qr_svg
from portal.shell.current import current_settings
from portal.shell.languages import CHINESE, ENGLISH, html_language
from portal.shell.rules import NotFound

Words = TypeVar("Words")

SCREENS = Actor.system("displays")
NO_SCRIPT_SECONDS = 20  # after which a browser without scripts fetches the next picture


@dataclass(frozen=True, slots=True)
class ShownCode:
    """The code in the corner: of the kitchen's page, or the changing one with its end."""

    svg: str
    text: str = ""
    changes_at: datetime | None = None


@bp.get("/display/<code>", defaults={"secret": None})
@bp.get("/display/<code>/<secret>")
@limiter.limit("60/minute")  # a page fetches itself twice a minute, and a guess has 128 bits
@anyone
def hall(code: str, secret: str | None) -> Response:
    """The dining room's screen; only the address with the secret shows the changing code."""
    found = _kitchen(code)
    place, now = found.restaurant, clock.now()
    key = None if secret is None else _key(place.id, place.code, secret, now=now)
    turn = page_number(request.args.get("turn")) - 1
    cameras = found.view.cameras
    page = render_template(
        "front/hall.html",
        restaurant=place,
        cameras=cameras,
        at=turn % len(cameras) if cameras else 0,
        labels=_in_both(lambda: forms.zone_labels(cameras)),
        state=found.view.restaurant_state,
        sides=_sides(found, _shown_code(place.code, key, now=now), turn=turn),
        lost=_in_both(forms.line_lost),
        beat=url_for(".beat", code=place.code, secret=secret) if secret else "",
        next_turn=url_for(".hall", code=place.code, secret=secret, turn=turn + 2),
        seconds=NO_SCRIPT_SECONDS,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.post("/display/<code>/<secret>/beat")
@formless  # the address itself is the proof
@limiter.limit("30/minute")  # the Displays of one Restaurant share an address of the network
@anyone
def beat(code: str, secret: str) -> tuple[str, int]:
    """Take the sign, once a minute, that a Display's page runs."""
    found, now = _kitchen(code), clock.now()
    place = found.restaurant
    key = _key(place.id, place.code, secret, now=now)
    screen = screen_of(key, secret, _screens(place.id))
    if screen is not None:
        note_beat(db.session(), screen, actor=SCREENS, now=now)
        db.session.commit()
    return "", 204


def _kitchen(code: str) -> Kitchen:
    found = queries.kitchen(db.session(), plain_code(code), pictures=pictures())
    if found is None:
        raise KitchenUnknown(code)
    return found


def _key(restaurant_id: int, code: str, secret: str, *, now: datetime) -> str:
    """The key of the Restaurant's code, for who has one of its addresses. Raises NotFound."""
    session = db.session()
    key = display_key(session, restaurant_id, now=now)
    if not may_show(key, secret, _screens(restaurant_id)):
        raise NotFound("display", code)
    return key


def _screens(restaurant_id: int) -> list[int]:
    return [each.id for each in displays_of(db.session(), restaurant_id)]


def _shown_code(code: str, key: str | None, *, now: datetime) -> ShownCode:
    base = current_settings().public_url
    if key is None:
        return ShownCode(qr_svg(base + url_for(".kitchen", code=code)))
    shown = rotating_code(key, code, window_of(now))
    address = base + url_for("participation.rate", code=code, c=shown)
    return ShownCode(qr_svg(address), shown.upper(), next_window(now))


def _sides(found: Kitchen, shown: ShownCode, *, turn: int) -> list[tuple[str, str, bool]]:
    """The words of the screen in each language: its name in HTML, the words, whether it begins."""
    texts = _in_both(
        lambda: render_template(
            "front/hall_words.html",
            restaurant=found.restaurant,
            state=found.view.restaurant_state,
            month=found.looks.month,
            visit=forms.visit_text(found.visit),
            record=forms.record_text(len(found.record)),
            shown=shown,
        )
    )
    return [
        (language, text, number == turn % len(texts))
        for number, (language, text) in enumerate(texts)
    ]


def _in_both(say: Callable[[], Words]) -> Sequence[tuple[str, Words]]:
    """What `say` gives in Chinese and in English, each with the language's name in HTML."""
    found = []
    for locale in (CHINESE, ENGLISH):
        with force_locale(locale):
            found.append((html_language(), say()))
    return found
