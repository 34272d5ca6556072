"""A private MariaDB server with the databases and accounts of deploy/sql, for tests.

Python's standard library only. A machine without MariaDB fails the test that asks for it.
"""
import os
import pathlib
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from bureau import BIN, ROOT, SERVICES, run

SQL = ROOT / "deploy/sql"
DATABASES = ("scoring", "settlement", "roster", "hearing")
START_SECONDS = 60


def program(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if path is None:
        raise AssertionError(f"{name} is missing; the tests need Debian's mariadb-server")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_account():
    """The server refuses to run as root; any account without rights will do."""
    if os.geteuid() != 0:
        return None
    for name in ("mysql", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise AssertionError("there is no account the server could run as")


class MariaDb:
    """Its own data folder, socket and port on 127.0.0.1; durable like a production server, small."""

    def __init__(self, options=(), enter=()):
        """`options` of mariadbd, beside those every test's server has. `enter`: what stands before its
        command to run it elsewhere, as root; the port is then that of the options."""
        self.options = [str(option) for option in options]
        self.enter = list(enter)
        self._folder = tempfile.TemporaryDirectory(prefix="probity-mariadb-")
        self.folder = pathlib.Path(self._folder.name)
        self.data, self.socket = self.folder / "server/data", self.folder / "server/socket"
        self.passwords = self.folder / "passwords"
        self.passwords.mkdir(mode=0o700)
        self.account = server_account()
        self.port, self.process = None, None
        self._install()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self._folder.cleanup()

    def _own_temporaries(self):
        """A server that starts clears what others left in its folder of temporary files."""
        return f"--tmpdir={self.data.parent}"

    def _install(self):
        self.folder.chmod(0o711)
        self.data.parent.mkdir()
        command = [program("mariadb-install-db"), "--no-defaults", f"--datadir={self.data}",
                   self._own_temporaries(), "--auth-root-authentication-method=normal", "--skip-test-db",
                   "--skip-name-resolve",
                   "--force"]  # a machine whose name nobody can look up
        if self.account:
            os.chown(self.data.parent, self.account.pw_uid, self.account.pw_gid)
            command.append(f"--user={self.account.pw_name}")
        done = run(*command)
        assert done.returncode == 0, done.stderr

    def start(self):
        """Starts the server, on the port it had before if it had one; waits until it answers."""
        wanted = [self.port] if self.port else [free_port() for _ in range(5)]
        for self.port in wanted:
            self._launch()
            deadline = time.monotonic() + START_SECONDS
            while self.process.poll() is None and time.monotonic() < deadline:
                if self._client("SELECT 1").returncode == 0:
                    return
                time.sleep(0.05)
            self.stop()
        raise AssertionError("mariadbd did not start:\n" + (self.folder / "log").read_text())

    def _launch(self):
        options, steps_down = {}, []
        if self.account and self.enter:
            steps_down = [f"--user={self.account.pw_name}"]
        elif self.account:
            options = {"user": self.account.pw_uid, "group": self.account.pw_gid,
                       "extra_groups": []}
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [*self.enter, program("mariadbd"), "--no-defaults", *steps_down, f"--datadir={self.data}",
                 self._own_temporaries(), f"--socket={self.socket}", f"--port={self.port}",
                 f"--pid-file={self.data.parent}/pid", "--bind-address=127.0.0.1",
                 "--skip-name-resolve", "--skip-log-bin", "--performance-schema=OFF",
                 "--max-connections=100", "--innodb-buffer-pool-size=32M",
                 "--innodb-log-file-size=16M", "--innodb-log-buffer-size=2M",
                 "--innodb-flush-log-at-trx-commit=1", "--key-buffer-size=1M",
                 "--aria-pagecache-buffer-size=1M", "--table-open-cache=200", *self.options],
                stdout=log, stderr=log, **options)

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def crash(self):
        """What the loss of the machine's power leaves to the next start, but for the disk's cache."""
        self.stop(signal.SIGKILL)

    def _client(self, sql, database=None):
        return run(program("mariadb"), "--no-defaults", f"--socket={self.socket}", "--user=root",
                   "--batch", "--skip-column-names", "--default-character-set=utf8mb4",
                   *([f"--database=probity_{database}"] if database else []), input=sql)

    def admin(self, sql, database=None):
        """As the administrator; a list of rows, each a list of texts."""
        done = self._client(sql, database)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def as_service(self, name, sql):
        """The same statements with the account of a service, over TCP as the service does."""
        password = (self.passwords / name).read_text()
        return run(program("mariadb"), "--no-defaults", "--protocol=tcp", "--host=127.0.0.1",
                   f"--port={self.port}", f"--user=probity_{name}", f"--database=probity_{name}",
                   input=sql, env={**os.environ, "MYSQL_PWD": password})

    def script(self, name, database=None):
        self.admin((SQL / name).read_text(encoding="utf-8"), database)

    def create(self):
        """Empty databases and their accounts, as docs/mysql.md describes; drops earlier ones."""
        self.drop()
        self.script("accounts.sql")
        for name in DATABASES:
            for user in (name, f"{name}_ddl"):
                self._set_password(user)

    def drop(self):
        for name in DATABASES:
            self.admin(f"DROP DATABASE IF EXISTS probity_{name};"
                       f"DROP USER IF EXISTS probity_{name}@'%', probity_{name}_ddl@'%';")

    def _set_password(self, user):
        password = secrets.token_hex(16)
        path = self.passwords / user
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        self.admin(f"ALTER USER probity_{user}@'%' IDENTIFIED BY '{password}' ACCOUNT UNLOCK;")

    def url(self, name, user=None):
        user = user or name
        return (f"mysql://probity_{user}@127.0.0.1:{self.port}/probity_{name}"
                f"?password_file={self.passwords / user}")

    def urls(self):
        """For Bureau(databases=...)."""
        return {name: self.url(name) for name in DATABASES}

    def database_flags(self, service, suffix=""):
        if service != "review":
            return ["--database", self.url(service, service + suffix)]
        return [flag for name in ("roster", "hearing")
                for flag in (f"--{name}-database", self.url(name, name + suffix))]

    def migrate(self, service):
        return run(BIN / f"probity-{service}", "migrate", *self.database_flags(service, "_ddl"))

    def grant(self):
        for name in DATABASES:
            self.script(f"grants-{name}.sql", name)

    def prepare(self):
        """Databases in which the services can be started."""
        self.create()
        for service in SERVICES:
            done = self.migrate(service)
            assert done.returncode == 0, done.stderr
        self.grant()
