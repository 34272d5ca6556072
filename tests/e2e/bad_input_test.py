"""A wrong folder or policy is refused whole, with the place and the remedy named, and nothing is
half-applied."""
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

from bureau import BIN, POLICIES, ROOT, Bureau, run

SMALL = ROOT / "tests/golden/small-year"

# (what is wrong, file, text to replace, by what, what the error must say)
BAD_CELLS = [
    ("a missing column", "cases.csv", "violation_code,", "code,",
     "cases.csv:1: violation_code: missing column"),
    ("an unknown kind", "institutions.csv", "M03,示例卫生院M03,MEDICAL", "M03,示例卫生院M03,CLINIC",
     "institutions.csv:6: kind: \"CLINIC\""),
    ("a duplicate id", "institutions.csv", "M02,示例卫生院M02", "M01,示例卫生院M02",
     "institutions.csv:4: institution_id: M01"),
    ("negative money", "budgets.csv", "M04,2026,1000000.00", "M04,2026,-1.00",
     "budgets.csv:5: total_budget_yuan"),
    ("money of three decimals", "budgets.csv", "M04,2026,1000000.00", "M04,2026,1.005",
     "budgets.csv:5: total_budget_yuan"),
    ("points outside the catalogue's range", "cases.csv", "K-M2,1,M02,SPOT_CHECK,M204,2026-02-11,6",
     "K-M2,1,M02,SPOT_CHECK,M204,2026-02-11,7", "cases.csv:4: points: 7"),
    ("a date that does not exist", "cases.csv", "2026-02-11", "2026-02-30",
     "cases.csv:4: violation_end_date"),
    ("a violation of another year", "cases.csv", "2026-02-11", "2025-02-11",
     "cases.csv:4: violation_end_date: lies in 2025"),
    ("a budget of another year", "budgets.csv", "M04,2026", "M04,2025", "budgets.csv:5: year"),
    ("a member with unknown affiliation", "members.csv", "INSTITUTION,M19", "INSTITUTION,M99",
     "members.csv:32: affiliation: M99"),
    ("an unknown violation code", "cases.csv", "K-T,1,M12,SPOT_CHECK,M202",
     "K-T,1,M12,SPOT_CHECK,P102", "violation_code: \"P102\""),
    ("a case of an unknown institution", "cases.csv", "K-T,1,M12", "K-T,1,M77",
     "institution_id: \"M77\""),
    ("an objection without ballots", "cases.csv", "2026-07-21,2,20.00,NONE",
     "2026-07-21,2,20.00,FILED", "no ballot for K-P1"),
    ("a seat that answers twice", "ballots.csv", "K-T,1,7", "K-T,1,6", "seat: seat 6 answered"),
    ("a ballot above the notified points", "ballots.csv", "K-T,1,1,UPHOLD,3", "K-T,1,1,UPHOLD,4",
     "points: \"4\""),
    ("an unknown seat", "ballots.csv", "K-T,1,7", "K-T,1,8", "seat: \"8\""),
    ("more than the cap of a case", "cases.csv",
     "K-M2,1,M02,SPOT_CHECK,M204,2026-02-11,6,200.00,NONE\n"
     "K-M2,2,M02,SPOT_CHECK,M202,2026-02-12,3,0.00,NONE",
     "K-M2,1,M02,SPOT_CHECK,M203,2026-02-11,9,200.00,NONE\n"
     "K-M2,2,M02,SPOT_CHECK,M203,2026-02-12,6,0.00,NONE",
     "case K-M2: M203 gives at most 12 points in one case"),
    ("a name on two lines", "institutions.csv", "示例卫生院M03", '"示例\n卫生院M03"',
     "institutions.csv:6: name: has a line break"),
    ("a name that ends with a blank", "members.csv", "示例委员44", "示例委员44 ",
     "members.csv:45: name"),
    ("an unclosed quote", "members.csv", "C044,", "\"C044,", "a quote is never closed"),
    ("a row too short", "members.csv", "C044,示例委员44,", "C044,", "the row has 4 cells"),
]

# (what, file, text to replace, by what, what the error must say of services that have run SMALL)
OTHER_FOLDERS = [
    ("another date", "cases.csv", "2026-02-11,6", "2026-02-10,6",
     "the services hold case K-M2 with other findings"),
    ("another recovery", "cases.csv", "2026-07-21,2,20.00", "2026-07-21,2,20.01",
     "the services hold case K-P1 with other findings"),
]


