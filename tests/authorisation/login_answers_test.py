"""What probityctl login makes of a provider's answers, right, wrong and hostile.

The provider here is this test's own and answers what it is told to; login_test.py asks a real one.
"""
import base64
import http.server
import json
import os
import pathlib
import stat
import subprocess
import tempfile
import threading
import unittest
import urllib.parse

from bureau import BIN

PASSWORD, SECRET = "a password with spaces & signs", "a+secret=of/ours"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


TOKEN = ".".join((part({"alg": "ES256", "kid": "1"}), part({"sub": "zhang", "exp": 1800000000}),
                  base64.urlsafe_b64encode(b"a signature").rstrip(b"=").decode()))


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({})

    def do_POST(self):
        length = int(self.headers["content-length"])
        self.answer(dict(urllib.parse.parse_qsl(self.rfile.read(length).decode())))

    def answer(self, form):
        provider = self.server.provider
        provider.asked.append((self.path, form, self.headers.get("authorization")))
        answers = provider.answers.get(self.path, [(404, {})])
        code, body, *headers = answers.pop(0) if len(answers) > 1 else answers[0]
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client had read enough

    def log_message(self, *_):
        pass


class LoginAnswersTest(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.provider = self
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.discovery = {"issuer": self.issuer, "token_endpoint": self.issuer + "/token",
                          "device_authorization_endpoint": self.issuer + "/device"}
        self.asked, self.answers = [], {
            "/.well-known/openid-configuration": [(200, self.discovery)],
            "/token": [(200, {"access_token": TOKEN, "token_type": "bearer"})]}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.token = self.home / "token"
        (self.home / "password").write_text(PASSWORD + "\nsecond line\n")
        (self.home / "secret").write_text(SECRET)

    def login(self, *more, by_password=True):
        user = ["--user", "zhang", "--password-file", self.home / "password"] if by_password else []
        return subprocess.run(
            [str(a) for a in [BIN / "probityctl", "--token-file", self.token, "login", "--issuer",
                              self.issuer, *user, *more]],
            text=True, capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
            env={**os.environ, "https_proxy": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1"})

    def assert_fails(self, text, *more, **options):
        result = self.login(*more, **options)
        self.assertNotEqual(result.returncode, 0, result.stdout)
        self.assertIn(text, result.stderr)
        self.assertFalse(self.token.exists(), "no token, no file")
        for secret in (PASSWORD, SECRET):
            self.assertNotIn(secret, result.stdout + result.stderr)
        return result

    def test_a_public_client_names_itself_in_the_form(self):
        result = self.login("--scope", "probity openid", "--resource", "https://probity.example")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("logged in as zhang until 2027-01-15T08:00:00Z", result.stdout)
        self.assertEqual(self.token.read_text(), TOKEN + "\n")
        self.assertEqual(stat.S_IMODE(self.token.stat().st_mode), 0o600)
        self.assertEqual(self.asked[1], ("/token", {
            "grant_type": "password", "username": "zhang", "password": PASSWORD,
            "scope": "probity openid", "client_id": "probityctl",
            "resource": "https://probity.example"}, None))

    def test_a_client_with_a_secret_shows_it_in_the_header_only(self):
        self.assertEqual(self.login("--client-secret-file", self.home / "secret").returncode, 0)
        _, form, header = self.asked[1]
        self.assertNotIn("client_id", form)
        self.assertEqual(header, "Basic " +
                         base64.b64encode(f"probityctl:{SECRET}".encode()).decode())

    def test_a_password_goes_nowhere_but_to_the_provider(self):
        for endpoint in ("http://login.example/token", "ftp://127.0.0.1/token", "file:///etc/passwd",
                         "https://user:pw@login.example/token", "/token", ""):
            self.discovery["token_endpoint"] = endpoint
            self.assert_fails("https://" if endpoint else "does not describe")
        self.assertEqual({path for path, _, _ in self.asked}, {"/.well-known/openid-configuration"})

    def test_a_redirect_is_not_followed(self):
        self.answers["/token"] = [(307, {}, ("location", self.issuer + "/elsewhere"))]
        self.assert_fails("HTTP 307")
        self.answers["/.well-known/openid-configuration"] = [
            (302, {}, ("location", self.issuer + "/elsewhere"))]
        self.assert_fails("does not describe")
        self.assertNotIn("/elsewhere", {path for path, _, _ in self.asked})

    def test_what_is_no_discovery_document_of_this_issuer_is_refused(self):
        for code, body in ((200, b""), (200, b"<html>"), (200, b"[]"), (500, self.discovery),
                           (200, {**self.discovery, "issuer": self.issuer + "/"}),
                           (200, {**self.discovery, "issuer": [self.issuer]}),
                           (200, b'{"issuer": "x", "issuer": "y"}')):
            self.answers["/.well-known/openid-configuration"] = [(code, body)]
            self.assert_fails("does not describe")

    def test_an_answer_without_end_is_cut_off(self):
        self.answers["/token"] = [(200, b" " * 1_000_000)]
        self.assert_fails("answers more than 64 KiB")

    def test_a_refusal_is_told_and_its_control_characters_are_not(self):
        self.answers["/token"] = [(400, {"error": "invalid_grant",
                                         "error_description": "no\x1b[31m such\nuser" + "x" * 900})]
        result = self.assert_fails("invalid_grant")
        self.assertNotIn("\x1b", result.stderr)
        self.assertLess(len(result.stderr), 800)

    def test_a_token_the_services_could_not_check_is_not_kept(self):
        for token in ("", "opaque", "a.b.c", 17, None,
                      part({"alg": "none", "kid": "1"}) + "." + part({"sub": "zhang"}) + ".AQ"):
            self.answers["/token"] = [(200, {"access_token": token})]
            self.assert_fails("are not JSON Web Tokens signed with RS256 or ES256")

    def test_a_device_waits_for_its_confirmation(self):
        self.answers["/device"] = [(200, {
            "device_code": "d-1", "user_code": "ABCD-EFGH", "verification_uri": "https://x/device",
            "expires_in": 60, "interval": 1})]
        self.answers["/token"] = [(400, {"error": "authorization_pending"}),
                                  (400, {"error": "authorization_pending"}),
                                  (200, {"access_token": TOKEN})]
        result = self.login(by_password=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("https://x/device", result.stderr)
        self.assertIn("code: ABCD-EFGH", result.stderr)
        polls = [form for path, form, _ in self.asked if path == "/token"]
        self.assertEqual(polls, 3 * [{"grant_type": DEVICE_GRANT, "device_code": "d-1",
                                      "client_id": "probityctl"}])

    def test_a_device_that_is_denied_or_too_late_gets_nothing(self):
        begun = {"device_code": "d", "user_code": "u", "verification_uri": "v", "interval": 1}
        self.answers["/device"] = [(200, {**begun, "expires_in": 60})]
        self.answers["/token"] = [(400, {"error": "access_denied"})]
        self.assert_fails("access_denied", by_password=False)
        self.answers["/device"] = [(200, {**begun, "expires_in": 2})]
        self.answers["/token"] = [(400, {"error": "authorization_pending"})]
        self.assert_fails("nobody confirmed the code in time", by_password=False)
        del self.discovery["device_authorization_endpoint"]
        self.assert_fails("no device grant", by_password=False)

    def test_what_is_missing_is_named(self):
        result = subprocess.run([BIN / "probityctl", "login", "--issuer", self.issuer, "--user", "z"],
                                text=True, capture_output=True, stdin=subprocess.DEVNULL)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--token-file", result.stderr)
        self.assert_fails("--user", "--password-file", self.home / "password", by_password=False)
        (self.home / "password").write_text("\n")
        self.assert_fails("the secret on its first line")
        self.server.shutdown()
        self.server.server_close()
        (self.home / "password").write_text(PASSWORD)
        self.assertEqual(self.login().returncode, 75, "the provider is away; try again")


if __name__ == "__main__":
    unittest.main()
