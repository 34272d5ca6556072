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
import struct
import sys
import threading
import time
import unittest

import h2
from bureau import Bureau
from h2 import CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, RST_STREAM, SETTINGS
from tls_year_test import LockedBureau

READS = {"scoring": "/probity.scoring.v1.PolicyService/ListPolicies",
         "review": "/probity.review.v1.HearingAdminService/ListRounds",
         "settlement": "/probity.settlement.v1.RunService/ListRuns"}
IMPORTS = {"scoring": ("/probity.scoring.v1.OfficerService/ImportOfficers", "SUPERVISOR"),
           "settlement": ("/probity.settlement.v1.InputService/ImportBudgets",
                          "SETTLEMENT_PREPARER")}
ATTACKER = "127.0.0.2"
BOUND_MB = 512          # resident, of the process; a pod has 768
PATIENCE_MS = 5000      # instead of 30 s, so that the end of an attack can be waited for
ATTACK_SECONDS = 1.0
RECOVERY_SECONDS = 20
LEAST_ANSWERS = 5       # in each attack, of each honest caller
MEGABYTE = 1 << 20
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


def until(end, step, every=0.0):
    """`step` again and again until `end`; an attacker who is thrown out comes back."""
    while time.monotonic() < end:
        try:
            step()
        except (h2.Closed, OSError):
            time.sleep(0.01)
        time.sleep(every)


def attacked(attack, target, release):
    """One attack, in its own process; what it holds it holds until it is released."""
    held = []
    attack(target, time.monotonic() + ATTACK_SECONDS, held)
    release.wait()
    for connection in held:
        connection.close()


# Each attack lasts until `end`, and puts into `held` what stays open after it.

def silent_connections(target, end, held):
    """More connections than one address may have, which say nothing."""
    def one():
        if len(held) < 700:
            held.append(target.bare())
    until(end, one)


def preface_byte_by_byte(target, end, held):
    """The first words of HTTP/2, or of TLS, one byte at a time."""
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" if target.tls else h2.PREFACE
    held += [target.bare() for _ in range(60)]
    for byte in hello:
        for connection in held:
            try:
                connection.send(bytes([byte]))
            except OSError:
                pass
        if time.monotonic() > end:
            return
        time.sleep(ATTACK_SECONDS / len(hello))


def connection_flood(target, end, _held):
    """Connections that come and go."""
    until(end, lambda: target.bare().close())


def half_handshakes(target, end, _held):
    """Handshakes of TLS by a stranger, without a certificate; in plaintext, of HTTP/2."""
    def one():
        h2.Connection(target.address, target.stranger, ATTACKER).socket.close()
    until(end, one)


def stream_flood(target, end, _held):
    """More streams at once than a connection may have, without a message."""
    fields = target.fields("flooder")

    def one():
        with target.connect() as connection:
            connection.send(b"".join(connection.open(target.read, fields)[0] for _ in range(400)))
            while connection.handle(0.2):
                pass
    until(end, one)


def call_flood(target, end, _held):
    """As many good calls at once as one person can make."""
    fields = target.fields("flooder")

    def one():
        with target.connect() as connection:
            while time.monotonic() < end:
                calls = []
                for _ in range(100):
                    opening, stream = connection.open(target.read, fields)
                    calls.append(opening + frame_of_call(stream))
                connection.send(b"".join(calls))
                while any(not call.ended for call in connection.calls.values()):
                    if not connection.handle(2):
                        return
                connection.calls.clear()
    until(end, one)


def frame_of_call(stream):
    return h2.frame(DATA, END_STREAM, stream, h2.message())


def dribbled_messages(target, end, held):
    """Every stream of several connections has a message that comes a byte at a time."""
    fields = target.fields("flooder")
    streams = []
    for _ in range(3):
        connection = target.connect()
        held.append(connection.socket)
        for _ in range(100):
            opening, stream = connection.open(target.read, fields)
            connection.send(opening + h2.frame(DATA, 0, stream, b"\0" + struct.pack(">I", 1000)))
            streams.append((connection, stream))

    def one():
        for connection, stream in streams:
            connection.send(h2.frame(DATA, 0, stream, b"x"))
    until(end, one, 0.1)


def messages_without_end(target, end, held):
    """Messages of nearly 4 MiB whose last byte never comes, on every stream of a connection."""
    fields = target.fields("flooder")
    content = h2.message(bytes(4 * MEGABYTE - 100))[:-1]

    def one():
        connection = target.connect()
        held.append(connection.socket)
        while time.monotonic() < end:
            opening, stream = connection.open(target.read, fields)
            connection.send(opening)
            if connection.write(stream, content, 1.0):
                return
    until(end, one)


