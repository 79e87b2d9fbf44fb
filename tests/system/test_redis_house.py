"""A node whose messages and counts lie in Redis: rounds go on, also after all of it was lost."""

import pytest
from sqlalchemy import text

from bench.stage import PATIENCE_SECONDS, stage, until
from tests.support.postgres import new_server
from tests.support.redis import running_redis
from tests.support.simulator import simulator, small_clip
from transcoder.simulator import CameraScript

CAMERAS = 2
CONDITIONS = text("SELECT count(*) FROM camera_condition")
ROUNDS = text("SELECT count(*) FROM round")
TABLES = text("SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'queue_%'")

pytestmark = [pytest.mark.slow, pytest.mark.media, pytest.mark.timeout(5 * PATIENCE_SECONDS)]


def one(house, question):
    """The one value that answers `question`."""
    with house.reading() as connection:
        return connection.scalar(question)


def test_rounds_go_on_after_the_server_lost_everything(tmp_path):
    scripts = {f"c{number}": CameraScript(small_clip()) for number in range(CAMERAS)}
    with new_server() as server, running_redis() as messages, simulator(scripts) as cameras:
        told = {"MINGCHU_QUEUE_URL": messages.address}
        addresses = [cameras.url(name) for name in scripts]
        with stage(tmp_path, addresses, server=server, nodes=1, more=told) as house:
            house.wait_until_ready()
            until(lambda: one(house, CONDITIONS) == CAMERAS, what="every camera was looked at")
            assert one(house, TABLES) == 0  # nothing waits in the database

            messages.stop()
            assert house.ask("/")[0] == 200  # a page needs no message
            messages.start()
            before = one(house, ROUNDS)
            until(lambda: one(house, ROUNDS) > before, what="a round after the loss")
