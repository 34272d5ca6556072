"""People by their tokens, with a real provider: probityctl logs in, a real service over TLS believes.

Debian's glewlwyd issues the tokens; the service has its keys from a file, as a bureau would.
"""
import base64
import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import time
import unittest

from bureau import BIN, ROOT, Bureau
from glewlwyd import CLIENT, SECRET, Glewlwyd

PASSWORD = "correct horse battery 1"


def claims_of(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class LoginTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.provider = Glewlwyd()
        cls.addClassCleanup(cls.provider.stop)
        cls.issuer = cls.provider.add_issuer("oidc")
        cls.other_issuer = cls.provider.add_issuer("rsa", "RS256")
        cls.brief_issuer = cls.provider.add_issuer("brief", seconds=1)
        cls.provider.add_user("officer", PASSWORD, ["CASE_OFFICER", "INSPECTOR"])
        cls.provider.add_user("hospital", PASSWORD, ["INSTITUTION"], "M001")
        cls.provider.add_user("twofold", PASSWORD, ["CASE_OFFICER", "LEGAL_REVIEWER"])
        cls.provider.add_user("pretender", PASSWORD, ["SERVICE", "MEMBER_CLIENT"])
        cls._home = tempfile.TemporaryDirectory(prefix="login-")
        cls.addClassCleanup(cls._home.cleanup)
        cls.home = pathlib.Path(cls._home.name)
        subprocess.run([ROOT / "deploy/dev-pki.sh", cls.home / "pki"], check=True)
        for name, text in (("password", PASSWORD), ("secret", SECRET), ("wrong", "wrong horse 12")):
            (cls.home / name).write_text(text + "\n")
        cls.services = {name: cls.scoring_for(issuer) for name, issuer in (
            ("oidc", cls.issuer), ("rsa", cls.other_issuer), ("brief", cls.brief_issuer))}

    @classmethod
    def scoring_for(cls, issuer):
        """A scoring service that believes one issuer; its address."""
        home = cls.home / issuer.rsplit("/", 1)[1]
        home.mkdir()
        jwks = home / "jwks.json"
        jwks.write_text(cls.provider.jwks(issuer))
        bureau = Bureau(home)
        bureau.clock.write_text("2026-02-12T09:00:00+08:00\n")
        cls.addClassCleanup(bureau.stop)
        bureau.start("scoring", "--tls-dir", cls.home / "pki/scoring", "--oidc-jwks", jwks,
                     "--oidc-issuer", issuer, "--oidc-audience", "probity",
                     "--oidc-clock-skew-ms", "1")
        return bureau.address["scoring"]

    def login(self, *more, user="officer", issuer=None, token="token", password="password"):
        return subprocess.run(
            [str(a) for a in [
                BIN / "probityctl", "--token-file", self.home / token, "login", "--issuer",
                issuer or self.issuer, "--client-secret-file", self.home / "secret", "--user", user,
                "--password-file", self.home / password, *more]],
            text=True, capture_output=True)

    def call(self, method, request, service="oidc", token="token"):
        own = ["--token-file", self.home / token] if token else []
        role = [] if token else ["--as", "CASE_OFFICER"]  # which counts for nothing over TLS
        return subprocess.run(
            [str(a) for a in [
                BIN / "probityctl", "--scoring", self.services[service], "--tls-dir",
                self.home / "pki/client", *own, "call", *role, method, request]],
            text=True, capture_output=True)

    def assert_refused(self, result, text):
        self.assertNotEqual(result.returncode, 0, result.stdout)
        self.assertIn(text, result.stderr)

    def test_a_password_brings_a_token_into_a_private_file(self):
        old = os.umask(0)
        self.addCleanup(os.umask, old)
        (self.home / "private").write_text("what lay here before")
        os.chmod(self.home / "private", 0o666)
        (self.home / "private.new").write_text("left by a crash")
        result = self.login("--json", token="private")
        self.assertEqual(result.returncode, 0, result.stderr)
        token = (self.home / "private").read_text().strip()
        self.assertEqual(json.loads(result.stdout)["person"], claims_of(token)["sub"])
        self.assertEqual(stat.S_IMODE(os.stat(self.home / "private").st_mode), 0o600)
        for secret in (PASSWORD, SECRET, token):
            self.assertNotIn(secret, result.stdout + result.stderr)

    def test_a_wrong_password_brings_nothing(self):
        result = self.login(token="never", password="wrong")
        self.assert_refused(result, "the provider refused the login")
        self.assertNotIn("wrong horse", result.stdout + result.stderr)
        self.assertFalse((self.home / "never").exists())

    def test_an_issuer_is_written_as_the_provider_writes_it(self):
        self.assert_refused(self.login(issuer=self.issuer + "/"), "does not describe the provider")
        self.assert_refused(self.login(issuer="http://login.example"), "https://")
        self.assert_refused(self.login(issuer="ftp://localhost"), "https://")

    def test_both_algorithms_are_believed_by_a_real_service(self):
        for service, issuer in (("oidc", self.issuer), ("rsa", self.other_issuer)):
            token = f"token-{service}"
            self.assertEqual(self.login(issuer=issuer, token=token).returncode, 0)
            result = self.call("CaseService/ListCases", "{}", service, token=token)
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_the_token_says_who_calls_and_in_which_roles(self):
        self.assertEqual(self.login().returncode, 0)
        self.assert_refused(self.call("PolicyService/PutPolicy", "{}"), "ROLE_REQUIRED")
        self.assertEqual(self.login(user="hospital", token="hospital").returncode, 0)
        own = self.call("CaseService/ListCases", '{"institution_id": "M001"}', token="hospital")
        self.assertEqual(own.returncode, 0, own.stderr)
        self.assert_refused(
            self.call("CaseService/ListCases", '{"institution_id": "M002"}', token="hospital"),
            "NOT_YOURS")

    def test_no_token_makes_a_service_a_terminal_or_two_roles_that_exclude_each_other(self):
        self.assertEqual(self.login(user="pretender", token="pretender").returncode, 0)
        self.assert_refused(self.call("ScreeningService/GetPersonKey", "{}", token="pretender"),
                            "ROLE_REQUIRED")
        self.assertEqual(self.login(user="twofold", token="twofold").returncode, 0)
        self.assert_refused(self.call("CaseService/ListCases", "{}", token="twofold"),
                            "ROLES_INCOMPATIBLE")

    def test_what_is_no_token_of_this_issuer_for_us_now_is_unauthenticated(self):
        self.assert_refused(self.call("CaseService/ListCases", "{}", token=None), "UNAUTHENTICATED")
        self.assertEqual(self.login(issuer=self.other_issuer, token="foreign").returncode, 0)
        self.assert_refused(self.call("CaseService/ListCases", "{}", token="foreign"),
                            "UNAUTHENTICATED")
        self.assertEqual(self.login("--scope", "payroll", token="payroll").returncode, 0)
        self.assertEqual(claims_of((self.home / "payroll").read_text())["aud"], "payroll")
        self.assert_refused(self.call("CaseService/ListCases", "{}", token="payroll"),
                            "UNAUTHENTICATED")
        self.assertEqual(self.login(issuer=self.brief_issuer, token="ended").returncode, 0)
        time.sleep(2.1)
        self.assert_refused(self.call("CaseService/ListCases", "{}", "brief", token="ended"),
                            "UNAUTHENTICATED")

    def test_a_code_confirmed_in_a_browser_brings_a_token_too(self):
        login = subprocess.Popen(
            [str(a) for a in [
                BIN / "probityctl", "--token-file", self.home / "device", "login", "--issuer",
                self.issuer, "--client-secret-file", self.home / "secret"]],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(login.kill)
        shown = ""
        while "code: " not in shown:
            line = login.stderr.readline()
            self.assertTrue(line, shown)
            shown += line
        code = re.search(r"code: (\S+)", shown).group(1)
        self.assertFalse((self.home / "device").exists(), "nothing before it is confirmed")
        self.provider.confirm(self.issuer, code, "officer", PASSWORD)
        out, _ = login.communicate(timeout=30)
        self.assertEqual(login.returncode, 0)
        self.assertIn("logged in as", out)
        result = self.call("CaseService/ListCases", "{}", token="device")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_no_log_holds_a_token_or_a_password(self):
        self.assertEqual(self.login(token="logged").returncode, 0)
        self.call("CaseService/ListCases", "{}", token="logged")
        self.call("PolicyService/PutPolicy", "{}", token="logged")
        token = (self.home / "logged").read_text().strip()
        for name in ("oidc", "rsa", "brief"):
            log = (self.home / name / "scoring.log").read_text()
            for part in token.split("."):
                self.assertNotIn(part, log)
            self.assertNotIn(PASSWORD, log)


if __name__ == "__main__":
    sys.exit(unittest.main())
