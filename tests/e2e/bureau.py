"""Three real services and the real client, for tests that use them as a person would.

Python's standard library only. A Bureau has one data folder; services can be killed and started
again on it.
"""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("PROBITY_BIN", ROOT / "build/dev/bin"))
POLICIES = ROOT / "policies"
SERVICES = ("scoring", "review", "settlement")
START_SECONDS = 60
OUTPUTS = ("standings.csv", "statements.csv", "summary.json")


def run(*args, **options):
    return subprocess.run([str(a) for a in args], text=True, capture_output=True, **options)


class Bureau:
    """`databases` maps a database's name (scoring, roster, hearing, settlement) to a URL."""

    def __init__(self, home=None, databases=None):
        self._temporary = None
        if home is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="probity-")
            home = self._temporary.name
        self.home = pathlib.Path(home)
        self.databases = databases or {
            name: f"sqlite:{self.home}/{name}.db"
            for name in ("scoring", "roster", "hearing", "settlement")}
        self.clock = self.home / "clock"
        self.processes, self.address = {}, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        if self._temporary:
            self._temporary.cleanup()

    def flags(self, name):
        flags = ["--region", "demo", "--clock", f"scenario:{self.clock}"]
        if name == "review":
            flags += ["--roster-database", self.databases["roster"],
                      "--hearing-database", self.databases["hearing"],
                      "--notices-dir", self.home / "notices", "--keys-dir", self.home / "keys"]
        else:
            flags += ["--database", self.databases[name]]
        if name == "scoring":
            flags += ["--keys-dir", self.home / "keys"]
        if name != "scoring":
            flags += ["--scoring-address", self.address["scoring"]]
        return flags

    def start(self, name, *more):
        """Starts a service, on the port it had before if it had one; waits until it is ready."""
        log_path = self.home / f"{name}.log"
        log = open(log_path, "ab")
        begin = log.tell()
        listen = self.address.get(name, "127.0.0.1:0")
        self.processes[name] = subprocess.Popen(
            [str(a) for a in [BIN / f"probity-{name}", "--listen", listen,
                              "--admin-listen", "127.0.0.1:0", *self.flags(name), *more]],
            stderr=log, stdout=subprocess.DEVNULL)
        log.close()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            text = log_path.read_bytes()[begin:].decode()
            for line in text.splitlines():
                if '"event":"ready"' in line:
                    self.address[name] = json.loads(line)["listen"]
                    return
            if self.processes[name].poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"{name} did not start:\n{log_path.read_bytes()[begin:].decode()}")

    def start_all(self, scenario):
        begun = self.ctl("year", "check", "--scenario", scenario, "--policies", POLICIES,
                         "--begin-clock", self.clock)
        assert begun.returncode == 0, begun.stderr
        for name in SERVICES:
            self.start(name)

    def kill(self, name, how=signal.SIGKILL):
        process = self.processes.pop(name)
        process.send_signal(how)
        process.wait()

    def stop(self):
        for name in list(self.processes):
            self.kill(name, signal.SIGTERM)

    def services(self):
        return [a for name in SERVICES if name in self.address
                for a in (f"--{name}", self.address[name])]

    def ctl(self, *args, **options):
        return run(BIN / "probityctl", *self.services(), *args, **options)

    def year_command(self, scenario, out):
        return [str(a) for a in [
            BIN / "probityctl", *self.services(), "year", "run", "--scenario", scenario, "--out",
            out, "--policies", POLICIES, "--clock", self.clock, "--notices",
            self.home / "notices", "--quiet"]]

    def year(self, scenario, out, **options):
        return run(*self.year_command(scenario, out), **options)


def measured(target, figure, value, unit):
    """Notes a figure for tests/blind/report, if it is asked for (tests/blind/measured.h)."""
    path = os.environ.get("PROBITY_BLIND_MEASURED")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{target}\t{figure}\t{value}\t{unit}\n")


def oracle(scenario, out):
    done = run("python3", ROOT / "tests/golden/oracle.py", scenario, out)
    assert done.returncode == 0, done.stderr


def files(folder):
    return {name: (pathlib.Path(folder) / name).read_text(encoding="utf-8") for name in OUTPUTS}
