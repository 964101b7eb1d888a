#!/usr/bin/env python3
"""What the image adds to an installed system: the file of settings on the boot partition, SSH by a
file, the set-up code shown until it is used. On a system of this machine's own kind; the program
is BINARY, or target/dist/pi-crm-x86_64."""

import hashlib
import platform
import shutil
from pathlib import Path

from install import DATA, HERE, expect, program, wait_until
from machine import HOME, ROOT, Machine, end_orderly_when_told_to

BOOT = "/boot/firmware"
UNITS = ("pi-crm-boot-settings.service", "pi-crm-set-up-code.service", "pi-crm-set-up-code.path")
SCRIPTS = ("boot-settings", "set-up-code")
NAME, PASSWORD = 'Andy\'s "café"', "under the mango tree"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEexampleexampleexampleexampleexampleexampl andy"
# As an editor on another computer leaves it, with a mark at the start; and with mistakes.
SETTINGS = f"""\ufeffhostname = kitchen\r
# mine\r
wifi pasword=nobody must see this\r
wifi_country=US\r
wifi_name={NAME}\r
wifi_password={PASSWORD} \r
timezone=Pacific/Honolulu\r
locale=xx_YY.UTF-8\r
ssh_key={KEY}\r
"""


def main():
    end_orderly_when_told_to()
    with Machine("trixie") as machine:
        box = Box(machine)
        box.prepare()
        box.settings_are_taken()
        box.mistakes_change_nothing()
        box.ssh_is_as_asked()
        box.is_reached_by_its_name()
        box.code_is_shown_until_used()
    print("the image's settings: all is well")


