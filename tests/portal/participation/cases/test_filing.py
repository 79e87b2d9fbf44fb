"""Taking Cases, clocks, erasing: operations on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.extensions import db
from portal.findings.kinds import FindingState, ViolationCode
from portal.findings.models import Finding
from portal.findings.signals import finding_closed
from portal.live.files import Roots
from portal.notices.models import InboxEntry, Notice
from portal.participation import case_tasks
from portal.participation.case_files import CasePictures, ClipStore
from portal.participation.case_kinds import CaseAct, CaseKind, CaseState, Category, Channel, Solved
from portal.participation.kinds import Rating
from portal.participation.models import Case, CasePicture, CaseStep
from portal.participation.operations import following, masking, working
from portal.participation.operations.case_clocks import look_at_clock
from portal.participation.operations.case_steps import Doing
from portal.participation.operations.filing import file_case
from portal.participation.queries.cases import chain_of, senders_case
from portal.participation.rules.cases import EditOver
from portal.participation.rules.chain import first_broken
from portal.participation.rules.codes import new_key
from portal.participation.rules.intake import CasesBusy, IntakeRefused
from portal.registry.signals import calendar_changed
from tests.portal.participation.cases.conftest import NOW, SECRECY, jpeg, new_case, officer
from tests.support.factories import make_restaurant
from tests.support.people import make_person

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def postgres(new_postgres):
    """The address of a migrated PostgreSQL database."""
    return new_postgres()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request, app):
    """An engine on each database, with all tables."""
    if request.param == "sqlite":
        with app.app_context():
            yield db.engine
        return
    address = request.getfixturevalue("postgres")
    engine = create_engine(address)
    yield engine
    engine.dispose()


def test_a_form_sent_at_once_from_many_lines_is_one_case(engine):
    with Session(engine, expire_on_commit=False) as session:
        place = make_restaurant(session)
        session.commit()
        before = session.scalar(select(func.count()).select_from(Case)) or 0
    new, found = new_case(), []

    def send():
        with Session(engine) as session:
            filed = file_case(session, new, restaurant=place, secrecy=SECRECY, now=NOW)
            found.append((filed.case_id, filed.link, filed.code))
            session.commit()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with Session(engine) as session:
        assert len(found) == 6
        assert len(set(found)) == 1
        assert session.scalar(select(func.count()).select_from(Case)) == before + 1


def test_numbers_have_no_gaps_after_retries(filed, session):
    key = new_key()
    for each in (key, key, new_key()):
        filed(key=each)

    numbers = session.scalars(select(Case.number).order_by(Case.id)).all()

    assert numbers == ["XS-2026-000001", "XS-2026-000002"]


def test_what_names_people_is_sealed(filed, session):
    row = filed(kind=CaseKind.COMPLAINT, text="我是王小明，电话13800138000").case

    kept = [str(value) for value in row.__dict__.values()]

    assert not [text for text in kept if "13800138000" in text or "坪山大道" in text]
    assert SECRECY.unseal(row.sealed)["name"] == "王小明"


def test_a_venue_that_is_flooded_takes_no_more_while_others_do(filed, session):
    for _ in range(20):
        filed()

    with pytest.raises(CasesBusy):
        filed()
    assert filed(place=make_restaurant(session)).is_new
    assert filed(at=NOW + timedelta(hours=2)).is_new


def test_words_can_be_changed_for_ten_minutes_and_the_former_are_gone(filed, session):
    case = filed().case

    following.edit_case(
        session, case.id, text="其实是今天看到的", secrecy=SECRECY, now=NOW + timedelta(minutes=5)
    )

    texts = session.scalars(select(CaseStep.text).order_by(CaseStep.number)).all()
    assert texts == ["", "其实是今天看到的"]
    assert first_broken(chain_of(senders_case(session, case.id).steps, is_public=True)) is None
    with pytest.raises(EditOver):
        following.edit_case(
            session, case.id, text="再改一次", secrecy=SECRECY, now=NOW + timedelta(minutes=11)
        )


def act(session, case, what, text="说明", at=NOW, who=None):
    """Let an officer act."""
    doing = Doing(what, who or officer(Role.BUREAU_OFFICER), at, text=text)
    do = {CaseAct.ACCEPT: working.accept, CaseAct.ASK_INFO: working.ask_sender}
    return do.get(what, working.do_simply)(session, case.number, doing)


def test_the_clock_stands_still_while_the_sender_is_asked(filed, session):
    case = filed().case
    due = case.due_at

    act(session, case, CaseAct.ASK_INFO)
    assert (case.state, case.due_at) == (CaseState.NEED_INFO, None)
    following.add_evidence(session, case.id, text="在靠窗的位置", now=NOW + 2 * DAY)

    assert case.state is CaseState.RECEIVED
    assert case.due_at == due + DAY  # Tuesday alone ended while it stood still


def test_the_file_binds_every_step(filed, session):
    case = filed().case
    receipt = case.head
    for what in (CaseAct.ACCEPT, CaseAct.CHECK, CaseAct.DECIDE):
        act(session, case, what)

    chain = chain_of(senders_case(session, case.id).steps, is_public=False)

    assert first_broken(chain) is None
    assert chain[0].hash == receipt


def test_a_case_is_reopened_and_rated_twice(filed, session):
    case = filed().case
    act(session, case, CaseAct.ACCEPT)
    act(session, case, CaseAct.DECIDE)

    for days in (1, 15):
        following.rate_handling(
            session, case.id, solved=Solved.NO, handling=Rating.POOR, now=NOW + days * DAY
        )
    following.reopen_case(session, case.id, text="又有积水", now=NOW + 15 * DAY)

    assert [each.round for each in senders_case(session, case.id).ratings] == [1, 2]
    assert (case.state, case.closed_at, case.erase_on) == (CaseState.SCREENING, None, None)
    assert case.due_at > NOW + 15 * DAY


def test_supporters_go_on_by_themselves_when_the_first_is_taken_back(filed, session):
    first = filed().case
    second = filed(supports=first.id).case
    assert second.state is CaseState.MERGED

    following.withdraw_case(session, first.id, text="", now=NOW + DAY)

    session.refresh(second)
    assert (second.state, second.merged_into_id) == (CaseState.SCREENING, None)
    assert second.due_at > NOW + DAY


def test_those_above_hear_of_what_is_late_and_the_mark_stays(filed, session, restaurant):
    inspector = make_person(session, Role.INSPECTOR, station=restaurant.station.code)
    head = make_person(session, Role.STATION_HEAD, station=restaurant.station.code)
    case = filed().case
    session.commit()

    look_at_clock(session, case.id, now=NOW)
    look_at_clock(session, case.id, now=NOW)
    for days in (12, 19, 24, 40):
        look_at_clock(session, case.id, now=NOW + days * DAY)
    act(session, case, CaseAct.ACCEPT, at=NOW + 41 * DAY)

    kinds = session.execute(
        select(Notice.kind, InboxEntry.person_id).join(InboxEntry.notice).order_by(Notice.id)
    ).all()
    assert [kind for kind, person in kinds if person == inspector.id] == [
        "case.received", "case.time_50",
    ]  # fmt: skip
    assert [kind for kind, person in kinds if person == head.id] == [
        "case.received", "case.time_80", "case.time_100",
    ]  # fmt: skip
    assert case.overdue_since is not None


def test_an_insiders_words_reach_the_bureau_alone(filed, session, restaurant):
    inspector = make_person(session, Role.INSPECTOR, station=restaurant.station.code)
    bureau = make_person(session, Role.BUREAU_OFFICER)
    case = filed(channel=Channel.INSIDER).case

    look_at_clock(session, case.id, now=NOW)
    act(session, case, CaseAct.ACCEPT)

    told = set(session.scalars(select(InboxEntry.person_id)))
    assert bureau.id in told
    assert inspector.id not in told


def roots_in(folder):
    return Roots(folder / "live", folder / "live")


def test_a_clip_is_secured_before_it_is_deleted(filed, session, restaurant, tmp_path):
    camera = restaurant.cameras[0]
    folder = tmp_path / "live" / camera.code
    folder.mkdir(parents=True)
    (folder / "still.jpg").write_bytes(jpeg())
    footage = following.Footage(roots_in(tmp_path), ClipStore.under(tmp_path))
    case = filed().case

    clip = following.secure_clip(
        session, case.id, camera=camera.code, marked_at=NOW, footage=footage, now=NOW
    )
    (folder / "still.jpg").unlink()

    assert [each["name"] for each in clip.files] == ["still.jpg"]
    assert footage.clips.read(clip.folder, "still.jpg") == jpeg()


@pytest.mark.parametrize("hours", [-25, 2])
def test_a_moment_of_which_nothing_is_left_is_not_marked(
    filed, session, restaurant, hours, tmp_path
):
    footage = following.Footage(roots_in(tmp_path), ClipStore.under(tmp_path))

    with pytest.raises(IntakeRefused):
        following.secure_clip(
            session, filed().case.id, camera=restaurant.cameras[0].code,
            marked_at=NOW + timedelta(hours=hours), footage=footage, now=NOW,
        )  # fmt: skip


def closed_case(session, filed, **changes):
    """A Case that was decided."""
    case = filed(**changes).case
    act(session, case, CaseAct.ACCEPT)
    act(session, case, CaseAct.DECIDE)
    return case


def test_the_job_erases_what_names_people_a_year_after(app, filed, session, settings, set_clock):
    store = CasePictures.under(settings.data)
    photo = store.keep(jpeg())
    stray = store.keep(jpeg(10, 10))
    case = closed_case(session, filed, text="电话13800138000，地上有水", pictures=(photo,))
    held_case = closed_case(session, filed)
    doing = Doing(CaseAct.HOLD, officer(Role.BUREAU_OFFICER), NOW, text="诉讼中")
    working.hold(session, held_case.number, doing)
    session.commit()

    with app.app_context():
        set_clock(NOW + 364 * DAY)
        assert case_tasks.erase_in_time() == 0
        set_clock(NOW + 366 * DAY)
        assert case_tasks.erase_in_time() == 1

    session.expire_all()
    row, other = session.get(Case, case.id), session.get(Case, held_case.id)
    assert (row.sealed, row.code_hash, row.link_hash) == (None, None, None)
    assert "地上有水" in row.text
    assert store.read(photo.code) is None
    assert store.read(stray.code) is None
    assert other.sealed is not None
    assert first_broken(chain_of(senders_case(session, case.id).steps, is_public=False)) is None


def test_the_job_tells_of_what_came_in(app, filed, session, restaurant):
    make_person(session, Role.INSPECTOR, station=restaurant.station.code)
    filed(category=Category.PESTS)
    session.commit()

    with app.app_context():
        assert case_tasks.look_at_clocks() == 1
        assert case_tasks.look_at_clocks() == 0

    assert session.scalars(select(Notice.kind)).all() == ["case.received"]


def test_the_sender_hears_that_it_was_put_right(filed, session):
    case = filed().case
    act(session, case, CaseAct.ACCEPT)
    who = officer(Role.BUREAU_OFFICER)
    doing = Doing(CaseAct.CONFIRM, who, NOW, text="清理积水")
    found = working.Confirmed(ViolationCode.ENV_WATER)
    working.confirm_violation(session, case.number, doing, found=found)
    finding = session.scalars(select(Finding)).one()
    finding.state, finding.closed_at = FindingState.CLOSED, NOW + DAY

    finding_closed.send(session, finding=finding)

    steps = [each for each in senders_case(session, case.id).steps if each.is_public]
    assert "整改" in steps[-1].text


def test_a_day_that_was_not_certain_is_counted_again_with_the_holidays(filed, session):
    case = filed().case
    case.is_due_certain, case.announced_at, case.next_at = False, NOW, None
    session.flush()

    calendar_changed.send(session, years=[2027])

    session.refresh(case)
    assert case.next_at is not None


def test_a_picture_belongs_to_one_case(filed, session, settings):
    photo = CasePictures.under(settings.data).keep(jpeg())
    filed(pictures=(photo,))

    with pytest.raises(Exception, match="expired"):
        filed(pictures=(photo,))
    assert session.scalar(select(func.count()).select_from(CasePicture)) == 1


def test_a_reveal_needs_a_right_to_it(filed, session, restaurant):
    case = filed().case

    with pytest.raises(Exception, match="may not"):
        masking.reveal(
            session, case.number, why="x", secrecy=SECRECY, now=NOW, actor=officer(Role.MODERATOR)
        )
