"""Settlement computed a second time, from docs/settlement-figures.md alone: unlimited integers and
fractions, no line in common with the C++ it checks. Names are those of case files."""
from fractions import Fraction
from math import floor

INT64 = 2**63
MAX_FEN, MAX_COUNT, MAX_POINTS, MAX_SCORE = 10**15, 10**9, 10**6, 10**4
WHOLE = 10_000

# What policies/medical.txtpb and policies/pharmacy.txtpb settle by.
STEPS = [{"from": 12, "to": 18, "bp": -200}, {"from": 18, "to": 30, "bp": -500},
         {"from": 30, "to": None, "bp": -500}]
MEDICAL = {
    "has_rate": True, "rounding": "HALF_UP", "basis": "PER_VISIT_AND_BUDGET",
    "min_designated_days": 180, "recovery_instalments": 6,
    "bands": [{"from": 0, "to": 12, "linear": {"from_points": 0, "from_bp": 500, "to_points": 11,
                                               "to_bp": 100}}] + STEPS,
    "volume": {"plus_bp": 1000, "minus_bp": 1000, "excess_pay_bp": 0},
    "retention": {"share_bp": 3000, "cap_bp": 300, "gates": [
        {"metric": "SCORE", "op": "GE", "value": 6000, "on_absent": "PASS"},
        {"metric": "LOW_VOLUME", "op": "EQ", "value": 0},
        {"metric": "POINTS", "op": "LE", "value": 11}]},
    "overrun": [{"upto_bp": 500, "pay_bp": 6000}, {"upto_bp": 1000, "pay_bp": 5000}],
    "deposit": [{"min_score_centi": 8000, "kind": "FIXED", "payout_bp": 10000},
                {"min_score_centi": 6000, "kind": "SLIDE", "payout_bp": 10000,
                 "from_score_centi": 8000, "minus_bp_per_point": 300}]}
SHIPPED = {
    "MEDICAL": MEDICAL,
    "PHARMACY": {**MEDICAL, "has_rate": False, "basis": "CLAIMS_ONLY", "overrun": [],
                 "retention": {"share_bp": 0, "cap_bp": 0, "gates": []}},
}

DEFAULTS = {
    "points": 0, "p0_fen": 0, "p0_visits": 1, "b0_fen": 0, "planned_visits": 0, "visits": 0,
    "accepted_fen": 0, "year_days": 365, "designated_days": 365, "suspended_days": 0,
    "refused_fen": 0, "emergency_fen": 0, "score_centi": None, "open_case": False,
    "sanctioned": False, "veto": False, "cancelled": False, "withheld_fen": 0, "monthly_fen": 0,
    "prefund_fen": 0, "deductions_fen": 0, "prior_year_fen": 0, "indicators": {}, "contracts": [],
}
AMOUNTS = ["p0_fen", "b0_fen", "accepted_fen", "refused_fen", "emergency_fen", "withheld_fen",
           "monthly_fen", "prefund_fen", "deductions_fen"]
DELTAS = ["base_fen", "retention_reward_fen", "rate_scaled_fen", "rate_paid_fen",
          "retention_paid_fen", "withhold_fen", "incentive_fen", "incentive_paid_fen",
          "contract_paid_fen", "contract_held_fen", "payable_fen", "held_fen", "forfeit_fen",
          "net_fen"]
SUMS = DELTAS + ["rate_reward_fen"]


class Refused(Exception):
    """str() is the reason."""


def check(ok, reason):
    if not ok:
        raise Refused(reason)


def fits(value):
    check(-INT64 <= value < INT64, "ARITHMETIC_OVERFLOW")
    return value


def rounded(exact, mode):
    exact = Fraction(exact)
    whole = floor(abs(exact))
    rest = abs(exact) - whole
    half = Fraction(1, 2)
    if mode == "HALF_UP":
        whole += rest >= half
    elif mode == "HALF_EVEN":
        whole += rest > half or (rest == half and whole % 2 == 1)
    return fits(-whole if exact < 0 else whole)


