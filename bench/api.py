"""A restaurant's status by the open interface beside a bare Flask "hello", and its contract."""

import argparse
import json
import os
import shutil
import statistics
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Figure
from bench.gate import ROUNDS, district, rate, served, wait
from portal import create_app
from portal.settings import load
from tests.support.contract import contract_breaches

EXAMPLES = 50  # an operation, invented to break it


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Answers a second, whole and as "not changed", and how often the description was broken."""
    environment = os.environ | {
        "MINGCHU_DATA": str(directory / "data"),
        "MINGCHU_LIVE_ROOT": str(directory / "live"),
        "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8",
        "MINGCHU_API_CALLS_PER_MINUTE": "100000000",
    }
    district(environment)
    wrk = shutil.which("wrk")
    if wrk is None:
        print("bench api: wrk is missing; `make test-deps` installs it", file=sys.stderr)
    else:
        yield from _rates(wrk, environment)
    breaches = list(contract_breaches(create_app(load(environment)), examples=EXAMPLES))
    for each in breaches:
        print(f"bench api: {each}", file=sys.stderr)
    yield Figure(
        name="api.breaches", value=len(breaches), unit="breaches", target=0, on_ratio=False
    )  # fmt: skip


def _rates(wrk: str, environment: dict[str, str]) -> Iterator[Figure]:
    with ExitStack() as stack:
        portal = stack.enter_context(served("portal:create_app()", environment))
        hello = stack.enter_context(served("bench.hello:app", environment))
        wait(f"{portal}/api/v1/stations", patience_seconds=120)
        wait(hello, patience_seconds=120)
        with urllib.request.urlopen(f"{portal}/api/v1/restaurants?limit=1") as answer:
            code = json.load(answer)["items"][0]["code"]
        status = f"{portal}/api/v1/restaurants/{code}/status"
        with urllib.request.urlopen(status) as answer:
            tag = answer.headers["ETag"]
        unchanged, whole, bare = [], [], []
        for _ in range(ROUNDS):  # taken in turns, so that a busy machine slows all
            unchanged.append(rate(wrk, status, header=f"If-None-Match: {tag}"))
            whole.append(rate(wrk, status))
            bare.append(rate(wrk, hello))
    for name, rates in (("api.unchanged", unchanged), ("api.status", whole)):
        yield Figure(
            name=name,
            value=statistics.median(rates),
            unit="1/s",
            reference=statistics.median(bare),
            target=0.3,
            at_least=True,
        )
