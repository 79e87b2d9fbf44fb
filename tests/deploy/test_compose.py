"""The compose file starts every process, with settings that exist and little power."""

import re

import pytest
import yaml

from tests.support.deployed import DEPLOY, MIGRATION, PLACES, answers, unknown_settings
from tests.support.tree import ROOT

FOLDER = DEPLOY / "compose"
HOUSE = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = HOUSE["services"]
OURS = [*PLACES, "migrate"]


def test_every_process_of_the_procfile_is_a_service():
    assert {name: tuple(SERVICES[name]["command"]) for name in PLACES} == PLACES
    assert set(SERVICES) - set(OURS) == {"database", "nginx"}
    assert tuple(SERVICES["migrate"]["command"]) == MIGRATION


def test_every_setting_exists():
    example = (FOLDER / "settings.env.example").read_text(encoding="utf-8")
    named = {name for each in OURS for name in SERVICES[each]["environment"]}
    named |= set(re.findall(r"(?m)^(\w+)=", example))
    named |= set(re.findall(r"MINGCHU_\w+", (FOLDER / "Dockerfile").read_text(encoding="utf-8")))

    assert len(named) > 6
    assert unknown_settings(named) == set()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_cannot_gain_power_or_take_all_memory(name):
    service = SERVICES[name]

    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "mem_limit" in service
    assert "privileged" not in service
    if name != "database":  # its image drops its own rights
        assert (service["cap_drop"], service["read_only"]) == (["ALL"], True)
        assert service["user"].endswith(":10001")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_needs_is_declared(name):
    service = SERVICES[name]
    mounted = {each.partition(":")[0] for each in service.get("volumes", ())}

    assert set(service.get("depends_on", ())) <= SERVICES.keys()
    assert set(service.get("secrets", ())) <= HOUSE["secrets"].keys()
    assert set(service.get("networks", ())) <= HOUSE["networks"].keys()
    assert {each for each in mounted if not each.startswith(".")} <= HOUSE["volumes"].keys()
    assert all((FOLDER / each).exists() for each in mounted if each.startswith("."))


def test_nobody_reaches_the_database_from_outside():
    assert SERVICES["database"]["networks"] == ["inside"]
    assert HOUSE["networks"]["inside"] == {"internal": True}
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]


def test_the_health_check_asks_a_page_that_exists(app):
    asked = re.search(r"http://127\.0\.0\.1:8000/\w+", SERVICES["web"]["healthcheck"]["test"][-1])

    assert answers(app, asked[0])


def test_segments_lie_on_tmpfs_where_nginx_looks_for_them():
    where = "live:/dev/shm/mingchu-live"
    options = HOUSE["volumes"]["live"]["driver_opts"]

    assert options["type"] == "tmpfs"
    assert all(where in SERVICES[name]["volumes"] for name in ("web", "transcoder", "detector"))
    assert f"{where}:ro" in SERVICES["nginx"]["volumes"]
    assert where.partition(":")[2] in (DEPLOY / "nginx" / "mingchu.conf").read_text("utf-8")


def test_the_image_copies_only_what_exists():
    told = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"(?m)^COPY ((?:[\w.-]+ )+)\S+$", told)
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    files = {name for names in copied for name in names.split() if name != "."}
    assert files
    assert all((ROOT / name).exists() and f"!{name}" in allowed for name in files)


def test_the_image_installs_nothing_without_a_hash():
    told = (FOLDER / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = re.findall(r"pip install ([^&\n]*)", told)

    assert len(installs) == 3
    assert all("--require-hashes" in each or "/wheels/" in each for each in installs)
