#!/usr/bin/env python3
"""What a scenario folder has to come to, computed a second time by other means.

Reads the folder and writes standings.csv, statements.csv and summary.json as `probityctl year run`
must write them: bands, rates, the committee's rules and rounding are stated here once more, from
the published rules and with exact fractions, sharing nothing with the services.

    oracle.py SCENARIO OUT [--policies DIR]
"""
import argparse
import csv
import datetime
import hashlib
import json
import pathlib
from fractions import Fraction

QUORUM, QUORUM_PER_GROUP, MIN_DECISIVE, REMAND_LIMIT = 5, 1, 3, 2
SEAT_GROUPS = [1, 2, 3, 3, 3, 4, 4]
# from, below, printed, suspend months, cancelled (whole points)
BANDS = {
    "MEDICAL": [(0, 12, "[0,12)", 0, False), (12, 18, "[12,18)", 0, False),
                (18, 24, "[18,24)", 1, False), (24, 30, "[24,30)", 3, False),
                (30, None, "[30,∞)", 0, True)],
    "PHARMACY": [(0, 13, "[0,12]", 0, False), (13, 19, "(12,18]", 1, False),
                 (19, 25, "(18,24]", 3, False), (25, None, "(24,∞)", 0, True)],
}


def half_up(x):
    """Rounds an exact fraction to an integer, half away from zero."""
    magnitude = (abs(x) * 2 + 1) // 2
    return int(magnitude if x >= 0 else -magnitude)


def band(kind, points):
    for lower, upper, printed, suspend, cancelled in BANDS[kind]:
        if lower <= points and (upper is None or points < upper):
            return printed, suspend, cancelled
    raise AssertionError(points)


def rate(kind, points):
    if kind == "PHARMACY":
        return 0
    if points <= 11:
        return half_up(Fraction(500 * 11 - 400 * points, 11))
    return -200 if points < 18 else -500


def fen(text):
    return int(Fraction(text) * 100)


def yuan(value):
    return f"{value // 100}.{value % 100:02d}"


def rows(folder, name):
    path = folder / name
    if not path.exists():
        return []
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return list(csv.DictReader(text.splitlines()))


