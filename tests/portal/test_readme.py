"""The examples of the READMEs work as they stand there."""

import csv
import ipaddress
import re
from datetime import date

import pytest

from portal.registry.cipher import AddressCipher
from portal.registry.queries import camera_sources, search_restaurants
from tests.support.tree import ROOT

PICTURE = re.compile(r"docs/pictures/[\w-]+\.webp")  # each language has its own
READMES = ("README.md", "README.zh-CN.md")


def block(name, language):
    """The first block of a language in a document."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def lines_of(name):
    """What a reader types to add a camera."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.search(r"```sh\n(\. \.venv.*?)```", text, re.DOTALL)[1].splitlines()


@pytest.fixture
def settings(settings):
    """The networks that a fresh portal has, and the demo's."""
    networks = ("192.168.0.0/16", "127.0.0.0/8")
    return type(settings)(
        data=settings.data,
        live_root=settings.live_root,
        camera_networks=tuple(map(ipaddress.ip_network, networks)),
    )


@pytest.mark.parametrize("name", READMES)
def test_the_camera_of_the_readme_can_be_imported(name, app, session, settings, tmp_path):
    path = tmp_path / "camera.csv"
    path.write_text(block(name, "csv"), encoding="utf-8")
    runner = app.test_cli_runner()
    runner.invoke(args=["seed", "demo"])

    result = runner.invoke(args=["registry", "import", str(path)])

    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader(block(name, "csv").splitlines())
    (found,) = search_restaurants(session, text=row["name"]).rows
    sources = camera_sources(
        session, day=date(2027, 1, 1), cipher=AddressCipher(settings.encryption_keys()),
        networks=settings.camera_networks,
    )  # fmt: skip
    assert sources[found.cameras[0].code].url == row["camera_url"]


@pytest.mark.parametrize("name", READMES)
def test_a_camera_is_added_in_three_lines(name):
    assert len(lines_of(name)) == 3


@pytest.mark.parametrize("name", READMES)
def test_the_lines_of_the_readme_are_commands(name, app, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "camera.csv").write_text(block(name, "csv"), encoding="utf-8")
    runner = app.test_cli_runner()
    runner.invoke(args=["seed", "demo"])

    told = [line.removeprefix("flask --app portal ") for line in lines_of(name)[1:]]

    for line in told:
        result = runner.invoke(args=line.split())
        assert result.exit_code == 0, result.output


def test_both_languages_have_the_same_parts():
    shapes = [
        [
            re.sub(r"[^#`]", "", line[:3]) or "link"
            for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
            if line.startswith(("#", "```"))
        ]
        for name in READMES
    ]

    assert shapes[0] == shapes[1]


def targets_of(name):
    """Where the links and pictures of a README lead."""
    return set(re.findall(r"\]\(([^)]+)\)", (ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", READMES)
def test_first_screen_has_a_picture_that_comes_quickly_and_is_described(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    ((described, file),) = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", text)

    assert len(described) > 20
    assert (ROOT / file).stat().st_size <= 150_000
    assert text.index(file) < text.index("```sh") < text.index("\n## ")


def test_both_languages_lead_to_the_same_documents():
    targets = [
        {PICTURE.sub("picture", each) for each in targets_of(name)} - set(READMES)
        for name in READMES
    ]

    assert targets[0] == targets[1]
