"""Where the messages of a queue wait, and the process that acts on them."""

import logging
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from threading import Event
from typing import Any

from flask import Flask
from huey.api import Task
from huey.consumer import Consumer, Scheduler
from huey.signals import SIGNAL_COMPLETE, SIGNAL_ERROR, SIGNAL_EXPIRED
from huey.storage import BaseStorage, PostgresStorage, RedisStorage, SqliteStorage

from portal.extensions import Queue, jobs_queue, rounds_queue
from portal.settings import Settings
from portal.settings.parsing import is_redis
from portal.shell.current import current_settings
from portal.shell.database import patience
from portal.shell.machine import give_way
from portal.shell.metric_files import publish
from portal.shell.metrics import counter
from portal.shell.queue_lines import tell_once_of_the_store
from portal.shell.redis_server import patient

LONGEST_NAP_SECONDS = 0.5
BEHIND_PEOPLE = 10  # steps of niceness
STOP_SECONDS = 6.0  # whoever stops the house waits eight
BUSY_SECONDS = 10
MOST_LEFT_OUT = 24 * 60  # minutes: nothing is rarer than once a day
TABLES_LOCK = 0x71756575  # names the lock among those of the database; "queu"

log = logging.getLogger(__name__)

MESSAGES = counter("messages", "Messages acted on, and what came of it.", "queue", "task", "result")


class SharedTables(PostgresStorage):  # type: ignore[misc]  # Huey has no types
    """Makes its tables while no other process does: at the first start all would at once."""

    def initialize_schema(self) -> None:
        """Make the tables that are missing."""
        with self.db(commit=True, close=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (TABLES_LOCK,))
            for statement in self.ddl:
                cursor.execute(statement)


def bind_queues(app: Flask) -> None:
    """Bind both queues to `app` and to the store that its settings name."""
    settings: Settings = app.config["MINGCHU"]
    store, options = queue_store(settings)
    for queue in (rounds_queue, jobs_queue):
        queue.init_app(app, store=store, options=options)


def queue_store(settings: Settings) -> tuple[type[BaseStorage] | None, dict[str, Any]]:
    """The kind of store that the settings ask for and what it is made with; None for none."""
    address = settings.queue
    if not address:
        # Not synced to disk: a message is a nudge, and old ones have expired.
        return SqliteStorage, {
            "filename": str(settings.data / "queue.db"), "timeout": BUSY_SECONDS, "fsync": False,
        }  # fmt: skip
    if address.startswith("memory://"):
        return None, {}
    if is_redis(address):
        return RedisStorage, {"url": patient(address)}
    return SharedTables, {"dsn": address, "table_prefix": "queue", **patience(address)}


def count_messages(queue: Queue) -> None:
    """Count what becomes of the messages of `queue` that this process acts on.

    Counts begin with 0: of a row that begins with 1 Prometheus would not know that it grew, and
    work that is done once a night would fail without notice.
    """
    ends = (SIGNAL_COMPLETE, SIGNAL_ERROR, SIGNAL_EXPIRED)
    for name, end in product(queue.task_names(), ends):
        MESSAGES.labels(queue.name, name, end)

    def note(signal: str, task: Task, error: Exception | None = None) -> None:
        MESSAGES.labels(queue.name, task.name, signal).inc()

    queue.signal(*ends)(note)


class MinuteScheduler(Scheduler):  # type: ignore[misc]  # Huey has no types
    """Sends periodic work at the beginning of each minute, and once at the start.

    Huey's own counts sixty seconds from the start of the process, so that a round would lie
    across two minutes.
    """

    periodic_task_seconds = 1
    _sent_in: int | None = None

    def enqueue_periodic_tasks(self, now: datetime | None) -> None:
        """Send what is due this minute, unless that was done, and was in minutes left out.

        A clock that is set forward leaves some out, and so does a machine that stood still: what
        is done once a day would wait for the next.
        """
        minute = int(time.time() // 60)
        if minute == self._sent_in:
            return
        due = {task.name: task for each in self._minutes_to(minute) for task in self._due_in(each)}
        self._sent_in = minute
        for task in due.values():
            try:
                self.huey.enqueue(task)
            except Exception as error:  # noqa: BLE001 - whatever the store raises, the next is sent
                facts = {"task": task.name, "reason": type(error).__name__}
                log.error("job_not_sent", extra=facts)  # noqa: TRY400 - one line

    def _minutes_to(self, minute: int) -> range:
        """The minutes since the last that was seen to, a day's at most; `minute` at least."""
        first = minute if self._sent_in is None else self._sent_in + 1
        return range(min(max(first, minute - MOST_LEFT_OUT), minute), minute + 1)

    def _due_in(self, minute: int) -> list[Task]:
        moment = datetime.fromtimestamp(60 * minute, UTC).replace(tzinfo=None)  # as Huey has it
        found: list[Task] = self.huey.read_periodic(moment)
        return found


class _QueueConsumer(Consumer):  # type: ignore[misc]  # Huey has no types
    scheduler_class = MinuteScheduler

    def _set_signal_handlers(self) -> None:
        super()._set_signal_handlers()
        # Huey would begin the whole command anew within this process, its supervisor's as well.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def consume(
    queue: Queue, *, workers: int, process: str, begun: Callable[[Event], None] | None = None
) -> None:
    """Act on the messages of `queue` in `workers` threads until SIGTERM or SIGINT.

    The numbers of this process are told under the name `process`. `begun` is given what is set
    when it must end. On a busy machine pages and pictures, for which people wait, go first.

    At SIGTERM what is under way may end within a few seconds. Raises ConfigurationError when
    messages are acted on by whoever sends them.
    """
    logging.getLogger("huey").setLevel(logging.WARNING)  # else two lines a message
    tell_once_of_the_store()
    give_way(BEHIND_PEOPLE)
    consumer = _QueueConsumer(
        queue,
        workers=workers,
        initial_delay=0.05,
        max_delay=LONGEST_NAP_SECONDS,
        graceful_signal="TERM",
        shutdown_timeout=STOP_SECONDS,
    )
    queue.stopping = consumer.stop_flag
    count_messages(queue)
    publish(current_settings().metrics_directory, process, stop=consumer.stop_flag)
    if begun is not None:
        begun(consumer.stop_flag)
    consumer.run()
