"""A camera that speaks TLS is looked at only where it proves to be the one that was agreed."""

import gc
import os
import traceback
from dataclasses import replace

import pytest
from cryptography import x509

from tests.support.certificates import LOOPBACK, made
from tests.support.engine import open_camera
from tests.support.gst_camera import gst_camera
from tests.support.simulator import simulator, small_clip
from transcoder import trust
from transcoder.camera import CameraSource
from transcoder.errors import Cause, SourceFailed
from transcoder.limits import Limits
from transcoder.simulator import CameraScript
from transcoder.source import key_frame

PATIENT = Limits(open_timeout_seconds=30.0, watchdog_seconds=60.0)
AUTHORITY = made("the district's", is_authority=True)
ELSEWHERE = made("somebody else's", is_authority=True)
NAMED = x509.DNSName("cam.local")
CERTIFICATES = {
    "vouched for": made("cam", LOOPBACK, by=AUTHORITY),
    "for its name": made("cam", NAMED, by=AUTHORITY),
    "for another host": made("cam", x509.DNSName("other.local"), by=AUTHORITY),
    "vouched for elsewhere": made("cam", LOOPBACK, by=ELSEWHERE),
    "its own": made("IPC"),
    "its own for all hosts": made("IPC", x509.DNSName("*.cameras.local"), is_authority=True),
    "too old": made("cam", LOOPBACK, by=AUTHORITY, days=(-30, -2)),
    "its own and too old": made("IPC", days=(-30, -2)),
}


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    """Each test begins without certificates that another one fetched."""
    monkeypatch.setattr(trust, "_known", {})


def came_to(url, limits):
    """ "good" where a picture came, else the cause; no failure tells the address."""
    failed = None
    try:
        frame = key_frame(open_camera("cam", url), limits, deadline_seconds=60.0)
    except SourceFailed as error:
        failed = error
    if failed is None:
        assert frame.width == 320
        return "good"
    assert "s3cret" not in "".join(traceback.format_exception(failed))
    return failed.cause


@pytest.fixture
def outcome(tmp_path):
    """What a look comes to, "good" or the cause: `outcome(shown, mark, limits)`."""

    def of(shown, mark="", limits=PATIENT):
        camera = CameraScript(small_clip(), user="admin", password="s3cret-marker")
        tls = CERTIFICATES[shown].server(tmp_path)
        with simulator({"cam": camera}, tls=tls) as house:
            return came_to(f"{house.url('cam')}{mark}", limits)

    return of


@pytest.fixture
def vouched(tmp_path):
    """Limits by which the district's authority must vouch."""
    return replace(PATIENT, certificates=str(AUTHORITY.saved(tmp_path, "authority")))


@pytest.mark.parametrize("shown", ["its own", "too old"])
def test_without_anybody_to_vouch_it_is_encrypted_alone(shown, outcome):
    assert outcome(shown) == "good"


@pytest.mark.parametrize(
    ("shown", "mark", "found"),
    [
        ("vouched for", "", "good"),
        ("for its name", "#name=cam.local", "good"),
        ("for its name", "", Cause.CERTIFICATE),
        ("for another host", "#name=cam.local", Cause.CERTIFICATE),
        ("vouched for elsewhere", "", Cause.CERTIFICATE),
        ("its own", "", Cause.CERTIFICATE),
        ("too old", "", Cause.CERTIFICATE),
    ],
)
def test_an_authority_vouches_for_the_host(shown, mark, found, outcome, vouched):
    assert outcome(shown, mark, vouched) == found


@pytest.mark.parametrize(
    ("shown", "agreed", "found"),
    [
        ("its own", "its own", "good"),
        ("its own for all hosts", "its own for all hosts", "good"),
        ("vouched for", "vouched for", "good"),
        ("its own", "vouched for", Cause.CERTIFICATE),
        ("vouched for", "its own", Cause.CERTIFICATE),
        ("its own and too old", "its own and too old", Cause.CERTIFICATE),
    ],
)
def test_a_fingerprint_is_of_one_certificate_alone(shown, agreed, found, outcome, vouched):
    mark = f"#sha256={CERTIFICATES[agreed].fingerprint}"

    assert outcome(shown, mark, vouched) == found  # whoever else may vouch


def test_who_shows_another_certificate_later_is_refused(outcome):
    mark = f"#sha256={CERTIFICATES['its own'].fingerprint}"

    assert outcome("its own", mark) == "good"  # now it is known
    assert outcome("its own for all hosts", mark) == Cause.CERTIFICATE
    assert outcome("its own", mark) == "good"


def test_looking_by_fingerprint_leaves_nothing_open(outcome):
    mark = f"#sha256={CERTIFICATES['its own'].fingerprint}"
    outcome("its own", mark)
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    outcome("its own", mark)
    gc.collect()

    assert len(os.listdir("/proc/self/fd")) <= before


@pytest.mark.parametrize("mark", ["", f"#sha256={'0' * 64}"])
def test_what_speaks_no_tls_is_no_such_camera(mark, vouched):
    brief = replace(vouched, open_timeout_seconds=1.5, watchdog_seconds=1.5)
    with simulator({"cam": CameraScript(small_clip())}) as house:
        url = house.url("cam").replace("rtsp:", "rtsps:")
        cause = came_to(url + mark, brief)

    assert cause in {Cause.NOT_RTSP, Cause.UNREACHABLE, Cause.SILENT}


def test_a_closed_port_is_unreachable():
    with simulator({"cam": CameraScript(small_clip())}) as house:
        url = house.url("cam").replace("rtsp:", "rtsps:")

    assert came_to(f"{url}#sha256={'0' * 64}", PATIENT) is Cause.UNREACHABLE


def test_a_camera_without_tls_proves_nothing():
    source = CameraSource("cam", "rtsp://10.0.0.5/a#sha256=00")

    assert (source.is_encrypted, source.fingerprint) == (False, "")
    with trust.checked(source, PATIENT) as options:
        assert options == {}


@pytest.mark.media
@pytest.mark.parametrize(
    ("shown", "mark", "found"),
    [("vouched for", "", "good"), ("its own", "pinned", "good"), ("its own", "", "certificate")],
)
def test_a_camera_that_we_have_not_written_is_checked_too(shown, mark, found, tmp_path, vouched):
    agreed = CERTIFICATES[shown]
    with gst_camera(certificate=agreed.saved_with_key(tmp_path, "camera")) as url:
        assert came_to(url + (f"#sha256={agreed.fingerprint}" if mark else ""), vouched) == found
