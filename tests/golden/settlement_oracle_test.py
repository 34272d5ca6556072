#!/usr/bin/env python3
"""Thousands of cases drawn at random, computed a second time, compared by `probityctl golden`."""
import copy
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import settlement_oracle as oracle

PROBITYCTL = pathlib.Path(os.environ["PROBITY_BIN"]) / "probityctl"

POLICIES = {
    **oracle.SHIPPED,
    "BUDGET": {**oracle.MEDICAL, "basis": "BUDGET_ONLY"},
    "EVEN": {**oracle.MEDICAL, "rounding": "HALF_EVEN",
             "volume": {"plus_bp": 500, "minus_bp": 800, "excess_pay_bp": 3333},
             "overrun": [{"upto_bp": 300, "pay_bp": 10000}, {"upto_bp": 2000, "pay_bp": 1111}]},
    "DOWN": {**oracle.MEDICAL, "rounding": "DOWN", "deposit": [
        {"min_score_centi": 3000, "kind": "PROPORTIONAL", "payout_bp": 0}],
             "retention": {"share_bp": 4000, "cap_bp": 500, "gates": [
                 {"metric": "READMISSION", "op": "LE", "value": 120},
                 {"metric": "GROWTH", "op": "GE", "value": -5, "on_absent": "PASS"}]}},
}


class Draw:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def number(self, low, high):
        return self.random.randint(low, high)

    def one_in(self, count):
        return self.random.randrange(count) == 0

    def contract(self):
        contract = {"price_fen": self.number(0, 10**7), "met": self.number(0, 99),
                    "failed": self.number(0, 99), "pending": self.number(0, 99),
                    "fail_pay_bp": self.number(0, 10000)}
        if self.one_in(2):
            contract["cap_fen"] = self.random.choice([None, self.number(0, 10**9)])
        return contract

    def unit(self):
        """Inputs that bring every rule into play; now and then one that is refused."""
        visits = self.number(1, 300)
        unit = {"points": self.number(0, 35), "p0_visits": visits,
                "p0_fen": 480_000 * visits + self.number(-999, 999),
                "b0_fen": self.number(5 * 10**8, 14 * 10**8),
                "planned_visits": self.number(1500, 2500), "visits": self.number(1200, 2800),
                "accepted_fen": self.number(5 * 10**8, 16 * 10**8),
                "designated_days": self.number(150, 365),
                "contracts": [self.contract() for _ in range(self.number(0, 2))]}
        if self.one_in(8):
            unit["year_days"] = 366
        if self.one_in(3):
            unit.update(suspended_days=self.number(1, 120), refused_fen=self.number(0, 10**7),
                        emergency_fen=self.number(0, 10**7))
        if not self.one_in(5):
            unit["score_centi"] = self.number(0, 10000)
        for flag in ("open_case", "sanctioned", "veto", "cancelled"):
            if self.one_in(10):
                unit[flag] = True
        for name in ("withheld_fen", "monthly_fen", "prefund_fen", "deductions_fen"):
            unit[name] = self.number(0, 10**9)
        unit["prior_year_fen"] = self.number(-10**8, 10**8)
        if self.one_in(2):
            unit["indicators"] = {"READMISSION": self.number(100, 140),
                                  "GROWTH": self.number(-10, 0)}
        if self.one_in(15):
            name = self.random.choice(oracle.AMOUNTS + ["visits", "planned_visits", "p0_visits"])
            unit[name] = self.random.choice([-1, 0, 10**9, 10**9 + 1, 10**15, 10**15 + 1])
        if self.one_in(30):
            unit["suspended_days"] = self.number(300, 400)
        return unit

    def region(self):
        return {"mode": self.random.choice(["RESERVE_FUNDED", "LINEAR_EXCHANGE"]),
                "reserve_fen": self.number(0, 10**8), "floor_fen": self.number(0, 3 * 10**7),
                "pool_fen": self.random.choice([10**12, self.number(10**8, 10**10)]),
                "on_shortfall": self.random.choice(["SCALE", "SCALE", "REFUSE"]),
                "withhold_bp": self.number(0, 500),
                "score_denominator": self.random.choice([100, 110]),
                "max_incentive_bp": self.number(100, 1500)}

    def units(self, count):
        keys = self.random.sample(["A", "B", "C", "a", "机构", "M10", "M9", "Z"], count)
        return [{"key": key, "policy": self.random.choice(list(POLICIES)), "in": self.unit()}
                for key in keys]


