"""The pages of a portal, found by following links as a reader does: one for each route."""

import re
from collections.abc import Collection
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')


def pages_of(
    app: Flask, client: FlaskClient, *starts: str, known: Collection[str] = ()
) -> dict[str, str]:
    """The first page found of each route from `starts` on, those of `known` left out.

    Endpoints with paths. Follows links alone: no form is sent, and no file is a page.
    """
    adapter = app.url_map.bind("localhost")
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        try:
            endpoint, _ = adapter.match(urlsplit(path).path)
        except HTTPException:
            continue
        if endpoint in found or endpoint in known:
            continue
        with client.get(path) as answer:
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            found[endpoint] = path
            links = (unescape(each) for each in LINK.findall(answer.text))
            waiting += [urljoin(path, each) for each in links if not urlsplit(each).netloc]
    return found
