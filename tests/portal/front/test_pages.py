"""The public pages: what stands on them, in both languages, and what they never hold."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from portal.extensions import db
from portal.front import district as memory
from portal.registry.kinds import Zone
from tests.support.factories import make_restaurant

PAGES = ["/", "/restaurants", "/restaurants?q=ygxg", "/restaurants?q=nothing", "/methods",
         "/privacy", "/r/{ready}", "/r/{offline}", "/r/{suspended}", "/r/{closed}"]  # fmt: skip
MISSING = ["/nowhere", "/r/nnnnnnnnnn", "/r/%F0%9F%8D%9A", "/restaurants/x"]
STYLES = Path(__file__).parents[3] / "static/css"
FIRST_VIEW_BYTES = 60 * 1024


def address(path, rows, prefix=""):
    return prefix + path.format(**{name: row.code for name, row in rows.items()})


@pytest.fixture
def statements(app):
    """The SQL statements that a block of code runs."""
    seen = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    return seen


def asked_statements(client, path, statements):
    """How many statements a page needs that nobody has asked for just now."""
    client.application.extensions[memory.KEY] = memory.DistrictMemory()
    statements.clear()
    assert client.get(path).status_code == 200
    return len(statements)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("prefix", "language"), [("", "zh-Hans"), ("/en", "en")])
def test_each_page_speaks_its_language_with_one_heading(see, district, path, prefix, language):
    page = see(address(path, district, prefix))

    assert page.one("html").get("lang") == language
    assert page.one("h1").text
    assert page.one("head").one("title").text.endswith(" · 明厨 Mingchu")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_titles_are_unique(see, district, prefix):
    titles = [see(address(path, district, prefix)).one("head").one("title").text for path in PAGES]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", MISSING)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_does_not_exist_offers_a_search(see, path, prefix):
    page = see(prefix + path, status=404)

    assert page.one("form", role="search").get("action") == f"{prefix}/restaurants"
    assert len(page.all("h1")) == 1


def test_unknown_code_is_named_and_harmless(client):
    answer = client.get("/en/r/<script>alert(1)<%2Fscript>")

    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_without_inline_style_or_handler(see, district, path):
    page = see(address(path, district, "/en"))

    for element in page.all():
        assert element.tag != "style"
        assert not {"style"} & element.attributes.keys()
        assert not [name for name in element.attributes if name.startswith("on")]


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_nothing_is_loaded_from_another_host(client, settings, district, path):
    from_page = client.get(address(path, district)).text
    linked = re.findall(r'(?:href|src|action|content)="(https?:[^"]*|//[^"]*)"', from_page)

    assert {urlsplit(each).netloc for each in linked} <= {urlsplit(settings.public_url).netloc}


@pytest.mark.parametrize("path", PAGES)
def test_each_script_carries_the_nonce(client, see, district, path):
    answer = client.get(address(path, district))
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]

    assert answer.text.count("<script") == answer.text.count(f'nonce="{nonce}"')


@pytest.mark.parametrize("path", PAGES)
def test_language_switch_stays_on_the_page(see, district, path):
    page = see(address(path, district))

    switch = page.one("a", hreflang="en")
    assert switch.get("href") == address(path, district, "/en")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_names_the_hotline_and_where_figures_come_from(see, settings, district, path):
    footer = see(address(path, district)).one("footer")

    assert footer.one("a", of="phone").get("href") == f"tel:{settings.hotline}"
    assert {"/methods", "/privacy"} <= {link.get("href") for link in footer.all("a")}


@pytest.mark.parametrize("path", PAGES)
def test_first_view_is_light(client, district, path):
    sheets = ["mingchu.css"] + (["player.css"] if path.startswith("/r/") else [])
    size = len(client.get(address(path, district)).data)
    size += sum((STYLES / name).stat().st_size for name in sheets)

    assert size <= FIRST_VIEW_BYTES


def test_empty_district_says_so(see):
    page = see("/en/")

    assert page.one(of="now").text == "No restaurant has been entered yet."


def test_front_page_counts_kitchens_of_the_register(see, district):
    page = see("/en/")

    assert page.one(of="now").text.endswith("now: 2 of 5 kitchens can be watched live.")


def test_front_page_counts_station_by_station(see, district):
    rows = see("/en/").one("tbody").all("tr")

    assert [row.text for row in rows] == ["North Station 2 2", "South Station 0 3"]


def test_front_page_tells_what_the_others_are_doing(see, district):
    states = [each.text for each in see("/en/").one(of="tally").all("li")]

    assert sorted(states) == ["Business suspended 1", "Closed at this hour 1", "Offline 1"]


def test_front_page_asks_the_engine_once_in_ten_seconds(see, session, district, set_clock):
    see("/en/")
    make_restaurant(session)
    session.commit()

    assert "of 5 kitchens" in see("/en/").one(of="now").text


@pytest.mark.parametrize(
    "text", ["阳光", "ygxg", "YGXG", "yangguang", "sunshine", "坪山街道 阳光", "  阳光小馆  "]
)
def test_restaurant_is_found_by_name_pinyin_or_street(see, district, text):
    page = see(f"/restaurants?q={text}")

    assert page.one(of="restaurants").one("a").text == "阳光小馆"


def test_list_shows_the_state_of_each_with_its_age(see, district):
    states = [each.text for each in see("/en/restaurants").one(of="restaurants").all(of="state")]

    assert "Offline since 10:00" in states


@pytest.mark.parametrize(
    ("query", "names"),
    [("station=north&type=small", ["Sunshine Bistro"]), ("station=nowhere", []), ("q=100%25", [])],
)
def test_list_is_narrowed_down(see, district, query, names):
    page = see(f"/en/restaurants?{query}")

    assert [each.text for each in page.all(of="restaurants") for each in each.all("a")] == names


def test_empty_result_helps(see, district):
    page = see("/en/restaurants?q=zzz")

    assert page.one(of="lead").text == "No restaurant matches."
    assert [link.text for link in page.one("main").all("a")] == [
        "Show all restaurants", "Write its name and where it is",
    ]  # fmt: skip


def test_search_is_kept_in_the_form(see, district):
    page = see("/restaurants?q=%22%3Ex&station=north&type=small")

    assert page.one("input", name="q").get("value") == '">x'
    chosen = [option.get("value") for option in page.all("option", selected=True)]
    assert chosen == ["north", "small"]


def test_long_list_is_turned_page_by_page(see, session):
    for _ in range(45):
        make_restaurant(session, street="坪山街道")
    session.commit()

    first = see("/en/restaurants?q=%E5%9D%AA%E5%B1%B1")
    last = see(first.one("a", rel="next").get("href").replace("page=2", "page=3"))

    assert len(first.one(of="restaurants").all("li")) == 20
    assert len(last.one(of="restaurants").all("li")) == 5
    assert last.all("a", rel="next") == []


def test_page_past_the_end_is_the_last(see, session):
    for _ in range(21):
        make_restaurant(session)
    session.commit()

    assert len(see("/restaurants?page=99").one(of="restaurants").all("li")) == 1


@pytest.mark.parametrize(
    ("path", "most"), [("/", 9), ("/restaurants", 8), ("/r/{ready}", 13), ("/methods", 8)]
)
def test_page_has_a_fixed_number_of_statements(client, session, statements, kitchen, path, most):
    first = kitchen()
    path = path.format(ready=first.code)
    client.get(path).close()  # the quarter's figures are remembered for ten minutes
    few = asked_statements(client, path, statements)
    for _ in range(12):
        kitchen(zones=(Zone.COOKING, Zone.CUTTING, Zone.WASHING))

    assert asked_statements(client, path, statements) == few
    assert few <= most
