"""A program in an image's root file system, started as a container's runtime would: root read-only, one
account without rights, nothing of this machine but what is mounted. For tests; needs root."""
import json
import pathlib
import signal
import subprocess
import sys
import time

USER = 10001
START_SECONDS = 60
DEVICES = [(f"/dev/{name}", f"/dev/{name}", True) for name in ("null", "zero", "urandom")]


class Container:
    """`mounts`: (path in the container, path here, whether it may be written). `network`: a namespace by
    its name (`ip netns`), else this machine's. `program`: in place of the image's entry point."""

    # unshare, setpriv and the like are this machine's; from chroot on only the image's files are seen.
    SCRIPT = """set -eu
root=$1
shift
mount --bind "$root" "$root"
mount -t tmpfs -o size=64m,mode=1777 none "$root/tmp"
mount -t proc none "$root/proc"
while [ "$1" != -- ]; do
  mount --bind "$2" "$root$1"
  [ "$3" = True ] || mount -o remount,ro,bind "$root$1"
  shift 3
done
shift
mount -o remount,ro,bind "$root"
exec "$@"
"""
    # As a container's runtime does it: root, working folder, groups, user, program.
    ENTER = (f"import os, sys; os.chroot(sys.argv[1]); os.chdir('/var/lib/probity'); os.setgroups([]); "
             f"os.setgid({USER}); os.setuid({USER}); os.execv(sys.argv[2], sys.argv[2:])")

    def __init__(self, image, arguments, mounts=(), network=None, program=None):
        self.name = pathlib.Path((program or image.about["Entrypoint"])[0]).name
        mounts = [*DEVICES, *mounts]
        for target, source, _ in mounts:
            self._mount_point(image.root, target, pathlib.Path(source))
        self.command = [
            *(["nsenter", f"--net=/run/netns/{network}"] if network else []),
            "unshare", "--mount", "sh", "-c", self.SCRIPT, "sh", str(image.root),
            *[str(part) for mount in mounts for part in mount], "--",
            "setpriv", "--pdeathsig", "KILL", "--no-new-privs",
            sys.executable, "-c", self.ENTER, str(image.root),
            *(program or image.about["Entrypoint"]), *map(str, arguments)]
        self.process = self.log = self.ready = None

    @staticmethod
    def _mount_point(root, target, source):
        """A runtime makes them in the container's own layer."""
        point = root / target.lstrip("/")
        point.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            point.mkdir(exist_ok=True)
        else:
            point.touch()

    def run(self, **options):
        """To its end; what it said."""
        return subprocess.run(self.command, env={}, text=True, capture_output=True, check=False, **options)

    def start(self, log):
        self.log = pathlib.Path(log)
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(self.command, stderr=out, stdout=out, env={})

    def events(self):
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()
                if line.startswith("{")]

    def wait(self):
        """Until it says that it is ready."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            for event in self.events():
                if event["event"] == "ready":
                    self.ready = event
                    return
            time.sleep(0.05)
        raise AssertionError(f"{self.name} did not start:\n{self.log.read_text()}")

    def stop(self):
        """Its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait()
