#!/usr/bin/env python3
"""Visits a pi-crm over HTTPS, from wherever it is started: person.py ADDRESS CA VERB [WHAT]

first-run CODE      becomes the first user
unlock PASSPHRASE   lets everybody in, where it is locked
restore CODE KEY    on a new box, from the newest backup that it finds
contact NAME        makes one
contacts            names all
keep-writing NAME   makes contacts without end, and says each when it was told that it is saved
back-up             asks for backups, waits for them, and tells what became of each
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "cross"))
import test as product  # noqa: E402


class Box:
    """What a browser needs to know of a server."""

    https = 443

    def __init__(self, ca):
        self.ca = ca

    def authority(self):
        return self.ca

    def fail(self, why):
        product.fail(why)


def main(address, ca, what, said=None, key=None):
    browser = product.Browser(Box(ca))
    browser.origin = f"https://{address}"
    if what == "first-run":
        product.first_run(browser, said)
        return
    if what == "unlock":
        locked = browser.open("/", accepts=503)
        browser.submit(locked, {"passphrase": said})
        return
    if what == "restore":
        browser.submit(browser.open("/first-run/restore"), {"code": said, "recovery_secret": key})
        return
    product.log_in(browser)
    if what == "contact":
        make(browser, workspace(browser), said)
    if what == "keep-writing":
        keep_writing(browser, said)
    if what == "back-up":
        back_up(browser)
        return
    for contact in contacts(browser):
        print(contact["first_name"])


def make(browser, home, name):
    browser.api("POST", "/api/contacts", {"workspace": home, "first_name": name})


def keep_writing(browser, name):
    home = workspace(browser)
    # Less than a hundred a minute are let through.
    for number in range(1, 1000):
        begun = time.monotonic()
        make(browser, home, f"{name}-{number}")
        print(f"{name}-{number}", flush=True)
        time.sleep(max(0, 0.7 - (time.monotonic() - begun)))


def contacts(browser):
    home, cursor = workspace(browser), ""
    while cursor is not None:
        page = browser.api("GET", f"/api/contacts?workspace={home}&limit=200{cursor}")
        yield from page["contacts"]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"


def back_up(browser):
    targets = browser.api("POST", "/api/backups", {})["targets"]
    while any(target["at_work"] for target in targets):
        time.sleep(2)
        targets = browser.api("GET", "/api/backups")["targets"]
    print(json.dumps({target["kind"]: target["last"] for target in targets}))


def workspace(browser):
    found = browser.api("GET", "/api/workspaces")["workspaces"]
    if not found:
        return browser.api("POST", "/api/workspaces", {"name": "Home"})["workspace"]["id"]
    return found[0]["id"]


if __name__ == "__main__":
    main(*sys.argv[1:])
