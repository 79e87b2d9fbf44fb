"""Commands in the language of whoever runs them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from portal.shell.errors import text_of
from portal.shell.languages import CHINESE, ENGLISH
from portal.shell.rules import MingchuError

LOCALES = {"zh": CHINESE, "en": ENGLISH}


def in_language(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --lang: it runs in that language, and fails in it where refused."""

    @with_appcontext  # without one there would be no language
    @wraps(command)
    def run(*args: Any, locale: str, **options: Any) -> Any:  # noqa: ANN401 - as it takes
        with force_locale(locale):
            try:
                return command(*args, **options)
            except MingchuError as error:
                raise click.ClickException(text_of(error)) from None

    return click.option(
        "--lang", "locale", type=click.Choice(list(LOCALES)), default="zh", show_default=True,
        callback=lambda context, parameter, name: LOCALES[name],
        help="Language of what is printed or written.",
    )(run)  # fmt: skip
