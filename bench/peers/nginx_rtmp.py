"""nginx's RTMP module as Debian ships it: an ffmpeg a camera pushes into it, and it writes HLS.

One nginx for all cameras; the ffmpegs are counted with it, since it cannot read RTSP.
"""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from bench.peers.pushing import pushing
from bench.peers.sides import Side, children
from bench.processes import end
from bench.stage import LOOPBACK, NGINX, free_port, is_open, nginx_command, until

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
# Segments and lists as those of the others: two seconds, six of them.
CONF = """
load_module {module};
daemon off; master_process off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/error.log;
events {{ worker_connections 1024; }}
rtmp {{ access_log off; server {{ listen {host}:{port}; application live {{
  live on; hls on; hls_path {0}/hls; hls_nested on; hls_fragment 2s; hls_playlist_length 12s;
}} }} }}
"""


def lacking() -> str | None:
    """Why it cannot be measured here, None when it can."""
    if NGINX is None:
        return "no nginx; `make test-deps` installs it"
    return None if MODULE.exists() else "Debian's libnginx-mod-rtmp is not installed"


@contextmanager
def running(directory: Path, cameras: Mapping[str, str]) -> Iterator[Side]:
    """It and an ffmpeg for each camera."""
    port = free_port()
    conf = CONF.format(directory, module=MODULE, host=LOOPBACK, port=port)
    (directory / "nginx.conf").write_text(conf, encoding="utf-8")
    with ExitStack() as stack:
        nginx = subprocess.Popen(nginx_command(directory), stdin=subprocess.DEVNULL)
        stack.callback(end, nginx)
        until(lambda: is_open(port), what="nginx with its RTMP module")
        pushed = stack.enter_context(
            children(
                directory / "hls",
                cameras,
                lambda url, target: [
                    pushing(url, "flv", f"rtmp://{LOOPBACK}:{port}/live/{target.parent.name}")
                ],
            )
        )
        yield replace(pushed, pids=(nginx.pid, *pushed.pids))
