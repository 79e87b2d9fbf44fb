"""`flask --app portal models …`: a site plugs a model in, sees it, and removes it."""

import pytest
from sqlalchemy import select

from detector.plugs import read_plug, switch_off
from portal.accounts.models import AuditEntry
from portal.extensions import db
from tests.support.models import answering, card_file, one_thing


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["models", *map(str, words)])


@pytest.fixture
def model(tmp_path):
    return answering(tmp_path / "mouse.onnx", *one_thing("yolov5"))


def test_a_model_that_fits_is_plugged_in(run, model):
    added = run("add", model, "--card", card_file(model, budget={"cpu_ms": 1000}))

    assert added.exit_code == 0, added.output
    assert added.output.startswith("mouse: finds PST-RAT; ")
    assert run("list").output == "mouse\t1\tPST-RAT\ton\n"


def test_who_plugged_it_in_is_kept(run, model, app):
    run("add", model, "--card", card_file(model, budget={"cpu_ms": 1000}))
    run("remove", "mouse")

    with app.app_context():
        entries = db.session().scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(entry.act, entry.subject) for entry in entries[-2:]] == [
        ("model.added", "model mouse"), ("model.removed", "model mouse"),
    ]  # fmt: skip
    assert entries[-2].facts["finds"] == ["PST-RAT"]


def test_what_does_not_fit_is_refused_with_the_reason(run, model):
    refused = run("add", model, "--card", card_file(model, codes=None))

    assert refused.exit_code == 1
    assert "refused: model mouse: label “mouse” has no known violation code" in refused.output
    assert run("list").output == ""


def test_one_that_was_switched_off_says_why(run, model, settings):
    run("add", model, "--card", card_file(model, budget={"cpu_ms": 1000}))
    switch_off(read_plug(settings.models_directory / "mouse"), "an output holds NaN")

    assert run("list").output == "mouse\t1\tPST-RAT\toff: an output holds NaN\n"


def test_a_spoiled_card_is_listed_with_what_is_wrong(run, model, settings):
    run("add", model, "--card", card_file(model, budget={"cpu_ms": 1000}))
    (settings.models_directory / "mouse" / "model.toml").write_text("name =")

    assert run("list").output.startswith("mouse\t?\t?\toff: its card is no TOML")


def test_what_is_not_there_cannot_be_removed(run):
    refused = run("remove", "mouse")

    assert refused.exit_code == 1
    assert "no model 'mouse'; see `models list`" in refused.output


def test_a_removed_model_is_gone(run, model):
    run("add", model, "--card", card_file(model, budget={"cpu_ms": 1000}))

    assert run("remove", "mouse").output == "mouse: removed\n"
    assert run("list").output == ""


@pytest.fixture
def trial(model, monkeypatch):
    card_file(model, budget={"cpu_ms": 1000})
    monkeypatch.setattr("detector.files.TRIALS", model.parent)


def test_a_trial_is_switched_on_by_its_name(run, trial):
    tried = run("try", "mouse")

    assert tried.exit_code == 0, tried.output
    assert tried.output.startswith("mouse: finds PST-RAT; ")
    assert run("list").output == "mouse\t1\tPST-RAT\ton\n"


def test_a_trial_that_nobody_ships_is_refused_by_name(run, trial):
    refused = run("try", "unicorn")

    assert refused.exit_code == 1
    assert "no trial of this name is shipped; there is mouse" in refused.output
