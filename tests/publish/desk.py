# SPDX-License-Identifier: EUPL-1.2
"""The service as publishers and approvers of two municipalities meet it."""
import json
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, os.path.join(os.environ["TEST_ROOT"], "tests", "api"))

from service import SLOW, Browser, Form, Service, check, end, mitroa, sql  # noqa: E402,F401
from workbook import grocery, multipart, workbook  # noqa: E402,F401

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSWORD = "ένα μακρύ συνθηματικό 42"
ACCOUNTS = {  # login: role, structure
    "kalamata": ("adviser", "KK-4401"),
    "writer": ("publisher", "DK-4401"),
    "second": ("publisher", "DK-4401"),
    "approver": ("approver", "DK-4401"),
    "trikala": ("publisher", "KK-2601"),
    "trikala2": ("approver", "KK-2601"),
}
GREEK = re.compile("[α-ωά-ώ]{3}")


class Desk:
    def __init__(self):
        self.tokens = {}
        for login, (role, structure) in ACCOUNTS.items():
            mitroa("account", "add", login, "--role", role, "--structure", structure, "--name", f"Δοκιμή {login}",
                   "--password-stdin", "--if-missing", stdin=PASSWORD + "\n")
            self.tokens[login] = mitroa("account", "token", login).split()[-1]
        # The second person of the first municipality is both: and still may not approve what he wrote.
        mitroa("account", "role", "second", "--role", "approver", "--structure", "DK-4401")
        self.service = Service()

    def request(self, method, target, who, body=None, **headers):
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        headers["Authorization"] = f"Bearer {self.tokens[who]}"
        return self.service.request(method, target, body, headers)

    def show(self, draft, who="writer"):
        return self.request("GET", f"/v1/drafts/{draft}", who)

    def wait(self, draft, who="writer"):
        """The draft once nothing runs for it any more."""
        until = time.monotonic() + 60 * SLOW
        while time.monotonic() < until:
            answer = self.show(draft, who).json
            if "work" not in answer:
                raise SystemExit(f"Bail out! draft {draft}: {answer} {self.service.errors()}")
            if not answer["work"]:
                return answer
            time.sleep(0.05)
        raise SystemExit(f"Bail out! draft {draft} does not come to an end: {self.service.errors()}")

    def upload(self, content, who="writer", media_type=XLSX):
        answer = self.request("POST", "/v1/drafts", who, content, Content_Type=media_type)
        return answer.json["draft"] if answer.status == 202 else answer

    def step(self, draft, word, who, revision=None, **body):
        if revision is None:
            revision = self.show(draft, who).json.get("revision", 1)
        return self.request("POST", f"/v1/drafts/{draft}/{word}", who, json.dumps(body).encode(),
                            Content_Type="application/json", If_Match=f'"{revision}"')

    def publish(self, content, writer="writer", approver="approver"):
        draft = self.upload(content, writer)
        self.wait(draft, writer)
        self.step(draft, "submit", writer)
        self.step(draft, "approve", approver)
        return draft, self.wait(draft, writer)

    def answer(self, version, facts=None, place="4401"):
        """What an adviser is told, once the service answers from this register version or a later one."""
        question = {"person": {"facts": facts or {"income_year": 3000, "members": 1}},
                    "place": {"municipality": place}, "include": "all"}
        until = time.monotonic() + 30 * SLOW
        while time.monotonic() < until:
            answer = self.service.ask(question, self.tokens["kalamata"])
            if answer.status == 200 and answer.json["register_version"] >= version:
                return answer
            time.sleep(0.1)
        raise SystemExit(f"Bail out! register version {version} is never served: {self.service.errors()}")

    def log_in(self, who):
        browser = Browser(self.service)
        browser.log_in(who, PASSWORD)
        return browser


def register_version():
    return int(sql("SELECT max(version) FROM registry.register_version"))


def leftovers():
    return sorted(path.name for path in pathlib.Path(os.environ["MITROA_STATE"]).rglob("*") if path.is_file()
                  and path.name != "audit-heads")
