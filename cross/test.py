#!/usr/bin/env python3
"""Starts a static binary and uses it over HTTPS as a person would: first run, log in, a contact.

cross/test.py [aarch64|x86_64]: takes target/dist/pi-crm-<arch>, under qemu-user where this machine
is another one. Only Python's own library is used.
"""

import http.client
import http.cookiejar
import json
import os
import platform
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMAIL = "andy@example.test"
PASSWORD = "a lantern under the mango tree"
# Emulation is slow, and the first start makes keys, a database and certificates.
READY_WITHIN_S = 180
ANSWER_WITHIN_S = 60
STOP_WITHIN_S = 60


def main(arch):
    binary = ROOT / "target/dist" / f"pi-crm-{arch}"
    if not binary.exists():
        fail(f"{binary.relative_to(ROOT)} is missing; run cross/build.sh {arch} first")
    command = [*emulator(arch), str(binary)]
    with tempfile.TemporaryDirectory(prefix="pi-crm-cross-") as folder, Server(
        command, Path(folder)
    ) as server:
        browser = Browser(server)
        first_run(browser, server.setup_code())
        client = Browser(server)
        log_in(client)
        contact = create_contact(client)
        read_back(client, contact)
        server.stop()
    print(f"{binary.name}: first run, login, workspace and contact over HTTPS, clean stop")


def emulator(arch):
    if platform.machine() == arch:
        return []
    qemu = f"qemu-{arch}-static"
    if not shutil.which(qemu):
        install("qemu-user-static")
    return [qemu]


def install(package):
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        fail(f"install the package {package} first")
    subprocess.run([*sudo, "apt-get", "install", "--yes", "--quiet", package], check=True)


class Server:
    """The product in a data folder of its own, on loopback."""

    def __init__(self, command, folder):
        self.folder = folder
        self.https, self.http = free_ports(2)
        self.log = open(folder / "output", "w+b")
        arguments = [
            "serve",
            "--data-dir", str(folder / "data"),
            "--key-file", str(folder / "key"),
            "--https", f"127.0.0.1:{self.https}",
            "--http", f"127.0.0.1:{self.http}",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            [*command, *arguments], stdout=self.log, stderr=subprocess.STDOUT
        )

    def __enter__(self):
        try:
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def wait_until_ready(self):
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self.fail(f"it ended with exit code {self.process.returncode}")
            try:
                with socket.create_connection(("127.0.0.1", self.https), timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        self.fail(f"it was not ready within {READY_WITHIN_S} s")

    def authority(self):
        """The household's own CA, so that the certificate is really checked."""
        for name in ("ca.pem", "ca.crt"):
            for path in (self.folder / "data").rglob(name):
                return path
        self.fail("there is no CA certificate in the data folder")

    def setup_code(self):
        path = self.folder / "data/setup-code"
        if not path.exists():
            self.fail("there is no set-up code in the data folder")
        return path.read_text().strip()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.fail(f"it did not stop within {STOP_WITHIN_S} s of SIGTERM")
        if code != 0:
            self.fail(f"it stopped with exit code {code}")

    def fail(self, why):
        self.log.seek(0)
        sys.stderr.buffer.write(self.log.read())
        fail(why)


class Browser:
    """Cookies, checked certificates, forms by the names of their fields."""

    def __init__(self, server):
        self.server = server
        self.origin = f"https://127.0.0.1:{server.https}"
        self.csrf = None
        context = ssl.create_default_context(cafile=server.authority())
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            urllib.request.ProxyHandler({}),
        )

    def open(self, path, data=None, headers=None, method=None, accepts=None):
        """Also an error, where it is the one that is expected."""
        url = urllib.parse.urljoin(self.origin, path)
        request = urllib.request.Request(url, data, headers or {}, method=method)
        if data is not None:
            request.add_header("Origin", self.origin)
        try:
            with self.opener.open(request, timeout=ANSWER_WITHIN_S) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            if error.code == accepts:
                return error.url, text
            self.server.fail(f"{request.get_method()} {path} answered {error.code}: {text}")
        except (OSError, http.client.HTTPException) as error:
            self.server.fail(f"{request.get_method()} {path}: {error}")

    def submit(self, page, values):
        """Fills in the one form of the page that has all these fields, and sends it."""
        url, text = page
        for form in forms(text):
            if values.keys() <= form.fields.keys():
                data = urllib.parse.urlencode(form.fields | values).encode()
                return self.open(urllib.parse.urljoin(url, form.action), data)
        self.server.fail(f"no form at {url} has the fields {', '.join(values)}:\n{text}")

    def api(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        if self.csrf:
            headers["X-CSRF-Token"] = self.csrf
        _, text = self.open(path, data, headers, method)
        answer = json.loads(text)
        if answer["error"] is not None:
            self.server.fail(f"{method} {path}: {answer['error']}")
        return answer["data"]


class Form:
    def __init__(self, action):
        self.action = action
        self.fields = {}


class FormParser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.inside = False
        self.select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append(Form(attrs.get("action") or ""))
            self.inside = True
        elif tag == "option" and self.select:
            if "selected" in attrs or self.select not in self.forms[-1].fields:
                self.forms[-1].fields[self.select] = attrs.get("value") or ""
        elif tag == "select" and self.inside:
            self.select = attrs.get("name")
        elif tag in ("input", "textarea") and self.inside and attrs.get("name"):
            kind = attrs.get("type")
            if kind not in ("checkbox", "radio") or "checked" in attrs:
                self.forms[-1].fields[attrs["name"]] = attrs.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None


def forms(text):
    parser = FormParser()
    parser.feed(text)
    return parser.forms


def first_run(browser, code):
    page = browser.open("/")
    browser.submit(
        page, {"code": code, "name": "Andy", "email": EMAIL, "password": PASSWORD}
    )


def log_in(client):
    answer = client.api("POST", "/api/auth/login", {"email": EMAIL, "password": PASSWORD})
    client.csrf = answer["csrf_token"]


def create_contact(client):
    made = client.api("POST", "/api/workspaces", {"name": "Loan Factory"})
    made = client.api(
        "POST",
        "/api/contacts",
        {
            "workspace": made["workspace"]["id"],
            "first_name": "Leilani",
            "last_name": "Kealoha",
            "primary_email": "leilani@example.test",
        },
    )
    return made["contact"]


def read_back(client, contact):
    found = client.api("GET", f"/api/contacts/{contact['id']}")
    for field in ("first_name", "last_name", "primary_email"):
        if found[field] != contact[field]:
            client.server.fail(f"{field} came back as {found[field]!r}")
    if found["last_name"] != "Kealoha":
        client.server.fail(f"the contact came back as {found}")


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def fail(why):
    sys.exit(f"cross/test.py: {why}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "aarch64")
