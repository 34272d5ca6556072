"""A year of money as settlement officers close it, with the real programs alone: imported, tried,
disputed, corrected, locked, reversed late, settled again, closed. Every figure is computed a second
time, in Python."""
import csv
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

from bureau import POLICIES, ROOT, Bureau, oracle
from workbook import write_xlsx

sys.path.insert(0, str(ROOT / "tests/golden"))
import settlement_oracle as second  # noqa: E402

SCENARIO = ROOT / "tests/golden/quiet-year"
YEAR = "2026"
RESERVE_FEN, POOL_FEN = 100_000_000, 10_000_000_000
REGION = {"mode": "RESERVE_FUNDED", "reserve_fen": RESERVE_FEN, "floor_fen": 0,
          "pool_fen": POOL_FEN, "on_shortfall": "REFUSE", "withhold_bp": 0,
          "score_denominator": 100, "max_incentive_bp": 0}
HEADER = ["institution_id", "year", "visits", "accepted_yuan", "emergency_in_suspension_yuan",
          "prepaid_yuan"]
# What the folder states: a surplus, an overrun under a penalty, more than the budget allows.
STATED = {"H1": (2000, "90000.00", "80000.00"), "H2": (2000, "215000.37", "0.00"),
          "H3": (2000, "320000.00", "0.00")}
# What a spreadsheet brings: excess visits, too few visits, and a pharmacy.
BROUGHT = {"H4": (2300, 380000.01, 0), "H5": (1700, 390000.5, 0), "H6": (2000, 600000.01, 650000),
           "H7": (2000, 1200000, 0), "H8": (2000, 0.1 + 0.2, 0), "D1": (40000, 612345.67, 500000)}
WRONG, REVERSED = "H1", "H3"
CORRECTED = "91000.00"


def fen(yuan):
    return round(float(yuan) * 100)


