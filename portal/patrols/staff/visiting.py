"""One Visit: the live wall, the zone form, Snapshots and their end.

The page is one form with several buttons: whatever is pressed, what is filled in so far is kept.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, current_scope, requires
from portal.extensions import db
from portal.findings.kinds import ViolationCode
from portal.findings.pictures import FindingPictures
from portal.findings.rules.opening import KeptPicture as FindingPicture
from portal.live.files import Roots
from portal.live.public.previews import granted_addresses
from portal.live.queries import CameraView, Evidence, seen_pictures, wall_views
from portal.patrols import operations, queries
from portal.patrols.kinds import Answer, DropReason, VisitState, Way
from portal.patrols.operations import Confirmed, NewSnapshot, VisitForm
from portal.patrols.operations.visits import seen_of
from portal.patrols.pictures import KeptPicture, newest_picture
from portal.patrols.queries.visits import Visit
from portal.patrols.rules.permissions import MAY, Act, may
from portal.patrols.rules.visits import (
    CHECKLIST,
    ClassMissing,
    NoPictureNow,
    PhotoMissing,
    obstacles,
)
from portal.patrols.staff.blueprint import bp, snapshots
from portal.registry.kinds import Zone
from portal.registry.rules import status_at
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell import clock, shared_clock
from portal.shell.acting import Attempt
from portal.shell.asked import known, member
from portal.shell.current import current_settings
from portal.shell.rules import MingchuError, NotFound
from portal.shell.sent_files import sent_content


@bp.get("/desk/patrols/visits/<int:visit_id>")
@requires(*MAY[Act.READ])
def visit(visit_id: int) -> str:
    """A Visit as it stands: to be worked on, or to be read."""
    return _page(_found(visit_id))


@bp.post("/desk/patrols/visits/<int:visit_id>/save")
@requires(*MAY[Act.VISIT])
def save(visit_id: int) -> str | tuple[str, int] | AnyResponse:
    """Keep what is filled in so far."""
    return _done(visit_id, "saved", lambda: _saved(visit_id))


@bp.post("/desk/patrols/visits/<int:visit_id>/end")
@requires(*MAY[Act.VISIT])
def end(visit_id: int) -> str | tuple[str, int] | AnyResponse:
    """End the Visit with what is filled in."""
    return _done(visit_id, "ended", lambda: operations.end_visit(
        db.session(), visit_id, _form(), actor=current_actor(), now=clock.now()
    ))  # fmt: skip


@bp.post("/desk/patrols/visits/<int:visit_id>/drop")
@requires(*MAY[Act.DROP])
def drop(visit_id: int) -> str | tuple[str, int] | AnyResponse:
    """Say that the Visit is not made, and why."""
    reason = member(DropReason, request.form.get("reason")) or DropReason.OTHER
    return _done(visit_id, "dropped", lambda: operations.drop_visit(
        db.session(), visit_id, reason=reason, note=request.form.get("why", ""),
        actor=current_actor(), now=clock.now(),
    ))  # fmt: skip


@bp.post("/desk/patrols/visits/<int:visit_id>/cameras/<camera>/snapshot")
@requires(*MAY[Act.VISIT])
def take(visit_id: int, camera: str) -> str | tuple[str, int] | AnyResponse:
    """Take a Snapshot: the newest picture of one Camera."""
    row = next((each for each in _found(visit_id).restaurant.cameras if each.code == camera), None)
    if row is None:
        raise NotFound("camera", camera)

    def act() -> object:
        picture = newest_picture(Roots.of(current_settings()), camera, now=clock.now())
        if picture is None:
            raise NoPictureNow(camera)
        kept = snapshots().keep(picture)
        return _kept(visit_id, kept, row.zone, once=f"{camera}-", camera_id=row.id)

    return _done(visit_id, "kept", act, anchor=row.zone)


@bp.post("/desk/patrols/visits/<int:visit_id>/zones/<zone>/photo")
@requires(*MAY[Act.VISIT])
def add_photo(visit_id: int, zone: str) -> str | tuple[str, int] | AnyResponse:
    """Keep a photograph of a Zone that was taken on site."""
    found = known(Zone, zone, what="zone")

    def act() -> object:
        sent = request.files.get(f"photo-{zone}")
        if sent is None or not sent.filename:
            raise PhotoMissing
        kept = snapshots().keep_photo(sent_content(sent, most=MOST_BYTES), now=clock.now())
        return _kept(visit_id, kept, found, once=f"{zone}-")

    return _done(visit_id, "kept", act, anchor=found)


@bp.post("/desk/patrols/visits/<int:visit_id>/snapshots/<code>/nothing")
@requires(*MAY[Act.VISIT])
def nothing(visit_id: int, code: str) -> str | tuple[str, int] | AnyResponse:
    """Say that a Snapshot shows nothing wrong."""

    def act() -> object:
        _saved(visit_id)
        return operations.end_as_nothing(
            db.session(), visit_id, code, actor=current_actor(), now=clock.now()
        )

    return _done(visit_id, "decided", act, anchor=_zone_of(visit_id, code))


@bp.post("/desk/patrols/visits/<int:visit_id>/snapshots/<code>/finding")
@requires(*MAY[Act.VISIT])
def finding(visit_id: int, code: str) -> str | tuple[str, int] | AnyResponse:
    """Make a Snapshot a Finding; the Zone's answer becomes that by itself."""
    zone = _zone_of(visit_id, code)
    kept: list[FindingPicture] = []
    store = FindingPictures.under(current_settings().data)

    def act() -> object:
        violation = member(ViolationCode, request.form.get(f"class-{code}"))
        if violation is None:
            raise ClassMissing
        _saved(visit_id, answers={zone: Answer.FINDING})
        content = snapshots().read(code)
        if content is not None:
            kept.append(store.keep(content, taken_at=clock.now(), source=code))
        return operations.end_as_finding(
            db.session(), visit_id, code,
            what=Confirmed(violation, request.form.get(f"what-{code}", ""), next(iter(kept), None)),
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip

    answer = _done(visit_id, "decided", act, anchor=zone)
    if isinstance(answer, tuple):
        for each in kept:
            store.drop(each)
    return answer


@bp.get("/desk/patrols/snapshots/<code>.jpg")
@requires(*MAY[Act.SEE_SNAPSHOT])
def snapshot(code: str) -> Response:
    """The picture of a Snapshot; that an unprotected one was seen is recorded."""
    content = operations.view_snapshot(
        db.session(), code, actor=current_actor(), now=clock.now(), store=snapshots()
    )
    db.session.commit()
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    return response


@dataclass(frozen=True, slots=True)
class _Typed:
    """What somebody entered that could not be kept, and why."""

    form: VisitForm = field(default_factory=VisitForm)
    wrong: str = ""


def _found(visit_id: int) -> Visit:
    return queries.visit_by_id(db.session(), visit_id, scope=current_scope())


def _saved(visit_id: int, *, answers: Mapping[Zone, Answer] | None = None) -> Visit:
    form = _form()
    form = VisitForm({**form.answers, **(answers or {})}, form.notes, form.note, form.version)
    return operations.save_visit(
        db.session(), visit_id, form, actor=current_actor(), now=clock.now()
    )


def _kept(
    visit_id: int, kept: KeptPicture, zone: Zone, *, once: str, camera_id: int | None = None
) -> object:
    """A Snapshot of what is kept; the file is dropped where there is no row for it."""
    try:
        _saved(visit_id)
        tap = once + request.form.get("once", secrets.token_hex(4))[:16]
        row = operations.keep_snapshot(
            db.session(), visit_id, NewSnapshot(kept, zone, tap, camera_id),
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
    except MingchuError:
        snapshots().drop(kept)
        raise
    if row.code != kept.code:
        snapshots().drop(kept)
    return row


def _form() -> VisitForm:
    """What was filled in; an answer that is none is left out."""
    told = request.form
    answers = {
        zone: Answer(told[f"answer-{zone}"])
        for zone in Zone
        if told.get(f"answer-{zone}") in set(Answer)
    }
    notes = {zone: told.get(f"note-{zone}", "") for zone in answers}
    version = told.get("version", "")
    return VisitForm(
        answers, notes, told.get("note", ""), int(version) if version.isdecimal() else None
    )


def _zone_of(visit_id: int, code: str) -> Zone:
    for each in _found(visit_id).snapshots:
        if each.code == code:
            return each.zone
    raise NotFound("snapshot", code)


def _done(
    visit_id: int, done: str, act: Callable[[], object], *, anchor: Zone | None = None
) -> str | tuple[str, int] | AnyResponse:
    """To the Visit's page, which says what was done; the page itself with why it was not."""
    _found(visit_id)
    with Attempt() as attempt:
        act()
        place = f"zone-{anchor}" if anchor else None
        address = url_for(".visit", visit_id=visit_id, done=done, _anchor=place)
        return redirect(address, code=303)
    return _page(_found(visit_id), _Typed(_form(), attempt.words)), attempt.status


def _page(row: Visit, typed: _Typed | None = None) -> str:
    actor, now = current_actor(), clock.now()
    station = row.patrol.station.code if row.patrol.station else None
    is_open = row.state in {VisitState.PLANNED, VisitState.BEGUN}
    may_visit = is_open and may(actor, Act.VISIT, station=station)
    seen = seen_of(row, now=now)
    answers = {each.zone: (each.answer, each.note) for each in row.checks}
    if typed is not None:
        answers |= {
            zone: (answer, typed.form.notes.get(zone, ""))
            for zone, answer in typed.form.answers.items()
        }
    return render_template(
        "patrols/visit.html",
        visit=row,
        is_open=is_open,
        may_visit=may_visit,
        may_drop=is_open and may(actor, Act.DROP, station=station),
        may_see=actor.has(MAY[Act.SEE_SNAPSHOT]),
        wall=_wall(row) if may_visit else {},
        zones=list(dict.fromkeys([*seen.zones, *(zone for zone, __ in seen.snapshots)])),
        answers=answers,
        note=typed.form.note if typed else row.note,
        wrong=typed.wrong if typed else "",
        missing=obstacles(seen) if may_visit else [],
        checklist=CHECKLIST,
        once=secrets.token_hex(4),
        is_on_site=row.way is Way.ON_SITE,
        status=status_at(row.restaurant.status_spans, now),
        addresses=lambda camera: granted_addresses(camera, now=shared_clock.now()),
        next_visit=None if is_open else queries.next_visit(db.session(), row),
    )


def _wall(row: Visit) -> dict[Zone, list[CameraView]]:
    """The Restaurant's Cameras by the Zone they show."""
    now = clock.now()
    seen = seen_pictures(db.session(), [each.id for each in row.restaurant.cameras], now=now)
    evidence = Evidence(
        now, Roots.of(current_settings()), seen, bool(current_settings().head_finder)
    )
    found: dict[Zone, list[CameraView]] = {}
    for view in wall_views(row.restaurant, evidence):
        found.setdefault(view.zone, []).append(view)
    return found
