"""What officers do about a Case; each act is a step of its file and an entry of the audit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.findings.kinds import Origin, ViolationCode
from portal.findings.operations import open_finding
from portal.findings.rules.opening import NewFinding
from portal.participation.case_kinds import (
    CaseAct,
    CaseKind,
    CaseState,
    Category,
    Channel,
    Outside,
    Refusal,
)
from portal.participation.models import Case
from portal.participation.operations.case_acting import (
    do_as_staff,
    held,
    held_for_staff,
    stand_of,
)
from portal.participation.operations.case_clocks import begin_pause, set_clock, times_of
from portal.participation.operations.case_steps import Doing, add_step
from portal.participation.operations.case_telling import tell_restaurant
from portal.participation.operations.filing import next_number
from portal.participation.rules.cases import OPEN_STATES, check_text, may_read
from portal.participation.rules.categories import risk_of
from portal.participation.rules.clocks import clock_of
from portal.registry.kinds import Zone
from portal.shell.rules import MingchuError, NotFound


class OutsideNumberMissing(MingchuError):
    """A Case is handed over without the number that the other office gave it."""

    status = 422
    code = "outside_number_missing"

    def __init__(self) -> None:
        super().__init__("write the number under which the other office has taken it")


class MergeUnfit(MingchuError):
    """A Case cannot be merged into that one: other Restaurant, itself, or over already."""

    status = 422
    code = "merge_unfit"

    def __init__(self) -> None:
        super().__init__("merge into another open case about the same restaurant")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The violation that a Case turned out to be."""

    code: ViolationCode
    zone: Zone | None = None


def do_simply(session: Session, number: str, doing: Doing) -> Case:
    """Do an act that changes nothing but state and clock."""
    return do_as_staff(session, number, doing)


def ask_sender(session: Session, number: str, doing: Doing) -> Case:
    """Ask the sender for more; until they answer, the clock stands still for this reason."""

    def change(case: Case, former: CaseState) -> None:
        case.before_pause = former
        reason = check_text(doing.act, doing.text)
        begin_pause(session, case, reason=reason, now=doing.now)

    return do_as_staff(session, number, doing, change=change)


def accept(session: Session, number: str, doing: Doing) -> Case:
    """Take a Case up; the Restaurant hears that there is one, and not from whom."""

    def change(case: Case, _former: CaseState) -> None:
        case.accepted_at = doing.now
        tell_restaurant(session, case, now=doing.now)

    return do_as_staff(session, number, doing, change=change)


def refuse(session: Session, number: str, doing: Doing, *, why: Refusal) -> Case:
    """Do not take a Case up, with one of the grounds and a reason in words."""

    def change(case: Case, _former: CaseState) -> None:
        case.refusal = why

    doing = replace(doing, facts={"refusal": why.value})
    return do_as_staff(session, number, doing, change=change)


def hand_over(
    session: Session, number: str, doing: Doing, *, to: Outside, outside_number: str
) -> Case:
    """Hand a Case over to another office, with its number there. Raises OutsideNumberMissing."""
    plain = outside_number.strip()[:60]
    if not plain:
        raise OutsideNumberMissing

    def change(case: Case, _former: CaseState) -> None:
        case.outside, case.outside_number = to, plain

    doing = replace(doing, facts={"outside": to.value, "outside_number": plain})
    return do_as_staff(session, number, doing, change=change)


def assign(session: Session, number: str, doing: Doing, *, person: tuple[int, str]) -> Case:
    """Let a person, by number and account, look after a Case."""

    def change(case: Case, _former: CaseState) -> None:
        case.assigned_to_id, case.assigned_to = person

    return do_as_staff(session, number, replace(doing, facts={"person": person[1]}), change=change)


def assign_all(
    session: Session, numbers: Sequence[str], doing: Doing, *, person: tuple[int, str], station: str
) -> list[str]:
    """Let a person of a Station look after several Cases; returns the numbers left out.

    Left out is what is another Station's, over, or not to be assigned by `actor`.
    """
    left = []
    for number in numbers:
        try:  # what raises has changed nothing yet
            case = held_for_staff(session, number, actor=doing.actor)
            if case.restaurant.station.code != station:
                raise NotFound("case", number)
            assign(session, number, doing, person=person)
        except MingchuError:
            left.append(number)
    return left