class SettlementYear(unittest.TestCase):
    maxDiff = None

    def ask(self, *args, expect=0):
        done = self.bureau.ctl("--json", *args)
        self.assertEqual(done.returncode, expect, f"{args}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout) if expect == 0 else done.stderr

    def step(self, run, *steps):
        for step in steps:
            answer = self.ask("run", step[0], run, *step[1:])["run"]
        return answer

    def write_actuals(self, path, rows):
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(HEADER)
            for institution, (visits, accepted, paid) in rows.items():
                out.writerow([institution, YEAR, visits, accepted, "0.00", paid])
        return path

    def answer_all(self, run, disputed=()):
        for one in self.statements(run).values():
            institution = one["institution_id"]
            if institution in disputed:
                self.ask("statement", "dispute", run, institution, "base_fen", "--reason", "核减有误")
            else:
                self.ask("statement", "confirm", run, institution)

    def statements(self, run):
        return {one["institution_id"]: one for one in self.ask("statement", "list", run)["statements"]}

    def lock(self, run):
        return self.step(run, ["sign", "--as", "REVIEWER"], ["sign", "--as", "LOCKER"])

    # The second computation: budgets and claims as they stand in the files, points as the scenario's
    # own second computation has them.

    def units(self, actuals, **points):
        budgets = {row["institution_id"]: row for row in self.rows(self.scenario / "budgets.csv")}
        units = []
        for row in self.rows(self.expected / "standings.csv"):
            institution = row["institution_id"]
            visits, accepted, paid = actuals[institution]
            unit = {**second.DEFAULTS, "visits": visits, "accepted_fen": fen(accepted),
                    "monthly_fen": fen(paid), "points": points.get(institution, int(row["points"]))}
            if institution in budgets:
                budget = budgets[institution]
                unit.update(p0_fen=fen(budget["per_visit_yuan"]),
                            b0_fen=fen(budget["total_budget_yuan"]),
                            planned_visits=int(budget["planned_visits"]))
            units.append({"key": institution, "in": unit,
                          "policy": "MEDICAL" if institution in budgets else "PHARMACY"})
        return units

    @staticmethod
    def rows(path):
        with path.open(encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))

    def assert_figures(self, made, expected, institution):
        """`expected` holds every output; what JSON leaves out is 0 or false."""
        for name, value in expected.items():
            if isinstance(value, dict):
                self.assert_figures(made[name], value, f"{institution} {name}")
            elif name.endswith("_fen") and name in made:
                shown = made[name]
                shown = [int(one) for one in shown] if isinstance(shown, list) else int(shown)
                self.assertEqual(shown, value, f"{institution}: {name}")

    def assert_computed_twice(self, run, computed):
        statements = self.statements(run)
        self.assertEqual(sorted(statements), sorted(computed.out))
        for institution, expected in computed.out.items():
            figures = statements[institution]["figures"]
            self.assertIn("net_fen", figures)
            self.assert_figures(figures, expected, institution)
        totals = self.ask("run", "show", run)["run"]["totals"]
        self.assert_figures(totals, computed.totals, "totals")

    def posted(self, run):
        """What the transfers of a run gave (or took from) each institution, by line."""
        posted = {}
        for one in self.ask("money", "transfers", "--run", run)["transfers"]:
            gives = one["credit_account"].startswith("PAYABLE/")
            account = one["credit_account" if gives else "debit_account"]
            key = (account.split("/")[2], one["line"])
            posted[key] = posted.get(key, 0) + int(one["amount_fen"]) * (1 if gives else -1)
        return posted

    def balance(self, institution):
        account = f"PAYABLE/{YEAR}/{institution}/ALL/ALL"
        return int(self.ask("money", "balance", account)["balance_fen"])

    def test_from_import_to_closed_books(self):
        with Bureau() as self.bureau, tempfile.TemporaryDirectory() as folder:
            self.folder = pathlib.Path(folder)
            self.scenario = self.folder / "year"
            self.expected = self.folder / "expected"
            shutil.copytree(SCENARIO, self.scenario)
            self.write_actuals(self.scenario / "actuals.csv", STATED)
            oracle(self.scenario, self.expected)
            self.plays_the_year()
            self.imports_a_workbook()
            run = self.settles()
            self.shows_statements(run)
            self.settles_what_was_disputed(run)
            self.settles_a_late_reversal()
            self.closes_the_books()

    def plays_the_year(self):
        bad = self.folder / "bad"
        shutil.copytree(self.scenario, bad)
        self.write_actuals(bad / "actuals.csv", {"H1": (1, "-1.00", "0.00"), "H0": (1, "1.00", "0"),
                                                 "H2": ("1,5", "1.00", "0.00")})
        checked = self.bureau.ctl("year", "check", "--scenario", bad,
                                  "--policies", POLICIES)
        self.assertEqual(checked.returncode, 2, checked.stdout)
        for cell in ("actuals.csv:2: accepted_yuan", "actuals.csv:3: prepaid_yuan",
                     "actuals.csv:3: institution_id: H0 is not in institutions.csv",
                     "actuals.csv:4: visits"):
            self.assertIn(cell, checked.stdout + checked.stderr)
        self.bureau.start_all(self.scenario)
        done = self.bureau.year(self.scenario, self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = self.ask("input", "list", "actuals", "--year", YEAR)["actuals"]
        self.assertEqual({one["institution_id"]: int(one["accepted_fen"]) for one in listed},
                         {key: fen(row[1]) for key, row in STATED.items()})

    def imports_a_workbook(self):
        path = self.folder / "claims.xlsx"
        rows = [[key, 2026, visits, accepted, None, paid]
                for key, (visits, accepted, paid) in BROUGHT.items()]
        write_xlsx(path, [HEADER, *rows[:-1], ["D1", 2026, 40000, ("error", "#REF!"), None, 0]])
        refused = self.ask("input", "import", "actuals", path, expect=1)
        self.assertIn("claims.xlsx[数据]:7: accepted_yuan (D)", refused)
        write_xlsx(path, [HEADER, *rows])
        self.assertEqual(int(self.ask("input", "import", "actuals", path)["added"]), len(BROUGHT))

    def settles(self):
        run = self.ask("run", "create", "--year", YEAR, "--reserve", "1000000.00", "--pool",
                       "100000000.00")["run"]["run_id"]
        tried = self.step(run, ["freeze"], ["calculate"])
        self.assertEqual(tried["state"], "RUN_STATE_CALCULATED")
        again = self.step(run, ["calculate"])
        self.assertEqual(again["result_sha256"], tried["result_sha256"])
        self.actuals = {**STATED, **BROUGHT}
        self.computed = second.Run(REGION, self.units(self.actuals), second.SHIPPED)
        self.assert_computed_twice(run, self.computed)

        supposed = self.bureau.ctl("run", "what-if", run, "--set", f"{REVERSED}:points=12")
        self.assertEqual(supposed.returncode, 0, supposed.stderr)
        self.assertIn("losers 1", supposed.stdout)
        same = self.bureau.ctl("run", "what-if", run, "--totals")
        self.assertIn(tried["result_sha256"], same.stdout)

        self.step(run, ["review"])
        self.ask("run", "sign", run, "--as", "REVIEWER", expect=1)
        self.answer_all(run, disputed=[WRONG])
        locked = self.lock(run)
        self.assertEqual(locked["state"], "RUN_STATE_LOCKED")
        self.assertEqual(locked["posted_units"], locked["units"])
        self.assertEqual([key for key, one in self.statements(run).items() if one["deferred"]],
                         [WRONG])
        for institution, expected in self.computed.out.items():
            if institution != WRONG:
                self.assertEqual(self.balance(institution), expected["net_fen"], institution)
        return run

    def shows_statements(self, run):
        pdf = self.folder / "statement.pdf"
        shown = self.bureau.ctl("statement", "file", run, REVERSED, "--out", pdf)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertEqual(pdf.read_bytes()[:5], b"%PDF-")
        tree = self.bureau.ctl("statement", "explain", run, REVERSED, "net_fen")
        self.assertIn("清算净额", tree.stdout)

    def settles_what_was_disputed(self, run):
        self.ask("dispute", "answer", run, WRONG, "base_fen", "--answer", "更正", "--accept")
        self.actuals[WRONG] = (STATED[WRONG][0], CORRECTED, STATED[WRONG][2])
        path = self.write_actuals(self.folder / "corrected.csv",
                                  {key: (visits, f"{float(accepted):.2f}", paid)
                                   for key, (visits, accepted, paid) in self.actuals.items()})
        self.ask("input", "import", "actuals", path, "--replace-year", YEAR)
        late = self.ask("run", "supplement", "--year", YEAR, "--reason", "异议成立")["run"]
        self.assertEqual(late["units"], "1")
        self.finish(late["run_id"])
        self.computed = second.Run(REGION, self.units(self.actuals), second.SHIPPED)
        self.assertEqual(self.balance(WRONG), self.computed.out[WRONG]["net_fen"])

    def finish(self, run):
        self.step(run, ["calculate"], ["review"])
        self.answer_all(run)
        self.assertEqual(self.lock(run)["state"], "RUN_STATE_LOCKED")

    def settles_a_late_reversal(self):
        """The decision behind five points is taken back in March; the year was locked in January."""
        self.bureau.clock.write_text("2027-03-01T12:00:00+08:00\n")
        self.assertEqual(self.ask("money", "reconcile", "--year", YEAR)["differences"], "0")
        self.ask("case", "reverse", "Q3", "--reason", "事实不清", "--document", "复决1号")
        self.ask("case", "approve-reversal", "Q3", "--reason", "经核对，同意撤销")
        differs = self.ask("money", "reconcile", "--year", YEAR)
        self.assertEqual(differs["differences"], "1")
        run = self.ask("run", "supplement", "--year", YEAR, "--reason", "决定撤销")["run"]
        self.assertEqual(run["units"], "1")
        self.finish(run["run_id"])

        reversed_units = self.units(self.actuals, **{REVERSED: 0})
        revised = [unit for unit in reversed_units if unit["key"] == REVERSED]
        deltas, gain = self.computed.restate(revised)
        expected = deltas[REVERSED]
        self.assertGreater(expected["rate_paid_fen"], 0)
        self.assertEqual(expected["base_fen"], 0)
        self.assertEqual(self.posted(run["run_id"]),
                         {(REVERSED, "REWARD"): expected["rate_paid_fen"]}, "differences alone")
        self.assertEqual(self.balance(REVERSED),
                         self.computed.out[REVERSED]["net_fen"] + expected["net_fen"])
        totals = self.ask("run", "show", run["run_id"])["run"]["totals"]
        self.assertEqual(int(totals["reserve_move_fen"]), gain)

    def closes_the_books(self):
        self.ask("money", "verify")
        self.assertEqual(self.ask("money", "reconcile", "--year", YEAR)["differences"], "0")
        books = self.ask("books", "check", "--year", YEAR)
        failing = [c["code"] for c in books["checks"] if not c.get("passed")]
        self.assertEqual(failing, ["BACKUP_COMPARED"])
        backup = books["ledger_sha256"]
        self.ask("books", "close", "--year", YEAR, "--backup", backup, "--as", "REVIEWER")
        closed = self.ask("books", "close", "--year", YEAR, "--backup", backup, "--as", "DIRECTOR")
        self.assertEqual(len(closed["seal"]), 64)
        self.assertIn("YEAR_CLOSED", self.ask("run", "supplement", "--year", YEAR, "--reason", "x",
                                              expect=1))


if __name__ == "__main__":
    unittest.main(verbosity=2)
