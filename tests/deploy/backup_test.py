"""A bureau that lost its databases goes on from deploy/backup.sh and deploy/restore.sh.

Halfway through a year, while it runs, everything is backed up; the year goes on and ends; then all
databases are destroyed and put back to a moment before. What they show then is what they showed, the
year ends with the same files, and who is put back alone is found out by the others.
"""
import contextlib
import json
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from bureau import ROOT, SERVICES, Bureau, files, oracle, run
from mariadb import DATABASES, MariaDb

SCENARIO = ROOT / "tests/golden/small-year"
BACKUP, RESTORE = ROOT / "deploy/backup.sh", ROOT / "deploy/restore.sh"
CHAINS = (("scoring", "entry", "recorded_seq"), ("scoring", "audit", "seq"),
          ("settlement", "audit", "seq"), ("hearing", "audit", "seq"))
# Who says in its log that this service's databases were put back alone.
WITNESSES = {"scoring": "review", "review": "review", "settlement": "settlement"}
OWNED = {"scoring": ("scoring",), "review": ("roster", "hearing"), "settlement": ("settlement",)}
OWNER = {name: service for service, names in OWNED.items() for name in names}
SECONDS = 300
OPTIONS = ("--log-bin=mariadb-bin", "--binlog-format=ROW", "--sync-binlog=1", "--server-id=1")
# What docs/backup.md gives the account of backups.
GRANTS = ("GRANT SELECT, RELOAD, SHOW VIEW, BINLOG MONITOR, REPLICATION SLAVE ON *.* "
          "TO probity_backup@'%' IDENTIFIED BY 'c0ffee'")


def chains(query):
    """Every link of every chain of hashes, as (database, table, number, hash)."""
    return {(database, table, *map(str, row)) for database, table, key in CHAINS
            for row in query(database, f"SELECT {key}, HEX(hash) FROM {table}")}


class Case(unittest.TestCase):
    maxDiff = 2000

    def folder(self):
        return pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="probity-")))

    def command(self, *args):
        done = run(*args)
        self.assertEqual(0, done.returncode, f"{args}\n{done.stdout}{done.stderr}")
        return done.stdout

    def wait_for(self, what, holds):
        deadline = time.monotonic() + SECONDS
        while not holds():
            self.assertLess(time.monotonic(), deadline, f"never came: {what}")
            time.sleep(0.05)

    def begin(self, bureau, query):
        """A year under way; the folder of its results and the files it should come to."""
        self.out, expected = self.folder() / "out", self.folder()
        oracle(SCENARIO, expected)
        self.expected = files(expected)
        bureau.start_all(SCENARIO)
        self.running = subprocess.Popen(bureau.year_command(SCENARIO, self.out), text=True,
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.addCleanup(self.running.kill)
        self.query = query

    def reach(self, database, table, rows):
        def holds():
            self.assertIsNone(self.running.poll(), f"the year ended before {table} had {rows} rows")
            return int(self.query(database, f"SELECT COUNT(*) FROM {table}")[0][0]) >= rows
        self.wait_for(f"{rows} rows in {table}", holds)

    def stop_the_year(self, bureau):
        """As a person would whose work is done for the day; what it showed, what it left on the disk."""
        self.running.send_signal(signal.SIGTERM)
        self.running.communicate()
        self.wait_for("every head signed by all", lambda: self.signed(bureau))
        return self.shown(bureau), self.keep(bureau)

    def keep(self, bureau):
        """A copy of what the client has at this moment, for put_back."""
        kept = self.folder()
        for name in ("clock", "notices"):
            source = bureau.home / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, kept / name)
        shutil.copytree(self.out, kept / "out")
        return kept

    def signed(self, bureau):
        review = json.loads(self.verified(bureau))["review"]
        return review["leaves"] == review["witnessed_size"] == review["cosigned_size"]

    def verified(self, bureau):
        done = bureau.ctl("--json", "audit", "verify")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def shown(self, bureau):
        """Every institution's standing, and the head of scoring's log."""
        listed = bureau.ctl("--json", "standing", "list", "--year", "2026")
        self.assertEqual(0, listed.returncode, listed.stderr)
        self.assertIn("points", listed.stdout)
        proof = json.loads(self.verified(bureau))
        return listed.stdout, f"{proof['audit_entries']}:{proof['audit_head_hash']}"

    def assert_shows(self, shown, bureau):
        """The same standings, on a log that continues the head that was printed."""
        standings, head = shown
        self.assertEqual(standings, self.shown(bureau)[0])
        done = bureau.ctl("audit", "verify", "--known", head)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def put_back(self, bureau, kept):
        """The client's side of that moment: business time, and codes that were not used yet."""
        shutil.copy(kept / "clock", bureau.home / "clock")
        for name, place in (("notices", bureau.home / "notices"), ("out", self.out)):
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(kept / name, place)

    def finish(self, bureau):
        done = bureau.year(SCENARIO, self.out, timeout=SECONDS)
        self.assertEqual(0, done.returncode, done.stderr)
        for name, made in files(self.out).items():
            self.assertEqual(self.expected[name], made, name)
        self.verified(bureau)

    def start(self, bureau):
        for service in SERVICES:
            bureau.start(service)


