"""Holds an application's interface against its own description, every operation, no exceptions."""

from collections.abc import Iterator

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

DESCRIPTION = "/api/v1/openapi.json"


def contract_breaches(app, *, examples, phases=None, path=None) -> Iterator[str]:
    """What does not hold, one line each; `examples` of each operation are invented.

    The same ones each time, so that a failure can be seen again. `phases` names those to leave
    out with False, `path` the only one to ask.
    """
    config = SchemathesisConfig.from_dict({
        "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
        "phases": {name: {"enabled": wanted} for name, wanted in (phases or {}).items()},
        "seed": 1,
        "workers": 1,
    })  # fmt: skip
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, app, config=config)
    if path is not None:
        schema = schema.include(path=path)
    asked = 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            yield f"{type(event).__name__}: {event}"
        elif isinstance(event, events.ScenarioFinished):
            asked += len(event.recorder.interactions)
            yield from _failures(event.recorder)
    if asked < len(list(schema.get_all_operations())):
        yield f"only {asked} calls were made"


def _failures(recorder) -> Iterator[str]:
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                told = check.failure_info
                yield f"{recorder.label}: {check.name}: {told.failure} {told.code_sample}"
