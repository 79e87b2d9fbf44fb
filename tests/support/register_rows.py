"""Rows of register files for tests, with what a test cares about given by keyword."""

from itertools import count

from portal.registry.rules import RegisterRow

PLAIN = {
    "licence_no": "JY1",
    "name": "坪山小学食堂",
    "type": "school_canteen",
    "station": "坪山所",
    "station_code": "pingshan",
    "address": "坪山大道1号",
    "hours": "Mon-Fri 06:30-13:30",
    "status": "open",
    "status_from": "2021-03-01",
}
CAMERA = {
    "camera_no": "1",
    "zone": "CK",
    "camera_name": "灶台",
    "camera_url": "rtsp://user:secret@10.0.0.5/main",
    "active_from": "2021-03-01",
}


def restaurant_row(line=2, **changes) -> RegisterRow:
    """A row about a Restaurant alone; `None` leaves a column out."""
    cells = PLAIN | changes
    return RegisterRow(line, {key: text for key, text in cells.items() if text is not None})


def camera_row(line=2, **changes) -> RegisterRow:
    """A row about a Restaurant and one of its Cameras."""
    return restaurant_row(line, **(CAMERA | changes))


def camera_rows(numbers, **changes) -> list[RegisterRow]:
    """A row a Camera of one Restaurant, each with an address of its own."""
    lines = count(2)
    return [
        camera_row(
            next(lines), camera_no=str(number), camera_url=f"rtsp://10.0.0.{number}/a", **changes
        )
        for number in numbers
    ]
