"""The sound of a simulated camera: silence in G.711, for clients that ask for it."""

import asyncio
import struct

PACKET_SECONDS = 0.1
_SAMPLES = 800  # at 8 kHz
_SILENCE = b"\xd5" * _SAMPLES
_SSRC = 0x4D430FFF


class SilentTrack:
    """Sends silent sound on one channel until `stop`."""

    def __init__(self, transport: asyncio.WriteTransport, *, channel: int) -> None:
        self._transport = transport
        self._channel = channel
        self._sent = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to send; needs a running event loop."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(PACKET_SECONDS, self._send)

    def stop(self) -> None:
        """Send nothing more."""
        if self._timer is not None:
            self._timer.cancel()

    def _send(self) -> None:
        header = struct.pack(
            ">BBHII", 0x80, 8, self._sent & 0xFFFF, self._sent * _SAMPLES & 0xFFFFFFFF, _SSRC
        )
        frame = struct.pack(">BBH", 0x24, self._channel, len(header) + _SAMPLES)
        self._transport.write(frame + header + _SILENCE)
        self._sent += 1
        self.start()
