"""QR codes and printed signs: what they carry, and that a phone can read them off the sheet."""

import base64
import shutil
import threading
from datetime import date

import cv2
import numpy as np
import pytest
from selenium import webdriver
from werkzeug.serving import make_server

from portal.registry.kinds import Zone
from portal.shell.codes import qr_png, qr_svg
from tests.support.factories import make_camera, make_restaurant

HOME = "http://127.0.0.1:8000"


@pytest.fixture
def restaurant(session):
    # A fixed code: OpenCV's reader, unlike phones, fails at about one perfect picture in fifty.
    row = make_restaurant(session, code="8f3k2m9q0z", name="阳光小馆", name_en="Sunshine Diner")
    session.commit()
    return row


def read(png):
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    return cv2.QRCodeDetector().detectAndDecode(picture)[0]


def test_a_png_code_is_read_back(client, restaurant):
    answer = client.get(f"/r/{restaurant.code}/qr.png")
    assert answer.content_type == "image/png"
    assert read(answer.data) == f"{HOME}/r/{restaurant.code}"


def test_codes_are_for_the_chinese_page_whatever_the_reader_reads(client, restaurant):
    chinese, english = (client.get(f"{way}/r/{restaurant.code}/qr.png") for way in ("", "/en"))
    assert chinese.data == english.data


def test_an_svg_code_has_the_modules_of_the_png(client, restaurant):
    answer = client.get(f"/r/{restaurant.code}/qr.svg")
    assert answer.content_type.startswith("image/svg+xml")
    assert "<title>阳光小馆</title>" in answer.text
    dark = sum(int(run.split("v")[0]) for run in answer.text.rpartition('d="')[2].split("h")[1:]
               if not run.startswith("-"))  # fmt: skip
    picture = cv2.imdecode(
        np.frombuffer(qr_png(f"{HOME}/r/{restaurant.code}"), np.uint8), cv2.IMREAD_GRAYSCALE
    )
    assert dark == int((picture[8::16, 8::16] == 0).sum())


def test_a_code_has_a_quiet_margin_of_four_modules():
    picture = cv2.imdecode(np.frombuffer(qr_png("https://a"), np.uint8), cv2.IMREAD_GRAYSCALE)
    ys, xs = np.nonzero(picture == 0)
    assert (xs.min(), ys.min()) == (64, 64)


def test_a_title_cannot_break_out_of_the_picture():
    assert "<script>" not in qr_svg("https://a", title="<script>&")


def test_a_sign_names_restaurant_address_and_what_is_filmed(client, session, restaurant):
    make_camera(session, restaurant, zone=Zone.COOKING)
    make_camera(session, restaurant, zone=Zone.CUTTING)
    make_camera(session, restaurant, zone=Zone.CUTTING)
    make_camera(session, restaurant, zone=Zone.WASTE, active_until=date(2022, 1, 1))
    session.commit()
    page = client.get(f"/r/{restaurant.code}/sign?lang=en").text
    assert "Sunshine Diner" in page
    assert f"127.0.0.1:8000/r/{restaurant.code}<" in page
    assert "Filmed: Cooking, Cutting." in page
    assert "No sound is recorded" in page
    assert "12315" in page


@pytest.mark.parametrize(
    ("language", "names", "texts"),
    [
        ("zh", {"阳光小馆"}, 1),
        ("en", {"Sunshine Diner"}, 1),
        ("both", {"阳光小馆", "Sunshine Diner"}, 2),
    ],
)
def test_a_sign_speaks_the_languages_asked_for(client, restaurant, language, names, texts):
    page = client.get(f"/r/{restaurant.code}/sign?lang={language}").text
    sheet = page.partition("<section")[2]
    assert {
        name for name in ("阳光小馆", "Sunshine Diner") if f'face-name">{name}<' in sheet
    } == names
    assert sheet.count('class="face-text"') == texts


def test_a_tent_has_two_faces(client, restaurant):
    page = client.get(f"/r/{restaurant.code}/sign?size=tent").text
    assert page.count('class="face"') == 2


@pytest.mark.parametrize("query", ["size=A3", "lang=fr", "size=<script>"])
def test_a_sheet_that_does_not_exist_is_refused(client, restaurant, query):
    assert client.get(f"/r/{restaurant.code}/sign?{query}").status_code == 400


@pytest.mark.parametrize("page", ["qr.svg", "qr.png", "sign"])
def test_an_unknown_restaurant_has_no_sign(client, page):
    assert client.get(f"/r/0000000000/{page}").status_code == 404


def test_all_signs_are_one_page(client, session, restaurant):
    make_restaurant(session)
    session.commit()
    assert client.get("/signs").text.count("<section") == 2


def test_a_stations_signs_are_one_page(client, session, restaurant):
    make_restaurant(session)
    session.commit()
    page = client.get(f"/signs?station={restaurant.station.code}").text
    assert (page.count("<section"), restaurant.code in page) == (1, True)
    assert client.get("/signs?station=nowhere").status_code == 404


@pytest.fixture
def printed(app):
    """Print a page of the portal by Chromium: (screenshot of the sheet as PNG, PDF)."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))

    def printed(path):
        driver.get(f"http://127.0.0.1:{server.port}{path}")
        driver.set_window_size(1000, 1500)
        sheet = driver.find_element("css selector", ".sheet").screenshot_as_png
        how = {"preferCSSPageSize": True, "printBackground": False}
        pdf = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", how)["data"])
        return sheet, pdf

    yield printed
    driver.quit()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromedriver") is None, reason="needs chromium")
def test_a_phone_reads_the_code_off_every_sheet(printed, session, restaurant):
    make_restaurant(session, station=restaurant.station)
    session.commit()
    millimetres = {"A4": (210, 297), "A5": (148, 210), "tent": (210, 297)}
    for size, (width, height) in millimetres.items():
        sheet, pdf = printed(f"/r/{restaurant.code}/sign?size={size}")
        assert read(sheet) == f"{HOME}/r/{restaurant.code}", size
        box = pdf.partition(b"/MediaBox [0 0 ")[2].partition(b"]")[0].split()
        points = [round(float(each) * 25.4 / 72) for each in box]
        assert points == [width, height], size
        assert pdf.count(b"/Type /Page\n") == 1, size
    stack = printed(f"/signs?station={restaurant.station.code}&size=A5")[1]
    assert stack.count(b"/Type /Page\n") == 2