def split(amount, weights):
    """Largest remainder; ties go to the smaller key, by bytes."""
    total = sum(weights.values())
    if total == 0:
        return dict.fromkeys(weights, 0)
    shares = {key: amount * weight // total for key, weight in weights.items()}
    due = sorted(weights, key=lambda key: (-(amount * weights[key] % total), key.encode()))
    for key in due[:amount - sum(shares.values())]:
        shares[key] += 1
    return shares


def check_input(unit, basis):
    check(all(unit[name] >= 0 for name in AMOUNTS), "NEGATIVE_AMOUNT")
    check(all(abs(unit[name]) <= MAX_FEN for name in AMOUNTS + ["prior_year_fen"]),
          "AMOUNT_OUT_OF_RANGE")
    check(1 <= unit["p0_visits"] <= MAX_COUNT, "VOLUME_OUT_OF_RANGE")
    check(all(0 <= unit[name] <= MAX_COUNT for name in ("planned_visits", "visits")),
          "VOLUME_OUT_OF_RANGE")
    check(0 <= unit["points"] <= MAX_POINTS, "POINTS_OUT_OF_RANGE")
    check(unit["score_centi"] is None or 0 <= unit["score_centi"] <= MAX_SCORE,
          "SCORE_OUT_OF_RANGE")
    check(unit["year_days"] in (365, 366) and
          0 <= unit["suspended_days"] <= unit["designated_days"] <= unit["year_days"],
          "DAYS_OUT_OF_RANGE")
    check(unit["suspended_days"] > 0 or unit["refused_fen"] == unit["emergency_fen"] == 0,
          "SUSPENSION_AMOUNT_WITHOUT_SUSPENSION")
    check(unit["designated_days"] > unit["suspended_days"] or
          unit["visits"] == unit["accepted_fen"] == 0, "CLAIMS_WITHOUT_ACTIVE_DAYS")
    if basis == "PER_VISIT_AND_BUDGET":
        check(unit["visits"] > 0 or unit["accepted_fen"] == 0, "COST_WITHOUT_VOLUME")
        check(unit["visits"] == 0 or
              (unit["planned_visits"] and unit["p0_fen"] and unit["b0_fen"]), "MISSING_BUDGET")
    for contract in unit["contracts"]:
        amounts = (contract["price_fen"], contract.get("cap_fen") or 0)
        check(min(amounts) >= 0, "NEGATIVE_AMOUNT")
        check(max(amounts) <= MAX_FEN, "AMOUNT_OUT_OF_RANGE")
        check(all(0 <= contract[name] <= MAX_COUNT for name in ("met", "failed", "pending")),
              "VOLUME_OUT_OF_RANGE")


def band_rate(points, policy):
    band = next(band for band in policy["bands"]
                if band["from"] <= points and (band["to"] is None or points < band["to"]))
    if not policy["has_rate"]:
        return 0
    if "linear" not in band:
        return band["bp"]
    line = band["linear"]
    run = line["to_points"] - line["from_points"]
    at = min(max(points, line["from_points"]), line["to_points"]) - line["from_points"]
    return rounded(line["from_bp"] + Fraction((line["to_bp"] - line["from_bp"]) * at, run),
                   policy["rounding"])


def reward_status(unit, policy):
    if unit["veto"] or unit["cancelled"] or unit["sanctioned"]:
        return "CANCELLED"
    if unit["designated_days"] < policy["min_designated_days"]:
        return "INELIGIBLE"
    return "HELD" if unit["open_case"] else "GRANTED"


def gate_holds(gate, unit, low_volume):
    known = {"SCORE": unit["score_centi"], "POINTS": unit["points"], "LOW_VOLUME": int(low_volume)}
    value = known.get(gate["metric"], unit["indicators"].get(gate["metric"]))
    if value is None:
        return gate.get("on_absent", "FAIL") == "PASS"
    return {"GE": value >= gate["value"], "LE": value <= gate["value"],
            "EQ": value == gate["value"]}[gate["op"]]


def cost_side(unit, policy, out, rate, keep):
    """V at a rate, and what it is made of."""
    mode = policy["rounding"]
    cost = out["eligible_fen"]
    raised = WHOLE + rate
    side = {"standard_fen": 0, "budget_fen": 0, "cap_fen": cost, "overrun_share_fen": 0,
            "retention_fen": 0}
    if policy["basis"] != "CLAIMS_ONLY":
        side["cap_fen"] = side["budget_fen"] = rounded(
            Fraction(unit["b0_fen"] * raised * out["active_days"], WHOLE * unit["year_days"]), mode)
    if policy["basis"] == "PER_VISIT_AND_BUDGET":
        visits = out["volume_standard"] + Fraction(
            policy["volume"]["excess_pay_bp"] * out["volume_excess"], WHOLE)
        average = Fraction(unit["p0_fen"] * raised, unit["p0_visits"] * WHOLE)
        side["standard_fen"] = rounded(average * visits, mode)
        side["cap_fen"] = min(side["cap_fen"], side["standard_fen"])
    cap = side["cap_fen"]
    if cost > cap:
        paid, below = Fraction(0), Fraction(0)
        for tier in policy["overrun"]:
            end = Fraction(tier["upto_bp"] * cap, WHOLE)
            paid += Fraction(tier["pay_bp"], WHOLE) * max(0, min(cost - cap, end) - below)
            below = end
        side["overrun_share_fen"] = rounded(paid, mode)
    elif keep:
        kept = policy["retention"]
        side["retention_fen"] = rounded(
            Fraction(min(kept["share_bp"] * (cap - cost), kept["cap_bp"] * cap), WHOLE), mode)
    return min(cost, cap) + side["retention_fen"] + side["overrun_share_fen"], side


def payout(steps, score):
    if score is None:
        return Fraction(1)
    for step in steps:
        if score < step["min_score_centi"]:
            continue
        share = Fraction(step["payout_bp"], WHOLE)
        if step["kind"] == "SLIDE":
            share -= Fraction(step["minus_bp_per_point"] * (step["from_score_centi"] - score),
                              10**6)
        elif step["kind"] == "PROPORTIONAL":
            share = Fraction(score, WHOLE)
        return min(max(share, Fraction(0)), Fraction(1))
    return Fraction(0)


def settle_contracts(unit, policy, out):
    sums = {"contract_paid_fen": 0, "contract_held_fen": 0, "contract_refused_fen": 0}
    for one in unit["contracts"]:
        price, cap = one["price_fen"], one.get("cap_fen")
        paid = rounded(price * (one["met"] + Fraction(one["fail_pay_bp"] * one["failed"], WHOLE)),
                       policy["rounding"])
        held = price * one["pending"]
        if cap is not None:
            paid = min(paid, cap)
            held = min(held, cap - paid)
        agreed = price * (one["met"] + one["failed"] + one["pending"])
        for name, value in zip(sums, (paid, held, agreed - paid - held)):
            sums[name] = fits(sums[name] + fits(value))
    out.update(sums)


def settle_unit(unit, policy, mode):
    """L1 to L9."""
    check_input(unit, policy["basis"])
    rounding, accepted, visits = policy["rounding"], unit["accepted_fen"], unit["visits"]
    band, status = band_rate(unit["points"], policy), reward_status(unit, policy)
    rewarded = status in ("GRANTED", "HELD")
    rate = band if rewarded and mode == "RESERVE_FUNDED" else min(band, 0)
    days = unit["designated_days"] - unit["suspended_days"]
    volume = policy["volume"]
    upper, lower = visits, 0
    if policy["basis"] == "PER_VISIT_AND_BUDGET":
        plan = Fraction(unit["planned_visits"] * days, unit["year_days"] * WHOLE)
        upper = floor(plan * (WHOLE + volume["plus_bp"]))
        lower = -floor(-plan * (WHOLE - volume["minus_bp"]))
    standard = min(visits, upper)
    stripped = 0
    if visits > standard:
        stripped = rounded(Fraction(accepted * (visits - standard) *
                                    (WHOLE - volume["excess_pay_bp"]), visits * WHOLE), rounding)
    out = {
        "band_bp": band, "reward_status": status, "rate_bp": rate,
        "adjusted_per_visit_fen": rounded(
            Fraction(unit["p0_fen"] * (WHOLE + rate), unit["p0_visits"] * WHOLE), rounding),
        "adjusted_budget_fen": rounded(Fraction(unit["b0_fen"] * (WHOLE + rate), WHOLE), rounding),
        "active_days": days, "volume_upper": upper, "volume_lower": lower,
        "volume_standard": standard, "volume_excess": visits - standard,
        "low_volume": visits < lower, "stripped_fen": stripped, "eligible_fen": accepted - stripped,
        "refused_fen": unit["refused_fen"],
    }
    out["retention_allowed"] = rewarded and all(
        gate_holds(gate, unit, out["low_volume"]) for gate in policy["retention"]["gates"])
    base, out["at_base"] = cost_side(unit, policy, out, min(band, 0), False)
    full, out["at_full"] = cost_side(unit, policy, out, rate, out["retention_allowed"])
    without, _ = cost_side(unit, policy, out, rate, False)
    out["base_fen"] = base + unit["emergency_fen"]
    out["rate_reward_fen"] = without - base
    out["retention_reward_fen"] = full - without
    out["reward_fen"] = full - base
    settle_contracts(unit, policy, out)
    out["forfeit_fen"] = rounded(
        unit["withheld_fen"] * (1 - payout(policy["deposit"], unit["score_centi"])), rounding)
    return out


def finish_unit(out, unit, policy, scaled, withhold, incentive):
    """L11 to L13."""
    held = out["reward_status"] == "HELD"
    retention = out["retention_reward_fen"]
    paid, kept = (0, 0) if held else (scaled, retention)
    gained = min(incentive, withhold) if held else incentive
    payable = out["base_fen"] + paid + kept - withhold + gained + out["contract_paid_fen"]
    waiting = scaled - paid + retention - kept
    gap = out["eligible_fen"] + unit["emergency_fen"] - out["base_fen"] - paid - kept
    net = (payable - out["forfeit_fen"] - unit["monthly_fen"] - unit["prefund_fen"] -
           unit["deductions_fen"] + unit["prior_year_fen"])
    parts, due = policy["recovery_instalments"], max(-net, 0)
    out.update({
        "rate_scaled_fen": scaled, "rate_paid_fen": paid, "retention_paid_fen": kept,
        "withhold_fen": withhold, "incentive_fen": incentive, "incentive_paid_fen": gained,
        "payable_fen": payable, "held_fen": waiting + incentive - gained + out["contract_held_fen"],
        "capped_fen": max(gap, 0), "surplus_kept_fen": max(-gap, 0),
        "capped_held_fen": min(max(gap, 0), waiting), "net_fen": net,
        "recovery_fen": [due // parts + (i < due % parts) for i in range(parts)] if due else [],
    })
    for name, value in out.items():
        if name.endswith("_fen") and name != "recovery_fen":
            fits(value)
    return out


def stake(out, unit, policy, region):
    """What a unit puts into an exchange: (withhold, base, score); None outside."""
    if region["mode"] != "LINEAR_EXCHANGE" or not policy["has_rate"]:
        return None
    if unit["score_centi"] is None or out["reward_status"] == "INELIGIBLE":
        return None
    score = 0 if out["reward_status"] == "CANCELLED" else unit["score_centi"]
    put_in = rounded(Fraction(region["withhold_bp"] * out["base_fen"], WHOLE), policy["rounding"])
    return put_in, out["base_fen"], score


class Run:
    """A region's run. `units` are {key, policy, in}, inputs complete; `policies` by name."""

    def __init__(self, region, units, policies):
        self.region, self.policies = region, policies
        keys = [unit["key"] for unit in units]
        check(len(keys) == len(set(keys)), "DUPLICATE_UNIT")
        self.out = {}
        for unit in sorted(units, key=lambda unit: unit["key"].encode()):
            self.out[unit["key"]] = settle_unit(unit["in"], policies[unit["policy"]],
                                                region["mode"])
        scaled = self.share_reserve()
        stakes = {unit["key"]: stake(self.out[unit["key"]], unit["in"],
                                     policies[unit["policy"]], region) for unit in units}
        self.stakes = {key: one for key, one in stakes.items() if one is not None}
        incentives = self.share_exchange()
        for unit in units:
            key = unit["key"]
            put_in = self.stakes.get(key, (0, 0, 0))[0]
            finish_unit(self.out[key], unit["in"], policies[unit["policy"]], scaled[key], put_in,
                        incentives.get(key, 0))
        self.totals = {name: fits(sum(out[name] for out in self.out.values())) for name in SUMS}
        self.totals.update({
            "reserve_after_fen": region["reserve_fen"] - self.totals["rate_scaled_fen"],
            "reward_factor": "/".join(map(str, self.reward)) if self.reward else None,
            "exchange_factor": "/".join(map(str, self.exchange)) if self.exchange else None,
            "exchange_degenerate": self.degenerate, "slope": self.slope()})

    def share_reserve(self):
        region, outs = self.region, self.out
        outlay = sum(out["base_fen"] + out["retention_reward_fen"] + out["contract_paid_fen"] +
                     out["contract_held_fen"] for out in outs.values())
        check(outlay <= region["pool_fen"], "POOL_EXCEEDED")
        available = max(0, min(region["reserve_fen"] - region["floor_fen"],
                               region["pool_fen"] - outlay))
        rewards = {key: out["rate_reward_fen"] for key, out in outs.items()}
        self.reward = None
        if sum(rewards.values()) <= available:
            return rewards
        check(region["on_shortfall"] == "SCALE", "RESERVE_SHORTFALL")
        self.reward = (available, sum(rewards.values()))
        return split(available, rewards)

    def share_exchange(self):
        put_in = {key: one[0] for key, one in self.stakes.items()}
        weights = {key: base * score for key, (_, base, score) in self.stakes.items()}
        pot, total = sum(put_in.values()), sum(weights.values())
        limit = Fraction(self.region["max_incentive_bp"], WHOLE)
        self.degenerate = pot > 0 and (total == 0 or any(
            base > 0 and Fraction(pot * score, total) > limit
            for _, base, score in self.stakes.values()))
        self.exchange = (pot, total) if total and not self.degenerate else None
        return put_in if self.degenerate else split(pot, weights)

    def slope(self):
        if self.exchange is None:
            return None
        bases = sum(base for _, base, _ in self.stakes.values())
        exact = Fraction(bases * 100 * self.region["score_denominator"], self.exchange[1])
        digits = floor(exact * 10**10 + Fraction(1, 2))
        return f"{digits // 10**10}.{digits % 10**10:010d}"

    def restate(self, revised):
        """Differences by key, and what the reserve gains."""
        deltas = {}
        for unit in revised:
            policy, before = self.policies[unit["policy"]], self.out[unit["key"]]
            out = settle_unit(unit["in"], policy, self.region["mode"])
            scaled = out["rate_reward_fen"]
            if scaled == before["rate_reward_fen"]:
                scaled = before["rate_scaled_fen"]
            elif self.reward:
                scaled = rounded(Fraction(scaled * self.reward[0], self.reward[1]),
                                 policy["rounding"])
            put_in, incentive = 0, 0
            one = stake(out, unit["in"], policy, self.region)
            if one is not None:
                put_in, base, score = one
                was = self.stakes.get(unit["key"])
                if was and was[0] == put_in and was[1] * was[2] == base * score:
                    incentive = before["incentive_fen"]
                elif self.exchange:
                    incentive = rounded(Fraction(base * score * self.exchange[0],
                                                 self.exchange[1]), policy["rounding"])
                else:
                    incentive = put_in
            finish_unit(out, unit["in"], policy, scaled, put_in, incentive)
            deltas[unit["key"]] = {name: out[name] - before[name] for name in DELTAS}
        gain = -sum(delta["rate_scaled_fen"] + delta["incentive_fen"] - delta["withhold_fen"]
                    for delta in deltas.values())
        return deltas, gain
