"""The golden year over mutual TLS, every person with a token, comes to the figures it has without."""
import base64
import json
import pathlib
import tempfile
import time
import unittest

from bureau import BIN, ROOT, Bureau, files, oracle, run

GOLDEN = ROOT / "tests/golden/year-2026"
ISSUER, AUDIENCE = "https://login.example", "probity"
PERSONS = {
    "officer-1": ["INSPECTOR", "CASE_OFFICER"], "officer-2": ["CASE_OFFICER"],
    "supervisor-1": ["SUPERVISOR"], "legal-reviewer-1": ["LEGAL_REVIEWER"],
    "secretary-1": ["SECRETARY", "ROSTER_CLERK"], "director-1": ["DIRECTOR"],
    "group-officer-1": ["GROUP_OFFICER"], "group-officer-2": ["GROUP_OFFICER"],
    "group-officer-3": ["GROUP_OFFICER"], "group-officer-4": ["GROUP_OFFICER"],
    "settlement-preparer-1": ["SETTLEMENT_PREPARER"],
    "settlement-reviewer-1": ["SETTLEMENT_REVIEWER"],
    "settlement-locker-1": ["SETTLEMENT_LOCKER"], "auditor-1": ["AUDITOR"]}


def openssl(*args, **options):
    done = run("openssl", *args, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def sealed(part):
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


class Provider:
    """Signs access tokens as a bureau's provider would."""

    def __init__(self, folder):
        self.key, self.jwks = folder / "provider.key", folder / "jwks.json"
        self.signed, self.signature = folder / "signed", folder / "signature"
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", self.key)
        modulus = openssl("rsa", "-in", self.key, "-modulus", "-noout").strip().split("=")[1]
        self.jwks.write_text(json.dumps({"keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1",
            "n": sealed(bytes.fromhex(modulus)), "e": "AQAB"}]}))

    def token(self, person, roles, **claims):
        now = int(time.time())
        body = {"iss": ISSUER, "aud": AUDIENCE, "sub": person, "iat": now, "exp": now + 3600,
                "probity_roles": roles} | claims
        text = ".".join(sealed(json.dumps(part).encode())
                        for part in ({"alg": "RS256", "kid": "1"}, body))
        self.signed.write_text(text)
        openssl("dgst", "-sha256", "-sign", self.key, "-out", self.signature, self.signed)
        return f"{text}.{sealed(self.signature.read_bytes())}"


class LockedBureau(Bureau):
    """Three services behind TLS that believe one provider."""

    def __init__(self):
        super().__init__()
        self.pki = self.home / "pki"
        done = run("sh", ROOT / "deploy/dev-pki.sh", self.pki)
        assert done.returncode == 0, done.stderr
        self.provider = Provider(self.home)
        lines = []
        for person, roles in PERSONS.items():
            self.write_token(person, roles)
            lines += [f"{role},{person},{person}.token" for role in roles]
        self.actors = self.home / "actors.csv"
        self.actors.write_text("\n".join(lines) + "\n", "utf-8")

    def write_token(self, name, roles, **claims):
        path = self.home / f"{name}.token"
        path.write_text(self.provider.token(claims.pop("sub", name), roles, **claims))
        return path

    def flags(self, name):
        return [*super().flags(name), "--tls-dir", self.pki / name, "--oidc-jwks",
                self.provider.jwks, "--oidc-issuer", ISSUER, "--oidc-audience", AUDIENCE]

    def services(self):
        return [*super().services(), "--tls-dir", self.pki / "client"]

    def year_command(self, scenario, out):
        return [*super().year_command(scenario, out), "--committee-tls-dir",
                str(self.pki / "review-client"), "--actors", str(self.actors)]

    def list_policies(self, *flags):
        """As an auditor would, with these flags beside the addresses."""
        return run(BIN / "probityctl", *Bureau.services(self), *flags, "call", "--as", "AUDITOR",
                   "PolicyService/ListPolicies", "{}")


class TlsYearTest(unittest.TestCase):
    def test_the_golden_year(self):
        with LockedBureau() as bureau, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            oracle(GOLDEN, folder / "expected")
            bureau.start_all(GOLDEN)
            done = bureau.year(GOLDEN, folder / "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(files(folder / "expected"), files(folder / "out"))
            self.those_who_do_not_belong_stay_out(bureau)

    def those_who_do_not_belong_stay_out(self, bureau):
        tls = ("--tls-dir", bureau.pki / "client")
        good = bureau.home / "auditor-1.token"
        answered = bureau.list_policies(*tls, "--token-file", good)
        self.assertEqual(answered.returncode, 0, answered.stderr)
        expired = bureau.write_token("late", ["AUDITOR"], exp=int(time.time()) - 3600)
        other = bureau.write_token("other", ["AUDITOR"], aud="another-system")
        clerk = bureau.write_token("clerk", ["ROSTER_CLERK"])
        forged = bureau.home / "forged.token"
        forged.write_text(good.read_text()[:-8] + "AAAAAAAA")
        cases = {
            "no certificate": ((), "no Probity service answers"),
            "no token": (tls, "UNAUTHENTICATED"),
            "an expired token": ((*tls, "--token-file", expired), "UNAUTHENTICATED"),
            "a token for another system": ((*tls, "--token-file", other), "UNAUTHENTICATED"),
            "a forged token": ((*tls, "--token-file", forged), "UNAUTHENTICATED"),
            "a role that may not": ((*tls, "--token-file", clerk), "ROLE_REQUIRED"),
            "a terminal's certificate": (
                ("--tls-dir", bureau.pki / "review-client"), "ROLE_REQUIRED"),
            "a service's certificate and a person's token": (
                ("--tls-dir", bureau.pki / "settlement", "--token-file", good),
                "UNAUTHENTICATED"),
        }
        for what, (flags, text) in cases.items():
            with self.subTest(what):
                refused = bureau.list_policies(*flags)
                self.assertNotEqual(refused.returncode, 0, what)
                self.assertIn(text, refused.stderr)


if __name__ == "__main__":
    unittest.main()
