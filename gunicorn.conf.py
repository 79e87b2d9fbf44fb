"""How gunicorn serves the portal; address and port come from the portal's own settings."""

from pathlib import Path

from gunicorn.workers.base import Worker

from portal.settings import load
from portal.shell.metric_files import publish

_settings = load()

_host = f"[{_settings.bind}]" if ":" in _settings.bind else _settings.bind
bind = f"{_host}:{_settings.port}"
worker_class = "gthread"
threads = 32  # a thread is held while it sends a file to a slow phone, not between requests
keepalive = 15  # seconds; a player asks again every 2, and a new connection costs it a round trip
timeout = 30  # seconds of silence after which a worker is replaced
graceful_timeout = 5  # seconds; whoever stops the house waits less than ten
sendfile = True  # segments go from tmpfs to the socket without passing through Python
control_socket_disable = True
proc_name = "mingchu-web"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a heartbeat file
limit_request_line = 2048
limit_request_fields = 64


def post_worker_init(worker: Worker) -> None:
    """Have each worker tell its numbers, beside those of the node's other processes."""
    publish(_settings.metrics_directory, "web")
