"""A mail server of one test: writes each mail with its envelope as a line of JSON.

    smtp_server.py PORT_FILE MAILS_FILE [REFUSED_RECIPIENT]
"""
import json
import os
import socketserver
import sys
import time

PORT_FILE, MAILS_FILE = sys.argv[1:3]
REFUSED = sys.argv[3] if len(sys.argv) > 3 else None
connections = 0


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        global connections
        connections += 1
        number, sender, recipients = connections, "", []
        self.say("220 test")
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            verb = line.upper().split(" ")[0].split(":")[0]
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb in ("EHLO", "HELO"):
                self.say("250 test")
            elif verb == "MAIL":
                sender, recipients = line, []
                self.say("250 ok")
            elif verb == "RCPT":
                refused = REFUSED is not None and REFUSED in line
                recipients += [] if refused else [line]
                self.say("550 no such person" if refused else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                data = b""
                while not data.endswith(b"\r\n.\r\n"):
                    data += self.rfile.readline()
                self.keep(number, sender, recipients, data[:-3])
                self.say("250 taken")
            else:
                self.say("502 unknown")

    def keep(self, number, sender, recipients, data):
        with open(MAILS_FILE, "a", encoding="utf-8") as out:
            out.write(json.dumps({"connection": number, "from": sender, "to": recipients,
                                  "bytes": len(data), "time": time.monotonic(),
                                  "data": data.decode()}) + "\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), Session) as server:
    with open(PORT_FILE + ".new", "w", encoding="utf-8") as file:
        file.write(str(server.server_address[1]))
    os.rename(PORT_FILE + ".new", PORT_FILE)
    server.serve_forever()
