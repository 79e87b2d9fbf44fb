"""The manifests: rules of our own, beyond what their schemas say (schemas.py)."""

import re

import pytest
import yaml

from tests.support.deployed import (
    DEPLOY,
    MIGRATION,
    PLACES,
    answers,
    guides_block,
    unknown_settings,
)

FOLDER = DEPLOY / "kubernetes"
TOP = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text(encoding="utf-8"))
OBJECTS = [
    each
    for name in TOP["resources"]
    for each in yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8"))
]
VERSIONS = {
    "Namespace": "v1", "ConfigMap": "v1", "Service": "v1", "PersistentVolumeClaim": "v1",
    "Job": "batch/v1", "Deployment": "apps/v1", "StatefulSet": "apps/v1",
    "PodDisruptionBudget": "policy/v1", "NetworkPolicy": "networking.k8s.io/v1",
}  # fmt: skip
SPEC_NEEDS = {
    "Service": {"selector", "ports"}, "PersistentVolumeClaim": {"accessModes", "resources"},
    "Job": {"template"}, "Deployment": {"replicas", "selector", "template"},
    "StatefulSet": {"serviceName", "replicas", "selector", "template"},
    "PodDisruptionBudget": {"selector"}, "NetworkPolicy": {"podSelector", "policyTypes"},
}  # fmt: skip
RUNS = {
    each["metadata"]["name"]: each
    for each in OBJECTS
    if each["kind"] in {"Job", "Deployment", "StatefulSet"}
}
PODS = {name: each["spec"]["template"]["spec"] for name, each in RUNS.items()}
CONTAINERS = [
    (name, each)
    for name, pod in PODS.items()
    for each in [*pod.get("initContainers", ()), *pod["containers"]]
]
OURS = [(pod, each) for pod, each in CONTAINERS if each["image"] == "mingchu"]
LABEL = [f"{pod}-{each['name']}" for pod, each in CONTAINERS]


def named(kind):
    return {each["metadata"]["name"]: each for each in OBJECTS if each["kind"] == kind}


def test_every_manifest_is_applied():
    kept = {f"kubernetes/{path.name}" for path in FOLDER.glob("*.yaml")}

    assert kept == set(TOP["resources"])


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_an_object_has_what_its_kind_needs(one):
    assert one["apiVersion"] == VERSIONS[one["kind"]]
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,62}", one["metadata"]["name"])
    assert SPEC_NEEDS.get(one["kind"], set()) <= one.get("spec", {}).keys()
    assert one["kind"] == "Namespace" or one["metadata"]["namespace"] == "mingchu"


@pytest.mark.parametrize("name", sorted(set(RUNS) - {"migrate"}))
def test_a_selector_finds_its_own_pods(name):
    spec = RUNS[name]["spec"]
    labels = spec["template"]["metadata"]["labels"].items()

    assert spec["selector"]["matchLabels"].items() <= labels


def test_every_process_of_the_procfile_runs():
    started = {each["name"]: tuple(each["command"]) for _, each in OURS}

    assert started == {**PLACES, "migrate": MIGRATION}
    assert {each["name"] for pod, each in OURS if pod == "node"} == {"web", "transcoder"}


@pytest.mark.parametrize(("pod", "container"), CONTAINERS, ids=LABEL)
def test_a_container_may_do_little(pod, container):
    context = container["securityContext"]

    assert context["allowPrivilegeEscalation"] is False
    assert context["readOnlyRootFilesystem"] is True
    assert context["capabilities"] == {"drop": ["ALL"]}
    assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("pod", sorted(PODS))
def test_a_pod_runs_as_nobody_special(pod):
    context = PODS[pod]["securityContext"]

    assert context["runAsNonRoot"] is True
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert PODS[pod]["automountServiceAccountToken"] is False


def test_every_setting_exists_and_every_map_is_there():
    maps = named("ConfigMap")
    told = {each["configMapRef"]["name"] for _, one in OURS for each in one["envFrom"]}

    assert told <= maps.keys()
    assert unknown_settings(maps["mingchu-settings"]["data"]) == set()
    assert all(isinstance(each, str) for each in maps["mingchu-settings"]["data"].values())


def test_the_guide_makes_every_key_that_is_read():
    data = named("ConfigMap")["mingchu-settings"]["data"]
    read = {value.rpartition("/")[2] for name, value in data.items() if name.endswith("_FILE")}
    guide = (DEPLOY.parent / "docs" / "guide" / "grow.md").read_text(encoding="utf-8")

    assert read == set(re.findall(r"--from-file=(\w+)", guide))


@pytest.mark.parametrize(("pod", "container"), CONTAINERS, ids=LABEL)
def test_what_a_container_mounts_is_a_volume_of_its_pod(pod, container):
    volumes = {each["name"] for each in PODS[pod]["volumes"]}

    assert {each["name"] for each in container["volumeMounts"]} <= volumes


def test_the_numbers_of_a_pod_lie_in_the_pod():
    data = named("ConfigMap")["mingchu-settings"]["data"]["MINGCHU_DATA"]
    for pod, container in OURS:
        mounted = {each["mountPath"]: each["name"] for each in container["volumeMounts"]}
        volumes = {each["name"]: each for each in PODS[pod]["volumes"]}
        assert "emptyDir" in volumes[mounted[f"{data}/metrics"]]


