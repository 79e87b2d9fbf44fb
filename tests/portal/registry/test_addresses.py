import ipaddress
import socket
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.addresses import AddressGate, resolve
from portal.registry.rules.address import (
    LONGEST_ADDRESS,
    AddressFault,
    AddressRefused,
    camera_address,
    is_within,
)

MARKER = "Pa55-M4rker"
NETWORKS = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "fd00::/8")))

PRINT = "0123456789abcdef" * 4
COLONS = ":".join(["01", "23", "45", "67", "89", "AB", "CD", "EF"] * 4)


def gate(**names):
    """A gate whose resolver knows these names alone."""
    known = {name: tuple(map(ipaddress.ip_address, found)) for name, found in names.items()}
    return AddressGate(NETWORKS, lambda host: known.get(host, ()))


def fault_of(url, **names):
    with pytest.raises(AddressRefused) as refused:
        gate(**names).pinned(url)
    return refused.value.fault


@pytest.mark.parametrize(
    ("url", "pinned"),
    [
        ("rtsp://10.0.0.5/main", "rtsp://10.0.0.5/main"),
        ("rtsp://user:secret@10.0.0.5:554/main", "rtsp://user:secret@10.0.0.5:554/main"),
        ("RTSP://10.0.0.5", "rtsp://10.0.0.5"),
        ("rtsps://10.0.0.5:322/a?b=c&d=e", "rtsps://10.0.0.5:322/a?b=c&d=e"),
        (f"rtsps://10.0.0.5/a#sha256={PRINT}", f"rtsps://10.0.0.5/a#sha256={PRINT}"),
        (f"RTSPS://10.0.0.5/a#SHA256={COLONS}", f"rtsps://10.0.0.5/a#sha256={PRINT}"),
        ("rtsps://u:p@camera/a", "rtsps://u:p@10.1.1.1/a#name=camera"),
        (f"rtsps://camera/a#sha256={PRINT}", f"rtsps://10.1.1.1/a#name=camera&sha256={PRINT}"),
        ("rtsp://10.0.0.5/stream?", "rtsp://10.0.0.5/stream?"),
        ("rtsp://u:p%40ss%2Fw@10.0.0.5//odd//path@2x", "rtsp://u:p%40ss%2Fw@10.0.0.5//odd//path@2x"),
        ("rtsp://u:a:b!$&'()*+,;=~\"<>^`{|}@10.0.0.5/", "rtsp://u:a:b!$&'()*+,;=~\"<>^`{|}@10.0.0.5/"),
        ("rtsp://10.0.0.5/user=admin&password=x&channel=1&stream=0.sdp?",
         "rtsp://10.0.0.5/user=admin&password=x&channel=1&stream=0.sdp?"),
        ("rtsp://[fd00::5]:554/main", "rtsp://[fd00::5]:554/main"),
        ("rtsp://[FD00:0:0::5]/main", "rtsp://[fd00::5]/main"),
        ("rtsp://[::ffff:10.0.0.5]/main", "rtsp://10.0.0.5/main"),
        ("rtsp://[::ffff:a00:5]/main", "rtsp://10.0.0.5/main"),
        ("rtsp://camera/main", "rtsp://10.1.1.1/main"),
        ("rtsp://CAMERA/main", "rtsp://10.1.1.1/main"),
        ("rtsp://u:p@six:8554/main", "rtsp://u:p@[fd00::6]:8554/main"),
        ("rtsp://mapped/main", "rtsp://10.0.0.7/main"),
    ],
)  # fmt: skip
def test_an_address_inside_is_pinned_to_its_ip_address(url, pinned):
    names = {"camera": ["10.1.1.1"], "six": ["fd00::6"], "mapped": ["::ffff:10.0.0.7"]}
    assert gate(**names).pinned(url) == pinned


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://10.0.0.5/", AddressFault.SCHEME),
        ("file:///etc/passwd", AddressFault.SCHEME),
        ("rtspu://10.0.0.5/", AddressFault.SCHEME),
        ("rtsp:10.0.0.5/", AddressFault.SCHEME),
        ("10.0.0.5", AddressFault.SCHEME),
        (" rtsp://10.0.0.5/", AddressFault.SCHEME),
        ("rtsp://rtsp://10.0.0.5/", AddressFault.WRITTEN_TWICE),
        ("rtsp://10.0.0.5/a rtsp://10.0.0.6/b", AddressFault.CHARACTERS),
        ("rtsp://10.0.0.5/?next=RTSP://10.0.0.6/", AddressFault.WRITTEN_TWICE),
        ("rtsp://10.0.0.5/main#x", AddressFault.FRAGMENT),
        ("rtsp://user:pa#ss@10.0.0.5/", AddressFault.FRAGMENT),
        (f"rtsps://10.0.0.5/main#name=other&sha256={PRINT}", AddressFault.FRAGMENT),
        (f"rtsp://10.0.0.5/main#sha256={PRINT}", AddressFault.FINGERPRINT),
        (f"rtsps://10.0.0.5/main#sha256={PRINT[:-1]}", AddressFault.FINGERPRINT),
        (f"rtsps://10.0.0.5/main#sha256={PRINT}0", AddressFault.FINGERPRINT),
        (f"rtsps://10.0.0.5/main#sha256={PRINT}#", AddressFault.FINGERPRINT),
        (f"rtsps://10.0.0.5/main#sha256={PRINT}&name=other", AddressFault.FINGERPRINT),
        (f"rtsps://user:pa#sha256={PRINT}@10.0.0.5/", AddressFault.FINGERPRINT),
        (f"rtsps://10.0.0.5/{'a' * 1450}#sha256={PRINT}", AddressFault.TOO_LONG),
        ("rtsp://user:pa ss@10.0.0.5/", AddressFault.CHARACTERS),
        ("rtsp://user:密码@10.0.0.5/", AddressFault.CHARACTERS),
        ("rtsp://10.0.0.5/\r\nX: y", AddressFault.CHARACTERS),
        ("rtsp://10.0.0.5\\@10.0.0.6/", AddressFault.CHARACTERS),
        ("rtsp://10.0.0.5/" + "a" * LONGEST_ADDRESS, AddressFault.TOO_LONG),
        ("rtsp://user:p@ss@10.0.0.5/", AddressFault.USER_AMBIGUOUS),
        ("rtsp://10.0.0.5@8.8.8.8@10.0.0.5/", AddressFault.USER_AMBIGUOUS),
        ("rtsp://user:pa/ss@10.0.0.5/", AddressFault.PORT),
        ("rtsp:///main", AddressFault.HOST),
        ("rtsp://:554/main", AddressFault.HOST),
        ("rtsp://user:pass@/main", AddressFault.HOST),
        ("rtsp://host_%41/", AddressFault.HOST),
        ("rtsp://-camera/", AddressFault.HOST),
        ("rtsp://camera..example/", AddressFault.HOST),
        ("rtsp://１０.0.0.5/", AddressFault.CHARACTERS),
        ("rtsp://[10.0.0.5]/", AddressFault.HOST),
        ("rtsp://[fd00::5/main", AddressFault.HOST),
        ("rtsp://[fd00::5]x/main", AddressFault.HOST),
        ("rtsp://[fd00::5%25eth0]/main", AddressFault.HOST),
        ("rtsp://[fe80::5%eth0]/main", AddressFault.HOST),
        ("rtsp://u[x:p@10.0.0.5/", AddressFault.HOST),
        ("rtsp://167772165/", AddressFault.HOST_NUMBER),
        ("rtsp://0x0a000005/", AddressFault.HOST_NUMBER),
        ("rtsp://012.0.0.5/", AddressFault.HOST_NUMBER),
        ("rtsp://10.0.5/", AddressFault.HOST_NUMBER),
        ("rtsp://10.0.0.0x5/", AddressFault.HOST_NUMBER),
        ("rtsp://10.0.0.256/", AddressFault.HOST_NUMBER),
        ("rtsp://10.0.0.5.:554/", AddressFault.HOST_NUMBER),
        ("rtsp://10.0.0.5:/main", AddressFault.PORT),
        ("rtsp://10.0.0.5:0/main", AddressFault.PORT),
        ("rtsp://10.0.0.5:65536/main", AddressFault.PORT),
        ("rtsp://10.0.0.5:5x4/main", AddressFault.PORT),
        ("rtsp://10.0.0.5:554:554/main", AddressFault.PORT),
        ("rtsp://[fd00::5]:99999999999/main", AddressFault.PORT),
        ("rtsp://nowhere/main", AddressFault.NOT_FOUND),
        ("rtsp://192.168.1.1/", AddressFault.OUTSIDE),
        ("rtsp://127.0.0.1/", AddressFault.OUTSIDE),
        ("rtsp://169.254.169.254/latest", AddressFault.OUTSIDE),
        ("rtsp://user:10.0.0.5@8.8.8.8/", AddressFault.OUTSIDE),
        ("rtsp://[::1]/", AddressFault.OUTSIDE),
        ("rtsp://[::ffff:8.8.8.8]/", AddressFault.OUTSIDE),
        ("rtsp://[::10.0.0.5]/", AddressFault.OUTSIDE),
        ("rtsp://[64:ff9b::a00:5]/", AddressFault.OUTSIDE),
        ("rtsp://both/main", AddressFault.OUTSIDE),
        ("rtsp://mixed/main", AddressFault.OUTSIDE),
    ],
)
def test_every_other_address_is_refused_with_its_reason(url, fault):
    names = {"both": ["10.0.0.5", "8.8.8.8"], "mixed": ["10.0.0.5", "::ffff:127.0.0.1"]}
    assert fault_of(url, **names) == fault