def whole(units):
    return [{**unit, "in": {**oracle.DEFAULTS, **unit["in"]}} for unit in units]


def outcome(compute):
    try:
        return compute()
    except oracle.Refused as refused:
        return {"error": str(refused)}


def unit_case(draw):
    policy, unit = draw.random.choice(list(POLICIES)), draw.unit()

    def compute():
        rules, full = POLICIES[policy], {**oracle.DEFAULTS, **unit}
        out = oracle.settle_unit(full, rules, "RESERVE_FUNDED")
        return oracle.finish_unit(out, full, rules, out["rate_reward_fen"], 0, 0)
    return {"kind": "unit", "policy": policy, "in": unit, "out": outcome(compute)}


def run_case(draw):
    region, units = draw.region(), draw.units(draw.number(1, 6))
    if draw.one_in(40):
        units.append(copy.deepcopy(units[0]))

    def compute():
        run = oracle.Run(region, whole(units), POLICIES)
        return {"units": run.out, "totals": run.totals}
    return {"kind": "run", "region": region, "units": units, "out": outcome(compute)}


def restate_case(draw):
    region, units = draw.region(), draw.units(draw.number(1, 4))
    revised = copy.deepcopy(draw.random.sample(units, draw.number(1, len(units))))
    for unit in revised:
        if draw.one_in(2):
            unit["in"]["open_case"] = not unit["in"].get("open_case", False)
        else:
            unit["in"] = draw.unit()

    def compute():
        deltas, gain = oracle.Run(region, whole(units), POLICIES).restate(whole(revised))
        return {"deltas": deltas, "reserve_move_fen": gain}
    return {"kind": "restate", "region": region, "units": units, "revised": revised,
            "out": outcome(compute)}


def compare(cases):
    """Exit code and lines of the program over these cases."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({"policies": POLICIES, "defaults": oracle.DEFAULTS,
                   "cases": [{"id": str(i), **case} for i, case in enumerate(cases)]}, file)
        file.flush()
        result = subprocess.run([PROBITYCTL, "golden", "settlement", "--cases", file.name],
                                capture_output=True, text=True, timeout=120, check=False)
    return result.returncode, result.stdout.splitlines()


class SettlementOracle(unittest.TestCase):
    def test_both_computations_agree_on_every_value_and_every_refusal(self):
        draw = Draw(20260101)
        cases = ([unit_case(draw) for _ in range(2000)] + [run_case(draw) for _ in range(1000)] +
                 [restate_case(draw) for _ in range(1000)])
        refused = {case["out"]["error"] for case in cases if "error" in case["out"]}
        settled = sum("error" not in case["out"] for case in cases)
        self.assertGreater(settled, 2000, "too few cases settle anything")
        self.assertLessEqual({"POOL_EXCEEDED", "RESERVE_SHORTFALL", "DUPLICATE_UNIT",
                              "MISSING_BUDGET", "DAYS_OUT_OF_RANGE"}, refused)
        exchanges = [case["out"]["totals"] for case in cases
                     if case["kind"] == "run" and "totals" in case["out"]]
        for what in ("reward_factor", "exchange_factor", "exchange_degenerate"):
            self.assertTrue(any(totals[what] for totals in exchanges), f"no case has a {what}")
        self.assertEqual(compare(cases), (0, ["4000 compared, 0 wrong"]))

    def test_one_fen_of_difference_is_seen(self):
        draw = Draw(1)
        case = next(case for case in iter(lambda: unit_case(draw), None)
                    if "error" not in case["out"])
        case["out"]["net_fen"] += 1
        code, lines = compare([case])
        self.assertNotEqual(code, 0)
        self.assertEqual(lines[0], "1 compared, 1 wrong")
        self.assertIn("0.net_fen", lines[1])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
