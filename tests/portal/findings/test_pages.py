"""The desk of Findings: lists and files, a Finding's page, and input that is wrong."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from openpyxl import load_workbook
from PIL import Image

from portal.accounts.kinds import Role
from portal.extensions import db
from portal.findings.evidence import packed
from portal.findings.kinds import PictureMoment
from portal.findings.models import Finding, FindingPicture
from portal.findings.operations import prove, reply
from portal.findings.pictures import FindingPictures
from portal.findings.rules.opening import Sent
from portal.findings.watching import evidence_under
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.findings import inspector_of, make_finding, photo, proof
from tests.support.leads import make_lead, serving_camera
from tests.support.people import make_person, sign_in
from tests.support.staff import owner_of
from tests.support.statements import counted
from transcoder.demand import STILL


@pytest.fixture
def finding(session, place):
    """A Finding that waits for its Restaurant."""
    row = make_finding(session, place)
    session.commit()
    return row


def sent(browser, number, act, *, version=1, **fields):
    """The answer to a form about a Finding."""
    data = {"version": str(version), "token": f"{act}{version}", **fields}
    return browser.post(f"/desk/findings/{number}/{act}", data=data)


def pictures_of(session):
    """The pictures that are kept."""
    return session.query(FindingPicture).populate_existing().all()


def test_an_outdated_form_keeps_what_was_written(as_, session, place, finding):
    reply(session, finding.number, sent=Sent(text="a"), actor=owner_of(place), now=NOON)
    session.commit()
    answer = sent(as_(Role.RESTAURANT_OWNER), finding.number, "reply", text="我的说明")

    assert answer.status_code == 409
    assert "owner 于 03-04 12:00 更改了该违规问题" in answer.text
    assert "我的说明</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text


def test_what_does_not_fit_any_more_is_shown_to_be_copied(as_, session, place, finding):
    actor = owner_of(place)
    prove(session, finding.number, sent=proof(), actor=actor, now=NOON)
    session.commit()
    until = {"until": "2026-03-20", "text": "设备未到"}
    answer = sent(as_(Role.RESTAURANT_OWNER), finding.number, "ask_extension", version=2, **until)

    assert answer.status_code == 409
    assert "该违规问题现为“已提交证明，待核验”" in answer.text
    assert "设备未到" in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture at all", "不支持此类文件"),
        (b"%PDF-1.7 x", "请上传照片"),
        (b"\xff\xd8\xff\xe0 broken", "无法读取"),
        (b"", "请附上整改后的照片"),
    ],
)
def test_a_photograph_that_is_none_is_told_in_words(as_, session, finding, content, words):
    file = (io.BytesIO(content), "after.jpg" if content else "")
    answer = sent(as_(Role.RESTAURANT_OWNER), finding.number, "prove", after=file, text="已整改")

    assert answer.status_code in {400, 422}
    assert words in answer.text
    assert "已整改</textarea>" in answer.text
    assert pictures_of(session) == []


def test_a_photograph_of_too_many_bytes_is_told_in_words(as_, finding, monkeypatch):
    monkeypatch.setattr("portal.registry.rules.proofs.MOST_BYTES", 1000)
    file = (io.BytesIO(b"\xff\xd8\xff" + b"x" * 1000), "after.jpg")
    answer = sent(as_(Role.RESTAURANT_OWNER), finding.number, "prove", after=file)

    assert answer.status_code == 422
    assert "8 MB" in answer.text


def test_a_picture_of_too_many_pixels_is_not_unpacked(as_, session, finding):
    saved = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(saved, format="PNG")
    file = (io.BytesIO(saved.getvalue()), "after.png")
    answer = sent(as_(Role.RESTAURANT_OWNER), finding.number, "prove", after=file)

    assert answer.status_code == 422
    assert pictures_of(session) == []


def test_a_photograph_tells_no_place_and_is_kept_as_jpeg(as_, session, settings, finding):
    saved = io.BytesIO()
    picture = Image.new("RGB", (4000, 2000), "red")
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (22.0, 41.0, 0.0)}
    picture.save(saved, format="JPEG", exif=exif)
    file = (io.BytesIO(saved.getvalue()), "after.jpg")
    assert sent(as_(Role.RESTAURANT_OWNER), finding.number, "prove", after=file).status_code == 303
    (kept,) = pictures_of(session)
    content = FindingPictures.under(settings.data).read(kept.code)

    with Image.open(io.BytesIO(content)) as found:
        assert (found.format, found.size, len(found.getexif())) == ("JPEG", (1920, 960), 0)
    assert sha256(content).hexdigest() == kept.sha256


def test_photographs_of_an_act_that_fails_are_dropped(as_, session, settings, finding):
    file = (io.BytesIO(photo()), "x.jpg")
    answer = sent(as_(Role.RESTAURANT_OWNER), finding.number, "appeal", appeal=file, text=" ")

    assert answer.status_code == 400
    assert list((settings.data / "finding-pictures").rglob("*.jpg")) == []


def test_a_form_sent_after_the_session_ended_shows_what_was_written(client, finding):
    answer = client.post(
        f"/desk/findings/{finding.number}/reply",
        data={"text": "写了很久的说明", "password": "geheim"},
        headers={"Referer": f"http://localhost/desk/findings/{finding.number}"},
    )

    assert answer.status_code == 401
    assert "写了很久的说明" in answer.text
    assert "geheim" not in answer.text
    assert f'value="/desk/findings/{finding.number}"' in answer.text


def test_a_form_whose_token_is_gone_shows_what_was_written(app, as_, finding):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = sent(as_(Role.RESTAURANT_OWNER), finding.number, "reply", text="写了很久的说明")

    assert answer.status_code == 400
    assert "写了很久的说明" in answer.text


@pytest.mark.parametrize("act", ["open", "x"])
def test_an_act_that_is_none_is_not_found(as_, finding, act):
    assert sent(as_(Role.INSPECTOR), finding.number, act).status_code == 404


def test_a_role_that_may_not_is_told_so(as_, finding):
    assert sent(as_(Role.RESTAURANT_STAFF), finding.number, "appeal", text="x").status_code == 403


def test_the_camera_itself_shows_that_it_is_put_right(as_, session, settings, place):
    camera = make_camera(session, place)
    finding = make_finding(session, place, camera_id=camera.id)
    session.commit()
    folder = settings.live_directory / camera.code
    folder.mkdir(parents=True)
    (folder / STILL).write_bytes(photo("blue"))
    assert sent(as_(Role.INSPECTOR), finding.number, "verify", still="1").status_code == 303
    (kept,) = pictures_of(session)

    assert (kept.moment, kept.source) == (PictureMoment.RECHECK, camera.code)


def test_a_camera_that_shows_nothing_keeps_no_picture(as_, session, place):
    camera = make_camera(session, place)
    finding = make_finding(session, place, camera_id=camera.id)
    session.commit()

    assert sent(as_(Role.INSPECTOR), finding.number, "recheck", still="1").status_code == 303
    assert pictures_of(session) == []


def test_who_sees_a_picture_is_recorded_and_an_auditor_sees_none(as_, session, finding):
    file = (io.BytesIO(photo()), "after.jpg")
    sent(as_(Role.RESTAURANT_OWNER), finding.number, "prove", after=file)
    (kept,) = pictures_of(session)
    address = f"/desk/findings/{finding.number}/pictures/{kept.code}.jpg"
    answer = as_(Role.INSPECTOR).get(address)

    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert as_(Role.AUDITOR).get(address).status_code == 403
    assert address not in as_(Role.AUDITOR).get(f"/desk/findings/{finding.number}").text


def test_others_find_neither_page_nor_picture(app, session, finding):
    person = make_person(session, Role.RESTAURANT_OWNER, restaurant=make_restaurant(session).code)
    session.commit()
    browser = sign_in(app.test_client(), person)

    assert browser.get(f"/desk/findings/{finding.number}").status_code == 404
    assert browser.get(f"/desk/findings/{finding.number}/pictures/x.jpg").status_code == 404


def test_the_package_of_evidence_proves_itself(as_, finding):
    file = (io.BytesIO(photo()), "after.jpg")
    sent(as_(Role.RESTAURANT_OWNER), finding.number, "prove", after=file)
    answer = as_(Role.INSPECTOR).get(f"/desk/findings/{finding.number}/evidence.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())

    assert sums == {
        name: sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    assert json.loads(files["facts.json"])["number"] == finding.number
    assert [each["act"] for each in json.loads(files["custody.json"])] == [
        "open", "prove", "export",
    ]  # fmt: skip
    assert any(name.startswith("pictures/") for name in files)
    assert "UNREVIEWED-LEAD.txt" not in files


def test_what_nobody_reviewed_says_so_in_its_package():
    with zipfile.ZipFile(io.BytesIO(packed({}, facts={}, custody=[], is_reviewed=False))) as found:
        assert "线索" in found.read("UNREVIEWED-LEAD.txt").decode()


def test_a_list_is_filtered_and_sorted(as_, session, place):
    rows = [make_finding(session, place, origin_id=str(number)) for number in range(2)]
    reply(session, rows[0].number, sent=Sent(text="a"), actor=owner_of(place), now=NOON)
    other = make_restaurant(session, name="别家")
    make_finding(session, other)
    session.commit()
    page = as_(Role.BUREAU_OFFICER).get(f"/desk/findings?station={place.station.code}").text

    assert rows[0].number in page
    assert rows[1].number in page
    assert "别家" not in page
    assert "别家" not in as_(Role.INSPECTOR).get("/desk/findings?queue=all").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_that_looks_like_a_formula_is_harmless_in_a_file(as_, session, kind):
    restaurant = make_restaurant(session, name='=HYPERLINK("http://x")')
    make_finding(session, restaurant)
    session.commit()
    content = as_(Role.BUREAU_OFFICER).get(f"/desk/findings.{kind}").data
    if kind == "csv":
        cell = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1][1]
    else:
        cell = load_workbook(io.BytesIO(content)).active["B2"].value

    assert cell.startswith("'=")


def test_a_list_asks_the_same_number_of_statements_however_long(app, as_, session, place):
    browser = as_(Role.BUREAU_OFFICER)
    make_finding(session, place)
    session.commit()
    with app.app_context():
        engine = db.engine

    def asked():
        with counted(engine) as statements:
            assert browser.get("/desk/findings").status_code == 200
        return len(statements)

    few = asked()
    for _ in range(30):
        make_finding(session, place)
    session.commit()

    assert asked() == few


def test_those_ticked_are_reminded_and_the_others_counted(as_, session, place):
    open_, closed = make_finding(session, place), make_finding(session, place)
    session.get_one(Finding, closed.id).state = "closed"
    session.commit()
    data = {"number": [open_.number, closed.number, open_.number], "queue": "all"}
    answer = as_(Role.INSPECTOR).post("/desk/findings/bulk/remind", data=data)

    assert "done=1" in answer.location
    assert "queue=all" in answer.location


def test_those_ticked_are_assigned_to_an_inspector_of_the_station(as_, session, place):
    finding = make_finding(session, place)
    person = make_person(session, Role.INSPECTOR, station=place.station.code)
    stranger = make_person(session, Role.INSPECTOR, station="elsewhere")
    session.commit()
    head = as_(Role.STATION_HEAD)
    for each in (stranger, person):
        data = {"number": finding.number, "person": str(each.id)}
        head.post("/desk/findings/bulk/assign", data=data)
    session.expire_all()

    assert session.get_one(Finding, finding.id).assigned_to_id == person.id
    assert len(session.get_one(Finding, finding.id).changed_by) > 0


def test_a_new_finding_needs_a_class_and_keeps_what_was_written(as_, place):
    browser = as_(Role.INSPECTOR)
    data = {"seen": "2026-03-04T11:50", "text": "地面有水", "token": "t"}
    answer = browser.post(f"/desk/findings/new/{place.code}", data=data)

    assert answer.status_code == 422
    assert "请选择类别" in answer.text
    assert "地面有水</textarea>" in answer.text


def test_a_new_finding_in_a_zone_that_does_not_fit_is_told_in_words(as_, place):
    data = {"code": "SPR-DOOR", "zone": "CK", "seen": "2026-03-04T11:50", "token": "t"}
    answer = as_(Role.INSPECTOR).post(f"/desk/findings/new/{place.code}", data=data)

    assert answer.status_code == 422
    assert "没有这一类别" in answer.text


def test_the_form_of_a_new_finding_sent_twice_opens_one(as_, session, place):
    browser = as_(Role.INSPECTOR)
    data = {"code": "ENV-BIN", "seen": "2026-03-04T12:00", "token": "same"}
    answers = [browser.post(f"/desk/findings/new/{place.code}", data=data) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert session.query(Finding).count() == 1


def test_the_basis_is_not_printed_as_certain(as_, finding):
    assert (
        "待法律顾问确认" in as_(Role.RESTAURANT_OWNER).get(f"/desk/findings/{finding.number}").text
    )


def test_an_overdue_finding_stands_on_the_desk_of_its_restaurant(as_, set_clock, finding):
    set_clock(NOON + timedelta(hours=80))
    page = as_(Role.RESTAURANT_OWNER).get("/desk/findings?queue=restaurant&overdue=1").text

    assert finding.number in page
    assert "已逾期" in page


def test_inspectors_find_no_appeal_that_they_cannot_decide(as_, session, place, app):
    person = make_person(session, Role.INSPECTOR, station=place.station.code)
    finding = make_finding(session, place, actor=inspector_of(place, person.id))
    session.commit()
    sent(as_(Role.RESTAURANT_OWNER), finding.number, "appeal", text="不是我们")

    mine = sign_in(app.test_client(), person).get("/desk/findings?queue=appeals").text
    others = as_(Role.INSPECTOR).get("/desk/findings?queue=appeals").text
    assert finding.number not in mine
    assert finding.number in others


def test_a_lead_says_in_its_package_that_nobody_judged_it(as_, session, settings, place):
    camera = serving_camera(session, place)
    lead = make_lead(session, camera, evidence_under(settings.data))
    session.commit()
    answer = as_(Role.INSPECTOR).get(f"/desk/leads/{lead.id}/evidence.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        facts = json.loads(archive.read("facts.json"))

        assert "lead/during.jpg" in archive.namelist()
        assert "线索" in archive.read("UNREVIEWED-LEAD.txt").decode()
        assert (facts["lead"], facts["is_reviewed"]) == (lead.id, False)


def test_the_register_is_a_file_as_well_with_one_line_a_restaurant(as_, session):
    make_restaurant(session, name="=1+1")
    session.commit()
    content = as_(Role.BUREAU_OFFICER).get("/desk/register.csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))

    assert len(lines) == 3
    assert "'=1+1" in {line[1] for line in lines}
