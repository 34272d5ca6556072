"""The pods of deploy/k8s/overlays/dev on hosts of one machine: containers of the built images with the
files the overlay mounts, as a node lays them out. Services are named as the overlay names them."""
import base64
import json
import os
import subprocess

from bureau import ROOT, SERVICES
from container import USER, Container
from rendered import Rendered, kubectls, objects_of

NAMESPACE, DOMAIN = "probity-dev", "dev.probity.local"
PROVIDER = "login.dev.probity.example"


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, check=False, **options)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


class Pods:
    """What is the same on every host: manifests, certificates, secrets. `changed`: fields of every
    service's configuration this run sets; `shared`: service → mounts it adds."""

    def __init__(self, home, hosts, jwks, officers, changed, shared):
        self.home, self.hosts, self.changed, self.shared = home, hosts, changed, shared
        self.rendered = Rendered("dev")
        self.pki = home / "pki"
        run(ROOT / "deploy/dev-pki.sh", "--namespace", NAMESPACE, "--trust-domain", DOMAIN, self.pki)
        self.objects = self._secrets(jwks, officers)
        self.of_containers = home / "pods"
        self.of_containers.mkdir()

    def _secrets(self, jwks, officers):
        """(kind, name) → file → content, of what deploy/k8s/secrets.sh makes."""
        text = run(ROOT / "deploy/k8s/secrets.sh", NAMESPACE, "--jwks", jwks, "--officers", officers, "--databases")
        return {(o["kind"], o["metadata"]["name"]):
                {key: base64.b64decode(value) for key, value in (o.get("data") or o["binaryData"]).items()}
                for o in objects_of(text, kubectls()[0])}

    def secret(self, name, key="password"):
        return self.objects["Secret", name][key].decode()

    def certificate(self, name):
        """The secret cert-manager would make for a certificate: of a service or of a database."""
        folder = self.pki / ("database" if name.endswith("-db") else name)
        return {file: (folder / file).read_bytes() for file in ("tls.crt", "tls.key", "ca.crt")}

    def _files(self, volume):
        """The files of a volume; None for an empty one to be written into."""
        if "emptyDir" in volume:
            return None
        if "configMap" in volume:
            name = volume["configMap"]["name"]
            for made in self.rendered.of("ConfigMap"):
                if made["metadata"]["name"] == name:
                    return {key: self._configured(key, text) for key, text in made["data"].items()}
            found = self.objects.get(("ConfigMap", name))
            assert found or volume["configMap"].get("optional"), name
            return found or {}
        name = volume["secret"]["secretName"]
        if name.endswith("-tls"):
            found = self.certificate(name.removeprefix("probity-").removesuffix("-tls"))
        else:
            found = self.objects.get(("Secret", name))
            assert found or volume["secret"].get("optional"), name
        wanted = volume["secret"].get("items")
        return {i["path"]: found[i["key"]] for i in wanted} if wanted else found or {}

    def _configured(self, key, text):
        """config.json as this run changes it; of what migrates only the region."""
        changed = self.changed if key == "config.json" else {"region": self.changed["region"]}
        return json.dumps({**json.loads(text), **changed}).encode()

    def _folder(self, workload, volume):
        folder = self.of_containers / workload.replace("/", "-") / volume["name"]
        if folder.exists():
            return folder
        folder.mkdir(parents=True)
        files = self._files(volume)
        if files is None:
            os.chown(folder, USER, USER)
            return folder
        for name, content in files.items():
            (folder / name).write_bytes(content)
            os.chown(folder / name, 0, USER)
            (folder / name).chmod(0o440)
        folder.chmod(0o755)
        return folder

    def container(self, workload, image, host, arguments=(), mounts=()):
        """The only container of a workload, on a host; with these arguments and mounts, too."""
        spec = self.rendered.pods()[workload]["spec"]
        one, = spec["containers"]
        volumes = {volume["name"]: volume for volume in spec["volumes"]}
        own = [(m["mountPath"], self._folder(workload, volumes[m["name"]]), not m.get("readOnly"))
               for m in one["volumeMounts"] if m["mountPath"] != "/tmp"]
        shared = self.shared[host] if workload.startswith("Deployment/") else []
        return Container(image, [*one["args"], *arguments],
                         [("/etc/hosts", self.hosts.file, False), *own, *shared, *mounts],
                         self.hosts.namespace(host), one.get("command"))

    def database_arguments(self, name):
        """Of the server the overlay brings, with its certificate in a folder the server may read."""
        served = self.home / "served" / name
        served.mkdir(parents=True)
        for file, content in self.certificate(f"{name}-db").items():
            (served / file).write_bytes(content)
            (served / file).chmod(0o644)  # the folder above is root's and this test's
        one, = self.rendered.pods()[f"StatefulSet/probity-{name}-db"]["spec"]["containers"]
        return [argument.replace("/run/tls", str(served)) for argument in one["args"]]


def host_names():
    """Host → names: services and databases by the overlay's Services, the provider, a workstation."""
    names = {name: [f"probity-{name}", f"probity-{name}.{NAMESPACE}.svc"] for name in SERVICES}
    names |= {f"{name}-db": [f"probity-{name}-db"] for name in SERVICES}
    return names | {"login": [PROVIDER], "client": ["workstation"]}
