"""What an opener raises when it brings no picture, and what a model is refused for.

DetectorError
├── NoPicture     the camera gave none; its fault, with a cause
├── NotLooked     we did not really ask: our own budget, our own network; says nothing of the camera
└── ModelFault    a model cannot be used, or not for this; says which and why
    ├── BadCard       its card is missing, unreadable, or lacks something
    ├── BadModel      its file is no model, is another than its card's, or does not fit its card
    ├── BadInput      the picture it was given is none
    ├── BadOutput     it answered nonsense: NaN, or another shape than its card tells
    └── TooSlow       it takes more time than its card allows
"""


class DetectorError(Exception):
    """Base of this engine's errors."""


class NoPicture(DetectorError):
    """The camera gave no usable picture; `cause` is a code, never an address."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class NotLooked(DetectorError):
    """No look took place; `cause` says in a code what kept us from it."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class ModelFault(DetectorError):
    """Model `name` cannot be used; `problem` says why in a sentence part, without a path."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"model {name}: {problem}")
        self.name = name
        self.problem = problem


class BadCard(ModelFault):
    """Its card is missing, unreadable, or lacks something."""


class BadModel(ModelFault):
    """Its file is no model, is another than its card's, or does not fit its card."""


class BadInput(ModelFault):
    """The picture it was given is none."""


class BadOutput(ModelFault):
    """It answered nonsense: NaN, or another shape than its card tells."""


class TooSlow(ModelFault):
    """It takes more time than its card allows."""
