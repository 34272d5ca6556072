#!/usr/bin/env python3
"""The benchmark runs to its end and prints both figures and their ratio. How fast is not judged."""
import re
import subprocess
import sys
import tempfile

ROW = re.compile(r"^ +(a|b|c|b/a|b/c) .* ([0-9.]+) \(([0-9.]+)–([0-9.]+)\)$")


def main():
    with tempfile.TemporaryDirectory() as folder:
        output = subprocess.run(
            [sys.argv[1], "--folder", folder, "--rounds", "2", "--posts", "50", "--calls", "50",
             "--ledger", "20"],
            check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    blocks = re.split(r"^clients in flight: (\d+)$", output, flags=re.M)[1:]
    assert blocks[::2] == ["1", "16"], output
    for block in blocks[1::2]:
        rows = [ROW.match(line) for line in block.strip("\n").splitlines()]
        assert all(rows), output
        assert [row[1] for row in rows] == ["a", "b", "c", "b/a", "b/c"], output
        for row in rows:
            median, least, most = (float(row[i]) for i in (2, 3, 4))
            assert 0 < least <= median <= most, row[0]


if __name__ == "__main__":
    main()
