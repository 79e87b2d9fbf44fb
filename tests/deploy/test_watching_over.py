"""The dashboard, the alerts and the guide speak only of what is measured, and are understood."""

import json
import re
from itertools import combinations

import pytest
import yaml

import portal  # noqa: F401 - every floor declares what it measures
from portal.shell.metrics import Kind, measures
from tests.support.deployed import DEPLOY, guides_block
from tests.support.prometheus import promtool

DASHBOARD = json.loads((DEPLOY / "grafana" / "mingchu.json").read_text("utf-8"))
PANELS = DASHBOARD["panels"]
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
RULES = [
    rule for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]
]
RECORDED = {rule["record"] for rule in RULES if "record" in rule}
ASKED = [each["expr"] for panel in PANELS for each in panel["targets"]]
NAMED = re.compile(r"mingchu[\w:]+")
UNITS = {"short", "s", "reqps", "percentunit", "bytes"}  # of Grafana, as the panels use them
WIDTH = 24  # of a dashboard, in Grafana's columns


def known():
    """Every name that Prometheus would have."""
    return RECORDED | {
        name
        for each in measures.values()
        for name in ([f"{each.name}_bucket"] if each.kind is Kind.HISTOGRAM else [each.name])
    }


@pytest.mark.parametrize("asked", [*ASKED, *(rule["expr"] for rule in RULES)])
def test_what_is_asked_for_is_measured(asked):
    names = set(NAMED.findall(re.sub(r'"[^"]*"', "", asked)))

    assert names <= known()
    assert names or "process_" in asked or "up{" in asked


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if "alert" in rule], ids=lambda rule: rule["alert"]
)
def test_an_alert_says_in_words_what_is_wrong(rule):
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["labels"]["severity"] in {"page", "morning"}


def test_the_configuration_of_the_guide_is_understood(tmp_path):
    config = guides_block("yaml", "global:")
    assert yaml.safe_load(config)["scrape_configs"][0]["job_name"] == "mingchu"  # as in the alerts
    path = tmp_path / "prometheus.yml"
    path.write_text(config.replace("/etc/prometheus/mingchu-alerts.yml", str(ALERTS)))

    ended, said = promtool("check", "config", "--lint=all", "--lint-fatal", path)

    assert ended == 0, said


def test_grafana_can_import_the_dashboard():
    assert DASHBOARD["id"] is None  # Grafana gives it one; a number would name another's
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,40}", DASHBOARD["uid"])
    assert DASHBOARD["title"]
    # Since 36 a data source is named by type and uid; a number unknown to a Grafana is refused.
    assert 36 <= DASHBOARD["schemaVersion"] <= 39
    assert DASHBOARD["time"].keys() == {"from", "to"}


def test_who_imports_it_chooses_the_prometheus():
    (variable,) = DASHBOARD["templating"]["list"]

    assert (variable["type"], variable["query"]) == ("datasource", "prometheus")
    chosen = {"type": "prometheus", "uid": f"${{{variable['name']}}}"}
    asked = [each["datasource"] for panel in PANELS for each in (panel, *panel["targets"])]
    assert all(each == chosen for each in asked)


def test_panels_are_told_apart():
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    assert len({panel["title"] for panel in PANELS}) == len(PANELS)
    for panel in PANELS:
        letters = [each["refId"] for each in panel["targets"]]
        assert len(set(letters)) == len(letters) > 0
        assert all(each["expr"] and each["legendFormat"] for each in panel["targets"])


def test_panels_lie_side_by_side():
    places = [panel["gridPos"] for panel in PANELS]

    assert all(0 <= each["x"] <= each["x"] + each["w"] <= WIDTH for each in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_draws_what_it_asks_for(panel):
    assert panel["type"] == "timeseries"
    assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
    for each in panel["targets"]:
        named = set(re.findall(r"{{(\w+)}}", each["legendFormat"]))
        assert named == kept_labels(each["expr"])  # or rows that differ would be called alike


def kept_labels(asked):
    """The labels by which the rows of an answer differ."""
    grouped = re.match(r"(?:histogram_quantile\([\d.]+, )?\w+ by \(([\w, ]+)\)", asked)
    if grouped:
        return set(grouped[1].split(", ")) - {"le"}
    return set() if re.match(r"(sum|max)\(", asked) else {"instance"}
