"""Manifests and the compose file against the published schemas.

No test of every run: `make schemas` brings the schemas, 110 MB, and runs it.
"""

import json
from importlib.resources import files

import jsonschema_rs
import pytest
import yaml

from tests.support.deployed import DEPLOY

MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
OLDEST = "1.30"  # of Kubernetes, as the guide names it
COMPOSE = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kubernetes():
    """The validator that has the schemas of many versions with it."""
    return pytest.importorskip("kubernetes_validate", reason="make schemas brings it")


@pytest.fixture(scope="module")
def compose():
    """The schema of compose files."""
    pytest.importorskip("check_jsonschema", reason="make schemas brings it")
    kept = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    return jsonschema_rs.validator_for(json.loads(kept.read_text(encoding="utf-8")))


def objects(path):
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_manifest_is_one_for_old_and_new_versions(kubernetes, path):
    for each in objects(path):
        for version in (OLDEST, kubernetes.latest_version()):
            kubernetes.validate(each, version, strict=True)


def test_a_word_that_no_manifest_knows_is_refused(kubernetes):
    wrong = objects(DEPLOY / "kubernetes" / "worker.yaml")[0]
    wrong["spec"]["template"]["spec"]["containers"][0]["volumeMount"] = []

    with pytest.raises(kubernetes.ValidationError):
        kubernetes.validate(wrong, OLDEST, strict=True)


def test_the_compose_file_is_one(compose):
    assert [each.message for each in compose.iter_errors(COMPOSE)] == []


def test_a_word_that_no_compose_file_knows_is_refused(compose):
    wrong = COMPOSE | {"services": {"web": COMPOSE["services"]["web"] | {"portz": ["80:80"]}}}

    assert not compose.is_valid(wrong)
