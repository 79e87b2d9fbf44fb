"""The extension objects, unbound; `create_app` binds them. Nothing else creates one."""

from datetime import datetime
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from flask import Flask, g
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from huey import Huey
from huey.api import Task
from huey.serializer import SignedSerializer
from huey.storage import BaseStorage, MemoryStorage
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Declarative base whose constraints are named, so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Queue(Huey):  # type: ignore[misc]  # Huey has no types
    """A queue of messages, each acted on within its application's context.

    Unbound it acts on a message at once, in the process that sends it. Its store is opened when
    it is first used: most processes never send. `stopping` is set when its consumer must end.
    """

    def __init__(self, name: str) -> None:
        self._app: Flask | None = None
        self._store: BaseStorage | None = None
        self._opening = Lock()
        self.stopping = Event()
        super().__init__(name, results=False, immediate=True, storage_class=MemoryStorage)

    def init_app(
        self, app: Flask, *, store: type[BaseStorage] | None, options: dict[str, Any]
    ) -> None:
        """Keep messages in a `store` made with `options`; None: act on them at once.

        They are signed: whoever can write into the store could else have this process run
        anything.
        """
        self._app = app
        self.stopping = Event()
        self.serializer = SignedSerializer(secret=app.secret_key, salt=f"queue {self.name}")
        self._immediate = store is None
        self.storage_class = store or MemoryStorage
        self.storage_kwargs = options
        self._store = None

    @property
    def storage(self) -> BaseStorage:
        """Where messages wait; all threads of a consumer ask for it at once."""
        with self._opening:
            if self._store is None:
                self._store = self.create_storage()
            return self._store

    @storage.setter
    def storage(self, opened: BaseStorage) -> None:
        self._store = None  # Huey opens one as soon as it is made, before there is a setting

    def task_names(self) -> list[str]:
        """The names of all work that it can hand out."""
        return sorted(each.__name__ for each in self._registry._registry.values())

    def execute(self, task: Task, timestamp: datetime | None = None) -> None:
        """Act on a message."""
        if self._app is None:
            super().execute(task, timestamp)
            return
        with self._app.app_context():
            g.task, g.work = task.id, task.name
            super().execute(task, timestamp)


db = SQLAlchemy(model_class=Base)
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)
migrate = Migrate()
rounds_queue = Queue("rounds")
jobs_queue = Queue("jobs")

if TYPE_CHECKING:
    Model = Base  # strict mypy cannot subclass the attribute `db.Model`
else:
    Model = db.Model
