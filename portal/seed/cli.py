"""`flask --app portal seed …`: fills an empty portal with something to look at."""

import click
from flask.cli import AppGroup

from portal.accounts.binding import allows_demo
from portal.accounts.passwords import hashed
from portal.accounts.rules import DemoRefused
from portal.extensions import db
from portal.findings.pictures import FindingPictures
from portal.participation.secrecy import Secrecy
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.rules import kitchen_path
from portal.registry.rules.columns import RegisterRefused
from portal.seed.answers_operations import seed_surveys
from portal.seed.cases import case_to_look_up, seed_cases
from portal.seed.contracts import seed_contract
from portal.seed.district import SAMPLE
from portal.seed.findings import seed_findings
from portal.seed.operations import seed_demo, seed_people
from portal.seed.patrols import seed_patrols
from portal.seed.people import PASSWORD
from portal.seed.pingshan_evaluation import YEAR, seed_evaluation
from portal.seed.pingshan_operations import RegisterNotEmpty, seed_pingshan
from portal.seed.year import seed_year
from portal.settings import Settings
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.progress import shown
from portal.shell.rules import local_day

seed_group = AppGroup("seed", help="Demo districts, all invented.")


@seed_group.command("demo")
@click.option(
    "--camera-port",
    type=click.IntRange(1, 65535),
    default=8554,
    show_default=True,
    help="Port on 127.0.0.1 where the camera simulator listens.",
)
def demo(camera_port: int) -> None:
    """Write a district of 12 restaurants and 40 simulated cameras into the register.

    May be run again: nothing is written twice. MINGCHU_CAMERA_NETWORKS must contain 127.0.0.0/8.
    """
    settings = current_settings()
    try:
        report = seed_demo(
            db.session(),
            camera_port=camera_port,
            now=clock.now(),
            cipher=AddressCipher(settings.encryption_keys()),
            gate=AddressGate(settings.camera_networks),
        )
    except RegisterRefused as refused:
        first = refused.problems[0]
        raise click.ClickException(
            f"{refused}: {len(refused.problems)} problems, the first is {first.code} "
            f"in column {first.column}. Does MINGCHU_CAMERA_NETWORKS contain 127.0.0.0/8?"
        ) from None
    made = _seed_people(settings)
    seed_patrols(db.session(), now=clock.now())
    seed_findings(db.session(), now=clock.now(), pictures=FindingPictures.under(settings.data))
    secrecy = Secrecy.of(settings)
    seed_cases(db.session(), now=clock.now(), secrecy=secrecy)
    today = local_day(clock.now())
    seed_contract(db.session(), year=today.year - 1, today=today)
    seed_year(db.session(), required_cameras=settings.required_cameras, now=clock.now())
    db.session.commit()
    restaurants, cameras = report.restaurants, report.cameras
    click.echo(
        f"restaurants: {restaurants.created} new, {restaurants.changed} changed; "
        f"cameras: {cameras.created} new, {cameras.changed} changed"
    )
    click.echo(f"{SAMPLE.name}: {settings.public_url}{kitchen_path(SAMPLE.code)}")
    click.echo(made)
    if told := case_to_look_up(db.session(), secrecy=secrecy):
        click.echo(f"a case at {settings.public_url}/cases: {told.number}, code {told.code}")


@seed_group.command("pingshan")
@click.option(
    "--camera-port",
    type=click.IntRange(1, 65535),
    default=8554,
    show_default=True,
    help="Port on 127.0.0.1 that the cameras' addresses name.",
)
def pingshan(camera_port: int) -> None:
    """Write Pingshan's 460 restaurants and all their minutes of 2021 into an empty register.

    The counts are those of the published report, everything else is synthetic. May be run
    again: nothing is written twice.
    """
    settings = current_settings()
    try:
        with shown("Writing the minutes of a year"):
            maps = seed_pingshan(
                db.session(),
                camera_port=camera_port,
                cipher=AddressCipher(settings.encryption_keys()),
                now=clock.now(),
            )
    except RegisterNotEmpty as refused:
        raise click.ClickException(str(refused)) from None
    told = seed_surveys(db.session(), now=clock.now()) if maps else 0
    seed_evaluation(db.session())
    seed_contract(db.session(), year=YEAR, today=local_day(clock.now()))
    db.session.commit()
    click.echo(
        f"minute maps: {maps} new; answers of surveys: {told} new"
        if maps
        else "Pingshan is there already"
    )


def _seed_people(settings: Settings) -> str:
    """Make the demo's accounts where nobody else reaches this portal; what came of it in words."""
    if not allows_demo(settings):
        return str(DemoRefused())
    made = seed_people(
        db.session(), password_hash=hashed(PASSWORD), is_possible=True, now=clock.now()
    )
    return f"demo accounts: {made} new; sign in as demo-bureau with the password {PASSWORD}"
