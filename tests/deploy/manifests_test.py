"""What every overlay of deploy/k8s promises, asked of what kubectl renders from it.

Needs kubectl; names of further ones in PROBITY_KUBECTL must render the same.
"""
import json
import re
import unittest

from figures import OURS, dashboard_queries, plain, promised
from network import Network
from overlays import ALL, NAMESPACES, PORTS, every
from rendered import ENVIRONMENTS, OVERLAYS, ROOT, SERVICES, Rendered, kubectls, labels_of, matches


def megabytes(text):
    return int(re.fullmatch(r"(\d+)Mi", text)[1])


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
