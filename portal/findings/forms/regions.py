"""Words about regions: what is wrong with one, what it bounds, what is done about them."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.findings.forms.codes import CODES
from portal.findings.forms.leads import outline
from portal.findings.forms.words import ZONES
from portal.findings.models import WatchedRegion
from portal.findings.rules.regions import (
    FEWEST_CORNERS,
    MOST_CORNERS,
    REGIONS_A_CAMERA,
    RegionFault,
    RegionUnfit,
    codes_in,
    text_of,
)
from portal.registry.kinds import Zone
from portal.shell.errors import says

_DONE: Mapping[str, object] = {
    "drawn": lazy_gettext("The region holds from the next look on."),
    "removed": lazy_gettext("The region holds no longer."),
}

__all__ = ["ZONES", "choices", "codes_text", "done_text", "outline", "text_of", "unfit_text"]


def register_region_words() -> None:
    """Let error and audit pages say what is done about regions."""
    says(RegionUnfit, unfit_text)
    name_acts(
        {
            "region.drawn": lazy_gettext("Region drawn"),
            "region.removed": lazy_gettext("Region removed"),
        },
        facts={
            "region": lazy_gettext("region"),
            "region_corners": lazy_gettext("corners in percent"),
            "region_codes": lazy_gettext("classes"),
        },
    )


def unfit_text(error: RegionUnfit) -> str:
    """What is wrong with a region, and what to do."""
    texts: Mapping[RegionFault, str] = {
        RegionFault.UNREADABLE: _(
            "These corners cannot be read. Please write each as two percentages with a comma, and "
            "a space between corners: 10,20 60,20 60,80"
        ),
        RegionFault.OUTSIDE: _("A corner lies outside the picture. Please stay between 0 and 100."),
        RegionFault.CORNERS: _(
            "Please give %(fewest)s to %(most)s corners.", fewest=FEWEST_CORNERS, most=MOST_CORNERS
        ),
        RegionFault.CROSSING: _(
            "The outline crosses itself. Please set the corners one after another around the place."
        ),
        RegionFault.SMALL: _("This region is smaller than a head. Please draw it larger."),
        RegionFault.CODES: _("A chosen class does not exist in this zone. Please choose again."),
        RegionFault.FULL: _(
            "A camera has %(most)s regions at most. Please remove one first.",
            most=REGIONS_A_CAMERA,
        ),
    }
    return texts[error.fault]


def codes_text(region: WatchedRegion) -> str:
    """The classes that a region bounds, in words."""
    if not region.codes:
        return str(_("every class"))
    # i18n: between the names of classes in a list
    return str(_(", ")).join(str(CODES[code]) for code in CODES if code.value in region.codes)


def choices(zone: Zone) -> list[tuple[str, str]]:
    """The classes that a region in `zone` may bound."""
    return [(code.value, str(CODES[code])) for code in codes_in(zone)]


def done_text(done: str) -> str:
    """What was just done, empty for nothing."""
    return str(_DONE.get(done, ""))
