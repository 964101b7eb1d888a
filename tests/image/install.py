#!/usr/bin/env python3
"""The installer on whole systems: install, again, upgrade, failed upgrades, uninstall.

tests/image/install.py [SUITE…]; the program under test is BINARY, or target/dist/pi-crm-x86_64.
"""

import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from machine import AWAY, AWAY6, HOME, HOME6, ROOT, Machine, end_orderly_when_told_to

SUITES = ("trixie", "bookworm", "noble")
HERE = "/opt/pi-crm"
PROGRAM = "/usr/local/bin/pi-crm"
DATA = "/var/lib/pi-crm"
SECURE_ENOUGH = 2.0
PASSPHRASE = "plum tractor 9 violin"
# A minute is what an upgrade is given; a busy machine takes longer for the rest.
WAITS_FOR_S = 240

# What could be wrong with a new version.
ENDS_AT_ONCE = 'exit 4'
SPOILS_AND_HANGS = f"""echo spoilt > {DATA}/pi-crm.db
echo more > {DATA}/of-the-new-version
echo spoilt > /etc/pi-crm/database.key
exec sleep 1000"""


def main(suites):
    binary = program()
    end_orderly_when_told_to()
    for suite in suites or SUITES:
        started = time.monotonic()
        # Some have a firewall of their own already: Ubuntu's is ufw.
        with Machine(suite) as machine:
            Story(suite, machine, binary).tell(with_ufw=suite in ("bookworm", "noble"))
        print(f"{suite}: all is well ({time.monotonic() - started:.0f} s)", flush=True)


def program():
    machine = platform.machine()
    path = Path(os.environ.get("BINARY") or ROOT / f"target/dist/pi-crm-{machine}")
    if not path.exists():
        sys.exit(f"{path} is missing: run make cross first, or say BINARY=")
    return path


