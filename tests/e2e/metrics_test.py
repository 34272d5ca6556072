"""Figures of the real services: their names and labels, that they say what happened, and that they
say nothing of the committee's members."""
import json
import re
import socket
import sqlite3
import time
import unittest
import urllib.error

from bureau import BIN, ROOT, SERVICES, Bureau, run
from figures import OURS, dashboard_queries, parsed, plain, promised, scraped, total
from tls_year_test import LockedBureau

SMALL = ROOT / "tests/golden/small-year"
CASE_LABELS = {"grpc_service", "grpc_method", "grpc_code", "le", "step"}
SOON = 60


def metrics_of(bureau, name):
    """The address in the line that says a service is ready; of its last start."""
    lines = (bureau.home / f"{name}.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["metrics_listen"] for line in lines if '"event":"ready"' in line][-1]


def figures_of(bureau, name):
    return parsed(scraped(metrics_of(bureau, name)))


def eventually(question):
    """What the question answers once that is true; what jobs count is counted every 15 s."""
    end = time.monotonic() + SOON
    while True:
        answer = question()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.2)


def by_step(figures):
    return {dict(key)["step"]: int(value) for key, value in figures["probity_cases"].items() if value}


STEPS = ("", "filed", "investigating", "investigated", "prelim", "notified", "objection_open", "waived",
         "objected", "committee", "judged", "confirmed", "revised_down", "dismissed", "effective",
         "revoked", "executed", "closed", "archived", "suspended", "terminated", "reconsideration",
         "litigation")


def steps_in(database):
    with sqlite3.connect(database) as rows:
        return {STEPS[state]: count for state, count in
                rows.execute("SELECT state, COUNT(*) FROM case_file GROUP BY state")}


