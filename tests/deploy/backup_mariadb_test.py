"""A bureau on MariaDB goes back to a second of its year: all on one server, and each service on its own."""
import pathlib
import shutil
import signal
import time
import unittest

from backup_case import BACKUP, OWNED, RESTORE, chains
from backup_servers import GRANTS, OPTIONS, MariaDbCase, Relay
from bureau import SERVICES, Bureau, run
from mariadb import DATABASES, MariaDb

OWNER = {name: service for service, names in OWNED.items() for name in names}


class MariaDbTest(MariaDbCase):
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