def huge_messages(target, end, _held):
    """Messages that say they are larger than any may be."""
    fields = target.fields("flooder")

    def one():
        with target.connect() as connection:
            opening, stream = connection.open(target.read, fields)
            connection.send(opening)
            connection.write(stream, b"\0" + struct.pack(">I", 1 << 31) + bytes(MEGABYTE), 0.5)
    until(end, one)


def header_bomb(target, end, _held):
    """A header of 4 KiB that is said again and again by its number in the table, one byte each."""
    known = b"\x40" + h2.text("x-bomb") + h2.text("b" * 3900)

    def one():
        with target.connect() as connection:
            opening, stream = connection.open(target.read, target.fields("flooder"), 0, known)
            connection.send(opening)
            for _ in range(50):
                connection.send(h2.frame(CONTINUATION, 0, stream, b"\xbe" * h2.MAX_FRAME))
            connection.send(h2.frame(CONTINUATION, END_HEADERS, stream))
            connection.handle(0.2)
    until(end, one)


def headers_without_end(target, end, _held):
    """A header that says it has a gigabyte, and sends it."""
    def one():
        with target.connect() as connection:
            opening, stream = connection.open(target.read, (), 0,
                                              b"\0" + h2.text("x") + h2.integer(1 << 30, 7))
            connection.send(opening)
            piece = h2.frame(CONTINUATION, 0, stream, b"v" * h2.MAX_FRAME)
            while time.monotonic() < end:
                connection.send(piece)
    until(end, one)


def rapid_reset(target, end, _held):
    """Calls that are taken back as soon as they are made."""
    fields = target.fields("flooder")

    def one():
        with target.connect() as connection:
            while time.monotonic() < end:
                pairs = []
                for _ in range(50):
                    opening, stream = connection.open(target.read, fields)
                    pairs += [opening, h2.frame(RST_STREAM, 0, stream, struct.pack(">I", 8))]
                    del connection.calls[stream]
                connection.send(b"".join(pairs))
                while connection.handle(0):
                    pass
    until(end, one)


def ping_flood(target, end, _held):
    def one():
        with target.connect() as connection:
            while time.monotonic() < end:
                connection.send(h2.frame(PING, 0, 0, bytes(8)) * 500)
    until(end, one)


def settings_flood(target, end, _held):
    """Settings that ask for an answer each, by somebody who reads none."""
    def one():
        with target.connect() as connection:
            while time.monotonic() < end:
                connection.send(h2.frame(SETTINGS, payload=struct.pack(">HI", 4, 65535)) * 500)
    until(end, one)


def empty_frames(target, end, _held):
    """Frames that carry nothing."""
    fields = target.fields("flooder")

    def one():
        with target.connect() as connection:
            opening, stream = connection.open(target.read, fields)
            connection.send(opening)
            while time.monotonic() < end:
                connection.send(h2.frame(DATA, 0, stream) * 500)
    until(end, one)


def unread_answers(target, end, held):
    """Good calls whose answers the caller has no room for."""
    fields = target.fields("flooder")
    closed = struct.pack(">HI", h2.SETTING_INITIAL_WINDOW, 0)

    def one():
        connection = target.connect(settings=closed)
        held.append(connection.socket)
        for _ in range(100):
            opening, stream = connection.open(target.read, fields)
            connection.send(opening + frame_of_call(stream))
        while connection.handle(0.2):
            pass
    until(end, one)


def upload_without_end(target, end, _held):
    """An import that goes on and on; where nothing is imported, a call."""
    path, role = IMPORTS.get(target.service, (target.read, "AUDITOR"))
    fields = target.fields("flooder", role)
    piece = h2.message(b"\x0a\x04abcd" * 100_000)

    def one():
        with target.connect() as connection:
            opening, stream = connection.open(path, fields)
            connection.send(opening)
            while time.monotonic() < end and not connection.calls[stream].ended:
                connection.write(stream, piece, 0.5)
    until(end, one)


ATTACKS = (silent_connections, preface_byte_by_byte, connection_flood, half_handshakes, stream_flood,
           call_flood, dribbled_messages, messages_without_end, huge_messages, header_bomb,
           headers_without_end, rapid_reset, ping_flood, settings_flood, empty_frames,
           unread_answers, upload_without_end)


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
