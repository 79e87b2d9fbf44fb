"""What a browser keeps for the time without a connection: the look, and a page with advice.

The worker within the browser is static/js/service-worker.js. It is given from the root, since one
from /static/ could answer for nothing but /static/. Pages and pictures are never kept: a kitchen
of an hour ago would lie, and what a person reads or answers is nobody's who picks up the phone.
"""

import hashlib
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    render_template,
    request,
    send_from_directory,
)

from portal.extensions import limiter
from portal.settings import Settings
from portal.shell.audience import anyone
from portal.shell.languages import PREFIX

bp = Blueprint("offline", __name__)
KEY = "mingchu_offline_version"
WORKER = "service-worker.js"
# The worker's requests are its own: it loads nothing else, and runs no text of strangers.
WORKER_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"


@bp.get(f"/{WORKER}")
@limiter.exempt
@anyone
def worker() -> Response:
    """The script that answers for the portal while nothing else does."""
    response = send_from_directory(f"{current_app.static_folder}/js", WORKER)
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response


@bp.get("/offline")
@anyone
def page() -> Response:
    """What is shown in place of a page that cannot be reached; `unsent` after a form."""
    is_unsent = request.args.get("unsent") == "1"
    response = Response(render_template("shell/offline.html", is_unsent=is_unsent))
    response.headers["Cache-Control"] = "no-cache"
    return response


def worker_address() -> str:
    """Where the worker is fetched, one address for both languages; a new one for new contents."""
    base = request.root_path.removesuffix(PREFIX)
    return f"{base}/{WORKER}?version={current_app.extensions[KEY]}"


def version_of(settings: Settings, files: list[Path]) -> str:
    """A name for what the worker keeps, another one whenever the page or its look has changed."""
    named = (settings.hotline, settings.district, settings.district_en, settings.icp_number)
    digest = hashlib.sha256(repr(named).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(app: Flask) -> list[Path]:
    static = Path(app.static_folder or "")
    templates = Path(__file__).parent / "templates" / "shell"
    catalogues = Path(app.config["BABEL_TRANSLATION_DIRECTORIES"])
    return [
        static / "css" / "mingchu.css", *sorted((static / "js").glob("*.js")),
        templates / "layout.html", templates / "offline.html", *sorted(catalogues.rglob("*.mo")),
    ]  # fmt: skip


def init_app(app: Flask) -> None:
    """Register both addresses, and tell pages where the worker is."""
    app.extensions[KEY] = version_of(app.config["MINGCHU"], _files(app))
    app.register_blueprint(bp)
    app.jinja_env.globals["worker_address"] = worker_address
