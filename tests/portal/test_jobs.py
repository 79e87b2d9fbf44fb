"""The table of periodic work is what is done."""

import pytest

from portal.extensions import jobs_queue
from portal.jobs import JOBS
from tests.support.factories import NOON, make_camera


def test_every_line_of_the_table_is_done_by_the_worker():
    registered = {type(task).__name__ for task in jobs_queue._registry.periodic_tasks}

    assert registered == {job.name for job in JOBS}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_doing_it_twice_does_no_harm(app, session, set_clock, job):
    make_camera(session)
    session.commit()
    set_clock(NOON)
    for _ in range(2):
        with app.app_context():
            job.act()


def test_the_table_can_be_read(app):
    told = app.test_cli_runner().invoke(args=["jobs", "list"]).output

    assert [line.split()[0] for line in told.splitlines()] == [job.name for job in JOBS]
