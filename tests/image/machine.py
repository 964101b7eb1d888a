"""Whole systems to install on: roots of packages, booted by systemd-nspawn, with networks of their
own. Each has a neighbour at home and one from elsewhere."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / "target/image"
BASE_PACKAGES = "systemd-sysv,dbus,udev,iproute2,procps"
# Fetched into the root, not installed: the installer finds them without internet, as it finds them
# on a real system with it.
FETCHED = (
    "nftables avahi-daemon avahi-utils curl ufw wpasupplicant openssh-server locales tzdata"
)
UBUNTU = ("noble",)
BOOT_WITHIN_S = 240

# Networks of a kind that no neighbour of this machine has: they live between namespaces only.
HOME = ("192.168.76.1", "192.168.76.2", 24)
HOME6 = ("fd76::1", "fd76::2", 64)
AWAY = ("203.0.113.1", "203.0.113.2", 24)
AWAY6 = ("2001:db8:76::1", "2001:db8:76::2", 64)


def base(suite):
    """A tarball of the suite, made once."""
    key = hashlib.sha256(f"{suite} {BASE_PACKAGES} {FETCHED}".encode()).hexdigest()[:10]
    tar = CACHE / f"root-{suite}-{key}.tar"
    if tar.exists():
        return tar
    CACHE.mkdir(parents=True, exist_ok=True)
    print(f"Making a root of {suite} (once)", flush=True)
    part = tar.with_suffix(".part.tar")
    fetch = f'chroot "$1" sh -c "apt-get update -qq && apt-get install -qq -y -d {FETCHED}"'
    more = [f"--keyring={ubuntu_keys()}", "--components=main,universe"] if suite in UBUNTU else []
    run(
        ["unshare", "--mount", "--propagation", "private"]
        + ["mmdebstrap", "--quiet", "--variant=apt", f"--include={BASE_PACKAGES}", *more]
        + ["--skip=cleanup/apt/lists,cleanup/apt/cache", f"--customize-hook={fetch}"]
        + [suite, str(part)]
    )
    part.rename(tar)
    return tar


def ubuntu_keys():
    """What Ubuntu signs its packages with, as a package that Debian has signed."""
    folder = CACHE / "ubuntu-keys"
    keys = folder / "usr/share/keyrings/ubuntu-archive-keyring.gpg"
    if not keys.exists():
        package = "--include=ubuntu-archive-keyring"
        run(["mmdebstrap", "--quiet", "--variant=extract", package, "trixie", str(folder)])
    return keys


class Machine:
    def __init__(self, suite):
        self.name = f"picrm{os.getpid()}"
        self.root = CACHE / f"run-{suite}-{os.getpid()}"
        self.process = None
        self.leader = None
        self.root.mkdir(parents=True)
        run(["tar", "-C", str(self.root), "--numeric-owner", "-xpf", str(base(suite))])
        # Nobody of the outside is known by name in there.
        (self.root / "etc/resolv.conf").unlink(missing_ok=True)

    def __enter__(self):
        self.boot()
        return self

    def __exit__(self, *_):
        self.stop()
        for namespace in (f"{self.name}h", f"{self.name}a"):
            subprocess.run(["ip", "netns", "delete", namespace], stderr=subprocess.DEVNULL)
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.with_name(f".#{self.root.name}.lck").unlink(missing_ok=True)

    def boot(self):
        self.console = open(self.root.with_suffix(".console"), "wb")
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", f"--directory={self.root}", f"--machine={self.name}"]
            + ["--register=no", "--keep-unit", "--private-network", "--timezone=off"]
            + ["--resolv-conf=off", "--console=pipe", "--boot"]
            # As on real hardware, secrets are kept out of swap.
            + ["--system-call-filter=@memlock"],
            env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            stdin=subprocess.DEVNULL,
            stdout=self.console,
            stderr=self.console,
        )
        deadline = time.monotonic() + BOOT_WITHIN_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the machine ended; see {self.console.name}")
            self.leader = self.leader or child_of(self.process.pid)
            state = self.leader and self.try_run("systemctl is-system-running").stdout.strip()
            if state in ("running", "degraded"):
                self.connect()
                return
            time.sleep(0.3)
        raise AssertionError(f"the machine did not boot; see {self.console.name}")

    def stop(self):
        """As a power cut would, but for the disk's caches."""
        if self.leader:
            # The first process in there; all others end with it.
            os.kill(self.leader, signal.SIGKILL)
        if self.process:
            self.process.wait()
        self.leader = None
        self.console.close()
        Path(self.console.name).unlink(missing_ok=True)

    def cut_power(self):
        self.stop()
        # The names of the network's ends are free only when the kernel has let go of it.
        for namespace in (f"{self.name}h", f"{self.name}a"):
            run(["ip", "netns", "delete", namespace])
        self.boot()

    def connect(self):
        for letter, addresses in (("h", (HOME, HOME6)), ("a", (AWAY, AWAY6))):
            namespace, inside = f"{self.name}{letter}", f"eth-{letter}"
            run(["ip", "netns", "add", namespace])
            run(
                ["ip", "-netns", namespace, "link", "add", "eth0", "type", "veth"]
                + ["peer", "name", inside, "netns", str(self.leader)]
            )
            for mine, theirs, bits in addresses:
                flags = ["nodad"] if ":" in mine else []
                there = ["nsenter", "--target", str(self.leader), "--net"]
                run([*there, "ip", "address", "add", f"{mine}/{bits}", "dev", inside, *flags])
                run(
                    ["ip", "-netns", namespace, "address", "add", f"{theirs}/{bits}"]
                    + ["dev", "eth0", *flags]
                )
            run([*there, "ip", "link", "set", inside, "up"])
            run(["ip", "-netns", namespace, "link", "set", "eth0", "up"])

    def try_run(self, command, timeout_s=600):
        """Inside, without internet."""
        enter = f"nsenter --target {self.leader} --all --root".split()
        return subprocess.run(
            [*enter, "env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"]
            + ["sh", "-c", f"cd /; {command}"],
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )

    def run(self, command, timeout_s=600):
        done = self.try_run(command, timeout_s)
        if done.returncode != 0:
            story = self.try_run("journalctl -b -n 30 --no-pager").stdout
            raise AssertionError(f"{command}\n{done.stdout}{done.stderr}\n{story}")
        return done.stdout.strip()

    def at_home(self, command):
        return self.beside("h", command)

    def away(self, command):
        return self.beside("a", command)

    def beside(self, letter, command):
        return subprocess.run(
            ["ip", "netns", "exec", f"{self.name}{letter}", *command],
            capture_output=True,
            text=True,
            timeout=120,
        )


def end_orderly_when_told_to():
    """As at the keyboard: what was started is stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))


def child_of(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for child in children:
        if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
            return int(child)
    return None


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
