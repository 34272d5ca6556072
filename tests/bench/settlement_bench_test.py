#!/usr/bin/env python3
"""The benchmark of settlement runs to its end on both engines and prints every figure. How fast is
not judged."""
import re
import subprocess
import sys
import tempfile

COST = r"[0-9.]+ s +[0-9]+ rows/s"
LINES = [rf"FreezeRun +{COST} +peak +\d+ MiB", rf"CalculateRun +{COST} +peak +\d+ MiB",
         rf"INSERT … SELECT +{COST}", r"CalculateRun / bare +[0-9.]+ \(", rf"ReviewRun +{COST}",
         rf"SignLock and posting +{COST}"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        output = subprocess.run(
            [sys.argv[1], "--folder", folder, "--sizes", "30,60", "--rounds", "2",
             "--what-if-units", "30", "--what-if-variants", "3"],
            check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    blocks = re.split(r"^(\S.*)$", output, flags=re.M)[1:]
    expected = [line for engine in ("sqlite", "mariadb") for line in (
        f"{engine}, 30 institutions", f"{engine}, 60 institutions",
        f"{engine}, what-if: 3 variants over 30 institutions")]
    assert blocks[::2] == expected, output
    for name, block in zip(blocks[::2], blocks[1::2]):
        wanted = LINES
        if "what-if" in name:
            wanted = [LINES[1], rf"WhatIf +{COST}", r"WhatIf / CalculateRun +[0-9.]+$"]
        lines = block.strip("\n").splitlines()
        assert len(lines) == len(wanted), output
        for pattern, line in zip(wanted, lines):
            assert re.match(" +" + pattern, line), (pattern, line)


if __name__ == "__main__":
    main()
