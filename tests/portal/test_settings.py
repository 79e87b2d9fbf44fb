"""What an operator may set, and what happens with what cannot be."""

import stat
from dataclasses import fields
from ipaddress import ip_network

import pytest
from cryptography.fernet import Fernet

from portal.settings import SHIPPED_FINDER, Settings, SettingsInvalid, load


def test_nothing_needs_to_be_set():
    settings = load({})

    assert (settings.bind, settings.port, settings.media_by_nginx) == ("127.0.0.1", 8000, False)


def test_foreign_variables_are_passed_over():
    assert load({"PATH": "/bin", "FLASK_ENV": "x"}) == load({})


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("MINGCHU_PORT", "8443", "port", 8443),
        ("MINGCHU_BIND", "::1", "bind", "::1"),
        ("MINGCHU_BEHIND_TLS", "true", "behind_tls", True),
        ("MINGCHU_PUBLIC_URL", "https://k.example.cn/", "public_url", "https://k.example.cn"),
        ("MINGCHU_LIVE_EMBEDDED_VIEWERS", "0", "embedded_viewers", 0),
        ("MINGCHU_CAMERA_NETWORKS", "10.1.0.0/16, fd00::/8", "camera_networks",
         (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))),
        ("MINGCHU_CAMERA_NETWORKS", "", "camera_networks", ()),
    ],
)  # fmt: skip
def test_a_value_is_read(variable, text, name, value):
    assert getattr(load({variable: text}), name) == value


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("MINGCHU_PORT", "0", "must be a port from 1 to 65535"),
        ("MINGCHU_PORT", "65536", "must be a port from 1 to 65535"),
        ("MINGCHU_PORT", "eight", "must be a whole number"),
        ("MINGCHU_PORT", "-1", "must be a whole number"),
        ("MINGCHU_VIRUS_SCANNER", "/run/clamd.ctl", "must be unix:///path"),
        ("MINGCHU_VIRUS_SCANNER", "unix://run/clamd.ctl", "must be unix:///path"),
        ("MINGCHU_VIRUS_SCANNER", "tcp://scanner", "must be unix:///path"),
        ("MINGCHU_VIRUS_SCANNER_AWAY", "keep", "must be refuse or take"),
        ("MINGCHU_CAMERA_CERTIFICATES", "/nowhere.pem", "must be a file that holds certificates"),
        ("MINGCHU_CAMERA_CERTIFICATES", __file__, "must be a file that holds certificates"),
        ("MINGCHU_BEHIND_TLS", "yes", "must be true or false"),
        ("MINGCHU_BEHIND_TLS", "True", "must be true or false"),
        ("MINGCHU_PUBLIC_URL", "k.example.cn", "must begin with http"),
        ("MINGCHU_CAMERA_NETWORKS", "10.0.0.1/8", "has host bits set"),
        ("MINGCHU_CAMERA_NETWORKS", "kitchen", "does not appear to be"),
        ("MINGCHU_PROT", "8000", "no such setting"),
        ("MINGCHU_PROT_FILE", "x", "no such setting"),
        ("MINGCHU_SECRET_KEY_FILE", "/nowhere/key", "No such file"),
    ],
)
def test_an_impossible_value_is_named(variable, text, said):
    with pytest.raises(SettingsInvalid, match=f"{variable.removesuffix('_FILE')}.*{said}"):
        load({variable: text})


def test_all_problems_are_told_at_once():
    with pytest.raises(SettingsInvalid) as raised:
        load({"MINGCHU_PORT": "x", "MINGCHU_BEHIND_TLS": "x", "MINGCHU_X": "x"})

    assert len(str(raised.value).splitlines()) == 3


def test_a_secret_is_read_from_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text("from a file\n")

    assert load({"MINGCHU_SECRET_KEY_FILE": str(path)}).signing_key() == "from a file"


def test_a_value_given_twice_is_refused(tmp_path):
    path = tmp_path / "key"
    path.write_text("b")

    with pytest.raises(SettingsInvalid, match="given twice"):
        load({"MINGCHU_SECRET_KEY": "a", "MINGCHU_SECRET_KEY_FILE": str(path)})


def test_secrets_do_not_print():
    settings = load({
        "MINGCHU_SECRET_KEY": "marker-1", "MINGCHU_CAMERA_KEYS": "marker-2",
        "MINGCHU_DATABASE_URL": "postgresql://user:marker-3@127.0.0.1/db",
    })  # fmt: skip

    assert "marker" not in repr(settings)


def test_keys_are_made_once_and_kept(tmp_path):
    first = Settings(data=tmp_path)
    second = Settings(data=tmp_path)

    assert first.signing_key() == second.signing_key()
    assert first.encryption_keys() == second.encryption_keys()


def test_kept_keys_are_for_their_owner_alone(tmp_path):
    Settings(data=tmp_path).signing_key()

    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "secret_key").stat().st_mode) == 0o600


def test_the_made_camera_key_is_one_of_fernet(tmp_path):
    (key,) = Settings(data=tmp_path).encryption_keys()

    assert Fernet(key).decrypt(Fernet(key).encrypt(b"x")) == b"x"


def test_several_camera_keys_keep_their_order():
    assert load({"MINGCHU_CAMERA_KEYS": "new, old"}).encryption_keys() == ("new", "old")


def test_the_database_lies_in_the_data_directory(tmp_path):
    assert Settings(data=tmp_path).database_address == f"sqlite:///{tmp_path}/mingchu.db"


@pytest.mark.parametrize(
    ("named", "used"),
    [
        ("postgresql+psycopg://127.0.0.1/mingchu", "postgresql+psycopg://127.0.0.1/mingchu"),
        ("postgresql://127.0.0.1/mingchu", "postgresql+psycopg://127.0.0.1/mingchu"),
        ("postgres://127.0.0.1/mingchu", "postgresql+psycopg://127.0.0.1/mingchu"),
        ("sqlite:////srv/other.db", "sqlite:////srv/other.db"),
    ],
)
def test_another_database_is_reached_by_the_driver_that_is_there(named, used):
    assert load({"MINGCHU_DATABASE_URL": named}).database_address == used


def test_two_data_directories_have_two_live_directories(tmp_path):
    one, two = Settings(data=tmp_path / "1"), Settings(data=tmp_path / "2")

    assert one.live_directory != two.live_directory


def test_the_live_directory_can_be_named(tmp_path):
    assert load({"MINGCHU_LIVE_ROOT": str(tmp_path)}).live_directory == tmp_path


def test_without_a_public_address_codes_carry_loopback():
    assert load({"MINGCHU_PORT": "8001"}).public_url == "http://127.0.0.1:8001"


@pytest.mark.parametrize("each", fields(Settings), ids=lambda each: each.name)
def test_every_setting_tells_variable_default_and_meaning(each):
    assert each.metadata["variable"].startswith("MINGCHU_")
    assert each.metadata["help"].endswith(".")
    each.metadata["parse"](each.metadata["default"])


def test_the_shipped_finder_gives_way_to_one_that_was_plugged_in(tmp_path):
    settings = Settings(data=tmp_path, head_finder=SHIPPED_FINDER)

    assert settings.people_finder == f"detector.watching:people_finder={tmp_path / 'models'}"


@pytest.mark.parametrize(("name", "finder"), [("", None), ("site.finder:find", "site.finder:find")])
def test_another_finder_or_none_stays_as_it_is(name, finder):
    assert Settings(head_finder=name).people_finder == finder