class MetricsTest(unittest.TestCase):
    def test_the_figures_of_a_year(self):
        with Bureau() as bureau:
            bureau.start_all(SMALL)
            before = {name: figures_of(bureau, name) for name in SERVICES}
            done = bureau.year(SMALL, bureau.home / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            wanted = steps_in(bureau.home / "scoring.db")
            self.assertTrue(wanted)
            eventually(lambda: by_step(figures_of(bureau, "scoring")) == wanted)
            after = {name: scraped(metrics_of(bureau, name)) for name in SERVICES}
            figures = {name: parsed(text) for name, text in after.items()}
            self.assertEqual(by_step(figures["scoring"]), wanted)
            self.calls_are_counted(before, figures)
            self.waits_are_of_officers(figures)
            self.labels_are_few(figures)
            self.members_do_not_show(bureau, after)
            self.a_line_of_the_log_names_its_trace(bureau)

    def calls_are_counted(self, before, figures):
        handled = "grpc_server_handled_total"
        for name in SERVICES:
            self.assertGreater(total(figures[name], handled, grpc_code="OK"),
                               total(before[name], handled, grpc_code="OK"), name)
            self.assertEqual(total(figures[name], handled, grpc_code="Internal"), 0, name)
            self.assertEqual(total(figures[name], "probity_audit_failures_total"), 0, name)
            self.assertEqual(total(figures[name], "probity_worker_queue_depth"), 0, name)
            timed = total(figures[name], "grpc_server_handling_seconds_count")
            self.assertEqual(timed, total(figures[name], handled), f"{name}: each call is timed")
        opened = total(figures["scoring"], handled, grpc_method="OpenCase", grpc_code="OK")
        cases = sum(figures["scoring"]["probity_cases"].values())
        self.assertGreaterEqual(opened, cases, "a case for each call that opened one")
        self.assertEqual(total(figures["review"], "probity_outbox_age_seconds"), 0)

    def waits_are_of_officers(self, figures):
        """In review officers wait for members: what they wait would show when a member acts."""
        for name in ("scoring", "settlement"):
            self.assertGreater(total(figures[name], "probity_pool_wait_seconds_count"), 0, name)
            self.assertIn("probity_sql_conflicts_total", plain(figures[name]), name)
        self.assertFalse(plain(figures["review"]) &
                         {"probity_pool_wait_seconds", "probity_sql_conflicts_total"})

    def labels_are_few(self, figures):
        for name in SERVICES:
            for figure, rows in figures[name].items():
                if OURS.match(figure):
                    for key in rows:
                        self.assertLessEqual({label for label, _ in key}, CASE_LABELS, figure)

    def members_do_not_show(self, bureau, texts):
        """Neither their port nor anything that names a case, an institution or a person."""
        with sqlite3.connect(bureau.home / "scoring.db") as rows:
            secrets = {text for row in rows.execute("SELECT institution_id, name FROM institution")
                       for text in row}
            secrets |= {row[0] for row in rows.execute("SELECT case_ref FROM case_file")}
            secrets |= {row[0].hex() for row in rows.execute("SELECT case_id FROM case_file")}
        for name, text in texts.items():
            self.assertNotIn("CommitteeService", text, name)
            for secret in secrets:
                self.assertNotIn(secret, text, name)

    def a_line_of_the_log_names_its_trace(self, bureau):
        for name in SERVICES:
            for line in (bureau.home / f"{name}.log").read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                if record["event"] == "rpc":
                    self.assertRegex(record["trace"], "^[0-9a-f]{32}$")

    def test_every_name_of_rules_and_dashboard_is_exported(self):
        with LockedBureau() as bureau:
            begun = run(BIN / "probityctl", "year", "check", "--scenario", SMALL, "--policies",
                        ROOT / "policies", "--begin-clock", bureau.clock)
            self.assertEqual(begun.returncode, 0, begun.stderr)
            for name in SERVICES:
                bureau.start(name, "--otlp-endpoint", "localhost:1")
            self.assertFalse(bureau.list_policies().returncode == 0, "no certificate, no answer")
            exported = {name: plain(figures_of(bureau, name)) for name in SERVICES}
            ours = {figure for names in exported.values() for figure in names if OURS.match(figure)}
            self.assertEqual(ours, promised())
            used = {name for query in dashboard_queries() for name in OURS.findall(query)}
            self.assertLessEqual(plain(used), ours)
            everywhere = {"probity_certificate_expiry_timestamp_seconds",
                          "probity_audit_failures_total", "probity_denied_peers_total"}
            for name in SERVICES:
                self.assertLessEqual(everywhere, exported[name], name)
                self.expiry_is_the_certificates(bureau, name)

    def expiry_is_the_certificates(self, bureau, name):
        text = run("openssl", "x509", "-noout", "-enddate", "-dateopt", "iso_8601", "-in",
                   bureau.pki / name / "tls.crt").stdout
        date = re.search(r"notAfter=(.*)Z", text)[1]
        expires = time.mktime(time.strptime(date, "%Y-%m-%d %H:%M:%S")) - time.timezone
        shown = total(figures_of(bureau, name), "probity_certificate_expiry_timestamp_seconds")
        self.assertEqual(shown, expires, name)


class PortTest(unittest.TestCase):
    def test_a_port_in_use_is_named(self):
        with Bureau() as bureau, socket.create_server(("127.0.0.1", 0)) as taken:
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            done = run(BIN / "probity-scoring", "--listen", "127.0.0.1:0", "--metrics-listen", address,
                       "--database", f"sqlite:{bureau.home}/scoring.db", "--keys-dir",
                       bureau.home / "keys", timeout=60)
            self.assertEqual(done.returncode, 69, done.stderr)
            self.assertIn(address, done.stderr)

    def test_the_complete_configuration_says_where_figures_are(self):
        done = run(BIN / "probity-review", "--check-config")
        self.assertEqual(json.loads(done.stdout)["metrics_listen"], "127.0.0.1:7302")

    def test_only_metrics_are_answered(self):
        with Bureau() as bureau:
            run(BIN / "probityctl", "year", "check", "--scenario", SMALL, "--policies",
                ROOT / "policies", "--begin-clock", bureau.clock)
            bureau.start("scoring")
            address = metrics_of(bureau, "scoring")
            self.assertIn("probity_cases", scraped(address))
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"http://{address}/", timeout=30)
            self.assertEqual(refused.exception.code, 404)


if __name__ == "__main__":
    unittest.main()
