"""Tables of this floor, by idea."""

from portal.participation.models.presence import (
    DisplayKey,
    PresenceKey,
    Slip,
    SlipSheet,
    SpentChallenge,
    SpentToken,
)
from portal.participation.models.surveys import (
    Answer,
    AnswerTrace,
    ScanDay,
    SetAside,
    SurveySlot,
    SurveyWave,
)

__all__ = [
    "Answer",
    "AnswerTrace",
    "DisplayKey",
    "PresenceKey",
    "ScanDay",
    "SetAside",
    "Slip",
    "SlipSheet",
    "SpentChallenge",
    "SpentToken",
    "SurveySlot",
    "SurveyWave",
]
