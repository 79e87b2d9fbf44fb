"""Nets, losses and both trainings, on drawn pictures; wants torch."""

import tomllib

import numpy as np
import onnxruntime
import pytest
import torch

from detector.cards import read_card
from detector.heads import Watcher
from detector.network import Detector, Judge, Network
from detector.plugs import plug_of
from detector.training.labels import read_folder
from detector.training.learning import finder
from detector.training.learning.__main__ import main
from detector.training.learning.engine import Engine, _Batches
from detector.training.learning.export import export
from detector.training.learning.loop import Schedule, State
from detector.training.learning.loss import finder_loss, giou
from detector.training.learning.nets import Attributes, Finder
from detector.training.samples import Course, batch_of, chances_of, in_memory
from detector.training.targets import target_of
from tests.support.labelled import draw_folder

pytestmark = [
    pytest.mark.train,
    pytest.mark.filterwarnings("ignore:You are using the legacy TorchScript:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning"),
]
NONE = np.zeros((0, 4), np.float32)


def wanted(heads) -> dict[str, torch.Tensor]:
    target = target_of((np.array(heads, np.float32), NONE), (NONE, NONE), width=64, height=64)
    return {
        name: torch.from_numpy(getattr(target, name))[None]
        for name in ("heat", "counts", "boxes", "weights")
    }


def test_a_finder_answers_a_cell_for_four_by_four_pixels():
    scores, sides = Finder().eval()(torch.zeros(2, 3, 64, 96))

    assert scores.shape == (2, 2, 16, 24)
    assert sides.shape == (2, 8, 16, 24)
    assert (sides > 0).all()


def test_an_untrained_finder_finds_next_to_nothing():
    scores, _ = Finder().eval()(torch.rand(1, 3, 64, 64) * 255)

    assert scores.max() < 0.1


def test_a_finder_of_one_thing_has_a_map_for_it_alone():
    scores, sides = Finder((8, 8, 8, 8), 8, kinds=1).eval()(torch.zeros(1, 3, 64, 96))

    assert (scores.shape, sides.shape) == ((1, 1, 16, 24), (1, 4, 16, 24))


def test_a_judge_answers_three_logits_and_four_sides():
    logits, shifts = Attributes().eval()(torch.zeros(3, 3, 64, 64))

    assert (logits.shape, shifts.shape) == ((3, 3), (3, 4))
    assert shifts.abs().max() < 0.2  # an untrained one leaves boxes about where they are


@pytest.mark.parametrize(
    ("other", "value"),
    [([0, 0, 10, 10], 1.0), ([0, 0, 10, 5], 0.5), ([20, 0, 30, 10], -1 / 3)],
)
def test_giou_by_hand(other, value):
    some = torch.tensor([[0.0, 0, 10, 10]])

    assert giou(some, torch.tensor([other]).float()).item() == pytest.approx(value, abs=1e-4)


def test_the_right_answer_costs_less_than_a_wrong_one():
    want = wanted([[16, 16, 48, 48]])
    right = torch.logit(want["heat"].clamp(0.001, 0.999))
    cells = torch.arange(16) * 4 + 2.0
    sides = torch.zeros(1, 8, 16, 16)
    sides[:, 0], sides[:, 1] = cells[None] - 16, cells[:, None] - 16
    sides[:, 2], sides[:, 3] = 48 - cells[None], 48 - cells[:, None]

    score, box = finder_loss(right, sides, want)
    wrong_score, wrong_box = finder_loss(-right, sides + 20, want)

    assert score < wrong_score
    assert box < 1e-3 < wrong_box


def test_a_picture_without_anything_has_a_loss_that_can_be_learnt_from():
    logits = torch.zeros(1, 2, 16, 16, requires_grad=True)
    sides = torch.ones(1, 8, 16, 16, requires_grad=True)

    score, box = finder_loss(logits, sides, wanted(NONE))
    (score + box).backward()

    assert score > 0
    assert box == 0
    assert torch.isfinite(logits.grad).all()


