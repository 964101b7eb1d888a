"""Networks for an emulated box, in a namespace that nothing else reaches: a home, whose router
gives addresses and, once asked to, the time; and a street that is not home."""

import os
import subprocess
import sys
from pathlib import Path

from machine import AWAY, AWAY6, HOME, HOME6, ROOT, run

BOX_MAC = {"home": "52:54:00:76:00:01", "away": "52:54:00:76:00:02"}
# What the box makes of the networks' prefixes and of these.
BOX_HOME6 = "fd76::5054:ff:fe76:1"
BOX_AWAY6 = "2001:db8:76::5054:ff:fe76:2"
NETWORKS = (("home", HOME, HOME6), ("away", AWAY, AWAY6))


class House:
    def __init__(self, folder):
        self.folder = folder
        self.namespace = f"picrm{os.getpid()}"
        self.running = []

    def __enter__(self):
        run(["ip", "netns", "add", self.namespace])
        self.do(["ip", "link", "set", "lo", "up"])
        for name, v4, v6 in NETWORKS:
            self.do(["ip", "tuntap", "add", "dev", name, "mode", "tap"])
            self.do(["ip", "address", "add", f"{v4[1]}/{v4[2]}", "dev", name])
            self.do(["ip", "address", "add", f"{v6[1]}/{v6[2]}", "dev", name, "nodad"])
            self.do(["ip", "link", "set", name, "up"])
        self.start(router(self.folder), "router")
        return self

    def __exit__(self, *_):
        for process in self.running:
            process.kill()
            process.wait()
        subprocess.run(["ip", "netns", "delete", self.namespace], stderr=subprocess.DEVNULL)

    def tell_the_time(self):
        server = str(ROOT / "tests/image/time_server.py")
        self.clock = self.start([sys.executable, server, HOME[1]], "time")

    def forget_the_time(self):
        self.clock.kill()
        self.clock.wait()

    def start(self, command, name):
        """Something that runs in here until the end."""
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen(
            [*self.inside(), *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        self.running.append(process)
        return process

    def do(self, command):
        run([*self.inside(), *command])

    def try_do(self, command, timeout_s=180):
        return subprocess.run(
            [*self.inside(), *command], capture_output=True, text=True, timeout=timeout_s
        )

    def inside(self):
        return ["ip", "netns", "exec", self.namespace]


def router(folder):
    command = ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root"]
    command += ["--port=0", "--no-ping", "--log-dhcp", "--enable-ra"]
    command += [f"--dhcp-leasefile={Path(folder) / 'leases'}", f"--pid-file={folder / 'pid'}"]
    for name, v4, _ in NETWORKS:
        command += [f"--interface={name}", f"--dhcp-range={v4[0]},{v4[0]},1h"]
        command += [f"--dhcp-host={BOX_MAC[name]},{v4[0]}"]
        command += [f"--dhcp-range=::,constructor:{name},ra-only,64"]
    # The way out, and who knows the time, are at home.
    command += [f"--dhcp-option=tag:home,option:router,{HOME[1]}"]
    command += [f"--dhcp-option=tag:home,option:ntp-server,{HOME[1]}"]
    return [*command, "--dhcp-option=tag:away,option:router", "--ra-param=away,0,0"]