class Box:
    def __init__(self, machine):
        self.machine = machine
        self.run = machine.run

    def prepare(self):
        shutil.copytree(ROOT / "image", self.inside(HERE), symlinks=True)
        shutil.copy(program(), self.inside(f"{HERE}/pi-crm-{platform.machine()}"))
        packages = "wpasupplicant openssh-server locales tzdata"
        self.run(f"apt-get install -y -q --no-install-recommends {packages}")
        self.run("systemctl disable --now ssh.service ssh.socket; systemctl mask ssh.socket")
        self.run(f"{HERE}/install.sh && mkdir -p {BOOT}")
        there = f"{HERE}/rootfs"
        self.run(f"cp {there}/etc/hosts /etc/hosts")
        for script in SCRIPTS:
            self.run(f"cp {there}/usr/local/lib/pi-crm/{script} /usr/local/lib/pi-crm/")
        for unit in UNITS:
            self.run(f"cp {there}/etc/systemd/system/{unit} /etc/systemd/system/")
        self.write(SETTINGS)
        self.run(f"systemctl daemon-reload && systemctl enable {' '.join(UNITS)}")
        self.run("systemctl start pi-crm-set-up-code.path pi-crm-set-up-code.service")

    def start_again(self):
        """What happens at a start, without the rest of it."""
        # So many starts in a row are otherwise taken for a fault.
        for verb in ("restart pi-crm-boot-settings", "reset-failed pi-crm-boot-settings"):
            self.run(f"systemctl {verb}")
        self.run("systemctl daemon-reload")

    def settings_are_taken(self):
        self.start_again()
        told = self.read(f"{BOOT}/pi-crm-problems.txt")
        told = [line.split(":")[0] for line in told.splitlines()]
        expect(told == ["wifi pasword", "locale=xx_YY.UTF-8"], f"problems: {told}")
        journal = self.run("journalctl -u pi-crm-boot-settings -o cat")
        expect("see pi-crm-problems.txt" in journal and "pasword" not in journal, journal)
        expect(self.run("cat /etc/hostname; uname -n") == "kitchen\nkitchen", "the name")
        zone = self.run("readlink -f /etc/localtime")
        expect(zone.endswith("/Pacific/Honolulu"), zone)
        expect(self.run("cat /root/.ssh/authorized_keys") == KEY, "the SSH key")
        wifi = self.read("/etc/wpa_supplicant/wpa_supplicant-wlan0.conf")
        secret = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), NAME.encode(), 4096, 32).hex()
        for line in ("country=US", f"ssid={NAME.encode().hex()}", f"psk={secret}"):
            expect(line in wifi, f"{line} is missing:\n{wifi}")
        left = self.read(f"{BOOT}/pi-crm.txt")
        expect(PASSWORD not in left and f"wifi_name={NAME}" in left, f"after reading:\n{left}")
        self.start_again()
        expect(wifi == self.read("/etc/wpa_supplicant/wpa_supplicant-wlan0.conf"), "Wi-Fi is lost")
        ok("name, place, Wi-Fi and key are taken; the password is wiped; what is wrong is told")

    def mistakes_change_nothing(self):
        wifi = "/etc/wpa_supplicant/wpa_supplicant-wlan0.conf"
        before = self.read(wifi)
        good = self.read(f"{BOOT}/pi-crm.txt")
        mistakes = {
            "no such country": good.replace("=US", "=UK").replace("password=", "password=12345678"),
            "as UTF-16": good.encode("utf-16"),
            "empty": "",
        }
        for mistake, text in mistakes.items():
            self.write(text)
            self.start_again()
            expect(self.run("cat /etc/hostname") == "kitchen", f"{mistake}: the name")
            expect(before == self.read(wifi), f"{mistake}: Wi-Fi")
            told = self.machine.try_run(f"cat {BOOT}/pi-crm-problems.txt").stdout
            said = {"no such country": "wifi_country=UK:", "as UTF-16": "pi-crm.txt:"}
            expect(said.get(mistake, "") in told, f"{mistake}: {told}")
        expect(told == "", f"problems that are over: {told}")
        self.write(good)
        ok("mistakes in the file are told, and leave what was set")

    def ssh_is_as_asked(self):
        expect(self.ssh() != "active", "SSH is on, and nobody asked")
        self.run(f"touch {BOOT}/ssh")
        self.start_again()
        wait_until(lambda: self.ssh() == "active", "SSH came up")
        self.run(f"rm {BOOT}/ssh")
        self.start_again()
        wait_until(lambda: self.ssh() != "active", "SSH went away")
        ok("SSH is on while the file is there")

    def ssh(self):
        return self.machine.try_run("systemctl is-active ssh.service").stdout.strip()

    def is_reached_by_its_name(self):
        self.run("systemctl restart avahi-daemon pi-crm")
        asking = str(ROOT / "tests/image/ask_name.py")
        for name in ("kitchen.local", "pi-crm.local"):
            wait_until(
                lambda name=name: self.machine.at_home(["python3", asking, HOME[1], name])
                .stdout.strip() == HOME[0],
                f"{name} is found",
            )  # fmt: skip
        url = "https://kitchen.local/health"
        got = self.machine.at_home(
            ["curl", "-sS", "--fail", "--cacert", self.inside(f"{DATA}/tls/ca.pem")]
            + ["--resolve", f"kitchen.local:443:{HOME[0]}", url]
        )
        expect(got.returncode == 0, f"{url}: {got.stderr}")
        ok("the name it was given is announced, and in its certificate")

    def code_is_shown_until_used(self):
        code = self.run(f"cat {DATA}/setup-code")
        for shown in (f"{BOOT}/pi-crm-set-up-code.txt", "/etc/issue.d/pi-crm.issue"):
            expect(code in self.read(shown), f"{shown} has no set-up code")
        visit = ["python3", str(ROOT / "tests/image/person.py"), HOME[0]]
        visit += [self.inside(f"{DATA}/tls/ca.pem"), "first-run", code]
        got = self.machine.at_home(visit)
        expect(got.returncode == 0, got.stderr)
        gone = f"! test -e {BOOT}/pi-crm-set-up-code.txt && ! grep {code} /etc/issue.d/*"
        wait_until(lambda: self.machine.try_run(gone).returncode == 0, "the used code is gone")
        ok("the set-up code stands on the card and the console until it is used")

    def write(self, settings):
        settings = settings if isinstance(settings, bytes) else settings.encode()
        Path(self.inside(f"{BOOT}/pi-crm.txt")).write_bytes(settings)

    def read(self, path):
        return Path(self.inside(path)).read_text()

    def inside(self, path):
        return str(self.machine.root) + path


def ok(what):
    print(f"the image's settings: {what}", flush=True)


if __name__ == "__main__":
    main()
