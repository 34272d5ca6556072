"""Debian's Prometheus reads three services that ran the golden year, and answers with its figures;
every rule and every query of the dashboard works on them."""
import json
import shutil
import socket
import subprocess
import time
import unittest
import urllib.parse
import urllib.request

from bureau import ROOT, SERVICES, Bureau
from figures import OURS, dashboard_queries
from metrics_test import metrics_of, steps_in
from rendered import Rendered

GOLDEN = ROOT / "tests/golden/year-2026"
SOON = 60


class Prometheus:
    """A server of its own, on loopback and a port of its own, that reads those addresses."""

    def __init__(self, home, targets):
        program = shutil.which("prometheus")
        assert program, "prometheus is missing; the test needs Debian's prometheus"
        (home / "rules.json").write_text(
            json.dumps(Rendered("prod").get("PrometheusRule", "probity")["spec"]), encoding="utf-8")
        (home / "prometheus.json").write_text(json.dumps({  # JSON is YAML
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.json"],
            "scrape_configs": [{"job_name": job, "static_configs": [{"targets": [address]}]}
                               for job, address in targets.items()]}), encoding="utf-8")
        self.log = home / "prometheus.log"
        for _ in range(5):  # somebody may take the port between asking for it and using it
            self.address = free_address()
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [program, f"--config.file={home}/prometheus.json",
                     f"--storage.tsdb.path={home}/tsdb", f"--web.listen-address={self.address}"],
                    stderr=log, stdout=log)
            if self.ready():
                return
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def ready(self):
        end = time.monotonic() + SOON
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=5).close()
                return True
            except OSError:
                time.sleep(0.1)
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def ask(self, path, **parameters):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)["data"]

    def query(self, query):
        """labels as a sorted tuple of pairs → value"""
        return {tuple(sorted(row["metric"].items())): float(row["value"][1])
                for row in self.ask("query", query=query)["result"]}

    def await_result(self, query, holds):
        """What it is once that holds; a rate needs two readings."""
        end = time.monotonic() + SOON
        while True:
            found = self.query(query)
            if holds(found) or time.monotonic() > end:
                return found
            time.sleep(0.2)


def free_address():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return "127.0.0.1:%d" % server.getsockname()[1]


class PrometheusTest(unittest.TestCase):
    def test_the_golden_year_is_found_in_the_figures(self):
        with Bureau() as bureau:
            bureau.start_all(GOLDEN)
            done = bureau.year(GOLDEN, bureau.home / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            targets = {f"probity-{name}": metrics_of(bureau, name) for name in SERVICES}
            with Prometheus(bureau.home, targets) as prometheus:
                self.everybody_is_read(prometheus)
                self.the_years_cases_are_there(prometheus, bureau)
                self.the_years_calls_are_there(prometheus)
                self.rules_and_dashboard_work(prometheus)
                self.no_member_is_there(prometheus)

    def everybody_is_read(self, prometheus):
        wanted = {(("job", f"probity-{name}"),): 1 for name in SERVICES}
        found = prometheus.await_result("sum by (job) (up)", wanted.__eq__)
        self.assertEqual(found, wanted)

    def the_years_cases_are_there(self, prometheus, bureau):
        wanted = {(("step", step),): count
                  for step, count in steps_in(bureau.home / "scoring.db").items()}
        self.assertTrue(wanted)
        found = prometheus.await_result("max by (step) (probity_cases) > 0", wanted.__eq__)
        self.assertEqual(found, wanted)

    def the_years_calls_are_there(self, prometheus):
        """As many cases were opened, and verdicts taken, as there are cases and verdicts."""
        opened = 'sum(grpc_server_handled_total{grpc_method="OpenCase", grpc_code="OK"})'
        self.assertEqual(prometheus.query(opened), prometheus.query("sum(probity_cases)"))
        delivered = 'sum(grpc_server_handled_total{grpc_method="DeliverVerdicts", grpc_code="OK"})'
        self.assertGreater(prometheus.query(delivered)[()], 0)
        self.assertEqual(prometheus.query("max(probity_outbox_age_seconds)"), {(): 0})
        self.assertEqual(prometheus.query("sum(probity_audit_failures_total)"), {(): 0})

    def rules_and_dashboard_work(self, prometheus):
        end = time.monotonic() + SOON
        while True:
            rules = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]
            if all(rule["health"] == "ok" for rule in rules) or time.monotonic() > end:
                break
            time.sleep(0.2)
        self.assertEqual({rule["name"]: rule["health"] for rule in rules},
                         {rule["name"]: "ok" for rule in rules})
        firing = {rule["name"] for rule in rules if rule["state"] == "firing"}
        self.assertEqual(firing, set(), "a bureau whose year went well wakes nobody")
        over_tls = {"probity_certificate_expiry_timestamp_seconds", "probity_denied_peers_total",
                    "probity_trace_spans_dropped_total"}
        for query in dashboard_queries():
            with self.subTest(query=query):
                if over_tls & set(OURS.findall(query)) or "!=" in query:
                    prometheus.query(query)  # may find nothing, but is understood
                else:
                    self.assertTrue(prometheus.await_result(query, bool))

    def no_member_is_there(self, prometheus):
        self.assertEqual(prometheus.query('{grpc_service=~".*CommitteeService"}'), {})


if __name__ == "__main__":
    unittest.main()
