"""The notes of adopted Periods, read in either language."""

import pytest

from portal.evaluation.forms.following import note_text

BOTH = "名称均为合成。 / The names are synthetic."


@pytest.mark.parametrize(
    ("prefix", "note", "told"),
    [
        ("", BOTH, "名称均为合成。"),
        ("/en", BOTH, "The names are synthetic."),
        ("", "名称 / 日期均为合成。", "名称 / 日期均为合成。"),
        ("/en", "names / days", "names / days"),
        ("", "", ""),
    ],
)
def test_a_note_in_both_languages_is_told_in_that_of_the_reader(app, prefix, note, told):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": prefix}):
        assert note_text(note) == told
