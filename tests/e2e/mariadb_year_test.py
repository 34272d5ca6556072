"""The whole path on MariaDB, with the databases, accounts and grants of deploy/sql: years come to
the same files as on SQLite, ledgers cannot be changed, a crashed server loses nothing, a dump
brings everything back."""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from bureau import BIN, ROOT, SERVICES, Bureau, files, oracle, run
from mariadb import DATABASES, MariaDb, program

SCENARIOS = ROOT / "tests/golden"
APPEND_ONLY = {
    "scoring": ("entry", "consequence", "case_transition", "audit", "verdict_round", "policy",
                "institution", "case_officer", "person", "person_registration", "person_step",
                "agreement", "agreement_event", "insured_person", "insured_event", "year_lock",
                "document", "document_rendering", "case_record", "measure_event"),
    "settlement": ("budget", "actual", "policy_file", "run_policy", "unit_input", "unit_result",
                   "run_total", "transfer", "audit"),
    "hearing": ("audit", "roster_leaf", "round_phase", "audit_node", "signed_head",
                "head_signature", "minutes"),
}
BOOKKEEPING = {"schema_migration", "schema_lease"}  # of `migrate`; services read them at most
# What time alone still brings: points of a year that is over, clocks whose last day is over, pages of
# documents, and word of the locked run.
DUE = ("SELECT COUNT(*) FROM balance WHERE points > 0 AND expired_seq = 0 AND year < {year}",
       "SELECT COUNT(*) FROM clock WHERE state = 1 AND last_date < '{today}'",
       "SELECT COUNT(*) FROM document WHERE document_id NOT IN "
       "(SELECT document_id FROM document_rendering)",
       "SELECT COUNT(*) = 0 FROM year_lock")
DUE_SECONDS = 180
CHAINS = (("scoring", "entry", "recorded_seq"), ("scoring", "audit", "seq"),
          ("settlement", "audit", "seq"), ("hearing", "audit", "seq"))
RUN_SECONDS = 300


def setUpModule():
    ServerTest.server = unittest.enterModuleContext(MariaDb())


class ServerTest(unittest.TestCase):
    """One server for all tests; each makes its databases anew."""
    maxDiff = 2000

    def bureau(self, scenario):
        """A started bureau, a folder for what it writes, and the files it should come to."""
        self.server.prepare()
        bureau = self.enterContext(Bureau(databases=self.server.urls()))
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        oracle(scenario, folder / "expected")
        bureau.start_all(scenario)
        return bureau, folder, files(folder / "expected")

    def assert_year(self, bureau, scenario, out, expected):
        done = bureau.year(scenario, out, timeout=RUN_SECONDS)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assert_files(expected, out)

    def assert_files(self, expected, out):
        for name, made in files(out).items():
            self.assertEqual(expected[name], made, f"{name} differs from the second computation")

    def ledger(self, bureau):
        verified = bureau.ctl("--json", "ledger", "verify")
        self.assertEqual(0, verified.returncode, verified.stderr)
        return verified.stdout


class YearTest(ServerTest):
    def comes_to_the_oracle(self, name):
        bureau, folder, expected = self.bureau(SCENARIOS / name)
        self.assert_year(bureau, SCENARIOS / name, folder / "out", expected)
        self.ledger(bureau)

    def test_the_golden_year(self):
        self.comes_to_the_oracle("year-2026")

    def test_bands_crossed_twice_midyear_designations_and_odd_budgets(self):
        self.comes_to_the_oracle("boundaries")

    def test_a_divided_committee_absences_remands_and_two_thirds(self):
        self.comes_to_the_oracle("divided-committee")

    def test_a_quiet_year_without_objections(self):
        self.comes_to_the_oracle("quiet-year")

    def test_a_small_year(self):
        self.comes_to_the_oracle("small-year")


