"""The image on a card, and an emulated computer that starts from it."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import time

from house import BOX_MAC
from machine import run

CARD_GIB = 4
# Where the image's first partition begins, as mtools say it.
BOOT_AT = "@@4M"
# A Pi has no clock of its own.
WAKES_UP_IN = "1970-01-01T00:00:00"
# Emulation is slow; nothing may give up for that alone.
PATIENT = "systemd.default_device_timeout_sec=1800 systemd.default_timeout_start_sec=1800"


class Card:
    """The image as it is flashed, on a card that is larger; and what a laptop does with it."""

    def __init__(self, image, folder):
        self.path = folder / "card.img"
        run(["cp", "--sparse=always", str(image), str(self.path)])
        os.truncate(self.path, CARD_GIB << 30)

    def read(self, name):
        """A file of the first partition; None where there is none."""
        got = self.try_mtools("mtype", f"::{name}")
        return got.stdout.decode(errors="replace") if got.returncode == 0 else None

    def write(self, name, data):
        whole = self.path.with_name("for-the-card")
        whole.write_bytes(data)
        self.mtools("mcopy", "-o", str(whole), f"::{name}")

    def take(self, name, there):
        self.mtools("mcopy", "-o", "-n", f"::{name}", str(there))

    def mtools(self, *command):
        got = self.try_mtools(*command)
        if got.returncode != 0:
            raise AssertionError(f"{command}: {got.stderr.decode()}")

    def try_mtools(self, verb, *rest):
        return subprocess.run([verb, "-i", f"{self.path}{BOOT_AT}", *rest], capture_output=True)

    def partitions(self):
        """Number, first byte and size in bytes of each."""
        told = subprocess.run(
            ["sfdisk", "--json", str(self.path)], capture_output=True, check=True
        ).stdout
        table = json.loads(told)["partitiontable"]
        return [
            (number, each["start"] * table["sectorsize"], each["size"] * table["sectorsize"])
            for number, each in enumerate(table["partitions"], start=1)
        ]


class Computer:
    def __init__(self, card, house, folder):
        self.card, self.house, self.folder = card, house, folder
        self.process = None
        self.starts = 0

    def switch_on(self, is_plugged_in=True):
        """What the Pi's firmware does: all it needs is in the first partition."""
        self.starts += 1
        self.console = self.folder / f"console-{self.starts}.log"
        socket_path = self.folder / f"qmp-{self.starts}"
        command = ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-smp", "2"]
        command += ["-m", "1024", "-accel", "tcg,thread=multi", "-display", "none", "-no-reboot"]
        command += ["-S", "-rtc", f"base={WAKES_UP_IN}", "-serial", f"file:{self.console}"]
        command += [*self.firmware(), "-qmp", f"unix:{socket_path},server=on,wait=off"]
        # What the box had not yet written is lost when the emulator is killed; the rest is there.
        command += ["-drive", f"if=none,id=card,format=raw,cache=unsafe,file={self.card.path}"]
        command += ["-device", "virtio-blk-pci,drive=card", "-device", "virtio-rng-pci"]
        command += ["-device", "qemu-xhci,id=usb"]
        for name, mac in BOX_MAC.items():
            command += ["-netdev", f"tap,id={name},ifname={name},script=no,downscript=no"]
            cable = f"virtio-net-pci,id=cable-{name},netdev={name},mac={mac},romfile="
            command += ["-device", cable]
        self.process = self.house.start(command, "emulator")
        self.monitor = Monitor(socket_path, self.process)
        self.plug_in_cables(is_plugged_in)
        self.monitor.do("cont")

    def firmware(self):
        config = dict(
            line.replace(" ", "=", 1).split("=", 1)
            for line in self.card.read("config.txt").splitlines()
            if line and not line.startswith("#")
        )
        for setting in ("kernel", "initramfs"):
            self.card.take(config[setting], self.folder / setting)
        line = self.card.read("cmdline.txt").strip().replace(" quiet", "")
        line = f"{line} console=ttyAMA0,115200 {PATIENT}"
        return ["-kernel", str(self.folder / "kernel"), "-append", line] + [
            "-initrd", str(self.folder / "initramfs")
        ]  # fmt: skip

    def plug_in_cables(self, up=True):
        for name in BOX_MAC:
            self.monitor.do("set_link", name=f"cable-{name}", up=up)

    def plug_in_drive(self, path):
        file = {"driver": "file", "filename": str(path)}
        self.monitor.do("blockdev-add", **{"node-name": "drive", "driver": "raw", "file": file})
        self.monitor.do("device_add", driver="usb-storage", id="stick", drive="drive", bus="usb.0")

    def pull_out_drive(self):
        self.monitor.do("device_del", id="stick")

    def is_on(self):
        return self.process is not None and self.process.poll() is None

    def cut_power(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def shown(self):
        return self.console.read_text(errors="replace")


class Monitor:
    """The emulator's own interface (QMP)."""

    def __init__(self, path, process):
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError(f"the emulator ended: {shlex.join(process.args)}")
            try:
                self.socket.connect(str(path))
                break
            except OSError:
                time.sleep(0.1)
        self.file = self.socket.makefile("rw")
        self.read()
        self.do("qmp_capabilities")

    def do(self, verb, **arguments):
        self.file.write(json.dumps({"execute": verb, "arguments": arguments}) + "\n")
        self.file.flush()
        answer = self.read()
        if "return" not in answer:
            raise AssertionError(f"{verb}: {answer}")

    def read(self):
        while True:
            line = self.file.readline()
            if not line:
                raise AssertionError("the emulator does not answer")
            said = json.loads(line)
            if "event" not in said:
                return said


def make_drive(path, mib=256):
    """A stick as a shop sells it, with the label that makes it the one for backups."""
    path.write_bytes(b"")
    os.truncate(path, mib << 20)
    table = "label: dos\nstart=1MiB, type=c\n"
    subprocess.run(["sfdisk", "-q", str(path)], input=table.encode(), check=True)
    run(["mkfs.vfat", "-F", "32", "-n", "CRM-BACKUP", "--offset", "2048", str(path)]
        + [str((mib - 1) * 1024)])  # fmt: skip


def copy_from_drive(path, folder, there):
    shutil.rmtree(there, ignore_errors=True)
    run(["mcopy", "-s", "-n", "-i", f"{path}@@1M", f"::{folder}", str(there)])
