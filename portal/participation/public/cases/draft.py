"""What a citizen's form carries from page to page; on the server lie pictures alone."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime

from flask import request
from flask_babel import gettext as _
from flask_wtf.csrf import ValidationError, validate_csrf
from itsdangerous import BadSignature

from portal.participation.case_kinds import Category
from portal.participation.forms.case_refusals import MISSING, fault_text
from portal.participation.public.cases.blueprint import pictures, signer
from portal.participation.rules.codes import is_key, new_key
from portal.participation.rules.intake import (
    FIELDS,
    MOST_PICTURES,
    Door,
    IntakeFault,
    KeptPhoto,
    NewCase,
    Page,
    faults_of,
    pages_of,
)
from portal.registry.rules.proofs import MOST_BYTES, ProofRefused
from portal.shell import clock
from portal.shell.asked import member
from portal.shell.errors import text_of
from portal.shell.languages import is_english
from portal.shell.rules import FileRefused, MingchuError
from portal.shell.sent_files import sent_content

TYPED = (
    "category", "text", "claim", "seen_on", "name", "phone", "address", "no_texts", "supports",
    "warned", "place_name", "place_address", "station",
)  # fmt: skip
LONGEST = 5000  # characters of any field that a page shows again


@dataclass(slots=True)
class Draft:
    """A form under way: its key, when it was opened, what was typed, what is wrong where."""

    door: Door
    key: str
    shown_at: datetime
    typed: dict[str, str] = field(default_factory=dict)
    photos: list[KeptPhoto] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def form(self) -> str:
        """The form's key and age, signed, as the page carries them."""
        return str(signer("form").dumps([self.key, int(self.shown_at.timestamp())]))

    @property
    def tickets(self) -> list[str]:
        """The pictures, signed, as the page carries them."""
        return [self._ticket(each) for each in self.photos]

    @property
    def category(self) -> Category | None:
        """What it is about; None where nothing was chosen."""
        return member(Category, self.typed.get("category"))

    @property
    def seen_on(self) -> date | None:
        """The day it was seen; None for none and for what is no date."""
        try:
            return date.fromisoformat(self.typed.get("seen_on", "").strip())
        except ValueError:
            return None

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong as (id of a field or nothing, words), in their order."""
        found = [("", self.problem)] if self.problem else []
        return found + list(self.errors.items())

    def new_case(self, *, supports: int | None = None) -> NewCase:
        """What is to be filed."""
        typed = self.typed
        return NewCase(
            key=self.key,
            kind=self.door.kind,
            channel=self.door.channel,
            category=self.category or Category.OTHER,
            text=typed.get("text", ""),
            claim=typed.get("claim", "") if self.door is Door.COMPLAINT else "",
            name=typed.get("name", "") if self.door is Door.COMPLAINT else "",
            phone=typed.get("phone", "") if self.door is not Door.INSIDER else "",
            address=typed.get("address", "") if self.door is Door.COMPLAINT else "",
            no_texts=typed.get("no_texts") == "1",
            seen_on=self.seen_on,
            language="en" if is_english() else "zh",
            pictures=tuple(self.photos),
            supports=supports,
        )

    def check(self, *pages: Page) -> bool:
        """Whether what these pages ask is right; `errors` then says what is not."""
        fields = [name for page in pages for name in FIELDS[page]]
        faults = faults_of(self.new_case(), now=clock.now())
        if self.typed.get("seen_on", "").strip() and self.seen_on is None:
            faults["seen_on"] = IntakeFault.NO_DATE
        for name in fields:
            if name == "category" and self.category is None:
                self.errors[name] = str(MISSING[name])
            elif name in faults:
                self.errors[name] = fault_text(name, faults[name])
        return not self.errors and not self.problem

    def first_wrong(self) -> Page | None:
        """The first page with something wrong on it."""
        return next(
            (page for page in pages_of(self.door) if set(FIELDS[page]) & self.errors.keys()), None
        )

    def refuse(self, error: MingchuError) -> None:
        """Say above the form why it was refused."""
        self.problem = text_of(error)

    def _ticket(self, photo: KeptPhoto) -> str:
        facts = asdict(photo) | {"key": self.key}
        return str(signer("picture").dumps(facts))


def fresh_draft(door: Door) -> Draft:
    """A form that somebody opens now."""
    return Draft(door, new_key(), clock.now())


def sent_draft(door: Door) -> Draft:
    """The form as it was sent; a forged or lost mark makes it a fresh one with the same words."""
    draft = fresh_draft(door)
    try:
        key, seconds = signer("form").loads(request.form.get("form", ""))
        if is_key(str(key)):
            draft.key, draft.shown_at = str(key), datetime.fromtimestamp(int(seconds), UTC)
    except (BadSignature, TypeError, ValueError, OverflowError, OSError):
        draft.problem = str(_("This page was changed or is too old. Please send it once more."))
    draft.typed = {
        name: request.form.get(name, "")[:LONGEST].replace("\r\n", "\n") for name in TYPED
    }
    draft.photos = [
        photo for each in request.form.getlist("picture")[:MOST_PICTURES]
        if (photo := photo_of(each, key=draft.key)) is not None
    ]  # fmt: skip
    _check_token(draft)
    return draft


def photo_of(ticket: str, *, key: str | None = None) -> KeptPhoto | None:
    """The picture behind a ticket of this form; None where it is forged, foreign or gone."""
    try:
        facts = dict(signer("picture").loads(ticket))
        if facts.pop("key") != key and key is not None:
            return None
        return KeptPhoto(**facts)
    except (BadSignature, TypeError, KeyError, ValueError):
        return None


def take_photos(draft: Draft) -> None:
    """Keep the photographs that came along, as many as may be; `errors` says what was refused."""
    for sent in request.files.getlist("photo"):
        if not sent.filename:
            continue
        if len(draft.photos) >= MOST_PICTURES:
            draft.errors["pictures"] = str(_("Six photographs at most; the others were left out."))
            return
        try:
            draft.photos.append(pictures().keep(sent_content(sent, most=MOST_BYTES)))
        except FileRefused as error:
            draft.errors["pictures"] = refused_text(error)


def refused_text(error: FileRefused) -> str:
    """Why a photograph was not taken."""
    if not isinstance(error, ProofRefused):
        return text_of(error)
    if error.fault == "size":
        return str(_("A photograph is larger than 8 MB. Please choose a smaller one."))
    if error.fault == "broken":
        return str(_("A photograph cannot be read. Please choose another one."))
    return str(_("Please choose photographs only: JPEG, PNG, WebP or HEIC."))


def _check_token(draft: Draft) -> None:
    """Forms come from our own pages; an old page is no reason to lose what was typed."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        draft.problem = str(
            _("This page was open for long. Nothing is lost: please send it once more.")
        )
