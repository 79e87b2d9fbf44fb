"""The least that a Flask application could do of ours: a kitchen's page, its status, an answer.

It reads the same database by bare SQL, has one language, no judgement of pictures, no limits, no
proof of presence, and no record of acts. `BARE_DATABASE` names the SQLite file.
"""

import os
import sqlite3

from flask import Flask, g, render_template_string, request

PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{{ name }}</title></head>
<body><h1>{{ name }}</h1><p>{{ hours }}</p><ul>{% for code, zone, seen in cameras %}
<li><a href="/live/{{ code }}/index.m3u8">{{ zone }}</a> {{ seen }}</li>{% endfor %}</ul>
</body></html>
"""
CAMERAS = """
SELECT camera.code, camera.zone, camera_condition.outcome
FROM camera LEFT JOIN camera_condition ON camera_condition.camera_id = camera.id
WHERE camera.restaurant_id = ? ORDER BY camera.number
"""

app = Flask(__name__)


def database() -> sqlite3.Connection:
    """The connection of this request."""
    if "database" not in g:
        g.database = sqlite3.connect(os.environ["BARE_DATABASE"], timeout=30)
        g.database.execute("PRAGMA journal_mode = WAL")
        g.database.execute("PRAGMA synchronous = NORMAL")
        g.database.execute("CREATE TABLE IF NOT EXISTS bare (restaurant, answer, code UNIQUE, at)")
    connection: sqlite3.Connection = g.database
    return connection


@app.teardown_appcontext
def close(_error: BaseException | None) -> None:
    """Close it."""
    if "database" in g:
        g.database.close()


def found(code: str) -> tuple[int, str, str]:
    """Id, name and hours of a restaurant."""
    asked = "SELECT id, name, hours FROM restaurant WHERE code = ?"
    row: tuple[int, str, str] = database().execute(asked, (code,)).fetchone()
    return row


@app.get("/r/<code>")
def page(code: str) -> str:
    """A kitchen's page."""
    number, name, hours = found(code)
    cameras = database().execute(CAMERAS, (number,)).fetchall()
    return render_template_string(PAGE, name=name, hours=hours, cameras=cameras)


@app.get("/api/v1/restaurants/<code>/status")
def status(code: str) -> dict[str, object]:
    """Whether any of its cameras was good."""
    number, name, _ = found(code)
    cameras = database().execute(CAMERAS, (number,)).fetchall()
    return {"code": code, "name": name, "bright": any(seen == "good" for *_, seen in cameras)}


@app.post("/r/<code>/rate")
def rate(code: str) -> str:
    """Keep an answer, once a slip."""
    number, *_ = found(code)
    row = (number, request.form["answer"], request.form["code"])
    with database():
        database().execute("INSERT INTO bare VALUES (?, ?, ?, datetime('now'))", row)
    return "kept"
