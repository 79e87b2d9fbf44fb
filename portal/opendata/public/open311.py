"""Cases as Open311 reads them: categories, states, Stations and days; nothing can be sent."""

from flask_babel import lazy_gettext

from portal.extensions import db
from portal.opendata import queries
from portal.opendata.api import JSON, XML, Operation, operation
from portal.opendata.public.blueprint import bp
from portal.opendata.shapes import RequestsAsked, Service, ServiceRequest, ServicesAsked
from portal.participation.case_kinds import Category, PublicWord
from portal.participation.forms.cases import CATEGORIES, PUBLIC
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.languages import is_english
from portal.shell.rules import NotFound

V2 = "/api/v1/open311/v2"
FORMAT = "<any(json, xml):format>"
BOTH = (JSON, XML)
HOUR_SECONDS, MINUTES_SECONDS = 3600, 300


@operation(
    bp,
    Operation("services", f"{V2}/services.{FORMAT}",
              lazy_gettext("Open311: categories of cases"),
              list[Service], ServicesAsked, HOUR_SECONDS, BOTH)
)  # fmt: skip
def services(asked: ServicesAsked) -> list[Service]:
    """All categories."""
    return [_service(category) for category in CATEGORIES]


@operation(
    bp,
    Operation("service", f"{V2}/services/<service_code>.{FORMAT}",
              lazy_gettext("Open311: one category"),
              list[Service], ServicesAsked, HOUR_SECONDS, BOTH)
)  # fmt: skip
def service(asked: ServicesAsked, service_code: str) -> list[Service]:
    """One category, alone in a list."""
    if service_code not in set(Category):
        raise NotFound("service", service_code)
    return [_service(Category(service_code))]


@operation(
    bp,
    Operation("requests", f"{V2}/requests.{FORMAT}",
              lazy_gettext("Open311: cases of the last 90 days, or of other days"),
              list[ServiceRequest], RequestsAsked, MINUTES_SECONDS, BOTH)
)  # fmt: skip
def requests(asked: RequestsAsked) -> list[ServiceRequest]:
    """A page of Cases."""
    return queries.service_requests(
        db.session(), asked, agency=_agency(), words=_words, now=clock.now()
    )


@operation(
    bp,
    Operation("request", f"{V2}/requests/<service_request_id>.{FORMAT}",
              lazy_gettext("Open311: one case"),
              list[ServiceRequest], ServicesAsked, MINUTES_SECONDS, BOTH)
)  # fmt: skip
def request(asked: ServicesAsked, service_request_id: str) -> list[ServiceRequest]:
    """One Case, alone in a list."""
    return queries.service_request(
        db.session(), service_request_id, agency=_agency(), words=_words
    )  # fmt: skip


def _service(category: Category) -> Service:
    words = CATEGORIES[category]
    return Service(
        service_code=category,
        service_name=_own(words.name.zh, words.name.en),
        description=_own(words.hint.zh, words.hint.en),
        metadata=False,
        type="realtime",
        keywords="",
        group="",
    )


def _words(category: Category, word: PublicWord) -> tuple[str, str]:
    name = CATEGORIES[category].name
    return _own(name.zh, name.en), str(PUBLIC[word])


def _agency() -> str:
    return _own(current_settings().district, current_settings().district_en)


def _own(chinese: str, english: str) -> str:
    return english if is_english() else chinese
