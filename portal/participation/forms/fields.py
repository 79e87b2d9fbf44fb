"""The forms of the desk's survey pages."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from portal.registry.forms.fields import Choice, Day, Given, Line
from portal.shell.forms import Form

LONGEST_TEXT = 500
LARGEST_NUMBER = 1_000_000


class Whole(Line):
    """A whole number of 0 or more; `data` is the number, None for nothing."""

    keyboard = "numeric"
    typed: str | None = None

    @property
    def text(self) -> str:
        """What was typed, else the number."""
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        self.typed = valuelist[0].strip()
        self.data = None
        if not self.typed:
            return
        is_number = self.typed.isascii() and self.typed.isdecimal() and len(self.typed) <= 7
        if not is_number or int(self.typed) > LARGEST_NUMBER:
            raise ValueError(lazy_gettext("Please give a whole number."))
        self.data = int(self.typed)


def short(form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms has no types
    """Refuse a text of more than 500 characters."""
    if len(field.data or "") > LONGEST_TEXT:
        raise ValidationError(lazy_gettext("500 characters at most, please."))


class WaveForm(Form):
    """Plans a Survey."""

    starts_on = Day(lazy_gettext("First day"), [Given(lazy_gettext("Please give a day."))])
    last_day = Day(lazy_gettext("Last day"), [Given(lazy_gettext("Please give a day."))])
    restaurants = Whole(
        lazy_gettext("Restaurants to be drawn"),
        [Given(lazy_gettext("Please give a number."))],
        description=lazy_gettext("Two meal times are drawn for each."),
    )
    every = Whole(
        lazy_gettext("Invite one diner in"),
        [Given(lazy_gettext("Please give a number."))],
        description=lazy_gettext("3 means that every third table is invited."),
    )
    question_set = Choice(
        lazy_gettext("Questionnaire"),
        description=lazy_gettext(
            "School canteens are always asked with the questionnaire for parents, all others with "
            "that for diners."
        ),
    )


class SlipForm(Form):
    """Prints a sheet of slips."""

    code = Line(
        lazy_gettext("Code of the restaurant"),
        [Given(lazy_gettext("Please give the code."))],
        longest=20,
        description=lazy_gettext("Ten letters and digits, as on the sign."),
    )
    # i18n: of slips to be printed: 小票码张数
    number = Whole(lazy_gettext("How many slips"), [Given(lazy_gettext("Please give a number."))])
    valid_until = Day(lazy_gettext("Good until"), [Given(lazy_gettext("Please give a day."))])


class SlotForm(Form):
    """Enters what came of a slot."""

    invited = Whole(lazy_gettext("Diners invited"), [Given(lazy_gettext("Please give a number."))])
    refused = Whole(lazy_gettext("Of them refused"), [Given(lazy_gettext("Please give a number."))])


class DecisionForm(Form):
    """Decides about answers that were set aside; which way, the button says."""

    why = TextAreaField(
        lazy_gettext("Reason"),
        [Given(lazy_gettext("Please write why.")), short],
        description=lazy_gettext("Public: it stands in the ledger."),
    )


class AppealForm(Form):
    """Objects to answers being set aside."""

    text = TextAreaField(
        lazy_gettext("Your reason"),
        [Given(lazy_gettext("Please write why.")), short],
        description=lazy_gettext("For example a wedding party, or a class that ate here."),
    )
