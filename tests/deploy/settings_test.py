"""What the manifests put into pods: certificates, secrets and the way to a database, configurations. Each
program is asked whether it accepts its own. Needs kubectl.
"""
import base64
import json
import pathlib
import re
import subprocess
import tempfile
import unittest
from urllib.parse import parse_qs, urlsplit

from bureau import BIN
from overlays import ALL, NAMESPACES, PORTS, every
from rendered import HASHED, ROOT, SERVICES

DATABASES = {"scoring": ["scoring"], "review": ["hearing", "roster"], "settlement": ["settlement"]}


def urls(config):
    """database → the address a configuration gives it"""
    return {key.removesuffix("_database"): value for key, value in config.items()
            if key.endswith("database")}


class CertificateTest(unittest.TestCase):
    @every
    def test_a_certificate_names_its_service_and_no_other(self, rendered):
        for service in SERVICES:
            name, namespace = f"probity-{service}", NAMESPACES[rendered.overlay]
            spec = rendered.get("Certificate", name)["spec"]
            domain = rendered.config(service).get("trust_domain", "probity.local")
            self.assertEqual(spec["uris"], [f"spiffe://{domain}/probity/{service}"])
            self.assertEqual(spec["dnsNames"], [name, f"{name}.{namespace}", f"{name}.{namespace}.svc",
                                                f"{name}.{namespace}.svc.cluster.local"])
            self.assertEqual(set(spec["usages"]), {"digital signature", "server auth", "client auth"})
            self.assertEqual((spec["duration"], spec["renewBefore"]), ("24h", "16h"))
            self.assertEqual(spec["privateKey"]["rotationPolicy"], "Always")
            self.assertEqual(spec["issuerRef"]["name"], "probity-ca")
            for workload in (f"Deployment/{name}", f"Job/{name}-migrate"):
                volumes = {v["name"]: v for v in rendered.pods()[workload]["spec"]["volumes"]}
                self.assertEqual(volumes["tls"]["secret"]["secretName"], spec["secretName"])

    def test_no_environment_trusts_another_ones_names(self):
        domains = {overlay: {r.config(s)["trust_domain"] for s in SERVICES} for overlay, r in ALL.items()}
        self.assertTrue(all(len(d) == 1 for d in domains.values()), domains)
        self.assertEqual(len(set.union(*domains.values())), len(ALL), domains)

    @every
    def test_scoring_is_called_by_a_name_its_certificate_holds(self, rendered):
        names = rendered.get("Certificate", "probity-scoring")["spec"]["dnsNames"]
        for service in ("review", "settlement"):
            host, port = rendered.config(service)["scoring_address"].rsplit(":", 1)
            self.assertIn(host, names)
            self.assertEqual(int(port), PORTS["scoring"])
        self.assertNotIn("scoring_address", rendered.config("scoring"))


