"""Security headers, a fresh nonce a request; source: OWASP ASVS 5.0.0 sections 3.4 and 3.5."""

import secrets

from flask import Flask, Response, g, request

from portal.shell.current import current_settings

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; "
    "frame-ancestors {ancestors}"
)
ONE_YEAR_SECONDS = 31_536_000


def script_nonce() -> str:
    """The nonce that the present response's scripts must carry."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    nonce: str = g.script_nonce
    return nonce


def allow_framing(origins: tuple[str, ...]) -> None:
    """Let the present response be framed by `origins`, each scheme://host[:port]; else by none."""
    g.frame_ancestors = " ".join(origins) or "'none'"


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = POLICY.format(
            nonce=script_nonce(), ancestors=g.get("frame_ancestors", "'none'")
        )
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    elif response.mimetype in {"image/svg+xml", "application/problem+json"}:
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    settings = current_settings()
    if settings.behind_tls and request.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_SECONDS}; includeSubDomains"
    return response


def init_app(app: Flask) -> None:
    """Add the headers to every response and the nonce to every template."""
    app.after_request(_add_headers)
    app.jinja_env.globals["script_nonce"] = script_nonce
