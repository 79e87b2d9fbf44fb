"""Two whole nodes, one PostgreSQL, a real edge: what is shared, and what a node's death costs."""

import json
import time

import pytest
from sqlalchemy import text

from bench.stage import NGINX, PATIENCE_SECONDS, stage, until
from tests.support.lacking import skip_or_fail
from tests.support.postgres import new_server
from tests.support.simulator import simulator, small_clip
from transcoder.simulator import CameraScript

CAMERAS = 6  # of two restaurants
BATCHES = 2  # a minute, since a restaurant's cameras stay together
CONDITIONS = text("SELECT count(*) FROM camera_condition")
ROUNDS = text("SELECT count(*) FROM round")
VIEWINGS = text("SELECT count(*) FROM viewing")

pytestmark = [pytest.mark.slow, pytest.mark.media, pytest.mark.timeout(5 * PATIENCE_SECONDS)]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Two nodes whose cameras have been looked at; starting them takes most of the time."""
    if NGINX is None:
        skip_or_fail("no nginx is installed")
    scripts = {f"c{number}": CameraScript(small_clip()) for number in range(CAMERAS)}
    with new_server() as server, simulator(scripts) as cameras:
        addresses = [cameras.url(name) for name in scripts]
        folder = tmp_path_factory.mktemp("nodes")
        with stage(folder, addresses, server=server, nodes=2) as house:
            house.wait_until_ready()
            until(lambda: one(house, CONDITIONS) == CAMERAS, what="every camera was looked at")
            yield house


def one(house, question):
    """The one value that answers `question`."""
    with house.reading() as connection:
        return connection.scalar(question)


def acted_on(house):
    """Messages of the rounds with which a detector has ended, and when the last one told so."""
    files = [
        path
        for node in house.nodes
        for path in (node.folder / "data" / "metrics").glob("detector-*.prom")
    ]
    told = sum(
        float(line.rpartition(" ")[2])
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith('mingchu_messages_total{queue="rounds"')
    )
    return told, min((path.stat().st_mtime for path in files), default=0.0)


def shown_alike(house, code):
    """Whether all nodes know of one still of a camera; its state asks the camera for none."""
    answers = [node.ask(f"/live/{code}/state.json") for node in house.nodes]
    moments = {json.loads(body)["still_at"] for status, body in answers if status == 200}
    return len(moments) == 1 and None not in moments


def report_a_viewing(house, code):
    """The status of the answer; 201 once the record is committed."""
    return house.ask(f"/live/{code}/viewing", body={"first_picture_ms": 900})[0]


def test_a_minute_is_handed_out_once_to_all_detectors(house):
    handed_out = BATCHES * one(house, ROUNDS)
    until(lambda: acted_on(house)[0] >= handed_out, what="each batch was acted on")
    asked_at = time.time()

    until(lambda: acted_on(house)[1] > asked_at, what="both detectors told their numbers again")

    # Twice as many if each worker had handed out.
    assert acted_on(house)[0] <= BATCHES * one(house, ROUNDS)


def test_every_node_shows_the_still_that_one_of_them_took(house):
    until(lambda: all(shown_alike(house, code) for code in house.codes), what="all stills shown")
    for node in house.nodes:
        status, picture = node.ask(f"/live/{house.codes[0]}/still.jpg")
        assert (status, picture[:2]) == (200, b"\xff\xd8")


def test_a_node_dies_and_its_cameras_play_through_the_other(house):
    code = house.codes[0]
    until(
        lambda: house.plays(code) and len(house.homes_of(code)) == 1,
        what="plays through its node alone",
    )
    assert report_a_viewing(house, code) == 201
    (home,), looked = house.homes_of(code), house.minutes()
    other = next(node for node in house.nodes if node is not home)

    home.kill()

    # The edge asks the other node within the same answer: nobody is told that a node is gone.
    assert house.ask(f"/live/{code}/index.m3u8")[0] != 502
    until(lambda: house.plays(code), what="plays through the other node")
    assert other in house.homes_of(code)
    now = house.minutes()
    assert all(now[key].merged(known) == now[key] for key, known in looked.items())
    assert one(house, VIEWINGS) == 1
    assert report_a_viewing(house, code) == 201
