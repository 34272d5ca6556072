"""The Kubernetes manifests as `kubectl kustomize` renders them, as Python values.

Standard library and kubectl only: kubectl itself turns its YAML into JSON, without a cluster.
"""
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
OVERLAYS = ROOT / "deploy/k8s/overlays"
SERVICES = ("scoring", "review", "settlement")
ENVIRONMENTS = ("dev", "staging", "prod")
HASHED = re.compile(r"^(probity-\w+-config)-[a-z0-9]{10}$")


def kubectls():
    """The kubectl of this machine, and others named in PROBITY_KUBECTL (as PATH is written)."""
    found = [shutil.which("kubectl")] + os.environ.get("PROBITY_KUBECTL", "").split(os.pathsep)
    found = [path for path in found if path]
    assert found, "kubectl is missing; the tests need Debian's kubernetes-client"
    return found


def _run(*command, text=None):
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stderr}"
    return done.stdout


def objects_of(yaml, kubectl):
    """Adds a label on the way, which is what makes kubectl print JSON, and takes it off again."""
    text = _run(kubectl, "label", "--local", "-f", "-", "-o", "json", "probity/rendered=yes", text=yaml)
    decoder, found, at = json.JSONDecoder(), [], 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        del value["metadata"]["labels"]["probity/rendered"]
        if not value["metadata"]["labels"]:
            del value["metadata"]["labels"]
        found.append(value)
    return found


@functools.lru_cache(maxsize=None)
def yaml_of(overlay, kubectl):
    return _run(kubectl, "kustomize", str(OVERLAYS / overlay))


class Rendered:
    """One overlay: its objects, and questions a test asks of them."""

    def __init__(self, overlay, kubectl=None):
        kubectl = kubectl or kubectls()[0]
        self.overlay = overlay
        self.objects = objects_of(yaml_of(overlay, kubectl), kubectl)

    def of(self, kind):
        return [o for o in self.objects if o["kind"] == kind]

    def get(self, kind, name):
        found = [o for o in self.of(kind) if o["metadata"]["name"] == name]
        assert len(found) == 1, f"{self.overlay}: {len(found)} objects {kind} {name}"
        return found[0]

    def workloads(self):
        """name → object, of everything that makes pods."""
        return {f'{o["kind"]}/{o["metadata"]["name"]}': o
                for kind in ("Deployment", "StatefulSet", "Job", "DaemonSet", "CronJob", "Pod")
                for o in self.of(kind)}

    def pods(self):
        """name → pod template."""
        return {name: o["spec"]["template"] for name, o in self.workloads().items()}

    def containers(self):
        """(name of the workload, its pod template, container)"""
        return [(name, pod, container) for name, pod in self.pods().items()
                for container in pod["spec"].get("initContainers", []) + pod["spec"]["containers"]]

    def config_map(self, pod, volume):
        """The ConfigMap behind a volume of a pod."""
        source = [v for v in pod["spec"]["volumes"] if v["name"] == volume][0]["configMap"]
        return self.get("ConfigMap", source["name"])

    def config(self, service, file="config.json"):
        """The configuration a service's pods get."""
        pod = self.pods()[f"Deployment/probity-{service}"]
        return json.loads(self.config_map(pod, "config")["data"][file])


def matches(selector, labels):
    """Whether a label selector matches; an empty one matches everything."""
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for rule in selector.get("matchExpressions", []):
        has, values = rule["key"] in labels, rule.get("values", [])
        if not {"In": has and labels.get(rule["key"]) in values,
                "NotIn": not has or labels.get(rule["key"]) not in values,
                "Exists": has, "DoesNotExist": not has}[rule["operator"]]:
            return False
    return True


def labels_of(pod):
    return pod["metadata"].get("labels", {})
