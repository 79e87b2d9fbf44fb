"""What the demo prints."""

import io

import pytest

from deploy.terminal import Terminal


class Screen(io.StringIO):
    """A terminal a person looks at."""

    def isatty(self):
        return True


def test_a_step_shows_its_time():
    stream = io.StringIO()

    with Terminal(stream).step("Database migrated"):
        pass

    assert stream.getvalue() == "✔ Database migrated (0.0 s)\n"


def test_a_step_that_fails_is_not_ticked_off():
    stream = io.StringIO()

    with pytest.raises(ValueError, match="no"), Terminal(stream).step("Database migrated"):
        raise ValueError("no")

    assert "✔" not in stream.getvalue()


def test_progress_is_drawn_for_a_person_only():
    log, screen = io.StringIO(), Screen()

    Terminal(log).progress("Clips drawn", 0.5)
    Terminal(screen).progress("Clips drawn", 0.5)

    assert log.getvalue() == ""
    assert screen.getvalue().endswith("Clips drawn …  50%")


def test_colours_can_be_declined(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()

    Terminal(screen).from_process("web", "ready")

    assert screen.getvalue() == "       web │ ready\n"


def test_a_person_sees_colours(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()

    Terminal(screen).from_process("web", "ready")

    assert screen.getvalue() == "\x1b[36m       web │\x1b[0m ready\n"
