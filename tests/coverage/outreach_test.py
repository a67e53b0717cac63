#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Outreach: few persons a day, each entered before it is read; a file only when two people want it."""

import json
import os
import sys

from common import ROOT, check, mitroa, run, sql

sys.path.insert(0, os.path.join(ROOT, "tests", "api"))
from service import Browser, Form, Locked, Service  # noqa: E402 - the folder of another suite

PASSWORD = "ένα μακρύ συνθηματικό 42"
ACCOUNTS = {"seeker": ("adviser", "KK-4401"), "both": ("adviser", "KK-4401"), "second": ("approver", "KK-4401"),
            "elsewhere": ("approver", "KK-2601"), "trikala": ("adviser", "KK-2601"),
            "finder": ("coordinator", "PYLI-PELOPONNISOU")}
token = {}
shown = []
state = {}


def accounts():
    for login, (role, structure) in ACCOUNTS.items():
        mitroa("account", "add", login, "--role", role, "--structure", structure, "--name", f"Δοκιμή {login}",
               "--password-stdin", stdin=PASSWORD + "\n")
        token[login] = mitroa("account", "token", login).stdout.split()[-1]
    mitroa("account", "role", "both", "--role", "approver", "--structure", "KK-4401")
    refused = mitroa("outreach", "find", environment={"MITROA_TOKEN": token["seeker"]})
    check("an adviser may not look for everybody", refused.returncode == 1 and "συντονιστή" in refused.stderr, refused)
    found = mitroa("outreach", "find", environment={"MITROA_TOKEN": token["finder"]})
    check("a coordinator's run finds candidates, and tells no number", found.returncode == 0
          and sql("SELECT count(*) > 100 FROM registry.outreach_candidate") == [["t"]], (found, found.stderr))
    check("an entry names who looked", sql("SELECT count(*) FROM audit.entry AS e JOIN account.account AS a USING (account) "
                                           "WHERE e.action = 'screening' AND e.outcome = 'allowed' AND a.login = 'finder'") == [["1"]])


def candidates_are_those_whom_screening_counts():
    wrong = sql("SELECT p.code, e.place, e.persons, c.n FROM release.exact AS e JOIN registry.programme AS p USING (programme) "
                "JOIN release.place AS l ON l.release = 1 AND l.place = e.place AND l.level = 1 LEFT JOIN ("
                "SELECT programme, home, count(*) AS n FROM registry.outreach_candidate WHERE kind = 1 GROUP BY 1, 2) AS c "
                "ON c.programme = e.programme AND c.home = e.place "
                "WHERE e.release = 1 AND e.measure = 6 AND e.detail = 0 AND e.persons <> COALESCE(c.n, 0)")
    compared = sql("SELECT count(*), sum(e.persons) FROM release.exact AS e JOIN release.place AS l ON l.release = 1 "
                   "AND l.place = e.place AND l.level = 1 WHERE e.release = 1 AND e.measure = 6 AND e.detail = 0")
    check("who is found one by one is as many as screening counts by columns", not wrong and int(compared[0][0]) >= 3,
          (compared, wrong[:5]))
    receiving = sql("SELECT count(*) FROM registry.outreach_candidate AS c JOIN registry.state AS s USING (person) "
                    "WHERE c.programme = ANY (s.receives)")
    check("nobody who receives it is sought", receiving == [["0"]], receiving)
    dead = sql("SELECT count(*) FROM registry.outreach_candidate AS c JOIN registry.person AS p USING (person) "
               "WHERE p.died_on IS NOT NULL")
    check("nor anybody who has died", dead == [["0"]], dead)


def the_programme():
    code, kind, _ = sql("SELECT p.code, c.kind, count(*) FROM registry.outreach_candidate AS c JOIN registry.programme AS p "
                        "USING (programme) JOIN registry.structure AS s ON s.code = 'KK-4401' "
                        "JOIN registry.jurisdiction AS j ON j.structure = s.structure AND j.place = c.home "
                        "AND registry.today() BETWEEN j.valid_from AND j.valid_to "
                        "GROUP BY 1, 2 HAVING count(*) > 25 ORDER BY c.kind, count(*) DESC, 1 LIMIT 1")[0]
    return code, {"1": "unserved", "2": "one_document"}[kind]


