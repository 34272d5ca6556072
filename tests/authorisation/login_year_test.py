"""The golden year with people whom a real provider knows: each logs in with probityctl and is believed by
three services over mutual TLS; the year comes to the figures it has without all that."""
import json
import pathlib
import tempfile
import unittest

from bureau import BIN, ROOT, Bureau, files, oracle, run
from glewlwyd import SECRET, Glewlwyd

GOLDEN = ROOT / "tests/golden/year-2026"
PASSWORD = "correct horse battery 1"
# Logins by their roles; who they are to Probity is what the provider calls them.
PEOPLE = {
    "officer-1": ["INSPECTOR", "CASE_OFFICER"], "officer-2": ["CASE_OFFICER"],
    "supervisor": ["SUPERVISOR"], "legal": ["LEGAL_REVIEWER"],
    "secretary": ["SECRETARY", "ROSTER_CLERK"], "director": ["DIRECTOR"],
    **{f"group-{group}": ["GROUP_OFFICER"] for group in range(1, 5)},
    "preparer": ["SETTLEMENT_PREPARER"], "reviewer": ["SETTLEMENT_REVIEWER"],
    "locker": ["SETTLEMENT_LOCKER"], "auditor": ["AUDITOR"]}


class KnownBureau(Bureau):
    """Three services behind TLS that believe one provider, and its people with their tokens."""

    def __init__(self, provider):
        super().__init__()
        self.pki, self.jwks = self.home / "pki", self.home / "jwks.json"
        done = run("sh", ROOT / "deploy/dev-pki.sh", self.pki)
        assert done.returncode == 0, done.stderr
        self.issuer = provider.add_issuer("bureau")
        self.jwks.write_text(provider.jwks(self.issuer))
        (self.home / "password").write_text(PASSWORD)
        (self.home / "secret").write_text(SECRET)
        lines = []
        for login, roles in PEOPLE.items():
            provider.add_user(login, PASSWORD, roles)
            person = self.log_in(login)
            lines += [f"{role},{person},{login}.token" for role in roles]
        self.actors = self.home / "actors.csv"
        self.actors.write_text("\n".join(lines) + "\n", "utf-8")

    def log_in(self, login):
        done = run(BIN / "probityctl", "--json", "--token-file", self.home / f"{login}.token",
                   "login", "--issuer", self.issuer, "--client-secret-file", self.home / "secret",
                   "--user", login, "--password-file", self.home / "password")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["person"]

    def flags(self, name):
        return [*super().flags(name), "--tls-dir", self.pki / name, "--oidc-jwks", self.jwks,
                "--oidc-issuer", self.issuer, "--oidc-audience", "probity"]

    def services(self):
        return [*super().services(), "--tls-dir", self.pki / "client"]

    def year_command(self, scenario, out):
        return [*super().year_command(scenario, out), "--committee-tls-dir",
                str(self.pki / "review-client"), "--actors", str(self.actors)]


class LoginYearTest(unittest.TestCase):
    def test_the_golden_year(self):
        with Glewlwyd() as provider, KnownBureau(provider) as bureau, \
                tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            oracle(GOLDEN, folder / "expected")
            bureau.start_all(GOLDEN)
            done = bureau.year(GOLDEN, folder / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(files(folder / "expected"), files(folder / "out"))


if __name__ == "__main__":
    unittest.main()
