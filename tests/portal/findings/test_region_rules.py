"""Polygons that people draw: what is read, and what is refused with which reason."""

import pytest

from portal.findings.kinds import ViolationCode
from portal.findings.rules.regions import (
    CORNERS_CHARACTERS,
    MOST_CORNERS,
    NewRegion,
    RegionFault,
    RegionUnfit,
    area,
    codes_in,
    corners_of,
    text_of,
)
from portal.registry.kinds import Zone

SQUARE = "10,20 60,20 60,80 10,80"
STAR = "50,0 80,90 0,30 100,30 20,90"
CIRCLE = " ".join(f"{5 + n * 3},{10 + n % 2}" for n in range(MOST_CORNERS + 1))


def asked(corners=SQUARE, codes=(), zone=Zone.SPECIAL, name=""):
    return NewRegion.asked(name=name, corners=corners, codes=codes, zone=zone)


def test_corners_are_read_as_parts_of_the_picture():
    assert asked().corners == ((0.1, 0.2), (0.6, 0.2), (0.6, 0.8), (0.1, 0.8))


def test_a_chinese_comma_is_a_comma():
    assert corners_of("10，20 60，20 60，80") == corners_of("10,20 60,20 60,80")


def test_what_is_written_reads_as_it_was():
    assert corners_of(text_of(corners_of("33.3,0 100,5.5 7,100"))) == corners_of(
        "33.3,0 100,5.5 7,100"
    )


def test_area_does_not_depend_on_the_way_round():
    corners = corners_of(SQUARE)
    assert area(corners) == pytest.approx(area(corners[::-1])) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("corners", "fault"),
    [
        ("", RegionFault.CORNERS),
        ("10,20 60,20", RegionFault.CORNERS),
        (CIRCLE, RegionFault.CORNERS),
        ("1" * (CORNERS_CHARACTERS + 1), RegionFault.CORNERS),
        ("10,20 60,20 a,b", RegionFault.UNREADABLE),
        ("10,20 60,20 60", RegionFault.UNREADABLE),
        ("10,20 60,20 60,80,1", RegionFault.UNREADABLE),
        ("10,20 60,20 60,101", RegionFault.OUTSIDE),
        ("10,20 -1,20 60,80", RegionFault.OUTSIDE),
        ("10,20 nan,20 60,80", RegionFault.OUTSIDE),
        ("10,20 60,80 60,20 10,80", RegionFault.CROSSING),
        (STAR, RegionFault.CROSSING),
        ("10,20 60,20 60,80 10,20", RegionFault.CROSSING),
        ("10,10 12,10 12,12", RegionFault.SMALL),
        ("10,10 50,10 90,10", RegionFault.SMALL),
    ],
)
def test_a_polygon_without_an_inside_is_refused_by_its_reason(corners, fault):
    with pytest.raises(RegionUnfit) as caught:
        asked(corners)
    assert caught.value.fault is fault


@pytest.mark.parametrize("corners", ["0,0 100,0 0,100", "0,0 100,0 50,50 100,100 0,100"])
def test_triangles_and_hollow_outlines_are_regions(corners):
    assert area(asked(corners).corners) > 0


def test_classes_of_the_zone_may_be_chosen():
    code = codes_in(Zone.SPECIAL)[0]
    assert asked(codes=[code.value]).codes == {code}


def test_a_class_of_another_zone_is_refused():
    foreign = next(code for code in ViolationCode if code not in codes_in(Zone.SPECIAL))
    with pytest.raises(RegionUnfit) as caught:
        asked(codes=[foreign.value])
    assert caught.value.fault is RegionFault.CODES


def test_a_name_is_cut_to_its_length():
    assert asked(name="  " + "厨" * 80).name == "厨" * 60
