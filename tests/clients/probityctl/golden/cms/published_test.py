#!/usr/bin/env python3
"""The published results of 2,474 hospitals, every cell of them, if the files are on this machine.

They are looked for in PROBITY_CMS_DATA and in ../shared/data/cms-fy2024 beside the source tree.
Without them this says so and ends as skipped, not as passed.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[5]
PROBITYCTL = pathlib.Path(os.environ["PROBITY_BIN"]) / "probityctl"
TOTALS = "hvbp_tps.csv"
SKIPPED = 77


def golden(folder):
    return subprocess.run([PROBITYCTL, "golden", "cms", "--data", folder], cwd=ROOT, text=True,
                          capture_output=True, timeout=100)


def expect(condition, what, run):
    if not condition:
        sys.exit(f"{what}\nexit {run.returncode}\n{run.stdout}{run.stderr}")


def main():
    places = [os.environ.get("PROBITY_CMS_DATA"), ROOT.parent / "shared/data/cms-fy2024"]
    data = next((pathlib.Path(p) for p in places if p and (pathlib.Path(p) / TOTALS).is_file()),
                None)
    if data is None:
        print("SKIPPED: the CMS FY2024 files are not on this machine, so nothing was compared; set "
              "PROBITY_CMS_DATA to the folder of hvbp_*.csv")
        sys.exit(SKIPPED)
    run = golden(data)
    expect(run.returncode == 0 and run.stdout.splitlines()[0] == "184953 compared, 0 wrong",
           "every published cell was expected", run)
    with tempfile.TemporaryDirectory() as folder:
        for file in data.glob("*.csv"):
            shutil.copy(file, folder)
        totals = pathlib.Path(folder) / TOTALS
        totals.chmod(0o644)
        text = totals.read_text("utf-8")
        totals.write_text(text.replace("15.583333333333", "15.583333333334", 1), "utf-8")
        run = golden(folder)
        lines = run.stdout.splitlines()
        expect(run.returncode == 1 and lines[0] == "184953 compared, 1 wrong" and
               lines[1].startswith("hvbp_tps.csv:2: Total Performance Score: "),
               "one changed cell was expected to be found", run)
    print("184953 compared, 0 wrong")


main()
