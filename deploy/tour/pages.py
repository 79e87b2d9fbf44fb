"""Which pages a tour goes to: found by links as readers of every role find them, some by name."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from deploy.tour.steps import Step
from portal.seed.district import SAMPLE
from portal.seed.people import PEOPLE

NOBODY = ""
PUBLIC = ("/", "/restaurants", f"/r/{SAMPLE.code}", f"/embed/{SAMPLE.code}", "/tell",
          "/account/sign-in")  # fmt: skip
STAFF = ("/desk/", "/account", "/notices", "/wall")
OF_EACH_ROLE = {"desk.start", "notices.inbox"}  # pages that differ by who reads them
KITCHENS = 12  # at most; the demo district has as many, one for each state
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
KITCHEN = re.compile(r'href="/r/([0-9a-z]+)"')
SECONDS = 60
# What no link leads to, or what a link would show in one state of several: login, name, path.
BY_NAME = (
    (NOBODY, "not-found", "/r/0000000000"),
    (NOBODY, "nothing-found", "/restaurants?q=zzzz"),
    (NOBODY, "display", f"/display/{SAMPLE.code}"),
    (NOBODY, "sign", f"/r/{SAMPLE.code}/sign"),
    ("demo-owner", "not-allowed", "/people"),
    ("demo-owner", "findings-owner", "/desk/findings?queue=all"),
    ("demo-bureau", "findings-all", "/desk/findings?queue=all"),
    ("demo-bureau", "cases-all", "/desk/cases?queue=all"),
    ("demo-vendor", "faults-all", "/desk/faults?queue=all"),
    ("demo-auditor", "year-2021", "/desk/evaluation/2021"),
    ("demo-auditor", "report-2021", "/desk/evaluation/2021/report"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to photograph: its name in files, its path without a language, and who reads it.

    One behind a form is shown once the `steps` are done.
    """

    name: str
    path: str
    login: str = NOBODY
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What an address answered: its path after redirects, and its links."""

    path: str
    links: tuple[str, ...]


Ask = Callable[[str], Found | None]


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow no redirect: where it leads is a page of its own."""


def asker(portal: str, cookie: str | None) -> Ask:
    """What fetches pages of `portal` as whoever has the `cookie`; None for what is no page."""
    opener = build_opener(_Stay)

    def ask(path: str) -> Found | None:
        request = Request(portal + path)  # noqa: S310 - http, by argument
        if cookie:
            request.add_header("Cookie", cookie)
        try:
            answer: HTTPResponse = opener.open(request, timeout=SECONDS)
        except HTTPError:
            return None
        with answer:
            if answer.headers.get_content_type() != "text/html":
                return None
            links = (unescape(each) for each in LINK.findall(answer.read().decode()))
            inside = (urljoin(path, each) for each in links if not urlsplit(each).netloc)
            return Found(path, tuple(inside))

    return ask


def walk(
    addresses: Map, ask: Ask, starts: Iterable[str], *, known: Iterable[str] = ()
) -> dict[str, str]:
    """The first page found of each route from `starts` on, those of `known` left out."""
    adapter = addresses.bind("localhost")
    found: dict[str, str] = {}
    left_out = set(known)
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        try:
            endpoint, _ = adapter.match(urlsplit(path).path)
        except HTTPException:
            continue
        if endpoint in left_out:
            continue
        page = ask(path)
        if page is None:
            continue
        left_out.add(endpoint)
        found[endpoint] = path
        waiting += page.links
    return found


def kitchens(portal: str) -> Iterator[Page]:
    """The page of each kitchen of the demo, whatever state it is in."""
    with build_opener().open(f"{portal}/restaurants", timeout=SECONDS) as answer:
        listed = dict.fromkeys(KITCHEN.findall(answer.read().decode()))
    for number, code in enumerate(list(listed)[:KITCHENS], start=1):
        yield Page(f"kitchen-{number:02}", f"/r/{code}")


def all_pages(portal: str, addresses: Map, cookies: dict[str, str]) -> Iterator[Page]:
    """Every page of `portal`, one of each route, and those that have more than one face.

    `cookies` holds the signed-in cookie of each login of the demo.
    """
    yield from kitchens(portal)
    known: set[str] = set()
    for login in (NOBODY, *(each.login for each in PEOPLE)):
        starts = STAFF if login else PUBLIC
        ask = asker(portal, cookies.get(login))
        pages = walk(addresses, ask, starts, known=known - OF_EACH_ROLE)
        for endpoint, path in pages.items():
            name = endpoint.replace(".", "-").replace("_", "-")
            yield Page(f"{name}-{login}" if endpoint in OF_EACH_ROLE else name, path, login)
        known |= pages.keys()
    for login, name, path in BY_NAME:
        yield Page(name, path, login)
