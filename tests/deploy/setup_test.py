"""deploy/sql/setup.sh and deploy/k8s/secrets.sh, as an overlay's Jobs and a bureau's operators use them."""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from bureau import BIN, ROOT, run
from mariadb import DATABASES, MariaDb
from rendered import ENVIRONMENTS, Rendered, kubectls, objects_of

SETUP = ROOT / "deploy/sql/setup.sh"
SECRETS = ROOT / "deploy/k8s/secrets.sh"
AGAIN = 75


class SetupTest(unittest.TestCase):
    """Makes accounts before there is a schema, and grants when it is there."""

    @classmethod
    def setUpClass(cls):
        cls.server = MariaDb()
        cls.server.start()
        cls.server.admin("CREATE USER admin@'%' IDENTIFIED BY 'c0ffee'; "
                         "GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;")
        cls.passwords = cls.server.passwords / "by-name"
        for name in DATABASES:
            for account in (name, f"{name}_ddl"):
                folder = cls.passwords / account
                folder.mkdir(parents=True)
                (folder / "password").write_text(f"secret0{account.replace('_', '0')}")
        cls.password_file = cls.server.passwords / "administrator"
        cls.password_file.write_text("c0ffee\n")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setup(self, *names, password_file=None):
        return run(SETUP, "--host=127.0.0.1", f"--port={self.server.port}", "--user=admin",
                   f"--password-file={password_file or self.password_file}",
                   f"--passwords={self.passwords}", *names)

    def url(self, name, account):
        return (f"mysql://probity_{account}@127.0.0.1:{self.server.port}/probity_{name}"
                f"?password_file={self.passwords}/{account}/password")

    def test_accounts_then_schema_then_grants(self):
        for service, names in (("settlement", ["settlement"]), ("review", ["roster", "hearing"])):
            with self.subTest(service=service):
                first = self.setup(*names)
                self.assertEqual(first.returncode, AGAIN, first.stderr)
                self.assertIn("run again after 'migrate'", first.stderr)
                flags = [flag for name in names for flag in (
                    "--database" if service == "settlement" else f"--{name}-database",
                    self.url(name, f"{name}_ddl"))]
                migrated = run(BIN / f"probity-{service}", "migrate", *flags)
                self.assertEqual(migrated.returncode, 0, migrated.stderr)
                for _ in range(2):  # and once more does no harm
                    granted = self.setup(*names)
                    self.assertEqual((granted.returncode, granted.stderr), (0, ""))
                for name in names:
                    grants = "\n".join(row[0] for row in self.server.admin(
                        f"SHOW GRANTS FOR probity_{name}@'%'"))
                    self.assertIn("INSERT", grants)
                    self.assertNotRegex(grants, r"ALL PRIVILEGES|`probity_(?!%s`)" % name)
        accounts = {row[0] for row in self.server.admin("SELECT user FROM mysql.user")}
        self.assertEqual({a for a in accounts if a.startswith("probity_")},
                         {f"probity_{n}{s}" for n in ("settlement", "roster", "hearing") for s in ("", "_ddl")},
                         "a server gets the accounts it was asked for")

    def test_wrong_input_is_told(self):
        for names, code, text in ((["scorin"], 2, "no database scorin"), ([], 2, "setup.sh --host")):
            done = self.setup(*names)
            self.assertEqual(done.returncode, code)
            self.assertIn(text, done.stderr)
        quoted = self.passwords / "quoted"
        quoted.write_text("x'; DROP USER admin; --")
        done = self.setup("scoring", password_file=quoted)
        self.assertEqual(done.returncode, 78)
        self.assertNotIn("DROP", done.stderr, "a password is not shown")


