"""What every overlay of deploy/k8s promises, asked of what kubectl renders from it.

Needs kubectl; names of further ones in PROBITY_KUBECTL must render the same.
"""
import base64
import json
import pathlib
import re
import subprocess
import tempfile
import unittest
from urllib.parse import parse_qs, urlsplit

from network import Network
from rendered import (ENVIRONMENTS, HASHED, OVERLAYS, ROOT, SERVICES, Rendered, kubectls, labels_of,
                      matches)
from bureau import BIN
from figures import OURS, dashboard_queries, plain, promised

PORTS = {"scoring": 7101, "review": 7102, "settlement": 7103}
NAMESPACES = {"dev": "probity-dev", "staging": "probity-staging", "prod": "probity"}
DATABASES = {"scoring": ["scoring"], "review": ["hearing", "roster"], "settlement": ["settlement"]}
ALL = {overlay: Rendered(overlay) for overlay in ENVIRONMENTS}


def every(test):
    """Runs a test once for each overlay."""
    def run(self):
        for overlay, rendered in ALL.items():
            with self.subTest(overlay=overlay):
                test(self, rendered)
    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def megabytes(text):
    return int(re.fullmatch(r"(\d+)Mi", text)[1])


def urls(config):
    """database → the address a configuration gives it"""
    return {key.removesuffix("_database"): value for key, value in config.items()
            if key.endswith("database")}


class RenderTest(unittest.TestCase):
    def test_every_kubectl_renders_the_same(self):
        first, *others = kubectls()
        for overlay in ENVIRONMENTS:
            plain = self.without_hashes(ALL[overlay])
            for other in others:
                with self.subTest(overlay=overlay, first=first, other=other):
                    self.assertEqual(self.without_hashes(Rendered(overlay, other)), plain)

    @staticmethod
    def without_hashes(rendered):
        text = json.dumps(sorted(rendered.objects, key=lambda o: json.dumps(o["metadata"])[:200]),
                          sort_keys=True)
        objects = json.loads(re.sub(r"(probity-\w+-config)-[a-z0-9]{10}", r"\1", text))
        return {(o["kind"], o["metadata"]["name"]): o for o in objects}

    def test_old_kustomize_understands_the_files(self):
        """Debian's kubectl 1.20 holds kustomize 2: `bases`, no folders as resources, no components."""
        for file in (ROOT / "deploy/k8s").rglob("kustomization.yaml"):
            text = file.read_text(encoding="utf-8")
            self.assertNotRegex(text, r"(?m)^(components|replacements|patches|replicas):", file)
            resources = re.search(r"(?m)^resources:\n((?:\s+- .*\n)+)", text)
            for name in re.findall(r"- (\S+)", resources[1]):
                self.assertTrue((file.parent / name).is_file(), f"{file}: {name} is no file")

    @every
    def test_everything_lies_in_the_overlays_namespace_which_is_restricted(self, rendered):
        wanted = NAMESPACES[rendered.overlay]
        for o in rendered.objects:
            if o["kind"] != "Namespace":
                self.assertEqual(o["metadata"].get("namespace"), wanted, o["metadata"]["name"])
        labels = rendered.get("Namespace", wanted)["metadata"]["labels"]
        for mode in ("enforce", "audit", "warn"):
            self.assertEqual(labels[f"pod-security.kubernetes.io/{mode}"], "restricted")

    @every
    def test_nobody_gets_rights_on_the_cluster(self, rendered):
        for o in rendered.objects:
            self.assertNotRegex(o["apiVersion"], "rbac")

    @every
    def test_images_have_a_version(self, rendered):
        for name, _, container in rendered.containers():
            self.assertRegex(container["image"], r"(:[0-9][\w.-]*|@sha256:[0-9a-f]{64})$", name)


