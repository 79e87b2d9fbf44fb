"""Files that a browser sent: read no further than asked, and looked at by a virus scanner."""

import logging

from flask import Flask, current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.settings import Settings
from portal.shell.current import current_settings
from portal.shell.errors import says
from portal.shell.refusals import refuse_as
from portal.shell.rules import FileRefused
from portal.shell.scanning import SCANNED, Scanner, ScannerFailed, scanner_at

EXTENSION = "shell.scanner"
log = logging.getLogger(__name__)


class FileInfected(FileRefused):
    """The scanner found something harmful in a file; what it is called is for the log alone."""

    code = "file_infected"

    def __init__(self) -> None:
        super().__init__("the virus scanner found something harmful; send another file")


class FileUnscanned(FileRefused):
    """The scanner is away, and files are not taken unseen."""

    status = 503
    code = "file_unscanned"

    def __init__(self) -> None:
        super().__init__("files cannot be scanned now; send it again in a few minutes")


def sent_content(sent: FileStorage, *, most: int) -> bytes:
    """What `sent` holds, one byte more than `most` at most, so that too much can be told.

    Raises FileInfected, and FileUnscanned where the scanner is away and the settings want it.
    """
    content = sent.stream.read(most + 1)
    if len(content) <= most:  # else it is refused anyway
        _look_into(content)
    return content


def _look_into(content: bytes) -> None:
    scanner: Scanner = current_app.extensions[EXTENSION]
    try:
        harm = scanner.harm_in(content)
    except ScannerFailed as error:
        SCANNED.labels("unknown").inc()
        is_taken = current_settings().virus_scanner_away == "take"
        log.warning("scanner_away", extra={"reason": str(error), "is_taken": is_taken})
        if not is_taken:
            raise FileUnscanned from None
        return
    if harm is not None:
        log.warning("file_infected", extra={"signature": harm, "bytes": len(content)})
        refuse_as(FileInfected.code)
        raise FileInfected


def init_app(app: Flask) -> None:
    """Give the application its scanner and the words of what it refuses."""
    settings: Settings = app.config["MINGCHU"]
    app.extensions[EXTENSION] = scanner_at(settings.virus_scanner)
    says(FileInfected, lambda _error: _(
        "The virus scanner found something harmful in this file. Nothing of it was kept. "
        "Please check your device, and send another file."), field="file")  # fmt: skip
    says(FileUnscanned, lambda _error: _(
        "Files cannot be checked for viruses at the moment, so none is taken. "
        "Please send it again in a few minutes."), field="file")  # fmt: skip
