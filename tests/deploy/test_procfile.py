"""Reading a Procfile."""

import pytest

from deploy.procfile import ProcessType, ProcfileInvalid, parse_procfile


def test_lines_are_read_in_their_order():
    text = "web: gunicorn --config a.py\nworker: flask jobs run\n"

    assert parse_procfile(text) == (
        ProcessType("web", ("gunicorn", "--config", "a.py")),
        ProcessType("worker", ("flask", "jobs", "run")),
    )


def test_quoted_words_stay_together():
    (web,) = parse_procfile('web: gunicorn "portal:create_app()"')

    assert web.command == ("gunicorn", "portal:create_app()")


def test_comments_and_blank_lines_are_passed_over():
    assert parse_procfile("\n# nothing\n  \nweb: a\n") == (ProcessType("web", ("a",)),)


def test_an_empty_file_has_no_places():
    assert parse_procfile("") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("web gunicorn", "line 1: expected"),
        ("web: a\nweb: b", "line 2: 'web' stands here twice"),
        ("web:", "line 1: expected"),
        ("a b: c", "line 1: expected"),
        ("web: 'open", "line 1: No closing quotation"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(text, said):
    with pytest.raises(ProcfileInvalid, match=said):
        parse_procfile(text)