class SecretTest(unittest.TestCase):
    @every
    def test_secrets_are_files_and_not_in_the_repository(self, rendered):
        self.assertEqual(rendered.of("Secret"), [])
        for name, _, container in rendered.containers():
            self.assertNotIn("envFrom", container, name)
            for variable in container.get("env", []):
                self.assertNotIn("valueFrom", variable, name)
                self.assertRegex(variable["name"], "_FILE$", name)
        for o in rendered.of("ConfigMap"):
            for text in o["data"].values():
                self.assertNotRegex(text, r"(?i)BEGIN [A-Z ]*PRIVATE|\"password\"")

    @every
    def test_secrets_are_closed_to_others(self, rendered):
        for name, pod in rendered.pods().items():
            for volume in pod["spec"]["volumes"]:
                if "secret" in volume:
                    self.assertEqual(volume["secret"]["defaultMode"], 0o440, name)

    def account(self, rendered, workload, url):
        """(account, secret its password comes from) of a database's address."""
        parts = urlsplit(url)
        file = pathlib.PurePosixPath(parse_qs(parts.query)["password_file"][0])
        pod = rendered.pods()[workload]
        mount, = [m for m in pod["spec"]["containers"][0]["volumeMounts"]
                  if m["mountPath"] == str(file.parent)]
        volume, = [v for v in pod["spec"]["volumes"] if v["name"] == mount["name"]]
        self.assertIs(mount["readOnly"], True)
        self.assertEqual(file.name, "password")
        return parts.username, volume["secret"]["secretName"]

    @every
    def test_each_database_has_its_own_accounts_and_secrets(self, rendered):
        known = set(re.findall(r"CREATE USER IF NOT EXISTS (\w+)@",
                               (ROOT / "deploy/sql/accounts.sql").read_text(encoding="utf-8")))
        found = []
        for service in SERVICES:
            for workload, file, suffix in ((f"Deployment/probity-{service}", "config.json", ""),
                                           (f"Job/probity-{service}-migrate", "migrate.json", "_ddl")):
                given = urls(rendered.config(service, file))
                if service != "review":
                    given = {service: given["database"]}
                self.assertEqual(sorted(given), DATABASES[service])
                for name, url in given.items():
                    account, secret = self.account(rendered, workload, url)
                    self.assertEqual(account, f"probity_{name}{suffix}")
                    self.assertEqual(urlsplit(url).path, f"/probity_{name}")
                    found.append((account, secret))
        self.assertEqual({account for account, _ in found}, known)
        self.assertEqual(len({secret for _, secret in found}), len(found), found)

    @every
    def test_a_service_holds_no_secret_of_a_migration_or_of_another_service(self, rendered):
        holders = {}
        for name, pod in rendered.pods().items():
            for volume in pod["spec"]["volumes"]:
                if "secret" in volume:
                    holders.setdefault(volume["secret"]["secretName"], set()).add(name)
        for secret, names in holders.items():
            with self.subTest(secret=secret):
                services = {n.split("-")[1] for n in names}
                self.assertEqual(len(services), 1, names)
                if secret.endswith(("-ddl", "-root")):
                    self.assertFalse([n for n in names if n.startswith("Deployment/")])

    @every
    def test_the_way_to_a_database_is_verified(self, rendered):
        for service in SERVICES:
            for file in ("config.json", "migrate.json"):
                for url in urls(rendered.config(service, file)).values():
                    self.assertLessEqual({"ssl_ca", "ssl_cert", "ssl_key"}, set(parse_qs(urlsplit(url).query)))

    def test_development_brings_databases_and_production_names_others(self):
        servers = {f'probity-{s}-db' for s in SERVICES}
        for overlay, rendered in ALL.items():
            hosts = {urlsplit(u).hostname for s in SERVICES for u in urls(rendered.config(s)).values()}
            here = {o["metadata"]["name"] for o in rendered.of("StatefulSet")}
            self.assertEqual(here, servers if overlay == "dev" else set())
            self.assertEqual(len(hosts), 3)
            self.assertTrue(hosts == servers if overlay == "dev" else hosts.isdisjoint(servers), hosts)

    def test_a_brought_database_is_durable_and_speaks_tls_only(self):
        for o in ALL["dev"].of("StatefulSet"):
            arguments = o["spec"]["template"]["spec"]["containers"][0]["args"]
            self.assertLessEqual({"--innodb-flush-log-at-trx-commit=1", "--innodb-doublewrite=ON",
                                  "--require-secure-transport=ON"}, set(arguments))


def mount_owner(volume):
    """probity-NAME-tls, the secret of a certificate → NAME"""
    return re.fullmatch(r"probity-(\w+)-tls", volume["secret"]["secretName"])[1]


class ConfigurationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def authority(cls, rendered):
        """What an authority issues for an overlay's names, as deploy/dev-pki.sh does it."""
        out = pathlib.Path(cls.folder.name) / rendered.overlay
        if not out.exists():
            subprocess.run([ROOT / "deploy/dev-pki.sh", "--namespace", NAMESPACES[rendered.overlay],
                            "--trust-domain", rendered.config("scoring")["trust_domain"], out],
                           check=True, capture_output=True)
        return out

    @every
    def test_the_development_authority_issues_the_same_names(self, rendered):
        for service in SERVICES:
            spec = rendered.get("Certificate", f"probity-{service}")["spec"]
            text = subprocess.run(["openssl", "x509", "-noout", "-ext", "subjectAltName", "-in",
                                   self.authority(rendered) / service / "tls.crt"],
                                  check=True, capture_output=True, text=True).stdout
            issued = set(re.findall(r"(?:DNS|URI):([^,\s]+)", text))
            self.assertEqual(issued, {*spec["uris"], *spec["dnsNames"], "localhost"})

    def test_production_plays_no_time(self):
        """A rehearsal is a deployment of its own; nothing shipped begins one by accident."""
        for service in SERVICES:
            config = ALL["prod"].config(service)
            self.assertEqual(config.get("clock", "real"), "real")
            self.assertNotIn("rehearsal", config)
            self.assertFalse(config["region"].startswith("rehearsal"))

    @every
    def test_a_changed_configuration_restarts_its_service(self, rendered):
        """Kustomize names a ConfigMap by its content, so that a change is a new pod template."""
        for service in SERVICES:
            for workload in (f"Deployment/probity-{service}", f"Job/probity-{service}-migrate"):
                name = rendered.config_map(rendered.pods()[workload], "config")["metadata"]["name"]
                self.assertEqual(HASHED.match(name)[1], f"probity-{service}-config")

    @every
    def test_every_program_accepts_its_arguments_and_configuration(self, rendered):
        """`--check-config`, with what the pod mounts laid out in a folder instead of at the root."""
        for service in SERVICES:
            for workload in (f"Deployment/probity-{service}", f"Job/probity-{service}-migrate"):
                with self.subTest(workload=workload):
                    done = self.checked(rendered, service, workload)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    complete = json.loads(done.stdout)
                    if workload.startswith("Deployment/"):
                        self.assertEqual(complete["metrics_listen"],
                                         f"0.0.0.0:{PORTS[service] + 200}")

    def checked(self, rendered, service, workload):
        pod = rendered.pods()[workload]
        container, = pod["spec"]["containers"]
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for mount in container["volumeMounts"]:
                self.lay_out(rendered, pod, mount, root)
            for file in (root / "etc/probity/config").iterdir():
                text = file.read_text(encoding="utf-8")
                file.write_text(text.replace("/etc/probity", f"{root}/etc/probity")
                                .replace("/var/lib/probity", f"{root}/var/lib/probity"), encoding="utf-8")
            arguments = [a.replace("/etc/probity", f"{root}/etc/probity") for a in container["args"]]
            return subprocess.run([BIN / f"probity-{service}", *arguments, "--check-config"],
                                  text=True, capture_output=True, check=False)

    def lay_out(self, rendered, pod, mount, root):
        folder = root / mount["mountPath"].lstrip("/")
        folder.mkdir(parents=True, exist_ok=True)
        volume, = [v for v in pod["spec"]["volumes"] if v["name"] == mount["name"]]
        if mount["name"] == "config":
            for name, text in rendered.config_map(pod, "config")["data"].items():
                (folder / name).write_text(text, encoding="utf-8")
        elif mount["name"] == "tls":
            issued = self.authority(rendered) / mount_owner(volume)
            for name in ("tls.crt", "tls.key", "ca.crt"):
                (folder / name).write_bytes((issued / name).read_bytes())
        elif mount["name"] == "oidc":
            (folder / "jwks.json").write_text(key_set(), encoding="utf-8")
        elif "secret" in volume and mount["name"] not in ("keys", "mail"):
            (folder / "password").write_text("not-a-secret", encoding="utf-8")


def key_set():
    """A provider's keys as it publishes them, with one made here."""
    key = subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                         check=True, capture_output=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubout", "-outform", "DER"], input=key, check=True,
                         capture_output=True).stdout
    x, y = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (der[-64:-32], der[-32:]))
    return json.dumps({"keys": [{"kty": "EC", "crv": "P-256", "kid": "1", "alg": "ES256", "use": "sig",
                                 "x": x, "y": y}]})


class TraceTest(unittest.TestCase):
    def test_traces_go_where_the_network_lets_them(self):
        for overlay, rendered in ALL.items():
            endpoints = {rendered.config(service).get("otlp_endpoint") for service in SERVICES}
            wanted = None if overlay == "dev" else "opentelemetry-collector.monitoring.svc:4317"
            self.assertEqual(endpoints, {wanted}, overlay)


if __name__ == "__main__":
    unittest.main()
