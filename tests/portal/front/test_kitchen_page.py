"""The kitchen's page: everything for one glance, and nothing that is not so."""

import json
import os
from datetime import timedelta

import pytest

from portal.patrols.kinds import VisitState
from portal.registry.kinds import Status, Zone
from portal.rounds.operations import store_looks
from portal.shell.rules import local_day
from tests.portal.front.conftest import NOW
from tests.support.factories import make_restaurant
from tests.support.looks import bad, off
from tests.support.minutes import seen
from tests.support.patrols import make_visit
from transcoder.demand import Activity
from transcoder.errors import Cause


def facts(page):
    """The facts beside the picture: term to text."""
    return {row.one("dt").text: row.one("dd").text for row in page.one(of="facts").all("div")}


def test_name_place_and_type_stand_above_the_picture(see, district):
    page = see(f"/en/r/{district['ready'].code}")

    header = page.one("header", of="kitchen-name")
    assert header.one("h1").text == "Sunshine Bistro"
    assert header.one("p").text.startswith("Small restaurant · 坪山街道 · ")


def test_facts_are_those_of_the_register(see, district):
    told = facts(see(f"/en/r/{district['ready'].code}"))

    assert told == {
        "Picture good this month": "no data",
        "Cameras": "2 (5 required)",
        "Display": "yes, checked 12 November 2026",
        "Last patrol": "no patrol on record",
        "Opening hours": "24 hours a day",
        "Status": "In business",
        "Station": "North Station",
        "Licence": district["ready"].licence_no,
    }


def test_the_last_patrol_is_a_day_with_what_came_of_it(see, session, kitchen):
    row = kitchen()
    days = {"starts_on": local_day(NOW), "until": local_day(NOW) + timedelta(days=7)}
    visit = make_visit(session, row, **days)
    visit.state, visit.done_at = VisitState.DONE, NOW
    session.commit()

    assert facts(see(f"/en/r/{row.code}"))["Last patrol"] == "23 November 2026, nothing found"
    chinese = see(f"/r/{row.code}").one(of="facts").text
    assert "2026年11月23日，未发现问题" in chinese


def test_what_nobody_has_entered_is_said_as_such(see, district):
    told = facts(see(f"/en/r/{district['offline'].code}"))

    assert told["Display"] == "none on record"


def test_unknown_status_is_not_taken_for_open(see, session, kitchen):
    row = kitchen(status=None)

    assert facts(see(f"/en/r/{row.code}"))["Status"] == "no data"


def test_hours_speak_the_readers_language(see, kitchen):
    row = kitchen(hours="Mon-Fri 06:30-13:30; Sat,Sun 09:00-21:00")

    assert facts(see(f"/en/r/{row.code}"))["Opening hours"] == (
        "Mon–Fri 06:30–13:30 Sat–Sun 09:00–21:00"
    )
    chinese = see(f"/r/{row.code}").one(of="facts").text
    assert "周一–周五 06:30–13:30 周六–周日 09:00–21:00" in chinese


def test_share_of_good_pictures_this_month_stands_with_its_counts(see, session, kitchen):
    row = kitchen(zones=(Zone.COOKING,))
    store_looks(session, local_day(NOW), {row.cameras[0].id: seen((0, 12), but=((0, 3),))})
    session.commit()

    assert facts(see(f"/en/r/{row.code}"))["Picture good this month"] == "75.0 % (540/720)"


def test_share_of_good_pictures_is_not_known_without_looks(see, kitchen):
    assert facts(see(f"/en/r/{kitchen().code}"))["Picture good this month"] == "no data"


def test_first_playable_camera_is_shown(see, district):
    page = see(f"/en/r/{district['ready'].code}")

    cameras = {camera.zone: camera.code for camera in district["ready"].cameras}
    assert page.one("figure", of="player").get("data-camera") == cameras[Zone.COOKING]


