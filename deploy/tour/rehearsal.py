"""Plays the scenes that stay, once, so that each is at an address when the photographs begin."""

from collections.abc import Iterable, Iterator

from selenium import webdriver

from deploy.tour.pages import Page
from deploy.tour.photographer import enter, here, kept_cookie
from deploy.tour.scenes import Scene
from deploy.tour.stage import Stage
from deploy.tour.steps import play


def rehearse(
    driver: webdriver.Chrome, stage: Stage, scenes: Iterable[Scene], cookies: dict[str, str]
) -> Iterator[Page]:
    """The pages behind the `scenes`; who has come to be let in on the way is added to `cookies`.

    A scene may begin where one before it that stays has led to: `{its-name}` stands for that.
    """
    known = stage.known
    for scene in scenes:
        start = scene.start.format_map(known)
        if not scene.stays:
            yield Page(scene.name, start, scene.login, scene.steps)
            continue
        enter(driver, stage.address, cookie=cookies.get(scene.login), text="normal")
        play(driver, stage.address + start, scene.steps, known)
        known[scene.name] = here(driver)
        cookies[scene.name] = kept_cookie(driver)
        yield Page(scene.name, known[scene.name], scene.name)
