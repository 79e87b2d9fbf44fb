"""Cameras for demo, tests and benchmarks: an RTSP server that replays clips and can misbehave.

`python -m transcoder.simulator --config cameras.json` runs it as a process, `Simulator` in a
thread; `CameraScript` tells a camera what to be.
"""

from transcoder.simulator.camera import Counters
from transcoder.simulator.script import (
    Audio,
    CameraScript,
    Fault,
    Login,
    Nvr,
    ParameterSets,
    Quirk,
)
from transcoder.simulator.server import SimulatorServer
from transcoder.simulator.thread import Simulator

__all__ = [
    "Audio",
    "CameraScript",
    "Counters",
    "Fault",
    "Login",
    "Nvr",
    "ParameterSets",
    "Quirk",
    "Simulator",
    "SimulatorServer",
]