class FolderTest(unittest.TestCase):
    """Each wrong folder is refused whole, before a service is asked anything."""

    def check(self, folder):
        return run(BIN / "probityctl", "year", "check", "--scenario", folder, "--year", 2026,
                   "--policies", POLICIES)

    def test_every_kind_of_bad_cell_is_named_with_file_line_and_column(self):
        for what, name, old, new, expected in BAD_CELLS:
            with self.subTest(what), tempfile.TemporaryDirectory() as temporary:
                folder = pathlib.Path(temporary) / "scenario"
                shutil.copytree(SMALL, folder)
                text = (folder / name).read_text("utf-8")
                self.assertIn(old, text, "the test's own text is not in the file")
                (folder / name).write_text(text.replace(old, new, 1), "utf-8")
                done = self.check(folder)
                self.assertEqual(done.returncode, 2, f"{what} was accepted")
                self.assertIn(expected, done.stderr)

    def test_a_year_the_calendar_does_not_hold_is_refused_before_it_begins(self):
        for year in (2024, 2028):
            with tempfile.TemporaryDirectory() as temporary:
                folder = pathlib.Path(temporary) / "scenario"
                shutil.copytree(SMALL, folder)
                for name in ("budgets.csv", "cases.csv"):
                    text = (folder / name).read_text("utf-8")
                    (folder / name).write_text(text.replace("2026", str(year)), "utf-8")
                done = run(BIN / "probityctl", "year", "check", "--scenario", folder,
                           "--policies", POLICIES)
                self.assertEqual(done.returncode, 2, f"{year} was accepted")
                self.assertIn("budgets.csv: year: the working-day calendar", done.stderr)

    def test_all_bad_rows_are_listed_and_beyond_a_thousand_counted(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / "scenario"
            shutil.copytree(SMALL, folder)
            with open(folder / "institutions.csv", "a", encoding="utf-8") as out:
                for n in range(1500):
                    out.write(f"X{n:04d},名称,OTHER,片区,2020-01-01\n")
            done = self.check(folder)
            self.assertEqual(done.returncode, 2)
            listed = [line for line in done.stderr.splitlines() if ": kind: " in line]
            self.assertEqual(len(listed), 1000)
            self.assertEqual(done.stderr.splitlines()[-1], "… and 500 more")

    def test_gb18030_and_a_byte_order_mark_are_read_and_other_bytes_refused(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / "scenario"
            shutil.copytree(SMALL, folder)
            path = folder / "institutions.csv"
            text = path.read_text("utf-8")
            for encoding in ("gb18030", "utf-8-sig"):
                path.write_text(text, encoding)
                self.assertEqual(self.check(folder).returncode, 0, encoding)
            path.write_bytes(text.encode() + b"\xff\xff\xff")
            done = self.check(folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn("institutions.csv: ", done.stderr)
            self.assertIn("UTF-8", done.stderr)

    def test_a_file_of_a_hundred_megabytes_is_refused_by_its_size(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / "scenario"
            shutil.copytree(SMALL, folder)
            with open(folder / "cases.csv", "ab") as out:
                out.truncate(100 << 20)
            done = self.check(folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn("cases.csv: ", done.stderr)
            self.assertIn("larger than 64 MiB", done.stderr)

    def test_a_missing_file_and_a_missing_folder_are_named(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / "scenario"
            shutil.copytree(SMALL, folder)
            (folder / "cases.csv").unlink()
            self.assertIn("cases.csv: missing", self.check(folder).stderr)
            self.assertIn("no-such-folder", self.check(folder / "no-such-folder").stderr)

    def test_a_bad_folder_leaves_no_trace_in_the_services(self):
        with Bureau() as bureau, tempfile.TemporaryDirectory() as temporary:
            bureau.start_all(SMALL)
            folder = pathlib.Path(temporary) / "scenario"
            shutil.copytree(SMALL, folder)
            with open(folder / "cases.csv", "a", encoding="utf-8") as out:
                out.write("K-X,1,M01,SPOT_CHECK,M204,2026-13-01,6,0.00,NONE\n")
            done = bureau.year(folder, pathlib.Path(temporary) / "out")
            self.assertEqual(done.returncode, 2)
            self.assertIn("nothing has been sent", done.stderr)
            self.assertEqual("{}", "".join(
                bureau.ctl("--json", "call", "--as", "AUDITOR",
                           "RegistryService/ListInstitutions").stdout.split())
                .replace('"institutions":[],', "").replace('"next_page_token":""', ""))

    def test_a_year_that_is_not_in_every_row_names_the_rows(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / "scenario"
            shutil.copytree(SMALL, folder)
            text = (folder / "budgets.csv").read_text("utf-8")
            (folder / "budgets.csv").write_text(text.replace("M04,2026", "M04,2O26", 1), "utf-8")
            done = run(BIN / "probityctl", "year", "check", "--scenario", folder, "--policies",
                       POLICIES)
            self.assertEqual(done.returncode, 2)
            self.assertIn('budgets.csv:5: year: "2O26" is none of 2026', done.stderr)

    def test_services_that_hold_another_folder_are_left_alone(self):
        with Bureau() as bureau, tempfile.TemporaryDirectory() as temporary:
            temporary = pathlib.Path(temporary)
            bureau.start_all(SMALL)
            self.assertEqual(bureau.year(SMALL, temporary / "out").returncode, 0)
            for what, name, old, new, expected in OTHER_FOLDERS:
                with self.subTest(what):
                    folder = temporary / what
                    shutil.copytree(SMALL, folder)
                    text = (folder / name).read_text("utf-8")
                    self.assertIn(old, text, "the test's own text is not in the file")
                    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
                    done = bureau.year(folder, temporary / "out2")
                    self.assertEqual(done.returncode, 1, done.stderr)
                    self.assertIn(expected, done.stderr)
                    self.assertFalse((temporary / "out2/summary.json").exists())
            row = {"institution_id": "Z9", "name": "示例医院Z9", "kind": "SUBJECT_KIND_MEDICAL",
                   "district": "片区", "designated_from_date": "2020-01-01"}
            done = bureau.ctl("call", "--as", "SUPERVISOR", "RegistryService/ImportInstitutions",
                              json.dumps([{"institutions": [row]}]))
            self.assertEqual(done.returncode, 0, done.stderr)
            done = bureau.year(SMALL, temporary / "out3")
            self.assertEqual(done.returncode, 1)
            self.assertIn("institution Z9, which is not in this folder", done.stderr)


class PolicyTest(unittest.TestCase):
    def test_a_broken_policy_is_refused_with_file_and_line(self):
        with tempfile.TemporaryDirectory() as temporary:
            path = pathlib.Path(temporary) / "medical.txtpb"
            text = (POLICIES / "medical.txtpb").read_text("utf-8")
            self.assertIn("upper: 18", text)
            path.write_text(text.replace("upper: 18", "upper: 17", 1), "utf-8")
            done = run(BIN / "probityctl", "policy", "lint", path)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, r"medical\.txtpb:\d+: ")
            self.assertIn("POLICY_INVALID", done.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