def test_what_does_not_count_has_no_gradient():
    want = wanted([[16, 16, 48, 48]])
    want["counts"][:, :, :2] = 0
    logits = torch.zeros(1, 2, 16, 16, requires_grad=True)

    finder_loss(logits, torch.ones(1, 8, 16, 16), want)[0].backward()

    assert logits.grad[:, :, :2].abs().max() == 0
    assert logits.grad[:, :, 4:].abs().max() > 0


def test_the_rate_rises_stays_and_falls():
    schedule = Schedule(1.0, 10, rising=2, falling=0.4)

    rates = [schedule.at(epoch) for epoch in (0, 1, 2, 5.9, 8, 10)]

    assert rates == pytest.approx([0.005, 0.5, 1, 1, 0.505, 0.01])


def test_a_state_goes_on_where_it_was(tmp_path):
    state = State(Attributes())
    for _ in range(3):
        state.learn(state.net(torch.rand(4, 3, 64, 64) * 255)[0].square().mean(), 1e-3)
    state.epoch = 5
    state.save(tmp_path / "state.pt")

    again = State(Attributes())
    again.load(tmp_path / "state.pt")

    assert (again.epoch, again.step) == (5, 3)
    crops = torch.rand(1, 3, 64, 64) * 255
    assert torch.equal(again.mean(crops)[0], state.mean(crops)[0])


def test_a_training_that_was_interrupted_ends_as_one_that_was_not(tmp_path):
    pictures = read_folder(draw_folder(tmp_path / "drawn", 4))
    read = in_memory(pictures)
    recipe = finder.Recipe(epochs=2, samples=4, batch=2, size=64, late_size=64, threads=1)
    whole = finder.train(pictures, read, recipe, checkpoint=tmp_path / "whole.pt")

    state = finder.train(pictures, read, recipe, checkpoint=tmp_path / "broken.pt", until=1)
    assert state.epoch == 1
    again = finder.train(pictures, read, recipe, checkpoint=tmp_path / "broken.pt")

    for name, value in whole.net.state_dict().items():
        assert torch.allclose(value.float(), again.net.state_dict()[name].float(), atol=1e-4), name


def test_batches_that_a_process_would_make_are_those_of_the_thread(tmp_path):
    pictures = read_folder(draw_folder(tmp_path / "drawn", 4))
    course, read, chances = Course(64, 4, 2, 1), in_memory(pictures), chances_of(pictures)
    moments = [(0, 0), (0, 1), (3, 0)]

    def make(moment):
        return batch_of(pictures, read, course, chances, moment)

    threaded = list(Engine(torch.device("cpu")).fed(make, moments))

    assert len(threaded) == 3
    for one, moment in zip(threaded, moments, strict=True):
        other = _Batches(make)[moment]
        assert torch.equal(one["pictures"], other["pictures"])
        assert torch.equal(one["wanted"]["heat"], other["wanted"]["heat"])


def test_a_broken_batch_stops_the_training():
    def make(_):
        raise ValueError("a.jpg is no picture")

    with pytest.raises(ValueError, match=r"a\.jpg is no picture"):
        list(Engine(torch.device("cpu")).fed(make, [(0, 0)]))


def test_a_checkpoint_tells_where_it_was_trained(tmp_path):
    pictures = read_folder(draw_folder(tmp_path / "drawn", 4))
    recipe = finder.Recipe(epochs=1, samples=2, batch=2, size=64, late_size=64, threads=1)
    trained = finder.train(pictures, in_memory(pictures), recipe, checkpoint=tmp_path / "a.pt")

    again = finder.train(
        pictures, in_memory(pictures), recipe, checkpoint=tmp_path / "a.pt", until=0
    )

    assert "torch" in trained.machine
    assert again.machine == trained.machine


def test_a_training_takes_over_what_fits_of_another(tmp_path):
    old, new = State(Finder()), State(Finder(kinds=1))
    old.save(tmp_path / "finder.pt")
    own = new.net.scores[-1].weight.clone()

    new.begin_with(tmp_path / "finder.pt")

    assert torch.equal(new.net.stem[1][0].weight, old.net.stem[1][0].weight)
    assert torch.equal(new.mean.deep[0].layers[0][0].weight, old.net.deep[0].layers[0][0].weight)
    assert torch.equal(new.net.scores[-1].weight, own)
    assert (new.epoch, new.step) == (0, 0)


