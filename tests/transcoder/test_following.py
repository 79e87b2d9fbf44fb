"""Drawn faces that move: between looks, before the first one, and after a missed one."""

import numpy as np
import pytest

from transcoder.camera import Strength
from transcoder.finding import People
from transcoder.following import STILL_SECONDS, WHOLE_SECONDS, Follower
from transcoder.tracks import HOLD_SECONDS

WIDTH, HEIGHT, SCALE = 640, 360, 4
SECONDS = 0.08  # a picture
WAITING = 3  # pictures wait for so many after them
NONE = np.zeros((0, 5), np.float32)
ROOM = np.random.default_rng(3).integers(60, 120, (HEIGHT // SCALE, WIDTH // SCALE), np.uint8)
FACE = np.random.default_rng(4).integers(130, 250, (10, 8), np.uint8)  # 32 × 40 pixels


def at_place(x, y):
    """The luma of a room with a face whose left top corner is there, and the face's box."""
    small = ROOM.copy()
    column, row = round(x / SCALE), round(y / SCALE)
    height, width = FACE.shape
    small[row : row + height, column : column + width] = FACE
    box = np.array([column, row, column + width, row + height], np.float32) * SCALE
    return small, box


def people(*heads, persons=(), sure=1.0):
    stack = [
        np.array([(*box, sure) for box in boxes], np.float32).reshape(-1, 5)
        for boxes in (heads, persons)
    ]
    return People(*stack)


def is_hidden(moment, box, strength=Strength.HEADS, part=0.9):
    """Whether nine tenths of `box` are hidden in this picture, without the margin of a mosaic."""
    boxes = moment.hidden()
    if boxes is None:
        return True
    mask = np.zeros((HEIGHT, WIDTH), bool)
    for x1, y1, x2, y2 in np.clip(boxes, 0, None).astype(int):
        mask[y1 : y2 + 1, x1 : x2 + 1] = True
    x1, y1, x2, y2 = box.astype(int)
    return mask[y1:y2, x1:x2].mean() >= part


class Film:
    """Shows pictures to a Follower whose finder sees what it is told to."""

    def __init__(self, strength=Strength.HEADS) -> None:
        self.follower = Follower(WIDTH, HEIGHT, strength)
        self.at = 0.0
        self.looks = []
        self.shown = []

    def show(self, small, answer):
        """One picture; `answer` gives the people of a region, or None where nothing is known."""
        moment = self.follower.add(self.at, small)
        region = self.follower.due()
        if region is not None:
            self.looks.append((self.at, region))
            found = answer(region)
            if found is None:
                self.follower.lost()
            else:
                self.follower.found(found, region)
        self.shown.append(moment)
        if len(self.shown) > WAITING:
            self.follower.published(self.shown[-WAITING - 1])
        self.at += SECONDS
        return moment


def published(moments, faces):
    """The pictures that have waited long enough, and the faces in them."""
    return list(zip(moments, faces, strict=True))[:-WAITING]


def seen(box):
    """A finder that sees the face where it lies in the region."""

    def answer(region):
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        inside = region.left <= x <= region.right and region.top <= y <= region.bottom
        return people(box) if inside else people()

    return answer


def both(*answers):
    """A finder that sees what each of these sees."""

    def answer(region):
        found = [each(region) for each in answers]
        return People(*(np.concatenate([getattr(each, kind) for each in found])
                        for kind in ("heads", "persons")))  # fmt: skip

    return answer


def nobody(_region):
    return people()


def settled(film, seconds=0.4):
    for _ in range(round(seconds / SECONDS)):
        film.show(ROOM, nobody)


def test_before_the_first_look_everything_is_hidden():
    follower = Follower(WIDTH, HEIGHT, Strength.HEADS)
    assert follower.add(0.0, ROOM).hidden() is None


def test_an_empty_room_is_shown():
    film = Film()
    settled(film)
    assert [len(each.hidden()) for each in film.shown] == [0] * len(film.shown)


@pytest.mark.parametrize("speed", [0, 40, 90, 135])  # pixels a second; 32 is a head's width
def test_a_moving_face_is_hidden_in_every_picture(speed):
    film = Film()
    for n in range(50):
        small, box = at_place(60 + speed * n * SECONDS, 120)
        film.show(small, seen(box))
    faces = [at_place(60 + speed * n * SECONDS, 120)[1] for n in range(50)]
    assert all(is_hidden(one, box) for one, box in published(film.shown, faces))


def test_a_face_that_moves_in_jerks_is_hidden_in_every_picture():
    film = Film()
    places = [at_place(60 + 24 * (n // 4), 120) for n in range(50)]
    for small, box in places:
        film.show(small, seen(box))
    faces = [box for _, box in places]
    assert all(is_hidden(one, box) for one, box in published(film.shown, faces))


def test_a_face_is_not_looked_for_in_every_picture():
    film = Film()
    for n in range(50):
        small, box = at_place(60 + 60 * n * SECONDS, 120)
        film.show(small, seen(box))
    assert len(film.looks) < 20


def test_a_face_that_appears_is_hidden_from_its_first_picture_on():
    film = Film()
    settled(film, 0.8)
    faces = [at_place(200 + 90 * n * SECONDS, 120) for n in range(10)]
    moments = [film.show(small, seen(box)) for small, box in faces]
    assert all(is_hidden(one, box) for one, (_, box) in published(moments, faces))


def test_a_face_that_appears_just_after_a_look_is_hidden_from_its_first_picture_on():
    film = Film()
    film.show(ROOM, nobody)
    faces = [at_place(200 + 90 * n * SECONDS, 120) for n in range(10)]
    moments = [film.show(small, seen(box)) for small, box in faces]
    assert film.looks[1][0] > SECONDS
    assert all(is_hidden(one, box) for one, (_, box) in published(moments, faces))


def test_who_comes_in_beside_somebody_is_hidden_from_the_first_picture_on():
    film = Film()
    for n in range(30):
        small, box = at_place(200 + 8 * (n % 2), 120)
        film.show(small, seen(box))
    moments, faces = [], []
    for n in range(10):
        small, box = at_place(200 + 8 * (n % 2), 120)
        with_other, other = at_place(340 + 40 * n * SECONDS, 120)
        small = np.where(with_other == ROOM, small, with_other)
        moments.append(film.show(small, both(seen(box), seen(other))))
        faces.append(other)
    assert all(is_hidden(one, box) for one, box in published(moments, faces))


def test_after_a_cut_to_another_scene_its_faces_are_hidden_from_the_first_picture_on():
    film = Film()
    settled(film, 0.8)
    small, box = at_place(300, 160)
    other_room = small.copy()
    other_room[small == ROOM] = 255 - ROOM[small == ROOM]
    moments = [film.show(other_room, seen(box)) for _ in range(10)]
    assert all(is_hidden(one, box) for one in moments)


def test_a_missed_detection_never_shows_a_face():
    film = Film()
    faces = [at_place(60 + 60 * n * SECONDS, 120) for n in range(60)]
    for n, (small, box) in enumerate(faces):
        film.show(small, nobody if 20 <= n < 32 else seen(box))  # for a second
    assert all(is_hidden(one, box) for one, (_, box) in zip(film.shown, faces, strict=True))


def test_what_moves_and_has_no_head_is_hidden():
    film = Film()
    settled(film)
    faces = [at_place(200 + 60 * n * SECONDS, 120) for n in range(30)]
    moments = [film.show(small, nobody) for small, _ in faces]
    assert all(is_hidden(one, box, part=0.6) for one, (_, box) in zip(moments, faces, strict=True))


def test_who_has_left_is_hidden_no_longer_than_it_takes():
    film = Film()
    for n in range(20):
        small, box = at_place(200 + 40 * n * SECONDS, 120)
        film.show(small, seen(box))
    for _ in range(round((HOLD_SECONDS + 2 * WHOLE_SECONDS) / SECONDS)):
        film.show(ROOM, nobody)
    assert len(film.shown[-1].hidden()) == 0


def test_a_hidden_place_is_held_for_a_second_after_the_last_sighting():
    film = Film()
    small, box = at_place(200, 120)
    for _ in range(8):
        film.show(small, seen(box))
    moments = [film.show(small, nobody) for _ in range(round(1.0 / SECONDS))]
    assert all(is_hidden(one, box) for one in moments)


def test_what_never_moves_is_no_head():
    film = Film()
    small, box = at_place(200, 120)
    for _ in range(round((STILL_SECONDS + WHOLE_SECONDS + 1) / SECONDS)):
        film.show(small, seen(box))
    assert is_hidden(film.shown[20], box)
    assert len(film.shown[-1].hidden()) == 0


def test_a_head_that_stirs_after_a_long_rest_is_hidden_again():
    film = Film()
    small, box = at_place(200, 120)
    for _ in range(round((STILL_SECONDS + WHOLE_SECONDS + 1) / SECONDS)):
        film.show(small, seen(box))
    small, box = at_place(204, 120)
    moments = [film.show(small, seen(box)) for _ in range(4)]
    assert all(is_hidden(one, box) for one in moments)


def test_a_still_room_is_looked_at_now_and_then_only():
    film = Film()
    settled(film, 12)
    assert len(film.looks) == 3


def test_the_light_switched_on_evenly_is_no_person():
    film = Film()
    settled(film)
    for _ in range(8):
        film.show(ROOM + 40, nobody)
    assert len(film.shown[-1].hidden()) == 0


def test_only_the_part_that_changed_is_looked_at():
    film = Film()
    settled(film, 0.8)
    film.looks.clear()
    for n in range(6):
        film.show(*[at_place(200 + 8 * n, 120)[0]], nobody)
    region = film.looks[0][1]
    assert (region.right - region.left) * (region.bottom - region.top) < WIDTH * HEIGHT / 2
    assert [side % 2 for side in (region.left, region.top, region.right, region.bottom)] == [0] * 4


def test_when_nothing_is_known_all_that_waits_and_comes_is_hidden():
    film = Film()
    settled(film)
    film.at += WHOLE_SECONDS
    film.show(ROOM, lambda _region: None)
    assert film.shown[-2].hidden() is None
    assert film.shown[-1].hidden() is None


def test_after_a_look_at_the_whole_the_picture_comes_back():
    film = Film()
    settled(film)
    film.follower.lost()
    assert film.show(ROOM, nobody).hidden() is not None


def test_after_a_gap_the_picture_is_hidden_until_it_was_looked_at():
    film = Film()
    settled(film)
    film.follower.forget()
    assert film.follower.add(film.at, ROOM).hidden() is None


LARGE = np.array([100, 60, 260, 240], np.float32)


@pytest.mark.parametrize(("sure", "count"), [(0.4, 0), (1.0, 1)])
def test_a_large_head_is_hidden_where_the_finder_is_sure(sure, count):
    film = Film()
    film.show(ROOM, lambda _region: people(LARGE, sure=sure))
    assert len(film.shown[-1].hidden()) == count


PERSON = np.array([150, 100, 250, 300], np.float32)


def test_a_person_without_a_head_who_moves_is_hidden_in_the_upper_part():
    film = Film()
    settled(film)
    small = at_place(180, 200)[0]
    for _ in range(5):
        film.show(small, lambda _region: people(persons=[PERSON]))
    upper = PERSON.copy()
    upper[3] = 160
    assert is_hidden(film.shown[-1], upper)


def test_what_stands_there_like_a_person_and_never_moved_is_shown():
    film = Film()
    film.show(ROOM, lambda _region: people(persons=[PERSON]))
    assert len(film.shown[-1].hidden()) == 0


def test_whole_persons_are_hidden_where_that_is_asked_for():
    film = Film(Strength.PERSONS)
    film.show(ROOM, lambda _region: people(persons=[PERSON]))
    assert is_hidden(film.shown[-1], PERSON, Strength.PERSONS)


def test_a_camera_that_hides_all_hides_all():
    film = Film(Strength.WHOLE)
    settled(film)
    assert film.shown[-1].hidden() is None


def test_a_camera_of_few_pictures_is_looked_at_in_each_that_changed():
    film = Film()
    for n in range(6):
        small, box = at_place(60 + 60 * n, 120)
        moment = film.show(small, seen(box))
        film.at += 0.5
        assert is_hidden(moment, box)
