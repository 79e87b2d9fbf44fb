"""What a reader's program says of itself that changes a page: it saves data, it is WeChat."""

from flask import Flask, request


def saves_data() -> bool:
    """Whether the reader asked for as few bytes as possible (the header Save-Data)."""
    return request.headers.get("Save-Data", "").strip().lower() == "on"


def is_within_wechat() -> bool:
    """Whether the page is shown within WeChat, whose pages can neither save a file nor print."""
    return "micromessenger" in request.user_agent.string.lower()


def init_app(app: Flask) -> None:
    """Give both to every template."""
    app.jinja_env.globals.update(saves_data=saves_data, is_within_wechat=is_within_wechat)
