"""Plants a password with odd characters in the register and looks for it everywhere."""

import csv
import io
import logging
import traceback
from urllib.parse import quote

import pytest
from openpyxl import Workbook

from portal.accounts.rules import Actor
from portal.registry.addresses import AddressGate
from portal.registry.models import Camera
from portal.registry.operations import import_register
from portal.registry.queries import camera_sources
from portal.registry.register_file import read_register
from portal.registry.rules import RegisterRefused
from portal.shell import clock
from portal.shell.rules import local_day
from tests.support.factories import CIPHER
from tests.support.register_rows import CAMERA, PLAIN

MARKER = "M4rk"
PASSWORD = f"{MARKER}'\"%;,&$!*()[]{{}}|^`<>~=+é密 #@/?:{MARKER}"
ADDRESS = f"rtsp://viewer:{quote(PASSWORD, safe='')}@10.0.0.5:554/main?x={MARKER}"
RAW_ADDRESS = f"rtsp://viewer:{MARKER}!$&'()*+;=~\"<>^`|x@10.0.0.5/main"


def csv_file(path, **changes):
    row = PLAIN | CAMERA | changes
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(row), list(row.values())])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def everything(caplog, *texts):
    """All that was logged, with every field of the records, and `texts`."""
    records = [
        f"{record.getMessage()} {vars(record)} {record.exc_text}" for record in caplog.records
    ]
    return "\n".join([*records, *texts])


@pytest.mark.parametrize("address", [ADDRESS, RAW_ADDRESS])
def test_an_imported_password_is_found_nowhere(app, client, session, tmp_path, caplog, address):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)  # prints parameters
    run = app.test_cli_runner().invoke
    path = csv_file(tmp_path / "register.csv", camera_url=address)
    done = [
        run(args=["registry", "import", str(path)]),
        run(args=["registry", "import", str(path), "--lang", "en"]),
        run(args=["registry", "cameras"]),
        run(args=["rotate-keys"]),
    ]
    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    path.unlink()
    assert [each.exit_code for each in done] == [0] * 4
    camera = session.query(Camera).one()
    networks = app.config["MINGCHU"].camera_networks
    today = local_day(clock.now())
    sources = camera_sources(session, day=today, cipher=CIPHER, networks=networks)
    assert CIPHER.decrypt(camera.url_encrypted) == address  # it is there, and encrypted
    assert MARKER in sources[camera.code].url
    told = everything(
        caplog, *(each.output for each in done), repr(sources), repr(camera), str(vars(camera)),
        client.get("/register/template.csv").text,
    )  # fmt: skip
    assert MARKER not in told
    for kept in tmp_path.rglob("*"):
        assert not kept.is_file() or MARKER.encode() not in kept.read_bytes(), kept


WRONG_PLACES = {
    "outside": {"camera_url": f"rtsp://u:{MARKER}@8.8.8.8/"},
    "unreadable": {"camera_url": f"rtsp://u:{MARKER}@[10.0.0.5/"},
    "port": {"camera_url": f"rtsp://u:p@10.0.0.5:{MARKER}/"},
    "scheme": {"camera_url": f"http://u:{MARKER}@10.0.0.5/"},
    "name": {"name": f"rtsp://u:{MARKER}@10.0.0.5/"},
    "type": {"type": f"rtsp://u:{MARKER}@10.0.0.5/"},
    "hours": {"hours": f"rtsp://u:{MARKER};x,{MARKER}-1:2@10.0.0.5/"},
    "station": {"station": f"rtsp://u:{MARKER}@10.0.0.5/"},
    "station code": {"station_code": f"u:{MARKER}@10.0.0.5/"},
    "zone": {"zone": f"rtsp://u:{MARKER}@10.0.0.5/"},
    "number": {"camera_no": f"rtsp://u:{MARKER}@10.0.0.5/"},
    "moved": {"moved_from": f"u:{MARKER}@10.0.0.5/"},
    "display": {"displays": f"{MARKER}@a; {MARKER}@a"},
    "cut at commas": {
        "camera_url": "rtsp://u:12", "privacy": MARKER, "privacy_basis": MARKER,
        "transport": f"{MARKER}@10.0.0.5/main",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_password_in_the_wrong_place_is_refused_and_quoted_nowhere(
    app, tmp_path, caplog, place, kind
):
    caplog.set_level(logging.DEBUG)
    row = PLAIN | CAMERA | WRONG_PLACES[place]
    path = tmp_path / f"register.{kind}"
    if kind == "csv":
        csv_file(path, **WRONG_PLACES[place])
    else:
        book = Workbook()
        book.active.append(list(row))
        book.active.append(list(row.values()))
        book.save(path)
    done = app.test_cli_runner().invoke(args=["registry", "import", str(path), "--lang", "en"])
    assert done.exit_code == 1
    assert MARKER not in everything(caplog, done.output)


@pytest.mark.parametrize(
    "content",
    [
        f"rtsp://u:{MARKER}@10.0.0.5/,JY1\nx,y\n",
        f"licence_no,rtsp://u:1,{MARKER},x@10.0.0.5/\nx,y\n",
        f'licence_no,camera_url\nJY1,"rtsp://u:{MARKER}@10.0.0.5/\n',
        f"licence_no,camera_url\nJY1,rtsp://u:{MARKER},{MARKER}@10.0.0.5/\n",
        f"licence_no,camera_url\nJY1,=rtsp://u:{MARKER}@10.0.0.5/\n",
        f"licence_no,camera_url\nJY1,rtsp://u:{MARKER}\0@10.0.0.5/\n",
    ],
)
def test_a_broken_file_is_refused_without_quoting_it(app, tmp_path, caplog, content):
    path = tmp_path / "register.csv"
    path.write_text(content, encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["registry", "import", str(path), "--lang", "en"])
    assert done.exit_code == 1
    assert MARKER not in everything(caplog, done.output)


def test_a_refusal_carries_the_password_in_no_part_of_its_chain(session, settings, tmp_path):
    path = csv_file(tmp_path / "register.csv", camera_url=f"rtsp://u:{MARKER}@8.8.8.8/{MARKER}")
    with pytest.raises(RegisterRefused) as refused:
        import_register(
            session, read_register(path.read_bytes()), actor=Actor.system("test"), now=clock.now(),
            cipher=CIPHER, gate=AddressGate(settings.camera_networks),
        )  # fmt: skip
    error = refused.value
    assert MARKER not in "".join(traceback.format_exception(error))
    assert MARKER not in f"{error!r} {error.problems} {error.__context__!r}"
