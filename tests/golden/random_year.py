#!/usr/bin/env python3
"""Writes a random scenario folder that is valid: every row keeps the rules of docs/scenarios.md.

    random_year.py SEED DIR

The same seed writes the same folder. Values are not spread evenly: they crowd where rules change,
on the bounds of bands, the first and last days, quorums, ties and two thirds.
"""
import csv
import datetime
import pathlib
import random
import sys

UPHOLD, NOT, REMAND, ABSTAIN, ABSENT = "UPHOLD", "NOT_UPHOLD", "REMAND", "ABSTAIN", None
# code: least and most points of a finding, step between them
MEDICAL = {"M101": (1, 1, 1), "M102": (2, 2, 1), "M103": (1, 1, 1), "M104": (2, 2, 1),
           "M105": (2, 2, 1), "M106": (2, 2, 1), "M201": (1, 6, 1), "M202": (3, 3, 1),
           "M203": (3, 12, 3), "M204": (6, 6, 1), "M205": (6, 6, 1), "M206": (6, 6, 1),
           "M207": (3, 3, 1), "M208": (6, 6, 1), "M301": (12, 12, 1), "M302": (12, 12, 1),
           "M401": (12, 12, 1), "M402": (12, 12, 1), "M403": (12, 12, 1)}
PHARMACY = {code: MEDICAL[code] for code in
            ("M106", "M206", "M207", "M208", "M301", "M302", "M402", "M403")}
PHARMACY.update({"P101": (2, 2, 1), "P102": (3, 3, 1), "P103": (6, 6, 1), "P201": (12, 12, 1),
                 "P202": (12, 12, 1)})
CATALOGUE = {"MEDICAL": MEDICAL, "PHARMACY": PHARMACY}
CAP_PER_CASE = {"M203": 12}
MOST_FINDINGS = 32
# Sums that lie on a bound of a band, or one point beside it.
BOUNDS = {"MEDICAL": (1, 11, 12, 17, 18, 23, 24, 29, 30, 31),
          "PHARMACY": (2, 12, 13, 18, 19, 24, 25, 26)}
REASONS = {UPHOLD: ("R01", "R02", "R03", "R04", "R05"), NOT: ("R01", "R02", "R03", "R04", "R05"),
           REMAND: ("R01", "R02", "R03", "R04", "R05", "R06"),
           ABSTAIN: ("R01", "R02", "R03", "R04", "R05", "R07")}
SEATS = 7
SOURCES = ("SPECIAL_INSPECTION", "SPOT_CHECK", "ONLINE_MONITORING", "COMPLAINT")
# First and last days, ends of quarters, holidays and make-up days of the years that are shipped.
TURNING_DAYS = ("01-01", "01-04", "01-26", "02-08", "02-14", "02-15", "02-28", "03-31", "04-27",
                "05-01", "05-09", "06-30", "09-20", "09-27", "09-28", "09-30", "10-01", "10-07",
                "10-10", "12-24", "12-30", "12-31")
NAMES = ("示例卫生院", "示例", "示例大药房", "卫生院, 示例分院", "示例“康”诊所", 'Sample "A", clinic',
         "Sample, clinic", "示例㐀𠀀医院", "示例·社区-卫生服务站(一)", "药房", "院", "A", "B1",
         "证据", "mark", "The party", "事实与证据", "被检查单位")
DISTRICTS = ("示例片区", "第一, 第二片区", "District 9", "区")
IDS = (lambda r, n: f"M{n:03d}", lambda r, n: f"H-{n}", lambda r, n: f"P_{n}",
       lambda r, n: f"5105{n:02d}A", lambda r, n: f"51{n:04d}", lambda r, n: str(n),
       lambda r, n: "".join(r.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(r.randint(1, 5))),
       lambda r, n: f"{n:031d}Z", lambda r, n: f"_{n}", lambda r, n: f"-{n}-",
       lambda r, n: r.choice(("MARK", "PARTY", "FACTS", "LIST", "THE", "A", "EVIDENCE")))


