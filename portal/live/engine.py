"""Runs the transcoder on the register: what the Procfile's `transcoder` process does."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.live.queries import asked_again
from portal.registry.cipher import AddressCipher
from portal.registry.queries import camera_sources
from portal.settings import Settings
from portal.shell import clock
from portal.shell.metric_files import publish
from portal.shell.rules import local_day
from transcoder.camera import CameraSource
from transcoder.demand import RETRY, stamp
from transcoder.limits import Limits
from transcoder.supervisor import Supervisor

READ_SECONDS = 5.0

log = logging.getLogger(__name__)


class RegisteredCameras:
    """The register's cameras for the engine, read at most every 5 s; a callable.

    While the database is away the last known ones stay: a running picture outlives it. Reading
    also stamps those that people want to be tried again although their password was refused.
    """

    def __init__(self, app: Flask, *, tick: Callable[[], float] = time.monotonic) -> None:
        settings: Settings = app.config["MINGCHU"]
        self._app = app
        self._root = settings.live_directory
        self._networks = settings.camera_networks
        self._cipher = AddressCipher(settings.encryption_keys())
        self._tick = tick
        self._read_at: float | None = None
        self._known: dict[str, CameraSource] = {}
        self._heard_until = clock.now()  # what was asked before, a new engine tries anyway

    def __call__(self) -> dict[str, CameraSource]:
        """The sources of the cameras active today, by code."""
        now = self._tick()
        if self._read_at is None or now - self._read_at >= READ_SECONDS:
            self._read_at = now
            try:
                self._known = self._read()
            except SQLAlchemyError as error:
                log.warning("register_unread", extra={"reason": type(error).__name__})
        return self._known

    def _read(self) -> dict[str, CameraSource]:
        with self._app.app_context():  # the session ends with it
            session = db.session()
            self._pass_on(asked_again(session, after=self._heard_until))
            return camera_sources(
                session,
                day=local_day(clock.now()),
                cipher=self._cipher,
                networks=self._networks,
            )

    def _pass_on(self, asked: dict[str, datetime]) -> None:
        for code, asked_at in asked.items():
            self._heard_until = max(self._heard_until, asked_at)
            try:
                stamp(self._root, code, RETRY)
            except OSError as error:  # a full disk must not take running pictures away
                log.warning("stamp_failed", extra={"camera": code, "errno": error.errno})


def limits_of(settings: Settings) -> Limits:
    """The engine's numbers, with those that an operator may set."""
    return Limits(
        host_sessions=settings.host_sessions,
        host_connects_per_second=settings.host_connects,
        certificates=settings.camera_certificates_file,
    )


def run_transcoder(app: Flask, stop: threading.Event, *, limits: Limits | None = None) -> None:
    """Serve the cameras of the register until `stop` is set.

    Raises RootTaken when another transcoder works on the same directory.
    """
    settings: Settings = app.config["MINGCHU"]
    publish(settings.metrics_directory, "transcoder", stop=stop)
    Supervisor(
        settings.live_directory,
        cameras=RegisteredCameras(app),
        limits=limits or limits_of(settings),
        head_finder=settings.people_finder,
        stills=settings.stills_directory,
    ).run(stop)
