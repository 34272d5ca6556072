#!/usr/bin/env python3
"""Hospitals of our own making in the form of the published files, scored here a second time with
fractions, independently of the engine: every cell must agree, and a changed one must be found."""
import csv
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest
from fractions import Fraction
from math import floor

ROOT = pathlib.Path(__file__).resolve().parents[5]
PROBITYCTL = pathlib.Path(os.environ["PROBITY_BIN"]) / "probityctl"
POLICY = ROOT / "policies/examples/cms-fy2024.txtpb"
ABSENT = "Not Available"
HOSPITALS = 300
DOMAINS = {
    "CYCLE": ("hvbp_clinical_outcomes.csv", "Unweighted Normalized Clinical Outcomes Domain Score",
              "Weighted Normalized Clinical Outcomes Domain Score"),
    "EXPERIENCE": ("hvbp_person_and_community_engagement.csv",
                   "Unweighted Person And Community Engagement Domain Score",
                   "Weighted Person And Community Engagement Domain Score"),
    "SERVICE": ("hvbp_safety.csv", "Unweighted Normalized Safety Domain Score",
                "Weighted Safety Domain Score"),
    "UNIT": ("hvbp_efficiency_and_cost_reduction.csv",
             "Unweighted Normalized Efficiency And Cost Reduction Domain Score",
             "Weighted Efficiency And Cost Reduction Domain Score"),
}


def read_policy():
    families = []
    for block in re.split(r"\nfamily \{", POLICY.read_text("utf-8"))[1:]:
        code = re.search(r"FAMILY_CODE_(\w+)", block)[1]
        least = int(re.search(r"min_indicators: (\d+)", block)[1])
        indicators = []
        for line in re.findall(r"indicator \{ (.*) \}", block):
            fields = dict(re.findall(r'(\w+): "([^"]*)"', line))
            fields["given"] = "given: true" in line
            indicators.append(fields)
        families.append((code, least, indicators))
    return families


def achievement(p, t, b):
    way = 1 if b > t else -1
    p, t, b = way * p, way * t, way * b
    return 10 if p >= b else 0 if p < t else floor(9 * (p - t) / (b - t) + Fraction(1, 2) +
                                                   Fraction(1, 2))


def improvement(p, a, t, b):
    way = 1 if b > t else -1
    p, a, b = way * p, way * a, way * b
    if p <= a:
        return 0
    return 9 if p >= b else floor(10 * (p - a) / (b - a) - Fraction(1, 2) + Fraction(1, 2))


def twelve(value):
    if value is None:
        return ABSENT
    digits = str(floor(value * 10**12 + Fraction(1, 2))).rjust(13, "0")
    return f"{digits[:-12]}.{digits[-12:]}"


def points_text(value, of):
    return ABSENT if value is None else f"{value}{of}"


