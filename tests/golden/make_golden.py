#!/usr/bin/env python3
"""Writes the golden year 2026: 524 institutions, 104 of them with 778 points.

The counts of institutions, points, suspensions and cancellations and the sum recovered are those
of the founding scheme; who, when and why is synthetic. Every figure of the outcome has to come out
of the services: this file only makes the inputs.

    make_golden.py DIR
"""
import csv
import datetime
import hashlib
import pathlib
import sys

MEDICAL, PHARMACY = 172, 352
# (points, institutions with them), in falling order.
MEDICAL_POINTS = [(30, 1), (27, 1), (24, 1), (23, 1), (21, 1), (19, 1), (18, 2), (17, 1), (14, 1),
                  (12, 3), (11, 1), (10, 1), (9, 1), (8, 1), (7, 2), (6, 3), (5, 3), (4, 4),
                  (3, 5), (2, 6), (1, 6)]
PHARMACY_POINTS = [(26, 1), (25, 1), (24, 2), (19, 1), (18, 2), (14, 2), (13, 4), (12, 2), (9, 1),
                   (8, 1), (6, 3), (5, 3), (4, 5), (3, 9), (2, 21)]
RECOVERED_FEN = 83_200_000
CODES = {  # by kind and points
    "M": {6: ["M204", "M205", "M206", "M208"], 3: ["M202", "M201", "M203", "M207"],
          2: ["M102", "M104", "M105", "M106"], 1: ["M101", "M103"]},
    "P": {6: ["P103", "M206", "M208"], 3: ["P102", "M207"], 2: ["P101", "M106"]},
}
SOURCES = ["SPECIAL_INSPECTION", "SPOT_CHECK", "ONLINE_MONITORING", "COMPLAINT"]
DISTRICTS = ["示例东片区", "示例西片区", "示例南片区", "示例北片区"]


def greedy(kind, points):
    """6, 3, 2 (medical also 1), never leaving a pharmacy with 1."""
    parts = []
    while points:
        for part in (6, 3, 2, 1):
            if part <= points and not (kind == "P" and (part == 1 or points - part == 1)):
                parts.append(part)
                points -= part
                break
    return parts


