"""The images, built on a base of their own making, and looked into. For tests; needs root.

Needs buildah, debootstrap and Debian's archive. The programs are those of this build; the base and what
is built on it are kept in build/images, so that a second run takes a tenth of the time.
"""
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from bureau import BIN, ROOT, SERVICES

HOME = ROOT / "build/images"
SUITE = "bookworm"
MIRROR = [m for m in [os.environ.get("PROBITY_DEBIAN_MIRROR")] if m]  # else debootstrap's own
IMAGES = (*SERVICES, "tools")
ENVIRONMENT = {"CONTAINERS_STORAGE_CONF": str(HOME / "storage.conf"), "BUILDAH_ISOLATION": "chroot"}


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, check=False,
                          env={**os.environ, **ENVIRONMENT}, **options)
    assert done.returncode == 0, f"{' '.join(str(c) for c in command)}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


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


def build():
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

    def pulled(self):
        """(bytes, layers) as pushed: compressed tar archives."""
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
