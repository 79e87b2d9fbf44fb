"""VLC without a screen, which writes HLS by its `livehttp`, fed by an ffmpeg through a pipe.

Debian's VLC is built without live555 and opens no camera's RTSP, so that the ffmpeg is counted with
it. It refuses to run as root; `unshare` then gives it another number in a namespace of its own.
"""

import os
import shutil
import subprocess
from pathlib import Path

from bench.peers.pushing import pushing
from bench.peers.sides import Commands

PLUGINS = "*-linux-gnu/vlc/plugins/access_output/libaccess_output_livehttp_plugin.so"
# As much as transcoder/ffmpeg.py asks of the same encoder.
X264 = (
    "preset=veryfast,tune=zerolatency,profile=main,crf=25,keyint=50,"
    "vbv-maxrate=2000,vbv-bufsize=2000"
)
ENCODE = f"transcode{{vcodec=h264,acodec=none,threads=1,venc=x264{{{X264}}}}}:"
AS_NOBODY = ("unshare", "--user", "--map-user=65534")


def lacking() -> str | None:
    """Why it cannot be measured here, None when it can."""
    if shutil.which("vlc") is None or not list(Path("/usr/lib").glob(PLUGINS)):
        return "Debian's vlc-bin and vlc-plugin-base are not installed"
    if not _as_allowed():
        return None
    tried = subprocess.run([*AS_NOBODY, "true"], capture_output=True, check=False)
    return "as root it does not run, and no namespace is to be had" if tried.returncode else None


def copying(url: str, target: Path) -> Commands:
    """Copy a camera."""
    return _through_pipe(url, target, "")


def encoding(url: str, target: Path) -> Commands:
    """Make H.264 of a camera's H.265."""
    return _through_pipe(url, target, ENCODE)


def _through_pipe(url: str, target: Path, before: str) -> Commands:
    folder = target.parent
    chain = (
        f"#{before}std{{access=livehttp{{seglen=2,delsegs=true,numsegs=6,index={target},"
        f"index-url=#####.ts}},mux=ts{{use-key-frames}},dst={folder}/#####.ts}}"
    )
    player = ["vlc", "--intf=dummy", "--quiet", "--no-audio", "-", f"--sout={chain}", "vlc://quit"]
    return pushing(url, "mpegts", "-"), [*_as_allowed(), *player]


def _as_allowed() -> tuple[str, ...]:
    return AS_NOBODY if os.geteuid() == 0 else ()
