"""Who floods a service does not stop it: while one address does its worst, an honest caller is
answered every time, over the connection it has and over new ones; the service's memory stays below
BOUND_MB; and when it is over the service has no more open than before.

Arguments: the services to attack (scoring), each in plaintext and by mutual TLS.
"""
import json
import multiprocessing
import os
import pathlib
import socket
import sys
import threading
import time
import unittest

import h2
from bureau import Bureau
from floods import ATTACKER, ATTACKS, ATTACK_SECONDS
from tls_year_test import LockedBureau

READS = {"scoring": "/probity.scoring.v1.PolicyService/ListPolicies",
         "review": "/probity.review.v1.HearingAdminService/ListRounds",
         "settlement": "/probity.settlement.v1.RunService/ListRuns"}
BOUND_MB = 512          # resident, of the process; a pod has 768
# Instead of 30 s, so that the end of an attack can be waited for. It bounds handshakes, too, so it is longer
# than the 15 s an honest caller waits: a busy service must not take its own slowness for the caller's.
PATIENCE_MS = 20_000
RECOVERY_SECONDS = 30
LEAST_ANSWERS = 5       # in each attack, of each honest caller
FORK = multiprocessing.get_context("fork")


class Target:
    """One service, and how those who belong and those who do not reach it."""

    def __init__(self, service, address, pid, tls=None, stranger=None, tokens=None):
        self.service, self.address, self.pid = service, address, pid
        self.tls, self.stranger, self.tokens = tls, stranger, tokens
        self.read = READS[service]

    def fields(self, person, role="AUDITOR"):
        if self.tokens:
            return [("authorization", f"Bearer {self.tokens(person, role)}")]
        return [("probity-person", person), ("probity-roles", role)]

    def honest(self):
        return h2.Connection(self.address, self.tls)

    def connect(self, **options):
        """As somebody who has a certificate, where one is asked for, and does his worst with it."""
        return h2.Connection(self.address, self.tls, ATTACKER, **options)

    def bare(self):
        """A TCP connection and nothing more."""
        host, port = self.address.rsplit(":", 1)
        return socket.create_connection((host, int(port)), 15, (ATTACKER, 0))

    def megabytes(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        line = [line for line in status.splitlines() if line.startswith("VmRSS")][0]
        return int(line.split()[1]) / 1024

    def sockets(self):
        folder, count = pathlib.Path(f"/proc/{self.pid}/fd"), 0
        for name in os.listdir(folder):
            try:
                count += os.readlink(folder / name).startswith("socket:")
            except FileNotFoundError:  # closed since
                pass
        return count


class Honest(threading.Thread):
    """Calls on and on; `fresh`: over a new connection each time."""

    def __init__(self, target, fresh):
        super().__init__(daemon=True)
        self.target, self.fresh = target, fresh
        self.fields = target.fields("auditor-1")
        self.answers, self.failures, self.slowest, self.ending = 0, [], 0.0, threading.Event()

    def has_had_enough(self):
        return self.answers >= LEAST_ANSWERS or self.failures

    def run(self):
        connection = None
        while not self.ending.is_set():
            begin = time.monotonic()
            try:
                connection = connection or self.target.honest()
                answered = connection.unary(self.target.read, self.fields)
                if not answered:
                    self.failures.append("a refusal")
                self.answers += answered
            except Exception as error:  # whatever it is, it is a call without an answer
                self.failures.append(repr(error))
                connection = None
            self.slowest = max(self.slowest, time.monotonic() - begin)
            if connection and self.fresh:
                connection.socket.close()
                connection = None
            time.sleep(0.02)
        if connection:
            connection.socket.close()


def attacked(attack, target, release):
    """One attack, in its own process; what it holds it holds until it is released."""
    held = []
    attack(target, time.monotonic() + ATTACK_SECONDS, held)
    release.wait()
    for connection in held:
        connection.close()


class FloodTest(unittest.TestCase):
    services = ("scoring",)

    def configured(self, kind):
        """A bureau of services that are as patient as a test."""
        folder = self.enterContext(kind())
        config = folder.home / "config.json"
        config.write_text(json.dumps({"patience_ms": PATIENCE_MS}))
        folder.clock.write_text("2026-03-02T09:00:00+08:00\n")
        for name in ("scoring", *(name for name in self.services if name != "scoring")):
            folder.start(name, "--config", config)
        return folder

    def withstands(self, target):
        with target.honest() as connection:
            self.assertTrue(connection.unary(target.read, target.fields("auditor-1")),
                            f"{target.read} answers an auditor")
        before = target.sockets()
        for attack in ATTACKS:
            with self.subTest(service=target.service, attack=attack.__name__):
                self.survives(target, attack)
        with self.subTest(service=target.service, attack="all over"):
            end = time.monotonic() + RECOVERY_SECONDS
            while target.sockets() > before and time.monotonic() < end:
                time.sleep(0.1)
            self.assertLessEqual(target.sockets(), before, "open sockets before and after")

    def survives(self, target, attack):
        """While the attacker, a process of its own, does its worst, and until what it holds is gone."""
        release = FORK.Event()
        attacker = FORK.Process(target=attacked, args=(attack, target, release), daemon=True)
        attacker.start()
        honest = [Honest(target, fresh) for fresh in (False, True)]
        for caller in honest:
            caller.start()
        most, end = 0.0, time.monotonic() + ATTACK_SECONDS
        while time.monotonic() < end or not all(caller.has_had_enough() for caller in honest):
            most = max(most, target.megabytes())
            time.sleep(0.02)
        for caller in honest:
            caller.ending.set()
            caller.join()
        release.set()
        attacker.join()
        print(f"{target.service:10} {'TLS' if target.tls else 'plain':5} {attack.__name__:22} "
              f"{sum(caller.answers for caller in honest):5} answers, slowest "
              f"{max(caller.slowest for caller in honest):5.2f} s, {most:4.0f} MB", flush=True)
        self.assertEqual([], [why for caller in honest for why in caller.failures],
                         "calls of honest callers that were not answered")
        self.assertEqual(0, attacker.exitcode, "the attack itself failed")
        self.assertLess(most, BOUND_MB)

    def test_in_plaintext(self):
        bureau = self.configured(Bureau)
        for name in self.services:
            self.withstands(Target(name, bureau.address[name], bureau.processes[name].pid))

    def test_by_mutual_tls(self):
        bureau = self.configured(LockedBureau)
        context, stranger = h2.client_context(bureau.pki / "client"), h2.client_context(None)
        made = {}

        def token(person, role):
            if (person, role) not in made:
                made[person, role] = bureau.provider.token(person, [role])
            return made[person, role]
        for name in self.services:
            self.withstands(Target(name, bureau.address[name], bureau.processes[name].pid, context,
                                   stranger, token))


if __name__ == "__main__":
    FloodTest.services = tuple(name for name in sys.argv[1:] if name in READS) or ("scoring",)
    unittest.main(argv=sys.argv[:1], verbosity=2)
