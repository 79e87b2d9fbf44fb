"""The district's own figures and names."""

from dataclasses import dataclass

from portal.settings import parsing
from portal.settings.field import setting


@dataclass(frozen=True, kw_only=True)
class District:
    """What the district is called, asks for and keeps."""

    district: str = setting(
        "MINGCHU_DISTRICT", "明厨示范区", str, "Name of the district in Chinese."
    )
    district_en: str = setting(
        "MINGCHU_DISTRICT_EN", "Mingchu demonstration district", str,
        "Name of the district in English.",
    )  # fmt: skip
    bureau: str = setting(
        "MINGCHU_BUREAU", "", str,
        "Name of the bureau in Chinese, as its letters bear it; empty: made of the district's.",
    )  # fmt: skip
    bureau_en: str = setting(
        "MINGCHU_BUREAU_EN", "", str,
        "Name of the bureau in English; empty: made of the district's.",
    )  # fmt: skip
    viewing_days: int = setting(
        "MINGCHU_VIEWING_DAYS", "184", parsing.number,
        "Days for which viewings are kept, who watched not being among them; six months at least.",
    )  # fmt: skip
    required_cameras: int = setting(
        "MINGCHU_REQUIRED_CAMERAS", "5", parsing.number,
        "Cameras that the district's build standard asks of each restaurant; 0 says nothing.",
    )  # fmt: skip
    response_hours: int = setting(
        "MINGCHU_RESPONSE_HOURS", "4", parsing.number,
        "Hours in which the vendor has to answer a fault; a placeholder, take the contract's.",
    )  # fmt: skip
    repair_hours: int = setting(
        "MINGCHU_REPAIR_HOURS", "48", parsing.number,
        "Hours in which the vendor has to repair a fault; a placeholder, take the contract's.",
    )  # fmt: skip
    silent_days: int = setting(
        "MINGCHU_DISPLAY_SILENT_DAYS", "35", parsing.number,
        "Days without being seen working after which a display is a fault.",
    )  # fmt: skip
    fault_picture_days: int = setting(
        "MINGCHU_FAULT_PICTURE_DAYS", "90", parsing.number,
        "Days for which the unprotected pictures of a fault are kept after it has ended.",
    )  # fmt: skip
    lead_codes: frozenset[str] = setting(
        "MINGCHU_LEAD_CODES", "PPE-CAP,PPE-MASK,SPR-STAFF",
        lambda text: frozenset(parsing.parts(text)),
        "Classes of violation for which the machine looks, comma separated; empty means none.",
    )  # fmt: skip
    evidence_days: int = setting(
        "MINGCHU_EVIDENCE_DAYS", "30", parsing.count,
        "Days for which the unprotected evidence of a lead is kept that nobody confirmed.",
    )  # fmt: skip
    api_calls: int = setting(
        "MINGCHU_API_CALLS_PER_MINUTE", "60", parsing.count,
        "Calls of the open interface that one address has in a minute.",
    )  # fmt: skip
    data_licence: str = setting(
        "MINGCHU_DATA_LICENCE", "CC-BY-4.0", str,
        "Licence of the open data, as the catalogue and the page of files name it.",
    )  # fmt: skip
    hotline: str = setting(
        "MINGCHU_HOTLINE", "12315", str, "Telephone number for complaints, shown on every page."
    )
    health_phone: str = setting(
        "MINGCHU_HEALTH_PHONE", "12320", str,
        "Telephone number of the health unit, shown to whoever says that somebody fell ill.",
    )  # fmt: skip
    icp_number: str = setting(
        "MINGCHU_ICP_NUMBER", "", str, "ICP filing number shown in the footer; empty shows none."
    )
