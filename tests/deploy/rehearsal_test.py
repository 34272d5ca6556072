"""A year is rehearsed on a deployment: three services from the built images, each on a host of its own, as
deploy/k8s/overlays/dev mounts and configures them, over mutual TLS, with databases behind TLS and people
whom a real provider of tokens knows. The golden year comes to the files of demo.sh, byte by byte.

Hosts are network namespaces (hosts.py). Needs root, and what images.py, hosts.py, MariaDB's server,
kubectl and Debian's glewlwyd need; whatever is missing fails the test by its name.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import images
from bureau import OUTPUTS, ROOT, SERVICES, files
from container import USER, Container
from demo_test import Checkout
from hosts import Hosts
from images import Image
from mariadb import MariaDb
from pods import PROVIDER, Pods, host_names

sys.path.append(str(ROOT / "tests/authorisation"))
from login_year_test import PASSWORD, PEOPLE  # noqa: E402

GOLDEN = ROOT / "tests/golden/year-2026"
DATABASES = {"scoring": ["scoring"], "review": ["roster", "hearing"], "settlement": ["settlement"]}
PORTS = {"scoring": 7101, "review": 7102, "settlement": 7103}
AGAIN = 75
REGION = "rehearsal-2026"
CLOCK, NOTICES = "/var/lib/probity/clock", "/var/lib/probity/notices"
MARK = "演练数据，不具法律效力"


def setUpModule():
    images.build()


def tearDownModule():
    images.run("buildah", "rm", "--all")


class Provider:
    """Of tokens, on its host; `issuer`, `jwks` and `client_secret` are what others know of it."""

    def __init__(self, hosts, home):
        self.pki = home / "provider"  # an authority of its own: the bureau's login is not ours to certify
        done = subprocess.run([ROOT / "deploy/dev-pki.sh", "--database-host", PROVIDER, self.pki],
                              text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        self.process = subprocess.Popen(
            [*hosts.enter("login"), sys.executable, ROOT / "tests/deploy/provider.py", PROVIDER,
             self.pki / "database", PASSWORD, json.dumps(PEOPLE)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "tests/e2e")})
        line = self.process.stdout.readline()
        assert line, f"the provider of tokens did not start: {self.process.wait()}"
        self.__dict__.update(json.loads(line))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Database(MariaDb):
    """A service's server on a host of its own, as the overlay starts it."""

    def __init__(self, pods, hosts, name):
        super().__init__([*pods.database_arguments(name), "--bind-address=0.0.0.0"],
                         enter=hosts.enter(f"{name}-db"))
        self.port = 3306
        self.start()
        password = pods.secret(f"probity-{name}-db-root")
        self.admin(f"CREATE USER root@'%' IDENTIFIED BY '{password}' REQUIRE SSL; "
                   "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;")


