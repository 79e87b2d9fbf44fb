"""The upkeep floor: is the set-up sound, does what is kept hold, and can it be brought back."""

from flask import Flask

from portal.shell.late import add_late_commands


def init_app(app: Flask) -> None:
    """Register the commands of this floor; it has no pages."""
    add_late_commands(
        app, "portal.upkeep.cli",
        doctor="doctor", check="check", backup="back_up", restore="restore",
        **{"rotate-keys": "rotate_keys"},
    )  # fmt: skip
