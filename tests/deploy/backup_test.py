"""A bureau that lost its databases goes on from deploy/backup.sh and deploy/restore.sh.

Halfway through a year, while it runs, everything is backed up; the year goes on and ends; then all
databases are destroyed and put back to a moment before. What they show then is what they showed, the
year ends with the same files, and who is put back alone is found out by the others.
"""
import contextlib
import json
import pathlib
import shutil
import sqlite3
import subprocess
import unittest

from backup_case import BACKUP, OWNED, RESTORE, SCENARIO, Case, chains
from bureau import Bureau, run
from mariadb import DATABASES

# Who says in its log that this service's databases were put back alone.
WITNESSES = {"scoring": "review", "review": "review", "settlement": "settlement"}


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


if __name__ == "__main__":
    unittest.main(verbosity=2)
