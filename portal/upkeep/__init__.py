"""The upkeep floor: is the set-up sound, does what is kept hold, and can it be brought back."""

from flask import Flask

from portal.upkeep.cli import back_up, check, doctor, restore, rotate_keys


def init_app(app: Flask) -> None:
    """Register the commands of this floor; it has no pages."""
    for command in (doctor, check, back_up, restore, rotate_keys):
        app.cli.add_command(command)
