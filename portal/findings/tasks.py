"""What this floor does by itself from time to time."""

from flask import current_app

from portal.extensions import db
from portal.findings import watching
from portal.shell import clock


def tidy_evidence() -> None:
    """Delete the evidence of leads that nobody confirmed in time, and files without a row."""
    watching.tidy_evidence(db.session(), current_app.config["MINGCHU"], now=clock.now())
    db.session.commit()
