"""The notices floor: inbox, mail, SMS, chat robots and webhooks; who is told of what, and when."""

from flask import Flask
from flask_babel import lazy_gettext

from portal.accounts.corner import add_piece
from portal.accounts.forms import name_pages
from portal.notices import forms, staff, tasks
from portal.notices.inbox_link import inbox_link
from portal.notices.metrics import readings
from portal.shell.metrics import add_source

PAGES = (("notices.channels", lazy_gettext("Channels")),)


def init_app(app: Flask) -> None:
    """Register the pages, words, means and commands of this floor."""
    forms.register_texts()
    name_pages(PAGES)
    add_piece(app, inbox_link)
    tasks.init_app(app)
    app.register_blueprint(staff.bp)
    add_source(app, "notices", readings)
