"""What may stand in no file: paths of a machine, hosts of registries, content of others."""

import re
import socket
from pathlib import Path

import pytest

from tests.support.tree import files, text_of

MACHINE_PATH = re.compile(
    "(?<![\\w.~-])/(?:" + "|".join(("work", "home", "root", "Users")) + r")/\w"
)
# Assembled, so that this file does not hold what it looks for.
REGISTRY_HOSTS = tuple(
    f"{first}.{rest}"
    for first, rest in (
        ("pypi", "org"), ("python" + "hosted", "org"), ("registry", "npmjs"),
        ("npm" + "mirror", "com"), ("registry", "yarnpkg"), ("deb", "debian.org"),
        ("mirrors", "aliyun"), ("tuna", "tsinghua"),
    )
)  # fmt: skip
CDN_HOSTS = ("jsdelivr", "unpkg", "cdnjs", "bootcdn", "staticfile", "googleapis", "gstatic")
ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+[A-Za-z0-9])")
KNOWN_HOSTS = {
    "127.0.0.1", "localhost",
    "www.w3.org", "schema.org", "purl.org",  # they name vocabularies, nobody is asked there
    "keepachangelog.com", "semver.org",
    # Asked only where somebody opened a channel to such a chat group.
    "qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn",
}  # fmt: skip
PRIVATE = re.compile(r"(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+")
EXAMPLES = ("example", "example.com", "example.org", "example.net", "example.cn", "test", "invalid")
OF_OTHERS = {"LICENSE"}


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    """Every text file of the project but those written by others."""
    return {path: text_of(path) for path in files() if str(path) not in OF_OTHERS}


def test_no_file_names_a_path_of_a_machine(texts: dict[Path, str]) -> None:
    found = {
        str(path): hit[0] for path, text in texts.items() if (hit := MACHINE_PATH.search(text))
    }

    assert found == {}


def test_no_file_names_a_package_registry(texts: dict[Path, str]) -> None:
    found = [
        f"{path}: {host}" for path, text in texts.items() for host in REGISTRY_HOSTS if host in text
    ]

    assert found == []


def test_nothing_is_loaded_from_a_content_network(texts: dict[Path, str]) -> None:
    here = Path(__file__).name
    found = [
        f"{path}: {host}"
        for path, text in texts.items()
        if path.name != here
        for host in CDN_HOSTS
        if host in text
    ]

    assert found == []


def test_no_foreign_host_is_named(texts: dict[Path, str]) -> None:
    found = {
        f"{path}: {host}"
        for path, text in texts.items()
        if path.parts[0] != "tests"  # where strangers' addresses are input
        for host in ADDRESS.findall(text)
        if not is_ours(host)
    }

    assert found == set()


@pytest.mark.parametrize("host", ["127.0.0.1", "portal.example.cn", "192.168.1.20", "www.w3.org"])
def test_hosts_for_examples_may_be_named(host: str) -> None:
    assert is_ours(host)


@pytest.mark.parametrize("host", ["cdn.jsdelivr.net", "example.evil.com", "8.8.8.8"])
def test_other_hosts_may_not(host: str) -> None:
    assert not is_ours(host)


def is_ours(host: str) -> bool:
    """Whether a host stands for nobody else: loopback, private, or made for examples."""
    is_example = any(host == name or host.endswith(f".{name}") for name in EXAMPLES)
    is_local = "." not in host or PRIVATE.fullmatch(host) is not None  # as nginx names its servers
    return host in KNOWN_HOSTS or is_example or is_local


def test_a_test_reaches_no_host_but_this_one() -> None:
    with socket.socket() as line, pytest.raises(RuntimeError, match="may not connect"):
        line.connect(("192.0.2.1", 80))