def show(service, who, code, kind):
    answer = service.request("POST", f"/v1/outreach?programme={code}&kind={kind}", None,
                             {"Authorization": f"Bearer {token[who]}"})
    return answer


def entries():
    return int(sql("SELECT count(*) FROM audit.entry WHERE purpose = 'outreach'")[0][0])


def without_an_entry_nobody_is_shown():
    service, (code, kind) = state["service"], state["programme"]
    with Locked():
        answer = show(service, "seeker", code, kind)
    check("where the entries cannot be written nobody is shown", answer.status == 503 and "reference" not in answer.text,
          answer.text)
    check("and nobody counts as shown", sql("SELECT count(*) FROM registry.outreach_shown") == [["0"]] and entries() == 0)


def few_a_day():
    service, (code, kind) = state["service"], state["programme"]
    answer = show(service, "seeker", code, kind)
    body = json.loads(answer.body)
    rows = body["list"]["rows"]
    shown.extend(row["reference"] for row in rows)
    check("some are shown, by reference", answer.status == 200 and 1 <= len(rows) <= 20, answer.text)
    check("as many entries were committed, each of another person", entries() == 20 and sql(
        "SELECT count(DISTINCT e.subject) FROM audit.entry AS e JOIN registry.structure AS s USING (structure) "
        "WHERE e.purpose = 'outreach' AND e.action = 'question' AND e.outcome = 'allowed' AND s.code = 'KK-4401'") == [["20"]],
        entries())
    named = {row["audit"]: row["reference"] for row in rows}
    found = sql("SELECT e.entry, r.reference FROM audit.entry AS e JOIN registry.person AS p ON p.audit_token = e.subject "
                "JOIN registry.reference AS r ON r.person = p.person AND r.structure = e.structure WHERE e.purpose = 'outreach'")
    check("each row names the entry of that very person", all(named[int(entry)] == reference for entry, reference in found
                                                             if int(entry) in named), (named, found[:3]))
    again = json.loads(show(service, "seeker", code, kind).body)
    check("the day's number is reached, for the whole structure", body["left_today"] == 0 and again["list"]["rows"] == []
          and json.loads(show(service, "both", code, kind).body)["list"]["rows"] == [] and entries() == 20, again)
    outside = sql("SELECT count(*) FROM registry.outreach_shown AS o WHERE NOT EXISTS (SELECT FROM registry.residence AS r "
                  "JOIN registry.jurisdiction AS j ON j.structure = o.structure AND j.place = r.place WHERE r.person = o.person "
                  "AND r.stands AND registry.today() BETWEEN j.valid_from AND j.valid_to)")
    check("all are of the own area", outside == [["0"]], outside)


def what_is_said_is_so():
    service, (code, kind) = state["service"], state["programme"]
    wrong = []
    for reference in shown[:5]:
        answer = json.loads(service.ask({"person": {"reference": reference}, "include": "all"}, token["seeker"]).body)
        it = next(e for e in answer["entitlements"] if e["programme"] == code)
        if kind == "unserved" and not (it["verdict"] == "eligible" and it["receiving"] is False):
            wrong.append(it)
        if kind == "one_document" and len({m["document"] for m in it["missing"]}) != 1:
            wrong.append(it)
    check("asked by its reference, each is what the list says", shown and not wrong, wrong)
    other = service.ask({"person": {"reference": shown[0]}}, token["trikala"])
    check("the reference means nothing to another structure", other.status == 404, other.status)


def tomorrow_others_are_shown():
    service, (code, kind) = state["service"], state["programme"]
    sql("UPDATE registry.outreach_shown SET shown_on = shown_on - 1")
    later = [row["reference"] for row in json.loads(show(service, "seeker", code, kind).body)["list"]["rows"]]
    check("on another day others are shown", later and not set(later) & set(shown), later)
    sql("UPDATE registry.outreach_shown SET shown_on = shown_on - 1; UPDATE registry.outreach_candidate SET found_on = found_on - 9")
    none = json.loads(show(service, "seeker", code, kind).body)
    check("what was found more than a week ago is worth nothing", none["list"]["rows"] == [] and none["left_today"] == 20, none)


