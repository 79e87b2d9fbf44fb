"""No address that people type leads the portal to its own machine or network (SSRF)."""

import ipaddress
import socket
from urllib.parse import urlsplit

import pytest

from portal.notices.kinds import Trouble
from portal.notices.rules.webhooks import ChannelRefused, check_address
from portal.notices.sending.http import Post
from portal.notices.sending.message import NotSent
from portal.registry.addresses import AddressGate
from portal.registry.rules.address import AddressRefused
from tests.support.tricks import AUTHORITIES, INWARD_HOSTS, addresses_of

CAMERAS = (ipaddress.ip_network("10.20.0.0/16"),)
CAMERA, OUTSIDE = "10.20.0.5", "93.184.215.14"


def connected_to(url, *, resolve=addresses_of):
    """Where a camera's address leads, None where it is refused."""
    try:
        pinned = AddressGate(CAMERAS, resolve).pinned(url)
    except AddressRefused:
        return None
    return ipaddress.ip_address(urlsplit(pinned).hostname)


@pytest.fixture
def posted_to(monkeypatch):
    """Where a webhook is posted to, None where it is not: `posted_to(url)`."""
    places = []

    def connect(address, *_more):
        places.append(ipaddress.ip_address(address[0]))
        raise ConnectionRefusedError

    def post(url, *, resolve=lambda host, port: addresses_of(host)):
        places.clear()
        try:
            check_address(url)
            Post(resolve=resolve).send(url, b"{}", {})
        except ChannelRefused:
            return None
        except NotSent as error:
            return places[0] if error.trouble is Trouble.NO_ANSWER and places else None
        raise AssertionError("the connection that is refused was made elsewhere")

    monkeypatch.setattr(socket, "create_connection", connect)
    return post


@pytest.mark.parametrize("host", INWARD_HOSTS)
@pytest.mark.parametrize("user", ["", "u:p@", f"{CAMERA}@", f"{CAMERA}:554@"])
def test_a_camera_stands_nowhere_but_in_the_camera_networks(user, host):
    assert connected_to(f"rtsp://{user}{host}/live") is None
    assert connected_to(f"rtsp://{user}{host}:554/live") is None


@pytest.mark.parametrize("form", AUTHORITIES)
@pytest.mark.parametrize(("good", "bad"), [(CAMERA, "127.0.0.1"), ("127.0.0.1", CAMERA)])
def test_a_camera_written_in_two_ways_leads_inside_or_nowhere(form, good, bad):
    place = connected_to(f"rtsp://{form.format(good=good, bad=bad)}/live")

    assert place is None or place in CAMERAS[0]


def test_a_cameras_name_that_moves_is_asked_once_and_its_first_address_used():
    answers = iter([CAMERA, "127.0.0.1"])
    gate = AddressGate(CAMERAS, lambda _host: (ipaddress.ip_address(next(answers)),))

    pinned = [gate.pinned("rtsp://camera.example/live") for _ in range(2)]

    assert pinned == [f"rtsp://{CAMERA}/live"] * 2


def test_a_camera_whose_name_moved_away_is_refused_the_next_time():
    assert connected_to("rtsp://c.example/", resolve=lambda _host: addresses_of("127.1")) is None


@pytest.mark.parametrize("host", INWARD_HOSTS)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_webhook_leads_to_no_machine_of_ours(posted_to, scheme, host):
    assert posted_to(f"{scheme}://{host}/hook") is None
    assert posted_to(f"{scheme}://{host}:8443/hook") is None


@pytest.mark.parametrize("form", AUTHORITIES)
@pytest.mark.parametrize(("good", "bad"), [(OUTSIDE, "127.0.0.1"), ("127.0.0.1", OUTSIDE)])
def test_a_webhook_written_in_two_ways_leads_outside_or_nowhere(posted_to, form, good, bad):
    place = posted_to(f"https://{form.format(good=good, bad=bad)}/hook")

    assert place is None or str(place) == OUTSIDE


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://h/", "//h/", "h", "", "https:/h"]
)
def test_a_webhook_speaks_http_alone(posted_to, url):
    assert posted_to(url) is None


def test_a_webhook_goes_where_its_name_led_when_it_was_checked(posted_to):
    answers = iter([OUTSIDE, "127.0.0.1"])

    def moving(_host, _port):
        return [ipaddress.ip_address(next(answers))]

    assert str(posted_to("https://moves.example/hook", resolve=moving)) == OUTSIDE
    assert posted_to("https://moves.example/hook", resolve=moving) is None


def test_a_public_address_is_posted_to(posted_to):
    assert str(posted_to(f"https://{OUTSIDE}/hook")) == OUTSIDE
