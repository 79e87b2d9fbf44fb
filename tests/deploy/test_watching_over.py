"""The dashboard and the alerts speak only of what is measured."""

import json
import re
from pathlib import Path

import pytest
import yaml

import portal  # noqa: F401 - every floor declares what it measures
from portal.shell.metrics import Kind, measures

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "mingchu.json").read_text("utf-8"))
ALERTS = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
ASKED = [each["expr"] for panel in DASHBOARD["panels"] for each in panel["targets"]]
NAMED = re.compile(r"mingchu_\w+")


def known():
    """Every name that Prometheus would have."""
    return {
        name
        for each in measures.values()
        for name in ([f"{each.name}_bucket"] if each.kind is Kind.HISTOGRAM else [each.name])
    }


@pytest.mark.parametrize("asked", [*ASKED, *(rule["expr"] for rule in RULES)])
def test_what_is_asked_for_is_measured(asked):
    names = set(NAMED.findall(asked))

    assert names <= known()
    assert names or "process_" in asked


def test_panels_are_told_apart_and_lie_side_by_side():
    places = {(each["gridPos"]["x"], each["gridPos"]["y"]) for each in DASHBOARD["panels"]}

    assert (
        len({each["id"] for each in DASHBOARD["panels"]}) == len(places) == len(DASHBOARD["panels"])
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_in_words_what_is_wrong(rule):
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["labels"]["severity"] in {"page", "morning"}
