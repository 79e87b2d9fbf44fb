"""The table of periodic work: what the portal does by itself, and when."""

from collections.abc import Callable
from dataclasses import dataclass

import click
from flask.cli import AppGroup
from huey import crontab

from portal.accounts import tasks as accounts
from portal.extensions import jobs_queue
from portal.findings import tasks as findings
from portal.live import tasks as live
from portal.notices import tasks as notices
from portal.opendata import tasks as opendata
from portal.participation import case_tasks as cases
from portal.participation import tasks as participation
from portal.patrols import tasks as patrols
from portal.registry import tasks as registry
from portal.rounds import tasks as rounds
from portal.shell.queues import consume

THREADS = 4  # so that a long job holds up no round
EVERY_MINUTE = crontab()

jobs_group = AppGroup("jobs", help="Work that the portal does by itself.")


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of periodic work; `when` is told in UTC, `does` in words.

    `act` does what is due, however often it is called and in however many processes; what it
    gives back nobody reads.
    """

    name: str
    when: Callable[..., bool]
    act: Callable[[], object]
    does: str


JOBS = (
    Job("begin_round", EVERY_MINUTE, rounds.begin_round, "hand out this minute's looks"),
    Job(
        "tell_of_faults", EVERY_MINUTE, rounds.tell_of_faults,
        "tell vendor and restaurants what failed and what works again",
    ),
    Job(
        "count_quarters", EVERY_MINUTE, rounds.count_quarters,
        "count the figures of a quarter that public pages tell, where the last count is old",
    ),
    Job("deliver_notices", EVERY_MINUTE, notices.deliver, "send the notices that are due"),
    Job(
        "check_calendar", crontab(minute="7", hour="1"), registry.check_calendar,
        "remind the bureau of holidays that are not entered",
    ),
    Job(
        "tidy_viewings", crontab(minute="17", hour="19"), live.tidy,
        "delete old viewings, and stills of cameras that are not in use",
    ),
    Job(
        "tidy_accounts", crontab(minute="47", hour="19"), accounts.tidy,
        "forget sign-ins and invitations that have been over for half a year",
    ),
    Job(
        "tidy_notices", crontab(minute="57", hour="19"), notices.tidy,
        "forget notices and texts of more than two years ago",
    ),
    Job(
        "forget_rounds", crontab(minute="27", hour="19"), rounds.forget_rounds,
        "forget which minutes were handed out",
    ),
    Job(
        "look_at_clocks", EVERY_MINUTE, findings.look_at_clocks,
        "remind restaurants of findings, tell who is late, escalate",
    ),
    Job(
        "look_at_leads", EVERY_MINUTE, findings.look_at_leads,
        "tell heads of stations of urgent leads that nobody judged within half an hour",
    ),
    Job(
        "tidy_findings", crontab(minute="41"), findings.tidy_findings,
        "take back public records of findings that stand no more, delete old pictures",
    ),
    Job(
        "tidy_faults", crontab(minute="23"), rounds.tidy_faults,
        "end faults of what left the register, check displays, delete old pictures",
    ),
    Job(
        "tidy_evidence", crontab(minute="33"), findings.tidy_evidence,
        "delete the evidence of leads that nobody confirmed in time",
    ),
    Job(
        "tidy_visits", crontab(minute="37", hour="19"), patrols.tidy_visits,
        "drop planned visits of restaurants that have closed or moved",
    ),
    Job(
        "case_clocks", EVERY_MINUTE, cases.look_at_clocks,
        "tell of new messages from citizens, and of those whose time runs out",
    ),
    Job(
        "erase_cases", crontab(minute="37", hour="18"), cases.erase_in_time,
        "erase what names people in messages whose time is over",
    ),
    Job(
        "screen_answers", crontab(minute="*/10"), participation.screen,
        "set aside answers that do not look like guests, forget old forms",
    ),
    Job(
        "destroy_keys", crontab(minute="7", hour="16"), participation.destroy_keys,
        "destroy the keys of days that are over, and what was hashed under them",
    ),
    Job(
        "tell_of_patrols", crontab(minute="30", hour="0"), patrols.tell_of_patrols,
        "tell inspectors of patrols that begin, heads of stations of those that are overdue",
    ),
    Job(
        "tidy_snapshots", crontab(minute="51"), patrols.tidy_snapshots,
        "delete the pictures of snapshots whose time is over",
    ),
    Job(
        "publish_files", crontab(minute="13", hour="17"), opendata.publish_files,
        "make the open data files of the day",
    ),
)  # fmt: skip

for _job in JOBS:
    # A job that could not be done within its minute is done by the next one.
    jobs_queue.periodic_task(_job.when, name=_job.name, expires=55)(_job.act)


@jobs_group.command("work")
def work() -> None:
    """Do the periodic work when it is due, until told to stop."""
    consume(jobs_queue, workers=THREADS, process="worker")


@jobs_group.command("list")
def list_jobs() -> None:
    """List the periodic work."""
    for job in JOBS:
        click.echo(f"{job.name:20} {job.does}")
