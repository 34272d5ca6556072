"""A real OpenID Connect provider for tests: Debian's glewlwyd, on a database of its own.

Python's standard library only. The provider has several plugins, each an issuer of its own with its
own keys; a user's roles and institution are properties that the plugins put into access tokens.
"""
import base64
import gzip
import http.client
import json
import pathlib
import shutil
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import time
import urllib.parse

PROGRAM = "glewlwyd"
SCHEMA = pathlib.Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
MODULES = pathlib.Path("/usr/lib/glewlwyd")
ADMIN = {"username": "admin", "password": "password"}  # as the schema makes it
START_SECONDS = 30
CLIENT, SECRET, SCOPE = "probityctl", "a secret of the workstation", "probity"

CONFIG = """
port={port}
bind_address="{bind}"
external_url="{url}"
login_url="login.html"
api_prefix="api"
cookie_domain="{host}"
cookie_secure=0
log_mode="console"
log_level="INFO"
user_module_path="{modules}/user"
user_middleware_module_path="{modules}/user_middleware"
client_module_path="{modules}/client"
user_auth_scheme_module_path="{modules}/scheme"
plugin_module_path="{modules}/plugin"
database = {{ type = "sqlite3"
  path = "{home}/glewlwyd.db" }};
"""
SECURE = """
use_secure_connection=true
secure_connection_key_file="{tls}/tls.key"
secure_connection_pem_file="{tls}/tls.crt"
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Reply:
    def __init__(self, response):
        self.code = response.status
        self.text = response.read().decode()
        self.cookie = (response.getheader("set-cookie") or "").split(";")[0]
        self.location = response.getheader("location") or ""

    def json(self):
        return json.loads(self.text)


class Glewlwyd:
    """Started and with its client, without users and plugins. Ends with `with`.

    On this machine, or for others too: on every address, known to them as `host`, with the certificate
    of folder `tls` (tls.crt, tls.key, ca.crt)."""

    def __init__(self, host="localhost", tls=None):
        if shutil.which(PROGRAM) is None or not SCHEMA.exists():
            raise AssertionError("glewlwyd is missing; deploy/debian/install.sh glewlwyd brings it")
        self._temporary = tempfile.TemporaryDirectory(prefix="glewlwyd-")
        self.home = pathlib.Path(self._temporary.name)
        self.host, self.port, self.tls = host, free_port(), tls
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}"
        database = sqlite3.connect(self.home / "glewlwyd.db")
        database.executescript(gzip.open(SCHEMA, "rt", encoding="utf-8").read())
        database.close()
        config = self.home / "glewlwyd.conf"
        config.write_text((CONFIG + (SECURE if tls else "")).format(
            bind="0.0.0.0" if tls else "127.0.0.1", host=host, port=self.port, url=self.url, home=self.home,
            modules=MODULES, tls=tls))
        self._log = open(self.home / "log", "wb")
        self._process = subprocess.Popen([PROGRAM, f"--config-file={config}"],
                                         stdout=self._log, stderr=subprocess.STDOUT)
        try:
            self._cookie = self._first_login()
            self._set_up()
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._process.terminate()
        self._process.wait()
        self._log.close()
        self._temporary.cleanup()

    def log(self):
        return (self.home / "log").read_text(errors="replace")

    def request(self, method, path, body=None, form=None, cookie="", basic=None):
        headers, data = {}, None
        if body is not None:
            data, headers["content-type"] = json.dumps(body), "application/json"
        if form is not None:
            data = urllib.parse.urlencode(form)
            headers["content-type"] = "application/x-www-form-urlencoded"
        if cookie:
            headers["cookie"] = cookie
        if basic:
            headers["authorization"] = "Basic " + base64.b64encode(basic.encode()).decode()
        connection = self._connection()
        try:
            connection.request(method, path, data, headers)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def _connection(self):
        if not self.tls:
            return http.client.HTTPConnection(self.host, self.port, timeout=20)
        context = ssl.create_default_context(cafile=f"{self.tls}/ca.crt")
        return http.client.HTTPSConnection(self.host, self.port, timeout=20, context=context)

    def _first_login(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.request("POST", "/api/auth/", body=ADMIN).cookie
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError("glewlwyd did not start:\n" + self.log()) from None
                time.sleep(0.05)

    def admin(self, method, path, body=None):
        reply = self.request(method, "/api" + path, body=body, cookie=self._cookie)
        assert reply.code == 200, f"{method} {path}: {reply.code} {reply.text}"
        return reply

    def _set_up(self):
        users = self.admin("GET", "/mod/user/database").json()
        for name in ("probity_roles", "probity_institution"):
            users["parameters"]["data-format"][name] = {
                "multiple": name == "probity_roles", "read": True, "write": True,
                "profile-read": True, "profile-write": False}
        self.admin("PUT", "/mod/user/database", users)
        self.admin("PUT", "/mod/user/database/reset")
        for scope in (SCOPE, "payroll"):
            self.admin("POST", "/scope/", {
                "name": scope, "display_name": scope, "description": scope,
                "password_required": True, "password_max_age": 0, "scheme": {}, "enabled": True})
        self.admin("POST", "/client/", {
            "client_id": CLIENT, "name": CLIENT, "confidential": True, "client_secret": SECRET,
            "enabled": True, "scope": [], "redirect_uri": ["http://localhost/"],
            "authorization_type": ["password", "device_authorization", "refresh_token"],
            "token_endpoint_auth_method": ["client_secret_basic"]})

    def add_issuer(self, name, algorithm="ES256", seconds=3600):
        """A plugin with a key of its own; its issuer."""
        private, public = self.home / f"{name}.key", self.home / f"{name}.pub"
        kind = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"] if algorithm == "ES256" else [
            "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        for command in (["genpkey", "-algorithm", *kind, "-out", private],
                        ["pkey", "-in", private, "-pubout", "-out", public]):
            subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
        issuer = f"{self.url}/api/{name}"
        self.admin("POST", "/mod/plugin/", {
            "module": "oidc", "name": name, "display_name": name, "enabled": True,
            "parameters": {
                "name": name, "iss": issuer,
                "jwt-type": "ecdsa" if algorithm == "ES256" else "rsa", "jwt-key-size": "256",
                "key": private.read_text(), "cert": public.read_text(),
                "access-token-duration": seconds, "refresh-token-duration": 1209600,
                "code-duration": 600, "refresh-token-rolling": False, "allow-non-oidc": True,
                "auth-type-code-enabled": True, "auth-type-token-enabled": False,
                "auth-type-id-token-enabled": True, "auth-type-password-enabled": True,
                "auth-type-client-enabled": False, "auth-type-none-enabled": False,
                "auth-type-refresh-enabled": True, "auth-type-device-enabled": True,
                "jwks-show": True, "subject-type": "public",
                "device-authorization-expiration": 600, "device-authorization-interval": 1,
                "additional-parameters": [
                    {"user-parameter": claim, "token-parameter": claim}
                    for claim in ("probity_roles", "probity_institution")]}})
        return issuer

    def add_user(self, name, password, roles, institution=""):
        user = {"username": name, "name": name, "password": password, "enabled": True,
                "scope": [SCOPE, "payroll"], "probity_roles": roles}
        if institution:
            user["probity_institution"] = institution
        self.admin("POST", "/user/", user)

    def jwks(self, issuer):
        return self.request("GET", urllib.parse.urlparse(issuer).path + "/jwks").text

    def confirm(self, issuer, code, name, password):
        """Confirms a device's code in the user's browser."""
        cookie = self.request("POST", "/api/auth/",
                              body={"username": name, "password": password}).cookie
        granted = self.request("PUT", f"/api/auth/grant/{CLIENT}", body={"scope": SCOPE},
                               cookie=cookie)
        assert granted.code == 200, granted.text
        shown = self.request(
            "GET", urllib.parse.urlparse(issuer).path + f"/device?code={code}&g_continue",
            cookie=cookie)
        assert "deviceComplete" in shown.location, (shown.code, shown.location)
