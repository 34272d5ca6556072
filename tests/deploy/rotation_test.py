"""docs/keys.md, done: in the middle of a year every key a bureau holds is replaced, one officer's is lost,
and the year goes on; a database's password changes without a connection refused."""
import datetime
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

from bureau import BIN, ROOT, SERVICES, Bureau, files, oracle
from mariadb import MariaDb

SCENARIO = ROOT / "tests/golden/small-year"
SECONDS = 180


class Case(unittest.TestCase):
    maxDiff = 2000

    def folder(self):
        return pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="probity-")))

    def wait_for(self, what, holds):
        deadline = time.monotonic() + SECONDS
        while not holds():
            self.assertLess(time.monotonic(), deadline, f"never came: {what}")
            time.sleep(0.05)


def write_key(path, text):
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


class KeysTest(Case):
    def setUp(self):
        self.bureau = self.enterContext(Bureau())
        self.home, self.keys = self.bureau.home, self.bureau.home / "keys"
        self.officers = self.home / "officers"
        self.lines = {person: self.officer(person, group) for person, group in
                      (("officer-a", "EXPERT"), ("officer-b", "INSTITUTION"))}

    def ctl(self, *args, code=0):
        done = self.bureau.ctl(*args, timeout=60)
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def officer(self, person, group, suffix=""):
        """A new key pair; the line for the service."""
        made = self.ctl("review", "officer-key", person, group, "--out", self.home / f"{person}{suffix}.key")
        return re.search(rf"^{person},.*\n", made, re.M).group(0)

    def start(self, *services):
        self.officers.write_text("".join(self.lines.values()))
        for name in services:
            self.bureau.start(name, *(("--officer-keys", self.officers) if name == "review" else ()))

    def hearing(self, sql):
        with sqlite3.connect(f"file:{self.home}/hearing.db?mode=ro", uri=True, timeout=20) as database:
            return database.execute(sql).fetchall()

    def public(self, service):
        return (self.keys / f"audit-{service}.key.pub").read_text().strip()

    def generations(self):
        return {(one.get("kind"), one["generation"], one.get("newest", False))
                for one in json.loads(self.ctl("--json", "review", "kek", "status"))["generations"]}

    def half_a_year(self, out):
        """Until the first committee has decided."""
        year = subprocess.Popen(self.bureau.year_command(SCENARIO, out), text=True,
                                stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.addCleanup(year.kill)
        self.wait_for("an outcome", lambda: year.poll() is not None or self.hearing(
            "SELECT COUNT(*) FROM outcome")[0][0] > 0)
        year.terminate()
        year.wait()

    def rotate(self):
        """As docs/keys.md says, for each key; the services are stopped. The old public halves."""
        before = {name: self.public(name) for name in SERVICES}
        for name in SERVICES:
            shutil.copy(self.keys / f"audit-{name}.key", self.home)
        for kind in ("R", "H"):
            self.ctl("review", "kek", "new", kind, "--dir", self.keys)
        for name in ("k_person", "k_decoy"):
            write_key(self.keys / name, secrets.token_hex(32) + "\n")
        for name in SERVICES:
            write_key(self.keys / f"audit-{name}.key", secrets.token_hex(32) + "\n")
            (self.keys / f"audit-{name}.key.pub").unlink()
        (self.home / "officer-b.key").rename(self.home / "lost.key")
        self.lines["officer-b"] = self.officer("officer-b", "INSTITUTION", "2")
        return before

    def signed(self, *keys):
        done = self.bureau.ctl("--json", "audit", "verify", *keys)
        if done.returncode != 0:
            return False
        review = json.loads(done.stdout)["review"]
        return review["leaves"] == review["witnessed_size"] == review["cosigned_size"]

    def test_a_year_in_which_every_key_is_replaced_comes_to_the_same(self):
        oracle(SCENARIO, self.home / "expected")
        self.bureau.start_all(SCENARIO)
        self.bureau.kill("review", signal.SIGTERM)
        self.start("review")
        out = self.home / "out"
        self.half_a_year(out)
        self.wait_for("every head signed by all", self.signed)
        early = self.hearing("SELECT LOWER(HEX(round_id)), serial FROM outcome ORDER BY 1, 2")[0]
        self.bureau.stop()
        before = self.rotate()
        self.start(*SERVICES)
        done = self.bureau.year(SCENARIO, out, timeout=SECONDS)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(files(self.home / "expected"), files(out))

        # Nobody was told that the keys of heads were replaced: that must not pass.
        log = self.home / "review.log"
        self.wait_for("review's word of it", lambda: "HEAD_OF_ANOTHER_KEY" in log.read_text())
        changes = self.keys / "audit-key-changes"
        changes.write_text("".join(f"{name},{before[name]},{self.public(name)}\n" for name in SERVICES))
        self.bureau.stop()
        self.start(*SERVICES)
        self.wait_for("every head signed by all", lambda: self.signed("--keys", self.keys))
        self.assertIn("CHANGED", self.ctl("audit", "verify", code=1))
        forged = self.folder()
        for name in SERVICES:
            shutil.copy(self.keys / f"audit-{name}.key.pub", forged)
        (forged / "audit-key-changes").write_text(changes.read_text().replace(before["scoring"], "0" * 64))
        self.assertIn("CHANGED", self.ctl("audit", "verify", "--keys", forged, code=1))

        self.retire()
        self.unseal(early)
        for name in SERVICES:
            with self.subTest(old_key=name):
                self.refuse_old_key(name)

    def retire(self):
        """Nothing needs the first generation any more; without it everything goes on."""
        for kind in ("R", "H"):
            self.ctl("review", "kek", "retire", kind, "--generation", "1", "--dir", self.keys)
        self.bureau.stop()
        self.start(*SERVICES)
        self.assertEqual({(kind, 2, True) for kind in ("KEK_KIND_ROSTER", "KEK_KIND_HEARING")},
                         self.generations())
        self.ctl("audit", "verify", "--keys", self.keys)

    def refuse_old_key(self, name):
        """A replica that still has the old audit key is not ready; the services are stopped."""
        command = [BIN / f"probity-{name}", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                   *self.bureau.flags(name), "--audit-key", self.home / f"audit-{name}.key"]
        process = subprocess.Popen([str(one) for one in command], text=True, stderr=subprocess.PIPE)
        with process:
            said = next((line for line in process.stderr if 'ready"' in line), "")
            process.terminate()
            process.stderr.read()
        self.assertIn('"event":"not_ready"', said)
        self.assertIn("was replaced", said)

    def unseal(self, early):
        """What was sealed to a lost key opens with no other; what was sealed since opens with the new."""
        late = self.hearing("SELECT LOWER(HEX(round_id)), serial FROM outcome "
                            f"WHERE LOWER(HEX(round_id)) <> '{early[0]}' ORDER BY 1, 2")[0]
        sealed = {}
        for case in (early, late):
            asked = json.loads(self.ctl("--json", "review", "unseal", "ask", *case, "--order",
                                        "(2026)川05行初1号", "--reason", "COURT_ORDER", "--person",
                                        "officer-a"))["unseal_id"]
            self.ctl("review", "unseal", "approve", asked, "--person", "officer-b")
            sealed[case] = asked
        now = datetime.datetime.fromisoformat(self.bureau.clock.read_text().strip())
        fresh = self.home / "later"
        fresh.write_text((now + datetime.timedelta(hours=25)).isoformat() + "\n")
        fresh.replace(self.bureau.clock)
        for case, asked in sealed.items():
            sealed[case] = self.home / case[0]
            self.ctl("review", "unseal", "fetch", asked, "--person", "officer-a", "--out", sealed[case])
        self.bureau.stop()
        for case, second, code in ((early, "officer-b2", 1), (early, "lost", 0),
                                   (late, "officer-b2", 0), (late, "lost", 1)):
            with self.subTest(early=case == early, second=second):
                self.ctl("review", "unseal", "open", sealed[case], "--key", self.home / "officer-a.key",
                         "--key", self.home / f"{second}.key", code=code)


class PasswordTest(Case):
    def test_a_database_knows_both_passwords_until_every_program_has_the_new_one(self):
        server = self.enterContext(MariaDb())
        server.prepare()
        bureau = self.enterContext(Bureau(databases=server.urls()))
        bureau.clock.write_text("2026-01-05T09:00:00+08:00\n")
        bureau.start("scoring")
        file = server.passwords / "scoring"
        old, new = file.read_text(), secrets.token_hex(24)

        def served_anew():
            """Every connection is lost and made again."""
            server.admin("KILL USER 'probity_scoring'@'%'")
            done = bureau.ctl("standing", "list", "--year", "2026")
            self.assertEqual(0, done.returncode, done.stderr)
        both = " OR ".join(f"mysql_native_password USING PASSWORD('{one}')" for one in (old, new))
        server.admin(f"ALTER USER probity_scoring@'%' IDENTIFIED VIA {both}")
        served_anew()
        write_key(file, new)
        served_anew()  # this program still has the old one
        bureau.kill("scoring", signal.SIGTERM)
        bureau.start("scoring")
        served_anew()
        server.admin(f"ALTER USER probity_scoring@'%' IDENTIFIED BY '{new}'")
        served_anew()
        write_key(file, old)
        self.assertNotEqual(0, server.as_service("scoring", "SELECT 1").returncode)


if __name__ == "__main__":
    unittest.main(verbosity=2)
