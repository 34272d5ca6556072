"""L10: who can reach whom. Read from the grants, the schemas, the messages, the includes and the
programs themselves; every check is first shown to find what it is for.

That an account is really denied the other's tables is tried on a server of its own in
tests/e2e/mariadb_year_test.py (AccountsTest)."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from bureau import BIN, ROOT

sys.path.insert(0, str(ROOT / "tests/structure"))
import include_rules_test as includes  # noqa: E402

SQL = ROOT / "deploy/sql"
STORE = ROOT / "services/review/store"
# Words that must name no column of hearing and no field of the messages secretaries, officers,
# auditors and members get.
FORBIDDEN = ("name", "org", "inst", "member", "phone", "region", "employer", "created", "updated")
# Fields whose name holds such a word and whose meaning does not.
NOT_MEANT = {"unsealed_minutes"}
APPEND_ONLY = ("audit", "roster_leaf", "round_phase", "audit_node", "signed_head",
               "head_signature", "minutes")
STUB = re.compile(r"probity::(\w+)::v1::(\w+)Service::(?:NewStub|Stub::Stub)\(")


def without_comments(text, mark):
    return re.sub(rf"{mark}[^\n]*", "", text)


def grants_of(text):
    """(rights, database or "", table, account) of each GRANT."""
    found = re.findall(r"GRANT\s+([A-Z, ]+?)\s+ON\s+(?:(\w+)\.)?(\w+|\*)\s+TO\s+(\w+)@",
                       without_comments(text, "--"))
    return [(set(rights.replace(" ", "").split(",")), database, table, account)
            for rights, database, table, account in found]


def foreign_grants(accounts, by_file):
    """Rights of an account on a database that is not its own; rights to change what only grows."""
    findings = []
    for _, database, table, account in grants_of(accounts):
        if database != re.sub("_ddl$", "", account):
            findings.append(f"accounts.sql: {account} on {database}.{table}")
    for name, text in by_file.items():
        for rights, database, table, account in grants_of(text):
            if database or account != f"probity_{name}":
                findings.append(f"grants-{name}.sql: {account} on {database}.{table}")
            if name == "hearing" and table in APPEND_ONLY and rights & {"UPDATE", "DELETE"}:
                findings.append(f"grants-hearing.sql: {table} is append-only")
            if table == "*" or "ALL" in rights or "SUPER" in rights:
                findings.append(f"grants-{name}.sql: {sorted(rights)} on {table}")
    return findings


def tables_of(sql):
    """{table: columns} of the CREATE TABLE and ADD COLUMN of migrations."""
    tables = {}
    text = without_comments(sql, "--")
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", text, re.S):
        lines = (line.strip() for line in body.splitlines())
        tables[table] = [line.split()[0].strip("`\"") for line in lines
                         if re.match(r"[`\"]?[a-z]\w* ", line)]
    for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", text):
        tables.setdefault(table, []).append(column)
    return tables


def telling_columns(sql):
    return [f"{table}.{column}" for table, columns in tables_of(sql).items()
            for column in columns if any(word in column for word in FORBIDDEN)]


def shared_keys(roster, hearing):
    """Columns of both databases, beside the round's id, by which rows could be joined."""
    common = ({c for columns in tables_of(roster).values() for c in columns} &
              {c for columns in tables_of(hearing).values() for c in columns})
    # The round; a caller's retry and its answer; values of a few; the change of the roster whose
    # digest the log holds. None of a person, a seat or a case.
    return sorted(common - {"round_id", "request_id", "caller", "method", "request_hash",
                            "response", "ct", "wrapped", "n", "state", "grp", "kind", "scope",
                            "slot", "digest"})


def telling_fields(proto):
    fields = re.findall(r"^\s+(?:repeated |optional )?[\w.]+ (\w+) = \d+", without_comments(
        proto, "//"), re.M)
    return [field for field in fields
            if field not in NOT_MEANT and any(word in field for word in FORBIDDEN)]


def stubs_in(program):
    """{service: stubs} a program could call, by its symbols."""
    named = subprocess.run(["nm", "-C", str(program)], text=True, capture_output=True, check=True)
    return {match.groups() for match in STUB.finditer(named.stdout)}


def forbidden_stubs(service, stubs):
    allowed = {"scoring": set(), "settlement": {"scoring"}, "review": {"scoring"}}[service]
    return [f"probity-{service} can call {owner}'s {name}Service"
            for owner, name in sorted(stubs) if owner not in allowed]