class PodTest(unittest.TestCase):
    @every
    def test_pods_are_as_the_restricted_standard_asks_and_stricter(self, rendered):
        for name, pod in rendered.pods().items():
            spec, context = pod["spec"], pod["spec"]["securityContext"]
            with self.subTest(pod=name):
                self.assertIs(context["runAsNonRoot"], True)
                self.assertGreater(context["runAsUser"], 0)
                self.assertEqual(context["seccompProfile"], {"type": "RuntimeDefault"})
                for key in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"):
                    self.assertNotIn(key, spec)
                for volume in spec["volumes"]:
                    kinds = set(volume) - {"name"}
                    self.assertLessEqual(kinds, {"configMap", "secret", "emptyDir"}, volume["name"])
        for name, _, container in rendered.containers():
            with self.subTest(container=name):
                context = container["securityContext"]
                self.assertIs(context["allowPrivilegeEscalation"], False)
                self.assertIs(context["readOnlyRootFilesystem"], True)
                self.assertEqual(context["capabilities"], {"drop": ["ALL"]})
                self.assertNotIn("privileged", context)
                self.assertIn("/tmp", [m["mountPath"] for m in container["volumeMounts"]])

    @every
    def test_each_workload_has_an_account_without_a_token(self, rendered):
        used = []
        for name, pod in rendered.pods().items():
            with self.subTest(pod=name):
                self.assertIs(pod["spec"]["automountServiceAccountToken"], False)
                account = rendered.get("ServiceAccount", pod["spec"]["serviceAccountName"])
                self.assertIs(account["automountServiceAccountToken"], False)
                if not name.endswith("-db-setup"):
                    used.append(account["metadata"]["name"])
        self.assertEqual(len(used), len(set(used)), "two workloads share an account")

    @every
    def test_every_container_says_what_it_needs(self, rendered):
        for name, _, container in rendered.containers():
            with self.subTest(container=name):
                resources = container["resources"]
                self.assertTrue(resources["requests"]["cpu"])
                self.assertEqual(resources["requests"]["memory"], resources["limits"]["memory"])
                self.assertGreaterEqual(megabytes(resources["limits"]["memory"]), 64)

    @every
    def test_temporary_folders_are_bounded(self, rendered):
        for name, pod in rendered.pods().items():
            for volume in pod["spec"]["volumes"]:
                if "emptyDir" in volume:
                    self.assertIn("sizeLimit", volume["emptyDir"], f'{name}: {volume["name"]}')

    @every
    def test_mounts_have_volumes_and_none_is_a_single_file(self, rendered):
        for name, pod, container in rendered.containers():
            volumes = {v["name"] for v in pod["spec"]["volumes"]}
            claims = rendered.workloads()[name]["spec"].get("volumeClaimTemplates", [])
            volumes |= {c["metadata"]["name"] for c in claims}
            mounted = {m["name"] for m in container["volumeMounts"]}
            self.assertEqual(mounted, volumes, name)
            for mount in container["volumeMounts"]:
                self.assertNotIn("subPath", mount, f"{name}: a single file is never renewed")


