"""Which pages the tour goes to, what it leaves out, and how its sheets are filled."""

import argparse

from PIL import Image
from werkzeug.routing import Map, Rule

from deploy.tour import __main__ as tour
from deploy.tour.pages import Found, Page, walk
from deploy.tour.sheets import COLUMN_HEIGHT, SHEET_WIDTH, sheets

ADDRESSES = Map([
    Rule("/", endpoint="home"), Rule("/r/<code>", endpoint="kitchen"),
    Rule("/desk/", endpoint="desk"), Rule("/file.csv", endpoint="file"),
])  # fmt: skip
LINKS = {
    "/": ("/r/1", "/r/2", "/file.csv", "/unknown"),
    "/r/1": ("/", "/desk/"),
    "/r/2": (),
    "/desk/": (),
}


def ask(path):
    """What each address of the little portal answers."""
    links = LINKS.get(path)
    return None if links is None else Found(path, links)


def told(**changes):
    """What a tour is told by default."""
    usual = {"only": "*", "looks": "*", "again": False}
    return argparse.Namespace(**usual | changes)


def test_one_page_of_each_route_is_found_and_no_file():
    assert walk(ADDRESSES, ask, ["/"]) == {"home": "/", "kitchen": "/r/1", "desk": "/desk/"}


def test_pages_that_are_known_are_left_out():
    assert walk(ADDRESSES, ask, ["/", "/desk/"], known={"home"}) == {"desk": "/desk/"}


def test_each_page_is_wanted_in_twelve_looks(tmp_path, monkeypatch):
    monkeypatch.setattr(tour, "FOLDER", tmp_path)
    (job,) = tour.open_jobs([Page("home", "/")], told())

    assert len({each.name for each in job.looks}) == 12


def test_tour_that_was_broken_off_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(tour, "FOLDER", tmp_path)
    (tmp_path / "home-phone-zh-dark.jpg").touch()
    pages = [Page("home", "/")]
    (job,) = tour.open_jobs(pages, told(looks="phone-zh-*"))
    (anew,) = tour.open_jobs(pages, told(looks="phone-zh-*", again=True))

    assert [each.name for each in job.looks] == ["phone-zh-light", "phone-zh-large"]
    assert len(anew.looks) == 3


def test_only_the_pages_asked_for_are_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(tour, "FOLDER", tmp_path)
    pages = [Page("home", "/"), Page("desk-start", "/desk/")]

    assert [each.page.name for each in tour.open_jobs(pages, told(only="desk-*"))] == ["desk-start"]


def test_long_photograph_goes_on_in_the_next_column(tmp_path):
    Image.new("RGB", (200, COLUMN_HEIGHT), "red").save(tmp_path / "a.png")
    Image.new("RGB", (200, 3 * COLUMN_HEIGHT), "blue").save(tmp_path / "b.png")
    made = list(sheets(sorted(tmp_path.glob("*.png")), width=SHEET_WIDTH // 3))

    assert [each.size for each in made] == [(SHEET_WIDTH, COLUMN_HEIGHT)] * len(made)
    assert len(made) == 4