class RandomYear:
    def __init__(self, seed):
        self.rng = random.Random(f"year {seed}")
        self.year = self.rng.choice((2026, 2026, 2026, 2025, 2027))
        self.institutions, self.members, self.budgets = [], [], []
        self.cases, self.ballots = [], []
        self.make_institutions()
        self.make_budgets()
        objected = self.rng.choice((0, self.rng.randint(1, 4), self.rng.randint(1, 12),
                                    self.rng.randint(5, 30)))
        # Cases that lack a quorum are drawn again and again: many of them only where few object.
        self.lacking = self.rng.choice((0.05, 0.1, 0.5)) if objected <= 6 else 0.05
        self.make_cases(objected)
        if objected or self.rng.random() < 0.3:
            self.make_members()

    def chance(self, share):
        return self.rng.random() < share

    def day(self):
        if self.chance(0.4):
            return f"{self.year}-{self.rng.choice(TURNING_DAYS)}"
        first = datetime.date(self.year, 1, 1)
        return (first + datetime.timedelta(self.rng.randint(0, 364))).isoformat()

    def yuan(self, most):
        fen = self.rng.choice((0, 1, 3, 99, self.rng.randint(1, 10**4), self.rng.randint(1, 10**8),
                               self.rng.randint(1, 10**11), self.rng.randint(1, most), most))
        return f"{fen // 100}.{fen % 100:02d}"

    def make_institutions(self):
        style = self.rng.choice((IDS[:1], IDS[:4], IDS, IDS))
        taken = set()
        for n in range(1, self.rng.choice((5, 8, 20, 60)) + 1):
            identity = self.rng.choice(style)(self.rng, n)
            if identity in taken:
                identity = f"N{n}"
            taken.add(identity)
            name = self.rng.choice(NAMES[:6] if self.chance(0.7) else NAMES)
            if self.chance(0.7):
                name += str(n)
            since = self.rng.choice((f"{self.rng.randint(1990, self.year - 1)}-07-01",
                                     f"{self.year}-01-01", f"{self.year}-01-02",
                                     f"{self.year}-07-05", f"{self.year}-07-06", self.day(),
                                     f"{self.year}-12-31", f"{self.year + 1}-01-01",
                                     f"{self.year + 3}-02-28", "2000-02-29", "2018-07-01",
                                     "2018-07-01", "2018-07-01"))
            kind = self.rng.choice(("MEDICAL", "PHARMACY"))
            if n <= 2:
                kind = ("MEDICAL", "PHARMACY")[n - 1]
            self.institutions.append([identity, name, kind, self.rng.choice(DISTRICTS), since])
        self.kind = {row[0]: row[2] for row in self.institutions}

    def make_budgets(self):
        for identity, kind in self.kind.items():
            if kind == "MEDICAL" or self.chance(0.3):
                self.budgets.append([identity, self.year, self.yuan(10**15), self.yuan(10**15),
                                     self.rng.choice((0, 1, 2000, 10**9))])

    # ---- cases -----------------------------------------------------------------------------

    def finding(self, kind, room, used):
        """A code and points of at most `room`; nothing if none fits."""
        fitting = []
        for code, (least, most, step) in CATALOGUE[kind].items():
            most = min(most, room, CAP_PER_CASE.get(code, most) - used.get(code, 0)
                       if code in CAP_PER_CASE else most)
            if most >= least:
                fitting.append((code, self.rng.randrange(least, most + 1, step)))
        return self.rng.choice(fitting) if fitting else None

    def findings(self, kind, room):
        """Findings of one case, of at most `room` points together, often exactly as many."""
        found, used = [], {}
        longest = MOST_FINDINGS if self.chance(0.05) else self.rng.choice((1, 2, 3, 6))
        days = [self.day() for _ in range(self.rng.randint(1, 3))]
        while len(found) < longest:
            one = self.finding(kind, room, used)
            if one is None:
                break
            code, points = one
            used[code] = used.get(code, 0) + points
            room -= points
            # Some repeat code and date of the finding before: they are acts of their own.
            found.append((code, self.rng.choice(days), points,
                          self.yuan(10**15 if self.chance(0.02) else 10**9)))
        return found

    def ref(self, n, institution):
        return self.rng.choice((f"C{n}", f"{institution}/{n}", f"案-{n}", f"case {n}",
                                f"c{n:03d}, b", f"({n})", f"{n}", f"Z{1000 - n}",
                                f"{n:064d}", f"{n}{'案' * 60}"))

    def make_cases(self, objected):
        count = max(objected, self.rng.choice((0, 3, 10, 40)))
        everyone = list(self.kind)
        crowd = self.rng.sample(everyone, min(len(everyone), self.rng.choice((1, 3, 10, 60))))
        left = {}
        filed = set(self.rng.sample(range(count), objected))
        refs = set()
        for n in range(count):
            institution = self.rng.choice(crowd)
            kind = self.kind[institution]
            if left.get(institution, 0) < 2:
                left[institution] = self.rng.choice(BOUNDS[kind])
            room = left[institution]
            if self.chance(0.5):
                room = self.rng.randint(2, max(2, room))
            found = self.findings(kind, room) or self.findings(kind, 12)
            left[institution] -= sum(points for _, _, points, _ in found)
            ref = self.ref(n, institution)
            while ref in refs:
                ref += "x"
            refs.add(ref)
            source = self.rng.choice(SOURCES)
            for item, (code, day, points, recovery) in enumerate(found, start=1):
                self.cases.append([ref, item, institution, source, code, day, points, recovery,
                                   "FILED" if n in filed else "NONE"])
            if n in filed:
                self.make_ballots(ref, kind, found)

    # ---- ballots ---------------------------------------------------------------------------

    def seats(self):
        """How the seven seats lean on one finding."""
        u, x, r, a = UPHOLD, NOT, REMAND, ABSTAIN
        votes = self.rng.choice((
            [u] * 7, [u] * 7, [x] * 7, [u] * 4 + [x] * 3, [u] * 5 + [x] * 2, [u] * 3 + [x] * 4,
            [u] * 3 + [x] * 3 + [a], [u] * 4 + [x] * 2 + [a], [u] * 4 + [x, r, r],
            [u] * 3 + [x] * 2 + [r] * 2, [r] * 4 + [u] * 3, [u] * 2 + [a] * 5, [u] * 3 + [a] * 4,
            [a] * 7, [u] * 6 + [a], [u] * 5 + [r, a],
            [self.rng.choice((u, u, u, x, r, a)) for _ in range(SEATS)]))
        self.rng.shuffle(votes)
        return votes

    def absent(self):
        """Which seats stay away: nobody, some, a whole group, or so many that no quorum is left."""
        if not self.chance(self.lacking):
            # Five votes of all four groups are a quorum.
            return set(self.rng.choice(([], [], [3], [4, 6], [3, 5], [7, 5])))
        if self.chance(0.5):
            return set(self.rng.choice(([1], [2], [3, 4, 5], [6, 7])))
        return set(self.rng.sample(range(1, SEATS + 1), self.rng.choice((2, 3, 6))))

    def upheld(self, code, points, kind):
        least, _, step = CATALOGUE[kind][code]
        if code not in ("M201", "M203"):
            return points
        return self.rng.choice((points, least, self.rng.randint(least, points)))

    def reason(self, choice):
        if self.chance(0.5):
            return ""
        if choice == REMAND and self.chance(0.5):
            return "R06"
        return self.rng.choice(REASONS[choice])

    def make_ballots(self, ref, kind, found):
        absent = self.absent()
        for item, (code, _, points, _) in enumerate(found, start=1):
            for seat, choice in enumerate(self.seats(), start=1):
                if seat in absent:
                    continue
                given = self.upheld(code, points, kind) if choice == UPHOLD else ""
                self.ballots.append([ref, item, seat, choice, given, self.reason(choice)])

    # ---- members ---------------------------------------------------------------------------

    def make_members(self):
        with_cases = sorted({row[2] for row in self.cases})
        # Not always enough for every case: then it stays open, and only it.
        style = self.rng.choice(("ample",) * 4 + ("close", "close", "few"))
        sizes = {"ample": (7, 7, 16, 14), "close": (2, 2, 5, 5), "few": (1, 1, 3, 2)}[style]
        employed = {"ample": 0.6, "close": 0.3, "few": 0.15}[style]
        groups = ("ADMINISTRATIVE", "HANDLING_AGENCY", "EXPERT", "INSTITUTION")
        for group, size in zip(groups, sizes):
            for _ in range(size):
                affiliation = ""
                if self.chance({"EXPERT": employed / 3, "INSTITUTION": employed}.get(group, 0.05)):
                    affiliation = self.rng.choice(with_cases if with_cases and self.chance(0.5)
                                                  else list(self.kind))
                n = len(self.members) + 1
                name = self.rng.choice((f"示例委员{n:02d}", f"Member, {n}", f"委员“{n}”"))
                self.members.append([self.rng.choice((f"C{n:03d}", f"W-{n}", f"{n}")), name, group,
                                     affiliation, self.rng.choice((f"box-{n:03d}", "a@b.example",
                                                                   "信箱, 一"))])

    # ---- files -----------------------------------------------------------------------------

    def write(self, folder):
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
            if not rows and name in ("members.csv", "ballots.csv") and self.chance(0.5):
                continue
            self.write_table(folder / name, header, list(rows))

    def write_table(self, path, header, rows):
        if self.chance(0.5):
            self.rng.shuffle(rows)
        columns = list(range(len(header)))
        if self.chance(0.5):
            self.rng.shuffle(columns)
        encoding = self.rng.choice(("utf-8", "utf-8", "utf-8-sig", "gb18030"))
        quoting = self.rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        with open(path, "w", encoding=encoding, newline="") as out:
            writer = csv.writer(out, lineterminator=self.rng.choice(("\n", "\r\n")),
                                quoting=quoting)
            for row in [header] + rows:
                writer.writerow([row[c] for c in columns])


def main():
    RandomYear(sys.argv[1]).write(pathlib.Path(sys.argv[2]))


if __name__ == "__main__":
    main()