def shares(points):
    """The sum recovered, split by points with the largest remainder."""
    total = sum(points)
    floors = [RECOVERED_FEN * p // total for p in points]
    rest = sorted(range(len(points)), key=lambda i: (-(RECOVERED_FEN * points[i] % total), i))
    for i in rest[:RECOVERED_FEN - sum(floors)]:
        floors[i] += 1
    return floors


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def write(folder, name, header, rows):
    with open(folder / name, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def day(seed):
    """A day of 2026, spread evenly and without a pattern."""
    digest = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    return datetime.date(2026, 1, 1) + datetime.timedelta(days=digest % 365)


# Ballots of one finding, by seat: 1 administrative, 2 agency, 3-5 experts, 6-7 institutions.
def unanimous(points):
    return [("UPHOLD", points, "R01")] * 7


def split(points):
    return [("UPHOLD", points, "R01")] * 5 + [("NOT_UPHOLD", "", "R02")] * 2


def rejected():
    return [("NOT_UPHOLD", "", "R02")] * 5 + [("UPHOLD", None, "R01"), ("ABSTAIN", "", "R07")]


def tied():
    return ([("UPHOLD", None, "R01")] * 3 + [("NOT_UPHOLD", "", "R04")] * 3 +
            [("ABSTAIN", "", "R07")])


def lowered(notified, points):
    """The lower middle of the upholding points is `points`."""
    return ([("UPHOLD", points, "R04")] * 4 + [("UPHOLD", notified, "R01")] * 2 +
            [("NOT_UPHOLD", "", "R02")])


class Year:
    def __init__(self):
        self.cases, self.ballots = [], []

    def add(self, ref, institution, findings, objection, source):
        """findings: (code, notified, recovery_fen, ballots by seat or None), in item order."""
        last = day(ref)
        for item, (code, points, recovery, seats) in enumerate(findings, start=1):
            end = max(last - datetime.timedelta(days=(len(findings) - item) * 3),
                      datetime.date(2026, 1, 1))
            self.cases.append([ref, item, institution, source, code, end.isoformat(), points,
                               yuan(recovery), objection])
            for seat, (choice, voted, reason) in enumerate(seats or [], start=1):
                voted = points if voted is None else voted
                self.ballots.append([ref, item, seat, choice, voted, reason])


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    ids = ([f"M{i:03d}" for i in range(1, MEDICAL + 1)] +
           [f"P{i:03d}" for i in range(1, PHARMACY + 1)])
    write(folder, "institutions.csv",
          ["institution_id", "name", "kind", "district", "designated_from"],
          [[i, ("示例医院" if i[0] == "M" else "示例药房") + i[1:],
            "MEDICAL" if i[0] == "M" else "PHARMACY", DISTRICTS[int(i[1:]) % 4],
            f"{2015 + int(i[1:]) % 10}-01-01"] for i in ids])
    write(folder, "budgets.csv",
          ["institution_id", "year", "total_budget_yuan", "per_visit_yuan", "planned_visits"],
          [[i, 2026, "1000000.00", "480.00", 2083] if i[0] == "M" else [i, 2026, "0.00", "0.00", 0]
           for i in ids])
    groups = ([("ADMINISTRATIVE", "")] * 8 + [("HANDLING_AGENCY", "")] * 8 +
              [("EXPERT", "")] * 14 + [("EXPERT", f"M{i:03d}") for i in (1, 5, 61, 62, 63, 64)] +
              [("INSTITUTION", f"M{i:03d}") for i in (8, 20, 101, 102, 103, 104)] +
              [("INSTITUTION", f"P{i:03d}") for i in (3, 30, 201, 202, 203, 204)])
    write(folder, "members.csv", ["member_id", "name", "group", "affiliation", "contact"],
          [[f"W{n:03d}", f"示例委员{n:02d}", group, employer, f"notice-{n:03d}"]
           for n, (group, employer) in enumerate(groups, start=1)])

    year = Year()
    holders = ([(f"M{n:03d}", p) for n, p in enumerate(
                   [p for p, count in MEDICAL_POINTS for _ in range(count)], start=1)] +
               [(f"P{n:03d}", p) for n, p in enumerate(
                   [p for p, count in PHARMACY_POINTS for _ in range(count)], start=1)])
    recovered = dict(zip((i for i, _ in holders), shares([p for _, p in holders])))
    for n, (institution, points) in enumerate(holders):
        kind, ref = institution[0], f"2026-{institution}"
        parts = greedy(kind, points)
        codes = [CODES[kind][p][(n + k) % len(CODES[kind][p])] for k, p in enumerate(parts)]
        money = [recovered[institution]] + [0] * (len(parts) - 1)
        findings = [[code, p, m, None] for code, p, m in zip(codes, parts, money)]
        objection = "NONE"
        if n % 6 == 0:  # objected and upheld as notified
            objection = "FILED"
            for k, finding in enumerate(findings):
                finding[3] = unanimous(finding[1]) if k % 2 == 0 else split(finding[1])
        elif kind == "M" and 3 in parts and n % 6 in (2, 4):  # lowered by the committee: 6 to 3
            objection = "FILED"
            first = parts.index(3)
            for k, finding in enumerate(findings):
                finding[3] = unanimous(finding[1])
                if k == first:
                    finding[0], finding[1], finding[3] = "M201", 6, lowered(6, 3)
        elif kind == "P" and n % 12 == 3:  # one finding more than the committee upholds
            objection = "FILED"
            for finding in findings:
                finding[3] = unanimous(finding[1])
            findings.append(["M207", 3, 123_456, rejected()])
        year.add(ref, institution, findings, objection, SOURCES[n % 4])
    # What the committee dismisses: rejected outright, or tied until the limit of remands.
    for n, institution in enumerate(["M050", "M051", "M170", "P060", "P061", "P352"]):
        code, points = ("M202", 3) if institution[0] == "M" else ("P101", 2)
        seats = tied() if n == 4 else rejected()
        year.add(f"2026-{institution}-D", institution, [[code, points, 50_000, seats]], "FILED",
                 SOURCES[n % 4])
    write(folder, "cases.csv",
          ["case_ref", "item", "institution_id", "source", "violation_code", "violation_end_date",
           "points", "recovery_yuan", "objection"], year.cases)
    write(folder, "ballots.csv", ["case_ref", "item", "seat", "choice", "points", "reason_code"],
          year.ballots)


if __name__ == "__main__":
    main()
