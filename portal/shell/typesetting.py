"""Where lines of pages may break."""

from flask import Flask
from jinja2.ext import Extension


class DotsStay(Extension):
    """The dot between two parts of a line stays behind the first when the line breaks there."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with a space that does not break before each such dot."""
        return source.replace(" · ", "\N{NO-BREAK SPACE}· ")


def init_app(app: Flask) -> None:
    """Read every template so."""
    app.jinja_env.add_extension(DotsStay)
