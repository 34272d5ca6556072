"""Whoever edits the scoring database beside the service is found out by `probityctl audit verify`."""
import json
import shutil
import signal
import sqlite3
import tempfile
import unittest

from bureau import ROOT, Bureau

SCENARIO = ROOT / "tests/golden/small-year"

# What a person with the file might change, and how the first broken place is named.
EDITS = {
    "UPDATE entry SET points = points + 1 WHERE recorded_seq = 2": "ledger 2",
    "UPDATE balance SET points = points + 1 WHERE subject_id = (SELECT MIN(subject_id) FROM balance)":
        "balance ",
    "UPDATE case_transition SET note = 'all was well' WHERE seq = 2 AND case_id = "
    "(SELECT MIN(case_id) FROM case_transition)": "case_transition case_id ",
    "DELETE FROM case_transition WHERE seq = 3 AND case_id = "
    "(SELECT MIN(case_id) FROM case_transition)": "case_transition it was recorded with leaf ",
    "UPDATE policy SET actor = 'nobody' WHERE kind = 2": "policy sha256 ",
    "UPDATE audit SET recorded_time = recorded_time + 1 WHERE seq = 3": "audit 3",
    "UPDATE audit SET body = X'78' WHERE seq = 4": "audit 4",
}


class AuditTest(unittest.TestCase):
    def copy_with(self, bureau, number, sql):
        """A copy of the stopped service's database with the edit applied; how many rows it took."""
        copy = bureau.home / f"edited-{number}.db"
        shutil.copy(bureau.home / "scoring.db", copy)
        with sqlite3.connect(copy) as database:
            rows = database.execute(sql).rowcount
        database.close()
        bureau.databases["scoring"] = f"sqlite:{copy}"
        return rows

    def test_each_edit_is_found_at_its_place(self):
        with Bureau() as bureau, tempfile.TemporaryDirectory() as out:
            bureau.start_all(SCENARIO)
            done = bureau.year(SCENARIO, out)
            self.assertEqual(done.returncode, 0, done.stderr)
            sound = bureau.ctl("--json", "audit", "verify")
            self.assertEqual(sound.returncode, 0, sound.stdout + sound.stderr)
            proof = json.loads(sound.stdout)
            head = f"{proof['audit_entries']}:{proof['audit_head_hash']}"
            self.assertEqual(bureau.ctl("audit", "verify", "--known", head).returncode, 0)
            forged = head[:-1] + ("0" if head[-1] != "0" else "1")
            self.assertEqual(bureau.ctl("audit", "verify", "--known", forged).returncode, 1)
            bureau.kill("scoring", signal.SIGTERM)
            for number, (sql, place) in enumerate(EDITS.items()):
                self.assertEqual(self.copy_with(bureau, number, sql), 1, sql)
                bureau.start("scoring")
                verified = bureau.ctl("audit", "verify", "--known", head)
                bureau.kill("scoring", signal.SIGTERM)
                self.assertEqual(verified.returncode, 1, sql + verified.stdout + verified.stderr)
                self.assertIn(f"CHANGED: {place}", verified.stdout, sql)


if __name__ == "__main__":
    unittest.main()