class Hospital:
    """Draws values near and on the anchors, where points change, and scores them."""

    def __init__(self, number, families, dice):
        self.rows = {name: {"Facility ID": f"{number:06d}"} for name, _, _ in DOMAINS.values()}
        totals = {"Facility ID": f"{number:06d}"}
        scores = {}
        for code, least, indicators in families:
            scores[code] = self.family(code, least, indicators, dice)
        present = [s for s in scores.values() if s is not None]
        for code, (_, unweighted, weighted) in DOMAINS.items():
            totals[unweighted] = twelve(scores[code])
            totals[weighted] = twelve(None if scores[code] is None
                                      else scores[code] / len(present))
        total = sum(present) / len(present) if len(present) >= 3 else None
        totals["Total Performance Score"] = twelve(total)
        self.rows["hvbp_tps.csv"] = totals

    @staticmethod
    def value(dice, t, b, chance):
        if dice.random() > chance:
            return None
        step = (b - t) * Fraction(dice.randrange(-4, 24), 18)
        value = dice.choice([t, b, t + step, t + step])
        return max(Fraction(0), Fraction(round(value * 10**6), 10**6))

    def family(self, code, least, indicators, dice):
        row = self.rows[DOMAINS[code][0]]
        dimensions = code == "EXPERIENCE"
        suffix = "Dimension Score" if dimensions else "Measure Score"
        sign = "%" if dimensions else ""
        chance = 0.995 if dimensions else 0.8
        counted, strata, q = [], [], []
        for one in (i for i in indicators if not i["given"]):
            t, b = Fraction(one["threshold"]), Fraction(one["benchmark"])
            name = one["code"]
            row[f"{name} Achievement Threshold"] = one["threshold"] + sign
            row[f"{name} Benchmark"] = one["benchmark"] + sign
            if dimensions:
                row[f"{name} Floor"] = one["floor"] + sign
            p, a = self.value(dice, t, b, chance), self.value(dice, t, b, 0.9)
            gained = None if p is None else achievement(p, t, b)
            better = None if p is None or a is None else improvement(p, a, t, b)
            points = None if gained is None else max(gained, better or 0)
            for what, number in (("Baseline Rate", a), ("Performance Rate", p)):
                row[f"{name} {what}"] = ABSENT if number is None else f"{float(number):.6f}{sign}"
            row[f"{name} Achievement Points"] = points_text(gained, " out of 10")
            row[f"{name} Improvement Points"] = points_text(better, " out of 9")
            row[f"{name} {suffix}"] = points_text(points, "" if dimensions else " out of 10")
            if points is not None:
                (strata if "part_of" in one else counted).append(points)
                if dimensions:
                    lowest = Fraction(one["floor"])
                    q.append((p - lowest) / (t - lowest))
        for one in (i for i in indicators if i["given"]):
            points = None if not strata else dice.randint(min(strata), max(strata))
            row[f"{one['code']} {suffix}"] = points_text(points, " out of 10")
            if points is not None:
                counted.append(points)
        score = None
        if len(counted) >= least:
            score = Fraction(100 * sum(counted), 10 * len(counted))
        if dimensions:
            consistency = None
            if score is not None:
                worst = min(q)
                consistency = 20 if worst >= 1 else max(0, floor(20 * worst))
                score = Fraction(sum(counted) + consistency)
            row["Hcahps Base Score"] = ABSENT if score is None else str(sum(counted))
            row["Hcahps Consistency Score"] = points_text(consistency, "")
        return score


def write(folder, hospitals):
    for name in hospitals[0].rows:
        with open(pathlib.Path(folder) / name, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, hospitals[0].rows[name].keys())
            writer.writeheader()
            writer.writerows(hospital.rows[name] for hospital in hospitals)


def golden(folder):
    return subprocess.run([PROBITYCTL, "golden", "cms", "--data", folder], cwd=ROOT, text=True,
                          capture_output=True, timeout=60)


class MadeHospitals(unittest.TestCase):
    def setUp(self):
        seed = random.randrange(2**32)
        print("seed", seed)
        dice = random.Random(seed)
        families = read_policy()
        self.hospitals = [Hospital(n, families, dice) for n in range(HOSPITALS)]
        self.folder = tempfile.TemporaryDirectory()
        write(self.folder.name, self.hospitals)

    def tearDown(self):
        self.folder.cleanup()

    def test_every_cell_agrees_with_the_second_computation(self):
        run = golden(self.folder.name)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout, r"^\d+ compared, 0 wrong\n$")
        # 3 cells of 21 indicators, 2 of the sum, 9 of domains and total, and composites that have
        # no or one stratum.
        self.assertGreaterEqual(int(run.stdout.split()[0]), HOSPITALS * (63 + 2 + 9))

    def test_a_changed_cell_is_found_with_its_place(self):
        self.hospitals[4].rows["hvbp_tps.csv"]["Total Performance Score"] = "1.000000000001"
        write(self.folder.name, self.hospitals)
        run = golden(self.folder.name)
        self.assertEqual(run.returncode, 1)
        self.assertIn(" compared, 1 wrong\n", run.stdout)
        self.assertIn("hvbp_tps.csv:6: Total Performance Score: published 1.000000000001, computed",
                      run.stdout)

    def test_another_threshold_than_the_policys_is_no_comparison(self):
        self.hospitals[0].rows["hvbp_safety.csv"]["HAI-1 Benchmark"] = "0.001"
        write(self.folder.name, self.hospitals)
        run = golden(self.folder.name)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("hvbp_safety.csv:2: HAI-1 Benchmark", run.stderr)
        self.assertEqual(run.stdout, "")

    def test_a_folder_without_the_files_is_named(self):
        with tempfile.TemporaryDirectory() as empty:
            run = golden(empty)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("hvbp_tps.csv", run.stderr)


if __name__ == "__main__":
    unittest.main()
