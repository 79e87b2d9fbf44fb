"""The interface is what its description says, whatever is asked of it."""

import json

import pytest

from portal.opendata.api import OPERATIONS
from portal.opendata.forms.fields import FIELDS
from tests.support.contract import DESCRIPTION, contract_breaches

EXAMPLES = 2  # an operation; `make bench ONLY=api` invents fifty


@pytest.mark.slow
def test_every_operation_keeps_to_its_description(app, kitchen, publish_finding, file):
    publish_finding()
    file()

    # Calls that follow from each other take ten times as long; the bench makes them.
    found = list(contract_breaches(app, examples=EXAMPLES, phases={"stateful": False}))

    assert found == []


def test_a_breach_would_be_found(app, kitchen, monkeypatch):
    monkeypatch.setattr(
        "portal.opendata.public.interface.queries.station_rows", lambda _session: [7]
    )
    only = {"examples": False, "fuzzing": False, "stateful": False}

    found = list(contract_breaches(app, examples=1, phases=only, path="/api/v1/stations"))

    assert any("response_schema_conformance" in line for line in found)


def test_description_reads_in_both_languages(client):
    chinese, english = (client.get(path).json for path in (DESCRIPTION, f"/en{DESCRIPTION}"))

    assert chinese["openapi"] == english["openapi"] == "3.1.0"
    assert chinese["paths"].keys() == english["paths"].keys()
    assert chinese["info"]["title"] != english["info"]["title"]


def test_every_operation_is_described_and_none_else(app, client):
    routes = {
        rule.endpoint.partition(".")[2]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }

    told = {each["get"]["operationId"] for each in client.get(DESCRIPTION).json["paths"].values()}

    assert told == routes - {"openapi"} == {each.name for each in OPERATIONS}


def test_every_field_of_every_shape_has_its_meaning(client):
    described = client.get(DESCRIPTION).json
    shapes = described["components"]["schemas"]
    named = {name for shape in shapes.values() for name in shape.get("properties", {})}
    asked = {
        parameter["name"]
        for path in described["paths"].values()
        for parameter in path["get"]["parameters"]
    }

    assert (named | asked) - FIELDS.keys() == {"detail"}


def test_command_prints_the_description(app, client):
    told = app.test_cli_runner().invoke(args=["opendata", "openapi", "--lang", "en"])

    assert json.loads(told.output) == client.get(f"/en{DESCRIPTION}").json
