#!/usr/bin/env python3
"""What a scenario folder has to come to, computed a second time by other means.

Reads the folder and writes standings.csv, statements.csv and summary.json as `probityctl year run`
must write them: bands, rates, the calendar, the committee's rules and rounding are stated here once
more, from the published rules and with exact fractions, sharing nothing with the services. Prints
how many cases stay open.

    oracle.py SCENARIO OUT [--policies DIR]
"""
import argparse
import csv
import datetime
import hashlib
import heapq
import io
import json
import pathlib
from fractions import Fraction

QUORUM, QUORUM_PER_GROUP, MIN_DECISIVE, REMAND_LIMIT = 5, 1, 3, 2
OBJECTION_WORKDAYS = 5
SEAT_GROUPS = [1, 2, 3, 3, 3, 4, 4]
GROUPS = ("ADMINISTRATIVE", "HANDLING_AGENCY", "EXPERT", "INSTITUTION")
REASON_IF_EMPTY = {"UPHOLD": "R01", "NOT_UPHOLD": "R02", "REMAND": "R06", "ABSTAIN": "R07"}
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
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Calendar:
    def __init__(self, path):
        self.kind = {datetime.date.fromisoformat(r["date"]): r["kind"]
                     for r in csv.DictReader(open(path, encoding="utf-8", newline=""))}

    def next_workday(self, day, count=1):
        """The count-th workday after the day."""
        while count > 0:
            day += datetime.timedelta(1)
            count -= self.kind.get(day) == "MAKEUP" or (day.weekday() < 5 and
                                                        self.kind.get(day) is None)
        return day


def has_quorum(seats):
    groups = [SEAT_GROUPS[seat - 1] for seat in seats]
    return len(seats) >= QUORUM and all(groups.count(g) >= QUORUM_PER_GROUP for g in (1, 2, 3, 4))


def can_be_drawn(members, institution):
    """Whether a panel can be drawn from those the institution does not employ, whoever comes first:
    each group needs a house for every seat after the earlier groups have taken theirs."""
    houses = [set(), set(), set(), set()]
    for m in members:
        if m["affiliation"] != institution:
            house = ("at", m["affiliation"]) if m["affiliation"] else ("alone", m["member_id"])
            houses[GROUPS.index(m["group"])].add(house)
    quota = [SEAT_GROUPS.count(g) for g in (1, 2, 3, 4)]
    return all(len(houses[g]) >= quota[g] + sum(min(quota[h], len(houses[g] & houses[h]))
                                                for h in range(g)) for g in range(4))


def judge(ballots, supermajority):
    """One finding of a case with quorum, by review's rules: ("UPHELD", points), ("NOT_UPHELD", 0),
    ("SENT_BACK", 0) with reasons, or ("UNDECIDED", 0), remanded without one."""
    choices = [choice for choice, _, _ in ballots.values()]
    up, no, back = (choices.count(c) for c in ("UPHOLD", "NOT_UPHOLD", "REMAND"))
    decisive = up + no + back
    if decisive < MIN_DECISIVE:
        return "UNDECIDED", 0
    if 3 * up >= 2 * decisive if supermajority else 2 * up > decisive:
        points = sorted(p for c, p, _ in ballots.values() if c == "UPHOLD")
        return "UPHELD", points[(up - 1) // 2]
    if 2 * no > decisive:
        return "NOT_UPHELD", 0
    if 2 * back > decisive:
        reasons = [r for c, _, r in ballots.values() if c == "REMAND"]
        # Codes are delivered that half of them share; without any, nobody can tell this from a tie.
        if any(2 * reasons.count(code) >= back for code in reasons):
            return "SENT_BACK", 0
    return "UNDECIDED", 0


def severe(kind, points):
    _, suspend, cancelled = band(kind, points)
    return (1, suspend) if cancelled else (0, suspend)


class Case:
    def __init__(self, ref, findings):
        self.ref, self.findings = ref, findings
        self.institution = findings[0]["institution_id"]
        self.objected = findings[0]["objection"] == "FILED"
        self.last = max(datetime.date.fromisoformat(f["violation_end_date"]) for f in findings)
        self.notified = {int(f["item"]): int(f["points"]) for f in findings}
        # What each finding came to; those of an objected case once the committee has decided them.
        self.final = {} if self.objected else dict(self.notified)
        self.remands = dict.fromkeys(self.notified, 0)
        self.served = self.mark = False

    @property
    def open(self):
        return len(self.final) < len(self.notified)

    def at_stake(self):
        return sum(self.final.get(item, points) for item, points in self.notified.items())

    def hear(self, ballots):
        for item in self.notified:
            if item in self.final:
                continue
            verdict, points = judge(ballots[item], self.mark)
            self.remands[item] += verdict == "UNDECIDED"
            if verdict == "UPHELD":
                self.final[item] = points
            elif verdict == "NOT_UPHELD" or self.remands[item] == REMAND_LIMIT:
                self.final[item] = 0


def run_year(cases, ballots, institutions, members, calendar):
    """The year in the order of its days: notices and referrals, then hearings until nothing moves.
    """
    of = {}
    for case in cases:
        of.setdefault(case.institution, []).append(case)

    def refer(case):
        # Marked for two thirds: with all that is posted or notified by now the band suspends or
        # cancels, and without this case it is milder.
        kind = institutions[case.institution]["kind"]
        others = sum(c.at_stake() for c in of[case.institution] if c.served and c is not case)
        total = severe(kind, others + case.at_stake())
        case.mark = total > (0, 0) and severe(kind, others) < total

    # One day's steps go by the case's reference; a decision without objection changes no sum.
    agenda = [(calendar.next_workday(c.last), c.ref.encode(), c) for c in cases]
    heapq.heapify(agenda)
    while agenda:
        day, ref, case = heapq.heappop(agenda)
        if case.served:
            refer(case)
            continue
        case.served = True
        if case.objected:
            heapq.heappush(agenda, (calendar.next_workday(day), ref, case))

    # Only who can be heard is heard again: with quorum, by a panel that can be drawn.
    hearable = [c for c in cases if c.objected and has_quorum(next(iter(ballots[c.ref].values())))
                and can_be_drawn(members, c.institution)]
    for _ in range(REMAND_LIMIT):
        waiting = [c for c in hearable if c.open]
        for case in waiting:
            case.hear(ballots[case.ref])
        for case in waiting:
            refer(case)


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
    cases = [Case(ref, sorted(found, key=lambda f: int(f["item"])))
             for ref, found in by_ref.items()]
    ballots = {}
    for r in rows(args.scenario, "ballots.csv"):
        ballots.setdefault(r["case_ref"], {}).setdefault(int(r["item"]), {})[int(r["seat"])] = (
            r["choice"], int(r["points"] or 0), r["reason_code"] or REASON_IF_EMPTY[r["choice"]])
    run_year(cases, ballots, institutions, rows(args.scenario, "members.csv"),
             Calendar(args.policies / "calendar/cn.csv"))

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
    print(sum(c.open for c in cases))


if __name__ == "__main__":
    main()