def judge(ballots, supermajority):
    """One finding by review's rules: ("UPHELD", points), ("NOT_UPHELD", 0), or a remand."""
    if len(ballots) < QUORUM:
        return "NO_QUORUM", 0
    seated = [SEAT_GROUPS[seat - 1] for seat in ballots]
    if any(seated.count(group) < QUORUM_PER_GROUP for group in (1, 2, 3, 4)):
        return "NO_QUORUM", 0
    choices = [choice for choice, _ in ballots.values()]
    up, no, back = (choices.count(c) for c in ("UPHOLD", "NOT_UPHOLD", "REMAND"))
    decisive = up + no + back
    if decisive < MIN_DECISIVE:
        return "UNDECIDED", 0
    if 3 * up >= 2 * decisive if supermajority else 2 * up > decisive:
        points = sorted(p for c, p in ballots.values() if c == "UPHOLD")
        return "UPHELD", points[(up - 1) // 2]
    if 2 * no > decisive:
        return "NOT_UPHELD", 0
    if 2 * back > decisive:
        return "REMANDED", 0
    return "UNDECIDED", 0


def severe(kind, points):
    _, suspend, cancelled = band(kind, points)
    return (1, suspend) if cancelled else (0, suspend)


class Case:
    def __init__(self, ref, findings):
        self.ref, self.findings = ref, findings
        self.institution = findings[0]["institution_id"]
        self.objected = findings[0]["objection"] == "FILED"
        self.last = max(f["violation_end_date"] for f in findings)
        self.notified = sum(int(f["points"]) for f in findings)
        self.final, self.open = {}, False

    def decide(self, ballots, supermajority):
        for finding in self.findings:
            item = int(finding["item"])
            if not self.objected:
                self.final[item] = int(finding["points"])
                continue
            verdict, points = judge(ballots.get((self.ref, item), {}), supermajority)
            # The same ballots meet a remanded finding again: short of a decision it is lost to the
            # limit of remands; without quorum, or sent back with codes, it stays open.
            if verdict in ("NO_QUORUM", "REMANDED"):
                self.open = True
            self.final[item] = points if verdict == "UPHELD" else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scenario", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--policies", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parents[2] / "policies")
    args = parser.parse_args()
    sha = {kind: hashlib.sha256((args.policies / f"{kind.lower()}.txtpb").read_bytes()).hexdigest()
           for kind in BANDS}

    institutions = {r["institution_id"]: r for r in rows(args.scenario, "institutions.csv")}
    budgets = {r["institution_id"]: r for r in rows(args.scenario, "budgets.csv")}
    year = int(next(iter(budgets.values()))["year"])
    by_ref = {}
    for row in rows(args.scenario, "cases.csv"):
        by_ref.setdefault(row["case_ref"], []).append(row)
    cases = [Case(ref, sorted(found, key=lambda f: int(f["item"]))) for ref, found in by_ref.items()]
    ballots = {}
    for r in rows(args.scenario, "ballots.csv"):
        ballots.setdefault((r["case_ref"], int(r["item"])), {})[int(r["seat"])] = (
            r["choice"], int(r["points"] or 0))

    # Marked for two thirds: with all that is open or posted by then the band would suspend or
    # cancel, and without this case it would be milder. Cases come in the order of their last act.
    before = {}
    for case in sorted(cases, key=lambda c: (c.last, c.ref)):
        kind = institutions[case.institution]["kind"]
        others = before.get(case.institution, 0)
        total = severe(kind, others + case.notified)
        mark = total > (0, 0) and severe(kind, others) < total
        case.decide(ballots, mark)
        before[case.institution] = others + (case.notified if case.objected
                                             else sum(case.final.values()))

    points = {i: 0 for i in institutions}
    for case in cases:
        if not case.open:
            points[case.institution] += sum(case.final.values())

    standings, statements = [], []
    suspended = cancelled_count = 0
    for i in sorted(institutions):
        kind = institutions[i]["kind"]
        printed, suspend, cancelled = band(kind, points[i])
        suspended += suspend > 0
        cancelled_count += cancelled
        grants = ("REMOTE_OUTPATIENT;SPECIAL_OUTPATIENT"
                  if kind == "PHARMACY" and printed == "[0,12]" else "")
        bp = rate(kind, points[i])
        standings.append([i, kind, points[i], printed, bp, suspend, str(cancelled).lower(), grants])
        start = max(datetime.date.fromisoformat(institutions[i]["designated_from"]),
                    datetime.date(year, 1, 1))
        days = max((datetime.date(year, 12, 31) - start).days + 1, 0)
        if suspend or cancelled or days < 180:
            bp = min(bp, 0)
        b = budgets.get(i, {"total_budget_yuan": "0.00", "per_visit_yuan": "0.00"})
        total, visit = fen(b["total_budget_yuan"]), fen(b["per_visit_yuan"])
        factor = Fraction(10000 + bp, 10000)
        statements.append([i, yuan(total), yuan(half_up(total * factor)), yuan(visit),
                           yuan(half_up(visit * factor)), bp, suspend, str(cancelled).lower(),
                           sha[kind]])

    upheld = dismissed = recovered = 0
    for case in cases:
        if case.open:
            continue
        if case.objected:
            kept = any(case.final.values())
            upheld, dismissed = upheld + kept, dismissed + (not kept)
        recovered += sum(fen(f["recovery_yuan"]) for f in case.findings
                         if case.final[int(f["item"])] > 0)
    summary = {
        "institutions": len(institutions),
        "institutions_with_points": sum(p > 0 for p in points.values()),
        "points": sum(points.values()), "suspended": suspended, "cancelled": cancelled_count,
        "recovered_fen": recovered, "cases": len(cases),
        "findings": sum(len(c.findings) for c in cases),
        "objected": sum(c.objected for c in cases), "upheld": upheld, "dismissed": dismissed,
    }

    args.out.mkdir(parents=True, exist_ok=True)
    for name, header, body in (
            ("standings.csv", ["institution_id", "kind", "points", "band", "rate_bp",
                               "suspend_months", "cancelled", "qualifications"], standings),
            ("statements.csv", ["institution_id", "total_budget_yuan", "adjusted_total_budget_yuan",
                                "per_visit_yuan", "adjusted_per_visit_yuan", "rate_bp",
                                "suspend_months", "cancelled", "policy_sha256"], statements)):
        with open(args.out / name, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(body)
    (args.out / "summary.json").write_text(
        json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
