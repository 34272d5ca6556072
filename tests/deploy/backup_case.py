"""What tests of deploy/backup.sh and deploy/restore.sh share: a year that is stopped, put back and finished."""
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from bureau import ROOT, SERVICES, files, oracle, run

SCENARIO = ROOT / "tests/golden/small-year"
BACKUP, RESTORE = ROOT / "deploy/backup.sh", ROOT / "deploy/restore.sh"
CHAINS = (("scoring", "entry", "recorded_seq"), ("scoring", "audit", "seq"),
          ("settlement", "audit", "seq"), ("hearing", "audit", "seq"))
OWNED = {"scoring": ("scoring",), "review": ("roster", "hearing"), "settlement": ("settlement",)}
SECONDS = 300


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
