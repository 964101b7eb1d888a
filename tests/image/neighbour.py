"""What a neighbour in the house of an emulated box can do: ask it, visit it as a person, administer
it by SSH."""

import email.utils
import json
import subprocess
import sys
import time

from machine import HOME, ROOT

ANSWERS_WITHIN_S = 900


class Neighbour:
    def __init__(self, house, folder):
        self.house = house
        self.ca, self.key = folder / "ca.pem", folder / "id"

    def fetch(self, url, *more):
        """curl's own code: 0 served, 7 refused, 28 no answer."""
        options = ["-sS", "--fail", "--max-time", "60", "--connect-timeout", "30"]
        quiet = [] if "-o" in more else ["-o", "/dev/null"]
        return self.asks("curl", *options, *quiet, *more, url)

    def trusts(self, url, *more):
        """Whether it answers with a certificate that the household's own CA has signed."""
        return self.fetch(url, "--cacert", self.ca, *more) == 0

    def asks(self, *command):
        return self.house.try_do([str(each) for each in command], ANSWERS_WITHIN_S).returncode

    def address_of(self, name):
        asking = [sys.executable, str(ROOT / "tests/image/ask_name.py"), HOME[1], name]
        return self.house.try_do(asking).stdout.strip()

    def clock_is_off_by_s(self):
        """How wrong the box's clock is, as its answers say."""
        head = ["curl", "-sSI", "--insecure", "--max-time", "60", health()]
        said = self.house.try_do(head).stdout.splitlines()
        date = [line[5:].strip() for line in said if line.lower().startswith("date:")]
        if not date:
            return float("inf")
        return abs(time.time() - email.utils.parsedate_to_datetime(date[0]).timestamp())

    def visit(self, *what):
        """The command of a visit; it is for longer ones to be started and left."""
        visitor = str(ROOT / "tests/image/person.py")
        return [sys.executable, "-u", visitor, HOME[0], str(self.ca), *what]

    def try_person(self, *what):
        return self.house.try_do(self.visit(*what), ANSWERS_WITHIN_S)

    def person(self, *what):
        got = self.try_person(*what)
        if got.returncode != 0:
            raise AssertionError(f"{what}: {got.stdout}{got.stderr}")
        return got.stdout

    def backs_up(self):
        """What became of a backup to each kind of place."""
        return json.loads(self.person("back-up"))

    def make_key(self):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key)]
        subprocess.run(make, check=True)
        return self.key.with_suffix(".pub").read_text()

    def ssh(self, command):
        options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "ConnectTimeout=60"]
        ask = ["ssh", "-q", "-i", str(self.key), *(f"-o{option}" for option in options)]
        return self.house.try_do([*ask, f"root@{HOME[0]}", command], ANSWERS_WITHIN_S)

    def can(self, command):
        return self.ssh(command).returncode == 0

    def run(self, command):
        got = self.ssh(command)
        if got.returncode != 0:
            raise AssertionError(f"{command}: {got.stdout}{got.stderr}")
        return got.stdout.strip()


def health(host=HOME[0]):
    return f"https://{host}/health"
