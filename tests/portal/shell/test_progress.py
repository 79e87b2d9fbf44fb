"""Long work tells how far it has come, and to nobody where nobody looks on."""

import io

from portal.shell.progress import shown, through, told_to


class Terminal(io.StringIO):
    """A stream at which a person looks."""

    def isatty(self):
        return True


def test_work_is_the_same_whether_somebody_looks_on_or_not():
    with told_to(lambda done, number: None):
        looked_at = list(through("abc", 3))

    assert looked_at == list(through("abc", 3)) == ["a", "b", "c"]


def test_who_looks_on_is_told_how_much_of_how_much_is_done():
    told = []
    with told_to(lambda *how_far: told.append(how_far)):
        list(through("ab", 2))

    assert told == [(0, 2), (1, 2), (2, 2)]


def test_nobody_is_told_afterwards():
    told = []
    with told_to(lambda *how_far: told.append(how_far)):
        pass
    list(through("ab", 2))

    assert told == []


def test_a_person_sees_the_share_and_then_an_empty_line():
    terminal = Terminal()
    with shown("Reading", terminal):
        list(through("ab", 2))

    assert "Reading …   0% (0/2)" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_file_gets_no_line_that_is_drawn_anew():
    log = io.StringIO()
    with shown("Reading", log):
        list(through("ab", 2))

    assert log.getvalue() == ""
