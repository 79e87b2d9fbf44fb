"""What kinds of news are called and how they read; floors above bring theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from portal.notices.rules.news import Bilingual, FieldValue, unpacked
from portal.shell import filters
from portal.shell.languages import is_english


@dataclass(frozen=True, slots=True)
class Wording:
    """How news of a kind reads: `title` is one line, `body` what to do, `short` for an SMS.

    Blanks are named, as in "Fault %(number)s opened". `words` holds lazy texts for fields that
    are codes, such as {"code": CODES}; `name` is what the kind is called in lists.
    """

    name: LazyString
    title: LazyString
    body: LazyString
    short: LazyString | None = None
    words: Mapping[str, Mapping[Any, LazyString]] = field(default_factory=dict)


class Told(Protocol):
    """A Notice, as its words need it."""

    kind: str
    fields: dict[str, Any]


KINDS: dict[str, Wording] = {}
MOST_IN_DIGEST = 100


def name_kinds(kinds: Mapping[str, Wording]) -> None:
    """Let notices of these kinds read so."""
    KINDS.update(kinds)


def title_of(notice: Told) -> str:
    """The one line that says what happened, in the present language."""
    wording = KINDS.get(notice.kind)
    return _filled(wording.title, notice, wording) if wording else str(_("A notice"))


def body_of(notice: Told) -> str:
    """What happened and what to do, in the present language."""
    wording = KINDS.get(notice.kind)
    return _filled(wording.body, notice, wording) if wording else ""


def short_of(notice: Told) -> str:
    """What an SMS says; the title where the kind has no other words for it."""
    wording = KINDS.get(notice.kind)
    if wording is None or wording.short is None:
        return title_of(notice)
    return _filled(wording.short, notice, wording)


def kind_text(kind: str) -> str:
    """What a kind is called; itself where no floor named it."""
    return str(KINDS[kind].name) if kind in KINDS else kind


def digest_words(notices: Sequence[Told]) -> tuple[str, str]:
    """Title and body of one message about several notices, a line each."""
    title = ngettext("%(num)s notice of the day", "%(num)s notices of the day", len(notices))
    lines = [f"· {title_of(notice)}" for notice in notices[:MOST_IN_DIGEST]]
    return str(title), "\n".join(lines)


def footer(address: str) -> str:
    """What stands under each mail."""
    return str(_(
        "This message was sent by the bright-kitchen portal; nobody reads answers to it. "
        "How you are told: %(address)s",
        address=address,
    ))  # fmt: skip


def _filled(text: LazyString, notice: Told, wording: Wording) -> str:
    values = _Blanks(
        (name, _value_text(value, wording.words.get(name, {})))
        for name, value in unpacked(notice.fields).items()
    )
    return str(text) % values


class _Blanks(dict[str, str]):
    """What fills the blanks; one that old news has nothing for reads as not known."""

    def __missing__(self, name: str) -> str:
        return filters.unknown()


def _value_text(value: FieldValue, words: Mapping[Any, LazyString]) -> str:
    if isinstance(value, Bilingual):
        return (value.en if is_english() else value.zh) or value.zh
    if isinstance(value, datetime):
        return filters.moment(value)
    if isinstance(value, date):
        return filters.day(value)
    return str(words.get(value, value))
