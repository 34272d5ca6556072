"""When an alert fires, and when it does not: every rule of deploy/k8s/base/alerts.yaml by promtool."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from rendered import Rendered

HOUR = 3600
UP = {'up{job="probity-scoring"}': "1x120", 'up{job="probity-review"}': "1x120",
      'up{job="probity-settlement"}': "1x120"}
SCORING = {"job": "probity-scoring"}


def handled(code, values, job="probity-scoring"):
    return {f'grpc_server_handled_total{{job="{job}",grpc_service="S",grpc_method="M",grpc_code="{code}"}}': values}


def histogram(name, within, seconds, others):
    """All of ten observations a minute within `seconds`, those of `others` within less."""
    return {f'{name}_bucket{{job="probity-scoring",le="{seconds}"}}': within,
            f'{name}_bucket{{job="probity-scoring",le="+Inf"}}': within,
            f'{name}_bucket{{job="probity-scoring",le="0.1"}}': others}


# alert → (what makes it fire, what nearly does, labels beside its severity). A value a minute, two hours.
CASES = {
    "ProbityServiceAbsent": (
        {**UP, 'up{job="probity-review"}': "0x120"},
        {**UP, 'up{job="probity-review",instance="b"}': "0x120"}, {"job": "probity-review"}),
    "ProbityReplicaDown": (
        {**UP, 'up{job="probity-scoring",instance="b"}': "0x120"},
        {**UP, 'up{job="other"}': "0x120"}, {**SCORING, "instance": "b"}),
    "ProbityMistakes": (
        handled("Internal", "0+1x120"), handled("InvalidArgument", "0+100x120"),
        {**SCORING, "grpc_method": "M", "grpc_code": "Internal"}),
    "ProbityUnavailable": (
        {**handled("OK", "0+970x120"), **handled("Unavailable", "0+30x120")},
        {**handled("OK", "0+990x120"), **handled("Unavailable", "0+10x120")}, SCORING),
    "ProbitySlow": (
        histogram("grpc_server_handling_seconds", "0+100x120", 10, "0+90x120"),
        histogram("grpc_server_handling_seconds", "0+100x120", 10, "0+100x120"), SCORING),
    "ProbityQueueFull": (
        {**handled("ResourceExhausted", "0+10x120"), 'probity_worker_queue_depth{job="probity-scoring"}': "65x120"},
        {**handled("ResourceExhausted", "0+10x120"), 'probity_worker_queue_depth{job="probity-scoring"}': "64x120"},
        SCORING),
    "ProbityPoolWait": (
        histogram("probity_pool_wait_seconds", "0+100x120", 1, "0+50x120"),
        histogram("probity_pool_wait_seconds", "0+100x120", 1, "0+99x120"), SCORING),
    "ProbitySqlConflicts": (
        {'probity_sql_conflicts_total{job="probity-scoring"}': "0+61x120"},
        {'probity_sql_conflicts_total{job="probity-scoring"}': "0+60x120"}, SCORING),
    "ProbityOutboxOld": (
        {'probity_outbox_age_seconds{job="probity-scoring"}': "901x120"},
        {'probity_outbox_age_seconds{job="probity-scoring"}': "900x120"}, SCORING),
    "ProbityCasesOverdue": (
        {'probity_cases_overdue{job="probity-scoring"}': "1x120"},
        {'probity_cases_overdue{job="probity-scoring"}': "0x120"}, {}),
    "ProbityAuditFailure": (
        {'probity_audit_failures_total{job="probity-scoring"}': "0x100 1x20"},
        {'probity_audit_failures_total{job="probity-scoring"}': "1x120"}, SCORING),
    "ProbityCertificateNotRenewed": (
        {'probity_certificate_expiry_timestamp_seconds{job="probity-scoring"}': f"{13 * HOUR}x120"},
        {'probity_certificate_expiry_timestamp_seconds{job="probity-scoring"}': f"{15 * HOUR}x120"}, SCORING),
    "ProbityCertificateExpiring": (
        {'probity_certificate_expiry_timestamp_seconds{job="probity-scoring"}': f"{4 * HOUR}x120"},
        {'probity_certificate_expiry_timestamp_seconds{job="probity-scoring"}': f"{6 * HOUR}x120"}, SCORING),
}


def promtool(*arguments):
    tool = shutil.which("promtool")
    assert tool, "promtool is missing; the test needs Debian's prometheus"
    return subprocess.run([tool, *map(str, arguments)], text=True, capture_output=True, check=False)


class AlertTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        spec = Rendered("prod").get("PrometheusRule", "probity")["spec"]
        (self.folder / "rules.json").write_text(json.dumps(spec))
        self.rules = {rule["alert"]: rule for group in spec["groups"] for rule in group["rules"]}

    def test_the_rules_are_well_formed(self):
        done = promtool("check", "rules", self.folder / "rules.json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_alert_fires_for_its_cause_and_not_short_of_it(self):
        self.assertEqual(set(CASES), set(self.rules))
        for alert, (cause, nearly, labels) in CASES.items():
            with self.subTest(alert=alert):
                done = self.tried(alert, cause, [self.expected(alert, labels)])
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                done = self.tried(alert, nearly, [])
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def expected(self, alert, labels):
        rule = self.rules[alert]
        text = re.sub(r"{{ \$labels\.(\w+) }}", lambda m: labels[m[1]], rule["annotations"]["summary"])
        return {"exp_labels": {**rule["labels"], **labels},
                "exp_annotations": {**rule["annotations"], "summary": text.replace("{{ $value }}", "1")}}

    def tried(self, alert, series, expected):
        test = {"rule_files": ["rules.json"], "evaluation_interval": "1m", "tests": [{
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "alert_rule_test": [{"eval_time": "115m", "alertname": alert, "exp_alerts": expected}]}]}
        (self.folder / "test.json").write_text(json.dumps(test))
        return promtool("test", "rules", self.folder / "test.json")


if __name__ == "__main__":
    unittest.main()
