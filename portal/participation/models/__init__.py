"""Tables of this floor, by idea."""

from portal.participation.models.cases import (
    Case,
    CaseClip,
    CaseCount,
    CasePause,
    CasePicture,
    CaseRating,
    CaseResponse,
    CaseStep,
    PictureReport,
)
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
from portal.participation.models.unlisted import UnlistedCase

__all__ = [
    "Answer",
    "AnswerTrace",
    "Case",
    "CaseClip",
    "CaseCount",
    "CasePause",
    "CasePicture",
    "CaseRating",
    "CaseResponse",
    "CaseStep",
    "DisplayKey",
    "PictureReport",
    "PresenceKey",
    "ScanDay",
    "SetAside",
    "Slip",
    "SlipSheet",
    "SpentChallenge",
    "SpentToken",
    "SurveySlot",
    "SurveyWave",
    "UnlistedCase",
]