def test_prometheus_reaches_the_numbers_of_every_pod():
    spec = named("NetworkPolicy")["numbers"]["spec"]
    settings = named("ConfigMap")["mingchu-settings"]["data"]
    told = {pod for pod, each in OURS if each["name"] == "web"}

    assert told == {pod for pod, _ in OURS} - {"migrate"}
    for pod in told:
        labels = RUNS[pod]["spec"]["template"]["metadata"]["labels"].items()
        assert spec["podSelector"]["matchLabels"].items() <= labels
    ((way,),) = (each["ports"] for each in spec["ingress"])
    assert way == {"port": int(settings["MINGCHU_PORT"])}
    assert settings["MINGCHU_METRICS_NETWORKS"]


def test_the_guide_has_prometheus_find_the_port_of_every_pod():
    # Debian's promtool was built without Kubernetes, and cannot say more of it.
    config = yaml.safe_load(guides_block("yaml", "scrape_configs:", "grow"))["scrape_configs"][0]
    kept = {each.get("regex") for each in config["relabel_configs"] if each.get("action") == "keep"}
    ports = {port["name"] for _, each in OURS for port in each.get("ports", ())}

    assert config["job_name"] == "mingchu"  # as in the alerts
    assert kept == ports


def test_stills_lie_on_the_volume_that_all_pods_see():
    told = named("ConfigMap")["mingchu-settings"]["data"]
    claims = {
        volume["persistentVolumeClaim"]["claimName"]
        for pod in ("node", "detector")
        for volume in PODS[pod]["volumes"]
        if volume["name"] == "data"
    }

    assert told["MINGCHU_STILLS"].startswith(f"{told['MINGCHU_DATA']}/")
    assert claims == {"mingchu-data"}
    assert named("PersistentVolumeClaim")["mingchu-data"]["spec"]["accessModes"] == [
        "ReadWriteMany"
    ]


def test_segments_lie_in_memory_where_nginx_looks_for_them():
    volumes = {each["name"]: each for each in PODS["node"]["volumes"]}
    places = {
        each["mountPath"]
        for one in PODS["node"]["containers"]
        for each in one["volumeMounts"]
        if each["name"] == "live"
    }
    root = named("ConfigMap")["mingchu-settings"]["data"]["MINGCHU_LIVE_ROOT"]

    assert volumes["live"]["emptyDir"]["medium"] == "Memory"
    assert places == {root}
    assert root in (DEPLOY / "nginx" / "mingchu.conf").read_text(encoding="utf-8")


def test_probes_ask_pages_that_exist_at_ports_that_are_open(app):
    data = named("ConfigMap")["mingchu-settings"]["data"]
    asked = []
    for _, container in CONTAINERS:
        ports = {each["name"]: each["containerPort"] for each in container.get("ports", ())}
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            probe = container.get(kind, {})
            for way in ("httpGet", "tcpSocket"):
                assert probe.get(way, {}).get("port", None) in {None, *ports}
            if "httpGet" in probe:
                asked.append(probe["httpGet"]["path"])
        if container["name"] == "web":
            assert ports == {"portal": int(data["MINGCHU_PORT"])}

    assert set(asked) == {"/healthz", "/readyz"}
    assert all(answers(app, path) for path in asked)


@pytest.mark.parametrize("name", sorted(named("Service")))
def test_a_service_leads_to_ports_of_its_pods(name):
    spec = named("Service")[name]["spec"]
    ports = {port["name"] for each in PODS[name]["containers"] for port in each.get("ports", ())}

    assert RUNS[name]["spec"]["selector"]["matchLabels"] == spec["selector"]
    assert {each["targetPort"] for each in spec["ports"]} <= ports


def test_the_edge_knows_every_node():
    told = (FOLDER / "mingchu-nodes.conf").read_text(encoding="utf-8")
    names = re.findall(r"(?m)^server node-(\d+)\.node\.mingchu\.", told)

    assert names == [str(number) for number in range(RUNS["node"]["spec"]["replicas"])]


def test_nothing_goes_in_or_out_unless_it_is_named():
    policies = named("NetworkPolicy")
    nothing = policies["nothing"]["spec"]
    camera_networks = named("ConfigMap")["mingchu-settings"]["data"]["MINGCHU_CAMERA_NETWORKS"]
    cameras = policies["portal"]["spec"]["egress"][0]["to"][0]["ipBlock"]["cidr"]

    assert nothing == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert cameras == camera_networks
    assert policies["node"]["spec"]["ingress"] == [
        {"from": [{"podSelector": {"matchLabels": {"app": "edge"}}}], "ports": [{"port": 80}]}
    ]


@pytest.mark.parametrize("pod", ["node", "edge"])
def test_what_is_changed_in_the_shipped_files_stands_in_them(pod):
    script = PODS[pod]["initContainers"][0]["command"][-1]
    shipped = re.search(r"/shipped/(\S+)", script)[1]
    text = (DEPLOY / "nginx" / shipped).read_text(encoding="utf-8")

    changes = re.findall(r"s\|(.*?)\|", script)
    assert changes
    assert all(re.search(re.sub(r"\\([()])", r"\1", each).replace("$", r"\$"), text)
               for each in changes)  # fmt: skip
