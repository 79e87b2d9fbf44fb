"""All settings as one value."""

from dataclasses import dataclass

from portal.settings.district import District
from portal.settings.guard import Guard
from portal.settings.keys import Keys
from portal.settings.notices import Notices
from portal.settings.pictures import Pictures
from portal.settings.rounds import Rounds


@dataclass(frozen=True, kw_only=True)
class Settings(District, Notices, Rounds, Pictures, Guard, Keys):
    """Every setting of the portal, parsed; secrets do not print.

    `load` reads one from the environment. A variable with `_FILE` behind its name names a file
    that holds the value, for secrets kept outside the environment.
    """
