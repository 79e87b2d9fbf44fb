"""`make docs`: writes the pages under docs/ref/ that repeat what the code says, and the URL list.

A test compares each with what stands here, so that none can fall behind.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
from flask import Flask

from portal import create_app
from portal.settings import Settings
from portal.shell.metrics import measures

ROOT = Path(__file__).resolve().parent.parent
FOREIGN_COMMANDS = {"run", "shell", "routes", "db", "limiter"}  # of Flask and its extensions
WIDTH = 88


def settings_page() -> str:
    """docs/ref/settings.md: every setting with its default and meaning."""
    lines = [
        "# Settings",
        "",
        "Settings are environment variables; none is needed to start. An unknown name beginning",
        "with `MINGCHU_` or an impossible value stops the start, with all problems listed at once.",
        "A name with `_FILE` behind it names a file that holds the value, for secrets kept outside",
        "the environment. Booleans are `true` or `false`.",
        "",
        "| Variable | Default | Meaning |",
        "|---|---|---|",
    ]
    for each in fields(Settings):
        told = each.metadata
        default = f"`{told['default']}`" if told["default"] else "empty"
        lines.append(f"| `{told['variable']}` | {default} | {told['help'].replace('|', '/')} |")
    return "\n".join([*lines, ""])


def commands_page(app: Flask) -> str:
    """docs/ref/commands.md: every command of ours with its help."""
    lines = [
        "# Commands",
        "",
        "Each begins with `flask --app portal`, run in the project's directory with its virtual",
        "environment active. `flask --app portal db upgrade` brings the database up to date; see",
        "Flask-Migrate for the other `db` commands.",
        "",
    ]
    for path, command in commands(app):
        with click.Context(
            command, info_name=f"flask --app portal {path}", terminal_width=WIDTH
        ) as context:
            lines += [f"## {path}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)


def commands(app: Flask) -> Iterator[tuple[str, click.Command]]:
    """Every command of ours that does something, with the words that name it, in their order."""
    for name, command in sorted(app.cli.commands.items()):
        if name not in FOREIGN_COMMANDS:
            yield from _leaves(name, command)


def metrics_page() -> str:
    """docs/ref/metrics.md: everything that `/metrics` tells."""
    lines = [
        "# Metrics",
        "",
        "`/metrics` on any web process of a node tells the numbers of all processes of that node,",
        "in Prometheus' text format, to those in `MINGCHU_METRICS_NETWORKS`. Counters and",
        "histograms carry `process` and `pid`; gauges are read from the database and the node's",
        "directories when somebody asks. Prometheus' own `process_…` tell CPU, memory and open",
        "files of each process. `deploy/grafana/mingchu.json` draws them,",
        "`deploy/prometheus/alerts.yml` warns.",
        "",
        "| Name | Kind | Labels | Meaning |",
        "|---|---|---|---|",
    ]
    for each in sorted(measures.values(), key=lambda measure: measure.name):
        labels = ", ".join(f"`{label}`" for label in each.labels) or "none"
        lines.append(f"| `{each.name}` | {each.kind} | {labels} | {each.text} |")
    return "\n".join([*lines, ""])


def url_list(app: Flask) -> str:
    """tests/architecture/urls.txt: methods, rule and endpoint of every route, sorted by rule."""
    lines = {
        f"{','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} {rule} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    }
    return "\n".join([*sorted(lines, key=lambda line: line.split()[1:]), ""])


def pages(app: Flask) -> dict[Path, str]:
    """What each generated file must hold, by its path from the project's root."""
    return {
        Path("docs/ref/settings.md"): settings_page(),
        Path("docs/ref/commands.md"): commands_page(app),
        Path("docs/ref/metrics.md"): metrics_page(),
        Path("tests/architecture/urls.txt"): url_list(app),
    }


def main() -> int:
    """Write the generated files; return 0."""
    with tempfile.TemporaryDirectory() as data:
        for path, text in pages(create_app(Settings(data=Path(data)))).items():
            (ROOT / path).write_text(text, encoding="utf-8")
            print(path)
    return 0


def _leaves(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from _leaves(f"{path} {name}", below)
    else:
        yield path, command


if __name__ == "__main__":
    sys.exit(main())
