"""What a set of questions is; the sets themselves stand in `participation/question_sets.py`."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from portal.participation.kinds import (
    AgeAnswer,
    Item,
    PictureAnswer,
    Rating,
    VisitAnswer,
)
from portal.shell.rules import NotFound

LONGEST_REMARK = 1_200
ANSWERS = {
    Item.SATISFACTION: Rating,
    Item.TRUST: Rating,
    Item.EASE: Rating,
    Item.PICTURE: PictureAnswer,
    Item.OPENNESS: Rating,
    Item.VISIT: VisitAnswer,
    Item.AGE: AgeAnswer,
}
"""The words that each question may be answered with; a remark is free text."""


class QuestionSetUnknown(NotFound):
    """No question set has this name."""

    def __init__(self, name: str) -> None:
        super().__init__("question set", name)


@dataclass(frozen=True, slots=True)
class Words:
    """The same text in both languages, as it is fixed in a version."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its text, a hint or nothing, and the words of its answers in order."""

    item: Item
    text: Words
    hint: Words | None = None
    options: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A version of the questions; a change of one letter needs a new version."""

    name: str
    title: Words
    questions: tuple[Question, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of all its words, by which a published figure names its questionnaire."""
        return sha256(json.dumps(asdict(self), ensure_ascii=False).encode()).hexdigest()

    def question(self, number: int) -> Question | None:
        """The question of this number, counted from 1; None past the last."""
        return self.questions[number - 1] if 0 < number <= len(self.questions) else None


def is_answer(item: Item, text: str) -> bool:
    """Whether `text` is one of the words that `item` may be answered with."""
    return item in ANSWERS and text in {each.value for each in ANSWERS[item]}
