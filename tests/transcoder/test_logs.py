"""A failing camera does not fill the log."""

import logging

import pytest

from transcoder.logs import FactsFormatter, OneASecond


def line(message: str, created: float, camera: str = "cam") -> logging.LogRecord:
    record = logging.makeLogRecord({"msg": message, "camera": camera})
    record.created = created
    return record


def test_one_line_a_second_passes_with_the_count_of_those_held_back():
    quiet = OneASecond()
    passed = [one for n in range(25) if quiet.filter(one := line("said", 100 + n / 10))]
    assert [one.held for one in passed] == [0, 9, 9]


def test_cameras_and_causes_do_not_silence_each_other():
    quiet = OneASecond()
    lines = [line("said", 100), line("failed", 100), line("said", 100, camera="other")]
    assert all(quiet.filter(one) for one in lines)


def test_a_line_tells_level_event_and_facts():
    record = logging.makeLogRecord(
        {"msg": "camera_failed", "levelname": "WARNING", "camera": "abc", "cause": "busy"}
    )

    assert FactsFormatter().format(record) == "WARNING camera_failed camera=abc cause=busy"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a b", '"a b"'),
        ("a\nWARNING signed_in person=1", '"a\\nWARNING signed_in person=1"'),
        ("a\x1b[2J", '"a\\u001b[2J"'),
        ("a\u2028b", '"a\\u2028b"'),
        ("a=b", '"a=b"'),
        ('"', '"\\""'),
        ("明厨", "明厨"),
    ],
)
def test_no_fact_forges_another_line_or_fact(text, written):
    record = logging.makeLogRecord({"msg": "told", "levelname": "INFO", "name_of": text})

    assert FactsFormatter().format(record) == f"INFO told name_of={written}"


def test_a_line_without_facts_is_just_level_and_event():
    record = logging.makeLogRecord({"msg": "root_taken", "levelname": "ERROR"})

    assert FactsFormatter().format(record) == "ERROR root_taken"
