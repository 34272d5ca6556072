"""kill -9 of any service at any moment of a year, then starting it again, loses and doubles nothing.

    kill_test.py SCENARIO KILLS

Years are run one after another until KILLS services have been killed, each at a random moment of a
year that goes on while they come back. Every year must end in the files of the second computation,
byte for byte. PROBITY_SEED repeats a sequence.
"""
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from bureau import ROOT, SERVICES, Bureau, files, oracle

KILLS_PER_YEAR = 4


def undisturbed_seconds(scenario, expected):
    """How long a year takes, which is the span the kills are spread over."""
    with Bureau() as bureau, tempfile.TemporaryDirectory() as out:
        bureau.start_all(scenario)
        begin = time.monotonic()
        done = bureau.year(scenario, out)
        assert done.returncode == 0, done.stderr
        assert files(out) == expected, "an undisturbed year differs from the second computation"
        return time.monotonic() - begin


def year_with_kills(scenario, expected, moments, chance):
    """One year, with a service killed and started at each of `moments` (seconds from its start).
    Returns how many were killed while it ran."""
    killed = 0
    with Bureau() as bureau, tempfile.TemporaryDirectory() as out:
        bureau.start_all(scenario)
        begin = time.monotonic()
        run = subprocess.Popen(bureau.year_command(scenario, out), stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
        for moment in sorted(moments):
            time.sleep(max(0.0, begin + moment - time.monotonic()))
            if run.poll() is not None:
                break
            name = chance.choice(SERVICES)
            bureau.kill(name)
            time.sleep(chance.uniform(0, 0.2))
            bureau.start(name)
            killed += 1
        _, errors = run.communicate(timeout=600)
        story = f"kills at {sorted(moments)}\n{errors}\n" + "\n".join(
            f"--- {log.name}\n" + log.read_text()[-2000:] for log in bureau.home.glob("*.log"))
        assert run.returncode == 0, f"the year did not end ({run.returncode}): {story}"
        assert files(out) == expected, f"the year ended in other files: {story}"
        verified = bureau.ctl("ledger", "verify")
        assert verified.returncode == 0, verified.stderr
    return killed


def main():
    scenario, wanted = ROOT / "tests/golden" / sys.argv[1], int(sys.argv[2])
    seed = os.environ.get("PROBITY_SEED", str(random.randrange(1 << 32)))
    print(f"PROBITY_SEED={seed}", flush=True)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        oracle(scenario, folder)
        expected = files(pathlib.Path(folder))
    span = undisturbed_seconds(scenario, expected)
    killed = years = 0
    while killed < wanted:
        moments = [chance.uniform(0, span) for _ in range(min(KILLS_PER_YEAR, wanted - killed))]
        killed += year_with_kills(scenario, expected, moments, chance)
        years += 1
        print(f"{killed} of {wanted} kills in {years} years, all as expected", flush=True)
        assert years < 5 * wanted, "the years end before the kills come"
    print(f"{killed} passed, 0 failed")


if __name__ == "__main__":
    main()
