"""A command runs in the language that is asked for, and fails in it."""

import click
import pytest
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.shell.commands import in_language
from portal.shell.rules import MingchuError


@click.command("speak")
@click.option("--refused", is_flag=True)
@in_language
def speak(*, refused: bool) -> None:
    """Say in which language it runs, or be refused."""
    if refused:
        raise MingchuError
    click.echo(f"{get_locale()} {_('Station')}")


@pytest.mark.parametrize(("lang", "told"), [("zh", "zh_Hans_CN 监管所"), ("en", "en Station")])
def test_a_command_runs_in_the_language_that_is_asked_for(app, lang, told):
    result = app.test_cli_runner().invoke(speak, ["--lang", lang])

    assert result.output.strip() == told


def test_what_is_refused_is_told_in_it_without_a_traceback(app):
    result = app.test_cli_runner().invoke(speak, ["--lang", "en", "--refused"])

    assert result.exit_code == 1
    assert "Please go back, check what you entered" in result.output