def who_may():
    service, (code, kind) = state["service"], state["programme"]
    for who in ("second", "finder"):
        check(f"a list is not for {ACCOUNTS[who][0]}", show(service, who, code, kind).status == 403)
    check("an unknown kind is told", show(service, "seeker", code, "everybody").status == 400)
    check("an unknown programme too", show(service, "seeker", "NONE", kind).status == 400)


def browser_of(login):
    browser = Browser(state["service"])
    browser.log_in(login, PASSWORD)
    return browser


def a_file_wants_two():
    code, kind = state["programme"]
    seeker, second, elsewhere, both = map(browser_of, ("seeker", "second", "elsewhere", "both"))
    for browser in (seeker, both):
        browser.open("/outreach")
        page = browser.submit("/outreach/files", programme=code, kind=kind)
        check("a file that is asked for waits", page.status == 200 and "περιμένει έγκριση" in page.text, page.text[-1500:])
    mine, theirs = (f for (f,) in sql("SELECT f.file FROM registry.outreach_file AS f JOIN account.account AS a "
                                      "ON a.account = f.asked_by ORDER BY a.login DESC"))
    before = entries()
    for what, browser, action, status in [
            ("it is not given before it is approved", seeker, f"{mine}/give", 404),
            ("who asked cannot approve it, whatever his roles", both, f"{theirs}/approve", 404),
            ("an adviser cannot approve at all", seeker, f"{mine}/approve", 403),
            ("nor an approver of another structure", elsewhere, f"{mine}/approve", 404),
            ("a file that is not there is not there", second, "9999/approve", 404)]:
        browser.open("/outreach")
        fields = [("_token", dict(Form(browser.page.text, "/logout").fields)["_token"])]
        answer = browser.send(f"/outreach/files/{action}", fields)
        check(what, answer.status == status, (answer.status, answer.text[:300]))
    second.open("/outreach")
    check("another of the structure approves it", second.submit(f"/outreach/files/{mine}/approve").status == 200
          and sql(f"SELECT approved_by <> asked_by FROM registry.outreach_file WHERE file = {mine}") == [["t"]])
    check("until then nobody was read", entries() == before)
    seeker.open("/outreach")
    file = seeker.submit(f"/outreach/files/{mine}/give")
    lines = file.body.decode("utf-8-sig").splitlines()
    check("then it is given, as a file", file.status == 200 and file.headers["Content-Type"].startswith("text/csv")
          and "attachment" in file.headers["Content-Disposition"] and set(shown) <= {line.split('"')[1] for line in lines[1:]},
          (file.headers.items(), lines[:3]))
    check("with an entry for each who is in it", entries() - before >= len(lines) - 1 > 20, (entries() - before, len(lines)))
    fields = [("_token", dict(Form(seeker.open("/outreach").text, "/logout").fields)["_token"])]
    check("and only once", seeker.send(f"/outreach/files/{mine}/give", fields).status == 404)
    check("the asking, the approval and the giving are entries too", sql(
        f"SELECT count(*), count(DISTINCT account) FROM audit.entry JOIN registry.structure AS s USING (structure) "
        f"WHERE action = 'export' AND object = {mine} AND s.code = 'KK-4401'") == [["3", "2"]])


def the_command_shows_the_same():
    code, kind = state["programme"]
    sql("UPDATE registry.outreach_candidate SET found_on = registry.today(); "
        "UPDATE registry.outreach_shown SET shown_on = shown_on - 100")
    before = entries()
    said = mitroa("outreach", "list", "--programme", code, "--kind", kind, "--json",
                  environment={"MITROA_TOKEN": token["seeker"]})
    body = json.loads(said.stdout or "null")
    check("mitroa outreach list shows some, each entered before", said.returncode == 0 and body["programme"] == code
          and 1 <= len(body["list"]["rows"]) <= 20 and entries() == before + 20 and body["left_today"] == 0,
          (said, entries() - before))
    again = mitroa("outreach", "list", "--programme", code, "--kind", kind, environment={"MITROA_TOKEN": token["both"]})
    check("within the same number of the day, for the whole structure", again.returncode == 0
          and "Κανένας για να δειχθεί τώρα." in again.stdout and "σήμερα ακόμη: 0" in again.stdout and entries() == before + 20,
          again)
    for who, arguments, status, words in [
            ("finder", ("--programme", code), 1, "συμβούλου"), ("seeker", ("--programme", "NONE"), 1, "NONE"),
            ("seeker", (), 2, "--programme"), ("seeker", ("--programme", code, "--kind", "everybody"), 2, "one_document")]:
        refused = mitroa("outreach", "list", *arguments, environment={"MITROA_TOKEN": token[who]})
        check(f"outreach list {' '.join(arguments)} of {who} is refused", refused.returncode == status
              and words in refused.stderr and not refused.stdout, refused)
    sql("UPDATE registry.outreach_shown SET shown_on = shown_on - 100")
    with Locked():
        shut = mitroa("outreach", "list", "--programme", code, "--kind", kind, environment={"MITROA_TOKEN": token["seeker"]})
    check("where nothing can be entered it shows nobody", shut.returncode == 3 and not shut.stdout
          and "καταγραφ" in shut.stderr and entries() == before + 20, shut)


