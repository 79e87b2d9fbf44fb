"""The address alone decides the language."""

import pytest
from flask import Flask, url_for

from portal.extensions import babel
from portal.shell.languages import LanguagePrefix, address_in, chosen_locale, html_language


@pytest.fixture
def client():
    app = Flask(__name__)
    babel.init_app(app, locale_selector=chosen_locale)

    @app.get("/list")
    def listing():
        return {
            "language": html_language(),
            "link": url_for("listing"),
            "zh": address_in("zh_Hans_CN"),
            "en": address_in("en"),
        }

    @app.get("/english")
    def english():
        return "a path that only begins like the prefix"

    app.wsgi_app = LanguagePrefix(app.wsgi_app)
    return app.test_client()


def test_chinese_has_no_prefix(client):
    answer = client.get("/list").json

    assert (answer["language"], answer["link"]) == ("zh-Hans", "/list")


def test_english_stays_english_in_its_links(client):
    answer = client.get("/en/list").json

    assert (answer["language"], answer["link"]) == ("en", "/en/list")


@pytest.mark.parametrize("asked", ["/list?q=%E9%98%B3&page=2", "/en/list?q=%E9%98%B3&page=2"])
def test_switch_keeps_page_and_query(client, asked):
    answer = client.get(asked).json

    assert (answer["zh"], answer["en"]) == (
        "/list?q=%E9%98%B3&page=2",
        "/en/list?q=%E9%98%B3&page=2",
    )


def test_path_that_begins_with_the_letters_is_no_prefix(client):
    assert client.get("/english").status_code == 200
