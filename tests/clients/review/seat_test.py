#!/usr/bin/env python3
"""One panel's members at their own machines, against the real services: invitation to close."""
import datetime
import json
import subprocess
import sys
import time
import unittest

import bureau

SCENARIO = bureau.ROOT / "tests/golden/small-year"
CLIENT = bureau.BIN / "probity-review-client"


class Panel(unittest.TestCase):
    def setUp(self):
        self.bureau = bureau.Bureau()
        self.addCleanup(self.bureau.__exit__)
        self.home = self.bureau.home
        self.bureau.start_all(SCENARIO)
        self.notices = self.home / "notices"
        self.seen = []  # everything the client ever printed

    def call(self, role, method, request):
        done = self.bureau.ctl("call", "--as", role, method, json.dumps(request))
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def client(self, seat, *args, code=0, typed=None):
        done = subprocess.run(
            [str(a) for a in (CLIENT, "--review", self.bureau.address["review"], "--seat",
                              self.home / f"seat-{seat}", "--policies", bureau.POLICIES,
                              "--patience", 5, *args)],
            text=True, capture_output=True, timeout=60, input=typed or "")
        self.seen.append(done.stdout + done.stderr)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr if code else done.stdout

    def invited(self):
        """Cases up to the hearing by `year run`, which cannot find the notices and so stops there."""
        command = self.bureau.year_command(SCENARIO, self.home / "out")
        command[command.index("--notices") + 1] = str(self.home / "elsewhere")
        stopped = bureau.run(*command)
        self.assertNotEqual(stopped.returncode, 0)
        rounds = self.call("SECRETARY", "HearingAdminService/ListRounds", {})["rounds"]
        self.assertEqual([one["phase"] for one in rounds], ["ROUND_PHASE_SEATING"])
        return rounds[0]["round_id"]

    def notices_of(self, round_id, issue):
        return {int(path.name.split("-")[2]): path
                for path in self.notices.glob(f"{round_id}-{issue}-*")}

    def seated(self):
        round_id = self.invited()
        for seat, notice in sorted(self.notices_of(round_id, 0).items()):
            self.client(seat, "accept", "--notice", notice)
        now = datetime.datetime.fromisoformat(self.bureau.clock.read_text().strip())
        self.call("SECRETARY", "HearingAdminService/SeatRound",
                  {"round_id": round_id, "starts_at_seconds": int(now.timestamp()) + 3600,
                   "venue_code": "V1"})
        return round_id

    def test_members_vote_on_their_own(self):
        round_id = self.seated()
        notices = self.notices_of(round_id, 1)
        self.assertEqual(sorted(notices), [1, 2, 3, 4, 5, 6, 7])
        codes = [line.split(": ")[1] for path in notices.values()
                 for line in path.read_text("utf-8").splitlines() if "voting code" in line]

        early = self.client(1, "claim", "--notice", notices[1], code=1)
        self.assertIn("voting hours", early)
        self.call("SECRETARY", "HearingAdminService/StartVoting", {"round_id": round_id})
        for seat, notice in notices.items():
            claimed = json.loads(self.client(seat, "--json", "claim", "--notice", notice))
            listed = json.loads(self.client(seat, "--json", "list"))
            self.assertEqual(claimed["cases"], len(listed["cases"]))
            self.assertEqual(listed, json.loads(self.client(seat, "--json", "list")),
                             "a seat's own order stays")

        for one in listed["cases"]:
            sheet = json.loads(self.client(1, "--json", "show", one["serial"]))
            self.assertTrue(sheet["findings"][0]["title_zh"])
            uphold = [f"--finding={f['finding']}=uphold:{f['points_floor']}:R01"
                      for f in sheet["findings"]]
            first = json.loads(self.client(1, "--json", "vote", one["serial"], *uphold))["ballot"]
            self.assertEqual(first["revision"], 1)
            remand = [f"--finding={f['finding']}=remand:R06" for f in sheet["findings"]]
            changed = json.loads(self.client(1, "--json", "vote", one["serial"], *remand,
                                             "--text", "补证后再议"))["ballot"]
            self.assertEqual(changed["revision"], 2)
            self.assertNotEqual(first["receipt"], changed["receipt"])
            typed = "2\nR02\n" * len(sheet["findings"]) + "\ny\n"
            self.client(2, "vote", one["ordinal"], typed=typed)
        status = json.loads(self.client(1, "--json", "status"))
        self.assertEqual(status["recorded"], len(status["cases"]))
        self.assertIn("补证后再议", self.client(1, "status"))

        self.check_after_the_close(round_id, notices, listed["cases"])
        for seat in notices:
            self.client(seat, "leave")
            self.assertFalse((self.home / f"seat-{seat}").exists())
        printed = "".join(self.seen)
        for code in codes:
            self.assertNotIn(code, printed)
            self.assertNotIn(code.replace("-", "")[:25], printed)

    def check_after_the_close(self, round_id, notices, cases):
        """Every member finds its seat and receipts in what is published, and any change of it."""
        for seat in set(notices) - {1, 2}:
            for one in cases:
                sheet = json.loads(self.client(seat, "--json", "show", one["serial"]))
                uphold = [f"--finding={f['finding']}=uphold:{f['points_floor']}:R01"
                          for f in sheet["findings"]]
                self.client(seat, "vote", one["serial"], *uphold)
        now = datetime.datetime.fromisoformat(self.bureau.clock.read_text().strip())
        later = self.home / "later"
        later.write_text((now + datetime.timedelta(hours=3)).isoformat() + "\n")
        later.replace(self.bureau.clock)
        published = self.home / "published"
        end = time.monotonic() + 30
        while self.bureau.ctl("review", "publish", round_id, "--out", published).returncode != 0:
            self.assertLess(time.monotonic(), end, "the round was not closed and signed")
            time.sleep(0.2)
        for seat in notices:
            checked = json.loads(self.client(seat, "--json", "check", published))
            self.assertTrue(checked["sound"], checked)
            receipts = [one for one in checked["checks"] if "receipt of" in one["what"]]
            self.assertEqual(len(receipts), len(cases))
        self.assertIn("全部相符", self.client(1, "check", published))
        text = published.read_text("utf-8")
        lines = text.splitlines()
        receipt = next(line for line in lines if line.startswith("receipt "))
        changes = {"a receipt left out": text.replace(receipt + "\n", "", 1),
                   "a receipt changed": text.replace(
                       receipt, receipt[:-1] + ("1" if receipt[-1] == "0" else "0"), 1),
                   "another head": "\n".join(
                       line[:-1] + ("1" if line[-1] == "0" else "0") if line.startswith("head ")
                       else line for line in lines) + "\n",
                   "no signature": "\n".join(
                       line for line in lines if not line.startswith("signature ")) + "\n"}
        for name, changed in changes.items():
            published.write_text(changed, "utf-8")
            self.assertIn("DIFFERS", self.client(1, "check", published, code=1), name)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