def tables_are_served():
    service = state["service"]
    bearer = {"Authorization": f"Bearer {token['finder']}"}
    today = sql("SELECT registry.today()")[0][0]
    for query, arguments in [("holes", ["holes"]), ("holes?programme=SOCIAL_PHARMACY&in_person=1",
                                                    ["holes", "--programme", "SOCIAL_PHARMACY", "--in-person"]),
                             ("reach?programme=HELP_AT_HOME", ["reach", "--programme", "HELP_AT_HOME"]),
                             ("equity?within=EL65&km=5", ["equity", "--within", "EL65", "--km", "5"]),
                             ("overlap", ["overlap"]), ("funding?ahead=3000", ["funding", "--ahead", "3000"]),
                             ("what-if?programme=HELP_AT_HOME&lon=21.79&lat=40.30&km=25",
                              ["what-if", "--programme", "HELP_AT_HOME", "--point", "21.79,40.30", "--km", "25"])]:
        served = service.request("GET", f"/v1/supply/{query}", None, bearer)
        printed = mitroa("supply", *arguments, "--on", today, "--json")
        check(f"/v1/supply/{query} is what the command prints", served.status == 200
              and json.loads(served.body) == json.loads(printed.stdout), served.text[:500])
    browser = browser_of("finder")
    page = browser.open("/supply/holes?within=&on=&programme=&km=20&days=30")
    check("a form with fields left empty is answered", page.status == 200 and "Κοινωνικό Παντοπωλείο" in page.text,
          page.status)
    check("a page that wants a programme asks for it", "Διαλέξτε πρόγραμμα" in browser.open("/supply/what-if").text)
    check("the data say that it lacks", service.request("GET", "/v1/supply/reach", None, bearer).status == 400)
    check("half a point is told", service.request("GET", "/v1/supply/what-if?programme=EEE&lon=22", None, bearer).status == 400)
    check("a table that is not there is not there", service.request("GET", "/v1/supply/other", None, bearer).status == 404)
    tables = ["<table" in browser.open(f"/supply/{view}?programme=HELP_AT_HOME").text
              for view in ("reach", "equity", "overlap", "funding", "demand", "what-if")]
    check("each table is a page", sum(tables) >= 5, tables)


def the_chain_holds():
    bad = sql("SELECT count(*) FROM audit.verify()")
    check("the chain of the audit holds", bad == [["0"]], bad)
    for table in ("outreach_candidate", "outreach_shown", "outreach_file"):
        for user in ("mitroa_service", "mitroa_screener", "mitroa_importer"):
            try:
                sql(f"SELECT * FROM registry.{table}", user=user)
                check(f"{user} may not read {table}", False)
            except RuntimeError as refused:
                check(f"{user} may not read {table}", "permission denied" in str(refused), refused)


def begin():
    state["service"] = Service()
    state["programme"] = the_programme()


def finish():
    check("the service stops", state["service"].stop() == 0, state["service"].errors())


run([accounts, candidates_are_those_whom_screening_counts, begin, without_an_entry_nobody_is_shown, few_a_day,
     what_is_said_is_so, tomorrow_others_are_shown, who_may, a_file_wants_two,
     the_command_shows_the_same, tables_are_served, the_chain_holds, finish])
