"""The desk floor: one start page a role, with what waits for me today."""

from flask import Flask

from portal.accounts.desks import add_desk
from portal.accounts.kinds import Role
from portal.desk import staff

ELSEWHERE = {Role.VENDOR}  # whose work begins in the queue of Faults itself


def init_app(app: Flask) -> None:
    """Register the pages of this floor, and where each role's work begins."""
    app.register_blueprint(staff.bp)
    for role in Role:
        if role not in ELSEWHERE:
            add_desk(app, role, "desk.start")
