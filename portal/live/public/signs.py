"""QR codes of a kitchen page, and the signs that carry them to doors and tables."""

from dataclasses import dataclass

from flask import Response, abort, render_template, request, url_for
from markupsafe import Markup

from portal.extensions import db, limiter
from portal.live import forms, queries
from portal.live.forms import SignText
from portal.live.public.blueprint import bp, kept_for
from portal.live.queries import SignedKitchen
from portal.registry.queries import stations
from portal.registry.rules import is_code, kitchen_path
from portal.shell import clock, codes
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.languages import CHINESE, ENGLISH
from portal.shell.rules import NotFound, local_day

SIZES = ("A4", "A5", "tent")
LANGUAGES = {"zh": (CHINESE,), "en": (ENGLISH,), "both": (CHINESE, ENGLISH)}
CODE_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Sign:
    """One sheet: its texts by language, the code, and the same address in type."""

    texts: tuple[SignText, ...]
    qr: Markup
    address: str


@bp.get("/r/<code>/qr.svg")
@anyone
def qr_svg(code: str) -> Response:
    """The QR code of a kitchen page as SVG."""
    kitchen = _kitchen(code)
    picture = codes.qr_svg(_address(kitchen), title=kitchen.name)
    return kept_for(Response(picture, mimetype="image/svg+xml"), CODE_SECONDS)


@bp.get("/r/<code>/qr.png")
@anyone
def qr_png(code: str) -> Response:
    """The QR code of a kitchen page as PNG."""
    picture = codes.qr_png(_address(_kitchen(code)))
    return kept_for(Response(picture, mimetype="image/png"), CODE_SECONDS)


@bp.get("/r/<code>/sign")
@anyone
def sign(code: str) -> str:
    """The printable sign of one restaurant; `size` and `lang` choose the sheet."""
    return _page([_kitchen(code)], route=".sign", code=code)


@bp.get("/signs")
@limiter.limit("10/minute")  # a page of hundreds of drawn codes
@anyone
def signs() -> str:
    """The signs of all restaurants, or of one Station's, a sheet each."""
    station = request.args.get("station") or None
    if station and station not in {each.code for each in stations(db.session())}:
        raise NotFound("station", station)
    day = local_day(clock.now())
    kitchens = queries.signed_kitchens(db.session(), station=station, day=day)
    return _page(kitchens, route=".signs", station=station)


def _page(
    kitchens: list[SignedKitchen],
    *,
    route: str,
    code: str | None = None,
    station: str | None = None,
) -> str:
    size = request.args.get("size", SIZES[0])
    language = request.args.get("lang", "both")
    if size not in SIZES or language not in LANGUAGES:
        abort(400)

    def address(size: str, language: str) -> str:
        return url_for(route, size=size, lang=language, code=code, station=station)

    choices = {
        "sizes": [(each, address(each, language), each == size) for each in SIZES],
        "languages": [(each, address(size, each), each == language) for each in LANGUAGES],
    }
    drawn = [_sign(kitchen, LANGUAGES[language]) for kitchen in kitchens]
    return render_template("live/signs.html", signs=drawn, size=size, choices=choices)


def _sign(kitchen: SignedKitchen, locales: tuple[str, ...]) -> Sign:
    site = current_settings()
    address = _address(kitchen)
    names = (kitchen.name, kitchen.name_en or kitchen.name)
    texts = tuple(
        forms.sign_text(locale, names=names, zones=kitchen.zones, hotline=site.hotline)
        for locale in locales
    )
    drawing = Markup(codes.qr_svg(address, title=texts[0].name))  # noqa: S704 - drawn by us, escaped
    return Sign(texts, drawing, address.partition("://")[2])


def _kitchen(code: str) -> SignedKitchen:
    day = local_day(clock.now())
    found = queries.signed_kitchen(db.session(), code, day=day) if is_code(code) else None
    if found is None:
        raise NotFound("restaurant", code)
    return found


def _address(kitchen: SignedKitchen) -> str:
    """What the code carries: the kitchen page as a phone reaches it, in Chinese by default."""
    return f"{current_settings().public_url}{kitchen_path(kitchen.code)}"
