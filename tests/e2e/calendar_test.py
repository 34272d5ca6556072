"""A region's own table of working days: read at start, refused by file and line, and counted by."""
import json
import pathlib
import tempfile
import unittest

from bureau import BIN, POLICIES, ROOT, Bureau, run

NATIONAL = ROOT / "policies/calendar/cn.csv"
CANNOT_START = 69

# (what is wrong, the line it stands on, what replaces it, what the error must say)
BAD_LINES = [
    ("a day that does not exist", "2026-01-01,HOLIDAY", "2026-02-29,HOLIDAY", "date"),
    ("an unknown kind", "2026-01-01,HOLIDAY", "2026-01-01,FEAST", "kind"),
    ("a row twice", "2026-01-01,HOLIDAY", "2026-01-02,HOLIDAY", "2026-01-02 stands twice"),
    ("a make-up day in the week", "2026-01-04,MAKEUP", "2026-01-05,MAKEUP",
     "2026-01-05 is a weekday"),
]


def start(folder, calendar):
    """Tries to start scoring with this table; what it says if it cannot."""
    (folder / "clock").write_text("2026-03-02T12:00:00+08:00\n")
    return run(BIN / "probity-scoring", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
               "--clock", f"scenario:{folder}/clock", "--database", f"sqlite:{folder}/scoring.db",
               "--calendar", calendar, timeout=60)


class CalendarTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_what_is_wrong_in_the_table_is_named_by_file_and_line(self):
        text = NATIONAL.read_text(encoding="utf-8")
        for what, old, new, said in BAD_LINES:
            with self.subTest(what):
                table = self.folder / "region.csv"
                table.write_text(text.replace(old, new, 1), encoding="utf-8")
                at = 1 + text[:text.index(old)].count("\n")
                lines = {at, at + 1}  # of two rows of one day the later one is named
                done = start(self.folder, table)
                self.assertEqual(CANNOT_START, done.returncode)
                self.assertIn(said, done.stderr)
                self.assertTrue(any(f"{table}:{line}: " in done.stderr for line in lines),
                                done.stderr)

    def test_a_year_that_is_missing_is_not_guessed(self):
        rows = NATIONAL.read_text(encoding="utf-8").splitlines(keepends=True)
        table = self.folder / "region.csv"
        table.write_text("".join(r for r in rows if not r.startswith("2026")), encoding="utf-8")
        done = start(self.folder, table)
        self.assertEqual(CANNOT_START, done.returncode)
        self.assertIn("no row of 2026", done.stderr)

    def test_a_table_that_is_not_there_is_named(self):
        done = start(self.folder, self.folder / "none.csv")
        self.assertEqual(CANNOT_START, done.returncode)
        self.assertIn(f"cannot read the calendar {self.folder}/none.csv", done.stderr)

    def test_a_region_counts_by_its_own_rest_days(self):
        """What ends on a regional rest day, a Friday, ends there on the next workday, Monday."""
        for local, last in ((False, "2026-04-17"), (True, "2026-04-20")):
            with self.subTest(local=local), Bureau() as bureau:
                table = bureau.home / "region.csv"
                extra = "2026-04-17,HOLIDAY,自治区通知,no\n" if local else ""
                table.write_text(NATIONAL.read_text(encoding="utf-8") + extra, encoding="utf-8")
                bureau.clock.write_text("2026-01-17T12:00:00+08:00\n")
                bureau.start("scoring", "--calendar", table)
                self.assertEqual(last, self.decide_by(bureau))

    def decide_by(self, bureau):
        """Files a case today; the last of its 90 days."""
        done = bureau.ctl("policy", "put", POLICIES / "medical.txtpb")
        self.assertEqual(0, done.returncode, done.stderr)
        institution = {"institution_id": "M001", "name": "示例医院", "district": "示例区",
                       "kind": "SUBJECT_KIND_MEDICAL", "designated_from_date": "2020-01-01"}
        self.call(bureau, "SUPERVISOR", "RegistryService/ImportInstitutions",
                  [{"institutions": [institution]}])
        officers = bureau.home / "officers.csv"
        officers.write_text("person,name,certificate_no,unit,valid_from,valid_to\n"
                            "officer-a,甲,证1,示例区医保局,2020-01-01,2030-12-31\n"
                            "officer-b,乙,证2,示例区医保局,2020-01-01,2030-12-31\n",
                            encoding="utf-8")
        done = bureau.ctl("officer", "import", officers)
        self.assertEqual(0, done.returncode, done.stderr)
        self.call(bureau, "CASE_OFFICER", "CaseService/OpenCase",
                  {"case_ref": "c1", "institution_id": "M001",
                   "source": "CASE_SOURCE_SPOT_CHECK", "officers": ["officer-a", "officer-b"],
                   "certificates": [
                       {"person": "officer-a", "name": "甲", "certificate_no": "证1"},
                       {"person": "officer-b", "name": "乙", "certificate_no": "证2"}]})
        clocks = bureau.ctl("--json", "case", "clocks", "c1")
        self.assertEqual(0, clocks.returncode, clocks.stderr)
        due = bureau.ctl("due", "--officer", "officer-b")
        self.assertIn("decide", due.stdout)
        return json.loads(clocks.stdout)[0]["last_date"]

    def call(self, bureau, role, method, request):
        done = bureau.ctl("call", "--as", role, method, json.dumps(request))
        self.assertEqual(0, done.returncode, done.stderr)


if __name__ == "__main__":
    unittest.main()
