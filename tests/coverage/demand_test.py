#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Unmet demand: what questions leave behind, and what is told of it."""

import collections
import json
import os
import sys

from common import ROOT, TODAY, asked, check, mitroa, run, sql

sys.path.insert(0, os.path.join(ROOT, "tests", "api"))
from service import Service  # noqa: E402 - the folder of another suite

VERDICTS = {"not_eligible": 0, "unknown": 1, "eligible": 2}
wanted = collections.Counter()
questions = collections.Counter()


def token_of(role, structure):
    login = f"demand-{role}"
    mitroa("account", "add", login, "--role", role, "--structure", structure, "--name", "Δοκιμή", "--password-stdin",
           "--if-missing", stdin="ένα μακρύ συνθηματικό 42\n")
    return mitroa("account", "token", login).stdout.split()[-1]


def count(answer):
    place = answer["municipality"]["code"]
    questions[place] += 1
    for it in answer["entitlements"]:
        verdict = VERDICTS[it["verdict"]]
        served = any(not where.get("area_is_unknown") and where.get("mode") for where in it["where"])
        wanted[place, it["programme"], verdict, verdict > 0 and not served] += 1


def ask(service, token, place, facts, include):
    body = {"person": {"facts": facts}, "place": {"municipality": place}, "include": include}
    answer = service.request("POST", "/v1/entitlements", json.dumps(body), {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    if answer.status != 200:
        raise RuntimeError(answer.body)
    return json.loads(answer.body)


def stored():
    return {(place, programme, int(verdict), undelivered == "t"): int(n) for place, programme, verdict, undelivered, n in sql(
        "SELECT p.code, COALESCE(g.code, ''), d.verdict, d.undelivered, d.asked FROM registry.demand AS d "
        "JOIN registry.place AS p ON p.place = d.place LEFT JOIN registry.programme AS g ON g.programme = d.programme")}


def every_question_leaves_a_count():
    service = Service()
    token = token_of("adviser", "KK-4401")
    old = {"age": 70, "insurance": "uninsured"}
    young = {"age": 20, "members": 1, "employment": "student"}
    for _ in range(40):
        count(ask(service, token, "4401", old, "all"))
    for _ in range(25):
        count(ask(service, token, "2602", young, "all"))
    for _ in range(1):
        count(ask(service, token, "0102", old, "all"))
    told = ask(service, token, "2602", young, "all")
    count(told)
    ask(service, token, "2602", young, "default")
    count(told)  # what the default answer leaves out is counted as well
    refused = service.request("POST", "/v1/entitlements", json.dumps({"person": {"facts": old}}), {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    check("a question without a place is no question", refused.status == 400, refused.status)
    check("until then nothing has been written", stored() == {}, stored())
    check("the service stops at once", service.stop() == 0, service.errors())
    got = stored()
    whole = {place: n for (place, programme, _, _), n in got.items() if not programme}
    check("each question is counted", whole == dict(questions), (whole, questions))
    each = {key: n for key, n in got.items() if key[1]}
    check("and each verdict of each programme, with whether anything delivers it", each == dict(wanted),
          {key: (each.get(key), wanted.get(key)) for key in set(each) | set(wanted) if each.get(key) != wanted.get(key)})
    check("of all sorts", {(v, u) for _, _, v, u in wanted} >= {(0, False), (1, False), (1, True), (2, False)}, wanted)
    columns = {name for (name,) in sql("SELECT column_name FROM information_schema.columns WHERE table_schema = 'registry' "
                                       "AND table_name = 'demand'")}
    check("nothing else is kept", columns == {"month", "place", "programme", "verdict", "undelivered", "asked"}, columns)


def a_month_under_way_is_not_told():
    now = sql("SELECT count(*) FROM registry.demand(registry.today(), NULL)", user="mitroa_service")
    check("a month that has not ended has no rows", now == [["0"]], now)
    try:
        sql("SELECT * FROM registry.demand", user="mitroa_service")
        check("the service may not read the counts themselves", False)
    except RuntimeError as refused:
        check("the service may not read the counts themselves", "permission denied" in str(refused), refused)


def a_month_that_has_ended():
    sql("UPDATE registry.demand SET month = '2026-10-01'")
    rows = sql("SELECT p.code, COALESCE(g.code, ''), d.verdict, d.undelivered, d.asked FROM registry.demand('2026-10-15', NULL) "
               "AS d JOIN registry.place AS p ON p.place = d.place "
               "LEFT JOIN registry.programme AS g ON g.programme = d.programme", user="mitroa_service")
    told = {(place, programme, int(verdict), undelivered == "t"): int(n) for place, programme, verdict, undelivered, n in rows}
    real = stored()
    check("few questions are not told", all(real[key] >= 2 for key in told)
          and not any(place == "0102" for place, *_ in told), told)
    check("what is told is near, rounded and not exact", told
          and all(n % 5 == 0 and n >= 10 and abs(n - real[key]) <= 10 for key, n in told.items())
          and len({n - real[key] for key, n in told.items()}) > 2, told)
    again = sql("SELECT sum(d.asked) FROM registry.demand('2026-10-31', NULL) AS d", user="mitroa_service")
    check("and the same each time", again == [[str(sum(told.values()))]], again)

    table = asked("supply", "demand", "--programme", "SOCIAL_GROCERY", "--on", TODAY)
    got = {row["municipality"]["code"]: row for row in table["rows"]}
    lacking = {place: told.get((place, "SOCIAL_GROCERY", 1, True), 0) for place in got}
    check("the table tells what is protected", got and all(got[p]["unknown_undelivered"] == lacking[p] for p in got)
          and any(lacking.values()), (table, lacking))
    programmes = asked("supply", "demand", "--on", TODAY)
    row = next(row for row in programmes["rows"] if row["programme"]["code"] == "SOCIAL_GROCERY")
    check("by programme it is the sum", row["unknown_undelivered"] == sum(lacking.values()), row)
    check("with the number of questions", programmes["figures"]["questions"] ==
          sum(n for (_, programme, _, _), n in told.items() if not programme), programmes["figures"])
    check("of the month before alone", asked("supply", "demand", "--on", "2026-10-31")["rows"] == [])


run([every_question_leaves_a_count, a_month_under_way_is_not_told, a_month_that_has_ended])