class VerifiedSetupTest(unittest.TestCase):
    """With the arguments of the overlay's server: TLS only, and accounts show a certificate of their own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = pathlib.Path(cls.folder.name)
        cls.home.chmod(0o711)
        cls.pki, cls.other = cls.home / "pki", cls.home / "other"
        for authority in (cls.pki, cls.other):
            done = run(ROOT / "deploy/dev-pki.sh", authority)
            assert done.returncode == 0, done.stderr
        # The server runs as another account than this test.
        served = cls.home / "served"
        shutil.copytree(cls.pki / "database", served)
        served.chmod(0o755)
        for file in served.iterdir():
            file.chmod(0o644)
        overlay = Rendered("dev").get("StatefulSet", "probity-settlement-db")
        container, = overlay["spec"]["template"]["spec"]["containers"]
        cls.server = MariaDb(a.replace("/run/tls", str(served)) for a in container["args"])
        cls.server.start()
        cls.server.admin("CREATE USER admin@'%' IDENTIFIED BY 'c0ffee' REQUIRE SSL; "
                         "GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;")
        for account in ("settlement", "settlement_ddl"):
            (cls.home / account).mkdir()
            (cls.home / account / "password").write_text("s3cret")
        (cls.home / "administrator").write_text("c0ffee")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def setup(self, authority):
        return run(SETUP, "--host=127.0.0.1", f"--port={self.server.port}", "--user=admin",
                   f"--ca={authority}/ca/ca.crt", f"--password-file={self.home}/administrator",
                   f"--passwords={self.home}", "settlement")

    def migrate(self, *parameters):
        url = (f"mysql://probity_settlement_ddl@127.0.0.1:{self.server.port}/probity_settlement"
               f"?password_file={self.home}/settlement_ddl/password")
        return run(BIN / "probity-settlement", "migrate", "--database", "&".join([url, *parameters]))

    def test_what_the_overlays_write_works_and_less_does_not(self):
        wrong = self.setup(self.other)
        self.assertNotIn(wrong.returncode, (0, AGAIN), "a server of another authority was believed")
        self.assertEqual(self.setup(self.pki).returncode, AGAIN)
        own = self.pki / "settlement"
        verified = f"ssl_ca={own}/ca.crt"
        shown = [f"ssl_cert={own}/tls.crt", f"ssl_key={own}/tls.key"]
        foreign = [f"ssl_cert={self.other}/settlement/tls.crt", f"ssl_key={self.other}/settlement/tls.key"]
        for parameters in ([verified], [verified, *foreign],
                           [f"ssl_ca={self.other}/settlement/ca.crt", *shown]):
            self.assertNotEqual(self.migrate(*parameters).returncode, 0, parameters)
        migrated = self.migrate(verified, *shown)
        self.assertEqual(migrated.returncode, 0, migrated.stderr)
        self.assertEqual(self.setup(self.pki).returncode, 0)
        url = (f"mysql://probity_settlement@127.0.0.1:{self.server.port}/probity_settlement"
               f"?password_file={self.home}/settlement/password")
        checked = run(BIN / "probity-settlement", "--check-database", "--database",
                      "&".join([url, verified, *shown]))
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.assertRegex(checked.stdout, r"TLS +TLSv1.3  ok\n")
        self.assertNotIn("wanted", checked.stdout, "the overlay's server is not as docs/mysql.md asks")


class SecretsTest(unittest.TestCase):
    def made(self, *extra):
        with tempfile.TemporaryDirectory() as folder:
            jwks, officers = pathlib.Path(folder) / "jwks", pathlib.Path(folder) / "officers"
            jwks.write_text('{"keys": []}')
            officers.write_text("a,LEGAL,00\n")
            done = run(SECRETS, "probity-dev", "--jwks", jwks, "--officers", officers, *extra)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = objects_of(done.stdout, kubectls()[0])
        return {(o["kind"], o["metadata"]["name"]): o.get("data") or o["binaryData"] for o in found}

    def test_they_are_those_the_pods_mount(self):
        """All but what cert-manager issues, what kustomize makes and what may be absent."""
        for overlay in ENVIRONMENTS:
            with self.subTest(overlay=overlay):
                wanted = set()
                for pod in Rendered(overlay).pods().values():
                    for volume in pod["spec"]["volumes"]:
                        source = volume.get("secret") or volume.get("configMap") or {"optional": True}
                        name = source.get("secretName") or source.get("name")
                        if not source.get("optional") and not re.search("-tls$|-config-", name):
                            wanted.add(("Secret" if "secret" in volume else "ConfigMap", name))
                self.assertEqual(set(self.made(*(["--databases"] if overlay == "dev" else []))), wanted)

    def test_passwords_and_keys_are_random_and_of_the_form_their_readers_expect(self):
        values = []
        for (kind, name), data in self.made("--databases").items():
            if kind == "Secret":
                for key, value in data.items():
                    text = base64.b64decode(value).decode().strip()
                    self.assertRegex(text, "^[0-9a-f]{48}$" if key == "password" else "^[0-9a-f]{64}$", name)
                    values.append(text)
        self.assertEqual(len(set(values)), len(values))

    def test_a_service_reads_the_keys(self):
        """The review service refuses a folder of keys that is not what it expects."""
        keys = self.made()["Secret", "probity-review-keys"]
        self.assertEqual(set(keys), {"kek_r", "kek_h", "audit-review.key"})
        with tempfile.TemporaryDirectory() as folder:
            for name, value in keys.items():
                file = pathlib.Path(folder) / name
                file.write_bytes(base64.b64decode(value))
                file.chmod(0o440)
            process = subprocess.Popen(
                [BIN / "probity-review", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                 "--roster-database", f"sqlite:{folder}/roster.db", "--hearing-database",
                 f"sqlite:{folder}/hearing.db", "--keys-dir", folder, "--notices-dir",
                 f"{folder}/notices", "--audit-key", f"{folder}/audit-review.key"],
                stderr=subprocess.PIPE, text=True)
            line = process.stderr.readline()
            process.terminate()
            process.communicate()
            self.assertEqual(json.loads(line)["event"], "ready", line)
            self.assertEqual({p.name for p in pathlib.Path(folder).glob("k*")}, {"kek_r", "kek_h"})


if __name__ == "__main__":
    unittest.main()