class Deployment:
    """The whole of it; everything is ended and gone when the test is, in the order it came."""

    def __init__(self, case, home):
        self.case, self.home = case, home
        self.hosts = Hosts(host_names(), home)
        case.addClassCleanup(self.hosts.close)
        self.provider = Provider(self.hosts, home)
        case.addClassCleanup(self.provider.close)
        self.images = {name: Image(name) for name in images.IMAGES}
        for image in self.images.values():
            case.addClassCleanup(image.close)
        self.shared = {name: self._writable(name) for name in ("clock", "notices", "client")}
        jwks = home / "jwks.json"
        jwks.write_text(self.provider.jwks)
        self.pods = Pods(
            home, self.hosts, jwks, self._officers(),
            {"region": REGION, "rehearsal": True, "clock": f"scenario:{CLOCK}/now",
             "oidc_issuer": self.provider.issuer},
            {service: [(CLOCK, self.shared["clock"], False)] +
             ([(NOTICES, self.shared["notices"], True)] if service == "review" else []) for service in SERVICES})
        self.databases = {}
        for name in SERVICES:
            self.databases[name] = Database(self.pods, self.hosts, name)
            case.addClassCleanup(self.databases[name].stop)
        self.services = {}

    def _writable(self, name):
        folder = self.home / name
        folder.mkdir()
        os.chown(folder, USER, USER)
        return folder

    def _officers(self):
        """The public keys of two officers; theirs stay in the container that made them."""
        lines = []
        for person, group in (("officer-a", "EXPERT"), ("officer-b", "ADMINISTRATIVE")):
            done = Container(self.images["tools"], ["review", "officer-key", person, group, "--out", f"/tmp/{person}"],
                             program=["/usr/bin/probityctl"]).run()
            lines += [line + "\n" for line in done.stdout.splitlines() if line.startswith(f"{person},")]
            assert len(lines) and done.returncode == 0, done.stderr
        file = self.home / "officers"
        file.write_text("".join(lines))
        return file

    def job(self, workload, image, host):
        return self.pods.container(f"Job/probity-{workload}", self.images[image], host).run(timeout=300)

    def prepare(self):
        """Accounts, schema, grants: the Jobs, in the order in which they can succeed."""
        for name in SERVICES:
            for job, image, code in (("db-setup", "tools", AGAIN), ("migrate", name, 0), ("db-setup", "tools", 0)):
                done = self.job(f"{name}-{job}", image, name)
                assert done.returncode == code, f"{name}-{job}: {done.returncode}\n{done.stdout}{done.stderr}"

    def start(self):
        for name in SERVICES:
            service = self.pods.container(f"Deployment/probity-{name}", self.images[name], name)
            service.start(self.home / f"{name}.log")
            self.case.addClassCleanup(self._end, service)
            service.wait()
            self.services[name] = service

    @staticmethod
    def _end(service):
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait()

    def ctl(self, *arguments, **options):
        """probityctl on the workstation, from the image of tools."""
        services = [part for name in SERVICES for part in (f"--{name}", f"probity-{name}:{PORTS[name]}")]
        mounts = [("/etc/hosts", self.hosts.file, False), ("/desk", self.shared["client"], True),
                  (CLOCK, self.shared["clock"], True), (NOTICES, self.shared["notices"], True),
                  ("/scenario", GOLDEN, False)]
        return Container(self.images["tools"], [*services, *arguments], mounts,
                         self.hosts.namespace("client"), ["/usr/bin/probityctl"]).run(**options)

    def hand_out(self):
        """What a workstation has: certificates, the provider's authority, secrets of logging in."""
        client = self.shared["client"]
        for name in ("client", "review-client"):
            self._give_folder(client / name, self.pods.certificate(name))
        self._give_folder(client / "stranger", {
            file: (self.provider.pki / "client" / file).read_bytes() for file in ("tls.crt", "tls.key", "ca.crt")})
        self._give(client / "provider.crt", (self.provider.pki / "database/ca.crt").read_bytes())
        self._give(client / "secret", self.provider.client_secret.encode())
        self._give(client / "password", PASSWORD.encode())

    def _give_folder(self, folder, files_of_it):
        folder.mkdir()
        for file, content in files_of_it.items():
            self._give(folder / file, content)

    @staticmethod
    def _give(file, content):
        file.write_bytes(content)
        os.chown(file, USER, USER)
        file.chmod(0o600)

    def log_in(self):
        """Everybody, by password; the file of who acts with which token."""
        lines = []
        for login, roles in PEOPLE.items():
            done = self.ctl("--json", "--token-file", f"/desk/{login}.token", "login", "--issuer",
                            self.provider.issuer, "--client-secret-file", "/desk/secret", "--user", login,
                            "--password-file", "/desk/password", "--ca", "/desk/provider.crt")
            assert done.returncode == 0, done.stderr
            lines += [f"{role},{json.loads(done.stdout)['person']},{login}.token" for role in roles]
        self._give(self.shared["client"] / "actors.csv", ("\n".join(lines) + "\n").encode())


class RehearsalTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="probity-rehearsal-")
        cls.addClassCleanup(folder.cleanup)
        cls.home = pathlib.Path(folder.name)
        cls.home.chmod(0o711)
        cls.bureau = Deployment(cls, cls.home)
        cls.bureau.prepare()
        cls.bureau.hand_out()
        begun = cls.bureau.ctl("year", "check", "--scenario", "/scenario", "--policies", "/usr/share/probity/policies",
                               "--begin-clock", f"{CLOCK}/now")
        assert begun.returncode == 0, begun.stderr
        cls.bureau.start()
        cls.bureau.log_in()
        cls.year = cls.bureau.ctl(
            "--tls-dir", "/desk/client", "--committee-tls-dir", "/desk/review-client", "--actors",
            "/desk/actors.csv", "year", "run", "--scenario", "/scenario", "--out", "/desk/out", "--policies",
            "/usr/share/probity/policies", "--clock", f"{CLOCK}/now", "--notices", NOTICES, "--quiet", timeout=900)
        assert cls.year.returncode == 0, cls.year.stdout + cls.year.stderr

    def ask(self, *arguments, person="auditor"):
        return self.bureau.ctl("--tls-dir", "/desk/client", "--token-file", f"/desk/{person}.token", *arguments)

    def test_the_year_comes_to_the_files_of_the_demo(self):
        with Checkout() as tree:
            process = tree.start("--scenario", GOLDEN, "--out", self.home / "demo")
            _, error = process.communicate(timeout=600)
            self.assertEqual(process.returncode, 0, error)
        self.assertEqual(files(self.home / "demo"), files(self.bureau.shared["client"] / "out"))
        self.assertEqual({p.name for p in (self.bureau.shared["client"] / "out").iterdir()},
                         {p.name for p in (self.home / "demo").iterdir()})
        self.assertLessEqual(set(OUTPUTS), {p.name for p in (self.home / "demo").iterdir()})

    def test_every_service_says_that_it_is_a_rehearsal(self):
        for name, service in self.bureau.services.items():
            events = {event["event"]: event for event in service.events()}
            self.assertIn("rehearsal", events, name)
            self.assertEqual((events["ready"]["clock"], events["ready"]["region"]), ("SCENARIO", REGION))
            self.assertEqual(events["ready"]["listen"], f"0.0.0.0:{PORTS[name]}")

    def test_nothing_is_answered_without_certificate_and_token(self):
        cases = {"no certificate": ([], "plaintext is spoken on loopback only"),
                 "a certificate of another authority": (["--tls-dir", "/desk/stranger"], "no Probity service answers"),
                 "no token": (["--tls-dir", "/desk/client"], "UNAUTHENTICATED")}
        for what, (flags, answer) in cases.items():
            with self.subTest(what):
                done = self.bureau.ctl(*flags, "call", "--as", "AUDITOR", "PolicyService/ListPolicies", "{}")
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(answer, done.stderr)
        answered = self.ask("call", "PolicyService/ListPolicies", "{}")
        self.assertEqual(answered.returncode, 0, answered.stderr)

    def test_every_account_shows_a_certificate_to_its_database(self):
        for name, names in DATABASES.items():
            rows = self.bureau.databases[name].admin(
                "SELECT user, ssl_type FROM mysql.user WHERE user LIKE 'probity%' ORDER BY user")
            self.assertEqual(rows, sorted([f"probity_{n}{s}", "X509"] for n in names for s in ("", "_ddl")))

    def test_records_are_stamped_and_papers_say_so(self):
        stamped = self.bureau.databases["scoring"].admin(
            "SELECT region, scenario, COUNT(*) > 0 FROM entry GROUP BY region, scenario", "scoring")
        self.assertEqual(stamped, [[REGION, "1", "1"]])
        run, *_ = json.loads(self.ask("--json", "run", "list").stdout)["runs"]
        institution = (self.bureau.shared["client"] / "out/statements.csv").read_text().splitlines()[1].split(",")[0]
        for paper, command in {
                "statement": ["statement", "file", run["run_id"], institution, "--out", "/desk/statement.pdf"],
                "archive": ["archive", "save", "INSTITUTION", institution, "/desk/archive.pdf"]}.items():
            with self.subTest(paper):
                done = self.ask(*command)
                self.assertEqual(done.returncode, 0, done.stderr)
                text = subprocess.run(["pdftotext", self.bureau.shared["client"] / f"{paper}.pdf", "-"],
                                      text=True, capture_output=True, check=True).stdout
                pages = text.split("\f")[:-1]
                self.assertTrue(pages and all(MARK in page for page in pages), text)

    def test_without_the_word_rehearsal_played_time_is_refused(self):
        spoilt = {"rehearsal": (False, "a scenario clock is refused off loopback"),
                  "region": ("demo", "the region of a rehearsal begins with"),
                  "clock": ("real", "a rehearsal plays time")}
        given = self.bureau.pods.of_containers / "Deployment-probity-scoring/config/config.json"
        for field, (value, answer) in spoilt.items():
            with self.subTest(field):
                folder = self.home / f"without-{field}"
                folder.mkdir(mode=0o755)
                (folder / "config.json").write_text(json.dumps({**json.loads(given.read_text()), field: value}))
                done = self.bureau.pods.container(
                    "Deployment/probity-scoring", self.bureau.images["scoring"], "scoring", ["--check-config"],
                    [("/etc/probity/config", folder, False)]).run()
                self.assertEqual(done.returncode, 78, done.stdout)
                self.assertIn(answer, done.stderr)


if __name__ == "__main__":
    unittest.main()