def test_tabs_are_links_that_work_without_script(see, district):
    page = see(f"/en/r/{district['ready'].code}")
    tab = page.one("nav", of="tabs").all("a")[1]

    other = see(tab.get("href"))

    assert tab.text == "Cutting"
    cutting = district["ready"].cameras[1].code
    assert other.one("figure", of="player").get("data-camera") == cutting
    assert other.one("nav", of="tabs").one("a", aria_current="true").text == "Cutting"


def test_camera_of_another_kitchen_is_not_shown(see, district):
    foreign = district["offline"].cameras[0].code
    page = see(f"/r/{district['ready'].code}?camera={foreign}")

    assert page.one("figure", of="player").get("data-camera") == district["ready"].cameras[0].code


def test_several_cameras_of_one_zone_are_numbered(see, kitchen):
    row = kitchen(zones=(Zone.COOKING, Zone.WASHING, Zone.COOKING))
    tabs = see(f"/en/r/{row.code}").one("nav", of="tabs").all("a")

    assert [tab.text for tab in tabs] == ["Cooking 1", "Dishwashing", "Cooking 2"]


def test_tab_of_a_camera_that_is_down_says_so(see, kitchen, engine_says):
    row = kitchen()
    engine_says(row.cameras[1], Activity.DOWN, cause=Cause.SILENT)
    tabs = see(f"/en/r/{row.code}").one("nav", of="tabs").all("a")

    assert [tab.text for tab in tabs] == ["Cooking", "Cutting Offline"]


def test_tab_of_a_black_camera_says_so(see, kitchen, rounds_say):
    row = kitchen()
    rounds_say(row.cameras[1], bad, minutes_ago=0.2)
    tabs = see(f"/en/r/{row.code}").one("nav", of="tabs").all("a")

    assert [tab.text for tab in tabs] == ["Cooking", "Cutting Black picture"]


def test_black_camera_says_what_is_wrong_and_may_be_played(see, kitchen, rounds_say):
    row = kitchen(zones=(Zone.COOKING,))
    rounds_say(row.cameras[0], bad, minutes_ago=0.4)
    page = see(f"/en/r/{row.code}")

    player = page.one("figure", of="player", data_playable=True)
    assert player.one("p", of="player-flaw").text.startswith("The picture is black")
    assert player.one("p", of="player-text").text == ""
    assert player.one("button", of="player-start").text == "Watch now"


def test_black_picture_that_moves_says_what_is_wrong_as_well(see, kitchen, rounds_say, settings):
    row = kitchen(Activity.LIVE, zones=(Zone.COOKING,))
    playlist = settings.live_directory / row.cameras[0].code / "index.m3u8"
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n")
    os.utime(playlist, (NOW.timestamp(), NOW.timestamp()))
    rounds_say(row.cameras[0], bad)
    player = see(f"/en/r/{row.code}").one("figure", of="player")

    assert player.get("data-kind") == "live"
    assert player.one("p", of="player-flaw").text.startswith("The picture is black")


def test_fault_of_half_a_minute_has_no_number(see, kitchen, rounds_say):
    row = kitchen(zones=(Zone.COOKING,))
    for minutes_ago in (0.49, 0.4):
        rounds_say(row.cameras[0], bad, minutes_ago=minutes_ago)
    said = see(f"/en/r/{row.code}").one("section", id="picture").text

    assert "fault" not in said


def test_fault_that_lasts_is_named_with_its_number(see, kitchen, rounds_say):
    row = kitchen(Activity.STILL_ONLY, zones=(Zone.COOKING,))
    for minutes_ago in (6, 3, 0.4):
        rounds_say(row.cameras[0], off, minutes_ago=minutes_ago)
    said = see(f"/en/r/{row.code}").one("section", id="picture").text

    assert "No picture since 11:54. The camera does not answer." in said
    assert "The vendor has been told: fault F-2026-000001." in said
    assert "has to repair it" not in said  # it is said already


def test_camera_never_looked_at_is_not_known(see, kitchen, engine_says):
    row = kitchen(Activity.STILL_ONLY, zones=(Zone.COOKING,))
    engine_says(row.cameras[0], Activity.RESTING)
    said = see(f"/en/r/{row.code}").one("section", id="picture").text

    assert "Whether this camera works is not known at the moment." in said


