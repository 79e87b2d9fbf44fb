"""Every page that the portal has is on the tour: links lead to it, or a scene does."""

import pytest
from flask import Flask, request, template_rendered
from selenium.webdriver.common.by import By

from deploy.tour.pages import all_pages, asker
from deploy.tour.photographer import chromium, enter, sign_in
from deploy.tour.rehearsal import rehearse
from deploy.tour.scenes import SCENES
from deploy.tour.stage import served, stage
from deploy.tour.steps import play, visit
from portal.seed.people import PEOPLE
from tests.support.browser import require_browser
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAYS = "return document.querySelector('main .wrong, main [role=alert]') !== null"


def full_pages():
    """The templates that are a whole page, by name."""
    texts = {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for folder in (ROOT / "portal").glob("*/templates")
        for file in folder.rglob("*.html")
    }
    bases = {name for name in texts if any(f'extends "{name}"' in each for each in texts.values())}
    whole = {name for name, text in texts.items() if "{% extends" in text or "<html" in text}
    return whole - bases


@pytest.fixture(scope="module")
def seen():
    """The templates that the tour comes to, and the refusals that do not say what is wrong."""
    require_browser()
    names, silent = set(), []
    with stage() as own, chromium() as driver:

        def note(_app, template, **_others):
            names.add(template.name)

        with template_rendered.connected_to(note, own.app):
            cookies = {each.login: sign_in(driver, own.address, each.login) for each in PEOPLE}
            for page in all_pages(own.address, own.app.url_map, cookies):
                asker(own.address, cookies.get(page.login))(page.path)
            for page in rehearse(driver, own, SCENES, cookies):
                enter(driver, own.address, cookie=cookies.get(page.login), text="normal")
                play(driver, own.address + page.path, page.steps, own.known)
                if page.name.endswith("-refused") and not driver.execute_script(SAYS):
                    silent.append(page.name)
    return names, silent


def test_every_page_is_on_the_tour(seen):
    assert full_pages() - seen[0] == set()


def test_each_refusal_says_on_its_page_what_is_wrong(seen):
    assert seen[1] == []


def test_no_two_pictures_have_one_name():
    names = [each.name for each in SCENES]

    assert sorted(set(names)) == sorted(names)


@pytest.fixture
def hasty():
    """A portal that gives its page once a second at most, and how often it was asked."""
    app, asked = Flask("hasty"), []

    @app.get("/")
    def page():
        asked.append(request.method)
        return ("<p>busy</p>", 429, {"Retry-After": "1"}) if len(asked) < 3 else "<p>here</p>"

    with served(app) as address:
        yield address


def test_page_asked_for_too_often_is_waited_for(hasty):
    require_browser()
    with chromium() as driver:
        visit(driver, hasty)

        assert driver.find_element(By.TAG_NAME, "p").text == "here"
