"""The base of every form: shape is checked here, meaning by rules, and both say why."""

from collections.abc import Iterator
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm

WORDS = frozenset({"text", "note", "reason", "why", "decision", "reply", "answer"})
"""Fields in which people write more than they would like to write again; none is a secret."""


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose texts are ours and which can be told what a rule found wrong.

    `order` names its fields as they stand on the page, where that is not as they are declared.
    """

    order: ClassVar[tuple[str, ...]] = ()

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """No texts of the library's own: each field brings its words."""

        locales = ("en",)

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:  # noqa: ANN401 - as there
            """What was filled in: nothing by JSON, which has values that no field can hold."""
            return None if request.is_json else super().wrap_formdata(form, formdata)

    def refuse(self, field: str, text: str) -> None:
        """Say `text` at the field of this name, or above the form where there is none."""
        if field in self:
            self[field].errors = [*self[field].errors, text]
        else:
            self.form_errors.append(text)

    @property
    def fields(self) -> Iterator[Any]:
        """The fields that people fill in, in their order."""
        names = self.order or tuple(field.name for field in self if field.name != "csrf_token")
        return (self[name] for name in names if name in self)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong as (id of a field or nothing, words), in their order."""
        found = [("", text) for text in self.form_errors]
        return found + [(field.id, str(text)) for field in self.fields for text in field.errors]


def typed_words() -> list[str]:
    """What was written into the form that was sent, to be shown where it cannot be taken."""
    if request.method != "POST":
        return []
    return [text for name, text in request.form.items() if name in WORDS and text.strip()]
