"""Every shipped scenario folder comes to what a second computation says it must."""
import contextlib
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

from bureau import ROOT, Bureau, files, measured, oracle

SCENARIOS = ROOT / "tests/golden"
GOLDEN = SCENARIOS / "year-2026"
MOST_RESIDUAL = 0.05  # of the sheets

# What the services still have to do by themselves after a year that was played to its end.
REST_SECONDS = 120
LEFT = {
    "documents not drawn": "SELECT COUNT(*) FROM document WHERE document_id NOT IN "
                           "(SELECT document_id FROM document_rendering)",
    "clocks past their day": "SELECT COUNT(*) FROM clock WHERE state = 1 AND last_date < '2027-01-01'",
    "years not expired": "SELECT COUNT(*) FROM balance WHERE year = 2026 AND expired_seq = 0",
    "locks not told": "SELECT COUNT(*) = 0 FROM year_lock WHERE year = 2026",
}


class ScenarioTest(unittest.TestCase):
    maxDiff = 2000

    def comes_to_the_oracle(self, scenario, databases=None, then=lambda bureau: None):
        with Bureau(databases=databases) as bureau, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            oracle(scenario, folder / "expected")
            bureau.start_all(scenario)
            done = bureau.year(scenario, folder / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            made = files(folder / "out")
            for name, text in files(folder / "expected").items():
                self.assertEqual(text, made[name], f"{name} differs from the second computation")
            self.assert_ledger_holds(bureau)
            then(bureau)
            return json.loads(made["summary.json"])

    def assert_ledger_holds(self, bureau):
        verified = bureau.ctl("audit", "verify")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def assert_few_sheets_could_mean_too_few(self, bureau):
        """None below k went to the committee without a second signature; few needed one."""
        counted = bureau.ctl("--json", "sheet", "counts")
        self.assertEqual(counted.returncode, 0, counted.stderr)
        counts = {key: int(value) for key, value in json.loads(counted.stdout).items()}
        self.assertGreaterEqual(counts["referrals"], 30)
        unsigned = counts["residual"] - counts["residual_signed"]
        share = counts["residual"] / counts["referrals"]
        over = f"{counts['referrals']} sheets of the golden year"
        measured("T11", "below_k", unsigned, over)
        measured("T11", "residual", share, over)
        self.assertEqual(0, unsigned)
        self.assertLessEqual(share, MOST_RESIDUAL)

    def test_the_golden_year_comes_to_the_figures_of_the_founding_scheme(self):
        summary = self.comes_to_the_oracle(GOLDEN, then=self.assert_few_sheets_could_mean_too_few)
        self.assertEqual(
            {"institutions": 524, "institutions_with_points": 104, "points": 778, "suspended": 18,
             "cancelled": 3, "recovered_fen": 83_200_000},
            {key: summary[key] for key in ("institutions", "institutions_with_points", "points",
                                           "suspended", "cancelled", "recovered_fen")})

    def test_bands_crossed_twice_midyear_designations_and_odd_budgets(self):
        self.comes_to_the_oracle(SCENARIOS / "boundaries")

    def test_a_divided_committee_absences_remands_and_two_thirds(self):
        self.comes_to_the_oracle(SCENARIOS / "divided-committee")

    def test_a_quiet_year_without_objections(self):
        self.comes_to_the_oracle(SCENARIOS / "quiet-year")

    def test_a_small_year(self):
        self.comes_to_the_oracle(SCENARIOS / "small-year")

    def test_a_case_that_weighs_more_by_its_decision_is_notified_anew(self):
        """Nine points alone; nine more were decided before the committee judged them."""
        with tempfile.TemporaryDirectory() as folder:
            scenario = pathlib.Path(folder) / "weighs-more"
            shutil.copytree(SCENARIOS / "small-year", scenario)
            with (scenario / "cases.csv").open("a") as cases:
                cases.write("K-X,1,M01,SPOT_CHECK,M204,2026-03-01,6,300.00,NONE\n"
                            "K-X,2,M01,SPOT_CHECK,M202,2026-03-02,3,0.00,NONE\n")
            notices = {}

            def read(bureau):
                for ref in ("K-M1", "K-X"):
                    shown = bureau.ctl("--json", "case", "show", ref)
                    self.assertEqual(shown.returncode, 0, shown.stderr)
                    notices[ref] = len(json.loads(shown.stdout)["case"]["notices"])

            self.comes_to_the_oracle(scenario, then=read)
            self.assertEqual({"K-M1": 2, "K-X": 1}, notices)

    def test_a_case_that_never_finds_a_quorum_stays_open_and_is_reported(self):
        self.leaves_open("open-cases", 1)

    def test_cases_that_cannot_be_heard_keep_no_other_from_its_hearing(self):
        self.leaves_open("hard-to-hear", 3)

    def leaves_open(self, name, count):
        scenario = SCENARIOS / name
        with Bureau() as bureau, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            oracle(scenario, folder / "expected")
            bureau.start_all(scenario)
            done = bureau.year(scenario, folder / "out")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(f"OPEN_CASES: {count} case(s)", done.stderr)
            self.assertEqual(files(folder / "expected"), files(folder / "out"))


class ResumeTest(unittest.TestCase):
    def test_a_year_stopped_at_any_point_goes_on_and_ends_in_the_same_files(self):
        scenario = SCENARIOS / "small-year"
        with Bureau() as bureau, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            oracle(scenario, folder / "expected")
            bureau.start_all(scenario)
            stops = 0
            for seconds in (0.1, 0.3, 0.5, 0.8, 1.1, 1.5, 2.0, 3.0):
                run = subprocess.Popen(bureau.year_command(scenario, folder / "out"),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                time.sleep(seconds)
                if run.poll() is None:
                    run.send_signal(signal.SIGKILL)
                    stops += 1
                run.communicate()
            self.assertGreater(stops, 0, "no run was interrupted, so nothing was resumed")
            done = bureau.year(scenario, folder / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(files(folder / "expected"), files(folder / "out"))

    def come_to_rest(self, bureau):
        """Lets the services do what they do by themselves once a year is over.

        They look at once when they start, so both are started again.
        """
        for name in ("scoring", "settlement"):
            bureau.kill(name, signal.SIGTERM)
            bureau.start(name)
        deadline = time.monotonic() + REST_SECONDS
        with contextlib.closing(sqlite3.connect(bureau.home / "scoring.db")) as database:
            while True:
                left = {what: database.execute(sql).fetchone()[0] for what, sql in LEFT.items()}
                if not any(left.values()):
                    return
                self.assertLess(time.monotonic(), deadline, f"left undone: {left}")
                time.sleep(0.1)

    def test_a_finished_year_run_again_changes_nothing(self):
        scenario = SCENARIOS / "quiet-year"
        with Bureau() as bureau, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            bureau.start_all(scenario)
            for _ in range(2):
                done = bureau.year(scenario, folder / "out")
                self.assertEqual(done.returncode, 0, done.stderr)
            self.come_to_rest(bureau)
            ledger = bureau.ctl("--json", "ledger", "verify").stdout
            cases = len({line.split(",")[0] for line in
                         (scenario / "cases.csv").read_text("utf-8").splitlines()[1:]})
            self.assertGreater(cases, 0)
            done = bureau.year(scenario, folder / "again")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(ledger, bureau.ctl("--json", "ledger", "verify").stdout)
            self.assertEqual(files(folder / "out"), files(folder / "again"))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
