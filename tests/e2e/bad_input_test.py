"""A wrong folder, file, flag or neighbour gets an error that names the place and the remedy, and
nothing is half-applied."""
import json
import os
import pathlib
import resource
import signal
import shutil
import subprocess
import sys
import tempfile
import unittest

from bureau import BIN, POLICIES, ROOT, Bureau, files, oracle, run

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

# What a database may still grow by: less than a year of SMALL takes.
ROOM_BYTES = 300_000

# (arguments, what the error must say)
WRONG_COMMANDS = [
    ([], "Usage: probityctl"),
    (["nonsense"], "no command is called nonsense; commands are year institution case"),
    (["case"], "a command is missing; commands are list show"),
    (["case"], "\n  probityctl case --help"),
    (["case", "shw", "K"], "no command is called shw; commands are list show"),
    (["case", "show"], "case_ref is required\n  probityctl case show --help"),
    (["case", "list", "--nonsense"], "--nonsense"),
    (["standing", "list", "--year", "abc"], "--year = abc"),
    (["year", "run", "--scenario", "/nowhere", "--out", "/nowhere"], "--scenario: /nowhere"),
    (["year", "check", "--scenario", SMALL, "--policies", POLICIES, "--begin-clock",
      "/nowhere/clock"], "--begin-clock: "),
    (["--scoring", "nonsense", "case", "list"], "'nonsense' is not an address"),
    (["--scoring", "10.0.0.1:7101", "case", "list"], "10.0.0.1:7101 is not a loopback address"),
    (["call"], "method: missing"),
    (["call", "CaseService/NoSuch"], 'no RPC is called "CaseService/NoSuch"'),
]

READS = [["institution", "list"], ["case", "list"], ["case", "show", "K"],
         ["standing", "list", "--year", "2026"], ["standing", "show", "M01", "--year", "2026"],
         ["ledger", "list"], ["ledger", "verify"], ["policy", "list"], ["round", "list"],
         ["roster", "check"], ["run", "list"], ["statement", "show", "R", "M01"],
         ["call", "--as", "AUDITOR", "CaseService/GetCase", '{"case_ref": "K"}']]

GET = "CaseService/GetCase"
IMPORT = "RegistryService/ImportInstitutions"
# (arguments of call, exit code, what the error must say)
WRONG_CALLS = [
    ([GET, "{}"], 2, "--as: missing; GetCase may be called by INSPECTOR, CASE_OFFICER"),
    (["--as", "BOSS", GET, "{}"], 2, '"BOSS" is no role'),
    (["--as", "SERVICE", GET, "{}"], 2, "SERVICE is for the services themselves"),
    (["--as", "MEMBER_CLIENT", GET, '{"case_ref": "K"}'], 1, "ROLE_REQUIRED"),
    (["--as", "CASE_OFFICER,LEGAL_REVIEWER", GET, "{}"], 1, "ROLES_INCOMPATIBLE"),
    (["--as", "INSTITUTION", GET, "{}"], 2, "--institution: goes with --as INSTITUTION"),
    (["--as", "AUDITOR", "--institution", "M01", GET, "{}"], 2, "--institution: "),
    (["--as", "AUDITOR", "--person", "张三", GET, "{}"], 2, "--person: "),
    (["--as", "AUDITOR", GET, '{"case_ref": }'], 2, "json:1:14: "),
    (["--as", "AUDITOR", GET, '{"case_reff": "K"}'], 2, "case_reff"),
    (["--as", "AUDITOR", GET, '[{"case_ref": "K"}, {"case_ref": "L"}]'], 2, "not an array"),
    (["--as", "AUDITOR", GET, '{"case_ref": "K"}'], 1, "UNKNOWN_CASE"),
    (["--as", "AUDITOR", GET], 2, "case_ref"),
    (["--as", "AUDITOR", "StandingService/StreamStandings", '{"year": 1}'], 2, "year: "),
    (["--as", "SUPERVISOR", IMPORT, "[{}"], 2, "json:1:4: the array does not end"),
    (["--as", "SUPERVISOR", IMPORT, '[{},\n {"nam": 1}]'], 2, "json:2:2: "),
    (["--as", "SUPERVISOR", IMPORT, '[{"institutions": [{"institution_id": "m 1"}]}]'], 2,
     "institutions[0].name: "),
    (["--as", "MEMBER_CLIENT", "CommitteeService/ListSheets", "{}"], 1, "unavailable"),
]

