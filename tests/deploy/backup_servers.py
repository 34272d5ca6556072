"""MariaDB servers that are backed up with their binary logs, and what stands between them and a client."""
import contextlib
import socket
import subprocess
import threading

from backup_case import BACKUP, RESTORE, Case
from mariadb import MariaDb

OPTIONS = ("--log-bin=mariadb-bin", "--binlog-format=ROW", "--sync-binlog=1", "--server-id=1")
# What docs/backup.md gives the account of backups.
GRANTS = ("GRANT SELECT, RELOAD, SHOW VIEW, BINLOG MONITOR, REPLICATION SLAVE ON *.* "
          "TO probity_backup@'%' IDENTIFIED BY 'c0ffee'")


class Relay:
    """Stands between a client and a server. When it falls silent, connections stay open but nothing comes:
    as when a machine loses its power, or the way to it is cut."""

    def __init__(self, port=None):
        self.server, self.sockets = port, []
        self.silent, self.deaf = threading.Event(), threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._close([self.listener, *self.sockets])

    @staticmethod
    def _close(sockets):
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def cut(self):
        """The connections there are bring nothing any more; new ones are served."""
        self.fall_silent()
        self.silent = threading.Event()

    def fall_silent(self):
        self.silent.set()

    def lose_answers(self):
        """What the client says is heard; what the server answers is lost."""
        self.deaf.set()

    def heal(self):
        self.silent, self.deaf = threading.Event(), threading.Event()
        self._close(self.sockets)

    def _accept(self):
        with contextlib.suppress(OSError):  # when it is closed
            while True:
                self._join(self.listener.accept()[0])

    def _join(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self.server))
        except OSError:  # nobody there, for now
            client.close()
            return
        self.sockets += [client, server]
        for way in ((client, server, self.silent), (server, client, self.silent, self.deaf)):
            threading.Thread(target=self._pass_on, args=way, daemon=True).start()

    @staticmethod
    def _pass_on(source, target, *silences):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if any(silence.is_set() for silence in silences):
                    return
                target.sendall(data)
            if not any(silence.is_set() for silence in silences):
                target.shutdown(socket.SHUT_WR)


class MariaDbCase(Case):
    def options(self, server, user, password):
        path = self.folder() / "options"
        port = getattr(server, "port", server)
        path.write_text(f"[client]\nhost=127.0.0.1\nport={port}\nprotocol=tcp\n"
                        f"user={user}\npassword={password}\n")
        return path

    def copier(self, options, archive, *seconds):
        process = subprocess.Popen([BACKUP, "binlogs", options, archive, *seconds], text=True,
                                   stderr=subprocess.PIPE)
        self.addCleanup(lambda: (process.kill(), process.wait(), process.stderr.close()))
        return process

    def copied(self, server, archive):
        """Whether the copy of the binary log holds all of it."""
        for name, size, *_ in server.admin("SHOW BINARY LOGS"):
            copy = archive / name
            if not copy.exists() or copy.stat().st_size < int(size):
                return False
        return True

    def restored(self, backup, *until):
        """A new server, which knows nothing, brought to a moment of the old one."""
        server, options = self.empty_server()
        self.command(RESTORE, "mariadb", options, backup, *until)
        server.grant()
        return server

    def empty_server(self):
        """And the options of its administrator."""
        server = self.enterContext(MariaDb())
        server.create()
        server.admin("CREATE USER admin@'%' IDENTIFIED BY 'c0ffee'; GRANT ALL ON *.* TO admin@'%';")
        return server, self.options(server, "admin", "c0ffee")