class ServiceTest(unittest.TestCase):
    @every
    def test_two_replicas_and_no_fewer_while_they_are_replaced(self, rendered):
        for service in SERVICES:
            with self.subTest(service=service):
                deployment = rendered.get("Deployment", f"probity-{service}")
                scaler = rendered.get("HorizontalPodAutoscaler", f"probity-{service}")["spec"]
                budget = rendered.get("PodDisruptionBudget", f"probity-{service}")["spec"]
                self.assertEqual(deployment["spec"]["strategy"],
                                 {"type": "RollingUpdate",
                                  "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}})
                self.assertNotIn("replicas", deployment["spec"],
                                 "an apply would undo what the autoscaler has done")
                self.assertGreaterEqual(scaler["minReplicas"], 2)
                self.assertGreaterEqual(scaler["maxReplicas"], scaler["minReplicas"])
                self.assertEqual(scaler["scaleTargetRef"], {
                    "apiVersion": "apps/v1", "kind": "Deployment", "name": f"probity-{service}"})
                self.assertEqual([m["type"] for m in scaler["metrics"]], ["Resource", "Pods"])
                self.assertGreaterEqual(budget["minAvailable"], 1)
                self.assertLess(budget["minAvailable"], scaler["minReplicas"],
                                "no node could ever be emptied")

    @every
    def test_replicas_stand_on_different_nodes(self, rendered):
        for service in SERVICES:
            pod = rendered.pods()[f"Deployment/probity-{service}"]
            spread = {c["topologyKey"]: c for c in pod["spec"]["topologySpreadConstraints"]}
            self.assertEqual(set(spread), {"kubernetes.io/hostname", "topology.kubernetes.io/zone"})
            self.assertEqual(spread["kubernetes.io/hostname"]["whenUnsatisfiable"], "DoNotSchedule")
            for constraint in spread.values():
                self.assertEqual(constraint["maxSkew"], 1)
                self.assertEqual(self.selected(rendered, constraint["labelSelector"]),
                                 [f"Deployment/probity-{service}"])

    @every
    def test_the_kubelet_asks_health_by_name_on_the_admin_port(self, rendered):
        for service, port in PORTS.items():
            container, = rendered.pods()[f"Deployment/probity-{service}"]["spec"]["containers"]
            for probe, name in (("startupProbe", "liveness"), ("livenessProbe", "liveness"),
                                ("readinessProbe", "readiness")):
                self.assertEqual(container[probe]["grpc"], {"port": port + 100, "service": name})
            startup = container["startupProbe"]
            self.assertGreaterEqual(startup["periodSeconds"] * startup["failureThreshold"], 60)

    @every
    def test_ports_are_those_of_the_configuration(self, rendered):
        for service, port in PORTS.items():
            config = rendered.config(service)
            wanted = {"grpc": port, "admin": port + 100, "metrics": port + 200}
            self.assertEqual((config["listen"], config["admin_listen"]),
                             (f"0.0.0.0:{port}", f"0.0.0.0:{port + 100}"))
            container, = rendered.pods()[f"Deployment/probity-{service}"]["spec"]["containers"]
            self.assertEqual({p["name"]: p["containerPort"] for p in container["ports"]}, wanted)
            spec = rendered.get("Service", f"probity-{service}")["spec"]
            self.assertEqual(spec["clusterIP"], "None", "clients must see every pod")
            self.assertEqual({p["name"]: (p["port"], p["targetPort"]) for p in spec["ports"]},
                             {name: (number, name) for name, number in wanted.items()})

    @every
    def test_a_stopping_pod_is_given_the_time_it_may_take(self, rendered):
        for service in SERVICES:
            pod, config = rendered.pods()[f"Deployment/probity-{service}"], rendered.config(service)
            needed = (config["drain_delay_ms"] + config["max_deadline_ms"]) / 1000 + 5
            self.assertGreaterEqual(pod["spec"]["terminationGracePeriodSeconds"], needed)
            # Endpoints are gone from every client's view before it stops listening.
            self.assertGreaterEqual(config["drain_delay_ms"], 5000)

    @staticmethod
    def selected(rendered, selector):
        return [name for name, pod in rendered.pods().items() if matches(selector, labels_of(pod))]

    @every
    def test_selectors_find_what_they_are_for_and_nothing_else(self, rendered):
        for name, workload in rendered.workloads().items():
            if workload["kind"] != "Job":
                self.assertEqual(self.selected(rendered, workload["spec"]["selector"]), [name])
        for o in rendered.of("Service"):
            found = self.selected(rendered, {"matchLabels": o["spec"]["selector"]})
            self.assertEqual([f.split("/")[1] for f in found], [o["metadata"]["name"]])
            ports = {p["name"] for c in rendered.pods()[found[0]]["spec"]["containers"] for p in c["ports"]}
            self.assertLessEqual({p["targetPort"] for p in o["spec"]["ports"]}, ports)
        for o in rendered.of("PodDisruptionBudget"):
            self.assertEqual(self.selected(rendered, o["spec"]["selector"]),
                             [f'Deployment/{o["metadata"]["name"]}'])
        for o in rendered.of("NetworkPolicy"):
            self.assertTrue(self.selected(rendered, o["spec"]["podSelector"]), o["metadata"]["name"])
        monitor = rendered.get("ServiceMonitor", "probity")["spec"]
        found = {o["metadata"]["name"] for o in rendered.of("Service")
                 if matches(monitor["selector"], o["metadata"].get("labels", {}))}
        self.assertEqual(found, {f"probity-{s}" for s in SERVICES})
        self.assertEqual([e["port"] for e in monitor["endpoints"]], ["metrics"])


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


class NetworkTest(unittest.TestCase):
    def wanted(self, overlay):
        """The flows that are meant, all of them."""
        flows = {("review", "scoring", 7101), ("settlement", "scoring", 7101)}
        for service, port in PORTS.items():
            jobs = [f"{service}-migrate"]
            flows |= {("gateway", service, port), ("prometheus", service, port + 200),
                      (service, "collector", 4317)}
            if overlay == "dev":
                jobs.append(f"{service}-db-setup")
                flows |= {(one, f"{service}-db", 3306) for one in [service, *jobs]}
                flows.add((f"{service}-db", "dns", 53))
            flows |= {(one, "dns", 53) for one in [service, *jobs]}
        return flows

    @every
    def test_only_the_flows_that_are_meant_are_let_through(self, rendered):
        self.assertEqual(Network(rendered).flows(), self.wanted(rendered.overlay))

    @every
    def test_no_service_has_a_way_to_anothers_database(self, rendered):
        network = Network(rendered)
        if rendered.overlay == "dev":
            self.assertEqual(network.addresses(), set())
            for one, other in (("review", "settlement"), ("settlement", "review"),
                               ("review", "scoring"), ("scoring", "review")):
                self.assertNotIn((one, f"{other}-db", 3306), network.flows())
            return
        addresses = {s: {a for a in network.addresses() if a[0] in (s, f"{s}-migrate")} for s in SERVICES}
        servers = {s: {block for _, block, port in a if port == 3306} for s, a in addresses.items()}
        for service in SERVICES:
            self.assertEqual(len(servers[service]), 1, service)
            self.assertTrue(all(block.endswith("/32") for block in servers[service]))
            mail = {a for a in addresses[service] if a[2] != 3306}
            self.assertEqual({(a[0], a[2]) for a in mail},
                             {("review", 465)} if service == "review" else set())
        self.assertEqual(len(set.union(*servers.values())), 3, "two services share a server")
        self.assertEqual(network.addresses(), set.union(*addresses.values()))

    def test_the_reckoning_sees_a_hole(self):
        """Without the policy that denies, everything is let through."""
        rendered = Rendered("prod")
        rendered.objects = [o for o in rendered.objects if o["metadata"]["name"] != "default-deny"]
        self.assertIn(("stranger", "scoring-migrate", 22), Network(rendered).flows())
        rendered.objects = [o for o in rendered.objects if o["kind"] != "NetworkPolicy"]
        self.assertIn(("review", "settlement", 7103), Network(rendered).flows())


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


class DashboardTest(unittest.TestCase):
    @every
    def test_grafana_finds_the_dashboard(self, rendered):
        config_map = rendered.get("ConfigMap", "probity-dashboard")
        self.assertEqual(config_map["metadata"]["labels"]["grafana_dashboard"], "1")
        dashboard = json.loads(config_map["data"]["dashboard.json"])
        panels = dashboard["panels"]
        self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
        self.assertEqual(len({(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels}), len(panels))
        for panel in panels:
            self.assertTrue(panel["targets"], panel["title"])
            self.assertEqual(panel["datasource"]["uid"], "${datasource}")

    def test_its_queries_use_only_the_metrics_the_services_promise(self):
        used = {name for query in dashboard_queries() for name in OURS.findall(query)}
        self.assertLessEqual(plain(used), promised())
        self.assertLessEqual(promised(), plain(used), "a figure nobody looks at")


class TraceTest(unittest.TestCase):
    def test_traces_go_where_the_network_lets_them(self):
        for overlay, rendered in ALL.items():
            endpoints = {rendered.config(service).get("otlp_endpoint") for service in SERVICES}
            wanted = None if overlay == "dev" else "opentelemetry-collector.monitoring.svc:4317"
            self.assertEqual(endpoints, {wanted}, overlay)


class AlertTest(unittest.TestCase):
    def test_rules_use_only_the_metrics_they_name(self):
        """The list at the head of the file is what the services promise."""
        used = set()
        for group in ALL["prod"].get("PrometheusRule", "probity")["spec"]["groups"]:
            for rule in group["rules"]:
                used |= set(OURS.findall(rule["expr"]))
        self.assertLessEqual(plain(used), promised())

    def test_every_alert_has_its_remedy_in_the_manual(self):
        manual = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
        for group in ALL["prod"].get("PrometheusRule", "probity")["spec"]["groups"]:
            for rule in group["rules"]:
                self.assertIn(rule["alert"], manual)
                self.assertIn(rule["labels"]["severity"], ("critical", "warning", "info"))


if __name__ == "__main__":
    assert sorted(p.name for p in OVERLAYS.iterdir()) == sorted(ENVIRONMENTS)
    unittest.main()
