"""What a service looks at before it writes to a server, on a real MariaDB with the accounts of deploy/sql:
nothing is served on one that is unsafe, and what turns unsafe later is not ready until it is put right."""
import json
import pathlib
import sys
import tempfile
import time
import unittest

from bureau import BIN, SERVICES, Bureau, run
from mariadb import MariaDb

TURN_SECONDS = 60


class CheckTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(MariaDb())
        cls.server.prepare()

    def changed(self, sql, back):
        self.server.admin(sql)
        self.addCleanup(self.server.admin, back)

    def check(self, service):
        return run(BIN / f"probity-{service}", "--check-database", *self.server.database_flags(service),
                   timeout=60)

    def refused(self, service, database, *said):
        """Neither started nor found fit, for these reasons and with these remedies."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        keys = {"settlement": [], "scoring": ["--keys-dir", f"{folder}/keys"],
                "review": ["--keys-dir", f"{folder}/keys", "--notices-dir", f"{folder}/notices"]}
        started = run(BIN / f"probity-{service}", "--listen", "127.0.0.1:0", "--admin-listen",
                      "127.0.0.1:0", "--audit-key", f"{folder}/audit.key", *keys[service],
                      *self.server.database_flags(service), timeout=60)
        checked = self.check(service)
        for done in (started, checked):
            self.assertEqual(69, done.returncode, done.stdout + done.stderr)
            for text in said:
                self.assertIn(text, done.stderr)
        self.assertIn(f"database probity_{database} on 127.0.0.1:", started.stderr)
        return checked.stdout

    def test_the_databases_of_deploy_sql_are_as_they_must_be(self):
        for service in SERVICES:
            with self.subTest(service=service):
                done = self.check(service)
                self.assertEqual(0, done.returncode, done.stdout + done.stderr)
                self.assertRegex(done.stdout, r"innodb_flush_log_at_trx_commit +1  ok\n")
                self.assertRegex(done.stdout, r"missing grants +none  ok\n")
                self.assertRegex(done.stdout, r"needless grants +none  ok\n")
                self.assertNotRegex(done.stdout, "wanted")
                self.assertEqual(done.stdout.count("= mysql://"), 2 if service == "review" else 1)

    def test_every_setting_that_is_wrong_is_named_with_its_value_and_remedy(self):
        self.changed("SET GLOBAL innodb_flush_log_at_trx_commit = 2; SET GLOBAL sql_mode = '';"
                     "SET GLOBAL innodb_strict_mode = OFF",
                     "SET GLOBAL innodb_flush_log_at_trx_commit = 1; SET GLOBAL sql_mode = DEFAULT;"
                     "SET GLOBAL innodb_strict_mode = ON")
        table = self.refused("settlement", "settlement", "innodb_flush_log_at_trx_commit must be 1 and is 2: set it in the server's "
                             "configuration", "sql_mode must be strict", "and is empty",
                             "innodb_strict_mode must be ON and is OFF")
        self.assertRegex(table, "innodb_flush_log_at_trx_commit +2  .wanted 应为 1.  refused 拒绝\n"
                                ".*在服务器配置文件中改正")
        migrated = self.server.migrate("settlement")
        self.assertEqual(69, migrated.returncode)
        self.assertIn("innodb_flush_log_at_trx_commit must be 1", migrated.stderr)

    def test_a_replica_is_no_place_to_write(self):
        self.changed("SET GLOBAL read_only = ON", "SET GLOBAL read_only = OFF")
        table = self.refused("settlement", "settlement", "read_only must be OFF and is ON: name the writable primary")
        self.assertIn("read-only 只读", table)

    def test_an_account_without_its_grants_is_refused_by_table(self):
        for name, table in (("scoring", "audit"), ("settlement", "transfer"), ("hearing", "round_phase"),
                            ("roster", "member")):
            service = name if name in SERVICES else "review"
            with self.subTest(database=name):
                self.server.admin(f"REVOKE INSERT ON {table} FROM probity_{name}@'%'", name)
                self.addCleanup(self.server.script, f"grants-{name}.sql", name)
                self.refused(service, name, f"and is INSERT ON {table}: run deploy/sql/grants-*.sql "
                                            "after 'migrate'")
                self.server.script(f"grants-{name}.sql", name)

    def test_rights_beyond_deploy_sql_are_warned_of_on_this_machine(self):
        for grant, told in (("UPDATE, DELETE ON probity_settlement.transfer",
                             "DELETE+UPDATE ON probity_settlement.transfer"),
                            ("ALL ON *.*", "ALL PRIVILEGES ON *.*"),
                            ("SELECT ON probity_hearing.*", "SELECT ON probity_hearing.*")):
            with self.subTest(grant=grant):
                self.changed(f"GRANT {grant} TO probity_settlement@'%'",
                             f"REVOKE {grant} FROM probity_settlement@'%'")
                done = self.check("settlement")
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertRegex(done.stdout, "(?m)^ *needless grants +.*warning 警告\n.*REVOKE")
                self.assertIn(told, done.stdout)
        bureau = self.bureau()
        bureau.start("scoring")
        bureau.start("settlement")
        warned = [e for e in self.events(bureau, "settlement") if e["event"] == "sql"]
        self.assertEqual(["WARNING"], [e["level"].upper() for e in warned], warned)
        self.assertIn("ALL PRIVILEGES ON *.*", warned[0]["text"])

    def bureau(self):
        bureau = self.enterContext(Bureau(databases=self.server.urls()))
        bureau.clock.write_text("2026-01-05T09:00:00+08:00\n")
        return bureau

    def events(self, bureau, name):
        return [json.loads(line) for line in (bureau.home / f"{name}.log").read_text().splitlines()]

    def wait_for(self, bureau, name, event, count):
        """The last of `count` such events, once it is there."""
        deadline = time.monotonic() + TURN_SECONDS
        while True:
            found = [e for e in self.events(bureau, name) if e["event"] == event]
            if len(found) >= count:
                return found[-1]
            self.assertLess(time.monotonic(), deadline, f"{name} is not {event} for the {count}. time")
            time.sleep(0.05)

    def test_a_server_that_turns_unsafe_or_comes_back_read_only_is_not_ready_until_it_is_put_right(self):
        bureau = self.bureau()
        bureau.start("scoring")
        turns = (
            (lambda: self.server.admin("SET GLOBAL innodb_flush_log_at_trx_commit = 0"),
             "innodb_flush_log_at_trx_commit must be 1 and is 0",
             lambda: self.server.admin("SET GLOBAL innodb_flush_log_at_trx_commit = 1")),
            (lambda: self.server.admin("REVOKE INSERT ON entry FROM probity_scoring@'%'", "scoring"),
             "INSERT ON entry",
             lambda: self.server.script("grants-scoring.sql", "scoring")),
            (lambda: self.restart("--read-only"), "read_only must be OFF and is ON", self.restart),
        )
        for count, (spoil, told, repair) in enumerate(turns, 1):
            spoil()
            said = self.wait_for(bureau, "scoring", "not_ready", count)["text"]
            if "cannot be reached" not in said:  # while it restarts
                self.assertIn(told, said)
            repair()
            self.wait_for(bureau, "scoring", "ready", count + 1)

    def restart(self, *options):
        """A failover, as the service sees it: the same address, another server."""
        self.server.stop()
        self.server.options = list(options)
        self.server.start()


class FileTest(unittest.TestCase):
    def check(self, path):
        return run(BIN / "probity-settlement", "--check-database", "--database", f"sqlite:{path}")

    def test_a_file_is_looked_at_and_left_as_it_is(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "settlement.db"
            absent = self.check(path)
            self.assertEqual(0, absent.returncode, absent.stderr)
            self.assertIn("made at the first start", absent.stdout)
            self.assertEqual([], list(pathlib.Path(folder).iterdir()))
            made = run(BIN / "probity-settlement", "migrate", "--database", f"sqlite:{path}")
            self.assertEqual(0, made.returncode, made.stderr)
            whole = self.check(path)
            self.assertEqual(0, whole.returncode, whole.stderr)
            for setting in (r"journal_mode +wal", r"synchronous +2", r"quick_check +ok"):
                self.assertRegex(whole.stdout, setting + "  ok\n")
            content = bytearray(path.read_bytes())
            content[4096 * 3:4096 * 4] = b"\xff" * 4096
            path.write_bytes(content)
            damaged = self.check(path)
            self.assertEqual(69, damaged.returncode, damaged.stdout)
            self.assertRegex(damaged.stderr, "restore (the database from )?a backup")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
