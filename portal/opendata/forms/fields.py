"""What each field of the shapes means: for the interface's document and the files' columns.

A name means the same wherever it stands.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

FIELDS: Mapping[str, LazyString] = {
    "items": lazy_gettext("Rows of this page"),
    "next": lazy_gettext("What to send as “after” for the next page; null on the last one"),
    "after": lazy_gettext("Begin behind this row, as “next” of the page before told"),
    "limit": lazy_gettext("Rows on a page"),
    "format": lazy_gettext("Format of the answer"),
    "code": lazy_gettext("Short name that never changes"),
    "name": lazy_gettext("Name in Chinese"),
    "name_en": lazy_gettext("Name in English; empty where none is known"),
    "type": lazy_gettext("Kind of business, or of service"),
    "station": lazy_gettext("Code of the station that supervises it"),
    "street": lazy_gettext("Sub-district"),
    "address": lazy_gettext("Address; of a case, its station alone"),
    "licence_no": lazy_gettext("Number of the food business licence"),
    "licence_until": lazy_gettext("Last day on which the licence holds; empty: not known"),
    "hours": lazy_gettext("Business hours of a week"),
    "status": lazy_gettext("Whether it does business; of a case, open or closed"),
    "status_since": lazy_gettext("From when that status holds"),
    "is_key": lazy_gettext("Whether it is a key restaurant"),
    "built_on": lazy_gettext("Day on which the bright kitchen was built; empty: not known"),
    "cameras": lazy_gettext("Cameras in use today"),
    "displays": lazy_gettext("Displays that show the kitchen to diners"),
    "bright_kitchen": lazy_gettext(
        "Whether platforms may list a bright kitchen now: yes, no or unknown. It becomes no by "
        "itself when no camera shows a good picture"
    ),
    "label": lazy_gettext("The same in Chinese, to be printed"),
    "label_en": lazy_gettext("The same in English"),
    "picture": lazy_gettext("What the kitchen shows at this moment"),
    "since": lazy_gettext("From when that holds; null: not known"),
    "as_of": lazy_gettext("Moment of the newest evidence; null: there never was any"),
    "findings_12_months": lazy_gettext("Published findings of the last twelve months"),
    "last_visit_on": lazy_gettext("Day of the last patrol; empty: none yet"),
    "page": lazy_gettext("Address of its page; of a list, the page's number"),
    "day": lazy_gettext("Day in the district"),
    "camera": lazy_gettext("Code of the camera"),
    "restaurant": lazy_gettext("Code of the restaurant"),
    "restaurant_name": lazy_gettext("Its name in Chinese"),
    "number": lazy_gettext("Number of the finding, or of the camera within its restaurant"),
    "zone": lazy_gettext("Part of the kitchen"),
    "due_minutes": lazy_gettext("Minutes of open business hours"),
    "looked_minutes": lazy_gettext("Those of them in which the camera was looked at"),
    "good_minutes": lazy_gettext("Those of them with a good picture"),
    "good_percent": lazy_gettext("Good over looked at, in per cent; empty: nobody looked"),
    "violation": lazy_gettext("Class of violation"),
    "severity": lazy_gettext("Severity: I, II or III, I being the gravest"),
    "progress": lazy_gettext("How far it is"),
    "seen_on": lazy_gettext("Day on which it was seen"),
    "decided_on": lazy_gettext("Day on which publishing was decided"),
    "expires_on": lazy_gettext("First day on which it is public no more"),
    "decision": lazy_gettext("What was decided"),
    "reply": lazy_gettext("The restaurant's reply; empty: none"),
    "year": lazy_gettext("Year"),
    "amendment": lazy_gettext("Number of the amendment; 0: as it was closed"),
    "closed_at": lazy_gettext("When it was closed or amended"),
    "digest": lazy_gettext("SHA-256 of all that it was made of"),
    "district": lazy_gettext(
        "Whose figures they are, where another district's report was adopted; empty: this "
        "district's own"
    ),
    "district_en": lazy_gettext("Name of that district in English"),
    "period": lazy_gettext("Year, half-year or quarter"),
    "formula": lazy_gettext("Formula with its version"),
    "title": lazy_gettext("What it is called, in Chinese"),
    "title_en": lazy_gettext("What it is called, in English"),
    "unit": lazy_gettext("Unit of the value"),
    "part": lazy_gettext("What is counted"),
    "whole": lazy_gettext("Out of what; empty where there is no whole"),
    "value": lazy_gettext("Value as text, so that no digit is lost; empty: not known"),
    "instrument": lazy_gettext("Poll, which anybody answers, or survey, for which lots are drawn"),
    "rating": lazy_gettext("Word that was chosen"),
    "answers": lazy_gettext("People who chose it; empty where that is hidden"),
    "is_suppressed": lazy_gettext(
        "Whether the number is hidden, since it is below ten or would give such a one away"
    ),
    "jurisdiction_id": lazy_gettext("Ignored: there is one jurisdiction"),
    "service_code": lazy_gettext("Category of cases"),
    "service_name": lazy_gettext("What the category is called"),
    "service_request_id": lazy_gettext("Public number of a case; several with commas between"),
    "description": lazy_gettext("What it is about"),
    "metadata": lazy_gettext("Whether more can be asked about it: never"),
    "keywords": lazy_gettext("Words to search by"),
    "group": lazy_gettext("Group of categories"),
    "status_notes": lazy_gettext("How far the case is, in words"),
    "agency_responsible": lazy_gettext("Who deals with it"),
    "requested_datetime": lazy_gettext("Beginning of the day on which it came in"),
    "updated_datetime": lazy_gettext("Beginning of the day of the newest step"),
    "expected_datetime": lazy_gettext("Beginning of the day by which an answer is due"),
    "start_date": lazy_gettext("Cases that came in at this moment or later"),
    "end_date": lazy_gettext("Cases that came in before this moment"),
    "page_size": lazy_gettext("Cases on a page"),
}
