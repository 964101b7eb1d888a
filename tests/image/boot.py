#!/usr/bin/env python3
"""The image, started in an emulated computer (aarch64) with networks of its own: from a fresh card
to the first contact, a power cut in the middle of writing, and what came through it.

tests/image/boot.py [IMAGE]; without one, target/dist/pi-crm.img. As root.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from emulated import Card, Computer, copy_from_drive, make_drive
from house import BOX_AWAY6, BOX_HOME6, House
from machine import AWAY, CACHE, HOME, ROOT, end_orderly_when_told_to
from neighbour import Neighbour, health

# Emulation on a busy machine; a Pi needs a fiftieth of it.
BOOTS_WITHIN_S = 2400
SOON_S = 900
DAY_S = 86_400
WRITTEN_BEFORE_THE_CUT = 40
CODE_ON_CARD = "pi-crm-set-up-code.txt"
# As an editor on another computer leaves it; with mistakes.
MISTAKES = """\ufeffhostname=kitchen\r
wifi_country=UK\r
wifi_name=Under the mango tree\r
wifi_password=a secret of the house\r
favourite_colour=green\r
timezone=Pacific/Honolulu\r
"""
CORRECTED = MISTAKES.replace("UK", "GB").replace("favourite_colour=green", "locale=de_DE.UTF-8")


def main(image):
    if not image.exists():
        sys.exit(f"{image} is missing: run make image first")
    end_orderly_when_told_to()
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="boot-", dir=CACHE))
    with House(folder) as house:
        story = Story(image, house, folder)
        try:
            story.tell()
        except BaseException:
            print(f"What was left behind: {folder}; the consoles' last lines:")
            for console in sorted(folder.glob("console-*.log")):
                print(f"== {console.name}\n{console.read_text(errors='replace')[-3000:]}")
            raise
        finally:
            story.summary()
    shutil.rmtree(folder)


class Story:
    def __init__(self, image, house, folder):
        self.house, self.folder = house, folder
        self.near = Neighbour(house, folder)
        self.card = Card(image, folder)
        self.box = Computer(self.card, house, folder)
        self.began = time.monotonic()
        self.passed = []
        self.image, self.drive = image, folder / "drive.img"

    def tell(self):
        for step in self.steps():
            step()

    def steps(self):
        return [
            self.starts_without_network_or_clock,
            self.serves_at_home,
            self.refuses_elsewhere,
            self.takes_settings_with_mistakes,
            self.first_run,
            self.learns_the_time,
            self.writes_until_the_power_is_cut,
            self.starts_again,
            self.waited_for_the_time,
            self.took_the_corrected_settings,
            self.is_sound,
            self.backs_up_to_a_drive,
            self.bears_a_full_card,
            self.is_whole_after_switching_off,
            self.moves_to_a_new_box,
        ]

    # The first start.

    def starts_without_network_or_clock(self):
        self.card.write("pi-crm.txt", MISTAKES.encode())
        self.box.switch_on(is_plugged_in=False)
        shown = lambda: self.card.read(CODE_ON_CARD)  # noqa: E731
        self.until("the set-up code on the card", shown, BOOTS_WITHIN_S)
        self.code = shown().split(":")[-1].strip()
        self.until("the same code on the console", lambda: self.code in self.box.shown())
        self.ok("a fresh card without network, in 1970: starts; the code is on card and console")

    def serves_at_home(self):
        self.box.plug_in_cables()
        ca = f"http://{HOME[0]}/ca.pem"
        self.until("the CA", lambda: self.near.fetch(ca, "-o", self.near.ca) == 0)
        for host in (HOME[0], f"[{BOX_HOME6}]"):
            self.until(f"HTTPS at {host}", lambda host=host: self.near.trusts(health(host)))
        for name in ("kitchen.local", "pi-crm.local"):
            found = lambda name=name: self.near.address_of(name) == HOME[0]  # noqa: E731
            self.until(f"the name {name}", found)
        there = ["--resolve", f"kitchen.local:443:{HOME[0]}"]
        expect(self.near.trusts(health("kitchen.local"), *there), "its certificate is of others")
        self.ok("a neighbour at home is served by HTTPS that it can check: by name, IPv4, IPv6")

    def refuses_elsewhere(self):
        # It answers to a ping, so what is refused does get there.
        for host in (AWAY[0], BOX_AWAY6):
            ping = ["ping", "-c", "1", "-W", "20", host]
            self.until(f"a ping to {host}", lambda ping=ping: self.near.asks(*ping) == 0)
        for host in (AWAY[0], f"[{BOX_AWAY6}]"):
            for url in (health(host), f"http://{host}/"):
                # 7: refused at once, rather than left to time out.
                got = self.near.fetch(url, "--insecure")
                expect(got == 7, f"from elsewhere {url} was not refused: curl says {got}")
        got = self.near.fetch(f"http://{HOME[0]}:22")
        expect(got == 7, f"SSH is open, and nobody asked for it: curl says {got}")
        self.ok("who is not at home is refused, by IPv4 and IPv6; SSH is off")

    def takes_settings_with_mistakes(self):
        told = self.card.read("pi-crm-problems.txt")
        expect("wifi_country=UK" in told and "favourite_colour" in told, f"problems: {told}")
        expect("a secret" not in told + self.box.shown(), "the Wi-Fi password was told")
        self.ok("settings with CRLF, BOM and mistakes: taken, and the mistakes told on the card")

    def first_run(self):
        expect(self.near.clock_is_off_by_s() > DAY_S, "the clock was meant to be wrong")
        self.near.person("first-run", self.code)
        self.until("the used code's end", lambda: self.card.read(CODE_ON_CARD) is None)
        self.ok("the first run is completed, with a clock that is wrong; the code is gone")

    def learns_the_time(self):
        self.house.tell_the_time()
        self.until("the time from the network", lambda: self.near.clock_is_off_by_s() < 60)
        self.near.person("contact", "Leilani")
        self.ok("the time comes, and the first contact is made")

    def writes_until_the_power_is_cut(self):
        told = self.folder / "saved.log"
        saved = lambda: told.read_text().split() if told.exists() else []  # noqa: E731
        writer = self.house.start(self.near.visit("keep-writing", "Saved"), "saved")
        self.until(f"{WRITTEN_BEFORE_THE_CUT} contacts", lambda: goes_on(writer, told)
                   and len(saved()) >= WRITTEN_BEFORE_THE_CUT)  # fmt: skip
        self.box.cut_power()
        writer.kill()
        writer.wait()
        self.saved = ["Leilani", *saved()]
        self.ok(f"the power is cut after {len(self.saved)} contacts were told to be saved")

    # The second start.

    def starts_again(self):
        self.house.forget_the_time()
        corrected = f"{CORRECTED}ssh_key={self.near.make_key()}"
        self.card.write("pi-crm.txt", corrected.encode())
        self.card.write("ssh", b"")
        self.box.switch_on()
        self.until("HTTPS", lambda: self.near.trusts(health()), BOOTS_WITHIN_S)
        found = set(self.near.person("contacts").split())
        lost = [name for name in self.saved if name not in found]
        expect(not lost, f"{len(lost)} of {len(self.saved)} that were saved are lost: {lost}")
        self.ok(f"after the power cut it starts, and all {len(self.saved)} contacts are there")

    def waited_for_the_time(self):
        self.until("SSH, by the file and the key", lambda: self.near.can("true"))
        started = "systemctl is-active pi-crm-backup.timer"
        expect(not self.near.can(started), "the backup's timer did not wait for the time")
        self.house.tell_the_time()
        self.until("the timer that waits for the time", lambda: self.near.can(started))
        expect(self.near.clock_is_off_by_s() < 60, "the timer started before the time came")
        self.ok("SSH is on, as asked; what goes by the calendar waits until the time is known")

    def took_the_corrected_settings(self):
        told = self.card.read("pi-crm-problems.txt")
        expect(told is None, f"problems: {told}")
        expect("a secret" not in self.card.read("pi-crm.txt"), "the password is still on the card")
        wifi = "/etc/wpa_supplicant/wpa_supplicant-wlan0.conf"
        got = self.near.run(f"hostname; cat /etc/locale.conf {wifi}; readlink -f /etc/localtime")
        for part in ("kitchen", "LANG=de_DE.UTF-8", "country=GB", "psk=", "Pacific/Honolulu"):
            expect(part in got, f"{part} is missing: {got}")
        # A radio of the kernel's own making: what is written must please the real program.
        self.near.run("modprobe mac80211_hwsim radios=1")
        started = "systemctl is-active wpa_supplicant@wlan0"
        self.until("Wi-Fi, on a radio made up", lambda: self.near.can(started))
        self.near.run("rmmod mac80211_hwsim")
        self.ok("name, place, language, Wi-Fi and SSH are as the corrected file says")

    def is_sound(self):
        state = self.near.ssh("systemctl is-system-running --wait").stdout.strip()
        failed = self.near.run("systemctl --failed --no-legend --plain")
        expect(state == "running", f"the system is {state}: {failed}")
        restarts = self.near.run("systemctl show pi-crm -p NRestarts --value")
        expect(restarts == "0", f"pi-crm was started again {restarts} times")
        # The boot partition is of the system's half.
        for place, least in (("/", 1400), ("/data", 1700)):
            size = int(self.near.run(f"df -BM --output=size {place} | tail -n 1").strip(" M"))
            expect(size > least, f"{place} has {size} MB of a card of 4 GiB")
        print(self.near.run("free -m | head -n 2; systemd-analyze time | head -n 1"))
        self.ok("every unit is well; system and data have half of the card each")

    def backs_up_to_a_drive(self):
        copied = self.folder / "backups"
        make_drive(self.drive)
        self.box.plug_in_drive(self.drive)
        mounted = "mountpoint -q /media/pi-crm/usb"
        self.until("the drive", lambda: self.near.can(mounted))
        # What the timer starts, unless the server has noticed the drive before.
        self.near.run("systemctl start pi-crm-backup.service")
        due = "journalctl -u pi-crm -u pi-crm-backup | grep -E 'backup done.*USB|USB drive: .*age'"
        self.until("the backup that was due", lambda: self.near.can(due))
        last = self.near.backs_up()["usb"]
        expect(last["went_well"], f"the backup: {last}")
        self.box.pull_out_drive()
        self.until("the drive's end", lambda: not self.near.can(mounted))
        last = self.near.backs_up()["usb"]
        expect("Plug in the drive" in (last["problem"] or ""), f"without the drive: {last}")
        copy_from_drive(self.drive, "pi-crm-backups", copied)
        self.can_be_opened(copied)
        self.ok("a drive that is plugged in gets what is due and one by hand: sealed, whole")

    def can_be_opened(self, copied):
        key = self.folder / "recovery.key"
        key.write_text(self.near.run("cat /etc/pi-crm/recovery.key"))
        self.sheet = key.read_text().split()[-1]
        backups = sorted(copied.glob("pi-crm-*.tar.zst.age"))
        # Of those of one day the newest is kept. The drive was pulled out as soon as it was made.
        expect(len(backups) == 1, f"on the drive: {list(copied.iterdir())}")
        for backup in backups:
            opened = f"age -d -i {key} {backup} | zstd -d | tar -t"
            held = subprocess.run(["sh", "-c", opened], capture_output=True, text=True)
            expect("pi-crm.db" in held.stdout, f"{backup.name}: {held}")

    def bears_a_full_card(self):
        free = "$(df -B1 --output=avail /data | tail -n 1)"
        self.near.ssh(f"fallocate -l {free} /data/room; cat /dev/zero > /data/filler")
        # What the database has room for within its own files is still taken.
        got = self.near.try_person("keep-writing", "Crowded")
        expect("disk is full" in got.stderr, f"on a full card: {got}")
        self.near.run("rm /data/filler /data/room")
        found = set(self.near.person("contact", "Keanu").split())
        expect({"Leilani", "Keanu", *got.stdout.split()} <= found, f"after the full card: {found}")
        self.ok("a full card is told, and harms nothing; with room again all goes on")

    def is_whole_after_switching_off(self):
        self.near.ssh("systemctl poweroff")
        self.until("the end", lambda: not self.box.is_on())
        for number, begin, _ in self.card.partitions():
            if number > 1:
                check = ["e2fsck", "-fn", f"{self.card.path}?offset={begin}"]
                got = subprocess.run(check, capture_output=True, text=True)
                expect(got.returncode == 0, f"partition {number}: {got.stdout}")
        self.ok("switched off, the card's file systems are whole")

    # Another box.

    def moves_to_a_new_box(self):
        self.box.card = self.card = Card(self.image, self.folder)
        self.box.switch_on()
        self.box.plug_in_drive(self.drive)
        shown = lambda: self.card.read(CODE_ON_CARD)  # noqa: E731
        self.until("the new box's set-up code", shown, BOOTS_WITHIN_S)
        old, self.near.ca = self.near.ca, self.folder / "new-ca.pem"
        ca = f"http://{HOME[0]}/ca.pem"
        self.until("its CA", lambda: self.near.fetch(ca, "-o", self.near.ca) == 0)
        restores = ["restore", shown().split(":")[-1].strip(), self.sheet]
        self.until("the restore", lambda: self.near.try_person(*restores).returncode == 0)
        self.near.ca = old
        self.until("what was restored", lambda: self.near.trusts(health()))
        found = set(self.near.person("contacts").split())
        expect(set(self.saved) <= found, f"not restored: {set(self.saved) - found}")
        self.box.cut_power()
        self.ok("a new box restores the drive's backup: all are there, its certificate is known")

    def until(self, what, holds, within_s=SOON_S):
        begun = time.monotonic()
        print(f"{self.clock()}  … waiting for {what} (at most {within_s} s)", flush=True)
        while not holds():
            expect(self.box.is_on(), f"the emulator ended before {what}")
            expect(time.monotonic() - begun < within_s, f"not within {within_s} s: {what}")
            time.sleep(2)

    def clock(self):
        return f"{time.monotonic() - self.began:6.0f} s"

    def ok(self, what):
        self.passed.append(what)
        print(f"{self.clock()}  {what}", flush=True)

    def summary(self):
        print(f"\nThe image, emulated: {len(self.passed)} of {len(self.steps())} steps hold")
        for what in self.passed:
            print(f"  {what}")


def goes_on(writer, told):
    expect(writer.poll() is None, f"the writer ended: {told.read_text()[-500:]}")
    return True


def expect(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/dist/pi-crm.img"))
