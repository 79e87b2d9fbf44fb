"""The register as staff read it: the list, a Restaurant's page, the files that prove things."""

from typing import Any

from flask import Response, render_template, request, send_file, url_for

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.accounts.rules import Actor
from portal.extensions import db
from portal.registry import queries
from portal.registry.forms.lists import register_cells, register_header
from portal.registry.forms.words import STATUSES, TYPES, status_word
from portal.registry.kinds import Ask, ProofKind, Status
from portal.registry.proofs import ProofStore
from portal.registry.rules import span_at, status_at
from portal.registry.rules.lists import NOT_KNOWN, Wanted
from portal.registry.rules.permissions import ASKING, MAY, Act, Place, may, may_decide, scope_of
from portal.registry.rules.proofs import suffix_of
from portal.registry.rules.requests import FITS
from portal.registry.staff.blueprint import bp, place_of, restaurant_in_scope
from portal.shell import clock
from portal.shell.asked import page_number
from portal.shell.current import current_settings
from portal.shell.exports import list_file
from portal.shell.rules import NotFound, local_day

WHOLE_REGISTER = 1_000_000  # restaurants in one file that holds them all


@bp.get("/desk/register")
@keeps_filters(lambda told: Wanted.asked(told).arguments)
@requires(*MAY[Act.READ])
def restaurants() -> str:
    """The Restaurants within the scope, those that somebody looks for."""
    args, now = request.args, clock.now()
    wanted = Wanted.asked(args)
    page = page_number(args.get("page"))
    found = queries.search_register(db.session(), _filter(wanted), page=page)
    return render_template(
        "registry/restaurants.html",
        found=found,
        rows=[(row, status_at(row.status_spans, now)) for row in found.rows],
        wanted=wanted,
        stations=queries.stations(db.session()),
        types=TYPES,
        statuses=[*STATUSES.items(), (NOT_KNOWN, status_word(None))],
        day=local_day(now),
        may_register=current_actor().has(MAY[Act.REGISTER]),
        address=lambda page: _list_address(wanted, page),
    )


@bp.get("/desk/register.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def restaurants_file(kind: str) -> Response:
    """The same list as a file, all pages of it."""
    now, wanted = clock.now(), Wanted.asked(request.args)
    found = queries.search_register(db.session(), _filter(wanted), per_page=WHOLE_REGISTER)
    return list_file(
        kind,
        "register",
        header=register_header(),
        rows=register_cells(found.rows, now=now),
        day=local_day(now),
    )


@bp.get("/desk/register/<code>")
@requires(*MAY[Act.READ])
def restaurant(code: str) -> str:
    """All that the register holds of a Restaurant, and what may be done about it."""
    found, actor, now = restaurant_in_scope(code, Act.READ), current_actor(), clock.now()
    place, status = place_of(found), status_at(found.status_spans, now)
    return render_template(
        "registry/restaurant.html",
        restaurant=found,
        span=span_at(found.status_spans, now),
        status=status,
        spans=sorted(found.status_spans, key=lambda each: each.starts_at, reverse=True),
        cameras=sorted(
            found.cameras, key=lambda each: (each.active_until is not None, each.number)
        ),
        requests=queries.requests_about(db.session(), found.id),
        required=current_settings().required_cameras,
        hours=queries.dated_hours(db.session(), found),
        asks=asks_open_to(actor, place, status),
        may=lambda act: may(actor, act, place),
        may_decide=lambda row: may_decide(actor, row.ask, place, asked_by=row.asked_by_id),
        me=actor.person_id,
        day=local_day(now),
        done=request.args.get("done", ""),
    )


@bp.get("/desk/register/proofs/<code>")
@requires(*MAY[Act.READ_PROOF])
def proof(code: str) -> Response:
    """A file that proves something, to be saved; never shown within a page of ours."""
    scope = scope_of(current_actor(), Act.READ_PROOF)
    row = queries.proof_by_code(db.session(), code, scope=scope)
    if row is None:
        raise NotFound("proof", code)
    kind = ProofKind(row.kind)
    path = ProofStore.under(current_settings().data).path(row.code, kind)
    if not path.is_file():
        raise NotFound("proof", code)
    response = send_file(
        path,
        mimetype=kind.value,
        as_attachment=True,
        download_name=f"proof-{row.code[:8]}.{suffix_of(kind)}",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def asks_open_to(actor: Actor, place: Place, status: Status | None) -> list[Ask]:
    """What `actor` may ask of a Restaurant that has this Status now."""
    return [ask for ask in Ask if status in FITS[ask] and may(actor, ASKING[ask], place)]


def _filter(wanted: Wanted) -> queries.RegisterFilter:
    return queries.RegisterFilter(
        text=wanted.text,
        station=wanted.station,
        type=wanted.type,
        scope=current_scope(),
        statuses=wanted.statuses,
    )


def _list_address(wanted: Wanted, page: int) -> str:
    arguments: dict[str, Any] = {**wanted.arguments, "page": page}
    return url_for(".restaurants", **arguments)
