"""The copy of the binary log, without a bureau: what it is good for must be known before it is needed."""
import os
import pathlib
import shutil
import subprocess
import time
import unittest

from backup_case import BACKUP, RESTORE, SECONDS
from backup_servers import GRANTS, OPTIONS, MariaDbCase, Relay
from bureau import run
from mariadb import DATABASES, MariaDb


class BinlogTest(MariaDbCase):
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
        slow = self.folder() / "2026-01-01T000000Z"  # a dump that waited, long after its folder was made
        shutil.copytree(backup, slow)
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
        refused = run(RESTORE, "mariadb", admin, slow, self.archive, "--until", "2026-01-01 00:00:01")
        self.assertEqual(1, refused.returncode)
        self.assertIn("the backup holds what was done at ", refused.stderr)
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


class LongLogTest(MariaDbCase):
    def test_a_server_with_many_files_is_watched_like_any_other(self):
        archive, programs = self.folder(), self.folder()
        names = [f"m.{number:06}" for number in range(1, 20001)]
        (archive / names[-1]).write_bytes(b"four")
        (programs / "listed").write_text("2026-11-22 01:00:00\n" + "".join(f"{name}\t4\n" for name in names))
        for name, does in (("mariadb", f"cat {programs}/listed"), ("mariadb-binlog", "sleep 600")):
            (programs / name).write_text(f"#!/bin/sh\nexec {does}\n")
            (programs / name).chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        copier = subprocess.Popen([BACKUP, "binlogs", "/nonexistent", archive], text=True,
                                  stderr=subprocess.PIPE, env={**os.environ, "PATH": path})
        self.addCleanup(lambda: (copier.terminate(), copier.wait(), copier.stderr.close()))
        whole = archive / "whole"
        self.wait_for("a note", lambda: whole.exists() or copier.poll() is not None)
        self.assertIsNone(copier.poll(), "the copy ended")
        self.assertEqual("2026-11-22 01:00:00 m.020000 4\n", whole.read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
