#!/usr/bin/env python3
"""Files as spreadsheets really leave them, imported by probityctl into a running settlement service:
accepted where certain, refused by cell where not, and nothing half-applied."""
import json
import pathlib
import unittest

from bureau import ROOT, Bureau
from workbook import write_xlsx

SMALL = ROOT / "tests/golden/small-year"
IDS = ["0010001", "0010002", "M003", "20002", "020002"]


class Imports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bureau = Bureau()
        begun = cls.bureau.ctl("year", "check", "--scenario", SMALL, "--policies",
                               ROOT / "policies", "--begin-clock", cls.bureau.clock)
        assert begun.returncode == 0, begun.stderr
        for name in ("scoring", "settlement"):
            cls.bureau.start(name)
        institutions = [{"institution_id": one, "name": f"示例机构{one}",
                         "kind": "SUBJECT_KIND_MEDICAL", "district": "城区",
                         "designated_from_date": "2020-01-01"} for one in IDS]
        done = cls.bureau.ctl("call", "--as", "SUPERVISOR", "RegistryService/ImportInstitutions",
                              json.dumps([{"institutions": institutions}]))
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.bureau.__exit__()

    def file(self, name, content):
        path = pathlib.Path(self.bureau.home) / name
        path.write_bytes(content)
        return path

    def imported(self, kind, path, *more):
        done = self.bureau.ctl("--json", "input", "import", kind, path, *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused(self, kind, path, *expected):
        before = self.listed(kind)
        done = self.bureau.ctl("input", "import", kind, path)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        for text in expected:
            self.assertIn(text, done.stderr)
        self.assertEqual(self.listed(kind), before, "nothing half-applied")
        return done.stderr

    def listed(self, kind):
        done = self.bureau.ctl("--json", "input", "list", kind, "--year", "2026")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout).get(kind, [])

    def test_1_budgets_from_gb18030_with_a_title_lost_zeros_and_separators(self):
        rows = ("2026年度总额预算,,,,,\r\n"
                "机构编码,机构名称,年度,总额预算（元）,次均费用（元）,计划人次\r\n"
                '10001,甲医院,2026,"9,600,000.00",￥４８０,"2,000"\r\n'
                ",,,,,\r\n"
                '\'0010002,乙医院,2026年,"1,000",0.5,0\r\n')
        path = self.file("budgets.csv", rows.encode("gb18030"))
        self.assertEqual(self.imported("budgets", path).get("added"), 2)
        first, second = self.listed("budgets")
        self.assertEqual(first["institution_id"], "0010001")
        self.assertEqual(first["total_budget_fen"], "960000000")
        self.assertEqual(first["per_visit_fen"], "48000")
        self.assertEqual(first["planned_visits"], "2000")
        self.assertEqual(second["per_visit_fen"], "50")
        self.assertEqual(self.imported("budgets", path).get("unchanged"), 2, "again is harmless")

    def test_2_every_bad_cell_is_named_and_nothing_is_imported(self):
        rows = ("\ufeffinstitution_id,year,total_budget_yuan,per_visit_yuan,planned_visits\n"
                "M003,2026,100.00,1.00,1\n"
                "M004,2026,100.00,1.00,1\n"
                "20002,2026,100.00,1.00,1\n"
                "M003,2026,1.00,1.00,1\n"
                "0010002,26,-1.00,9.6E+08,1.5\n")
        path = self.file("bad.csv", rows.encode())
        text = self.refused(
            "budgets", path, "bad.csv:3: institution_id: UNKNOWN_INSTITUTION",
            "bad.csv:4: institution_id: \"20002\" may be any of 020002, 20002",
            "bad.csv:5: institution_id: DUPLICATE_UNIT: line 2", "bad.csv:6: year:",
            "bad.csv:6: total_budget_yuan: NEGATIVE_AMOUNT", "bad.csv:6: per_visit_yuan:",
            "bad.csv:6: planned_visits:")
        self.assertIn("7 problems, nothing was imported", text)

    def test_3_actuals_from_a_workbook_whose_numbers_are_binary_fractions(self):
        path = pathlib.Path(self.bureau.home) / "actuals.xlsx"
        write_xlsx(path, [["institution_id", "year", "visits", "accepted_yuan", "已拨付"],
                          [10001, 2026, 2100, 9876543.21, None],
                          ["M003", 2026, 7, 0.1 + 0.2, 0.29]])
        self.assertEqual(self.imported("actuals", path).get("added"), 2)
        first, second = self.listed("actuals")
        self.assertEqual(first["institution_id"], "0010001")
        self.assertEqual(first["accepted_fen"], "987654321")
        self.assertEqual(second["accepted_fen"], "30", "as the spreadsheet shows it")
        self.assertEqual(second["monthly_fen"], "29")

        write_xlsx(path, [["institution_id", "year", "visits", "accepted_yuan"],
                          [10001, 2026, 2100, ("error", "#REF!")],
                          [7, 2026, 1, 1.005]])
        self.refused("actuals", path, "actuals.xlsx[数据]:2: accepted_yuan (D): the formula failed",
                     "actuals.xlsx[数据]:3: institution_id (A): UNKNOWN_INSTITUTION",
                     "actuals.xlsx[数据]:3: accepted_yuan (D): ")

    def test_4_what_only_the_service_can_refuse_is_told_by_line_too(self):
        path = self.file("parts.csv", ("institution_id,year,fund,visits,accepted_yuan\n"
                                       "0010002,2026,,1,1\n"
                                       "0010001,2026,职工,1,1\n").encode())
        self.refused("actuals", path, "parts.csv:3: institution_id: DUPLICATE_UNIT")

    def test_5_a_wrong_year_is_corrected_as_a_whole(self):
        path = self.file("again.csv", b"institution_id,year,visits,accepted_yuan\n"
                                      b"0010001,2026,2100,1.00\n")
        answer = self.imported("actuals", path, "--replace-year", "2026")
        self.assertEqual((answer.get("added"), answer.get("removed")), (1, 2))
        self.assertEqual(len(self.listed("actuals")), 1)

    def test_6_indicators_with_percentages_and_statuses(self):
        path = pathlib.Path(self.bureau.home) / "indicators.xlsx"
        write_xlsx(path, [["机构编码", "年度", "指标", "指标值", "例数", "状态"],
                          [10001, 2026, "READMISSION", ("percent", "0.153"), 30, None],
                          ["M003", 2026, "READMISSION", "12.1%", 30, None],
                          ["0010002", 2026, "READMISSION", None, None, "未报"]])
        self.assertEqual(self.imported("indicators", path).get("added"), 3)
        values = [one.get("value") or one["status"] for one in self.listed("indicators")]
        self.assertEqual(values, ["0.153", "INDICATOR_STATUS_NOT_REPORTED", "0.121"])

    def test_7_contracts_with_days_counted_from_1904_and_in_a_csv_from_either(self):
        header = ["institution_id", "year", "contract_id", "first_date", "last_date", "price_yuan",
                  "met", "failed", "fail_pay_bp"]
        path = pathlib.Path(self.bureau.home) / "contracts.xlsx"
        write_xlsx(path, [header, ["M003", 2026, "C-1", ("date", "44561"), ("date", "44650"),
                                   99999.99, 321, 45, ("percent", "0.25")]], date1904=True)
        self.assertEqual(self.imported("contracts", path).get("added"), 1)
        # 46113 is 2026-04-01 counted from 1900; counted from 1904 it would lie in 2030.
        csv = ",".join(header) + "\nM003,2026,C-1,46113,2026年6月30日,99999.99,1,1,2500\n"
        self.assertEqual(
            self.imported("contracts", self.file("contracts.csv", csv.encode())).get("added"), 1)
        dates = [(one["first_date"], one["last_date"]) for one in self.listed("contracts")]
        self.assertEqual(dates, [("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30")])
        bad = csv.replace("46113", "1/5/2026").replace("2026年6月30日", "45000")
        self.refused("contracts", self.file("dates.csv", bad.encode()),
                     "dates.csv:2: first_date: \"1/5/2026\" has two readings",
                     "dates.csv:2: last_date:")

    def test_8_a_check_imports_nothing(self):
        path = self.file("check.csv", b"institution_id,year,visits,accepted_yuan\nM003,2026,1,1\n")
        before = self.listed("actuals")
        done = self.bureau.ctl("input", "import", "actuals", path, "--check")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.listed("actuals"), before)


if __name__ == "__main__":
    unittest.main()
