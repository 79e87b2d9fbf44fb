"""Rules for every test: no host but this one, and nothing is skipped where everything is there."""

import os
import sys
from collections import Counter
from importlib.util import find_spec
from ipaddress import ip_address

import pytest
from hypothesis import HealthCheck, settings

from tests.support.reuse import reuse_between_portals

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", parent=settings.get_profile("patient"), max_examples=10_000)
settings.load_profile("patient")  # `make fuzz` chooses the other

reuse_between_portals()

HAS_TORCH = find_spec("torch") is not None
# No skips: torch is no part of what the product or its tests need, and CI counts skips as failures.
collect_ignore = [] if HAS_TORCH else ["detector/training/learning"]

TAKES_LONG = ("browser", "media", "slow")  # markers
EXCUSED = ("gpu", "boots")  # they need an accelerator, a kernel: no package brings these
IS_CI = os.environ.get("CI") == "true"  # .ci/run installs every part that a test can want


def _refuse_other_hosts(event, arguments):
    if event == "socket.connect":
        _, address = arguments
        if isinstance(address, tuple) and not is_this_machine(address[0]):
            raise RuntimeError(f"a test may not connect to {address[0]}")


def is_this_machine(host):
    """Whether a test may connect to `host`."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_other_hosts)


def pytest_report_header():
    """Say what is left out, and why."""
    return "" if HAS_TORCH else "train: left out, torch is not here (pip install .[train])"


def pytest_configure(config):
    """Let the order below stand where pytest-xdist would put files of many tests first."""
    config.option.loadscopereorder = False


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Workers begin with the files that take long, or one ends with them while others have none."""
    if not hasattr(config, "workerinput"):
        return
    tests = Counter(each.path for each in items)
    long = {each.path for each in items if any(map(each.get_closest_marker, TAKES_LONG))}
    items.sort(key=lambda each: (each.path not in long, -tests[each.path]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Under CI a skipped test has failed, unless it needs what no package brings."""
    report = yield
    is_skip = report.skipped and not hasattr(report, "wasxfail")
    if IS_CI and is_skip and not any(map(item.get_closest_marker, EXCUSED)):
        report.outcome = "failed"
        report.longrepr = f"skipped although CI has every part: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a file that skips itself."""
    report = yield
    if IS_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped although CI has every part: {report.longrepr}"
    return report
