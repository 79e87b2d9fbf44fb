"""The forms of the register's desk: each field with its words; rules check what they mean."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation

from portal.registry.forms.words import (
    ASKS,
    CAUSES,
    OWNERS,
    STATUSES,
    TYPES,
)
from portal.registry.kinds import (
    Ask,
    GapCause,
    RestaurantType,
    Status,
)
from portal.shell.forms import Form
from portal.shell.rules import DISTRICT_ZONE


class Given:
    """Something must be written; `text` says what."""

    field_flags: Mapping[str, bool] = {"required": True}

    def __init__(self, text: LazyString) -> None:
        self.text = text

    def __call__(self, form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms has no types
        """Refuse an empty field."""
        if not (field.data or "").strip() if isinstance(field.data, str) else field.data is None:
            field.errors = list(field.process_errors)
            raise StopValidation("" if field.errors else self.text)


class Line(StringField):  # type: ignore[misc]  # WTForms has no types
    """One line of text, `longest` characters at most; `kind` is the input's type."""

    kind, keyboard = "text", ""
    data: Any

    def __init__(
        self,
        label: LazyString,
        validators: Sequence[Given] = (),
        *,
        longest: int = 200,
        **more: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, validators, **more)
        self.longest = longest

    @property
    def text(self) -> str:
        """What stands in the input."""
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, without blanks around it."""
        self.data = valuelist[0].strip() if valuelist else self.data
        if self.data and (len(self.data) > self.longest or not self.data.isprintable()):
            raise ValueError(lazy_gettext("This text is too long, or holds invisible characters."))


class _Parsed(Line):
    """A line that stands for a value: `data` is the value, `typed` what was typed."""

    typed: str | None = None

    @property
    def text(self) -> str:
        """What was typed, else the value as it would be typed."""
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self._written(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; nothing is None."""
        if not valuelist:
            return
        self.typed = valuelist[0].strip()
        self.data = self._read(self.typed) if self.typed else None

    def _read(self, text: str) -> Any:  # noqa: ANN401 - a value of each kind of field
        raise NotImplementedError

    def _written(self, value: Any) -> str:  # noqa: ANN401
        return str(value)


