"""Contracts at the desk: what each role sees and does, and the files."""

import io
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.contracts.queries import statement_of
from portal.contracts.rules.statements import is_whole
from portal.registry.models import Restaurant
from tests.portal.contracts.conftest import CODE, NOW, clause_asked, contract_asked
from tests.support.page import read

HOME = "/en/desk/contracts"
PAGE = f"{HOME}/{CODE}/2026Q1"


def fields(asked):
    """A form as it is sent."""
    return {name: getattr(asked, name) for name in asked.__dataclass_fields__}


def test_an_officer_writes_a_contract_down_and_is_told_what_is_odd(as_, session):
    browser = as_(Role.BUREAU_OFFICER)

    odd = browser.post(HOME, data=fields(contract_asked(until="2025-01-01")))
    assert odd.status_code == 422
    assert "First day after it" in odd.text
    assert browser.post(HOME, data=fields(contract_asked())).status_code == 302
    page = f"{HOME}/{CODE}"
    vague = browser.post(f"{page}/clauses", data=fields(clause_asked(threshold="many")))
    assert "a number above 0" in vague.text
    assert browser.post(f"{page}/clauses", data=fields(clause_asked())).status_code == 302
    assert browser.post(f"{page}/fees", data={"year": "2026", "fen": "10"}).status_code == 302
    owed = {"name": "Report one", "due_on": "2026-04-05"}
    assert browser.post(f"{page}/reports", data=owed).status_code == 302
    came = {"delivered_on": "2026-04-04", "proof": "file 9"}
    assert browser.post(f"{page}/reports/1", data=came).status_code == 302
    text = read(browser.get(page).text).text
    assert "Report one" in text
    assert "file 9" in text
    assert "five cameras" in text


def test_a_statement_is_issued_objected_to_decided_and_settled(as_, contract, set_clock):
    officer, vendor = as_(Role.BUREAU_OFFICER), as_(Role.VENDOR)
    assert "nothing of it is issued" in vendor.get(PAGE).text
    assert officer.post(f"{PAGE}/settle").status_code == 404
    assert officer.post(f"{PAGE}/issue").status_code == 302

    page = read(vendor.get(PAGE).text)
    row = page.all("option")[0].get("value")
    assert vendor.post(f"{PAGE}/object", data={"row": row, "reason": ""}).status_code == 422
    told = {"row": row, "reason": "no power that week"}
    assert vendor.post(f"{PAGE}/object", data=told).status_code == 302
    assert "no power that week" in officer.get(PAGE).text
    assert officer.post(f"{PAGE}/settle").status_code == 409
    granted = {"grant": "1", "why": "proved"}
    assert officer.post(f"{PAGE}/objections/1", data=granted).status_code == 302
    assert "may still object" in officer.post(f"{PAGE}/settle").text
    set_clock(NOW + timedelta(days=30))
    officer, vendor = as_(Role.BUREAU_OFFICER), as_(Role.VENDOR)
    assert officer.post(f"{PAGE}/settle").status_code == 302
    text = vendor.get(PAGE).text
    assert "Deducted when issued" in text
    assert "Settled on" in text
    assert "settled" in vendor.get(f"{HOME}/{CODE}").text


def test_the_files_of_a_statement_hold_its_rows(as_, contract):
    browser = as_(Role.BUREAU_OFFICER)
    assert browser.get(f"{PAGE}/statement.json").status_code == 404
    browser.post(f"{PAGE}/issue")

    document = json.loads(browser.get(f"{PAGE}/statement.json").data)
    book = load_workbook(io.BytesIO(browser.get(f"{PAGE}/statement.xlsx").data))

    assert is_whole(document)
    assert len(book.worksheets) == 3
    assert book.worksheets[2].max_row == 3


def test_rows_have_the_names_that_a_reader_knows(as_, contract, session):
    first, second = session.scalars(select(Restaurant).order_by(Restaurant.id))
    first.name, first.name_en, second.name, second.name_en = "渔港", "Harbour", "麦田", None
    session.commit()
    vendor = as_(Role.VENDOR)

    english = [each.text for each in read(vendor.get(PAGE).text).all("th") if each.get("scope")]
    chinese = read(vendor.get(PAGE.removeprefix("/en")).text).text

    assert {"Harbour", "麦田"} <= set(english)
    assert '<span lang="zh-Hans">麦田</span>' in vendor.get(PAGE).text
    assert first.code not in chinese
    assert "渔港" in chinese


def test_a_statement_that_was_tampered_with_says_so(as_, contract, session):
    browser = as_(Role.BUREAU_OFFICER)
    browser.post(f"{PAGE}/issue")
    session.expire_all()
    statement = contract_statement(session)
    document = statement.read()
    document["tables"]["standings"][0]["cameras"] = 5
    statement.document = json.dumps(document)
    session.commit()

    assert "NOT the same" in browser.get(PAGE).text


def contract_statement(session):
    """The statement that was issued."""
    return statement_of(session, CODE, "2026Q1")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.VENDOR])
def test_others_read_and_write_nothing(as_, contract, role):
    browser = as_(role)

    assert browser.get(HOME).status_code == 200
    assert browser.get(f"{HOME}/{CODE}").status_code == 200
    assert browser.post(f"{PAGE}/issue").status_code == 403


def test_a_month_or_an_unknown_contract_has_no_statement(as_, contract):
    browser = as_(Role.AUDITOR)

    assert browser.get(f"{HOME}/{CODE}/2026-01").status_code == 400
    assert browser.get(f"{HOME}/HT-0/2026Q1").status_code == 404
