"""Every rendered object against the schemas of Kubernetes, cert-manager and the Prometheus operator.

The schemas come from npm (kubernetes-models and its siblings), installed once into build/tools; after
that no network is needed. An object is checked twice: as a TypeScript literal of its kind, where an
unknown field or a missing one is an error of compilation, and by the schema's own validator.
"""
import json
import pathlib
import shutil
import subprocess
import unittest

from rendered import ENVIRONMENTS, ROOT, Rendered, kubectls

TOOLS = ROOT / "build/tools/kubernetes"
PACKAGES = ("kubernetes-models@5.1.0", "@kubernetes-models/cert-manager@6.0.0",
            "@kubernetes-models/prometheus-operator@6.0.0", "typescript@5.6.3")
MODULES = {"cert-manager.io": "@kubernetes-models/cert-manager",
           "monitoring.coreos.com": "@kubernetes-models/prometheus-operator"}
BROKEN = {
    "an unknown field": lambda o: o["spec"]["template"]["spec"].update({"securitiContext": {}}),
    "a text where a number belongs": lambda o: o["spec"].update({"minReadySeconds": "5"}),
    "a missing field": lambda o: o["spec"].pop("selector"),
    "an unknown probe": lambda o: o["spec"]["template"]["spec"]["containers"][0]["livenessProbe"]
    .update({"grcp": {"port": 1}}),
}


def run(*command, **options):
    return subprocess.run([str(c) for c in command], text=True, capture_output=True, check=False, **options)


def setUpModule():
    assert shutil.which("npm"), "npm is missing; the test needs Debian's npm"
    wanted = json.dumps(PACKAGES)
    stamp = TOOLS / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    TOOLS.mkdir(parents=True, exist_ok=True)
    done = run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", TOOLS, *PACKAGES)
    assert done.returncode == 0, done.stdout + done.stderr
    stamp.write_text(wanted, encoding="utf-8")


def module_of(api_version):
    group, _, version = api_version.rpartition("/")
    package = MODULES.get(group, "kubernetes-models")
    return "/".join(part for part in (package, group, version) if part)


def program(objects):
    """A TypeScript program that holds the objects as literals of their types and validates each."""
    kinds = sorted({(o["apiVersion"], o["kind"]) for o in objects})
    names = {key: f"K{i}" for i, key in enumerate(kinds)}
    lines = [f'import {{ {kind} as {names[version, kind]}, I{kind} as I{names[version, kind]} }} '
             f'from "{module_of(version)}/{kind}";' for version, kind in kinds]
    lines.append("function check(name: string, model: {validate(): void}) {\n"
                 "  try { model.validate(); } catch (error) { console.log(name + ': ' + error); }\n}")
    for i, o in enumerate(objects):
        name = names[o["apiVersion"], o["kind"]]
        lines.append(f"const o{i}: I{name} = {json.dumps(o)};")
        lines.append(f'check({json.dumps(o["kind"] + " " + o["metadata"]["name"])}, new {name}(o{i}));')
    return "\n".join(lines) + "\n"


def findings(name, objects):
    folder = TOOLS / "check" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "check.mts").write_text(program(objects), encoding="utf-8")
    compiled = run(TOOLS / "node_modules/.bin/tsc", "--strict", "--noUncheckedIndexedAccess", "--skipLibCheck",
                   "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext",
                   folder / "check.mts")
    if compiled.returncode != 0:
        return compiled.stdout + compiled.stderr
    done = run("node", folder / "check.mjs")
    return done.stdout + done.stderr


class SchemaTest(unittest.TestCase):
    def test_every_object_is_of_its_kind(self):
        for overlay in ENVIRONMENTS:
            for number, kubectl in enumerate(kubectls()):
                with self.subTest(overlay=overlay, kubectl=kubectl):
                    objects = Rendered(overlay, kubectl).objects
                    self.assertGreater(len(objects), 30)
                    self.assertEqual(findings(f"{overlay}-{number}", objects), "")

    def test_a_mistake_is_found(self):
        for what, broken in BROKEN.items():
            with self.subTest(what=what):
                deployment = Rendered("prod").get("Deployment", "probity-scoring")
                broken(deployment)
                self.assertIn("error TS", findings("broken", [deployment]))


if __name__ == "__main__":
    assert pathlib.Path(ROOT / "deploy/k8s").is_dir()
    unittest.main()
