"""Looks into the images, and starts what they hold. Needs what tests/deploy/images.py needs."""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import images
from bureau import BIN, SERVICES
from container import USER, Container
from health import health_of
from images import IMAGES, Image, name_of, run

LIMIT = 90_000_000  # bytes, pulled and unpacked
# Bytes of an image's own programs as its Containerfile compiles them; those of this build are larger.
OPTIMISED = {"scoring": 8_500_000, "review": 4_000_000, "settlement": 4_500_000, "tools": 8_500_000}
TESTS = BIN.parent / "tests"
# Image → tests of code that asks ICU.
TABLES = {"scoring": ["codes_test", "scoring_sheets_test", "scoring_api_sheets_test"],
          "tools": ["review_client_test", "probityctl_test"]}
SHELLS = {"sh", "bash", "dash", "ash", "busybox", "zsh", "ksh", "perl", "python3", "env", "apt", "dpkg"}


def together(do, things):
    """Two at a time: as many processors as this test asks for."""
    with concurrent.futures.ThreadPoolExecutor(2) as two:
        return list(two.map(do, things))


def setUpModule():
    images.build()


def tearDownModule():
    run("buildah", "rm", "--all")


class ImageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.images = {image: Image(image) for image in IMAGES}

    @classmethod
    def tearDownClass(cls):
        for image in cls.images.values():
            image.close()

    def test_an_image_is_small(self):
        layers = {}
        for name, image in self.images.items():
            with self.subTest(image=name):
                pulled, layers[name] = image.pulled()
                unpacked = sum(f.stat().st_size for f in image.files() if not f.is_symlink())
                print(f"{name}: {pulled / 1e6:.1f} MB pulled, {unpacked / 1e6:.1f} MB unpacked",
                      file=sys.stderr)
                self.assertLessEqual(pulled, LIMIT)
                own = sum(f.stat().st_size for f in (image.root / "usr/bin").glob("probity*"))
                self.assertLessEqual(unpacked - own + OPTIMISED[name], LIMIT)
        self.assertEqual(layers["scoring"][0], layers["settlement"][0], "the font is one shared layer")

    def test_nothing_runs_as_root(self):
        for name, image in self.images.items():
            self.assertEqual(image.about["User"], f"{USER}:{USER}", name)
            for file in image.root.rglob("*"):
                self.assertFalse(file.lstat().st_mode & 0o6000, f"{file} has set-uid or set-gid")

    def test_a_service_image_holds_no_shell_and_no_other_program(self):
        for name in SERVICES:
            image = self.images[name]
            self.assertEqual(image.about["Entrypoint"], [f"/usr/bin/probity-{name}"])
            programs = {p.name for p in (image.root / "usr/bin").iterdir()}
            self.assertEqual(programs, {f"probity-{name}"})
            self.assertFalse({p.name for p in image.files()} & SHELLS)
            runnable = {p.name for p in image.files() if not p.is_symlink() and p.stat().st_mode & 0o111
                        and ".so" not in p.name}
            self.assertLessEqual(runnable, {f"probity-{name}"})

    def test_no_password_leaves_in_clear(self):
        for image in self.images.values():
            self.assertFalse([p for p in image.files() if p.name == "mysql_clear_password.so"])

    def test_only_printing_services_carry_the_font(self):
        for name, image in self.images.items():
            fonts = sorted(p.name for p in image.files() if p.suffix in (".ttc", ".ttf", ".otf"))
            wanted = ["NotoSerifCJKsc-Bold.otf", "NotoSerifCJKsc-Regular.otf"]
            self.assertEqual(fonts, wanted if name in ("scoring", "settlement") else [], name)

    def test_documents_are_the_same_bytes_with_the_font_of_an_image(self):
        """Every character a document can show, in both weights."""
        samples = together(self.printed, ["/usr/share/fonts/opentype/noto",
                                          self.images["scoring"].root / "usr/share/fonts"])
        self.assertEqual(*samples)
        self.assertGreater(int(re.search(r"characters=(\d+)", samples[0])[1]), 30_000)

    def printed(self, fonts):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "fonts.conf"
            config.write_text(f'<?xml version="1.0"?><fontconfig><dir>{fonts}</dir>'
                              f"<cachedir>{folder}</cachedir></fontconfig>")
            done = subprocess.run(
                [TESTS / "print_test", "--gtest_also_run_disabled_tests", "--gtest_filter=PdfSample.*"],
                text=True, capture_output=True, check=False, env={**os.environ, "FONTCONFIG_FILE": str(config)})
            self.assertEqual(done.returncode, 0, done.stdout)
            return re.search(r"characters=.*", done.stdout)[0]

    def test_the_tables_of_an_image_are_all_its_programs_ask_for(self):
        """The tests of what reads them, on the tables of the image in place of this machine's."""
        for image, programs in TABLES.items():
            library, = (self.images[image].root / "usr/lib").glob("*/libicudata.so.*")
            with tempfile.TemporaryDirectory() as folder:
                (pathlib.Path(folder) / library.name).symlink_to(library)
                given = {**os.environ, "LD_LIBRARY_PATH": folder}
                for program, done in zip(programs, together(
                        lambda program, given=given: subprocess.run(
                            [TESTS / program], text=True, capture_output=True, check=False, env=given), programs)):
                    with self.subTest(image=image, program=program):
                        self.assertEqual(done.returncode, 0, done.stdout[-4000:])

    def test_the_bill_of_materials_names_every_library(self):
        for name, image in self.images.items():
            with self.subTest(image=name):
                file = image.root / f"usr/share/doc/probity-{name}/sbom.spdx.json"
                bill = json.loads(file.read_text(encoding="utf-8"))
                self.assertEqual(bill["spdxVersion"], "SPDX-2.3")
                packages = {p["name"]: p for p in bill["packages"]}
                self.assertEqual(len(packages), len(bill["packages"]))
                self.assertEqual(packages[f"probity-{name}"]["versionInfo"], name_of(name).split(":")[1])
                for part in ("libc6", "libgrpc29", "libssl3", "libprotobuf32"):
                    locator = packages[part]["externalRefs"][0]["referenceLocator"]
                    self.assertTrue(locator.startswith(f"pkg:deb/debian/{part}@"), locator)
                    self.assertTrue((image.root / "usr/share/doc" / part / "copyright").is_file(), part)
                self.assertEqual(len(bill["relationships"]), len(packages))
                known = self.files_of(set(packages) - {f"probity-{name}"})
                libraries = {p.name for p in image.files() if ".so" in p.name}
                self.assertEqual(libraries - known, set(), "libraries nobody listed")

    @staticmethod
    def files_of(packages):
        """Names of the files of packages, as this machine, the same Debian, has them."""
        done = subprocess.run(["dpkg-query", "-L", *packages], text=True, capture_output=True, check=False)
        return {line.rsplit("/", 1)[1] for line in done.stdout.splitlines() if "/" in line}

    def test_each_service_serves_from_its_read_only_image(self):
        with tempfile.TemporaryDirectory() as folder:
            scoring = Started(self.images["scoring"], "scoring", folder)
            with scoring:
                scoring.wait()
                for name in ("review", "settlement"):
                    with Started(self.images[name], name, folder,
                                 ["--scoring-address", scoring.ready["listen"]]) as service:
                        service.wait()
                        self.assert_healthy(service)
                self.assert_healthy(scoring)

    def assert_healthy(self, service):
        for name in ("liveness", "readiness"):
            self.assertEqual(health_of(service.ready["admin_listen"], name), "SERVING", f"{service.name} {name}")

    def test_the_tools_run(self):
        root = self.images["tools"].root
        for command in (["/usr/bin/probityctl", "--version"], ["/usr/bin/probity-review-client", "--help"],
                        ["/usr/bin/mariadb", "--version"], ["/bin/sh", "-c", "grep -c probity_ /usr/share/probity/sql/accounts.sql"]):
            run("chroot", f"--userspec={USER}:{USER}", root, *command)
        self.assertTrue((root / "usr/share/probity/policies/medical.txtpb").is_file())
        self.assertTrue(os.access(root / "usr/share/probity/sql/setup.sh", os.X_OK))


class Started(Container):
    """A service on loopback, with one folder to write into."""

    def __init__(self, image, name, folder, arguments=()):
        data = pathlib.Path(folder) / name
        data.mkdir()
        os.chown(data, USER, USER)
        databases = (["--roster-database", "sqlite:roster.db", "--hearing-database", "sqlite:hearing.db",
                      "--notices-dir", "notices", "--keys-dir", "keys"] if name == "review" else
                     ["--database", f"sqlite:{name}.db"])
        super().__init__(image, ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", *databases,
                                 *arguments], [("/var/lib/probity", data, True)])
        self._log = pathlib.Path(folder) / f"{name}.log"

    def __enter__(self):
        self.start(self._log)
        return self

    def __exit__(self, *_):
        code = self.stop()
        assert code == 0, f"{self.name} ended with {code}:\n{self.log.read_text()}"


if __name__ == "__main__":
    images.main()
