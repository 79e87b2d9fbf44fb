"""What is done through the queue: sending what is due."""

from flask import Flask, current_app

from portal.extensions import db
from portal.notices.delivering import Post, deliver_due
from portal.notices.operations import forget_notices
from portal.notices.sending import senders_of
from portal.notices.texting import BOOKS, deliver_texts
from portal.settings import Settings
from portal.shell import clock, shared_clock
from portal.shell.cipher import Cipher
from portal.shell.current import current_settings

KEY = "mingchu_notices"


def init_app(app: Flask) -> None:
    """Set up the means that the settings name."""
    settings: Settings = app.config["MINGCHU"]
    app.extensions[KEY] = senders_of(settings)


def deliver() -> None:
    """Send every notice and every text that is due."""
    settings = current_settings()
    post = Post(
        senders=current_app.extensions[KEY],
        cipher=Cipher(settings.notice_encryption_keys()),
        public_url=settings.public_url,
        clock=clock.now,
    )
    deliver_due(db.session(), post)
    deliver_texts(db.session(), post, current_app.extensions.get(BOOKS, {}))


def tidy() -> None:
    """Forget notices that are long over."""
    forget_notices(db.session(), now=shared_clock.now())
    db.session.commit()
