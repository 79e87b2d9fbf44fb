"""What foreign pages may show of a kitchen: a player in a frame, a badge, and how to find them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import Response, abort, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from portal.extensions import db, limiter
from portal.live import forms, queries
from portal.live.files import Roots
from portal.live.public.blueprint import bp, iso, kept_for
from portal.live.queries import CameraView, EmbeddedKitchen, KitchenView
from portal.live.rules import WITHHELD, PictureKind, embedded_code, frame_size, picture_rank
from portal.registry.rules import is_code, kitchen_path
from portal.shell import clock, filters, headers
from portal.shell.audience import anyone
from portal.shell.clients import saves_data
from portal.shell.current import current_settings
from portal.shell.languages import PREFIX, is_english
from portal.shell.rules import NotFound, local_day

BADGE_SECONDS = 15
OEMBED_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says: the word, its tone, and when that was known."""

    tone: str
    word: str
    age: str
    as_of: datetime | None


@bp.get("/embed/<code>")
@limiter.exempt
@anyone
def embed(code: str) -> Response:
    """The player for a frame on the restaurant's own pages; no cookie, no form."""
    kitchen = _kitchen(code)
    headers.allow_framing(kitchen.origins)
    page = render_template(
        "live/embed.html",
        name=_name(kitchen, is_english=is_english()),
        view=_chosen(kitchen.view, request.args.get("camera", type=int)),
        state=kitchen.view.restaurant_state,
        autoplay=request.args.get("autoplay") == "1" and not saves_data(),
        kitchen_url=f"{request.root_path}{kitchen_path(code)}",
        oembed_url=_oembed_url(code),
    )
    return kept_for(Response(page), 0)


@bp.get("/embed/<code>/badge.json")
@limiter.exempt
@anyone
def badge_json(code: str) -> Response:
    """The kitchen's state with its age, for scripts of the restaurant's own pages."""
    kitchen = _kitchen(code)
    badge = _badge(kitchen.view)
    age = None if badge.as_of is None else max(0, int((clock.now() - badge.as_of).total_seconds()))
    state = kitchen.view.restaurant_state
    response = jsonify(
        restaurant=code,
        name=_name(kitchen, is_english=is_english()),
        kind=state.kind,
        word=badge.word,
        age=badge.age,
        text=forms.picture_text(state),
        since=iso(state.since),
        delay_seconds=state.delay_seconds,
        as_of=iso(badge.as_of),
        age_seconds=age,
        page=f"{current_settings().public_url}{_language()}{kitchen_path(code)}",
    )
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("Origin")
    if origin is not None and origin in kitchen.origins:
        response.headers["Access-Control-Allow-Origin"] = origin
    return kept_for(response, BADGE_SECONDS)


@bp.get("/embed/<code>/badge.svg")
@limiter.exempt
@anyone
def badge_svg(code: str) -> Response:
    """The kitchen's state with its age as a picture."""
    badge = _badge(_kitchen(code).view)
    # i18n: left half of the badge, as short as can be: 后厨
    label = str(_("Kitchen"))
    text = f"{badge.word} · {badge.age}"
    picture = render_template(
        "live/badge.svg",
        label=label,
        text=text,
        tone=badge.tone,
        label_px=forms.text_width_px(label) + 20,
        text_px=forms.text_width_px(text) + 34,
    )
    return kept_for(Response(picture, mimetype="image/svg+xml"), BADGE_SECONDS)


@bp.get("/oembed")
@limiter.exempt
@anyone
def oembed() -> Response:
    """How to embed the kitchen at `url`, in JSON or XML; source: oembed.com, version 1.0."""
    kind = request.args.get("format", "json")
    if kind not in {"json", "xml"}:
        abort(501)
    code = embedded_code(request.args.get("url", ""), home=current_settings().public_url)
    if code is None:
        raise NotFound("kitchen page", request.args.get("url", "")[:200])
    fields = _oembed_fields(_kitchen(code), _asked_language())
    if kind == "xml":
        root = ET.Element("oembed")
        for name, value in fields.items():
            ET.SubElement(root, name).text = str(value)
        text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return kept_for(Response(text, mimetype="text/xml"), OEMBED_SECONDS)
    return kept_for(jsonify(fields), OEMBED_SECONDS)


def _kitchen(code: str) -> EmbeddedKitchen:
    """The restaurant of this code with its pictures; raises NotFound."""
    found = is_code(code) and queries.embedded_kitchen(
        db.session(),
        code,
        now=clock.now(),
        roots=Roots.of(current_settings()),
        has_head_finder=bool(current_settings().head_finder),
    )
    if not found:
        raise NotFound("restaurant", code)
    return found


def _chosen(kitchen: KitchenView, number: int | None) -> CameraView | None:
    """The camera of this number, else the one with the best picture; None without cameras."""
    for view in kitchen.cameras:
        if view.number == number:
            return view
    if kitchen.restaurant_state.kind in WITHHELD:
        return next(iter(kitchen.cameras), None)
    return min(kitchen.cameras, key=lambda view: picture_rank(view.picture), default=None)


def _badge(kitchen: KitchenView) -> Badge:
    """The badge's words; its age is that of the newest evidence, never of the request alone."""
    state = kitchen.restaurant_state
    if state.kind in WITHHELD:
        as_of: datetime | None = clock.now()  # the register knows it
    else:
        as_of = queries.last_word(kitchen)
    if state.kind is PictureKind.OFFLINE:
        age = filters.since(state.since)
    elif as_of is None:
        age = str(_("never heard of"))
    else:
        # i18n: the moment at which a state was known: 21:58 时
        age = str(_("as of %(moment)s", moment=_when(as_of)))
    return Badge(forms.picture_tone(state), forms.picture_word(state), age, as_of)


def _when(moment: datetime) -> str:
    """The time of day, with the day when it is not today."""
    is_today = local_day(moment) == local_day(clock.now())
    return filters.clock_time(moment) if is_today else filters.moment(moment)


def _name(kitchen: EmbeddedKitchen, *, is_english: bool) -> str:
    return (kitchen.name_en or kitchen.name) if is_english else kitchen.name


def _language() -> str:
    return PREFIX if is_english() else ""


def _asked_language() -> str:
    """The language prefix of the page that is asked about."""
    path = urlsplit(request.args.get("url", "")).path
    return PREFIX if path.startswith(f"{PREFIX}/") else ""


def _oembed_url(code: str) -> str:
    home = current_settings().public_url
    page = f"{home}{_language()}{kitchen_path(code)}"
    return f"{home}{url_for('.oembed', url=page, format='json')}"


def _oembed_fields(kitchen: EmbeddedKitchen, language: str) -> dict[str, object]:
    width, height = frame_size(
        request.args.get("maxwidth", type=int), request.args.get("maxheight", type=int)
    )
    site = current_settings()
    address = f"{site.public_url}{language}/embed/{kitchen.code}"
    name = _name(kitchen, is_english=bool(language))
    frame = render_template(
        "live/frame.html", address=address, width=width, height=height, name=name
    )
    return {
        "version": "1.0",
        "type": "video",
        "title": name,
        "provider_name": site.district_en if language else site.district,
        "provider_url": site.public_url,
        "cache_age": OEMBED_SECONDS,
        "width": width,
        "height": height,
        "html": frame,
    }
