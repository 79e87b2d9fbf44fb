"""Every state and fault has its words, and the template is downloaded in the reader's language."""

import io
import re

import pytest
from flask_babel import force_locale
from openpyxl import load_workbook

from portal.registry import forms
from portal.registry.kinds import RestaurantType, Status, Zone
from portal.registry.rules import COLUMNS, AddressFault, Fault, HoursFault, Problem
from portal.registry.rules.cells import PRIVACY_WORDS, STATUS_WORDS, TYPE_WORDS, ZONE_WORDS

FAULTS = [*Fault, *HoursFault, *AddressFault]
VALUES = dict.fromkeys(
    ("value", "part", "header", "known", "recorded", "longest", "most", "line", "number"), "7"
)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_told_in_a_sentence(app, fault):
    with app.app_context(), force_locale("en"):
        told = forms.problem_text(Problem(3, "zone", fault, VALUES))
    assert re.fullmatch(r".{10,}[.5]", told), told
    assert "%(" not in told


def test_no_two_faults_share_a_code():
    assert len({fault.value for fault in FAULTS}) == len(FAULTS) == len(forms.PROBLEMS)


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem(None, "", "empty_file"), "The file"),
        (Problem(3, "", "cell_without_column"), "line 3: "),
        (Problem(3, "zone", "required"), "line 3, column zone: "),
    ],
)
def test_a_problem_is_told_with_its_place(app, problem, place):
    with app.app_context(), force_locale("en"):
        assert forms.problem_line(problem).startswith(place)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [(forms.ZONES, Zone), (forms.TYPES, RestaurantType), (forms.STATUSES, Status)],
)
def test_every_word_of_the_register_has_a_text(texts, kind):
    assert set(texts) == set(kind)


@pytest.mark.parametrize(
    ("words", "kind"),
    [(ZONE_WORDS, Zone), (TYPE_WORDS, RestaurantType), (STATUS_WORDS, Status),
     (PRIVACY_WORDS, set(PRIVACY_WORDS.values()))],
)  # fmt: skip
def test_every_word_of_the_register_has_a_chinese_one_in_files(words, kind):
    assert set(words.values()) == set(kind)


def test_every_column_is_explained():
    assert set(forms.EXPLANATIONS) == {column.key for column in COLUMNS}


@pytest.mark.parametrize(("prefix", "header"), [("", "许可证号"), ("/en", "licence_no")])
def test_the_csv_template_is_downloaded_in_the_readers_language(client, prefix, header):
    response = client.get(f"{prefix}/register/template.csv")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment; filename=mingchu-register.csv" in response.headers["Content-Disposition"]
    assert response.data.decode("utf-8-sig").startswith(f"{header},")


def test_the_xlsx_template_explains_its_columns_in_english(client):
    response = client.get("/en/register/template.xlsx")
    sheet = load_workbook(io.BytesIO(response.data))["Columns"]
    explained = {row[0].value: row[3].value for row in sheet.iter_rows(min_row=2)}
    assert "CK Cooking" in explained["zone"]
    assert "school_canteen School canteen" in explained["type"]


def test_there_is_no_template_of_another_kind(client):
    assert client.get("/register/template.pdf").status_code == 404
