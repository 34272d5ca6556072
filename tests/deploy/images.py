"""The images, built on a base of their own making, and looked into. For tests; needs what
deploy/images/can-build.sh asks for.

The programs are those of this build, or with PROBITY_COMPILE_IMAGES set compiled in the images' own. The
base, which already has the packages the images are made of, is kept in build/images while these are the same.
"""
import gzip
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from bureau import BIN, ROOT, SERVICES

HOME = ROOT / "build/images"
SOURCE = ROOT / "deploy/images"
SUITE = "bookworm"
MIRROR = [m for m in [os.environ.get("PROBITY_DEBIAN_MIRROR")] if m]  # else debootstrap's own
IMAGES = (*SERVICES, "tools")
BASE = "localhost/probity-base"
COMPILED = "PROBITY_COMPILE_IMAGES" in os.environ
ENVIRONMENT = {"CONTAINERS_STORAGE_CONF": str(HOME / "storage.conf"), "BUILDAH_ISOLATION": "chroot"}


def main():
    """unittest's, where containers can be started and their mounts are nobody else's."""
    if "PROBITY_OWN_ROOT" in os.environ or os.geteuid() != 0:
        unittest.main()
    os.execve(SOURCE / "own-root.sh", ["own-root.sh", sys.executable, *sys.argv],
              {**os.environ, "PROBITY_OWN_ROOT": "yes"})


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, check=False,
                          env={**os.environ, **ENVIRONMENT}, **options)
    assert done.returncode == 0, f"{' '.join(str(c) for c in command)}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def packages():
    """What is installed while images are made."""
    return [line for name in ("packages", "tools") for line in (SOURCE / f"{name}.txt").read_text().splitlines()
            if line and not line.startswith("#")]


def base():
    """The name of a Debian system made by debootstrap."""
    key = hashlib.sha256("\n".join([SUITE, *MIRROR, *packages()]).encode()).hexdigest()[:12]
    name = f"{BASE}:{SUITE}-{key}"
    known = run("buildah", "images", "--format", "{{.Name}}:{{.Tag}}").split()
    if name in known:
        return name
    for other in known:
        if other.startswith(f"{BASE}:"):
            run("buildah", "rmi", "--force", other)
    container = run("buildah", "from", "scratch").strip()
    root = pathlib.Path(run("buildah", "mount", container).strip())
    # It is thrown away if the machine goes down: no need to wait for the disk at every file.
    run("env", "DPKG_FORCE=unsafe-io", "debootstrap", "--variant=minbase", f"--include={','.join(packages())}",
        SUITE, root, *MIRROR)
    for archive in (root / "var/cache/apt/archives").glob("*.deb"):
        archive.unlink()
    run("buildah", "commit", "--quiet", "--rm", container, name)
    return name


def build():
    asked = subprocess.run([SOURCE / "can-build.sh"], text=True, capture_output=True, check=False)
    assert asked.returncode == 0, f"images cannot be built here; missing: {asked.stdout}{asked.stderr}"
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "storage.conf").write_text(
        f'[storage]\ndriver = "vfs"\ngraphroot = "{HOME}/root"\nrunroot = "{HOME}/run"\n')
    run("buildah", "rm", "--all")  # of runs that were killed
    run(SOURCE / "build.sh", "--base", base(), "--prefix", "localhost/", *([] if COMPILED else ["--prebuilt", BIN]))
    # What has no name is of earlier runs, or was on the way.
    run("buildah", "rmi", "--prune", "--force")


def name_of(image):
    version = run(BIN / "probity-scoring", "--version").split()[1]
    return f"localhost/probity-{image}:{version}{'' if COMPILED else '-prebuilt'}"


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