def test_an_exported_net_answers_at_any_size_and_batch(tmp_path):
    path = tmp_path / "finder.onnx"
    net = Finder().eval()
    export(net, torch.rand(1, 3, 64, 64) * 255, path, outputs=("scores", "sides"), any_size=True)
    pictures = torch.rand(3, 3, 96, 128) * 255

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    scores, _ = session.run(None, {"pictures": pictures.numpy()})

    with torch.no_grad():
        assert scores == pytest.approx(net(pictures)[0].numpy(), abs=1e-4)
    assert path.stat().st_size < 6_000_000


def test_the_command_makes_models_that_work_with_their_cards(tmp_path):
    folder = draw_folder(tmp_path / "drawn", 60)
    where = [f"--models={tmp_path / 'models'}", f"--work={tmp_path / 'work'}"]

    brief = ["--only=people", "--epochs=1", "--threads=1", "--samples=16", "--recipe=cores"]

    assert main([str(folder), *where, *brief]) == 0

    cards = [tmp_path / "models" / f"{name}.toml" for name in ("finder", "attributes")]
    assert [read_card(card).name for card in cards] == ["finder", "attributes"]
    watcher = Watcher(
        *(kind(Network.beside(c)) for kind, c in zip((Detector, Judge), cards, strict=True))
    )
    image = np.zeros((120, 160, 3), np.uint8)
    assert len(watcher.scenes([image, image])) == 2


def test_the_command_makes_a_quick_finder(tmp_path):
    folder = draw_folder(tmp_path / "drawn", 40)
    where = [f"--models={tmp_path / 'models'}", f"--work={tmp_path / 'work'}"]
    brief = ["--only=quick", "--epochs=1", "--threads=1", "--samples=16", "--recipe=cores"]

    assert main([str(folder), *where, *brief]) == 0

    model = Detector(Network.beside(tmp_path / "models" / "quick.toml"))
    assert model.network.card.intake.width == 384
    assert len(model.found([np.zeros((120, 160, 3), np.uint8)])) == 1


def test_the_command_makes_a_trial_that_can_be_plugged_in(tmp_path):
    folder = draw_folder(tmp_path / "drawn", 40, source="rats")
    labels = folder / "labels.csv"
    labels.write_text(labels.read_text("utf-8").replace(",face,", ",rodent,"), "utf-8")
    where = [f"--models={tmp_path / 'models'}", f"--work={tmp_path / 'work'}"]
    brief = ["--only=rodent", "--epochs=1", "--threads=1", "--samples=16", "--recipe=cores"]

    assert main([str(folder), *where, *brief]) == 0

    plug = plug_of(tmp_path, tmp_path / "models" / "trials" / "rodent.toml")
    assert plug.codes == {"PST-RAT"}
    figures = tomllib.loads((tmp_path / "models/trials/rodent.toml").read_text("utf-8"))["figures"]
    assert figures["rodent_ap50"]["all"]["count"] > 0
    model = Detector(Network(tmp_path / "models" / "trials" / "rodent.onnx", plug.card))
    assert len(model.found([np.zeros((120, 160, 3), np.uint8)])) == 1


def test_without_licence_no_trial_is_made(tmp_path, caplog):
    folder = draw_folder(tmp_path / "drawn", 10, source="rats")
    where = [f"--models={tmp_path / 'models'}", f"--work={tmp_path / 'work'}"]

    assert main([str(folder), *where, "--licensed-only"]) == 2
    assert "rodent: " not in caplog.text


def test_the_command_says_what_is_missing(tmp_path, caplog):
    where = [f"--models={tmp_path / 'models'}", f"--work={tmp_path / 'work'}"]

    assert main([str(tmp_path), *where]) == 2
    assert "holds no labels" in caplog.text