FREE = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]
# (service, flags, configuration, exit code, what the error must say)
WRONG_STARTS = [
    ("scoring", ["--bogus"], None, 64, "--bogus"),
    ("review", ["serve"], None, 64, "serve"),
    ("scoring", ["--workers", "x"], None, 64, "--workers = x"),
    ("scoring", ["--workers", "-1"], None, 78, "workers is -1; choose 1 to 256"),
    ("scoring", ["--listen", "0.0.0.0:7101"], None, 78, "0.0.0.0:7101 is not a loopback address"),
    ("scoring", ["--listen", "nonsense"], None, 78, "listen: 'nonsense' is not an address"),
    ("settlement", ["--scoring-address", "x"], None, 78, "scoring_address: 'x' is not an address"),
    ("scoring", FREE + ["--clock", "lunar"], None, 78, "clock is 'lunar'"),
    ("scoring", ["--listen", "0.0.0.0:1", "--clock", "scenario:clock"], None, 78,
     "a scenario clock is refused off loopback"),
    ("scoring", FREE + ["--database", "postgres://x"], None, 78, "database: write sqlite:PATH or mysql://"),
    ("scoring", FREE + ["--database", "mysql://u@127.0.0.1:1/x"], None, 69,
     "database x on 127.0.0.1:1 as u: the database cannot be reached"),
    ("review", FREE + ["--roster-database", "sqlite:DIR/r.db", "--hearing-database",
                       "sqlite:DIR/r.db"], None, 78, "they must be two"),
    ("scoring", FREE, '{"regin": "x"}', 78, "config.json:1:1: regin: Cannot find field"),
    ("scoring", FREE, '{\n "workers": ,\n}', 78, "config.json:2:13: "),
    ("scoring", FREE, '{"workers": "many"}', 78, 'invalid value "many"'),
    ("scoring", FREE, '{"scoring_address": "127.0.0.1:1"}', 78, "remove it"),
    ("scoring", FREE + ["--config", "/nowhere"], None, 78, "/nowhere"),
    ("scoring", FREE + ["--config", "DIR"], None, 78, "cannot read the configuration file"),
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
            done = bureau.ctl("call", "--as", "SUPERVISOR", IMPORT,
                              json.dumps([{"institutions": [row]}]))
            self.assertEqual(done.returncode, 0, done.stderr)
            done = bureau.year(SMALL, temporary / "out3")
            self.assertEqual(done.returncode, 1)
            self.assertIn("institution Z9, which is not in this folder", done.stderr)


class CommandTest(unittest.TestCase):
    """What a person mistypes is named; the exit code tells wrong input from a service away."""

    def test_a_wrong_command_line_is_named_and_exits_2(self):
        for args, expected in WRONG_COMMANDS:
            with self.subTest(args):
                done = run(BIN / "probityctl", *args)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(expected, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_every_command_explains_itself(self):
        commands = [[], ["year"], ["year", "check"], ["year", "run"], ["institution", "list"],
                    ["case", "list"], ["case", "show"], ["standing", "list"], ["standing", "show"],
                    ["ledger", "list"], ["ledger", "verify"], ["policy", "lint"], ["policy", "put"],
                    ["policy", "list"], ["round", "list"], ["roster", "check"], ["run", "list"],
                    ["statement", "show"], ["call"]]
        for command in commands:
            with self.subTest(command):
                done = run(BIN / "probityctl", *command, "--help")
                self.assertEqual(done.returncode, 0)
                self.assertIn("Usage: probityctl", done.stdout)

    def test_a_service_that_is_away_is_named_by_its_address(self):
        for command in READS:
            with self.subTest(command):
                done = run(BIN / "probityctl", "--scoring", "127.0.0.1:1", "--review",
                           "127.0.0.1:1", "--settlement", "127.0.0.1:1", *command, timeout=30)
                self.assertEqual(done.returncode, 75)
                self.assertIn("no Probity service answers at 127.0.0.1:1\n", done.stderr)
                self.assertIn("run the same command again", done.stderr)

    def test_reads_answer_in_tables_and_in_json_and_mistakes_are_refused(self):
        with Bureau() as bureau:
            bureau.start_all(SMALL)
            for command in READS:
                if command[0] in ("call", "roster") or command[1] == "show":
                    continue  # those need an argument of the year's, or the policies in force
                with self.subTest(command):
                    table, as_json = bureau.ctl(*command), bureau.ctl("--json", *command)
                    self.assertEqual((table.returncode, as_json.returncode), (0, 0), table.stderr)
                    json.loads(as_json.stdout)
                    self.assertFalse([line for line in table.stdout.splitlines()
                                      if line != line.rstrip()], "blanks at the end of a line")
            for args, code, expected in WRONG_CALLS:
                with self.subTest(args):
                    done = bureau.ctl("call", *args)
                    self.assertEqual(done.returncode, code, done.stderr)
                    self.assertIn(expected, done.stderr)
            crossed = run(BIN / "probityctl", "--scoring", bureau.address["review"], "case", "list")
            self.assertEqual(crossed.returncode, 1)
            self.assertIn("another service listens there; see --scoring", crossed.stderr)

    def test_a_file_of_actors_names_each_wrong_line(self):
        with tempfile.TemporaryDirectory() as temporary:
            path = pathlib.Path(temporary) / "actors.csv"
            path.write_text("ROLE,person\nAUDITOR,张三\nBOSS,x\nAUDITOR,a.li\n", "utf-8")
            done = run(BIN / "probityctl", "--actors", path, "ledger", "verify")
            self.assertEqual(done.returncode, 2)
            self.assertIn("actors.csv:2: a person is named by an id", done.stderr)
            self.assertIn('actors.csv:3: "BOSS" is none of', done.stderr)
            done = run(BIN / "probityctl", "--actors", temporary, "ledger", "verify")
            self.assertEqual(done.returncode, 1)
            self.assertIn("Is a directory", done.stderr)


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


class NeighbourTest(unittest.TestCase):
    """What surrounds a server: ports, files, folders, other services."""

    def start(self, bureau, *flags, **options):
        return run(BIN / "probity-scoring", "--listen", "127.0.0.1:0", "--admin-listen",
                   "127.0.0.1:0", *flags, timeout=30, **options)

    def test_a_port_in_use_is_named(self):
        with Bureau() as bureau:
            bureau.clock.write_text("2026-01-01T08:00:00+08:00\n")
            bureau.start("scoring")
            done = run(BIN / "probity-settlement", "--listen", bureau.address["scoring"],
                       "--admin-listen", "127.0.0.1:0", "--database",
                       f"sqlite:{bureau.home}/other.db", timeout=30)
            self.assertEqual(done.returncode, 69)
            self.assertIn(bureau.address["scoring"], done.stderr)
            self.assertIn("in use", done.stderr)

    def test_a_wrong_flag_or_configuration_is_named_before_anything_starts(self):
        with tempfile.TemporaryDirectory() as temporary:
            temporary = pathlib.Path(temporary)
            for service, flags, config, code, expected in WRONG_STARTS:
                with self.subTest((service, flags, config)):
                    given = [flag.replace("DIR", str(temporary)) for flag in flags]
                    if config is not None:
                        (temporary / "config.json").write_text(config, "utf-8")
                        given += ["--config", temporary / "config.json"]
                    done = run(BIN / f"probity-{service}", *given, cwd=temporary, timeout=30)
                    self.assertEqual(done.returncode, code, done.stderr)
                    self.assertIn(expected, done.stderr)
                    self.assertIn(f"probity-{service}: ", done.stderr.splitlines()[-1])
                    self.assertFalse((temporary / "data").exists(), "something was started")

    def test_the_database_of_another_service_is_refused(self):
        with Bureau() as bureau:
            bureau.clock.write_text("2026-01-01T08:00:00+08:00\n")
            bureau.start("scoring")
            bureau.kill("scoring")
            done = run(BIN / "probity-settlement", "--listen", "127.0.0.1:0", "--admin-listen",
                       "127.0.0.1:0", "--database", bureau.databases["scoring"], timeout=30)
            self.assertEqual(done.returncode, 69)
            self.assertIn("the database holds another schema", done.stderr)

    def test_a_scenario_clock_that_is_no_clock_is_named(self):
        with tempfile.TemporaryDirectory() as temporary:
            path = pathlib.Path(temporary) / "clock"
            for content in (None, "yesterday\n", ""):
                if content is not None:
                    path.write_text(content)
                done = self.start(None, "--database", f"sqlite:{temporary}/s.db", "--clock",
                                  f"scenario:{path}")
                self.assertEqual(done.returncode, 78, done.stderr)
                self.assertIn(str(path), done.stderr)

    def test_a_file_that_may_not_grow_is_a_full_disk_and_the_service_lives_on(self):
        with Bureau() as bureau, tempfile.TemporaryDirectory() as out:
            begun = bureau.ctl("year", "check", "--scenario", SMALL, "--policies", POLICIES,
                               "--begin-clock", bureau.clock)
            self.assertEqual(begun.returncode, 0, begun.stderr)
            bureau.start("scoring")  # makes its tables, which take most of a small database
            bureau.kill("scoring", signal.SIGTERM)
            usual = resource.getrlimit(resource.RLIMIT_FSIZE)
            taken = (bureau.home / "scoring.db").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (taken + ROOM_BYTES, usual[1]))
            try:
                bureau.start("scoring")
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, usual)
            bureau.start("review")
            bureau.start("settlement")
            done = bureau.year(SMALL, out)
            self.assertEqual(done.returncode, 1)
            self.assertIn("STORAGE_FULL", done.stderr)
            self.assertIsNone(bureau.processes["scoring"].poll(), "the service has died of it")
            self.assertEqual(bureau.ctl("case", "list").returncode, 0)

    def test_two_servers_on_one_sqlite_file_are_refused(self):
        with Bureau() as bureau:
            bureau.clock.write_text("2026-01-01T08:00:00+08:00\n")
            bureau.start("scoring")
            done = self.start(bureau, "--database", bureau.databases["scoring"])
            self.assertEqual(done.returncode, 69)
            self.assertIn("scoring.db", done.stderr)

    def test_a_read_only_data_folder_is_named(self):
        # Root may write anywhere.
        user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        with tempfile.TemporaryDirectory() as temporary:
            os.chmod(temporary, 0o555)
            done = run(*(user if os.geteuid() == 0 else []), BIN / "probity-scoring", *FREE,
                       "--database", f"sqlite:{temporary}/data/scoring.db", timeout=30)
            self.assertEqual(done.returncode, 69)
            self.assertIn(temporary, done.stderr)

    def test_a_service_that_is_down_ends_the_run_resumable(self):
        with Bureau() as bureau, tempfile.TemporaryDirectory() as out:
            bureau.start_all(SMALL)
            bureau.kill("scoring")
            done = bureau.ctl("case", "list")
            self.assertEqual(done.returncode, 75)
            self.assertIn(bureau.address["scoring"], done.stderr)
            self.assertIn("a service is away", done.stderr)

    def test_a_full_disk_loses_nothing_and_the_year_goes_on_with_room(self):
        with Bureau() as bureau, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            oracle(SMALL, folder / "expected")
            bureau.start_all(SMALL)
            bureau.kill("scoring")
            config = bureau.home / "small.json"
            config.write_text('{"sqlite_max_pages": "60"}')
            bureau.start("scoring", "--config", config)
            done = bureau.year(SMALL, folder / "out")
            self.assertNotEqual(done.returncode, 0, "60 pages should not hold a year")
            self.assertIn("STORAGE_FULL", done.stderr)
            bureau.kill("scoring")
            bureau.start("scoring")
            done = bureau.year(SMALL, folder / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(files(folder / "expected"), files(folder / "out"))

    def test_an_output_that_cannot_be_written_is_named(self):
        with Bureau() as bureau, tempfile.TemporaryDirectory() as folder:
            bureau.start_all(SMALL)
            limited = subprocess.run(
                bureau.year_command(SMALL, pathlib.Path(folder) / "out"), text=True,
                capture_output=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
            self.assertNotEqual(limited.returncode, 0)
            self.assertIn("cannot be written", limited.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
