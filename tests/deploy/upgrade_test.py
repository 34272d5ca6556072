"""Two releases of scoring side by side on one MariaDB: the schema goes first (expand), old and new
programs serve, the old one goes, and what it used goes last (contract).

The next release is the shipped program with a schema that has one column more in every table. A year
runs through the old one, then through the new one, while callers read from and write to both: no call
of theirs fails, and the year comes to the files it should.
"""
import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from bureau import BIN, ROOT, Bureau, files, oracle, run
from mariadb import MariaDb

SCENARIO = ROOT / "tests/golden/small-year"
NEXT = BIN.parent / "tests/probity-scoring-next"
SECONDS = 300
READ = ("--json", "standing", "list", "--year", "2026")


class Callers:
    """People at work, one for each address: who reads, who writes, as fast as answers come."""

    def __init__(self, *addresses):
        self.failures, self.answers, self.writes, self._stop = [], {}, {}, threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(address,)) for address in addresses]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, address):
        number = 0
        self.answers[address] = self.writes[address] = 0
        while not self._stop.is_set():
            number += 1
            lead = json.dumps({"source": "CASE_SOURCE_SPOT_CHECK", "lead": {
                "institution_id": "M01", "external_id": f"{address}-{number}",
                "act_ref": f"{address}-{number}", "act_end_date": "2025-12-30"}})
            for call in (READ, ("call", "--as", "INSPECTOR", "LeadService/ReportLead", lead)):
                done = run(BIN / "probityctl", "--scoring", address, *call)
                if done.returncode == 0:
                    self.answers[address] += 1
                    self.writes[address] += call is not READ
                else:
                    self.failures.append((address, call, done.stdout + done.stderr))


class UpgradeTest(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.assertTrue(NEXT.exists(), "build the target probity-scoring-next")
        self.server = self.enterContext(MariaDb())
        self.server.prepare()
        self.bureau = self.enterContext(Bureau(databases=self.server.urls()))
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def migrate(self, schema):
        done = run(*self.migrator(), env={**os.environ, "PROBITY_TEST_SCHEMA": schema})
        self.assertEqual(0, done.returncode, done.stderr)
        self.server.grant()
        return done.stderr

    def migrator(self):
        return [NEXT, "migrate", *self.server.database_flags("scoring", "_ddl")]

    def stop_while_it_waits(self, schema):
        """A migration that is told to end before it has changed anything."""
        with subprocess.Popen(list(map(str, self.migrator())), stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "PROBITY_TEST_SCHEMA": schema}) as process:
            said = process.stderr.readline()
            process.terminate()
        self.assertEqual(128 + signal.SIGTERM, process.returncode)
        return said

    def start_next(self):
        """The next release beside the one that runs; the address at which it serves."""
        process = subprocess.Popen(
            [str(a) for a in [NEXT, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                              *self.bureau.flags("scoring")]],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.addCleanup(lambda: (process.terminate(), process.communicate()))
        for line in process.stderr:
            if '"event":"ready"' in line:
                threading.Thread(target=process.stderr.read, daemon=True).start()
                return json.loads(line)["listen"]
        self.fail(f"the next release did not start: {process.wait()}")

    def wait_for(self, what, holds):
        deadline = time.monotonic() + SECONDS
        while not holds():
            self.assertLess(time.monotonic(), deadline, f"never came: {what}")
            time.sleep(0.05)

    def rows(self, database, table):
        return int(self.server.admin(f"SELECT COUNT(*) FROM {table}", database)[0][0])

    def begin_year(self):
        return subprocess.Popen(self.bureau.year_command(SCENARIO, self.folder / "out"), text=True,
                                stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def test_old_and_new_serve_side_by_side_until_what_the_old_one_used_is_gone(self):
        oracle(SCENARIO, self.folder / "expected")
        self.bureau.start_all(SCENARIO)
        old = self.bureau.address["scoring"]
        year = self.begin_year()
        self.addCleanup(year.kill)
        self.wait_for("six entries", lambda: self.rows("scoring", "entry") >= 6)
        with Callers(old) as before:
            self.migrate("expand")
            self.wait_for("calls on the newer schema", lambda: before.answers[old] > 4)
            # A right the newer release has no use for; nor has anybody in this year.
            self.server.admin("REVOKE INSERT ON subject_change FROM probity_scoring@'%'", "scoring")
            log = self.bureau.home / "scoring.log"
            self.wait_for("a warning", lambda: "missing grants INSERT ON subject_change" in log.read_text())
        self.assertEqual([], before.failures, "the newer schema or its rights failed calls of the old program")
        self.assertNotIn("not_ready", log.read_text())
        self.server.grant()
        new = self.start_next()
        with Callers(old, new) as both:
            self.wait_for("a committee", lambda: self.rows("hearing", "round_phase") >= 3)
            year.terminate()
            year.communicate()
            self.bureau.address["scoring"] = new  # whom the year calls; review still calls the old one
            done = self.bureau.year(SCENARIO, self.folder / "out", timeout=SECONDS)
            self.wait_for("calls through both", lambda: min(both.answers.values()) > 10)
        self.assertEqual([], both.failures)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(files(self.folder / "expected"), files(self.folder / "out"))
        self.assertEqual(0, self.bureau.ctl("audit", "verify").returncode)

        with Callers(old, new) as last:
            self.wait_for("writes through both", lambda: min(last.writes[old], last.writes[new]) > 1)
            told = self.stop_while_it_waits("contract")
            self.assertNotEqual([], self.server.admin("SHOW COLUMNS FROM entry LIKE 'added_later'", "scoring"))
            self.assertIn(told.split("text")[-1], self.migrate("contract"))
            written, answered = last.writes[old], last.answers[new]
            self.wait_for("calls on the smaller schema", lambda: last.answers[new] > answered + 4)
        self.assertIn("9002_contract shuts older programs out", told)
        self.assertEqual(written, last.writes[old], "the old program wrote to a schema it does not suit")
        self.assertEqual({old}, {address for address, *_ in last.failures})
        for _, call, said in last.failures:
            self.assertIsNot(READ, call)
            self.assertIn("not fit to be written to", said)
        self.assertIn("9002_contract", log.read_text())
        self.bureau.kill("scoring")
        with self.assertRaisesRegex(AssertionError, "9002_contract, which this program does not know"):
            self.bureau.start("scoring")


class OneFileTest(unittest.TestCase):
    """The same rule where the program and its file are one machine's: back to the release before."""

    def start(self, program, database):
        """Its first line: ready, or why not."""
        process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--database",
             f"sqlite:{database}"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        line = process.stderr.readline()
        process.terminate()
        process.communicate()
        return line

    def test_the_old_program_works_on_a_file_that_only_grew(self):
        with tempfile.TemporaryDirectory() as folder:
            database = f"{folder}/scoring.db"
            self.assertIn('"event":"ready"', self.start(NEXT, database))
            self.assertIn('"event":"ready"', self.start(BIN / "probity-scoring", database))

    def test_a_file_from_before_the_history_named_programs_is_completed(self):
        with tempfile.TemporaryDirectory() as folder:
            database = f"{folder}/scoring.db"
            self.assertIn('"event":"ready"', self.start(BIN / "probity-scoring", database))
            with contextlib.closing(sqlite3.connect(database)) as file:
                file.execute("ALTER TABLE schema_migration DROP COLUMN compatible_from")
                file.commit()
            self.assertIn('"event":"ready"', self.start(BIN / "probity-scoring", database))


if __name__ == "__main__":
    unittest.main(verbosity=2)
