"""demo.sh as people run it: from anywhere, on any folder, stopped in the middle and started again."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from bureau import BIN, OUTPUTS, POLICIES, ROOT, files, oracle

SMALL = ROOT / "tests/golden/small-year"


class Checkout:
    """A tree with the real demo.sh and programs; its installing and building have nothing to do."""

    def __init__(self):
        self._temporary = tempfile.TemporaryDirectory(prefix="probity demo ")
        self.root = pathlib.Path(self._temporary.name) / "tree"
        for script in ("deploy/debian/install.sh", "deploy/build.sh"):
            path = self.root / script
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("#!/bin/sh\n")
            path.chmod(0o755)
        shutil.copy(ROOT / "demo.sh", self.root)
        (self.root / "policies").symlink_to(POLICIES)
        (self.root / "build/dev").mkdir(parents=True)
        (self.root / "build/dev/bin").symlink_to(BIN)
        self.elsewhere = self.root.parent / "else where"
        self.elsewhere.mkdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._temporary.cleanup()

    def start(self, *args):
        return subprocess.Popen([str(a) for a in (self.root / "demo.sh", *args)], text=True,
                                cwd=self.elsewhere, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True,
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def run(self, *args):
        process = self.start(*args)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(args, process.returncode, out, err)

    def children(self):
        """Commands of processes that work in this tree's data."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if f"{self.root}/build/demo/" in command:
                found.append(command)
        return found

    def wait_until_the_year_runs(self, process):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            if any("year run" in command for command in self.children()):
                return
            time.sleep(0.02)
        raise AssertionError("demo.sh did not come to its year")


class DemoTest(unittest.TestCase):
    def setUp(self):
        self.tree = self.enterContext(Checkout())

    def check(self, out):
        oracle(SMALL, self.tree.elsewhere / "expected")
        self.assertEqual(files(self.tree.elsewhere / "expected"), files(out))

    def test_a_wrong_argument_is_named_and_exits_2(self):
        for args, expected in ((["--scenario"], "--scenario needs a folder"),
                               (["--out", ""], "--out needs a folder"),
                               (["--scenario", "/nowhere"], "/nowhere is no folder"),
                               (["--scenario", ROOT / "demo.sh"], f"{ROOT}/demo.sh is no folder"),
                               (["--what"], "unknown argument --what")):
            with self.subTest(args):
                done = self.tree.run(*args)
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"demo.sh: {expected}", done.stderr)

    def test_a_folder_with_mistakes_lists_them_and_starts_nothing(self):
        folder = self.tree.elsewhere / "bad"
        shutil.copytree(SMALL, folder)
        text = (folder / "cases.csv").read_text("utf-8")
        (folder / "cases.csv").write_text(text.replace("2026-02-11", "2026-02-31", 1), "utf-8")
        with open(folder / "members.csv", "a", encoding="utf-8") as members:
            members.write("junk\n")
        done = self.tree.run("--scenario", "bad")
        self.assertEqual(done.returncode, 2)
        self.assertIn("cases.csv:4: violation_end_date: ", done.stderr)
        self.assertIn("members.csv:", done.stderr)
        self.assertFalse(list(self.tree.root.glob("build/demo/*/*.db")))
        (self.tree.elsewhere / "empty").mkdir()
        done = self.tree.run("--scenario", "empty")
        self.assertEqual(done.returncode, 2)
        for name in ("institutions.csv", "budgets.csv", "cases.csv"):
            self.assertIn(f"{name}: missing", done.stderr)

    def test_a_read_only_folder_with_blanks_runs_beside_busy_ports_and_again(self):
        folder = self.tree.elsewhere / "一个 年度"
        shutil.copytree(SMALL, folder)
        folder.chmod(0o555)
        busy = []
        for port in (7101, 7102, 7103):
            held = socket.socket()
            try:
                held.bind(("127.0.0.1", port))
                held.listen()
            except OSError:
                pass  # somebody else holds it: as good
            busy.append(held)
        for _ in range(2):
            done = self.tree.run("--scenario", "一个 年度", "--out", "put here/out")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.check(self.tree.elsewhere / "put here/out")
        self.assertEqual(self.tree.children(), [])
        for held in busy:
            held.close()

    def test_killed_or_interrupted_it_leaves_nothing_running_and_goes_on(self):
        out = self.tree.elsewhere / "out"
        for how, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
            with self.subTest(how):
                process = self.tree.start("--scenario", SMALL, "--out", out)
                self.tree.wait_until_the_year_runs(process)
                if how == signal.SIGINT:
                    os.killpg(process.pid, how)  # as a terminal does
                else:
                    process.kill()
                self.assertEqual(process.wait(timeout=30), code)
                process.communicate(timeout=30)
                deadline = time.monotonic() + 5
                while self.tree.children() and time.monotonic() < deadline:
                    time.sleep(0.02)
                self.assertEqual(self.tree.children(), [])
                self.assertFalse((out / OUTPUTS[-1]).exists(), "it was over before it was stopped")
        done = self.tree.run("--scenario", SMALL, "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check(out)

    def test_a_second_demo_of_the_same_folder_is_told_to_wait(self):
        process = self.tree.start("--scenario", SMALL)
        self.tree.wait_until_the_year_runs(process)
        done = self.tree.run("--scenario", SMALL)
        self.assertEqual(done.returncode, 75)
        self.assertIn("another demo of the same folder is running", done.stderr)
        process.communicate()
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
