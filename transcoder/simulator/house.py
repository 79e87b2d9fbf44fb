"""All cameras of one simulator and what they share: clips, timelines, recorders' limits."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from transcoder.simulator.camera import Camera, Cuttable, Limits
from transcoder.simulator.recording import Recording, load_recording
from transcoder.simulator.rtp import RtpTrack
from transcoder.simulator.script import CameraScript, ParameterSets
from transcoder.simulator.timeline import Timeline

_CONTROL = "/trackID="


@dataclass(frozen=True, slots=True)
class _Feed:
    """What two viewers must have in common to be sent the same bytes."""

    clip: Path
    sets_in_band: bool
    has_grain: bool


class House:
    """Cameras by name; `now` gives Unix seconds. Used inside one event loop only."""

    def __init__(self, scripts: Mapping[str, CameraScript], *, now: Callable[[], float]) -> None:
        self.cameras = {name: Camera(name, script) for name, script in scripts.items()}
        self.connections: set[Cuttable] = set()
        self._now = now
        self._began = now()
        self._limits: dict[str, Limits] = {}
        self._timelines: dict[_Feed, Timeline] = {}

    def open(self) -> None:
        """The power is back: timelines belong to the event loop that runs now."""
        self._began = self._now()
        self._timelines.clear()

    def camera_at(self, url: str) -> Camera | None:
        """The camera an RTSP address names, None when there is none."""
        path = urlsplit(url).path.partition(_CONTROL)[0]
        return self.cameras.get(unquote(path).strip("/"))

    def answers(self, camera: Camera) -> bool:
        """Whether the camera is up and its recorder has not locked everybody out."""
        now = self._now()
        if now < self._limits_of(camera).locked_until:
            return False
        return camera.script.is_up(now - self._began)

    def refuse(self, camera: Camera) -> None:
        """Count a wrong login, for the camera and for its recorder's lock-out."""
        camera.count("refused_logins")
        self._limits_of(camera).refuse(camera.script, self._now())

    def take_session(self, camera: Camera) -> bool:
        """Grant a session if the recorder has one left, and say whether it had."""
        limits = self._limits_of(camera)
        if limits.is_full(camera.script):
            return False
        limits.sessions += 1
        return True

    def return_session(self, camera: Camera) -> None:
        """Take a session back."""
        self._limits_of(camera).sessions -= 1

    def recording(self, camera: Camera) -> Recording:
        """The clip this camera plays."""
        return load_recording(camera.script.clip)

    def timeline(self, camera: Camera) -> Timeline:
        """The clock all viewers of this camera's clip share."""
        return self._timeline(camera.script.clip, camera.script)

    def other_timeline(self, camera: Camera) -> Timeline:
        """The clock of the clip the camera goes over to; the same one when it has no other."""
        return self._timeline(camera.script.other_clip or camera.script.clip, camera.script)

    def cut_flapping(self) -> None:
        """Cut the viewers of every camera that is down at this moment of its flapping."""
        seconds_running = self._now() - self._began
        for camera in self.cameras.values():
            if not camera.script.is_up(seconds_running):
                camera.cut_all()

    def _timeline(self, clip: Path, script: CameraScript) -> Timeline:
        feed = _Feed(clip, script.parameter_sets is not ParameterSets.SDP, script.grain)
        if feed not in self._timelines:
            track = RtpTrack(
                load_recording(clip), sets_in_band=feed.sets_in_band, has_grain=feed.has_grain
            )
            loop = asyncio.get_running_loop()
            self._timelines[feed] = Timeline(track, loop, now=self._now)
        return self._timelines[feed]

    def _limits_of(self, camera: Camera) -> Limits:
        nvr = camera.script.nvr
        return self._limits.setdefault(f"nvr {nvr.name}" if nvr else camera.name, Limits())
