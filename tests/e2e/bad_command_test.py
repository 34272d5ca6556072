"""What a person mistypes gets an error that names it and says what would be right."""
import json
import pathlib
import sys
import tempfile
import unittest

from bureau import BIN, POLICIES, ROOT, Bureau, run

SMALL = ROOT / "tests/golden/small-year"

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


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
