"""Commands whose modules are imported when somebody asks for one: a process runs one, or none."""

import click
from flask import Flask
from flask.cli import AppGroup
from werkzeug.utils import import_string


class LateCommands(AppGroup):
    """The commands of an application, some of them by the name of where they are."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.places: dict[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in their order."""
        return sorted({*super().list_commands(ctx), *self.places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, its module imported now; None when there is none."""
        place = self.places.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        found: click.Command = import_string(place)
        return found


def add_late_commands(app: Flask, module: str, **names: str) -> None:
    """Add commands by their names; each is found in `module` under the name behind it."""
    if not isinstance(app.cli, LateCommands):
        raise TypeError("the application's commands cannot come late")
    app.cli.places |= {name: f"{module}:{within}" for name, within in names.items()}