class SqliteTest(Case):
    def backup(self, bureau):
        return pathlib.Path(self.command(BACKUP, "sqlite", bureau.home, self.backups).strip())

    def restore(self, bureau, *backups):
        """`backups` by database, or one for all."""
        bureau.stop()
        for path in bureau.home.glob("*.db*"):
            path.unlink()
        for backup in backups:
            self.command(RESTORE, "sqlite", backup, bureau.home)

    @staticmethod
    def read(folder):
        def query(database, sql):
            path = f"file:{folder}/{database}.db?mode=ro"
            with contextlib.closing(sqlite3.connect(path, uri=True, timeout=20)) as connection:
                return connection.execute(sql).fetchall()
        return query

    def part(self, backup, databases):
        """What a backup of these databases alone would be."""
        folder = self.folder()
        for name in databases:
            shutil.copy(backup / f"{name}.db", folder)
        with open(folder / "manifest", "w") as manifest:
            subprocess.run(["sha256sum", "--", *(f"{n}.db" for n in databases)], cwd=folder,
                           stdout=manifest, check=True)
        return folder

    def test_a_year_goes_on_from_a_backup_and_who_is_set_back_alone_is_found_out(self):
        self.backups = self.folder()
        bureau = self.enterContext(Bureau())
        live = self.read(bureau.home)
        self.begin(bureau, live)
        self.reach("scoring", "entry", 6)
        before = chains(live)
        busy = self.backup(bureau)
        copied = chains(self.read(busy))
        self.assertLessEqual(before, copied, "what was confirmed before the backup is not in it")
        self.assertLessEqual(copied, chains(live), "the backup holds what never was")
        self.reach("hearing", "round_phase", 3)
        shown, kept = self.stop_the_year(bureau)
        quiet = self.backup(bureau)
        self.finish(bureau)
        self.wait_for("every head signed by all", lambda: self.signed(bureau))
        late = self.backup(bureau)
        safe = self.folder() / "keys"
        bureau.stop()
        shutil.move(bureau.home / "keys", safe)

        self.restore(bureau, busy)
        self.put_back(bureau, kept)
        shutil.copytree(safe, bureau.home / "keys")
        self.start(bureau)
        self.verified(bureau)  # services that wrote while they were copied agree with each other

        for service, witness in WITNESSES.items():
            with self.subTest(set_back=service):
                others = set(DATABASES) - set(OWNED[service])
                self.restore(bureau, self.part(quiet, OWNED[service]), self.part(late, others))
                self.start(bureau)
                done = bureau.ctl("audit", "verify")
                self.assertEqual(1, done.returncode, done.stdout + done.stderr)
                self.assertIn("CHANGED", done.stdout)
                log = bureau.home / f"{witness}.log"
                self.wait_for(f"{witness}'s word of it", lambda: "HEAD_NOT_FOLLOWING" in log.read_text())
                log.unlink()

        self.restore(bureau, quiet)
        shutil.rmtree(bureau.home / "keys")
        self.start(bureau)
        status = bureau.ctl("--json", "review", "kek", "status")
        self.assertTrue(json.loads(status.stdout)["unreadable"], "keys of its own fit what was sealed")

        self.restore(bureau, quiet)
        shutil.rmtree(bureau.home / "keys")
        shutil.copytree(safe, bureau.home / "keys")
        self.assertEqual(chains(self.read(quiet)), chains(live))
        self.put_back(bureau, kept)
        self.start(bureau)
        self.assert_shows(shown, bureau)
        self.finish(bureau)

    def test_what_is_no_backup_is_not_restored_and_nothing_is_overwritten(self):
        self.backups = self.folder()
        bureau = self.enterContext(Bureau())
        bureau.start_all(SCENARIO)
        backup = self.backup(bureau)
        bureau.stop()
        refused = run(RESTORE, "sqlite", backup, bureau.home)
        self.assertEqual(1, refused.returncode)
        self.assertIn("is there; stop the service and move it aside", refused.stderr)
        target = self.folder()
        with open(backup / "roster.db", "r+b") as file:
            file.seek(100)
            file.write(b"x")
        refused = run(RESTORE, "sqlite", backup, target)
        self.assertEqual(1, refused.returncode)
        self.assertIn("is not as it was made", refused.stderr)
        self.assertEqual([], list(target.iterdir()))
        (backup / "manifest").unlink()
        refused = run(RESTORE, "sqlite", backup, target)
        self.assertIn("is no backup", refused.stderr)
        with open(bureau.home / "hearing.db", "r+b") as file:
            file.seek(8192)
            file.write(b"x" * 4096)
        refused = run(BACKUP, "sqlite", bureau.home, self.folder())
        self.assertNotEqual(0, refused.returncode)
        self.assertEqual("", refused.stdout)


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
        with contextlib.suppress(OSError):
            while True:
                client = self.listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self.server))
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