def test_a_host_is_resolved_once_a_gate_so_that_it_cannot_change_between():
    answers = iter([("10.0.0.5",), ("8.8.8.8",)])
    gate = AddressGate(NETWORKS, lambda host: tuple(map(ipaddress.ip_address, next(answers))))
    assert gate.pinned("rtsp://camera/a") == "rtsp://10.0.0.5/a"
    assert gate.pinned("rtsp://camera/b") == "rtsp://10.0.0.5/b"


def test_a_name_that_leads_out_later_is_refused_by_the_next_gate():
    assert fault_of("rtsp://camera/a", camera=["8.8.8.8"]) == AddressFault.OUTSIDE


@pytest.mark.parametrize(
    "url",
    [
        f"rtsp://u:{MARKER}@8.8.8.8/",
        f"rtsp://u:{MARKER}@10.0.0.5:{MARKER}/",
        f"rtsp://u:{MARKER}@[10.0.0.5/",
        f"rtsp://u:{MARKER}@x@10.0.0.5/",
        f"rtsp://u:{MARKER}/@10.0.0.5/",
        f"rtsp://u:{MARKER} @10.0.0.5/",
        f"rtsp://u:{MARKER}\N{FULLWIDTH COMMERCIAL AT}10.0.0.5/",
        f"rtsp://{MARKER}.example/",
    ],
)
def test_a_refusal_quotes_nothing_of_the_address(url):
    with pytest.raises(AddressRefused) as refused:
        gate().pinned(url)
    error = refused.value
    told = "".join(traceback.format_exception(error, chain=True)).replace(f"{url!r}", "")
    assert MARKER not in f"{error} {error!r} {error.args}"
    assert MARKER not in "".join(line for line in told.splitlines() if "Error" in line)
    assert error.__context__ is None
    assert error.__cause__ is None


def test_an_accepted_address_does_not_print():
    assert MARKER not in repr(camera_address(f"rtsp://u:{MARKER}@10.0.0.5/"))


@given(st.text(max_size=80))
def test_no_text_passes_but_to_an_address_inside(rest):
    try:
        pinned = gate(camera=["10.1.1.1"]).pinned(f"rtsp://{rest}")
    except AddressRefused:
        return
    host = camera_address(pinned).host
    assert is_within(ipaddress.ip_address(host), NETWORKS)


def test_this_machine_resolves_its_own_name():
    assert ipaddress.ip_address("127.0.0.1") in resolve("localhost")


@pytest.mark.parametrize("error", [socket.gaierror("no"), UnicodeError("no"), OSError("no")])
def test_a_resolver_that_fails_finds_nothing(monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert resolve("camera.example") == ()


def test_a_resolver_tells_each_address_once(monkeypatch):
    entries = [(socket.AF_INET, 1, 6, "", ("10.0.0.5", 0))] * 2 + [
        (socket.AF_INET6, 1, 6, "", ("fe80::5%eth0", 0, 0, 2))
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: entries)
    assert list(map(str, resolve("camera.example"))) == ["10.0.0.5", "fe80::5"]
