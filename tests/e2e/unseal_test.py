#!/usr/bin/env python3
"""A court sees who voted what in one case: two officers' keys, a day between them, opened offline."""
import datetime
import json
import re
import sqlite3
import sys
import unittest

from bureau import ROOT, Bureau

SCENARIO = ROOT / "tests/golden/small-year"
OFFICERS = (("officer-a", "EXPERT"), ("officer-b", "INSTITUTION"))


class Unseal(unittest.TestCase):
    def setUp(self):
        self.bureau = self.enterContext(Bureau())
        self.home = self.bureau.home
        lines = [self.ctl("review", "officer-key", person, group, "--out", self.key(person))
                 for person, group in OFFICERS]
        public = self.home / "officers"
        public.write_text("".join(re.search(rf"^{person},.*\n", text, re.M).group(0)
                                  for (person, _), text in zip(OFFICERS, lines)))
        self.bureau.start_all(SCENARIO)
        self.bureau.kill("review")
        self.bureau.start("review", "--officer-keys", public)
        done = self.bureau.year(SCENARIO, self.home / "out", timeout=120)
        self.assertEqual(0, done.returncode, done.stderr)

    def key(self, person):
        return self.home / f"{person}.key"

    def ctl(self, *args, code=0):
        done = self.bureau.ctl(*args, timeout=60)
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def judged(self):
        """A round that is over, and one of its cases."""
        with sqlite3.connect(f"file:{self.home}/hearing.db?mode=ro", uri=True) as database:
            return database.execute("SELECT LOWER(HEX(round_id)), serial FROM outcome "
                                    "ORDER BY 1, 2 LIMIT 1").fetchone()

    def sat(self, round_id):
        with sqlite3.connect(f"file:{self.home}/roster.db?mode=ro", uri=True) as database:
            return {row[0] for row in database.execute(
                "SELECT member_no FROM member JOIN invitation USING (member_id) "
                "WHERE LOWER(HEX(round_id)) = ? AND invitation.state = 6", (round_id,))}

    def later(self, **span):
        now = datetime.datetime.fromisoformat(self.bureau.clock.read_text().strip())
        fresh = self.home / "later"
        fresh.write_text((now + datetime.timedelta(**span)).isoformat() + "\n")
        fresh.replace(self.bureau.clock)

    def test_a_case_is_opened_by_two_officers_a_day_apart_and_by_nobody_else(self):
        round_id, serial = self.judged()
        asked = json.loads(self.ctl("--json", "review", "unseal", "ask", round_id, serial, "--order",
                                    "(2026)川05行初1号", "--reason", "COURT_ORDER", "--person",
                                    "officer-a"))
        unseal = asked["unseal_id"]
        sealed = self.home / "sealed"
        fetch = ("review", "unseal", "fetch", unseal, "--person", "officer-a", "--out", sealed)
        self.assertIn("UNSEAL_SAME_GROUP", self.ctl(
            "review", "unseal", "approve", unseal, "--person", "officer-a", code=1))
        self.assertIn("UNSEAL_STATE", self.ctl(*fetch, code=1))
        self.ctl("review", "unseal", "approve", unseal, "--person", "officer-b")
        self.later(hours=23, minutes=59)
        self.assertIn("UNSEAL_TOO_EARLY", self.ctl(*fetch, code=1))
        self.assertFalse(sealed.exists())
        self.later(minutes=2)
        self.ctl(*fetch)
        self.assertEqual(0o600, sealed.stat().st_mode & 0o777)

        self.bureau.stop()  # from here on offline
        keys = [argument for person, _ in OFFICERS for argument in ("--key", self.key(person))]
        opened = self.ctl("review", "unseal", "open", sealed, *keys)
        sat = self.sat(round_id)
        self.assertEqual(7, len(sat))
        named = [line.split()[0] for line in opened.splitlines() if line.split()[0] in sat]
        self.assertEqual(sorted(sat), sorted(named), opened)
        self.assertRegex(opened, r"(?m)^\S+ +1 +1=(UPHOLD:\d+|NOT_UPHOLD|REMAND|ABSTAIN):R0\d")
        swapped = keys[2:] + keys[:2]
        self.assertEqual(opened, self.ctl("review", "unseal", "open", sealed, *swapped))
        self.ctl("review", "unseal", "open", sealed, *keys[:2], *keys[:2], code=1)
        self.ctl("review", "unseal", "open", sealed, *keys[:2], code=2)
        broken = bytearray(sealed.read_bytes())
        broken[-20] ^= 1
        sealed.write_bytes(broken)
        self.ctl("review", "unseal", "open", sealed, *keys, code=1)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