class BinlogTest(MariaDbCase):
    """The copy of the binary log, without a bureau: what it is good for must be known before it is needed."""

    def setUp(self):
        self.server = self.enterContext(MariaDb(OPTIONS))
        self.server.create()
        self.server.admin(GRANTS)
        self.server.admin("CREATE TABLE moment (n INT PRIMARY KEY)", "scoring")
        self.archive, self.seconds = self.folder(), "8"

    def note(self, number):
        self.server.admin(f"INSERT INTO moment VALUES ({number})", "scoring")

    def whole(self):
        """The moment to which the copy says it is whole."""
        note = self.archive / "whole"
        return " ".join(note.read_text().split()[:2]) if note.exists() else ""

    def wait_whole(self):
        now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        self.wait_for("a whole copy", lambda: self.whole() > now)

    def test_a_copy_whose_server_falls_silent_ends_and_says_so(self):
        relay = self.enterContext(Relay(self.server.port))
        options = self.options(relay, "probity_backup", "c0ffee")
        copier = self.copier(options, self.archive, self.seconds)
        self.note(1)
        self.wait_whole()
        second = run(BACKUP, "binlogs", options, self.archive, self.seconds)
        self.assertEqual(1, second.returncode)
        self.assertIn("copies into", second.stderr)
        self.command(BACKUP, "current", self.archive, 30)

        relay.cut()  # the server is there, but this connection is dead and nobody says so
        self.note(2)
        _, said = copier.communicate(timeout=SECONDS)
        self.assertEqual(75, copier.returncode, said)
        self.assertIn("nothing was copied for 8 seconds", said)

        copier = self.copier(options, self.archive, self.seconds)
        self.wait_whole()
        relay.fall_silent()  # and now the server itself is gone
        _, said = copier.communicate(timeout=SECONDS)
        self.assertEqual(75, copier.returncode, said)
        self.assertIn("the server has been silent for 8 seconds", said)
        self.wait_for("an old copy", lambda: run(BACKUP, "current", self.archive, 1).returncode == 1)
        self.assertIn(f"was last whole at {self.whole()}", run(BACKUP, "current", self.archive, 1).stderr)

    def test_a_killed_copier_leaves_none_behind(self):
        options = self.options(self.server, "probity_backup", "c0ffee")
        copier = self.copier(options, self.archive)
        self.wait_whole()
        copier.kill()
        copier.wait()
        self.wait_for("the end of what it started", lambda: run(
            "flock", "--nonblock", self.archive / "lock", "true").returncode == 0)
        self.note(1)
        self.copier(options, self.archive)
        self.wait_whole()

    def test_a_moment_the_copy_does_not_reach_is_refused(self):
        options = self.options(self.server, "probity_backup", "c0ffee")
        backup = pathlib.Path(self.command(BACKUP, "mariadb", options, self.folder(), *DATABASES).strip())
        copier = self.copier(options, self.archive)
        self.note(1)
        self.wait_whole()
        quiet, moment = self.folder() / "quiet", self.whole()
        shutil.copytree(self.archive, quiet)
        self.note(2)
        self.wait_for("a whole copy", lambda: self.copied(self.server, self.archive))
        copier.kill()
        copier.wait()
        name, size = self.server.admin("SHOW BINARY LOGS")[-1][:2]
        self.server.stop()
        (self.archive / "whole").unlink()
        with open(self.archive / name, "ab") as file:
            file.truncate(int(size) - 10)  # within an event: copying was cut off
        server, admin = self.empty_server()
        for until, said in (
                (("--until", "2099-01-01 00:00:00"), r"ends at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d; nobody knows"),
                (("--until-position", f"{name}:{size}"), rf"ends at {name}:\d+$"),
                (("--until", "tomorrow"), "restore.sh mariadb")):
            with self.subTest(until=until):
                refused = run(RESTORE, "mariadb", admin, backup, self.archive, *until)
                self.assertNotEqual(0, refused.returncode)
                self.assertRegex(refused.stderr, f"(?m){said}")
        self.assertEqual([], server.admin("SHOW TABLES", "scoring"), "nothing was put back")
        again = run(RESTORE, "mariadb", admin, backup, self.archive, "--until", "2099-01-01 00:00:00",
                    "--or-end")
        self.assertEqual(0, again.returncode, again.stderr)
        self.assertIn("all of it is done again", again.stderr)
        self.assertEqual([["1"]], server.admin("SELECT n FROM moment", "scoring"), "nothing is half there")

        # Nothing was written until this moment, and the copier noted that it was there to see it.
        server, admin = self.empty_server()
        self.command(RESTORE, "mariadb", admin, backup, quiet, "--until", moment)
        self.assertEqual([["1"]], server.admin("SELECT n FROM moment", "scoring"))
        (quiet / "whole").unlink()
        refused = run(RESTORE, "mariadb", admin, backup, quiet, "--until", moment)
        self.assertEqual(1, refused.returncode)
        self.assertIn("nobody knows what came between", refused.stderr)


