# SPDX-License-Identifier: EUPL-1.2
"""The service under test, started on a free port, and ways to talk to it: as a client, as a browser
without a script, and byte by byte."""

import html.parser
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

MITROA = os.environ["MITROA"]
ROOT = os.environ["TEST_ROOT"]
SLOW = 4 if os.environ.get("TEST_SANITIZED") else 1  # the sanitizers take their time

_count = _failed = 0


def check(sentence, holds, why=""):
    """One line of TAP; `why` becomes diagnostics."""
    global _count, _failed
    _count += 1
    if holds:
        print(f"ok {_count} - {sentence}")
    else:
        _failed += 1
        print(f"not ok {_count} - {sentence}")
        for line in str(why).splitlines()[:20]:
            print(f"#   {line[:300]}")
    sys.stdout.flush()


def skip(sentence, why):
    global _count
    _count += 1
    print(f"ok {_count} - {sentence} # SKIP {why}")


def end():
    print(f"1..{_count}")
    sys.exit(1 if _failed else 0)


def sql(statement):
    """As the superuser, one value or several lines."""
    run = subprocess.run([f"{ROOT}/api/cluster", "psql", os.environ["TEST_STATE"], "-d", os.environ["PGDATABASE"],
                          "-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement],
                         capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0:
        raise SystemExit(f"Bail out! {run.stderr}")
    return run.stdout.strip()


class Locked:
    """The audit's table locked by somebody else, for as long as the block lasts."""

    def __enter__(self):
        self.process = subprocess.Popen([f"{ROOT}/api/cluster", "psql", os.environ["TEST_STATE"], "-d",
                                         os.environ["PGDATABASE"], "-qAt", "-v", "ON_ERROR_STOP=1"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write("BEGIN; LOCK TABLE audit.entry IN ACCESS EXCLUSIVE MODE; SELECT 'locked';\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "locked"
        return self

    def __exit__(self, *_):
        self.process.communicate("ROLLBACK;\n", timeout=60)


def mitroa(*arguments, stdin=""):
    run = subprocess.run([MITROA, *arguments], input=stdin, capture_output=True, text=True, timeout=60 * SLOW,
                         check=False)
    if run.returncode != 0:
        raise SystemExit(f"Bail out! mitroa {' '.join(arguments)}: {run.stderr}")
    return run.stdout.strip()


class Service:
    """mitroa serve, until stop()."""

    def __init__(self, *options, wait=True):
        self.log = open(os.path.join(os.environ["TEST_SCRATCH"], f"serve-{time.time_ns()}.log"), "w+b")
        self.process = subprocess.Popen([MITROA, "serve", "--port", "0", *options], stdout=subprocess.PIPE,
                                        stderr=self.log, stdin=subprocess.DEVNULL)
        self.url = self.process.stdout.readline().decode().strip()
        if not self.url:
            raise SystemExit(f"Bail out! the service does not start: {self.errors()}")
        self.port = int(self.url.rsplit(":", 1)[1])
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self):
        until = time.monotonic() + 30 * SLOW
        while time.monotonic() < until:
            if self.get("/readyz").status == 200:
                return
            time.sleep(0.1)
        raise SystemExit(f"Bail out! the service is not ready: {self.errors()}")

    def errors(self):
        self.log.flush()
        with open(self.log.name, "rb") as log:
            return log.read().decode(errors="replace")

    def stop(self, how=signal.SIGTERM, seconds=20):
        """The exit status, None if it had to be killed."""
        self.process.send_signal(how)
        try:
            return self.process.wait(seconds * SLOW)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def request(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20 * SLOW)
        if self.process.poll() is not None:
            raise SystemExit(f"Bail out! the service ended with {self.process.returncode}: {self.errors()}")
        try:
            connection.request(method, target, body, headers or {})
            return Response(connection.getresponse())
        finally:
            connection.close()

    def get(self, target, **headers):
        return self.request("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def ask(self, question, token=None, **headers):
        body = question if isinstance(question, (str, bytes)) else json.dumps(question)
        headers = {"Content-Type": "application/json",
                   **{k.replace("_", "-"): v for k, v in headers.items()}}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.request("POST", "/v1/entitlements", body.encode() if isinstance(body, str) else body, headers)

    def raw(self, data, expect=1, seconds=5):
        """All that comes back for these bytes: until the service closes, or falls silent after
        `expect` responses."""
        if isinstance(data, str):
            data = data.encode()
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds * SLOW) as s:
            answer = b""
            try:
                s.sendall(data)
                while True:
                    s.settimeout(0.2 * SLOW if complete_responses(answer) >= expect else seconds * SLOW)
                    chunk = s.recv(65536)
                    if not chunk:
                        break
                    answer += chunk
            except (TimeoutError, ConnectionResetError, BrokenPipeError):
                pass
        return answer


def complete_responses(answer):
    n = 0
    while True:
        head, found, rest = answer.partition(b"\r\n\r\n")
        if not found:
            return n
        length = re.search(rb"(?im)^content-length: *([0-9]+)", head)
        size = int(length[1]) if length else 0
        if len(rest) < size:
            return n
        n += 1
        answer = rest[size:]


class Response:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.body)

    def pointers(self):
        return [error["pointer"] for error in self.json.get("errors", [])]


class Form(html.parser.HTMLParser):
    """The fields of the form that goes to `action`, as a browser would send them untouched."""

    def __init__(self, page, action):
        super().__init__()
        self.wanted, self.inside, self.select, self.fields = action, False, None, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "form":
            self.inside = at.get("action", "").split("#")[0] == self.wanted
        elif self.inside and tag == "input" and at.get("name"):
            if at.get("type") not in ("radio", "checkbox") or "checked" in at:
                self.fields.append((at["name"], at.get("value", "")))
        elif self.inside and tag == "select":
            self.select = at.get("name")
        elif self.inside and tag == "option" and self.select and "selected" in at:
            self.fields.append((self.select, at.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None


class Browser:
    """Keeps cookies, follows redirects, sends Origin with forms; runs no script."""

    def __init__(self, service):
        self.service, self.cookies, self.page, self.path = service, {}, None, "/"

    def _keep(self, response):
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, value = re.match(r"([^=]+)=([^;]*)", cookie).groups()
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        self.page = response
        if response.status == 303:
            return self.open(response.headers["Location"])
        return response

    def _headers(self):
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}

    def open(self, path):
        self.path = path
        return self._keep(self.service.request("GET", path, headers=self._headers()))

    def send(self, action, fields, **headers):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.service.url,
                   **self._headers(), **{k.replace("_", "-"): v for k, v in headers.items()}}
        headers = {k: v for k, v in headers.items() if v is not None}
        return self._keep(self.service.request("POST", action, urllib.parse.urlencode(fields), headers))

    def submit(self, action, **changes):
        """The form of the page that is open, with some fields changed."""
        changes = {k.replace("__", "."): v for k, v in changes.items()}
        fields = [(k, v) for k, v in Form(self.page.text, action).fields if k not in changes]
        return self.send(action, fields + list(changes.items()))

    def log_in(self, login, password):
        self.open("/login")
        return self.submit("/login", login=login, password=password)
