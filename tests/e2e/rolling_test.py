"""Every service is restarted, one replica after the other, and every certificate and its authority
replaced, while people call and a year is worked through: not one call fails, and the year comes to
the figures it always comes to.

As on Kubernetes: two replicas of each service on one MariaDB, mutual TLS, and names that stand for
the addresses of all replicas, which callers take turns over. The names are in an /etc/hosts that
these processes alone see, so the test needs root.
"""
import itertools
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from bureau import BIN, ROOT, SERVICES, files, oracle, run
from mariadb import MariaDb, free_port
from tls_year_test import LockedBureau

GOLDEN, SMALL = ROOT / "tests/golden/year-2026", ROOT / "tests/golden/small-year"
ADDRESSES = ("127.0.0.11", "127.0.0.12")
READS = {"scoring": "/probity.scoring.v1.PolicyService/ListPolicies",
         "review": "/probity.review.v1.HearingAdminService/ListRounds",
         "settlement": "/probity.settlement.v1.RunService/ListRuns"}
DRAIN_MS = 2000
FOUND_SECONDS = 6    # minReadySeconds is 5: time for callers to find a new replica
STOP_SECONDS = 60
TAKEN_SECONDS = 30   # until a service has read new files; it looks every 5 s
SPREAD_SECONDS = 3   # until gRPC has, and the clients
YEAR_SECONDS = 600
LEAST_ANSWERS = 500  # of each service


class Cluster(LockedBureau):
    """Two replicas of each service. `processes` and the logs are by (service, address)."""

    def __init__(self, databases):
        super().__init__()
        self.databases = databases
        self.ports = {name: free_port() for name in SERVICES}
        self.address = {name: f"probity-{name}:{port}" for name, port in self.ports.items()}
        self.hosts = self.home / "hosts"
        self.hosts.write_text("127.0.0.1 localhost\n" + "".join(
            f"{address} probity-{name}\n" for name in SERVICES for address in ADDRESSES))
        self.config = self.home / "config.json"
        self.config.write_text(json.dumps({"drain_delay_ms": DRAIN_MS}))

    def inside(self, *command):
        """The command, in a view of the files in which the services have names."""
        return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"',
                *(str(word) for word in (self.hosts, *command))]

    def log(self, name, address):
        return self.home / f"{name}-{address}.log"

    def events(self, name, address, event):
        path = self.log(name, address)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [line for line in text.splitlines() if f'"event":"{event}"' in line]

    def start_replica(self, name, address):
        before = len(self.events(name, address, "ready"))
        with open(self.log(name, address), "ab") as log:
            process = subprocess.Popen(
                self.inside(BIN / f"probity-{name}", "--config", self.config, "--listen",
                            f"{address}:{self.ports[name]}", "--admin-listen", f"{address}:0",
                            *self.flags(name)), stderr=log, stdout=subprocess.DEVNULL)
        self.processes[name, address] = process
        end = time.monotonic() + STOP_SECONDS
        while len(self.events(name, address, "ready")) == before:
            assert process.poll() is None and time.monotonic() < end, self.log(
                name, address).read_text(encoding="utf-8")
            time.sleep(0.05)

    def start_all(self, scenario):
        begun = run(BIN / "probityctl", "year", "check", "--scenario", scenario, "--policies",
                    ROOT / "policies", "--begin-clock", self.clock)
        assert begun.returncode == 0, begun.stderr
        for name in SERVICES:
            for address in ADDRESSES:
                self.start_replica(name, address)

    def restart(self, name, address):
        process = self.processes.pop((name, address))
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_SECONDS) == 0, f"{name} at {address} ended in another way"
        self.start_replica(name, address)
        time.sleep(FOUND_SECONDS)

    def reissue(self, *flags):
        """One step of deploy/dev-pki.sh; every service has read what it wrote when this returns."""
        def taken():
            return {replica: len(self.events(*replica, "tls_reloaded"))
                    for replica in itertools.product(SERVICES, ADDRESSES)}
        before = taken()
        done = run("sh", ROOT / "deploy/dev-pki.sh", *flags, self.pki)
        assert done.returncode == 0, done.stderr
        end = time.monotonic() + TAKEN_SECONDS
        while any(count == before[replica] for replica, count in taken().items()):
            assert time.monotonic() < end, f"not all read new files: {before} {taken()}"
            time.sleep(0.1)
        time.sleep(SPREAD_SECONDS)


class Load:
    """Calls to one service until `end`, which gives what came of them."""

    def __init__(self, cluster, name):
        with open(cluster.home / f"load-{name}.log", "wb") as log:
            self.process = subprocess.Popen(
                cluster.inside(BIN.parent / "tests/rolling_load", cluster.address[name],
                               READS[name], cluster.pki / "client",
                               cluster.home / "auditor-1.token"),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def end(self):
        out, _ = self.process.communicate(timeout=60)
        return json.loads(out)


class Years(threading.Thread):
    """Works through the year again and again; what is done is found done the next time."""

    def __init__(self, cluster, scenario, folder):
        super().__init__(daemon=True)
        self.cluster, self.scenario, self.folder = cluster, scenario, folder
        self.failures, self.done, self.ending = [], 0, threading.Event()
        self.first = 0.0

    def run(self):
        begun = time.monotonic()
        while not self.done or not self.ending.is_set():
            out = self.folder / f"out-{self.done}"
            year = run(*self.cluster.inside(*self.cluster.year_command(self.scenario, out)),
                       timeout=YEAR_SECONDS)
            if year.returncode != 0:
                self.failures.append(year.stderr)
                return
            self.done += 1
            self.first = self.first or time.monotonic() - begun


class RollingTest(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        server = self.enterContext(MariaDb(["--max-connections=300"]))
        server.prepare()
        self.cluster = self.enterContext(Cluster(server.urls()))
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def under_load(self, scenario, work):
        self.cluster.start_all(scenario)
        years = Years(self.cluster, scenario, self.folder)
        loads = {name: Load(self.cluster, name) for name in SERVICES}
        years.start()
        try:
            work()
        finally:
            years.ending.set()
            counts = {name: load.end() for name, load in loads.items()}
            years.join(YEAR_SECONDS)
        print({name: count["answered"] for name, count in counts.items()}, "calls,", years.done,
              "years, the first in", round(years.first), "s", flush=True)
        for name, count in counts.items():
            with self.subTest(calls_to=name):
                self.assertEqual([], count["failures"])
                self.assertGreater(count["answered"], LEAST_ANSWERS)
        for replica in itertools.product(SERVICES, ADDRESSES):
            with self.subTest(answers_of=replica):
                self.assertGreater(len(self.cluster.events(*replica, "rpc")), LEAST_ANSWERS)
        self.assertEqual([], years.failures)
        self.assertGreater(years.done, 0)
        oracle(scenario, self.folder / "expected")
        for number in range(years.done):
            self.assertEqual(files(self.folder / "expected"), files(self.folder / f"out-{number}"))

    def test_restarting_every_replica_fails_no_call(self):
        def restarts():
            for name in SERVICES:
                for address in ADDRESSES:
                    self.cluster.restart(name, address)
        self.under_load(GOLDEN, restarts)

    def test_replacing_every_certificate_and_the_authority_fails_no_call(self):
        def rotation():
            for step in ((), ("--rotate-ca",), (), ("--retire-ca",)):
                self.cluster.reissue(*step)
        self.under_load(SMALL, rotation)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
