#!/usr/bin/env python3
"""Writes the scenario folders beside the golden year, each with a question of its own.

    make_others.py DIR      (one folder per scenario in DIR)
"""
import csv
import pathlib
import sys

UPHOLD, NOT, REMAND, ABSTAIN = "UPHOLD", "NOT_UPHOLD", "REMAND", "ABSTAIN"
REASON = {UPHOLD: "R01", NOT: "R02", REMAND: "R06", ABSTAIN: "R07"}


class Folder:
    """One scenario, filled by calls and written at the end."""

    def __init__(self, year):
        self.year = year
        self.institutions, self.members, self.budgets = [], [], []
        self.cases, self.ballots = [], []

    def institution(self, i, kind="MEDICAL", since="2018-07-01", budget="1000000.00",
                    visit="480.00", name=None):
        name = name or ("示例卫生院" if kind == "MEDICAL" else "示例大药房") + i
        self.institutions.append([i, name, kind, "示例片区", since])
        if kind == "MEDICAL":
            self.budgets.append([i, self.year, budget, visit, 2000])

    def committee(self, sizes=(7, 7, 16, 14), **employers):
        """employers: per group those of its first members."""
        groups = [group for group, size in zip(("ADMINISTRATIVE", "HANDLING_AGENCY", "EXPERT",
                                                "INSTITUTION"), sizes) for _ in range(size)]
        waiting = {group: list(some) for group, some in employers.items()}
        for n, group in enumerate(groups, start=1):
            employer = waiting[group].pop(0) if waiting.get(group) else ""
            self.members.append([f"C{n:03d}", f"示例委员{n:02d}", group, employer, f"box-{n:03d}"])

    def case(self, ref, institution, findings, votes=None, source="SPOT_CHECK"):
        """findings: (code, points, end date, recovery); votes: per finding a list by seat of a
        choice, a number (upheld with these points) or None (absent)."""
        for item, (code, points, end, recovery) in enumerate(findings, start=1):
            self.cases.append([ref, item, institution, source, code, end, points, recovery,
                               "FILED" if votes else "NONE"])
            for seat, vote in enumerate(votes[item - 1] if votes else [], start=1):
                if vote is None:
                    continue
                choice, given = (UPHOLD, vote) if isinstance(vote, int) else (vote, "")
                self.ballots.append([ref, item, seat, choice, given, REASON[choice]])

    def write(self, folder, encoding="utf-8", newline="\n"):
        folder.mkdir(parents=True, exist_ok=True)
        tables = {
            "institutions.csv": (["institution_id", "name", "kind", "district",
                                  "designated_from"], self.institutions),
            "members.csv": (["member_id", "name", "group", "affiliation", "contact"],
                            self.members),
            "budgets.csv": (["institution_id", "year", "total_budget_yuan", "per_visit_yuan",
                             "planned_visits"], self.budgets),
            "cases.csv": (["case_ref", "item", "institution_id", "source", "violation_code",
                           "violation_end_date", "points", "recovery_yuan", "objection"],
                          self.cases),
            "ballots.csv": (["case_ref", "item", "seat", "choice", "points", "reason_code"],
                            self.ballots),
        }
        for name, (header, rows) in tables.items():
            if not rows and name in ("members.csv", "ballots.csv"):
                continue
            with open(folder / name, "w", encoding=encoding, newline="") as out:
                writer = csv.writer(out, lineterminator=newline)
                writer.writerow(header)
                writer.writerows(rows)


