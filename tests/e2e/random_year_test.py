"""Random valid folders come to what the second computation says they must.

    random_year_test.py FRESH [SEED...]

Runs the given seeds and FRESH new ones, which are printed; PROBITY_SEED fixes the first of them. A
folder that fails is kept, and the seed writes it again: tests/golden/random_year.py SEED DIR.
"""
import concurrent.futures
import difflib
import os
import pathlib
import random
import shutil
import sys
import tempfile

from bureau import OUTPUTS, ROOT, Bureau, files, run

AT_ONCE = 2
COMPLETE, OPEN_CASES = 0, 3


def difference(expected, made):
    for name in OUTPUTS:
        yield from difflib.unified_diff(expected[name].splitlines(), made[name].splitlines(),
                                        f"expected/{name}", f"made/{name}", n=0, lineterm="")


def wrong_with(folder):
    """Runs the year of `folder`/scenario; what is wrong with its end, or nothing."""
    scenario, out = folder / "scenario", folder / "out"
    computed = run("python3", ROOT / "tests/golden/oracle.py", scenario, folder / "expected")
    assert computed.returncode == 0, computed.stderr
    still_open = int(computed.stdout)
    with Bureau() as bureau:
        bureau.start_all(scenario)
        done = bureau.year(scenario, out)
        wanted = OPEN_CASES if still_open else COMPLETE
        if done.returncode != wanted:
            return f"ended with {done.returncode}, not {wanted}: {done.stderr}"
        if still_open and f"OPEN_CASES: {still_open} case(s)" not in done.stderr:
            return f"{still_open} cases stay open, but it says: {done.stderr}"
        verified = bureau.ctl("ledger", "verify")
        if verified.returncode != 0:
            return verified.stderr
    return "\n".join(difference(files(folder / "expected"), files(out)))


def fails(seed):
    """True if the year of `seed` ends otherwise than it must, with a word about it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"probity-year-{seed}-"))
    written = run("python3", ROOT / "tests/golden/random_year.py", seed, folder / "scenario")
    assert written.returncode == 0, written.stderr
    wrong = wrong_with(folder)
    if wrong:
        print(f"seed {seed}, kept in {folder}:\n{wrong}", flush=True)
        return True
    shutil.rmtree(folder)
    return False


def main():
    fresh, seeds = int(sys.argv[1]), [int(seed) for seed in sys.argv[2:]]
    first = int(os.environ.get("PROBITY_SEED", random.randrange(1 << 32)))
    print(f"PROBITY_SEED={first}", flush=True)
    seeds += range(first, first + fresh)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        failed = sum(pool.map(fails, seeds))
    print(f"{len(seeds) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
