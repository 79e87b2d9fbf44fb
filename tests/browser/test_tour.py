"""Every page that the portal has is on the tour: links lead to it, or a scene does."""

import pytest
from flask import template_rendered

from deploy.tour.pages import all_pages, asker
from deploy.tour.photographer import chromium, enter, sign_in
from deploy.tour.rehearsal import rehearse
from deploy.tour.scenes import SCENES
from deploy.tour.stage import stage
from deploy.tour.steps import play
from portal.seed.people import PEOPLE
from tests.support.browser import require_browser
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAYS = "return document.querySelector('main .wrong, main [role=alert]') !== null"
# What the demo cannot show, each with its reason.
LEFT_OUT = {
    "findings/lead.html": "a lead needs a detector that looked at pictures of a camera",
    "rounds/fault.html": "a fault needs rounds that have looked at cameras for some minutes",
}


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


def test_every_page_is_on_the_tour_or_has_a_reason(seen):
    assert full_pages() - seen[0] == set(LEFT_OUT)


def test_each_refusal_says_on_its_page_what_is_wrong(seen):
    assert seen[1] == []


def test_no_two_pictures_have_one_name():
    names = [each.name for each in SCENES]

    assert sorted(set(names)) == sorted(names)