class CrashTest(ServerTest):
    # Where the server dies: while cases are opened, points entered, a committee draws and votes, its
    # verdicts arrive; each as the least number of rows that shows it has begun. It is away for so many
    # seconds: none, or more than five reruns of a transaction and a member's patience take.
    MOMENTS = (("probity_scoring.case_file", 4, 0), ("probity_scoring.entry", 6, 7),
               ("probity_hearing.round_phase", 3, 0), ("probity_hearing.round_phase", 8, 7),
               ("probity_scoring.verdict_round", 1, 0))

    def setUp(self):
        self.server.admin("CREATE DATABASE IF NOT EXISTS probe;"
                          "CREATE TABLE IF NOT EXISTS probe.flush (n INT) ENGINE=InnoDB;")

    def confirmed(self):
        """The hashes of every chain that are on the disk by now: a later commit has been flushed."""
        rows = {(database, table, *row) for database, table, key in CHAINS for row in
                self.server.admin(f"SELECT {key}, HEX(hash) FROM {table}", database)}
        self.server.admin("INSERT INTO probe.flush VALUES (1)")
        return rows

    def wait_for(self, table, rows, year):
        deadline = time.monotonic() + RUN_SECONDS
        while int(self.server.admin(f"SELECT COUNT(*) FROM {table}")[0][0]) < rows:
            if year.poll() is not None:
                self.fail(f"the year ended before {table} had {rows} rows:\n{year.stderr.read()}")
            self.assertLess(time.monotonic(), deadline, f"{table} never had {rows} rows")
            time.sleep(0.01)

    def test_a_server_that_dies_in_the_middle_of_a_year_loses_nothing(self):
        scenario = SCENARIOS / "small-year"
        bureau, folder, expected = self.bureau(scenario)
        year = subprocess.Popen(bureau.year_command(scenario, folder / "out"), text=True,
                                stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.addCleanup(lambda: (year.kill(), year.communicate()))
        before = set()
        for table, rows, seconds in self.MOMENTS:
            self.wait_for(table, rows, year)
            before = self.confirmed()
            self.server.crash()
            time.sleep(seconds)
            self.server.start()
            self.assertEqual(set(), before - self.confirmed(), "confirmed entries are gone")
        self.assertGreater(len(before), 0)
        _, errors = year.communicate(timeout=RUN_SECONDS)
        self.assertEqual(0, year.returncode, errors)
        self.assert_files(expected, folder / "out")
        log = (bureau.home / "scoring.log").read_text(encoding="utf-8")
        events = [json.loads(line) for line in log.splitlines()]
        self.assertTrue([event for event in events if event["event"] == "sql"
                         and 'class="connection"' in event["text"]],
                        "scoring's log does not say that the server went away")
        self.assertEqual(set(), before - self.confirmed(), "confirmed entries are gone")
        self.ledger(bureau)


class AccountsTest(ServerTest):
    def denied(self, name, sql):
        done = self.server.as_service(name, sql)
        self.assertNotEqual(0, done.returncode, f"probity_{name} may {sql}")
        self.assertRegex(done.stderr, "ERROR (1142|1044|1227)", sql)

    def test_a_service_changes_no_row_of_an_append_only_table(self):
        self.server.prepare()
        for name, tables in APPEND_ONLY.items():
            for table in tables:
                column = self.server.admin(
                    "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                    f"'probity_{name}' AND table_name = '{table}' LIMIT 1")[0][0]
                for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}",
                            f"TRUNCATE {table}", f"DROP TABLE {table}",
                            f"ALTER TABLE {table} ADD COLUMN more INT"):
                    with self.subTest(database=name, sql=sql):
                        self.denied(name, sql)

    def test_a_service_changes_no_record_of_migrations(self):
        self.server.prepare()
        for name in DATABASES:
            self.denied(name, "UPDATE schema_migration SET applied = 0")
            self.denied(name, "DELETE FROM schema_migration")

    def test_no_account_reads_another_database(self):
        self.server.prepare()
        for name in DATABASES:
            for other in set(DATABASES) - {name}:
                with self.subTest(account=name, database=other):
                    self.denied(name, f"SELECT * FROM probity_{other}.idempotency")

    def test_people_and_hearings_never_meet_in_one_account(self):
        """Neither half of review sees a table of the other, not even that it is there."""
        self.server.prepare()
        for name, other in (("roster", "hearing"), ("hearing", "roster")):
            tables = [row[0] for row in self.server.admin(
                f"SELECT table_name FROM information_schema.tables WHERE table_schema = "
                f"'probity_{other}'")]
            self.assertGreater(len(tables), 5)
            for table in tables:
                for sql in (f"SELECT 1 FROM probity_{other}.{table}",
                            f"INSERT INTO probity_{other}.{table} SELECT * FROM probity_{other}.{table}",
                            f"DELETE FROM probity_{other}.{table}"):
                    with self.subTest(account=name, sql=sql):
                        self.denied(name, sql)
            seen = self.server.as_service(
                name, "SELECT COUNT(*) FROM information_schema.tables "
                      f"WHERE table_schema = 'probity_{other}'")
            self.assertEqual("0", seen.stdout.split()[-1])

    def test_every_table_is_in_the_grants_of_its_service(self):
        self.server.prepare()
        for name in DATABASES:
            tables = {row[0] for row in self.server.admin(
                f"SELECT table_name FROM information_schema.tables WHERE table_schema = "
                f"'probity_{name}'")}
            granted = {row[0] for row in self.server.admin(
                "SELECT table_name FROM information_schema.table_privileges WHERE grantee = "
                f"'\\'probity_{name}\\'@\\'%\\''")}
            self.assertEqual(tables - BOOKKEEPING, granted, f"deploy/sql/grants-{name}.sql")

    def test_password_files_are_their_owners_alone(self):
        self.server.prepare()
        for name in DATABASES:
            for user in (name, f"{name}_ddl"):
                mode = (self.server.passwords / user).stat().st_mode & 0o777
                self.assertEqual(0o600, mode, user)