class MariaDbTest(MariaDbCase):
    def test_what_cannot_come_to_the_moment_asked_for_is_refused_before_anything_is_put_back(self):
        archive, backup = self.folder(), self.folder() / "2026-11-22T010000Z"
        backup.mkdir()
        (backup / "databases.sql").write_text(
            "-- CHANGE MASTER TO MASTER_LOG_FILE='m.000002', MASTER_LOG_POS=400;\n")
        (backup / "names").write_text("probity_scoring\n")
        with open(backup / "manifest", "w") as manifest:
            subprocess.run(["sha256sum", "--", "databases.sql", "names"], cwd=backup, stdout=manifest,
                           check=True)
        for number in (1, 2, 3, 5):
            (archive / f"m.{number:06}").touch()
        for until, said in ((("--until", "2026-11-22 00:59:59"), "was made at 2026-11-22 01:00:00, after"),
                            (("--until", "2026-11-22 02:00:00"), "lacks what comes before"),
                            (("--until-position", "m.000002:399"), "was made at m.000002:400, after"),
                            (("--until-position", "m.000001:4"), "was made in m.000002, after m.000001"),
                            (("--until-position", "m.000004:4"), "lacks m.000004")):
            with self.subTest(until=until):
                refused = run(RESTORE, "mariadb", "/nonexistent", backup, archive, *until)
                self.assertEqual(1, refused.returncode)
                self.assertIn(said, refused.stderr)

    def test_a_year_goes_on_from_a_second_between_two_events(self):
        server = self.enterContext(MariaDb(OPTIONS))
        server.prepare()
        server.admin(GRANTS)
        options, archive = self.options(server, "probity_backup", "c0ffee"), self.folder()
        copier = self.copier(options, archive)
        bureau = self.enterContext(Bureau(databases=server.urls()))

        def live(database, sql):
            return server.admin(sql, database)
        self.begin(bureau, live)
        self.reach("scoring", "entry", 6)
        before = chains(live)
        copier.kill()
        copier.wait()
        self.copier(options, archive)  # goes on where it was
        server.admin("FLUSH BINARY LOGS")
        backup = pathlib.Path(self.command(BACKUP, "mariadb", options, self.folder(), *DATABASES).strip())
        self.reach("hearing", "round_phase", 3)
        shown, kept = self.stop_the_year(bureau)
        bureau.stop()
        wanted = chains(live)
        self.assertLess(before, wanted)
        until = int(time.time()) + 1  # nothing is written in what is left of this second
        self.wait_for("the next second", lambda: time.time() >= until)
        self.start(bureau)
        self.finish(bureau)
        bureau.stop()
        last = chains(live)
        self.assertLess(wanted, last)
        self.wait_for("a whole copy of the binary log", lambda: self.copied(server, archive))
        end = ":".join(server.admin("SHOW BINARY LOGS")[-1][:2])
        server.crash()
        shutil.rmtree(server.data)

        whole = self.restored(backup, archive, "--until-position", end)
        self.assertEqual(last, chains(lambda database, sql: whole.admin(sql, database)))
        whole.stop()
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(until))
        again = self.restored(backup, archive, "--until", moment)
        self.assertEqual(wanted, chains(lambda database, sql: again.admin(sql, database)))
        self.put_back(bureau, kept)
        bureau.databases = again.urls()
        self.start(bureau)
        self.assert_shows(shown, bureau)
        self.finish(bureau)
        refused = run(RESTORE, "mariadb", self.options(again, "admin", "c0ffee"), backup)
        self.assertEqual(1, refused.returncode)
        self.assertIn("has tables; restore into an empty server", refused.stderr)


