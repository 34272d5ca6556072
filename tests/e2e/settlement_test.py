"""A year of money as settlement officers close it, with the real programs alone: imported, tried,
disputed, corrected, locked, reversed late, settled again, closed."""
import csv
import json
import pathlib
import tempfile
import unittest

from bureau import ROOT, Bureau

SCENARIO = ROOT / "tests/golden/quiet-year"
YEAR = "2026"


class SettlementYear(unittest.TestCase):
    def ask(self, *args, expect=0):
        done = self.bureau.ctl("--json", *args)
        self.assertEqual(done.returncode, expect, f"{args}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout) if expect == 0 else done.stderr

    def step(self, run, *steps):
        for step in steps:
            answer = self.ask("run", step[0], run, *step[1:])["run"]
        return answer

    def import_actuals(self, folder, accepted):
        path = folder / "actuals.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["institution_id", "year", "visits", "accepted_yuan"])
            for institution in self.budgets:
                rows.writerow([institution, YEAR, 2000, accepted.get(institution, "90000.00")])
        return path

    def answer_all(self, run, disputed=()):
        for one in self.ask("statement", "list", run)["statements"]:
            institution = one["institution_id"]
            if institution in disputed:
                self.ask("statement", "dispute", run, institution, "base_fen", "--reason", "核减有误")
            else:
                self.ask("statement", "confirm", run, institution)

    def test_from_import_to_closed_books(self):
        with Bureau() as self.bureau, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            with (SCENARIO / "budgets.csv").open(encoding="utf-8-sig") as file:
                self.budgets = [row["institution_id"] for row in csv.DictReader(file)]
            self.bureau.start_all(SCENARIO)
            done = self.bureau.year(SCENARIO, folder / "out")
            self.assertEqual(done.returncode, 0, done.stderr)

            wrong, right = self.budgets[0], self.budgets[1]
            self.ask("input", "import", "actuals", self.import_actuals(folder, {}))
            run = self.ask("run", "create", "--year", YEAR, "--reserve", "1000000.00", "--pool",
                           "100000000.00")["run"]["run_id"]
            tried = self.step(run, ["freeze"], ["calculate"])
            self.assertEqual(tried["state"], "RUN_STATE_CALCULATED")
            again = self.step(run, ["calculate"])
            self.assertEqual(again["result_sha256"], tried["result_sha256"])

            supposed = self.bureau.ctl("run", "what-if", run, "--set", f"{wrong}:points=12")
            self.assertEqual(supposed.returncode, 0, supposed.stderr)
            self.assertIn("losers 1", supposed.stdout)
            same = self.bureau.ctl("run", "what-if", run, "--totals")
            self.assertIn(tried["result_sha256"], same.stdout)

            self.step(run, ["review"])
            self.ask("run", "sign", run, "--as", "REVIEWER", expect=1)
            self.answer_all(run, disputed=[wrong])
            locked = self.step(run, ["sign", "--as", "REVIEWER"], ["sign", "--as", "LOCKER"])
            self.assertEqual(locked["state"], "RUN_STATE_LOCKED")
            self.assertEqual(locked["posted_units"], locked["units"])
            self.assertEqual([one["institution_id"] for one in self.ask("statement", "list", run)["statements"]
                              if one["deferred"]], [wrong])

            pdf = folder / "statement.pdf"
            shown = self.bureau.ctl("statement", "file", run, right, "--out", pdf)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertEqual(pdf.read_bytes()[:5], b"%PDF-")
            tree = self.bureau.ctl("statement", "explain", run, right, "net_fen")
            self.assertIn("清算净额", tree.stdout)

            self.ask("dispute", "answer", run, wrong, "base_fen", "--answer", "更正", "--accept")
            self.ask("input", "import", "actuals",
                     self.import_actuals(folder, {wrong: "91000.00"}), "--replace-year", YEAR)
            late = self.ask("run", "supplement", "--year", YEAR, "--reason", "异议成立")["run"]
            self.assertEqual(late["units"], "1")
            late = late["run_id"]
            self.step(late, ["calculate"], ["review"])
            self.answer_all(late)
            self.step(late, ["sign", "--as", "REVIEWER"], ["sign", "--as", "LOCKER"])

            self.ask("money", "verify")
            self.assertEqual(self.ask("money", "reconcile", "--year", YEAR)["differences"], "0")
            books = self.ask("books", "check", "--year", YEAR)
            failing = [c["code"] for c in books["checks"] if not c.get("passed")]
            self.assertEqual(failing, ["BACKUP_COMPARED"])
            backup = books["ledger_sha256"]
            self.ask("books", "close", "--year", YEAR, "--backup", backup, "--as", "REVIEWER")
            closed = self.ask("books", "close", "--year", YEAR, "--backup", backup, "--as",
                              "DIRECTOR")
            self.assertEqual(len(closed["seal"]), 64)
            self.assertIn("YEAR_CLOSED", self.ask("run", "supplement", "--year", YEAR, "--reason",
                                                  "x", expect=1))


if __name__ == "__main__":
    unittest.main(verbosity=2)
