"""`flask --app portal figures …`, `… rounds …`, `… models …`: figures, who looks, with what."""

import json
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import click
from flask.cli import AppGroup

from detector.errors import ModelFault
from detector.measures import use_one_thread
from detector.shelf import standing, trial_files
from portal.accounts.rules import WHOLE, Actor
from portal.extensions import db
from portal.rounds import forms
from portal.rounds.contract import tidy
from portal.rounds.contributions import Question, contributions
from portal.rounds.detectors import keep_detectors
from portal.rounds.forms.faults import fault_lines
from portal.rounds.operations.models import add_model, remove_model
from portal.rounds.queries import active_cameras_by_restaurant, district_figures, failing
from portal.rounds.rules.desk import Queue, Wanted, queue
from portal.rounds.rules.online import Variant
from portal.rounds.rules.period import Period, PeriodUnreadable
from portal.rounds.rules.published import published
from portal.shell import clock
from portal.shell.commands import in_language
from portal.shell.current import current_settings
from portal.shell.filters import NO_BREAK
from portal.shell.rules import NotFound, local_day

ACTOR = Actor.system("command line")

rounds_group = AppGroup("rounds", help="Every camera, every minute.")


@rounds_group.command("look")
def look() -> None:
    """Look at the cameras that each minute hands out, until told to stop.

    As many processes as the machine has cores for do so; one that dies is replaced.
    """
    use_one_thread()
    keep_detectors()


@rounds_group.command("faults")
@in_language
def faults() -> None:
    """List the faults that have to be repaired, by due time."""
    for line in fault_lines(_present_queue().faults):
        click.echo(line)


@rounds_group.command("outages")
@in_language
def outages() -> None:
    """List what fails and is no fault yet, the longest first."""
    for line in fault_lines(_present_queue().fresh):
        click.echo(line)


@rounds_group.command("tidy")
def tidy_now() -> None:
    """End faults of what left the register, check displays, delete old pictures of faults.

    The worker does so every hour; more often does no harm.
    """
    settings = current_settings()
    done = tidy(db.session(), settings, now=clock.now())
    db.session.commit()
    click.echo(
        f"withdrawn: {done.withdrawn}; displays: {done.displays_silent} silent, "
        f"{done.displays_seen} seen again; pictures deleted: {done.pictures_removed}"
    )


models_group = AppGroup("models", help="Models that were plugged in beside the shipped ones.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@models_group.command("add")
@click.argument("model", type=FILE)
@click.option("--card", type=FILE, required=True, help="What the model is, in TOML.")
def add(model: Path, *, card: Path) -> None:
    """Try MODEL, an ONNX file, and plug it in when it is what its card tells.

    What does not fit is refused with the reason. Running processes notice it by themselves.
    """
    _add(lambda: (model, card))


@models_group.command("try")
@click.argument("name")
def try_trial(name: str) -> None:
    """Plug in the trial model NAME, which is shipped and off.

    /models tells how good it is. Leads come of it once MINGCHU_LEAD_CODES names what it finds.
    """
    _add(lambda: trial_files(name))


@models_group.command("list")
def list_models() -> None:
    """List plugged-in models: name, version, what they find, and why one is off."""
    for each in standing(_shelf()):
        version = each.plug.card.version if each.plug else "?"
        finds = " ".join(sorted(set(each.plug.card.labels))) if each.plug else "?"
        state = f"off: {each.problem}" if each.problem else "on"
        click.echo("\t".join([each.name, version, finds, state]))


@models_group.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove the plugged-in model NAME."""
    if not remove_model(db.session(), _shelf(), name, actor=ACTOR, now=clock.now()):
        raise click.ClickException(f"no model {name!r}; see `models list`")
    db.session.commit()
    click.echo(f"{name}: removed")


def _add(files: Callable[[], tuple[Path, Path]]) -> None:
    """Plug in the model and the card that `files` names, or say why not."""
    session, shelf = db.session(), _shelf()
    try:
        trial = add_model(session, shelf, files=files(), actor=ACTOR, now=clock.now())
    except ModelFault as fault:
        raise click.ClickException(f"refused: {fault}") from None
    db.session.commit()
    finds = ", ".join(sorted(set(trial.plug.card.labels)))
    click.echo(f"{trial.plug.card.name}: finds {finds}; {trial.cpu_ms:.1f} CPU-ms a picture")


def _shelf() -> Path:
    settings = current_settings()
    return settings.models_directory


def _present_queue() -> Queue:
    now, session = clock.now(), db.session()
    return queue(
        failing(session, scope=WHOLE),
        cameras=active_cameras_by_restaurant(session, day=local_day(now), scope=WHOLE),
        wanted=Wanted(),
        now=now,
    )


@click.command("figures")
@click.argument("period")
@click.option("--station", metavar="CODE", help="Of this station's restaurants alone.")
@click.option(
    "--variant", type=click.Choice([each.value for each in Variant]), default=Variant.ANY.value,
    show_default=True,
    help="How a restaurant's cameras speak for it in the online rate.",
)  # fmt: skip
@click.option(
    "--required-cameras", type=click.IntRange(min=0),
    help="Cameras that the build standard asks of each restaurant; else the setting's number.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON, by the indicators' codes.")
@click.option("--rows", is_flag=True, help="With --json: also the rows behind the counts.")
@in_language
def figures(
    period: str,
    *,
    station: str | None,
    variant: str,
    required_cameras: int | None,
    **how: str | bool,
) -> None:
    """Print the figures of PERIOD: 2021, 2021H1, 2021Q1 or 2021-03.

    Connection, online rate, cameras, displays, patrols, coverage and findings, recomputed from
    what is stored. Of a period that is not over, the days before today are counted.
    """
    settings = current_settings()
    if required_cameras is None:
        required_cameras = settings.required_cameras
    session, today, rows = db.session(), local_day(clock.now()), bool(how["rows"])
    try:
        asked = Question(Period.parse(period), today, station=station, rows=rows)
        found = district_figures(
            session, asked.period, today=today, required_cameras=required_cameras, station=station
        )
    except (NotFound, PeriodUnreadable) as error:
        raise click.ClickException(str(error)) from None
    added = contributions(session, asked)
    if how["as_json"]:
        values = published(found, variant=Variant(variant), rows=rows)
        for each in added:
            values |= each.values
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    lines = [
        forms.figure_lines(found, variant=Variant(variant)),
        *(each.lines() for each in added),
    ]
    for line in chain.from_iterable(lines):
        click.echo(line.replace(NO_BREAK, " "))  # a terminal wraps nothing, and people search in it
