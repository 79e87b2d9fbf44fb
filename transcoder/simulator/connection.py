"""One client's RTSP connection: requests in, answers and pictures out."""

import asyncio
import re
import socket
from collections.abc import Callable
from typing import cast

from transcoder.simulator.auth import Verdict, challenge, check
from transcoder.simulator.camera import Camera
from transcoder.simulator.house import House
from transcoder.simulator.messages import NotRtsp, Request, answer, take_request
from transcoder.simulator.player import Player
from transcoder.simulator.script import Audio, Fault, Quirk
from transcoder.simulator.sdp import AUDIO_CONTROL, VIDEO_CONTROL, describe
from transcoder.simulator.silence import SilentTrack
from transcoder.simulator.wire import reset

SEND_BUFFER_BYTES = 262_144  # as small as a camera's: a slow client shows soon
SESSION = "4D696E67"
METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"
GARBAGE = "\x00\x01 this is no description \x7f" * 4
_INTERLEAVED = re.compile(r"interleaved=(\d+)-\d+")


class Connection(asyncio.Protocol):
    """Speaks RTSP over TCP for whatever camera the client names."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._buffer = bytearray()
        self._camera: Camera | None = None
        self._channels: dict[str, int] = {}
        self._holds_session = False
        self._running: list[Player | SilentTrack] = []
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self._transport = cast(asyncio.Transport, transport)
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self._house.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back whatever this client held."""
        self._end_session()
        self._house.connections.discard(self)
        if self._camera is not None:
            self._camera.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._buffer += data
        try:
            while not self._transport.is_closing():
                request = take_request(self._buffer)
                if request is None:
                    return
                self._dispatch(request)
        except NotRtsp:
            self.cut()

    def cut(self) -> None:
        """Close at once, with a reset."""
        self._end_session()
        reset(self._transport)

    def _dispatch(self, request: Request) -> None:
        camera = self._house.camera_at(request.url)
        if camera is None:
            self._transport.write(answer(request, 200 if request.method == "OPTIONS" else 404))
            return
        if self._camera is not camera:
            self._belong_to(camera)
        if not self._house.answers(camera):
            self.cut()
        elif camera.script.fault is not Fault.BLACK_HOLE and self._admits(request, camera):
            handlers: dict[str, Callable[[Request, Camera], None]] = {
                "OPTIONS": self._options,
                "DESCRIBE": self._describe,
                "SETUP": self._setup,
                "PLAY": self._play,
                "TEARDOWN": self._teardown,
                "GET_PARAMETER": self._keep_alive,
                "SET_PARAMETER": self._keep_alive,
            }
            handlers.get(request.method, self._not_implemented)(request, camera)

    def _belong_to(self, camera: Camera) -> None:
        if self._camera is not None:
            self._camera.connections.discard(self)
        self._camera = camera
        camera.connections.add(self)
        camera.count("connections")

    def _admits(self, request: Request, camera: Camera) -> bool:
        if request.method == "OPTIONS":  # as cameras do: only what shows something is guarded
            return True
        authorization = request.headers.get("authorization")
        verdict = check(camera.script, authorization, method=request.method)
        if verdict is Verdict.ADMITTED:
            return True
        if verdict is Verdict.WRONG:
            self._house.refuse(camera)
        else:
            camera.count("challenges")
        refusal = {"WWW-Authenticate": challenge(camera.script)}
        self._transport.write(answer(request, 401, refusal))
        return False

    def _options(self, request: Request, _camera: Camera) -> None:
        self._transport.write(answer(request, 200, {"Public": METHODS}))

    def _describe(self, request: Request, camera: Camera) -> None:
        camera.count("describes")
        script = camera.script
        if script.redirect_to is not None:
            self._transport.write(answer(request, 302, {"Location": script.redirect_to}))
        elif script.status != 200:
            self._transport.write(answer(request, script.status))
        elif script.fault is Fault.GARBAGE:
            self._transport.write(
                answer(request, 200, {"Content-Type": "application/sdp"}, GARBAGE)
            )
        else:
            body = describe(script, self._house.recording(camera))
            self._transport.write(answer(request, 200, _description(request, camera), body))

    def _setup(self, request: Request, camera: Camera) -> None:
        control = request.url.rstrip("/").rpartition("/")[2]
        camera.count_setup(control)
        interleaved = _INTERLEAVED.search(request.headers.get("transport", ""))
        if "TCP" not in request.headers.get("transport", "") or interleaved is None:
            self._transport.write(answer(request, 461))
            return
        if not self._holds_session and not self._house.take_session(camera):
            camera.count("refused_sessions")
            self._transport.write(answer(request, 453))
            return
        self._holds_session = True
        channel = int(interleaved.group(1)) & 0xFE
        self._channels[control] = channel
        transport = f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
        self._transport.write(
            answer(request, 200, {"Transport": transport, "Session": f"{SESSION};timeout=60"})
        )

    def _play(self, request: Request, camera: Camera) -> None:
        if not self._holds_session or self._running:
            self._transport.write(answer(request, 455))
            return
        camera.count("plays")
        base, info = request.url.rstrip("/"), []
        if VIDEO_CONTROL in self._channels and camera.script.audio is not Audio.ONLY:
            player = self._player(camera)
            start = player.prepare()
            url = f"{base}/{VIDEO_CONTROL}"
            info.append(f"url={url};seq={start.sequence};rtptime={start.timestamp}")
            self._running.append(player)
        if AUDIO_CONTROL in self._channels:
            channel = self._channels[AUDIO_CONTROL]
            self._running.append(SilentTrack(self._transport, channel=channel))
            info.append(f"url={base}/{AUDIO_CONTROL};seq=0;rtptime=0")
        headers = {"Session": SESSION, "Range": "npt=0.000-", "RTP-Info": ",".join(info)}
        self._transport.write(answer(request, 200, headers))
        camera.playing += 1
        for track in self._running:
            track.start()

    def _player(self, camera: Camera) -> Player:
        return Player(
            camera,
            self._transport,
            channel=self._channels[VIDEO_CONTROL],
            timeline=self._house.timeline(camera),
            other=lambda: self._house.other_timeline(camera),
        )

    def _teardown(self, request: Request, camera: Camera) -> None:
        camera.count("teardowns")
        if Quirk.TEARDOWN_FAILS in camera.script.quirks:
            self._transport.write(answer(request, 500))
            return
        self._end_session()
        self._transport.write(answer(request, 200, {"Session": SESSION}))

    def _keep_alive(self, request: Request, camera: Camera) -> None:
        if Quirk.KEEPALIVE_IGNORED not in camera.script.quirks:
            self._transport.write(answer(request, 200, {"Session": SESSION}))

    def _not_implemented(self, request: Request, _camera: Camera) -> None:
        self._transport.write(answer(request, 501))

    def _end_session(self) -> None:
        camera = self._camera
        if camera is not None and self._running:
            camera.playing -= 1
        for track in self._running:
            track.stop()
        self._running.clear()
        if camera is not None and self._holds_session:
            self._house.return_session(camera)
        self._holds_session = False
        self._channels.clear()


def _description(request: Request, camera: Camera) -> dict[str, str]:
    headers = {"Content-Type": "application/sdp"}
    base = request.url.rstrip("/") + "/"
    if Quirk.DOUBLED_SCHEME in camera.script.quirks:
        base = f"rtsp://{base}"
    if Quirk.NO_CONTENT_BASE not in camera.script.quirks:
        headers["Content-Base"] = base
    return headers
