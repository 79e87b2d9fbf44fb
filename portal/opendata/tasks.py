"""What the open data floor does by itself."""

from portal.opendata.publishing import publish


def publish_files() -> None:
    """Make the files of the night."""
    publish()
