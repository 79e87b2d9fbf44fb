"""What an opener raises when it brings no picture.

DetectorError
├── NoPicture     the camera gave none; its fault, with a cause
└── NotLooked     we did not really ask: our own budget, our own network; says nothing of the camera
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
