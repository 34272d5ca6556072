"""Builds the images on a base of their own making, looks into them and starts what they hold.

Needs root, buildah, debootstrap and Debian's archive. The programs are those of this build; the base
and what is built on it are kept in build/images, so that a second run takes a tenth of the time.
"""
import gzip
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from bureau import BIN, ROOT, SERVICES
from health import health_of

HOME = ROOT / "build/images"
SUITE = "bookworm"
MIRROR = [m for m in [os.environ.get("PROBITY_DEBIAN_MIRROR")] if m]  # else debootstrap's own
IMAGES = (*SERVICES, "tools")
USER = 10001
LIMIT = 90_000_000  # bytes, of what a registry stores and a node pulls
START_SECONDS = 60
SHELLS = {"sh", "bash", "dash", "ash", "busybox", "zsh", "ksh", "perl", "python3", "env", "apt", "dpkg"}


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, check=False,
                          env={**os.environ, **ENVIRONMENT}, **options)
    assert done.returncode == 0, f"{' '.join(str(c) for c in command)}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


ENVIRONMENT = {"CONTAINERS_STORAGE_CONF": str(HOME / "storage.conf"), "BUILDAH_ISOLATION": "chroot"}


def base():
    """The name of a minimal Debian system made by debootstrap."""
    name = f"localhost/probity-base:{SUITE}"
    if run("buildah", "images", "--quiet", "--filter", f"reference={name}").strip():
        return name
    with tempfile.TemporaryDirectory(dir=HOME) as folder:
        run("debootstrap", "--variant=minbase", SUITE, f"{folder}/root", *MIRROR)
        shutil.rmtree(f"{folder}/root/var/cache/apt/archives", ignore_errors=True)
        run("tar", "-C", f"{folder}/root", "-cf", f"{folder}/root.tar", ".")
        container = run("buildah", "from", "scratch").strip()
        run("buildah", "add", "--quiet", container, f"{folder}/root.tar", "/")
        run("buildah", "commit", "--quiet", "--rm", container, name)
    return name


def setUpModule():
    assert os.geteuid() == 0, "images are built as root"
    for tool in ("buildah", "debootstrap"):
        assert shutil.which(tool), f"{tool} is missing; the test needs Debian's {tool}"
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "storage.conf").write_text(
        f'[storage]\ndriver = "vfs"\ngraphroot = "{HOME}/root"\nrunroot = "{HOME}/run"\n')
    only = [flag for image in ("runtime", *IMAGES) for flag in ("--only", image)]
    run(ROOT / "deploy/images/build.sh", "--base", base(), "--prebuilt", BIN, "--prefix", "localhost/", *only)
    # What has no name is of earlier runs, or was on the way.
    run("buildah", "rmi", "--prune", "--force")


def tearDownModule():
    run("buildah", "rm", "--all")


def name_of(image):
    version = run(BIN / "probity-scoring", "--version").split()[1]
    return f"localhost/probity-{image}:{version}-prebuilt"


