"""The whole way from labelled pictures to figures and cards, with models that know one trick."""

import tomllib

import cv2
import numpy as np
import pytest

from detector.cards import Intake, read_card
from detector.network import Detector, Judge, Network
from detector.training.__main__ import main
from detector.training.measuring import finder_measured, judge_measured, lines
from detector.training.metrics import Interval
from detector.training.shelf import open_shelf
from detector.training.sources import terms_of
from detector.training.writing import Description, Training, write_card
from tests.support.labelled import draw_folder, row, write_labels
from tests.support.models import bright_spots, card_of, light_and_dark


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return draw_folder(tmp_path_factory.mktemp("measured") / "drawn", 30, val_every=3)


@pytest.fixture
def models(tmp_path):
    """A finder of bright spots and a judge of brightness, with their cards in files."""
    finder = bright_spots(tmp_path / "finder.onnx", side_px=10.0)
    judge = light_and_dark(tmp_path / "attributes.onnx")
    thresholds = card_of(finder).thresholds
    for model, decoder, labels, intake in (
        (finder, "centres", ("head", "person"), Intake(160, 160, 32)),
        (judge, "attributes", ("mask", "cover"), Intake(64, 64)),
    ):
        told = Description(
            model.stem, "7", decoder, labels, intake, thresholds, {"mask": 1.5}, ("is a toy",),
            ("是玩具",),
        )  # fmt: skip
        write_card(
            model, told,
            training=Training("make toys", {"seed": 4}, 90.0, 12, "a table"),
            counts={"voc": {"learning": 3}, "mine": {"learning": 1}},
            figures={"ap": {"all": Interval(0.51234, 0.4, 0.6, 10),
                            "none": Interval(float("nan"), 0, 0, 0)}},
            variant="not measured",
        )  # fmt: skip
    return tmp_path


def test_a_shelf_has_all_parts_and_counts_them(folder):
    shelf = open_shelf(folder)

    assert sum(shelf.counts()["voc"].values()) == 30 - shelf.splits.dropped
    assert shelf.counts()["voc"]["judging"] == 10


def test_without_licence_nothing_is_learnt_but_all_is_judged(folder):
    shelf = open_shelf(folder, licensed_only=True)

    assert (len(shelf.splits.learning), len(shelf.splits.choosing)) == (0, 0)
    assert len(shelf.splits.judging) == 10


def test_a_folder_without_heads_or_persons_is_refused(tmp_path):
    write_labels(tmp_path, [row("a.jpg", "rodent", source="rats")])

    with pytest.raises(ValueError, match="no picture of which head or person is"):
        open_shelf(tmp_path)


def test_a_finder_of_bright_spots_finds_bright_heads(folder, models):
    shelf = open_shelf(folder)
    detector = Detector(Network.beside(models / "finder.toml"))
    judge = Judge(Network.beside(models / "attributes.toml"))

    figures = finder_measured(shelf.splits.judging, shelf.read, detector, judge)

    assert figures["heads_ap30"]["all"].value > 0.1
    assert figures["persons_ap50"]["all"].value == 0
    assert set(figures["heads_ap50"]) == {"all", "voc"}
    assert figures["heads_ap50"]["all"].value <= figures["heads_ap30"]["all"].value
    assert {"mask_ap50", "no_mask_ap50"} <= set(figures)


def test_a_judge_is_measured_on_given_boxes(folder, models):
    shelf = open_shelf(folder)
    judge = Judge(Network.beside(models / "attributes.toml"))

    figures = judge_measured(shelf.splits.judging, shelf.read, judge)

    assert figures["mask_accuracy"]["all"].count > 10
    assert 0 <= figures["cover_balanced_accuracy"]["all"].value <= 1
    assert figures["mask_uncertain"]["all"].count == figures["mask_accuracy"]["all"].count


def test_a_written_card_can_be_read_and_used(models):
    card = read_card(models / "finder.toml")

    assert card.name == "finder"
    assert card.intake == Intake(160, 160, 32)
    assert card.temperatures == {"mask": 1.5}


def test_a_card_tells_people_where_its_pictures_come_from(models):
    told = tomllib.loads((models / "finder.toml").read_text(encoding="utf-8"))

    assert told["data"]["voc"]["licence_is_stated"] is False
    assert told["data"]["mine"]["licence"] == terms_of("mine").licence
    assert told["figures"]["ap"] == {"all": {"value": 0.5123, "low": 0.4, "high": 0.6, "count": 10}}
    assert told["known_failures"] == ["is a toy"]
    assert told["known_failures_zh"] == ["是玩具"]
    assert told["training"] == {
        "command": "make toys", "machine": "a table", "minutes": 1.5, "parameters": 12, "seed": 4,
    }  # fmt: skip


def test_lines_leave_out_what_was_not_there():
    nothing, some = Interval(float("nan"), 0, 1, 0), Interval(0.5, 0.25, 0.75, 8)

    assert lines({"ap": {"all": some, "voc": nothing}}) == [
        "| ap | all | 0.500 | 0.250–0.750 | 8 |"
    ]


def test_the_command_prints_a_table(folder, models, capsys):
    assert main([str(folder), "--models", str(models)]) == 0

    printed = capsys.readouterr().out
    assert "| heads_ap50 | all |" in printed
    assert "| mask_accuracy | voc |" in printed


@pytest.mark.parametrize("broken", ["folder", "labels", "card", "model"])
def test_the_command_says_what_is_missing_and_ends_with_two(
    folder, models, tmp_path, caplog, broken
):
    there = folder
    if broken == "folder":
        there = tmp_path / "nowhere"
    elif broken == "labels":
        there = write_labels(tmp_path / "empty", [])
    elif broken == "card":
        (models / "finder.toml").write_text("name = 3")
    else:
        (models / "finder.onnx").write_bytes(b"")

    assert main([str(there), "--models", str(models)]) == 2
    assert "cannot measure" in caplog.text


def test_pictures_of_one_pixel_are_measured_as_well(tmp_path, models):
    folder = write_labels(
        tmp_path / "tiny", [row("a.jpg", "face", (0, 0, 1, 1), mask="yes", split="val")]
    )
    cv2.imwrite(str(folder / "a.jpg"), np.zeros((1, 1, 3), np.uint8))

    assert main([str(folder), "--models", str(models)]) == 0