class Day(_Parsed):
    """A district's day."""

    kind = "date"

    def _read(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(lazy_gettext("This is no date; write it like 2026-03-01.")) from None


class Clock(_Parsed):
    """A time of day."""

    kind = "time"

    def _read(self, text: str) -> time:
        try:
            return time.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            raise ValueError(lazy_gettext("This is no time; write it like 14:30.")) from None

    def _written(self, value: time) -> str:
        return f"{value:%H:%M}"


class Yuan(_Parsed):
    """Money: typed in yuan, `data` in fen."""

    keyboard = "decimal"

    def _read(self, text: str) -> int:
        try:
            fen = Decimal(text.replace(",", "")) * 100
        except InvalidOperation:
            fen = Decimal("NaN")
        if not fen.is_finite() or fen != fen.to_integral_value():
            raise ValueError(lazy_gettext("This is no amount; write it like 1200 or 1200.50."))
        return int(fen)

    def _written(self, value: int) -> str:
        whole, cents = divmod(value, 100)
        return f"{whole}.{cents:02}" if cents else str(whole)


class Choice(SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of some words: `choices` gives each value its label."""

    def __init__(
        self,
        label: LazyString,
        choices: Mapping[Any, Any] | None = None,
        *,
        coerce: Callable[[str], Any] = str,
        **more: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(
            label,
            choices=_offered(choices or {}),
            coerce=coerce,
            invalid_value_message=lazy_gettext("Please choose one of the list."),
            invalid_choice_message=lazy_gettext("Please choose one of the list."),
            **more,
        )

    def offer(self, choices: Mapping[str, str]) -> None:
        """Let people choose one of these, each value with its label."""
        self.choices = _offered(choices)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each value with its label."""
        return [(each.value, each.label) for each in self.choices]


def _offered(choices: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in choices.items()]


def reason(kept: LazyString | None = None) -> TextAreaField:
    """Why something is done; `kept` says where that stays, with the status unless told."""
    return TextAreaField(
        lazy_gettext("Reason"),
        [Given(lazy_gettext("Please write why."))],
        description=kept or lazy_gettext("Kept with the status, and shown where the status is."),
    )


class AskForm(Form):
    """What every ask about a Status has: a beginning, a reason, a proof."""

    order = ("licence_no", "station", "street", "address", "starts_on", "starts_time", "ends_on",
             "ends_time", "reason", "proof", "file")  # fmt: skip

    starts_on = Day(lazy_gettext("Holds from"), [Given(lazy_gettext("Please give a day."))])
    reason = reason()
    proof = Line(
        lazy_gettext("Document (optional)"),
        longest=200,
        description=lazy_gettext("Number or name of the document that proves it."),
    )
    file = FileField(
        lazy_gettext("Photograph or scan (optional)"),
        [Optional()],
        description=lazy_gettext("JPEG, PNG, WebP or PDF, 8 MB at most. Only staff can open it."),
    )

    def starts_at(self) -> datetime:
        """The moment from which it is to hold."""
        return _moment(self.starts_on.data, None)

    def ends_at(self) -> datetime | None:
        """The moment at which it is to end; only a suspension has one."""
        return None


class SuspendForm(AskForm):
    """Asks for a suspension."""

    starts_on = Day(lazy_gettext("Closed from"), [Given(lazy_gettext("Please give a day."))])
    starts_time = Clock(lazy_gettext("At (optional)"), description=lazy_gettext("Empty: midnight."))
    ends_on = Day(
        lazy_gettext("Open again from"),
        [Given(lazy_gettext("Please give a day."))],
    )
    ends_time = Clock(lazy_gettext("At (optional)"), description=lazy_gettext("Empty: midnight."))

    def starts_at(self) -> datetime:
        """The moment from which business rests."""
        return _moment(self.starts_on.data, self.starts_time.data)

    def ends_at(self) -> datetime | None:
        """The moment from which business goes on."""
        return _moment(self.ends_on.data, self.ends_time.data)


class ResumeForm(AskForm):
    """Asks that a suspension ends."""

    starts_on = Day(lazy_gettext("Open again from"), [Given(lazy_gettext("Please give a day."))])
    starts_time = Clock(lazy_gettext("At (optional)"), description=lazy_gettext("Empty: midnight."))

    def starts_at(self) -> datetime:
        """The moment from which business goes on."""
        return _moment(self.starts_on.data, self.starts_time.data)


class MoveForm(AskForm):
    """Asks for a move: what the record of the new place says."""

    licence_no = Line(
        lazy_gettext("New licence number"),
        [Given(lazy_gettext("Please give the number."))],
        longest=50,
    )
    station = Choice(lazy_gettext("Station of the new place"))
    street = Line(lazy_gettext("New sub-district"), longest=100)
    address = Line(
        lazy_gettext("New address"), [Given(lazy_gettext("Please give the address."))], longest=300
    )


ASK_FORMS: dict[Ask, type[AskForm]] = {
    Ask.OPEN: AskForm,
    Ask.SUSPEND: SuspendForm,
    Ask.RESUME: ResumeForm,
    Ask.CLOSE: AskForm,
    Ask.MOVE: MoveForm,
}
assert ASK_FORMS.keys() == ASKS.keys()  # noqa: S101 - each ask has its form


class DecisionForm(Form):
    """Grants or refuses; which of them, the button says."""

    why = TextAreaField(
        lazy_gettext("Answer"),
        description=lazy_gettext("Needed for a refusal; the restaurant reads it."),
    )


class FactsForm(Form):
    """Corrects what the register says of a Restaurant."""

    name = Line(
        lazy_gettext("Name at the door"),
        [Given(lazy_gettext("Please give the name."))],
        longest=100,
    )
    name_en = Line(lazy_gettext("Name in English (optional)"), longest=200)
    type = Choice(lazy_gettext("Type"), TYPES, coerce=RestaurantType)
    street = Line(lazy_gettext("Sub-district"), longest=100)
    address = Line(
        lazy_gettext("Address"), [Given(lazy_gettext("Please give the address."))], longest=300
    )
    licence_until = Day(
        lazy_gettext("Licence holds until (optional)"), description=lazy_gettext("Its last day.")
    )
    built_on = Day(
        lazy_gettext("Bright kitchen built on (optional)"),
        description=lazy_gettext("Empty: not built yet."),
    )
    is_key = BooleanField(lazy_gettext("Key restaurant"))


class RegisterForm(FactsForm):
    """Registers a Restaurant."""

    order = ("licence_no", "name", "name_en", "type", "station", "street", "address", "hours",
             "status", "starts_on", "licence_until", "built_on", "is_key")  # fmt: skip

    licence_no = Line(
        lazy_gettext("Licence number"), [Given(lazy_gettext("Please give the number."))], longest=50
    )
    station = Choice(lazy_gettext("Station"))
    hours = Line(
        lazy_gettext("Business hours"),
        [Given(lazy_gettext("Please give the hours."))],
        longest=500,
        description=lazy_gettext("For example 24h, or Mon-Fri 06:30-13:30; Sat 9:00-21:00."),
    )
    status = Choice(
        lazy_gettext("Status"),
        {each: STATUSES[each] for each in (Status.PLANNED, Status.OPEN)},
        coerce=Status,
    )
    starts_on = Day(lazy_gettext("Holds from"), [Given(lazy_gettext("Please give a day."))])


class HoursForm(Form):
    """Changes business hours from a day on."""

    hours = RegisterForm.hours
    day = Day(
        lazy_gettext("Holds from"),
        [Given(lazy_gettext("Please give a day."))],
        description=lazy_gettext("Today, unless hours were entered wrongly before."),
    )
    reason = TextAreaField(
        lazy_gettext("Reason, if that day is over"),
        description=lazy_gettext(
            "Online rates are then counted anew from that day on. Your reason is kept in the "
            "audit chain."
        ),
    )


class GapForm(Form):
    """What people know of a coverage gap."""

    cause = Choice(lazy_gettext("Cause"), CAUSES, coerce=GapCause)
    owner = Choice(
        lazy_gettext("Whose turn it is"), {"": lazy_gettext("Nobody named yet"), **OWNERS}
    )
    due_on = Day(lazy_gettext("To be closed by (optional)"))
    cost = Yuan(
        lazy_gettext("Cost in yuan (optional)"), description=lazy_gettext("Empty: not known.")
    )
    note = TextAreaField(lazy_gettext("Note (optional)"))


def _moment(day: date, at: time | None) -> datetime:
    """A district's day and time as a moment; no time means midnight."""
    return datetime.combine(day, at or time(), DISTRICT_ZONE).astimezone(UTC)
