"""Every number by which this engine waits, gives up, or shares out."""

import os
from dataclasses import dataclass, field

# Cost of one encoded 720p stream in cores (docs/design/video.md): half the cores are theirs.
ENCODE_COST_CORES = 0.26


def encode_slots(cores: int | None = None) -> int:
    """How many streams may be encoded at once on `cores` (default: this machine's)."""
    return max(1, int((cores or os.cpu_count() or 2) / 2 / ENCODE_COST_CORES))


@dataclass(frozen=True, slots=True)
class Limits:
    """The engine's numbers; seconds unless the name says otherwise. Tests shorten them."""

    # Demand
    demand_stale_seconds: float = 45.0
    unwatched_seconds: float = 10.0  # players ask for the list every two seconds
    poll_seconds: float = 0.1
    scan_seconds: float = 5.0  # full look at all stamps, beside the notices of the kernel
    reload_seconds: float = 2.0  # how often the caller is asked for its cameras
    sweep_seconds: float = 10.0
    withdraw_seconds: float = 15.0
    state_seconds: float = 20.0

    # Stills
    look_seconds: float = 5.0
    look_fresh_seconds: float = 15.0
    look_deadline_seconds: float = 8.0
    looks_at_once: int = 48

    # Sources
    open_timeout_seconds: float = 5.0
    certificates: str = ""  # PEM file of the authorities that cameras by TLS must be vouched by
    watchdog_seconds: float = 10.0
    watchdog_gops: float = 3.0
    key_wait_seconds: float = 70.0  # for the first key frame: intervals of 60 s exist
    jump_seconds: float = 10.0
    segment_seconds: float = 1.8

    # Back-off
    backoff_first_seconds: float = 1.0
    backoff_longest_seconds: float = 60.0
    backoff_jitter: float = 0.3
    backoff_reset_seconds: float = 60.0
    others_seconds: float = 5.0  # between two times that all are tried because one is back
    full_retry_seconds: float = 5.0  # at most: a full store is no fault of the camera's
    away_retry_seconds: float = 5.0  # at most, while somebody waits for it to come back
    busy_retry_seconds: float = 60.0
    no_such_path_retry_seconds: float = 300.0

    # Budgets
    host_sessions: int = 16
    host_connects_per_second: float = 2.0
    node_connects_per_second: float = 50.0
    session_regain_seconds: float = 86_400.0
    user_refusals: int = 2
    # Between two tries of a refused password: people may ask once an hour, and be heard late.
    try_again_seconds: float = 3500.0

    # Workers
    streams_per_worker: int = 50
    encode_slots: int = field(default_factory=encode_slots)
    heartbeat_seconds: float = 1.0
    worker_silent_seconds: float = 10.0
    worker_kill_seconds: float = 5.0
    worker_start_seconds: float = 30.0
    worker_losses_until_alone: int = 2
    # For so long a worker publishes on without a supervisor: the next one has begun by then.
    outlive_seconds: float = 60.0
    lonely_workers: int = 4
    stop_seconds: float = 4.0
    trim_seconds: float = 60.0

    # Store
    camera_bytes: int = 50_000_000
    total_share: float = 0.6
