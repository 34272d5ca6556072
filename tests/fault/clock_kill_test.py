"""kill -9 of the scoring service while its scheduler fires clocks: each expiry happens exactly once.

Cases are filed, then the clock is set past the 90 days of a decision, which makes one overdue clock
of each. The service is killed again and again while its scheduler reports them: on SQLite one
process that is started anew on its file, on MariaDB two replicas of which one is always killed.
PROBITY_SEED repeats a sequence of moments.
"""
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from bureau import BIN, POLICIES, Bureau  # noqa: E402
from mariadb import MariaDb  # noqa: E402

CASES = 40
MOST_KILLS = 60
CLOCK_EXPIRED = 50  # AuditKind
OVERDUE = 4         # ClockState
FILED_ON, OVERDUE_ON = "2026-07-06T12:00:00+08:00", "2026-10-09T12:00:00+08:00"
DONE_SECONDS = 60


def call(bureau, roles, method, request, person=None):
    done = bureau.ctl("call", "--as", roles, *(["--person", person] if person else []), method,
                      json.dumps(request))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def file_cases(bureau):
    """One institution and its cases, filed on 6 July: the 90 days end on 8 October."""
    done = bureau.ctl("policy", "put", POLICIES / "medical.txtpb")
    assert done.returncode == 0, done.stderr
    call(bureau, "SUPERVISOR", "RegistryService/ImportInstitutions", [{"institutions": [{
        "institution_id": "M001", "name": "示例医院", "kind": "SUBJECT_KIND_MEDICAL",
        "district": "示例区", "designated_from_date": "2020-01-01"}]}])
    officers = bureau.home / "officers.csv"
    officers.write_text("person,name,certificate_no,unit,valid_from,valid_to\n"
                        "officer-a,甲,证1,示例区医保局,2020-01-01,2030-12-31\n"
                        "officer-b,乙,证2,示例区医保局,2020-01-01,2030-12-31\n", encoding="utf-8")
    done = bureau.ctl("officer", "import", officers)
    assert done.returncode == 0, done.stderr
    for i in range(CASES):
        call(bureau, "CASE_OFFICER", "CaseService/OpenCase", {
            "case_ref": f"c{i}", "institution_id": "M001", "source": "CASE_SOURCE_SPOT_CHECK",
            "officers": ["officer-a", "officer-b"],
            "certificates": [{"person": "officer-a", "name": "甲", "certificate_no": "证1"},
                             {"person": "officer-b", "name": "乙", "certificate_no": "证2"}]},
             person="officer-a")


def set_clock(bureau, moment):
    fresh = bureau.clock.with_suffix(".new")
    fresh.write_text(moment + "\n")
    fresh.replace(bureau.clock)


class ClockKillTest(unittest.TestCase):
    def setUp(self):
        seed = int(os.environ.get("PROBITY_SEED", random.randrange(2**32)))
        print(f"PROBITY_SEED={seed}", file=sys.stderr)
        self.chance = random.Random(seed)

    def assert_fired_once(self, states, leaves):
        self.assertEqual([OVERDUE] * CASES, states)
        self.assertEqual(CASES, len(leaves), "one leaf of the audit log for each expiry")
        self.assertEqual(CASES, len(set(leaves)), "and each of another clock")

    def test_one_process_on_its_file(self):
        with Bureau() as bureau:
            set_clock(bureau, FILED_ON)
            bureau.start("scoring")
            file_cases(bureau)
            set_clock(bureau, OVERDUE_ON)
            path = bureau.home / "scoring.db"

            def overdue():
                with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as db:
                    return db.execute("SELECT COUNT(*) FROM clock WHERE state = ?",
                                      (OVERDUE,)).fetchone()[0]

            kills = 0
            bureau.kill("scoring")
            while kills < MOST_KILLS and overdue() < CASES:
                bureau.start("scoring")
                time.sleep(self.chance.uniform(0, 0.02))
                bureau.kill("scoring")
                kills += 1
            bureau.start("scoring")
            self.wait(lambda: overdue() == CASES)
            bureau.stop()
            with sqlite3.connect(path) as db:
                states = [row[0] for row in db.execute(
                    "SELECT state FROM clock WHERE clock_key = 'decide'")]
                leaves = [row[0] for row in db.execute(
                    "SELECT body FROM audit WHERE kind = ?", (CLOCK_EXPIRED,))]
            self.assertGreater(kills, 0)
            self.assert_fired_once(states, leaves)

    def test_two_replicas_of_which_one_is_always_killed(self):
        with MariaDb() as server:
            server.prepare()
            with Bureau(databases=server.urls()) as bureau:
                set_clock(bureau, FILED_ON)
                bureau.start("scoring")
                file_cases(bureau)
                bureau.kill("scoring", signal.SIGTERM)
                set_clock(bureau, OVERDUE_ON)

                def overdue():
                    return int(server.admin(
                        f"SELECT COUNT(*) FROM clock WHERE state = {OVERDUE}", "scoring")[0][0])

                kills = 0
                while kills < MOST_KILLS and overdue() < CASES:
                    other = self.replica(bureau)
                    bureau.start("scoring")
                    time.sleep(self.chance.uniform(0, 0.05))
                    bureau.kill("scoring")
                    other.kill()
                    other.wait()
                    kills += 1
                bureau.start("scoring")
                self.wait(lambda: overdue() == CASES)
                bureau.stop()
                states = [int(row[0]) for row in server.admin(
                    "SELECT state FROM clock WHERE clock_key = 'decide'", "scoring")]
                leaves = [row[0] for row in server.admin(
                    f"SELECT HEX(body) FROM audit WHERE kind = {CLOCK_EXPIRED}", "scoring")]
                self.assertGreater(kills, 0)
                self.assert_fired_once(states, leaves)

    def replica(self, bureau):
        """A second process on the same database; its scheduler looks as it starts."""
        return subprocess.Popen(
            [str(a) for a in [BIN / "probity-scoring", "--listen", "127.0.0.1:0",
                              "--admin-listen", "127.0.0.1:0", *bureau.flags("scoring")]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self, done):
        until = time.monotonic() + DONE_SECONDS
        while not done():
            self.assertLess(time.monotonic(), until, "the scheduler did not finish")
            time.sleep(0.05)


if __name__ == "__main__":
    unittest.main()
