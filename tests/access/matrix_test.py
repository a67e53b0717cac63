#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The object-access matrix, made from the route table: every route × every role × own, other municipality, other
region, missing, malformed. openapi.json is the table; what is answered to those whom it lets in stands in
expectations.py, and what everybody else gets is one rule for all of them."""

import hashlib
import json
import os
import re
import urllib.parse

from service import Browser, Service, check, end, mitroa, sql

from expectations import EXPECTED

PASSWORD = "ένα μακρύ συνθηματικό 42"
ROLES = ("adviser", "coordinator", "publisher", "approver", "auditor", "administrator")
STRUCTURES = {"own": "PR-4401", "municipality": "KY-4402", "region": "KK-2601"}


def amka(part):
    with open(os.path.join(os.environ["TEST_SAMPLE"], "identifiers.txt"), encoding="utf-8") as lines:
        return next(line.split()[0] for line in lines if part in line)


def add(login, role, structure):
    mitroa("account", "add", login, "--role", role, "--structure", structure, "--password-stdin", "--if-missing",
           stdin=PASSWORD + "\n")


def session_of(login):
    """A session of this account, by its number."""
    mitroa("account", "token", login)
    return sql("SELECT max(session) FROM account.session AS s JOIN account.account USING (account) "
               f"WHERE login = '{login}'")


def references(service, world):
    """How the structure of the matrix names a person of its own, and how others name theirs; a referral of each."""
    result = {}
    for where, structure, number in (("own", "DK-4401", world["own_amka"]), ("region", "KK-2601", world["region_amka"]),
                                     ("municipality", "KY-4402", world["municipality_amka"])):
        login = f"asker.{where}"
        add(login, "adviser", structure)
        token = mitroa("account", "token", login)
        answer = service.ask({"person": {"amka": number}, "purpose": "referral"}, token)
        result[f"{where}_reference"] = answer.json.get("reference") or "00000000-0000-4000-8000-000000000001"
    offer = ("SELECT v.offer, v.structure FROM registry.offer_version AS v WHERE v.until IS NULL "
             "AND v.kind <> 'group_action' ORDER BY v.offer LIMIT 1")
    for where, structure in (("own", "DK-4401"), ("region", "KK-2601")):
        result[f"{where}_referral"] = sql(
            "INSERT INTO registry.referral (from_structure, to_structure, offer, person, account, case_ref, "
            "agreed_special, due_on) SELECT s.structure, s.structure, o.offer, r.person, 1, 'ΚΚ-2026-00001', true, "
            f"registry.today() + 30 FROM ({offer}) AS o, registry.structure AS s, registry.reference AS r "
            f"WHERE s.code = '{structure}' AND r.reference = '{result[where + '_reference']}' RETURNING referral")
    return result


def make_world(service):
    for role in ("auditor", "administrator"):
        mitroa("account", "policy", "--role", role, "--second-factor", "optional")
    for role in ROLES:
        add(role, role, "DK-4401")
    world = {"own_amka": amka("Καλαμάτα: 70 ετών"), "municipality_amka": amka("Οιχαλία"),
             "region_amka": amka("Τρίκαλα μόνο"), "missing_amka": amka("που δεν υπάρχει")}
    for where, structure in STRUCTURES.items():
        world[f"{where}_login"] = f"adviser.{where}"
        add(world[f"{where}_login"], "adviser", structure)
        world[f"{where}_session"] = session_of(world[f"{where}_login"])
    world["own_grant"] = sql("SELECT number FROM account.role JOIN account.account USING (account) "
                             "WHERE login = 'adviser.own'")
    world.update(references(service, world))
    world["offer"] = sql("SELECT o.code FROM registry.offer AS o JOIN registry.offer_version AS v USING (offer) "
                         "JOIN registry.structure AS s ON s.structure = v.structure WHERE v.until IS NULL "
                         "AND s.code = 'KP-4401' AND v.kind <> 'group_action' ORDER BY o.code LIMIT 1")
    add("adviser.linked", "adviser", "PR-4401")
    world["own_link"] = mitroa("account", "link", "adviser.linked").rsplit("/", 1)[1]
    return world


class Asker:
    """Somebody in one role, or nobody, or with a token that is none: as a browser, and as a program."""

    def __init__(self, service, role, cookie=None, bearer=None):
        self.service, self.role, self.cookie, self.bearer = service, role, cookie, bearer

    def send(self, method, case, media, world):
        def fill(text):
            return re.sub(r"\{(\w+)\}", lambda name: world.get(name[1], name[0]), text)
        headers, body = {}, None
        if media == "application/json" or (media or "").startswith("application/vnd."):
            body, headers["Content-Type"] = fill(case.body).encode(), media
            if self.bearer:
                headers["Authorization"] = f"Bearer {self.bearer}"
        elif method == "POST" and case.path.startswith("/v1/"):
            headers.update({"Authorization": f"Bearer {self.bearer}"} if self.bearer else {})
        elif self.cookie:
            headers["Cookie"] = f"mitroa_session={self.cookie}"
        if media == "application/x-www-form-urlencoded":
            fields = {name: fill(value) for name, value in case.fields.items()}
            if self.cookie:
                fields["_token"] = hashlib.sha256(f"form:{self.cookie}".encode()).hexdigest()
            body, headers["Content-Type"] = urllib.parse.urlencode(fields), media
            headers["Origin"] = self.service.url
        if media == "multipart/form-data":
            fields = dict(case.fields)
            if self.cookie:
                fields = {"_token": hashlib.sha256(f"form:{self.cookie}".encode()).hexdigest(), **fields}
            body = "".join(f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
                           for k, v in fields.items()).encode() + b"--x--\r\n"
            headers["Content-Type"], headers["Origin"] = media + "; boundary=x", self.service.url
        return self.service.request(method, fill(case.path), body, headers)


def askers(service):
    result = [Asker(service, None), Asker(service, "made-up", cookie="A" * 43, bearer="A" * 43)]
    for role in ROLES:
        browser = Browser(service)
        browser.log_in(role, PASSWORD)
        result.append(Asker(service, role, browser.cookies["mitroa_session"], mitroa("account", "token", role)))
    return result


def statuses_of(asker, roles, kind, case, is_api):
    """With which statuses this one may be answered. A path that cannot be read is refused before anybody is asked."""
    unreadable = {400} if kind == "malformed" else set()
    if "anyone" in roles or asker.role in roles:
        return set(case.status)
    if asker.role in ROLES:
        return {403} | unreadable
    return ({401} if is_api else {303}) | unreadable


def check_route(everybody, key, operation, world):
    method = key.split(" ", maxsplit=1)[0]
    roles = operation["x-roles"]
    is_api = "application/problem+json" in operation["responses"].get("401", {}).get("content", {})
    media = next(iter(operation.get("requestBody", {}).get("content", {})), None)
    problems = []
    for asker in everybody:
        mine = dict(world, role=str(asker.role))
        if key == "POST /account/sessions" and asker.role in ROLES:
            mine["own_session"] = session_of(asker.role)
        for kind, case in EXPECTED[key].items():
            answer = asker.send(method, case, media, mine)
            wanted = statuses_of(asker, roles, kind, case, is_api)
            if answer.status not in wanted:
                problems.append(f"{asker.role or 'nobody'}, {kind}: {answer.status}, not {sorted(wanted)}")
            elif answer.status == 303 and asker.role not in roles and "anyone" not in roles \
                    and not answer.headers["Location"].startswith("/login"):
                problems.append(f"{asker.role}, {kind}: leads to {answer.headers['Location']}")
    who = "anyone" if "anyone" in roles else ", ".join(roles) if len(roles) < len(ROLES) else "whoever is signed in"
    check(f"{key} is for {who}, about {', '.join(EXPECTED[key])}", not problems, "\n".join(problems))


def same_words(everybody, world):
    """What is not there and what is not for the asker are told in the same words."""
    for role, key in (("adviser", "POST /v1/entitlements"), ("adviser", "POST /answer"),
                      ("administrator", "GET /admin/accounts/{login}")):
        asker = next(one for one in everybody if one.role == role)
        media = {"POST /v1/entitlements": "application/json", "POST /answer": "application/x-www-form-urlencoded"}
        answers = [asker.send(key.split(" ")[0], EXPECTED[key][kind], media.get(key), world)
                   for kind in ("municipality", "region", "missing")]
        check(f"{key}: elsewhere and nowhere look the same", len({(one.status, one.body) for one in answers}) == 1,
              [one.status for one in answers])


def refuses_what_no_page_sends(service, everybody):
    adviser = next(one for one in everybody if one.role == "adviser")
    token = hashlib.sha256(f"form:{adviser.cookie}".encode()).hexdigest()
    for sentence, fields in (
            ("a field that the form does not have", [("subject", "facts"), ("municipality", "4401"),
                                                     ("fact.age", "70"), ("admin", "yes")]),
            ("a field that comes twice", [("subject", "facts"), ("municipality", "4401"), ("municipality", "2601"),
                                          ("fact.age", "70")])):
        answer = service.request("POST", "/answer", urllib.parse.urlencode(fields + [("_token", token)]), {
            "Content-Type": "application/x-www-form-urlencoded", "Origin": service.url,
            "Cookie": f"mitroa_session={adviser.cookie}"})
        check(f"{sentence} is refused", answer.status == 400 and "πεδία" in answer.text, answer.text[-600:])


def answers_to_its_names_only(service):
    for host, wanted in ((f"127.0.0.1:{service.port}", 200), ("localhost", 200), ("127.0.0.1", 200),
                         ("evil.example", 421), ("127.evil.example", 421), ("localhost.evil.example", 421),
                         ("127.0.0.1:x", 421), ("mitroa.example.gr", 421)):
        answer = service.raw(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n")
        check(f"Host {host} is answered {wanted}", answer.startswith(f"HTTP/1.1 {wanted}".encode()), answer[:200])
    public = Service("--public-url", "https://mitroa.example.gr")
    for host, wanted in (("mitroa.example.gr", 200), ("MITROA.example.gr", 200), ("127.0.0.1", 200),
                         ("other.example.gr", 421), ("mitroa.example.gr.evil.example", 421)):
        answer = public.raw(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n")
        check(f"behind --public-url Host {host} is answered {wanted}", answer.startswith(f"HTTP/1.1 {wanted}".encode()),
              answer[:200])
    public.stop()


def main():
    service = Service()
    world = make_world(service)
    everybody = askers(service)
    document = json.loads(service.get("/openapi.json").body)
    routes = {f"{method.upper()} {path}": operation for path, operations in document["paths"].items()
              for method, operation in operations.items()}
    check("every route has an expectation", not set(routes) - set(EXPECTED), sorted(set(routes) - set(EXPECTED)))
    check("every expectation has its route", not set(EXPECTED) - set(routes), sorted(set(EXPECTED) - set(routes)))
    forms = [key for key, operation in routes.items() for media, content in
             operation.get("requestBody", {}).get("content", {}).items()
             if media == "application/x-www-form-urlencoded" and "properties" not in content["schema"]]
    check("every form says which fields it has", not forms, forms)
    for key, operation in routes.items():
        if key in EXPECTED and key != "POST /logout":
            check_route(everybody, key, operation, world)
    same_words(everybody, world)
    refuses_what_no_page_sends(service, everybody)
    check_route(everybody, "POST /logout", routes["POST /logout"], world)  # last: it ends the sessions
    answers_to_its_names_only(service)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