class RelayedBureau(Bureau):
    """Review reaches scoring through a relay."""
    relay = None

    def flags(self, name):
        flags = super().flags(name)
        if name == "review":
            self.relay = self.relay or Relay().__enter__()
            self.relay.server = int(self.address["scoring"].rsplit(":", 1)[1])
            flags[-1] = f"127.0.0.1:{self.relay.port}"
        return flags

    def __exit__(self, *exception):
        super().__exit__(*exception)
        if self.relay:
            self.relay.__exit__()


class ThreeServersTest(MariaDbCase):
    """As a bureau should run: each service has a database server of its own, with its own binary log."""

    def own(self, server, service):
        """Only this service's databases on the server."""
        server.create()
        for name in set(DATABASES) - set(OWNED[service]):
            server.admin(f"DROP DATABASE probity_{name}; DROP USER probity_{name}@'%', probity_{name}_ddl@'%'")

    def grant(self, server, service):
        for name in OWNED[service]:
            server.script(f"grants-{name}.sql", name)

    def prepared(self, service):
        server = self.enterContext(MariaDb(OPTIONS))
        self.own(server, service)
        done = server.migrate(service)
        self.assertEqual(0, done.returncode, done.stderr)
        self.grant(server, service)
        server.admin(GRANTS)
        return server

    def restored_at(self, service, *restore):
        server = self.enterContext(MariaDb())
        self.own(server, service)
        server.admin("CREATE USER admin@'%' IDENTIFIED BY 'c0ffee'; GRANT ALL ON *.* TO admin@'%';")
        self.command(RESTORE, "mariadb", self.options(server, "admin", "c0ffee"), *restore)
        self.grant(server, service)
        return server

    @staticmethod
    def urls(servers):
        return {name: servers[service].url(name) for service in SERVICES for name in OWNED[service]}

    @staticmethod
    def under_way(query):
        """Verdicts scoring has, and those of which review does not know that it has them."""
        return (int(query("scoring", "SELECT COUNT(*) FROM sheet WHERE verdict IS NOT NULL")[0][0]),
                int(query("hearing", "SELECT COUNT(*) FROM verdict_outbox")[0][0]))

    def lose_acknowledgments(self, relay):
        """From within a vote on, so that its verdicts reach scoring but no answer reaches review."""
        voting = ("round_phase a WHERE phase = 8 AND NOT EXISTS (SELECT * FROM round_phase b "
                  "WHERE b.round_id = a.round_id AND b.phase > 8)")
        while True:
            self.reach("hearing", voting, 1)
            self.running.send_signal(signal.SIGSTOP)
            relay.lose_answers()
            found = self.query("hearing", f"SELECT COUNT(*) FROM {voting}") != [["0"]]
            if not found:
                relay.heal()  # it was over meanwhile: the next one
            self.running.send_signal(signal.SIGCONT)
            if found:
                return

    def test_all_go_back_to_a_second_in_which_messages_were_under_way(self):
        servers = {service: self.prepared(service) for service in SERVICES}

        def live(database, sql):
            return servers[OWNER[database]].admin(sql, database)
        options = {one: self.options(servers[one], "probity_backup", "c0ffee") for one in SERVICES}
        archives = {one: self.folder() for one in SERVICES}
        for one in SERVICES:
            self.copier(options[one], archives[one])
        bureau = self.enterContext(RelayedBureau(databases=self.urls(servers)))
        self.begin(bureau, live)
        self.reach("hearing", "round", 1)
        backups = {one: self.command(BACKUP, "mariadb", options[one], self.folder(), *OWNED[one]).strip()
                   for one in SERVICES}

        self.lose_acknowledgments(bureau.relay)
        self.wait_for("a verdict taken and not acknowledged", lambda: min(self.under_way(live)) > 0)
        self.running.send_signal(signal.SIGTERM)
        self.running.communicate()
        kept, before = self.keep(bureau), chains(live)
        until = int(time.time()) + 1
        self.wait_for("the next second", lambda: time.time() >= until)
        after = chains(live)
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(until))
        bureau.relay.heal()
        self.finish(bureau)
        bureau.stop()
        self.assertLess(after, chains(live))
        for one in SERVICES:
            self.wait_for("a whole copy of the binary log", lambda: self.copied(servers[one], archives[one]))
            servers[one].crash()
            shutil.rmtree(servers[one].data)

        again = {one: self.restored_at(one, backups[one], archives[one], "--until", moment) for one in SERVICES}

        def restored(database, sql):
            return again[OWNER[database]].admin(sql, database)
        wanted = chains(restored)
        self.assertLessEqual(before, wanted, "what was there before that second is there again")
        self.assertLessEqual(wanted, after, "what came later is not")
        self.assertGreater(min(self.under_way(restored)), 0)
        self.put_back(bureau, kept)
        bureau.databases = self.urls(again)
        bureau.address.clear()  # others may have taken the ports meanwhile
        self.start(bureau)
        self.wait_for("what was under way to arrive", lambda: self.under_way(restored)[1] == 0)
        self.wait_for("every head signed by all", lambda: self.signed(bureau))
        self.assertLess(wanted, chains(restored), "nothing of it is lost")
        self.finish(bureau)  # and nothing is counted twice: the files are those of the undisturbed year


if __name__ == "__main__":
    unittest.main(verbosity=2)