class Image:
    """A container of an image that was never started, its root file system mounted."""

    def __init__(self, image):
        self.name = name_of(image)
        self.about = json.loads(run("buildah", "inspect", "--type", "image", self.name))["OCIv1"]["config"]
        self.container = run("buildah", "from", self.name).strip()
        self.root = pathlib.Path(run("buildah", "mount", self.container).strip())

    def close(self):
        run("buildah", "umount", self.container)
        run("buildah", "rm", self.container)

    def files(self):
        return [p for p in self.root.rglob("*") if p.is_file() or p.is_symlink()]

    def pulled_bytes(self):
        """The layers as pushed: compressed tar archives."""
        with tempfile.TemporaryDirectory(dir=HOME) as folder:
            run("buildah", "push", "--quiet", self.name, f"oci:{folder}/out:latest")
            blobs = pathlib.Path(folder) / "out/blobs/sha256"
            index = json.loads((pathlib.Path(folder) / "out/index.json").read_text())
            manifest = json.loads((blobs / index["manifests"][0]["digest"].split(":")[1]).read_text())
            for layer in manifest["layers"]:
                with gzip.open(blobs / layer["digest"].split(":")[1]) as packed:
                    assert packed.read(1), "an empty layer"
            return sum(layer["size"] for layer in manifest["layers"]), [
                layer["digest"] for layer in manifest["layers"]]


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
                pulled, layers[name] = image.pulled_bytes()
                unpacked = sum(f.stat().st_size for f in image.files() if not f.is_symlink())
                print(f"{name}: {pulled / 1e6:.1f} MB pulled, {unpacked / 1e6:.1f} MB unpacked",
                      file=sys.stderr)
                self.assertLessEqual(pulled, LIMIT)
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
            wanted = ["NotoSerifCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc"]
            self.assertEqual(fonts, wanted if name in ("scoring", "settlement") else [], name)

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
                                 ["--scoring-address", scoring.listen]) as service:
                        service.wait()
                        self.assert_healthy(service)
                self.assert_healthy(scoring)

    def assert_healthy(self, service):
        for name in ("liveness", "readiness"):
            self.assertEqual(health_of(service.admin, name), "SERVING", f"{service.name} {name}")

    def test_the_tools_run(self):
        root = self.images["tools"].root
        for command in (["/usr/bin/probityctl", "--version"], ["/usr/bin/probity-review-client", "--help"],
                        ["/usr/bin/mariadb", "--version"], ["/bin/sh", "-c", "grep -c probity_ /usr/share/probity/sql/accounts.sql"]):
            run("chroot", f"--userspec={USER}:{USER}", root, *command)
        self.assertTrue((root / "usr/share/probity/policies/medical.txtpb").is_file())
        self.assertTrue(os.access(root / "usr/share/probity/sql/setup.sh", os.X_OK))


class Started:
    """A service in its image: root read-only, no account but its own, one folder to write into."""
    SCRIPT = """set -eu
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
mount -t tmpfs -o size=64m none "$1/tmp"
mount --bind "$2" "$1/var/lib/probity"
shift 2
exec "$@"
"""

    def __init__(self, image, name, folder, arguments=()):
        self.name, self.log = name, pathlib.Path(folder) / f"{name}.log"
        data = pathlib.Path(folder) / name
        data.mkdir()
        os.chown(data, USER, USER)
        databases = (["--roster-database", "sqlite:roster.db", "--hearing-database", "sqlite:hearing.db",
                      "--notices-dir", "notices", "--keys-dir", "keys"] if name == "review" else
                     ["--database", f"sqlite:{name}.db"])
        # chroot, setpriv and the like are this machine's; from there on only the image's files are seen.
        self.command = ["unshare", "--mount", "sh", "-c", self.SCRIPT, "sh", str(image.root), str(data),
                        "setpriv", "--pdeathsig", "KILL", "--no-new-privs",
                        sys.executable, "-c", self.ENTER, str(image.root),
                        *image.about["Entrypoint"], "--listen", "127.0.0.1:0", "--admin-listen",
                        "127.0.0.1:0", *databases, *arguments]
        self.process = self.listen = self.admin = None

    # As a container's runtime does it: root, working folder, groups, user, program.
    ENTER = (f"import os, sys; os.chroot(sys.argv[1]); os.chdir('/var/lib/probity'); os.setgroups([]); "
             f"os.setgid({USER}); os.setuid({USER}); os.execv(sys.argv[2], sys.argv[2:])")

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command, stderr=log, stdout=log, env={})
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait()
        assert code == 0, f"{self.name} ended with {code}:\n{self.log.read_text()}"

    def wait(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.log.read_text(encoding="utf-8").splitlines():
                if '"event":"ready"' in line:
                    event = json.loads(line)
                    self.listen, self.admin = event["listen"], event["admin_listen"]
                    return
            time.sleep(0.05)
        raise AssertionError(f"{self.name} did not start:\n{self.log.read_text()}")


if __name__ == "__main__":
    unittest.main()
