"""Photographs the portal that runs: see `--help`."""

import argparse
import fnmatch
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.error import URLError
from urllib.request import urlopen

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from werkzeug.routing import Map

from deploy.tour.axe import faults, library
from deploy.tour.pages import Page, all_pages
from deploy.tour.photographer import (
    SECONDS,
    Look,
    chromium,
    enter,
    missing,
    photograph,
    put_on,
    sign_in,
)
from deploy.tour.rehearsal import rehearse
from deploy.tour.scenes import SCENES
from deploy.tour.sheets import write_sheets
from deploy.tour.stage import stage
from deploy.tour.steps import play
from portal import create_app
from portal.seed.people import PEOPLE
from portal.settings import Settings, load

FOLDER = Path(__file__).resolve().parents[2] / "tour"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
LANGUAGES = {"zh": "", "en": "/en"}
MODES = {"light": ("light", "normal"), "dark": ("dark", "normal"), "large": ("light", "large")}
LOOKS = tuple(
    Look(f"{size}-{language}-{mode}", SIZES[size], LANGUAGES[language], *MODES[mode])
    for size, language, mode in product(SIZES, LANGUAGES, MODES)
)
COLUMN_PX = {"phone": 221, "desktop": 566}  # on a contact sheet


@dataclass(frozen=True, slots=True)
class Job:
    """One page, and the looks in which it is wanted."""

    page: Page
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A portal that is toured: its address, the cookie of each reader, what a visitor knows."""

    address: str
    cookies: dict[str, str]
    known: dict[str, str] = field(default_factory=dict)


@dataclass
class Tour:
    """What several browsers share: what is to be done, and what became of it."""

    ground: Ground
    jobs: SimpleQueue[Job]
    number: int
    axe: str  # the text of axe-core, empty for none
    done: int = 0
    failed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def go(self) -> None:
        """Photograph with one browser until nothing is left."""
        with chromium() as driver:
            while (job := self._next()) is not None:
                for look in job.looks:
                    try:
                        found = self._take(driver, job.page, look)
                    except WebDriverException as error:
                        self._note(job.page, look, trouble=str(error.msg).partition("\n")[0])
                    else:
                        self._note(job.page, look, found)

    def _take(self, driver: webdriver.Chrome, page: Page, look: Look) -> list[str]:
        """Photograph a page; returns what axe finds on it."""
        ground = self.ground
        cookie = ground.cookies.get(page.login)
        enter(driver, ground.address, cookie=cookie, text=look.text)
        put_on(driver, look)
        play(driver, f"{ground.address}{look.prefix}{page.path}", page.steps, ground.known)
        photograph(driver, look, file_of(page, look))
        return faults(driver, self.axe) if self.axe else []

    def _next(self) -> Job | None:
        try:
            return self.jobs.get_nowait()
        except Empty:
            return None

    def _note(
        self, page: Page, look: Look, found: Sequence[str] = (), *, trouble: str = ""
    ) -> None:
        with self.lock:
            self.done += 1
            name = f"{page.name}-{look.name}"
            self.faults += [f"{name} {each}" for each in found]
            if trouble:
                self.failed.append(name)
            print(f"{self.done}/{self.number} {name} {trouble}".rstrip(), flush=True)


def file_of(page: Page, look: Look) -> Path:
    """Where the photograph of a page goes."""
    return FOLDER / f"{page.name}-{look.name}.jpg"


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """What the tour was told."""
    parser = argparse.ArgumentParser(prog="python -m deploy.tour", description=__doc__)
    parser.add_argument("portal", nargs="?", help="its address; by default that of the settings")
    parser.add_argument(
        "--only", metavar="NAMES", default="*", help="pages by name, such as 'desk-*'"
    )
    parser.add_argument("--looks", metavar="NAMES", default="*", help="such as 'phone-*-dark'")
    parser.add_argument("--again", action="store_true", help="take those anew that are there")
    parser.add_argument("--sheets", action="store_true", help="contact sheets in tour/sheets too")
    parser.add_argument("--list", action="store_true", help="name the pages, photograph none")
    parser.add_argument("--browsers", type=int, default=min(os.cpu_count() or 1, 4),
                        help="how many at once (default: %(default)s)")  # fmt: skip
    return parser.parse_args(arguments)


def addresses() -> Map:
    """The portal's map of addresses, which needs no data."""
    with tempfile.TemporaryDirectory() as data:
        return create_app(Settings(data=Path(data))).url_map


