"""Hosts for a test on one machine: network namespaces joined by a bridge in one more of them.

Nothing of this machine's own network is touched: addresses, links and names exist inside the
namespaces only, and are gone with them. Needs root and iproute2.
"""
import os
import pathlib
import shutil
import subprocess

NETWORK = "198.18.0"  # set aside for tests between machines of one's own (RFC 2544)


def _ip(*command):
    done = subprocess.run(["ip", *command], text=True, capture_output=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(command)}: {done.stderr}"


class Hosts:
    """`names`: of each host, the names the others know it by. Ends with `with`, however the test does."""

    # A shell's, for what is started on a host without an image: names are looked up in our file.
    NAMED = 'mount --bind "$1" /etc/hosts; shift; exec "$@"'

    def __init__(self, names, folder):
        assert os.geteuid() == 0, "network namespaces are made by root"
        for tool in ("ip", "nsenter", "unshare", "setpriv"):
            assert shutil.which(tool), f"{tool} is missing; the test needs iproute2 and util-linux"
        self._sweep()
        self._prefix = f"probity-{os.getpid()}"
        self._made = []
        self.address = {host: f"{NETWORK}.{number}" for number, host in enumerate(names, start=11)}
        self.file = pathlib.Path(folder) / "hosts"
        self.file.write_text("127.0.0.1 localhost\n" + "".join(
            f"{self.address[host]} {' '.join(known)}\n" for host, known in names.items()))
        self.file.chmod(0o644)
        try:
            self._make(names)
        except BaseException:
            self.close()
            raise

    @staticmethod
    def _sweep():
        """What a test left that was killed."""
        for left in pathlib.Path("/run/netns").glob("probity-*-*"):
            if not pathlib.Path("/proc", left.name.split("-")[1]).exists():
                _ip("netns", "delete", left.name)

    def _add(self, host):
        _ip("netns", "add", self.namespace(host))
        self._made.append(host)
        _ip("-n", self.namespace(host), "link", "set", "lo", "up")

    def _make(self, names):
        self._add("switch")
        switch = self.namespace("switch")
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        for number, host in enumerate(names):
            self._add(host)
            own = self.namespace(host)
            _ip("-n", switch, "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", own)
            _ip("-n", switch, "link", "set", f"port{number}", "master", "bridge", "up")
            _ip("-n", own, "address", "add", f"{self.address[host]}/24", "dev", "eth0")
            _ip("-n", own, "link", "set", "eth0", "up")

    def namespace(self, host):
        return f"{self._prefix}-{host}"

    def enter(self, host):
        """What stands before a command that runs on a host, as root."""
        return ["nsenter", f"--net=/run/netns/{self.namespace(host)}", "unshare", "--mount", "sh", "-ec",
                self.NAMED, "sh", str(self.file)]

    def close(self):
        for host in reversed(self._made):
            subprocess.run(["ip", "netns", "delete", self.namespace(host)], check=False)
        self._made = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