class Story:
    def __init__(self, suite, machine, binary):
        self.suite = suite
        self.machine = machine
        self.binary = binary
        self.run = machine.run

    def tell(self, with_ufw):
        shutil.copytree(ROOT / "image", self.inside(HERE), symlinks=True)
        shutil.copy(self.binary, self.inside(f"{HERE}/pi-crm-{platform.machine()}"))
        if with_ufw:
            self.run("apt-get install -y -q --no-install-recommends ufw && ufw --force enable")
        self.install()
        self.sound()
        self.reached_from_home_only()
        self.named()
        self.first_run()
        self.backed_up()
        self.again()
        self.firewall_stays()
        self.upgrade()
        self.locked_by_a_passphrase()
        self.failed_upgrade(ENDS_AT_ONCE)
        self.failed_upgrade(SPOILS_AND_HANGS)
        self.power_cut_while_upgrading()
        self.uninstall()

    def install(self):
        told = self.run(f"{HERE}/install.sh")
        expect("set-up code" in told, told)
        self.ok("installed")

    def sound(self):
        failed = self.run("systemctl --failed --no-legend --plain")
        expect("pi-crm" not in failed, failed)
        for unit in ("pi-crm", "pi-crm-backup"):
            last = self.run(f"systemd-analyze security --no-pager {unit}").splitlines()[-1]
            exposure = float(last.split(":")[1].split()[0])
            expect(exposure <= SECURE_ENOUGH, last)
        modes = self.run(f"stat -c %a:%U {DATA} /etc/pi-crm /etc/pi-crm/* {DATA}/pi-crm.db")
        expected = "700:pi-crm 1770:root 600:pi-crm 644:root 600:pi-crm"
        expect(modes.split() == expected.split(), modes)
        warnings = self.run("journalctl -u pi-crm -u pi-crm-firewall -p warning -q -o cat")
        expect(warnings == "", warnings)
        self.run("systemctl is-active pi-crm-backup.timer pi-crm-firewall")
        self.ok("the services are sound, and shut in well enough")

    def reached_from_home_only(self):
        for theirs, mine in ((HOME[0], HOME[1]), (f"[{HOME6[0]}]", HOME6[1])):
            for url in (f"https://{theirs}/health", f"http://{theirs}/"):
                got = self.machine.at_home(self.fetch(url))
                expect(got.returncode == 0, f"{mine} is not served {url}: {got.stderr}")
        for theirs, mine in ((AWAY[0], AWAY[1]), (f"[{AWAY6[0]}]", AWAY6[1])):
            for url in (f"https://{theirs}/health", f"http://{theirs}/"):
                got = self.machine.away(self.fetch(url, checked=False))
                # 7: the connection was refused, at once rather than left to time out.
                expected = (7, 28) if self.has_ufw() else (7,)
                expect(got.returncode in expected, f"{mine} got {url}: {got}")
        self.ok("a neighbour at home is served, one from elsewhere is refused (IPv4 and IPv6)")

    def has_ufw(self):
        return self.machine.try_run("ufw status | grep -q '^Status: active'").returncode == 0

    def fetch(self, url, checked=True, into="/dev/null"):
        trust = ["--cacert", self.inside(f"{DATA}/tls/ca.pem")] if checked else ["--insecure"]
        return ["curl", "-sS", "--fail", "--max-time", "5", "-o", into, *trust, url]

    def named(self):
        self.is_called("pi-crm")
        # Avahi gives the machine's name up where it takes its own questions for another's.
        self.run("avahi-set-host-name somebody-else && systemctl restart pi-crm-name")
        self.is_called("pi-crm")
        self.is_called(self.run("uname -n"))
        self.ok("pi-crm.local is found, and the machine's own name")

    def is_called(self, name):
        asking = ["python3", str(ROOT / "tests/image/ask_name.py"), HOME[1], f"{name}.local"]
        got = self.machine.at_home(asking)
        expect(got.stdout.strip() == HOME[0], f"{name}.local: {got.stdout}{got.stderr}")

    def first_run(self):
        code = self.run(f"cat {DATA}/setup-code")
        self.person("first-run", code)
        self.person("contact", "Leilani")
        self.ok("the set-up code leads in; a contact is made")

    def backed_up(self):
        planned = self.run("systemctl show pi-crm-backup.timer -p NextElapseUSecRealtime --value")
        expect(planned != "", "no night has a backup")
        # What the timer starts. A drive that was never plugged in is not missed.
        self.run("systemctl start pi-crm-backup.service")
        told = self.run("journalctl -q -u pi-crm-backup -o cat")
        expect("This box: pi-crm-" in told and "read back" in told, told)
        expect("USB" not in told, told)
        made = self.run("find /var/backups/pi-crm -name 'pi-crm-*.tar.zst.age' -printf '%m:%u'")
        expect(made == "600:pi-crm", f"the backup: {made}")
        self.ok("the night's backup is planned, and made when its service is started")

    def again(self):
        before = self.run("systemctl show pi-crm -p MainPID; sha256sum /etc/pi-crm/*")
        self.run(f"{HERE}/install.sh")
        after = self.run("systemctl show pi-crm -p MainPID; sha256sum /etc/pi-crm/*")
        expect(before == after, f"a second run changed something:\n{before}\n{after}")
        self.knows("Leilani")
        # There has never been internet in here, so this was a run without it, too.
        self.ok("run again, without internet: nothing changes")

    def firewall_stays(self):
        if not self.has_ufw():
            for verb in ("start", "restart", "reload"):
                self.run(f"systemctl {verb} nftables && nft list table inet pi_crm")
            self.ok("the firewall outlives a reload of the system's own rules")

    def upgrade(self):
        self.make_newer()
        old_key = self.run("sha256sum /etc/pi-crm/database.key")
        self.run(f"{HERE}/install.sh --binary /opt/newer")
        self.run(f"cmp /opt/newer {PROGRAM}")
        expect(old_key == self.run("sha256sum /etc/pi-crm/database.key"), "another key")
        self.settled()
        self.knows("Leilani")
        self.person("contact", "Keanu")
        self.ok("upgraded, with everything there")

    def make_newer(self):
        """Bytes after the end make another program of it, that does the same."""
        self.run(f"cp {PROGRAM} /opt/newer && echo newer >> /opt/newer")

    def locked_by_a_passphrase(self):
        type_in = f"echo '{PASSPHRASE}' | {PROGRAM} key-file"
        self.run(f"{type_in} protect")
        self.run("systemctl restart pi-crm")
        self.reached_locked()
        # The timer's service does not fail: what is due is made once somebody has come.
        self.run("systemctl start pi-crm-backup.service")
        self.make_newer()
        self.run(f"{HERE}/install.sh --binary /opt/newer")
        self.run(f"cmp /opt/newer {PROGRAM}")
        self.reached_locked()
        self.person("unlock", PASSPHRASE)
        self.knows("Leilani", "Keanu")
        self.run(f"{type_in} unprotect && systemctl restart pi-crm")
        self.knows("Leilani", "Keanu")
        self.ok("locked by a passphrase: waits for it, upgrades meanwhile, and opens")

    def reached_locked(self):
        told = self.machine.at_home(self.fetch(f"https://{HOME[0]}/health", into="-")).stdout
        expect("locked" in told, f"not locked: {told}")

    def failed_upgrade(self, fault):
        self.write_broken(fault)
        everything = (
            f"sha256sum {PROGRAM}; stat -c '%n %a %U' /; "
            f"find {DATA} /etc/pi-crm -printf '%p %m %u\\n' | sort"
        )
        before = self.run(everything)
        during = []
        ended = threading.Event()
        watcher = threading.Thread(target=self.watch_trial, args=[during, ended])
        watcher.start()
        done = self.machine.try_run(f"{HERE}/install.sh --binary /opt/broken")
        ended.set()
        watcher.join()
        expect(done.returncode == 1, f"{done}")
        expect("the old one is back" in done.stderr, done.stderr)
        after = self.run(everything)
        expect(before == after, f"not put back:\n{before}\n{after}")
        if fault == SPOILS_AND_HANGS:
            expect(during, "the trial was not seen")
            expect(set(during) == {"127.0.0.1:47443"}, f"open while on trial: {during}")
        self.settled()
        self.knows("Leilani", "Keanu")
        self.ok(f"a failed upgrade ({fault.splitlines()[-1]}) was put back")

    def watch_trial(self, seen, ended):
        """Where the new version was told to listen, as long as it is not known to be well."""
        question = (
            f"pid=$(pgrep -xf 'sleep 1000') && tr '\\0' '\\n' < /proc/$pid/environ"
            " | sed -n 's/^PI_CRM_HTTPS=//p'"
        )
        while not ended.wait(timeout=1):
            told = self.machine.try_run(question).stdout.strip()
            if told:
                seen.append(told)

    def power_cut_while_upgrading(self):
        self.write_broken(SPOILS_AND_HANGS)
        upgrade = threading.Thread(target=self.interrupted_upgrade)
        upgrade.start()
        spoilt = f"grep -aqx spoilt {DATA}/pi-crm.db"
        wait_until(lambda: self.machine.try_run(spoilt).returncode == 0, "the trial")
        self.machine.cut_power()
        upgrade.join()
        wait_until(self.is_settled, "the old version came back")
        expect("broken" not in self.run(f"{PROGRAM} --version"), "the broken version stayed")
        self.settled()
        self.knows("Leilani", "Keanu")
        self.reached_from_home_only()
        self.ok("a power cut in the middle of a failing upgrade: the old version is back")

    def interrupted_upgrade(self):
        self.machine.try_run(f"{HERE}/install.sh --binary /opt/broken")

    def is_settled(self):
        question = "systemctl is-active pi-crm && ! ls -A /var/lib/pi-crm-upgrade | grep ."
        return self.machine.try_run(question).returncode == 0

    def uninstall(self):
        self.run("/usr/local/lib/pi-crm/install.sh --uninstall")
        left = self.run("find / -xdev -path /proc -prune -o -name '*pi-crm*' -print | sort")
        mine = ("/opt/", "/var/lib/pi-crm", "/etc/pi-crm", "/var/backups/", "/media/", "/var/lib/s")
        others = [path for path in left.splitlines() if not path.startswith(mine)]
        expect(not others, f"left behind: {others}")
        expect(self.machine.try_run("nft list table inet pi_crm").returncode != 0, "the firewall")
        expect(self.machine.try_run("systemctl is-active pi-crm").returncode != 0, "it still runs")
        self.run(f"test -s {DATA}/pi-crm.db && test -s /etc/pi-crm/database.key")
        self.run(f"{HERE}/install.sh")
        self.knows("Leilani", "Keanu")
        self.ok("uninstalled, the data kept; installed again, the data is there")

    def settled(self):
        self.run("systemctl is-active pi-crm pi-crm-firewall pi-crm-backup.timer")
        left = self.run("ls /var/lib/pi-crm-upgrade /etc/systemd/system/pi-crm.service.d")
        expect("trial" not in left and "snapshot" not in left and "putting" not in left, left)

    def write_broken(self, fault):
        text = f'#!/bin/sh\n[ "$1" = serve ] || {{ echo pi-crm broken; exit; }}\n{fault}\n'
        Path(self.inside("/opt/broken")).write_text(text)
        self.run("chmod 755 /opt/broken")

    def knows(self, *names):
        found = self.person("contacts").split()
        expect(sorted(found) == sorted(names), f"contacts: {found}")

    def person(self, *what):
        visit = ["python3", str(ROOT / "tests/image/person.py"), HOME[0]]
        got = self.machine.at_home([*visit, self.inside(f"{DATA}/tls/ca.pem"), *what])
        expect(got.returncode == 0, f"{what}: {got.stdout}{got.stderr}")
        return got.stdout

    def inside(self, path):
        return str(self.machine.root) + path

    def ok(self, what):
        print(f"{self.suite}: {what}", flush=True)


def wait_until(holds, what):
    until = time.monotonic() + WAITS_FOR_S
    while time.monotonic() < until:
        if holds():
            return
        time.sleep(1)
    raise AssertionError(f"not within {WAITS_FOR_S} s: {what}")


def expect(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


if __name__ == "__main__":
    main(sys.argv[1:])
