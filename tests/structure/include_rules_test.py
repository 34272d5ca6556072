#!/usr/bin/env python3
"""Holds every #include of the tree to the dependency rules of docs/structure.md."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
SERVICES = ("scoring", "review", "settlement")

# What each layer of a service may include of the common libraries, beside the leaves and its own.
LEAVES = {"status", "money", "calendar", "policy"}
COMMON = {
    "domain": LEAVES | {"codes", "crypto", "draw", "ledger", "planted", "quality"},
    "store": LEAVES | {"id", "sql", "ledger", "outbox", "audit", "crypto", "codes", "draw", "planted"},
    "api": None,   # any
    "jobs": None,
}
LAYERS = {"domain": {"domain"}, "store": {"domain", "store"}, "api": {"domain", "store", "api"},
          "jobs": {"domain", "store", "api", "jobs"}}
# Pure of protobuf: the loader of policies is common/policy's own business.
POLICY_LOADER = {"common/policy/load.h"}


def rule_broken(file, name, system):
    """Why `file` (path from the root) may not include `name`; None if it may."""
    parts = file.split("/")
    driver = re.match(r"(sqlite3|mysql|cppconn|mysql_)", name)
    if driver and not (file.startswith("common/sql/") and file.endswith(".cc")):
        return "only common/sql's drivers see a database's headers"
    if parts[0] == "common" and name.startswith(("services/", "clients/")):
        return "common knows no service and no client"
    if name.endswith("main.cc"):
        return "main.cc is for the build alone"
    if parts[0] == "clients" and name.startswith("services/"):
        recomputes = (file.startswith("clients/probityctl/golden/") and
                      name.startswith("services/settlement/domain/"))
        return None if recomputes else "clients use the generated clients"
    if parts[0] != "services":
        return None
    service, layer = parts[1], parts[2]
    if name.startswith("services/") and name.split("/")[1] != service:
        return "no service includes another's code"
    if layer not in LAYERS:
        return None
    if name.startswith("services/") and name.split("/")[2] not in LAYERS[layer]:
        return f"{layer} may not include {name.split('/')[2]}"
    if name.startswith("common/"):
        allowed = COMMON[layer]
        if allowed is not None and name.split("/")[1] not in allowed:
            return f"{layer} may not include common/{name.split('/')[1]}"
        if layer in ("domain", "store") and name in POLICY_LOADER:
            return f"{layer} takes policies as plain values"
    if layer in ("domain", "store") and (name.endswith(".pb.h") or
                                         name.startswith(("grpc", "google/protobuf"))):
        return f"{layer} knows no RPC types"
    if layer == "domain" and not system and not name.startswith(
            ("services/", "common/", "absl/")):
        return "domain stands on std, Abseil and plain values"
    return None


def both_stores_of_review(file, names):
    """People and hearings meet in convene* alone."""
    if not file.startswith("services/review/") or pathlib.Path(file).name.startswith("convene"):
        return False
    return all(any(n.startswith(f"services/review/store/{s}/") for n in names)
               for s in ("roster", "hearing"))


def sources():
    for folder in ("common", "services", "clients"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".h", ".cc"):
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


class IncludeRules(unittest.TestCase):
    def test_every_include_keeps_the_rules(self):
        broken = []
        count = 0
        for file, text in sources():
            names = [(name, kind == "<") for kind, name in INCLUDE.findall(text)]
            count += len(names)
            for name, system in names:
                why = rule_broken(file, name, system)
                if why:
                    broken.append(f"{file}: {name}: {why}")
            if both_stores_of_review(file, [name for name, _ in names]):
                broken.append(f"{file}: includes both stores of review; only convene* may")
        self.assertGreater(count, 500, "the tree was not found")
        self.assertEqual([], broken, "\n" + "\n".join(broken))

    def test_a_broken_rule_is_seen(self):
        for file, name in (
                ("services/scoring/domain/x.cc", "common/sql/database.h"),
                ("services/scoring/domain/x.cc", "probity/scoring/v1/case.pb.h"),
                ("services/scoring/store/x.cc", "common/rpc/router.h"),
                ("services/scoring/store/x.cc", "services/scoring/api/posting.h"),
                ("services/settlement/api/x.cc", "services/scoring/domain/entry.h"),
                ("services/review/api/x.cc", "cppconn/driver.h"),
                ("clients/review/x.cc", "services/review/domain/draw.h"),
                ("clients/probityctl/golden/x.cc", "services/settlement/store/units.h"),
                ("clients/probityctl/golden/x.cc", "services/scoring/domain/entry.h"),
                ("clients/probityctl/commands/x.cc", "services/settlement/domain/unit.h"),
                ("common/rpc/x.cc", "services/scoring/domain/entry.h")):
            self.assertIsNotNone(rule_broken(file, name, False), f"{file} includes {name}")
        self.assertTrue(both_stores_of_review(
            "services/review/api/roster.cc",
            ["services/review/store/roster/a.h", "services/review/store/hearing/b.h"]))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