def boundaries():
    """Every bound of every band, reached in one case and in two; odd fen; a year that began late.
    The files are GB18030 with CRLF, as a Chinese spreadsheet leaves them."""
    folder = Folder(2026)
    ways = {"MEDICAL": {6: "M204", 3: "M202", 2: "M102", 1: "M101"},
            "PHARMACY": {6: "P103", 3: "P102", 2: "P101"}}

    def findings(kind, points, day):
        found = []
        for part in (6, 3, 2, 1):
            while part <= points and part in ways[kind] and not (
                    kind == "PHARMACY" and points - part == 1):
                found.append((ways[kind][part], part, day, f"{points * 13}.07"))
                points -= part
        assert points == 0
        return found

    for n, points in enumerate((0, 1, 11, 12, 13, 17, 18, 23, 24, 29, 30, 31), start=1):
        i = f"M{n:02d}"
        folder.institution(i, budget=f"{777_777 + n * 10_001}.{n:02d}", visit=f"{333 + n}.{n:02d}")
        if points:
            folder.case(f"A-{i}", i, findings("MEDICAL", points, f"2026-03-{n + 3:02d}"))
    for n, points in enumerate((0, 11, 12, 13, 18, 19, 24, 25), start=1):
        i = f"P{n:02d}"
        folder.institution(i, "PHARMACY")
        if points:
            folder.case(f"A-{i}", i, findings("PHARMACY", points, f"2026-06-{n + 10:02d}"))
    # Two cases cross one band after another: the heavier lengthens the suspension, or ends it all.
    for i, first, second in (("M20", 18, 6), ("M21", 12, 18), ("M22", 11, 1), ("M23", 24, 6)):
        folder.institution(i, budget="1234567.89", visit="0.01")
        folder.case(f"B-{i}-1", i, findings("MEDICAL", first, "2026-02-14"), source="COMPLAINT")
        folder.case(f"B-{i}-2", i, findings("MEDICAL", second, "2026-12-31"))
    # Designated late: 180 days are enough (from 5 July), 179 are not.
    folder.institution("M30", since="2026-07-05", budget="0.03", visit="0.10")
    folder.institution("M31", since="2026-07-06", budget="999999999.99", visit="99999.99")
    folder.institution("M32", since="2026-12-31")
    folder.case("C-M32", "M32", findings("MEDICAL", 12, "2026-12-31"))
    return folder


def divided():
    """Ballots as a committee casts them when it does not agree."""
    folder = Folder(2026)
    for n in range(1, 21):
        folder.institution(f"M{n:02d}")
    folder.institution("P01", "PHARMACY")
    folder.committee(INSTITUTION=["M01", "M02", "M18", "M19", "M20"])
    day = "2026-04-0{}"
    up = [3] * 7

    def one(n, code, points, votes):
        folder.case(f"D{n:02d}", f"M{n:02d}", [(code, points, day.format(n % 9 + 1), "100.00")],
                    [votes])

    one(1, "M201", 6, [3, 3, 4, 6, 6, NOT, NOT])             # median 4
    one(2, "M201", 6, [2, 3, 5, 6, NOT, NOT, NOT])           # lower middle of four: 3
    one(3, "M202", 3, [3, 3, 3, ABSTAIN, NOT, NOT, NOT])     # 3 : 3, remanded to the limit
    one(4, "M202", 3, [3, 3, 3, NOT, NOT, NOT, NOT])         # rejected by four
    one(5, "M202", 3, [3, 3, 3, NOT, NOT, REMAND, REMAND])   # no majority, to the limit
    one(6, "M202", 3, [3, 3, 3, 3, None, 3, None])           # five ballots of four groups
    one(7, "M202", 3, [3, 3, ABSTAIN, ABSTAIN, None, ABSTAIN, ABSTAIN])  # two decisive: to the limit
    one(8, "M203", 9, [3, 6, 6, 9, 9, 9, NOT])               # instances: 6 (third of six)
    one(9, "M201", 6, [1, 1, 1, 1, 1, 1, 1])                 # the least of the range
    # Marked for two thirds: 18 points would suspend. Four of seven are not enough; and the
    # remanded finding alone comes back.
    six = [(c, 6, "2026-05-1{}".format(k), "50.00") for k, c in enumerate(("M204", "M205", "M206"))]
    folder.case("D10", "M10", six, [[6] * 7, [6, 6, 6, 6, NOT, NOT, NOT],
                                    [6, 6, 6, 6, 6, NOT, NOT]])
    # Two thirds exactly: four of six.
    folder.case("D11", "M11", six, [[6, 6, 6, 6, NOT, NOT, ABSTAIN]] * 3)
    # Not marked alone (12), marked with the unobjected 6 before it (18).
    folder.case("D12-1", "M12", [("M204", 6, "2026-01-05", "10.00")])
    folder.case("D12-2", "M12", six[:2], [[6, 6, 6, 6, NOT, NOT, NOT]] * 2)
    # The same votes on 12 points of an institution without others: a plain majority does.
    folder.case("D13", "M13", six[:2], [[6, 6, 6, 6, NOT, NOT, NOT]] * 2)
    # Partly upheld: one finding of three.
    folder.case("D14", "M14", [("M202", 3, "2026-07-01", "7.77"), ("M102", 2, "2026-07-02", "8.88"),
                               ("M101", 1, "2026-07-03", "9.99")],
                [up, [NOT] * 7, [NOT, NOT, NOT, NOT, 1, 1, ABSTAIN]])
    folder.case("D15", "P01", [("P103", 6, "2026-08-08", "60.00")] * 1, [[6] * 7])
    return folder


