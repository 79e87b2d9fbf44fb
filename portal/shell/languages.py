"""Chinese without a prefix, English under `/en/`; the address alone decides."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import get_locale, get_translations

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHINESE, ENGLISH = "zh_Hans_CN", "en"
PREFIX = "/en"


class LanguagePrefix:
    """WSGI layer that moves a leading `/en` from the path to the script name.

    Routes stay free of languages, and `url_for` keeps a reader in the chosen one by itself.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on, without its language prefix."""
        path = environ.get("PATH_INFO", "")
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + PREFIX
            environ["PATH_INFO"] = path[len(PREFIX) :] or "/"
        return self.app(environ, start_response)


def chosen_locale() -> str:
    """The locale of the present request: English under `/en/`, Chinese elsewhere."""
    if has_request_context() and request.root_path.endswith(PREFIX):
        return ENGLISH
    return CHINESE


def is_english() -> bool:
    """Whether the reader chose English; for data that is stored in both languages."""
    locale: Locale | None = get_locale()
    return locale is not None and locale.language == "en"


def address_in(locale: str) -> str:
    """The present page's path in `locale`, query included, for the language switch."""
    base = request.root_path.removesuffix(PREFIX)
    prefix = PREFIX if locale == ENGLISH else ""
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    return f"{base}{prefix}{request.path}{query}"


def html_language() -> str:
    """The value of `<html lang>`."""
    return "en" if is_english() else "zh-Hans"


def find_translations(package: Path) -> Path:
    """The folder of the catalogues: beside the package in a checkout, inside it when installed."""
    inside = package / "translations"
    return inside if inside.is_dir() else package.parent / "translations"


def install_texts(app: Flask) -> None:
    """Have templates find their texts by the language alone.

    Flask-Babel asks anew for context, domain and folder at each text, and a page has a hundred.
    """
    kept: dict[str, Translations | NullTranslations] = {}

    def texts() -> Translations | NullTranslations:
        locale: Locale | None = get_locale()
        found = None if locale is None else kept.get(locale.language)
        if found is None:
            found = get_translations()
            if locale is not None:
                kept[locale.language] = found
        return found

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its extension
        gettext=lambda one: texts().ugettext(one),
        ngettext=lambda one, many, number: texts().ungettext(one, many, number),
        pgettext=lambda about, one: texts().upgettext(about, one),
        npgettext=lambda about, one, many, number: texts().unpgettext(about, one, many, number),
        newstyle=True,
    )  # fmt: skip


def init_app(app: Flask) -> None:
    """Let templates ask for the language and its switch."""
    install_texts(app)
    app.jinja_env.globals.update(
        address_in=address_in, html_language=html_language, is_english=is_english
    )
