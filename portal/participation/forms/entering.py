"""The form in which staff take down an answer: all questions on one page."""

from typing import ClassVar, Self

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from portal.participation.forms.words import MODES, said
from portal.participation.kinds import Item, Mode
from portal.participation.rules.questions import LONGEST_REMARK, QuestionSet
from portal.registry.forms.fields import Choice, Day, Given, Line
from portal.shell.forms import Form

NOT_ANSWERED = {"": lazy_gettext("Not answered")}


def brief(form: Form, field: object) -> None:
    """Refuse a remark of more than 1,200 characters."""
    if len(getattr(field, "data", None) or "") > LONGEST_REMARK:
        raise ValidationError(lazy_gettext("1,200 characters at most, please."))


class EnterForm(Form):
    """Takes down one answer; the questions are those of a set."""

    FURTHER: ClassVar[tuple[Item, ...]] = (
        Item.TRUST, Item.EASE, Item.PICTURE, Item.OPENNESS, Item.VISIT, Item.AGE,
    )  # fmt: skip

    code = Line(
        lazy_gettext("Code of the restaurant"),
        [Given(lazy_gettext("Please give the code."))],
        longest=20,
        description=lazy_gettext("Ten letters and digits, as on the sign."),
    )
    mode = Choice(
        lazy_gettext("How it was asked"), {each: MODES[each] for each in (Mode.PAPER, Mode.PHONE)}
    )
    day = Day(lazy_gettext("Day of the answer"), [Given(lazy_gettext("Please give a day."))])
    satisfaction = Choice("", default="")
    trust = Choice("", default="")
    ease = Choice("", default="")
    picture = Choice("", default="")
    openness = Choice("", default="")
    visit = Choice("", default="")
    age = Choice("", default="")
    remark = TextAreaField("", [brief])

    @classmethod
    def of(cls, asked: QuestionSet, *, is_placed: bool) -> Self:
        """The form with the words of a question set; `is_placed`: the Restaurant is known."""
        form = cls()
        for question in asked.questions:
            field = form[question.item.value]
            field.label.text = said(question.text)
            if question.item is Item.REMARK:
                field.longest = LONGEST_REMARK
                field.data = field.data or ""
                continue
            words = {value: said(text) for value, text in question.options}
            is_first = question.item is Item.SATISFACTION
            field.offer(words if is_first else NOT_ANSWERED | words)
        if is_placed:
            del form.code
        return form