def merge(session: Session, number: str, doing: Doing, *, into: str) -> Case:
    """Merge a Case into another one that is open, about the same Restaurant.

    Those merged into it before follow. Raises MergeUnfit.
    """
    try:
        main = held(session, Case.number == into, name=into)
    except NotFound:
        raise MergeUnfit from None

    def change(case: Case, _former: CaseState) -> None:
        fits = (
            main.id != case.id
            and main.restaurant_id == case.restaurant_id
            and main.state in OPEN_STATES
            and (main.channel is Channel.INSIDER) == (case.channel is Channel.INSIDER)
            and may_read(doing.actor, stand_of(main))
        )
        if not fits:
            raise MergeUnfit
        case.merged_into_id = main.id
        main.supporters += 1 + case.supporters
        session.execute(
            update(Case).where(Case.merged_into_id == case.id).values(merged_into_id=main.id),
            execution_options={"synchronize_session": False},
        )
        case.supporters = 0

    doing = replace(doing, facts={"into": main.number})
    return do_as_staff(session, number, doing, change=change)


def split(
    session: Session, number: str, doing: Doing, *, kind: CaseKind, category: Category
) -> Case:
    """Make a second Case of what a message says besides; returns that one.

    It opens with its own number and the code of the first. A form that was sent already makes
    none, and the Case of the form is returned.
    """
    part_number = next_number(session, kind, now=doing.now)
    parts: list[Case] = []

    def change(case: Case, _former: CaseState) -> None:
        part = _part_of(case, kind=kind, category=category, now=doing.now)
        part.number = part_number
        session.add(part)
        set_clock(session, part, clock_of(kind, part.state, times_of(part)), now=doing.now)
        session.flush()
        facts = {"number": part.number, "from": case.number}
        add_step(session, part, Doing(CaseAct.FILE, doing.actor, doing.now, facts=facts))
        parts.append(part)

    doing = replace(doing, facts={"number": part_number})
    case = do_as_staff(session, number, doing, change=change)
    return parts[0] if parts else case


def confirm_violation(session: Session, number: str, doing: Doing, *, found: Confirmed) -> Case:
    """Confirm that a Case is about a violation: a Finding is opened, for which `actor` answers.

    Raises what `open_finding` raises.
    """

    def change(case: Case, _former: CaseState) -> None:
        new = NewFinding(
            restaurant_id=case.restaurant_id,
            code=found.code,
            zone=found.zone,
            camera_id=case.camera_id,
            seen_at=case.received_at,
            origin=Origin.CASE,
            origin_id=case.number,
            note=check_text(doing.act, doing.text),
            facts={"case": case.number},
        )
        finding = open_finding(session, new, actor=doing.actor, now=doing.now)
        case.finding_number = finding.number

    facts = {"violation": found.code.value, "zone": found.zone.value if found.zone else None}
    return do_as_staff(session, number, replace(doing, facts=facts), change=change)


def hold(session: Session, number: str, doing: Doing) -> Case:
    """Keep a Case beyond its time, or let its time run again, by the act."""

    def change(case: Case, _former: CaseState) -> None:
        case.is_held = doing.act is CaseAct.HOLD

    return do_as_staff(session, number, doing, change=change)


def ask_deletion(session: Session, number: str, doing: Doing) -> Case:
    """Ask that what a Case says is deleted before its time; another person does it."""

    def change(case: Case, _former: CaseState) -> None:
        case.deletion_asked_by_id, case.deletion_asked_by = (
            doing.actor.person_id, doing.actor.name,
        )  # fmt: skip

    return do_as_staff(session, number, doing, change=change)


def _part_of(case: Case, *, kind: CaseKind, category: Category, now: datetime) -> Case:
    return Case(
        kind=kind,
        channel=case.channel,
        category=category,
        risk=risk_of(category, case.channel),
        restaurant_id=case.restaurant_id,
        camera_id=case.camera_id,
        seen_on=case.seen_on,
        language=case.language,
        text=case.text,
        claim=case.claim,
        sealed=case.sealed,
        has_contact=case.has_contact,
        no_texts=case.no_texts,
        has_work=case.has_work,
        code_hash=case.code_hash,
        received_at=case.received_at,
        clock_from=now,
        state=CaseState.SCREENING,
        version=1,
        steps_count=0,
        escalated=0,
        supporters=0,
        head="",
    )
