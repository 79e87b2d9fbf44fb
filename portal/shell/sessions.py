"""What a browser keeps of who uses it: signed, and not judged by when it was signed.

How long somebody is signed in stands in the database. A cookie's own age would add nothing to
that but harm: signed on a machine whose clock is a little ahead, it would be refused by the next.
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class AgelessSessions(SecureCookieSessionInterface):
    """Reads what was signed here, whenever that was."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the browser kept, empty where it kept nothing of ours."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        kept = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return self.session_class(signer.loads(kept))
        except BadSignature:
            return self.session_class()


def init_app(app: Flask) -> None:
    """Have the application read its cookies so."""
    app.session_interface = AgelessSessions()