def configuration(service, *flags):
    with tempfile.TemporaryDirectory() as folder:
        keys = ["--keys-dir", folder] if service != "settlement" else []
        done = subprocess.run([str(BIN / f"probity-{service}"), "--check-config", *keys, *flags],
                              text=True, capture_output=True, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def addresses_of_review(config):
    return [key for key, value in json.loads(config).items()
            if "review" in key
            or (key.endswith("_address") and key not in ("admin_address", "calls_per_address"))
            or "roster" in key or "hearing" in key or "notices" in key]


def migrations(store, engine):
    return "\n".join(p.read_text("utf-8")
                     for p in sorted((STORE / store / "migrations").glob(f"*.{engine}.sql")))


class Topology(unittest.TestCase):
    def test_neither_account_of_review_reaches_the_other_database(self):
        by_file = {p.stem.removeprefix("grants-"): p.read_text("utf-8")
                   for p in SQL.glob("grants-*.sql")}
        self.assertEqual({"scoring", "settlement", "roster", "hearing"}, set(by_file))
        accounts = (SQL / "accounts.sql").read_text("utf-8")
        self.assertGreaterEqual(len(grants_of(accounts)), 8)
        for name, text in by_file.items():
            self.assertGreater(len(grants_of(text)), 5, name)
        self.assertEqual([], foreign_grants(accounts, by_file))
        for name, more in (
                ("roster", "GRANT SELECT ON probity_hearing.credential TO probity_roster@'%';"),
                ("roster", "GRANT SELECT ON member TO probity_hearing@'%';"),
                ("hearing", "GRANT INSERT, UPDATE ON audit TO probity_hearing@'%';"),
                ("hearing", "GRANT INSERT ON * TO probity_hearing@'%';")):
            doctored = {**by_file, name: by_file[name] + more}
            self.assertEqual(1, len(foreign_grants(accounts, doctored)), more)
        more = "GRANT SELECT ON probity_roster.* TO probity_hearing@'%';"
        self.assertEqual(1, len(foreign_grants(accounts + more, by_file)))

    def test_the_database_of_hearings_names_nobody_on_either_engine(self):
        for engine in ("sqlite", "mysql"):
            hearing, roster = migrations("hearing", engine), migrations("roster", engine)
            self.assertGreaterEqual(len(tables_of(hearing)), 13, engine)
            self.assertGreaterEqual(len(tables_of(roster)), 6, engine)
            self.assertEqual([], telling_columns(hearing), engine)
            self.assertEqual([], shared_keys(roster, hearing), engine)
            more = "CREATE TABLE x (\n  round_id BLOB,\n  member_id BLOB\n)"
            self.assertEqual(["x.member_id"], telling_columns(hearing + more))
            self.assertEqual(["member_id"], shared_keys(roster, hearing + more))
            self.assertEqual(["round.updated_at"], telling_columns(
                "ALTER TABLE round ADD COLUMN updated_at INTEGER;"))

    def test_no_message_of_a_hearing_names_anybody(self):
        folder = ROOT / "protos/probity/review/v1"
        for name in ("committee_service", "hearing_admin_service", "round"):
            proto = (folder / f"{name}.proto").read_text("utf-8")
            self.assertEqual([], telling_fields(proto), name)
        self.assertIn("name", telling_fields((folder / "roster_service.proto").read_text("utf-8")))

    def test_people_and_hearings_meet_in_convene_alone(self):
        meeting = [file for file, text in includes.sources()
                   if includes.both_stores_of_review(
                       file, [name for _, name in includes.INCLUDE.findall(text)])]
        self.assertEqual([], meeting)
        self.assertTrue(includes.both_stores_of_review(
            "services/review/api/close.cc", ["services/review/store/roster/members.h",
                                             "services/review/store/hearing/rounds.h"]))

    def test_no_program_holds_a_stub_it_has_no_business_with(self):
        for service in ("scoring", "review", "settlement"):
            self.assertEqual([], forbidden_stubs(service, stubs_in(BIN / f"probity-{service}")))
        # The same look at a program that has them.
        client = stubs_in(BIN / "probityctl")
        self.assertIn(("review", "HearingAdmin"), client)
        self.assertGreater(len(forbidden_stubs("settlement", client)), 1)
        self.assertGreater(len(stubs_in(BIN / "probity-review")), 1)

    def test_scorings_configuration_has_no_address_of_review(self):
        code, config = configuration("scoring")
        self.assertEqual(0, code, config)
        self.assertEqual([], addresses_of_review(config))
        code, config = configuration("settlement")
        self.assertEqual(0, code, config)
        self.assertEqual(["scoring_address"], addresses_of_review(config))
        for flag in ("--roster-database", "--hearing-database", "--scoring-address"):
            code, refused = configuration("scoring", flag, "sqlite:x.db" if "data" in flag
                                          else "127.0.0.1:7102")
            self.assertNotEqual(0, code, f"scoring takes {flag}: {refused}")
        code, _ = configuration("scoring", "--review-address", "127.0.0.1:7102")
        self.assertNotEqual(0, code, "scoring takes --review-address")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
