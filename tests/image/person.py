#!/usr/bin/env python3
"""Visits a pi-crm over HTTPS, from wherever it is started: person.py ADDRESS CA first-run CODE,
or person.py ADDRESS CA contact NAME to make one, or person.py ADDRESS CA contacts to name all."""

import sys
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


def main(address, ca, what, said=None):
    browser = product.Browser(Box(ca))
    browser.origin = f"https://{address}"
    if what == "first-run":
        product.first_run(browser, said)
        return
    product.log_in(browser)
    if what == "contact":
        make(browser, said)
    for contact in contacts(browser):
        print(contact["first_name"])


def make(browser, name):
    body = {"workspace": workspace(browser), "first_name": name}
    browser.api("POST", "/api/contacts", body)


def contacts(browser):
    return browser.api("GET", f"/api/contacts?workspace={workspace(browser)}")["contacts"]


def workspace(browser):
    found = browser.api("GET", "/api/workspaces")["workspaces"]
    if not found:
        return browser.api("POST", "/api/workspaces", {"name": "Home"})["workspace"]["id"]
    return found[0]["id"]


if __name__ == "__main__":
    main(*sys.argv[1:])