def quiet():
    """Nobody objects; there is no committee."""
    folder = Folder(2026)
    for n in range(1, 9):
        folder.institution(f"H{n}", budget=f"{n}00000.01")
    folder.institution("D1", "PHARMACY")
    folder.case("Q1", "H1", [("M101", 1, "2026-01-01", "0.00")], source="ONLINE_MONITORING")
    folder.case("Q2", "H2", [("M203", 12, "2026-09-27", "1200.50")])
    folder.case("Q3", "H3", [("M201", 5, "2026-10-07", "3.00")], source="SPECIAL_INSPECTION")
    return folder


def small():
    """Forty institutions: a year short enough to be killed twenty times."""
    folder = Folder(2026)
    for n in range(1, 21):
        folder.institution(f"M{n:02d}")
        folder.institution(f"P{n:02d}", "PHARMACY")
    folder.committee(INSTITUTION=["M19", "M20", "P19", "P20"])
    for n in range(1, 9):
        folder.case(f"K-M{n}", f"M{n:02d}",
                    [("M204", 6, f"2026-{n:02d}-11", f"{n}00.00"),
                     ("M202", 3, f"2026-{n:02d}-12", "0.00")],
                    [[6, 6, 6, 6, 6, NOT, NOT], [3] * 7] if n % 2 else None)
    for n in range(1, 5):
        folder.case(f"K-P{n}", f"P{n:02d}", [("P101", 2, f"2026-{n + 6:02d}-21", "20.00")],
                    [[2, 2, NOT, NOT, NOT, NOT, NOT]] if n == 3 else None)
    folder.case("K-T", "M12", [("M202", 3, "2026-11-30", "30.00")],
                [[3, 3, 3, NOT, NOT, NOT, ABSTAIN]])
    return folder


def open_cases():
    """Nobody from the experts votes on one case: it never finds its quorum and stays open."""
    folder = small()
    folder.case("K-OPEN", "M15", [("M202", 3, "2026-05-05", "30.00")],
                [[3, 3, None, None, None, 3, 3]])
    return folder


def hard_to_hear():
    """Rounds that cannot be held as they are cut: a case of which too many members are struck, two
    without quorum beside one with, one whose first panel leaves too few others; and institutions
    whose names and ids stand in any text."""
    folder = Folder(2026)
    for n in range(1, 7):
        folder.institution(f"M{n:02d}")
    for i, name in (("PARTY", "证据"), ("A", "A"), ("FACTS", "示例"), ("MARK", "the party")):
        folder.institution(i, name=name)
    # Two panels and no more. Both administrators work for M01, an expert for M02.
    folder.committee((2, 2, 6, 4), ADMINISTRATIVE=["M01", "M01"], EXPERT=["M02"])
    day, tie = "2026-06-1{}", [3, 3, 3, NOT, NOT, NOT, ABSTAIN]
    for n, votes in enumerate(([3] * 7,                              # nobody left to judge it
                               tie,                                  # heard twice, by one panel
                               [3, 3, None, None, None, 3, 3],       # no expert votes
                               [None, 3, 3, 3, 3, 3, 3],             # no administrator votes
                               [3, 3, 3, 3, NOT, NOT, NOT]), start=1):
        folder.case(f"H{n}", f"M{n:02d}", [("M202", 3, day.format(n), "10.00")], [votes])
    return folder


def main():
    target = pathlib.Path(sys.argv[1])
    boundaries().write(target / "boundaries", encoding="gb18030", newline="\r\n")
    divided().write(target / "divided-committee")
    quiet().write(target / "quiet-year")
    small().write(target / "small-year")
    open_cases().write(target / "open-cases")
    hard_to_hear().write(target / "hard-to-hear")


if __name__ == "__main__":
    main()
