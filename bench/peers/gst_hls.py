"""One camera as HLS by GStreamer, run by the system's Python, to which its bindings belong.

`gst_hls.py copy|encode ADDRESS LIST`; without arguments it only says what is lacking.
"""

import signal
import sys
from pathlib import Path

NEEDED = (
    "rtspsrc", "rtph264depay", "h264parse", "rtph265depay", "h265parse", "avdec_h265", "x264enc",
    "hlssink2",
)  # fmt: skip
COPY = "rtph264depay ! h264parse"
# As much as transcoder/ffmpeg.py asks of the same encoder.
ENCODE = (
    "rtph265depay ! h265parse ! avdec_h265 max-threads=1 ! "
    "x264enc speed-preset=veryfast tune=zerolatency pass=qual quantizer=25 bitrate=2000 "
    "vbv-buf-capacity=2000 key-int-max=50 threads=1 ! video/x-h264,profile=main ! h264parse"
)

try:
    import gi

    gi.require_version("Gst", "1.0")
    from gi.repository import GLib, Gst
except (ImportError, ValueError) as error:
    sys.exit(f"{error}; `make test-deps` installs it")

Gst.init(None)
if missing := [name for name in NEEDED if Gst.ElementFactory.find(name) is None]:
    sys.exit(f"no {', '.join(missing)}; `make test-deps` installs it")
if len(sys.argv) > 1:
    work, url, target = sys.argv[1:]
    folder = Path(target).parent
    pipeline = Gst.parse_launch(
        f"rtspsrc location={url} protocols=tcp latency=0 ! {COPY if work == 'copy' else ENCODE} ! "
        f"hlssink2 target-duration=2 max-files=7 playlist-length=6 "
        f"location={folder}/%05d.ts playlist-location={target}"
    )
    loop = GLib.MainLoop()
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
    pipeline.set_state(Gst.State.PLAYING)
    loop.run()
    pipeline.set_state(Gst.State.NULL)
