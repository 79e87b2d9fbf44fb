"""What figures are made of: how each indicator is counted, and what columns of rows are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

DEFINITIONS: Mapping[str, LazyString] = {
    "Q1": lazy_gettext(
        "Restaurants with a good picture in the period's last month, over all in the register "
        "that are not planned, closed or moved."
    ),
    "Q1-task": lazy_gettext(
        "Restaurants of the task list with a good picture in the period's last month, over the "
        "whole list; one that closed stays on it."
    ),
    "Q2-any": lazy_gettext(
        "Mean over days of restaurants online over those judged; online: one camera's day is good."
    ),
    "Q2-all": lazy_gettext("The same; online: every camera's day is good."),
    "Q2-time": lazy_gettext("Mean over days of good camera minutes over known camera minutes."),
    "Q2-unexcused": lazy_gettext("The same by any camera, had no suspension been taken out."),
    "Q2-flagged": lazy_gettext(
        "Suspensions entered after they had begun and closed restaurants that still send, over "
        "all exclusions."
    ),
    "Q3": lazy_gettext("Built restaurants with as many cameras as required, over all built."),
    "Q3-mean": lazy_gettext("Active cameras of built restaurants, over these restaurants."),
    "Q3-gap": lazy_gettext("Cameras that are missing, however they are spread."),
    "Q4": lazy_gettext("Built restaurants with a display that was seen working, over all built."),
    "Q5-rectified": lazy_gettext(
        "Findings that an officer verified as put right, over those that stand."
    ),
    "Q5-on-time": lazy_gettext("Those put right by the due time, over those closed or due."),
    "Q6": lazy_gettext("Faults ended by a good picture, over all that were opened."),
    "Q6-on-time": lazy_gettext(
        "Faults repaired within the contract's hours, over all that were opened."
    ),
    "N1-patrols": lazy_gettext("Patrols whose first visit lies in the period."),
    "N1-visits": lazy_gettext("Visits done in the period."),
    "N1-snapshots": lazy_gettext("Snapshots of these visits, by people and by the machine."),
    "N1-visits-each": lazy_gettext("Visits over patrols."),
    "N1-snapshots-each": lazy_gettext("Snapshots over visits."),
    "N2": lazy_gettext(
        "Distinct restaurants visited, over those under supervision on the period's last day."
    ),
    "N3": lazy_gettext("Visits with one finding at least, over all visits. It has no target."),
    "N3-findings": lazy_gettext("Findings opened by visits of the period."),
    "T1-push": lazy_gettext("Median of minutes from seen to told, of all findings."),
    "C1-budget": lazy_gettext("Lines of the budget for the year."),
    "C1-contract": lazy_gettext("Lines of the budget for all years."),
    "C1-later": lazy_gettext("Lines of the budget for all other years."),
    "C1": lazy_gettext("Money paid, over the budget of the year."),
    "C2-restaurant": lazy_gettext("Money paid, over built restaurants."),
    "C2-camera": lazy_gettext("Money paid, over active cameras of built restaurants."),
    "C2-hour": lazy_gettext(
        "Money paid, over hours of cameras with a good picture in open business hours."
    ),
    "C2-patrol": lazy_gettext("Money paid, over patrols."),
    "C2-visit": lazy_gettext("Money paid, over visits."),
    "C2-problem": lazy_gettext("Money paid, over findings that stand."),
    "C2-rectified": lazy_gettext("Money paid, over findings verified as put right."),
    "Q6-median": lazy_gettext(
        "Median of hours from a fault's opening to the good picture that ended it."
    ),
    "N1-online": lazy_gettext("Visits done online in the period."),
    "N1-on-site": lazy_gettext("Visits done on site in the period."),
    "T1-connection": lazy_gettext(
        "Median of days from entry in the register to the first good picture, of restaurants "
        "first seen in the period."
    ),
    "C2-view": lazy_gettext("Money paid, over viewings that showed a picture."),
    "B1": lazy_gettext(
        "Mean of its known parts, each from 0 to 100: wait for the first picture, viewings that "
        "show one, taps, looks made, ease as people say, messages answered in time. None where "
        "nobody's watching was logged."
    ),
    "B1-wait": lazy_gettext("Seconds that 95 of 100 viewings wait at most."),
    "B1-plays": lazy_gettext("Viewings in which the picture came, over all that asked for one."),
    "B1-views": lazy_gettext("Viewings with a picture, over restaurants that should be connected."),
    "B2": lazy_gettext(
        "Answers of the two best words over valid answers with proof of presence, each restaurant "
        "weighed by its chance to be drawn and each stratum by its restaurants. None of too few "
        "answers. Completeness: who began of who was invited."
    ),
    "B2-poll": lazy_gettext(
        "The same of people who answered unasked; watched beside the survey, never added to it."
    ),
    "B3": lazy_gettext(
        "Messages received, 100 times, over restaurants that should be connected; merged and "
        "withdrawn ones are left out."
    ),
    "B3-upheld": lazy_gettext("Messages that led to a finding, over those decided."),
    "B3-on-time": lazy_gettext("Messages whose terms were kept, over those that are over or late."),
    "G1": lazy_gettext("Goals of the plan with operator, number and unit, over all."),
}
TABLES: Mapping[str, LazyString] = {
    "standings": lazy_gettext("Restaurants as they stood at the end"),
    "days": lazy_gettext("Days, with who was online and how many looks were made"),
    "exclusions": lazy_gettext("Suspensions and closures that were left out"),
    "findings": lazy_gettext("Findings opened"),
    "faults": lazy_gettext("Faults opened"),
    "connections": lazy_gettext("Restaurants that showed a good picture for the first time"),
    "patrols": lazy_gettext("Patrols begun"),
    "visits": lazy_gettext("Visits done"),
    "supervised": lazy_gettext("Restaurants under supervision on the last day"),
    "budget": lazy_gettext("Lines of the year's budget"),
    "contract": lazy_gettext("Lines of the budget of all years"),
    "payments": lazy_gettext("Payments"),
    "goals": lazy_gettext("Goals of the year's plan"),
    "use": lazy_gettext("Restaurants, with how often their pages were opened and watched"),
    "waits": lazy_gettext("Waits for the first moving picture, by their length"),
    "ease": lazy_gettext("Answers about the ease from code to picture"),
    "cases": lazy_gettext("Messages received from citizens"),
    "answers": lazy_gettext("Answers of the survey"),
    "poll": lazy_gettext("Answers of the poll"),
    "strata": lazy_gettext("Groups of restaurants that the survey draws from"),
    "asked": lazy_gettext("Who was invited, and how many answered"),
}
COLUMNS: Mapping[str, LazyString] = {
    "id": lazy_gettext("Row"),
    "name": lazy_gettext("Called"),
    "station": lazy_gettext("Station"),
    "status": lazy_gettext("Status"),
    "is_built": lazy_gettext("Built"),
    "is_key": lazy_gettext("On the task list"),
    "is_connected": lazy_gettext("Connected"),
    "has_display": lazy_gettext("With display"),
    "cameras": lazy_gettext("Cameras"),
    "any_part": lazy_gettext("Online by any camera"),
    "any_whole": lazy_gettext("Judged by any camera"),
    "all_part": lazy_gettext("Online by all cameras"),
    "all_whole": lazy_gettext("Judged by all cameras"),
    "time_part": lazy_gettext("Good camera minutes"),
    "time_whole": lazy_gettext("Known camera minutes"),
    "unexcused_part": lazy_gettext("Online, suspended ones too"),
    "unexcused_whole": lazy_gettext("Judged, suspended ones too"),
    "suspended": lazy_gettext("Suspended all day"),
    "unknown": lazy_gettext("Unknown"),
    "made": lazy_gettext("Looks made"),
    "due": lazy_gettext("Looks due"),
    "from": lazy_gettext("From"),
    "to": lazy_gettext("To"),
    "days": lazy_gettext("Days"),
    "reason": lazy_gettext("Reason"),
    "flags": lazy_gettext("To be looked at"),
    "restaurant": lazy_gettext("Restaurant"),
    "day": lazy_gettext("Day"),
    "way": lazy_gettext("How"),
    "manual": lazy_gettext("Snapshots by people"),
    "ai": lazy_gettext("Snapshots by the machine"),
    "findings": lazy_gettext("Findings"),
    "class": lazy_gettext("Class"),
    "code": lazy_gettext("Class"),
    "severity": lazy_gettext("Severity"),
    "origin": lazy_gettext("Origin"),
    "state": lazy_gettext("State"),
    "seen_at": lazy_gettext("Seen"),
    "opened_at": lazy_gettext("Opened"),
    "pushed_at": lazy_gettext("Told"),
    "due_at": lazy_gettext("Due"),
    "rectified_at": lazy_gettext("Put right"),
    "closed_at": lazy_gettext("Closed"),
    "ended_at": lazy_gettext("Ended"),
    "ended": lazy_gettext("Why it ended"),
    "year": lazy_gettext("Year"),
    "fen": lazy_gettext("Money in fen"),
    "source": lazy_gettext("Where it is written"),
    "text": lazy_gettext("Wording"),
    "number": lazy_gettext("Number"),
    "kind": lazy_gettext("Kind"),
    "category": lazy_gettext("About"),
    "is_over": lazy_gettext("Over"),
    "is_late": lazy_gettext("Late"),
    "is_upheld": lazy_gettext("Led to a finding"),
    "ms": lazy_gettext("Milliseconds"),
    "part": lazy_gettext("Part"),
    "whole": lazy_gettext("Whole"),
    "restaurants": lazy_gettext("Restaurants"),
    "level": lazy_gettext("Judged as"),
    "silent": lazy_gettext("Asked, silent"),
    "invited": lazy_gettext("Invited"),
    "refused": lazy_gettext("Refused to take part"),
    "started": lazy_gettext("Began"),
    "completed": lazy_gettext("Went to the end"),
    "stratum": lazy_gettext("Stratum"),
    "tier": lazy_gettext("Proof of presence"),
    "mode": lazy_gettext("Taken down"),
    "weight": lazy_gettext("Weight"),
    "scans": lazy_gettext("Openings"),
    "declined": lazy_gettext("Declined to answer"),
    "viewings": lazy_gettext("Viewings"),
    "played": lazy_gettext("With a picture"),
    "very_good": lazy_gettext("Very satisfied"),
    "good": lazy_gettext("Satisfied"),
    "fair": lazy_gettext("Fair"),
    "poor": lazy_gettext("Dissatisfied"),
    "very_poor": lazy_gettext("Very dissatisfied"),
    "dont_know": lazy_gettext("Cannot say"),
}
