"""A wrong flag, configuration or neighbour of a service gets an error that names the place and the
remedy, and nothing is half-applied."""
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import unittest

from bureau import BIN, POLICIES, ROOT, Bureau, files, oracle, run

SMALL = ROOT / "tests/golden/small-year"

# What a database may still grow by: less than a year of SMALL takes.
ROOM_BYTES = 300_000

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
        with Bureau() as bureau:
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
