"""`make docs`: writes the pages under docs/ref/ that repeat what the code says, and the URL list.

A test compares each with what stands here, so that none can fall behind.
"""

import inspect
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import click
from flask import Flask
from flask_babel import LazyString, force_locale

from portal import create_app
from portal.findings.forms.codes import CODES as WORDS
from portal.findings.rules.codes import CODES, clauses_of
from portal.opendata.api import OPERATIONS
from portal.opendata.document import path_of
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
    ]
    for topic in topics():
        lines += ["", f"## {inspect.getdoc(topic)}".rstrip("."), ""]
        lines += ["| Variable | Default | Meaning |", "|---|---|---|"]
        for each in fields(topic):
            if each.name in inspect.get_annotations(topic):
                told = each.metadata
                default = f"`{told['default']}`" if told["default"] else "empty"
                meaning = told["help"].replace("|", "/")
                lines.append(f"| `{told['variable']}` | {default} | {meaning} |")
    return "\n".join([*lines, ""])


def topics() -> list[type]:
    """The classes of which the settings are made, in the order of their fields."""
    return [each for each in reversed(Settings.__mro__) if inspect.get_annotations(each)]


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
    with click.Context(app.cli) as context:
        names = [each for each in app.cli.list_commands(context) if each not in FOREIGN_COMMANDS]
        found = [(name, app.cli.get_command(context, name)) for name in names]
    for name, command in found:
        if command is not None:
            yield from _leaves(name, command)


def metrics_page() -> str:
    """docs/ref/metrics.md: everything that `/metrics` tells."""
    lines = [
        "# Metrics",
        "",
        "`/metrics` on any web process of a node tells the numbers of all processes of that node,",
        "in Prometheus' text format, to those in `MINGCHU_METRICS_NETWORKS`. Counters and",
        "histograms carry `process`, `pid` and `host`; gauges are read from the database and the",
        "node's directories when somebody asks. Prometheus' own `process_…` tell CPU, memory and",
        "open files of each process. `deploy/grafana/mingchu.json` draws them,",
        "`deploy/prometheus/alerts.yml` warns.",
        "",
        "| Name | Kind | Labels | Meaning |",
        "|---|---|---|---|",
    ]
    for each in sorted(measures.values(), key=lambda measure: measure.name):
        labels = ", ".join(f"`{label}`" for label in each.labels) or "none"
        lines.append(f"| `{each.name}` | {each.kind} | {labels} | {each.text} |")
    return "\n".join([*lines, ""])


def violations_page() -> str:
    """docs/ref/violations.md: every class of violation, from the table that the portal uses."""
    lines = [
        "# Violation codes",
        "",
        "What may be wrong in a kitchen, from `portal/findings/rules/codes.py`. The severity is",
        "that of the zones that are not named beside it. That a clause covers a class is our",
        "reading, marked ? until a lawyer has confirmed it. Found by: A, counting and comparing;",
        "B, a trained model; C, a trial that is off. On: the machine may look for it, where",
        "`MINGCHU_LEAD_CODES` names it.",
        "",
        "| Code | Meaning | 含义 | Severity | Zones | Clauses | Found by | On |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for code, row in CODES.items():
        graver = [f"{zone}: {level}" for zone, level in sorted(row.by_zone.items())]
        clauses = [
            f"{clause.id}{'' if is_verified else '?'}" for clause, is_verified in clauses_of(code)
        ]
        cells = (
            f"`{code}`", _in("en", WORDS[code]), _in("zh_Hans_CN", WORDS[code]),
            ", ".join([str(row.severity), *graver]), ", ".join(sorted(row.zones)),
            ", ".join(clauses), str(row.method), "yes" if row.is_on else "no",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def interface_page() -> str:
    """docs/ref/api.md: every operation of the open interface."""
    lines = [
        "# Open interface",
        "",
        "Read-only, without a key, JSON unless another format is named. Texts are Chinese, English",
        "under `/en`. The whole description, with every field, is OpenAPI: ask",
        "`/api/v1/openapi.json`, or `flask --app portal opendata openapi`; for people it is",
        "`/open-data/api`. Lists come in pages: send `next` back as `after`. Reasons:",
        "[open data](../design/opendata.md).",
        "",
        "| Path | Gives | Asked with | Kept for |",
        "|---|---|---|---|",
    ]
    for each in OPERATIONS:
        asked = ", ".join(f"`{name}`" for name in each.asks.__struct_fields__) or "nothing"
        summary = _in("en", each.summary)
        lines.append(f"| `{path_of(each)}` | {summary} | {asked} | {each.keep_seconds} s |")
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
        Path("docs/ref/violations.md"): _within(app, violations_page),
        Path("docs/ref/api.md"): _within(app, interface_page),
        Path("tests/architecture/urls.txt"): url_list(app),
    }


def main() -> int:
    """Write the generated files; return 0."""
    with tempfile.TemporaryDirectory() as data:
        for path, text in pages(create_app(Settings(data=Path(data)))).items():
            (ROOT / path).write_text(text, encoding="utf-8")
            print(path)
    return 0


def _within(app: Flask, page: Callable[[], str]) -> str:
    with app.test_request_context():
        return page()


def _in(locale: str, words: LazyString) -> str:
    with force_locale(locale):
        return str(words)


def _leaves(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from _leaves(f"{path} {name}", below)
    else:
        yield path, command


if __name__ == "__main__":
    sys.exit(main())
