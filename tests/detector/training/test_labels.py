"""What each label of each source is to a finder of heads."""

import pytest

from detector.training.labels import read_folder, read_folders
from detector.training.subjects import HEAD, PERSON, RODENT
from tests.support.labelled import row, write_labels


def read(tmp_path, *rows):
    return read_folder(write_labels(tmp_path, rows))


def one(tmp_path, *rows):
    (picture,) = read(tmp_path, *rows)
    return picture


def test_a_face_is_a_head_and_a_person_a_person(tmp_path):
    picture = one(tmp_path, row("a.jpg", "face"), row("a.jpg", "person", (0, 0, 40, 100)))

    assert picture.boxes[HEAD].tolist() == [[10, 20, 30, 50]]
    assert picture.boxes[PERSON].tolist() == [[0, 0, 40, 100]]
    assert picture.annotated == {HEAD, PERSON}


def test_rows_of_several_pictures_are_kept_apart(tmp_path):
    pictures = read(
        tmp_path, row("a.jpg", "face"), row("b.jpg", "face", split="val"), row("a.jpg", "face")
    )

    assert [(one.path.name, len(one.heads), one.split) for one in pictures] == [
        ("a.jpg", 2, "train"),
        ("b.jpg", 1, "val"),
    ]


def test_a_head_with_its_helmet_loses_what_is_above_the_forehead(tmp_path):
    picture = one(tmp_path, row("a.jpg", "head", (10, 20, 30, 50), source="css"))

    assert picture.boxes[HEAD].tolist() == [[10, 29, 30, 50]]


@pytest.mark.parametrize("label", ["head_top", "face_lower"])
def test_half_a_head_is_neither_rewarded_nor_punished(tmp_path, label):
    picture = one(tmp_path, row("a.jpg", label, source="css"))

    assert len(picture.boxes[HEAD]) == 0
    assert len(picture.ignores[HEAD]) == 1


def test_a_mouth_is_made_a_face_upwards_and_a_hat_downwards(tmp_path):
    picture = one(tmp_path, row("a.jpg", "face_lower"), row("a.jpg", "head_top"))
    mouth, hat = (head.box for head in picture.heads)

    assert mouth == (10, pytest.approx(-4), 30, 50)
    assert hat == (10, pytest.approx(35), 30, pytest.approx(59))


def test_a_teachers_doubt_counts_for_its_class_only(tmp_path):
    picture = one(
        tmp_path,
        row("a.jpg", "ignore", (0, 0, 5, 5), origin="teacher:yunet"),
        row("a.jpg", "ignore", (0, 0, 9, 9), origin="teacher:yolox"),
    )

    assert picture.ignores[HEAD].tolist() == [[0, 0, 5, 5]]
    assert picture.ignores[PERSON].tolist() == [[0, 0, 9, 9]]


@pytest.mark.parametrize(("source", "kinds"), [("ilc", {HEAD}), ("cdeb", {HEAD}), ("rats", set())])
def test_a_source_says_nothing_of_what_it_does_not_annotate(tmp_path, source, kinds):
    assert one(tmp_path, row("a.jpg", "face", source=source)).annotated == kinds


def test_where_only_persons_are_boxed_heads_may_be_within_them_and_nowhere_else(tmp_path):
    picture = one(tmp_path, row("a.jpg", "person", (0, 0, 40, 100), source="coco128"))

    assert picture.annotated == {HEAD, PERSON}
    assert picture.ignores[HEAD].tolist() == [[0, 0, 40, 100]]


@pytest.mark.parametrize(
    ("told", "mask", "is_wrong"),
    [("yes", True, False), ("no", False, False), ("incorrect", False, True),
     ("unknown", None, False), ("", None, False)],
)  # fmt: skip
def test_a_mask_worn_wrongly_is_no_mask_but_told_apart(tmp_path, told, mask, is_wrong):
    (head,) = one(tmp_path, row("a.jpg", "face", mask=told)).heads

    assert (head.mask, head.is_wrong) == (mask, is_wrong)


@pytest.mark.parametrize(
    ("hat", "cover"),
    [
        ((8, 5, 32, 22), True),
        ((8, 60, 32, 80), None),  # below
        ((60, 5, 84, 22), None),  # beside
        ((0, 5, 90, 22), None),  # another's, far too large
    ],
)
def test_a_face_under_a_hat_boxed_apart_is_covered(tmp_path, hat, cover):
    picture = one(
        tmp_path,
        row("a.jpg", "face", cover="unknown"),
        row("a.jpg", "head_top", hat, cover="yes"),
    )

    assert picture.heads[0].cover is cover


def test_a_picture_of_nobody_is_kept(tmp_path):
    picture = one(tmp_path, row("a.jpg", "none", ("",) * 4, kind="image", source="vocneg"))

    assert [len(boxes) for boxes in picture.boxes] == [0, 0]
    assert picture.annotated == {HEAD, PERSON}


def test_folders_in_a_folder_are_read_together(tmp_path):
    write_labels(tmp_path / "b", [row("b.jpg", "face")])
    write_labels(tmp_path / "a", [row("a.jpg", "face")])

    assert [one.path.name for one in read_folders(tmp_path)] == ["a.jpg", "b.jpg"]


def test_a_folder_without_labels_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no labels"):
        read_folders(tmp_path)


def test_a_trial_reads_its_own_boxes_and_knows_where_there_are_none(tmp_path):
    folder = write_labels(
        tmp_path,
        [
            row("a.jpg", "rodent", (1, 2, 30, 40), source="rats"),
            row("b.jpg", "person", source="voc"),
            row("c.jpg", "face", source="ilc"),
        ],
    )

    rat, street, press = read_folder(folder, RODENT)

    assert [boxes.tolist() for boxes in rat.boxes] == [[[1, 2, 30, 40]]]
    assert (len(street.boxes[0]), street.annotated) == (0, frozenset({0}))
    assert press.annotated == frozenset()
