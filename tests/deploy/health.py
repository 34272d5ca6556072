"""Asks a gRPC server's health, in as much HTTP/2 as that takes; standard library only."""
import socket
import struct

DATA, HEADERS, SETTINGS, PING, GOAWAY = 0, 1, 4, 6, 7
END_STREAM, END_HEADERS, ACK = 1, 4, 1
STATES = {0: "UNKNOWN", 1: "SERVING", 2: "NOT_SERVING", 3: "SERVICE_UNKNOWN"}


def _frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def _header(name, value):
    """A literal that nobody has to remember; names and values are shorter than 127 bytes."""
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def _exactly(connection, count):
    read = b""
    while len(read) < count:
        more = connection.recv(count - len(read))
        if not more:
            raise ConnectionError("the server closed the connection")
        read += more
    return read


def health_of(address, service="", seconds=10):
    """SERVING, NOT_SERVING, ..., or NOT_FOUND for a name the server does not know."""
    host, port = address.rsplit(":", 1)
    asked = (b"\x0a" + bytes([len(service)]) + service.encode()) if service else b""
    headers = b"".join(_header(*h) for h in (
        (":method", "POST"), (":scheme", "http"), (":path", "/grpc.health.v1.Health/Check"),
        (":authority", address), ("content-type", "application/grpc"), ("te", "trailers")))
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _frame(SETTINGS, 0, 0) +
                           _frame(HEADERS, END_HEADERS, 1, headers) +
                           _frame(DATA, END_STREAM, 1, b"\0" + struct.pack(">I", len(asked)) + asked))
        while True:
            head = _exactly(connection, 9)
            size = struct.unpack(">I", b"\0" + head[:3])[0]
            payload = _exactly(connection, size)
            kind, flags = head[3], head[4]
            if kind == SETTINGS and not flags & ACK:
                connection.sendall(_frame(SETTINGS, ACK, 0))
            elif kind == PING and not flags & ACK:
                connection.sendall(_frame(PING, ACK, 0, payload))
            elif kind == GOAWAY:
                raise ConnectionError("the server went away")
            elif kind == DATA and payload:
                message = payload[5:]
                return STATES[message[1] if message else 0]
            elif kind == HEADERS and flags & END_STREAM:
                return "NOT_FOUND"  # an answer without a message
