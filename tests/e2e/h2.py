"""HTTP/2 by hand, for tests that call as no library would: frames as bytes, over TCP or mutual TLS.

Python's standard library only. A Connection knows enough of the protocol to make an honest unary
call; whatever else is sent is its user's affair.
"""
import socket
import ssl
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS = 0x1, 0x1, 0x4
INITIAL_WINDOW = 65535
SETTING_INITIAL_WINDOW = 4
MAX_FRAME = 16384


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def integer(value, prefix, first=0):
    """An integer of HPACK after `first` bits of its first octet."""
    most = (1 << prefix) - 1
    if value < most:
        return bytes([first | value])
    out, value = bytes([first | most]), value - most
    while value >= 128:
        out, value = out + bytes([value % 128 + 128]), value // 128
    return out + bytes([value])


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return integer(len(data), 7) + data


def headers(fields):
    """Literals that are not kept in the table, none shortened."""
    return b"".join(b"\0" + text(name) + text(value) for name, value in fields)


def message(content=b""):
    """A gRPC message of these bytes."""
    return b"\0" + struct.pack(">I", len(content)) + content


class Closed(Exception):
    """The other side ended the connection."""


class Call:
    """How far one stream of a Connection is."""

    def __init__(self, window):
        self.window, self.data, self.ended, self.reset = window, b"", False, False


class Connection:
    """One connection. `tls` is an ssl.SSLContext or None, `source` the address it comes from."""

    def __init__(self, address, tls=None, source="127.0.0.1", timeout=15.0, settings=b"", hello=True):
        host, port = address.rsplit(":", 1)
        self.authority = address
        self.scheme = "https" if tls else "http"
        self.socket = socket.create_connection((host, int(port)), timeout, (source, 0))
        try:
            if tls:
                self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        except Exception:
            self.socket.close()
            raise
        self.buffer, self.next_stream, self.calls = b"", 1, {}
        self.farewell = ""  # why the other side ends the connection, in its words
        self.window, self.first_window = INITIAL_WINDOW, INITIAL_WINDOW
        if hello:
            self.send(PREFACE + frame(SETTINGS, payload=settings))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except socket.timeout:
            raise
        except OSError as error:
            raise Closed(str(error)) from error

    def open(self, path, fields=(), flags=END_HEADERS, more=b""):
        """The bytes that open a stream, and its number."""
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        self.calls[stream] = Call(self.first_window)
        block = headers([(":method", "POST"), (":scheme", self.scheme), (":path", path),
                         (":authority", self.authority), ("te", "trailers"),
                         ("content-type", "application/grpc"), *fields])
        return frame(HEADERS, flags, stream, block + more), stream

    def take(self, wait=None):
        """One frame of the other side as (kind, flags, stream, payload); None if none came in time."""
        end = None if wait is None else time.monotonic() + wait
        while True:
            if len(self.buffer) >= 9:
                size = int.from_bytes(self.buffer[:3], "big")
                if len(self.buffer) >= 9 + size:
                    kind, flags, stream = struct.unpack(">BBI", self.buffer[3:9])
                    payload, self.buffer = self.buffer[9:9 + size], self.buffer[9 + size:]
                    return kind, flags, stream, payload
            if end is not None:
                left = end - time.monotonic()
                if left <= 0:
                    return None
                self.socket.settimeout(left)
            try:
                data = self.socket.recv(65536)
            except (socket.timeout, ssl.SSLWantReadError):
                if end is None:
                    raise
                return None
            except OSError as error:
                raise Closed(str(error)) from error
            finally:
                if end is not None:
                    self.socket.settimeout(15.0)
            if not data:
                raise Closed(f"end of the connection; {self.farewell or 'nothing was said before'}")
            self.buffer += data

    def handle(self, wait=None):
        """Takes one frame and does what the protocol asks for; False if none came in time."""
        taken = self.take(wait)
        if taken is None:
            return False
        kind, flags, stream, payload = taken
        call = self.calls.get(stream)
        if kind == SETTINGS and not flags & ACK:
            for at in range(0, len(payload), 6):
                name, value = struct.unpack(">HI", payload[at:at + 6])
                if name == SETTING_INITIAL_WINDOW:
                    for other in self.calls.values():
                        other.window += value - self.first_window
                    self.first_window = value
            self.send(frame(SETTINGS, ACK))
        elif kind == PING and not flags & ACK:
            self.send(frame(PING, ACK, 0, payload))
        elif kind == GOAWAY:
            self.farewell = payload[8:].decode("ascii", "replace")
        elif kind == WINDOW_UPDATE:
            more = struct.unpack(">I", payload)[0]
            if stream == 0:
                self.window += more
            elif call:
                call.window += more
        elif call and kind == DATA:
            call.data += payload
            if payload:
                more = struct.pack(">I", len(payload))
                self.send(frame(WINDOW_UPDATE, 0, 0, more) + frame(WINDOW_UPDATE, 0, stream, more))
        elif call and kind == RST_STREAM:
            call.ended = call.reset = True
        if call and kind in (DATA, HEADERS) and flags & END_STREAM:
            call.ended = True
        return True

    def write(self, stream, data, within=5.0):
        """Sends a stream's data as its windows allow; what was not allowed in time, as bytes."""
        end = time.monotonic() + within
        call = self.calls[stream]
        while data and not call.ended:
            size = min(len(data), call.window, self.window, MAX_FRAME)
            if size > 0:
                self.send(frame(DATA, 0, stream, data[:size]))
                call.window, self.window, data = call.window - size, self.window - size, data[size:]
            elif not self.handle(max(0.0, end - time.monotonic())) or time.monotonic() > end:
                break
        return data

    def unary(self, path, fields, content=b""):
        """An honest call; True if it was answered by a message, which only a good answer has."""
        opening, stream = self.open(path, fields)
        self.send(opening + frame(DATA, END_STREAM, stream, message(content)))
        call = self.calls[stream]
        while not call.ended:
            self.handle()
        del self.calls[stream]
        return bool(call.data) and not call.reset


def client_context(folder):
    """Of a peer with the certificate of this folder, or of a stranger if it is None."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["h2"])
    if folder is None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    else:
        context.load_cert_chain(f"{folder}/tls.crt", f"{folder}/tls.key")
        context.load_verify_locations(f"{folder}/ca.crt")
    return context