def test_tabs_do_not_repeat_what_holds_for_all(see, district):
    tabs = see(f"/en/r/{district['offline'].code}").one("nav", of="tabs").all("a")

    assert [tab.text for tab in tabs] == ["Cooking", "Cutting"]


def test_kitchen_that_is_not_shown_has_no_tabs(see, district):
    assert see(f"/r/{district['suspended'].code}").all("nav", of="tabs") == []


def test_single_camera_needs_no_tabs(see, kitchen):
    row = kitchen(zones=(Zone.COOKING,))

    assert see(f"/r/{row.code}").all("nav", of="tabs") == []


def test_lost_picture_says_since_when_why_and_who_is_on_it(see, district):
    said = see(f"/en/r/{district['offline'].code}").one("section", id="picture").text

    assert "No picture since 10:00." in said
    assert "The camera does not answer." in said
    assert "The service vendor has to repair it" in said


def test_fault_of_ours_is_not_put_on_the_vendor(see, kitchen):
    row = kitchen(Activity.DOWN, cause=Cause.STORE_FULL)
    said = see(f"/en/r/{row.code}").one("section", id="picture").text

    assert "The fault is on our side." in said
    assert "vendor" not in said


def test_suspension_is_told_with_its_reason(see, district):
    said = see(f"/en/r/{district['suspended'].code}").one("section", id="picture").text

    assert "suspended its business since 10:00" in said
    assert "Reason on record: 厨房改造." in said


def test_closing_hours_tell_when_the_kitchen_opens(see, district):
    said = see(f"/en/r/{district['by_hours'].code}").one("section", id="picture").text

    assert "23 Nov 18:00" in said


def test_kitchen_without_camera_has_a_page(see, session):
    row = make_restaurant(session)
    session.commit()
    page = see(f"/en/r/{row.code}")

    assert page.all("figure") == []
    assert page.one(of="frame-empty").text == "No camera of this kitchen is connected yet."
    assert facts(page)["Cameras"] == "0 (5 required)"


def test_moved_restaurant_is_not_shown(see, kitchen):
    row = kitchen(status=Status.MOVED)
    page = see(f"/en/r/{row.code}")

    assert facts(page)["Status"] == "Moved elsewhere"
    assert page.all("figure", of="player", data_playable=True) == []


def test_typed_code_leads_to_the_page(client, district):
    code = district["ready"].code
    answer = client.get(f"/en/r/{code.upper()}")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/r/{code}")


def test_page_tells_other_sites_how_to_embed_it(see, client, settings, district):
    page = see(f"/en/r/{district['ready'].code}")
    link = page.one("link", type="application/json+oembed").get("href")

    assert link.startswith(settings.public_url)
    told = client.get(link.removeprefix(settings.public_url)).json
    assert (told["type"], told["title"]) == ("video", "Sunshine Bistro")


def test_page_describes_the_restaurant_to_search_engines(see, settings, district):
    page = see(f"/r/{district['ready'].code}")
    told = json.loads(page.one("script", type="application/ld+json").text)

    assert told["name"] == "阳光小馆"
    assert told["url"] == f"{settings.public_url}/r/{district['ready'].code}"


def test_shared_link_shows_name_and_still(see, district):
    page = see(f"/en/r/{district['ready'].code}")

    assert page.one("meta", property="og:title").get("content") == "Sunshine Bistro"
    image = page.one("meta", property="og:image").get("content")
    assert image.endswith(f"/live/{district['ready'].cameras[0].code}/still.jpg")


def test_hostile_name_stays_text(see, kitchen):
    row = kitchen(name='</script><script>alert("1")</script>', name_en=None)
    page = see(f"/r/{row.code}")

    assert page.one("h1").text == '</script><script>alert("1")</script>'
    assert json.loads(page.one("script", type="application/ld+json").text)["name"] == row.name


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_holds_no_camera_address(client, session, kitchen, prefix):
    row = kitchen()
    page = client.get(f"{prefix}/r/{row.code}").text

    assert "rtsp" not in page
    assert "viewer:hidden" not in page