class MigrateTest(ServerTest):
    def start(self, service):
        return run(BIN / f"probity-{service}", "--listen", "127.0.0.1:0", "--admin-listen",
                   "127.0.0.1:0", *self.keys(service), *self.server.database_flags(service),
                   timeout=60)

    def keys(self, service):
        if service == "settlement":
            return []
        folder = self.enterContext(tempfile.TemporaryDirectory())
        if service == "scoring":
            return ["--keys-dir", f"{folder}/keys"]
        return ["--keys-dir", f"{folder}/keys", "--notices-dir", f"{folder}/notices"]

    def test_a_service_before_its_migration_is_refused_and_told_the_command(self):
        self.server.create()
        for service in SERVICES:
            with self.subTest(service=service):
                refused = self.start(service)
                self.assertEqual(69, refused.returncode, refused.stderr)
                self.assertRegex(refused.stderr, f"^probity-{service}: database .*: migration .* is "
                                                 "not applied; run the service's 'migrate' command\n$")

    def test_migrating_again_changes_nothing(self):
        self.server.prepare()
        history = [self.server.admin("SELECT * FROM schema_migration", name) for name in DATABASES]
        for service in SERVICES:
            done = self.server.migrate(service)
            self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(history, [self.server.admin("SELECT * FROM schema_migration", name)
                                   for name in DATABASES])

    def test_a_locked_account_and_a_wrong_password_are_named_as_such(self):
        self.server.prepare()
        for change in ("ACCOUNT LOCK", "IDENTIFIED BY 'another' ACCOUNT UNLOCK"):
            self.server.admin(f"ALTER USER probity_scoring@'%' {change}")
            refused = self.start("scoring")
            self.assertEqual(69, refused.returncode, refused.stderr)
            self.assertIn("as probity_scoring: the database refuses the service's account "
                          "(password, lock, certificate)", refused.stderr, change)

    def test_the_account_of_a_service_cannot_migrate(self):
        self.server.create()
        for service in SERVICES:
            with self.subTest(service=service):
                done = run(BIN / f"probity-{service}", "migrate",
                           *self.server.database_flags(service))
                self.assertEqual(69, done.returncode, done.stderr)
                self.assertIn("a grant is missing", done.stderr)


class BackupTest(ServerTest):
    def dump(self):
        done = run(program("mariadb-dump"), "--no-defaults", f"--socket={self.server.socket}",
                   "--user=root", "--single-transaction", "--hex-blob", "--databases",
                   *(f"probity_{name}" for name in DATABASES))
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def settle(self, bureau):
        """Starts anew who works by itself, so that it looks at once for what is due; waits for it.

        Otherwise the next look, whenever it comes, is a change of its own to the ledger.
        """
        for name in ("scoring", "settlement"):
            bureau.kill(name, signal.SIGTERM)
            bureau.start(name)
        today = (bureau.home / "clock").read_text().split("T")[0].strip()
        due = [one.format(today=today, year=today[:4]) for one in DUE]
        deadline = time.monotonic() + DUE_SECONDS
        while time.monotonic() < deadline:
            left = [self.server.admin(one, "scoring")[0][0] for one in due]
            if set(left) == {"0"}:
                return
            time.sleep(0.05)
        self.fail(f"still due after {DUE_SECONDS} s: points, clocks, documents and lock {left}")

    def test_a_dump_restored_into_empty_databases_is_the_same_bureau(self):
        scenario = SCENARIOS / "small-year"
        bureau, folder, expected = self.bureau(scenario)
        self.assert_year(bureau, scenario, folder / "out", expected)
        self.settle(bureau)
        ledger = self.ledger(bureau)
        dump = self.dump()
        bureau.stop()
        self.server.create()
        self.server.admin(dump)
        self.server.grant()
        for service in SERVICES:
            bureau.start(service)
        self.assertEqual(ledger, self.ledger(bureau))
        self.assert_year(bureau, scenario, folder / "again", expected)
        self.assertEqual(ledger, self.ledger(bureau), "the year was done twice")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
