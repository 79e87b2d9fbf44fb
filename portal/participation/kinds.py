"""The closed lists of words of this floor; below both its tables and its rules."""

from enum import StrEnum


class Instrument(StrEnum):
    """How an answer was asked for; the two are never added together."""

    POLL = "poll"
    SURVEY = "survey"


class Tier(StrEnum):
    """How well an answer proves that it came from the premises, weakest first."""

    SIGN = "sign"
    DISPLAY = "display"
    SLIP = "slip"


class Mode(StrEnum):
    """How an answer was taken down; those that staff entered are counted apart."""

    SCREEN = "screen"
    PAPER = "paper"
    PHONE = "phone"


class Occasion(StrEnum):
    """What came before the question."""

    WATCHED = "watched"
    FAILED = "failed"
    CASE = "case"
    ASKED = "asked"


class Rating(StrEnum):
    """The five official words, best first, and the honest way out."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    VERY_POOR = "very_poor"
    DONT_KNOW = "dont_know"


class Item(StrEnum):
    """A question by what it asks, whatever its number in a set; also its column."""

    SATISFACTION = "satisfaction"
    TRUST = "trust"
    EASE = "ease"
    PICTURE = "picture"
    OPENNESS = "openness"
    VISIT = "visit"
    AGE = "age"
    REMARK = "remark"


class PictureAnswer(StrEnum):
    """Whether the picture was clear and worked, as somebody saw it."""

    CLEAR = "clear"
    BLACK = "black"
    FROZEN = "frozen"
    WRONG_PLACE = "wrong_place"
    TOO_SLOW = "too_slow"
    NOT_TRIED = "not_tried"


class VisitAnswer(StrEnum):
    """Whether somebody ate here on the day."""

    HERE = "here"
    TAKEAWAY = "takeaway"
    NEITHER = "neither"


class AgeAnswer(StrEnum):
    """An age band, told freely."""

    UNDER_18 = "under_18"
    FROM_18 = "from_18"
    FROM_35 = "from_35"
    FROM_50 = "from_50"
    FROM_65 = "from_65"


class Doubt(StrEnum):
    """Why answers were set aside; each works against praise and blame alike."""

    TOO_FAST = "too_fast"
    BURST = "burst"
    ONE_NETWORK = "one_network"
    STAFF_NETWORK = "staff_network"
    SAME_THROUGHOUT = "same_throughout"
    EVEN_TIMING = "even_timing"
    CLOSED_HOURS = "closed_hours"
    MORE_THAN_SCANS = "more_than_scans"
    MORE_THAN_USUAL = "more_than_usual"


class AsideState(StrEnum):
    """What has become of answers that were set aside."""

    ASIDE = "aside"
    APPEALED = "appealed"
    UPHELD = "upheld"
    RELEASED = "released"


class WaveState(StrEnum):
    """How far a quarterly Survey is."""

    COMMITTED = "committed"
    DRAWN = "drawn"
    CLOSED = "closed"