def open_jobs(pages: list[Page], told: argparse.Namespace) -> list[Job]:
    """What is to be photographed still: a tour that was broken off goes on where it was."""
    wanted = [each for each in LOOKS if fnmatch.fnmatch(each.name, told.looks)]
    jobs = []
    for page in pages:
        looks = [each for each in wanted if told.again or not file_of(page, each).exists()]
        if looks and fnmatch.fnmatch(page.name, told.only):
            jobs.append(Job(page, tuple(looks)))
    return jobs


def found_pages(portal: str) -> tuple[list[Page], Ground]:
    """The pages to photograph that links lead to, and who reads them."""
    urlopen(f"{portal}/healthz", timeout=SECONDS).close()  # noqa: S310 - http, by argument
    with chromium() as driver:
        cookies = {each.login: sign_in(driver, portal, each.login) for each in PEOPLE}
    return list(all_pages(portal, addresses(), cookies)), Ground(portal, cookies)


@contextmanager
def staged() -> Iterator[tuple[list[Page], Ground]]:
    """The pages behind forms, on a portal of the tour's own, and who reads them."""
    with stage() as own:
        with chromium() as driver:
            cookies = {each.login: sign_in(driver, own.address, each.login) for each in PEOPLE}
            pages = list(rehearse(driver, own, SCENES, cookies))
        yield pages, Ground(own.address, cookies, own.known)


def take(ground: Ground, jobs: list[Job], *, browsers: int) -> Tour:
    """Photograph all `jobs` on one portal with so many browsers at once."""
    queue: SimpleQueue[Job] = SimpleQueue()
    for job in jobs:
        queue.put(job)
    tour = Tour(ground, queue, sum(len(each.looks) for each in jobs), library())
    threads = [threading.Thread(target=tour.go) for _ in range(max(1, browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tour


def main(arguments: list[str]) -> int:
    """Photograph; 0 when every picture was taken, and nothing was found on any page."""
    told = read_arguments(arguments)
    portal = (told.portal or load().public_url).rstrip("/")
    if lacking := missing():
        print(f"The tour needs {' and '.join(lacking)}.", file=sys.stderr)
        return 1
    try:
        pages, ground = found_pages(portal)
    except URLError:
        print(f"No portal answers at {portal}; start one with `make run`.", file=sys.stderr)
        return 1
    except WebDriverException as error:
        print(f"Nobody of the demo can sign in at {portal}: {error.msg}", file=sys.stderr)
        return 1
    if told.list:
        behind = [Page(each.name, each.start, each.login) for each in SCENES]
        print("\n".join(f"{each.name:<40} {each.login:<15} {each.path}" for each in pages + behind))
        return 0
    return go(pages, ground, told)


def go(pages: list[Page], ground: Ground, told: argparse.Namespace) -> int:
    """Take what is open, and lay it out on sheets where they are wanted."""
    FOLDER.mkdir(exist_ok=True)
    statuses = [tell(take(ground, open_jobs(pages, told), browsers=told.browsers))]
    if open_jobs([Page(each.name, each.start) for each in SCENES], told):
        with staged() as (behind, own):
            statuses.append(tell(take(own, open_jobs(behind, told), browsers=told.browsers)))
    for look in LOOKS if told.sheets else ():
        write_sheets(FOLDER, look=look.name, width=COLUMN_PX[look.name.partition("-")[0]])
    return max(statuses)


def tell(tour: Tour) -> int:
    """Say what was not taken and what was found; 0 for nothing of either."""
    if not tour.axe:
        print("Nobody looked at what axe finds: npm has not fetched it.", file=sys.stderr)
    for each in sorted(tour.faults):
        print(f"Fault: {each}", file=sys.stderr)
    for name in tour.failed:
        print(f"Not taken: {name}", file=sys.stderr)
    return 1 if tour.failed or tour.faults or tour.done < tour.number else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
