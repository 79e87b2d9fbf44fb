"""What open data asks and answers: the one description of interface, files and their columns.

The interface's document, its checks of what is asked, and the columns of the files are all made
from these. What a field means stands in forms/fields.py, by its name.
"""

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from portal.evaluation.kinds import Unit
from portal.findings.kinds import Severity, ViolationCode
from portal.live.rules import PictureKind
from portal.opendata.rules.labels import Bright, Progress
from portal.participation.case_kinds import Category
from portal.participation.kinds import Instrument, Rating
from portal.registry.kinds import RestaurantType, Status, Zone

Row = TypeVar("Row")

Code = Annotated[str, Meta(pattern="^[0-9a-z]{10}$", examples=["0123456789"])]
StationCode = Annotated[str, Meta(pattern="^[a-z0-9-]{1,20}$", examples=["east"])]
Number = Annotated[str, Meta(pattern="^[A-Z]{1,3}-[0-9]{4}-[0-9]{1,9}$")]
Year = Annotated[int, Meta(ge=1992, le=9998)]
Quarter = Annotated[str, Meta(pattern="^(199[2-9]|[2-8][0-9]{3})Q[1-4]$", examples=["2026Q3"])]
Moment = Annotated[datetime, Meta(tz=True)]
Limit = Annotated[int, Meta(ge=1, le=500)]


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing may be asked."""


class Listing(Asked, frozen=True, kw_only=True):
    """One page of a list."""

    limit: Limit = 100


class RestaurantsAsked(Listing, frozen=True, kw_only=True):
    """Which Restaurants."""

    after: Code | UnsetType = UNSET
    station: StationCode | UnsetType = UNSET
    type: RestaurantType | UnsetType = UNSET


class CameraDaysAsked(Listing, frozen=True, kw_only=True):
    """Which Cameras, on which day."""

    after: Code | UnsetType = UNSET
    day: date | UnsetType = UNSET
    restaurant: Code | UnsetType = UNSET


class FindingsAsked(Listing, frozen=True, kw_only=True):
    """Which published Findings."""

    after: Number | UnsetType = UNSET
    restaurant: Code | UnsetType = UNSET


class SatisfactionAsked(Asked, frozen=True, kw_only=True):
    """Which quarter."""

    period: Quarter | UnsetType = UNSET


class Page(Struct, Generic[Row], frozen=True):
    """A page of a list; `next` is what to ask for as `after`, null on the last one."""

    items: list[Row]
    next: str | None = None


class Station(Struct, frozen=True):
    """A Station under the Bureau."""

    code: StationCode
    name: str
    name_en: str


class Restaurant(Struct, frozen=True, kw_only=True):
    """A Restaurant as the register knows it, and what its kitchen shows now."""

    code: Code
    name: str
    name_en: str | None
    type: RestaurantType
    station: StationCode
    street: str
    address: str
    licence_no: str
    licence_until: date | None
    hours: str
    status: Status | None
    status_since: Moment | None
    is_key: bool
    built_on: date | None
    cameras: int
    displays: int
    bright_kitchen: Bright
    picture: PictureKind
    findings_12_months: int
    last_visit_on: date | None
    page: str


class KitchenStatus(Struct, frozen=True, kw_only=True):
    """Whether a Restaurant may be listed with a bright kitchen, for platforms."""

    code: Code
    bright_kitchen: Bright
    label: str
    label_en: str
    picture: PictureKind
    since: Moment | None
    as_of: Moment | None
    page: str


class CameraDay(Struct, frozen=True, kw_only=True):
    """A Camera's day in the open hours of its Restaurant."""

    day: date
    camera: Code
    restaurant: Code
    number: int
    zone: Zone
    due_minutes: int
    looked_minutes: int
    good_minutes: int
    good_percent: float | None


class PublicFinding(Struct, frozen=True, kw_only=True):
    """A violation that the Bureau decided to publish, until its day of expiry."""

    number: Number
    restaurant: Code
    restaurant_name: str
    violation: ViolationCode
    severity: Severity
    progress: Progress
    seen_on: date
    decided_on: date
    expires_on: date
    decision: str
    reply: str


class ClosedYear(Struct, frozen=True, kw_only=True):
    """A year that was closed, or its newest amendment."""

    year: Year
    amendment: int
    closed_at: Moment
    digest: str
    district: str | None
    district_en: str | None


class YearFigure(Struct, frozen=True, kw_only=True):
    """A figure of a closed year; with `part` and `whole` anybody can recompute it."""

    period: str
    code: str
    formula: str
    title: str
    title_en: str
    unit: Unit
    part: int
    whole: int | None
    value: str | None
    digest: str
    district: str | None


class SatisfactionCell(Struct, frozen=True, kw_only=True):
    """How many people of a Station's Restaurants chose a word; null where that is hidden."""

    period: Quarter
    instrument: Instrument
    station: StationCode
    rating: Rating
    answers: int | None
    is_suppressed: bool


class Service(Struct, frozen=True, kw_only=True):
    """A category of Cases, as Open311 wants it."""

    service_code: Category
    service_name: str
    description: str
    metadata: bool
    type: str
    keywords: str
    group: str


class ServicesAsked(Asked, frozen=True, kw_only=True):
    """Of which jurisdiction; there is one."""

    jurisdiction_id: Annotated[str, Meta(pattern="^[A-Za-z0-9._-]{0,60}$")] | UnsetType = UNSET


class RequestsAsked(ServicesAsked, frozen=True, kw_only=True):
    """Which Cases, by the names of Open311."""

    service_request_id: Annotated[str, Meta(pattern="^[A-Z0-9,-]{1,1000}$")] | UnsetType = UNSET
    service_code: Category | UnsetType = UNSET
    start_date: Moment | UnsetType = UNSET
    end_date: Moment | UnsetType = UNSET
    status: Literal["open", "closed"] | UnsetType = UNSET
    page: Annotated[int, Meta(ge=1, le=100_000)] = 1
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 100


class ServiceRequest(Struct, frozen=True, kw_only=True):
    """A Case as Open311 wants it: no words of its sender, no Restaurant, days for moments."""

    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str
    service_name: str
    service_code: Category
    agency_responsible: str
    requested_datetime: Moment
    updated_datetime: Moment
    expected_datetime: Moment | None
    address: str
