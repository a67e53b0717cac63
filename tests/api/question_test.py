#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""POST /v1/entitlements: the question in JSON, about typed facts and about registered persons."""

import concurrent.futures
import json
import os
import re
import time

from service import SLOW, Locked, Service, check, end, mitroa, sql
from world import persons, tokens

ON = "2026-11-22"
ELDERLY = {"age": 70, "insurance": "uninsured", "pension": 0, "members": 1, "income_year": 3000, "real_estate": 0,
           "movable_property": 0, "nationality": "greek", "legal_residence_years": 20}
KALAMATA = {"municipality": "4401"}


def question(facts=None, place=None, **more):
    return {"person": {"facts": ELDERLY if facts is None else facts}, "place": place or KALAMATA, "on": ON, **more}


def programme(answer, code):
    return next((e for e in answer["entitlements"] if e["programme"] == code), None)


def answers_typed_facts(service, token):
    entries = sql("SELECT count(*) FROM audit.entry WHERE action = 'question'")
    response = service.ask(question(), token)
    check("typed facts are answered", response.status == 200, response.text)
    answer = response.json
    allowance = programme(answer, "UNINSURED_ELDERLY")
    check("the uninsured elderly person is eligible, subject to what must be asked",
          allowance and allowance["verdict"] == "eligible" and allowance["ask"] and allowance["law"], allowance)
    check("an answer about typed facts has neither audit entry nor reference",
          answer["audit"] is None and answer["reference"] is None
          and entries == sql("SELECT count(*) FROM audit.entry WHERE action = 'question'"), answer["audit"])
    check("the municipality comes with its unit, prefecture and region",
          answer["municipality"]["name"] == "Καλαμάτας" and answer["municipality"]["prefecture"] == "Μεσσηνίας",
          answer["municipality"])
    check("what a person is not eligible for is told on request only",
          all(e["verdict"] != "not_eligible" for e in answer["entitlements"])
          and any(e["verdict"] == "not_eligible"
                  for e in service.ask(question(include="all"), token).json["entitlements"]))
    places = [w for e in answer["entitlements"] for w in e["where"]]
    check("each place of delivery says whether somebody stands by it, and those that nobody ever did are counted",
          places and all(w["confirmation"] in ("current", "long_ago", "never") for w in places)
          and answer["n_never_confirmed"] == len([w for w in places if w["confirmation"] == "never"]), answer["n_never_confirmed"])
    order = [["eligible", "unknown", "not_eligible"].index(e["verdict"])
             for e in service.ask(question(include="all"), token).json["entitlements"]]
    check("eligible comes first, then unknown, then not eligible", order == sorted(order), order)

    less = {k: v for k, v in ELDERLY.items() if k != "income_year"}
    allowance = programme(service.ask(question(less), token).json, "UNINSURED_ELDERLY")
    check("without the income it is unknown, and the fact, its document and its feed are named",
          allowance["verdict"] == "unknown"
          and [(m["fact"], m["document"], m["feed"]) for m in allowance["missing"]]
          == [("income_year", "εκκαθαριστικό", "tax")], allowance)


def reads_facts_in_every_form(service, token):
    for what, facts in {
        "in Greek": {"ηλικία": 70, "ΑΣΦΆΛΙΣΗ": "ανασφάλιστος", "σύνταξη": "0", "μέλη": 1, "εισόδημα έτους": "3.000,00",
                     "ακίνητη περιουσία": 0, "κινητή_περιουσία": 0, "ιθαγένεια": "ελληνική",
                     "έτη νόμιμης διαμονής": 20},
        "as texts": {k: str(v) for k, v in ELDERLY.items()},
        "with decimals": {**ELDERLY, "income_year": 3000.25},
        "with null for what is not known": {**ELDERLY, "rent": None},
    }.items():
        response = service.ask(question(facts), token)
        allowance = response.status == 200 and programme(response.json, "UNINSURED_ELDERLY")
        check(f"facts {what} are read", allowance and allowance["verdict"] == "eligible", response.text[:600])
    response = service.ask(question({"receives": [], "child_ages": [3, 7], "disability_kind": ["motor", "visual"],
                                     "luxury": False}), token)
    check("sets are arrays and yes-no is a boolean", response.status == 200, response.text[:600])


def refuses_what_it_does_not_know(service, token):
    base = question()
    for what, changed, pointer in (
        ("a field that does not exist", {**base, "persn": 1}, "/persn"),
        ("a field of the wrong type", {**base, "on": 20261122}, "/on"),
        ("no person", {k: v for k, v in base.items() if k != "person"}, "/person"),
        ("two ways to say who", {**base, "person": {"facts": {}, "amka": "15035670015"}}, "/person"),
        ("an unknown fact", question({"agee": 70}), "/person/facts/agee"),
        ("a value that a fact cannot have", question({"insurance": "perhaps"}), "/person/facts/insurance"),
        ("an amount with two readings", question({"income_year": "3.000"}), "/person/facts/income_year"),
        ("a derived fact", question({"elderly": True}), "/person/facts/elderly"),
        ("a fact of the place", question({"mountain": True}), "/person/facts/mountain"),
        ("an object as a value", question({"age": {"years": 70}}), "/person/facts/age"),
        ("an unknown programme", question({"receives": ["NO_SUCH"]}), "/person/facts/receives"),
        ("a fact name with ~ and /", question({"a~b/c": 1}), "/person/facts/a~0b~1c"),
        ("an AMKA with a wrong check digit", {**base, "person": {"amka": "15035670016"}}, "/person/amka"),
        ("an AMKA of ten digits", {**base, "person": {"amka": "1503567001"}}, "/person/amka"),
        ("the ΑΦΜ of nobody", {**base, "person": {"afm": "000000000"}}, "/person/afm"),
        ("a reference that is no uuid", {**base, "person": {"reference": "x"}}, "/person/reference"),
        ("a date that does not exist", {**base, "on": "2026-02-30"}, "/on"),
        ("a purpose outside the list", {**base, "purpose": "curiosity"}, "/purpose"),
        ("a case in free words", {**base, "case": "η κυρία του τρίτου"}, "/case"),
        ("an include outside the list", {**base, "include": "some"}, "/include"),
        ("a municipality that nobody has", question(place={"municipality": "Ατλαντίδας"}), "/place/municipality"),
        ("half a point", question(place={"lon": 22.1}), "/place"),
        ("a point and a municipality", question(place={"lon": 22.1, "lat": 37, "municipality": "4401"}), "/place"),
        ("metres without a system", question(place={"x": 331000, "y": 4100000}), "/place"),
        ("a point in the sea off Libya", question(place={"lon": 22.1, "lat": 34.2}), "/place"),
        ("degrees out of this world", question(place={"lon": 1e9, "lat": 37.0}), "/place"),
        ("an unknown system", question(place={"x": 1, "y": 2, "crs": "EPSG:9999"}), "/place/crs"),
    ):
        response = service.ask(changed, token)
        check(f"{what} is refused at {pointer}", response.status == 400 and pointer in response.pointers(),
              response.text)
    several = service.ask({**base, "on": "x", "purpose": "y", "person": {"facts": {"a": 1, "b": 2}}}, token)
    check("all that is wrong is told at once", len(several.pointers()) == 4, several.text)
    check("an identifier is never repeated in a refusal",
          "15035670016" not in service.ask({**base, "person": {"amka": "15035670016"}}, token).text)


def refuses_broken_json(service, token):
    for what, body in {
        "a body that is no JSON": "{\n  \"person\": x }", "an empty body": "", "an array": "[]", "a number": "42",
        "a name twice": '{"on":"2026-11-22","on":"2026-11-23"}', "something after the end": "{} {}",
        "broken UTF-8": b'{"on":"\xff\xfe"}', "nothing but brackets": "[" * 4000,
        "a number out of range": '{"person":{"facts":{"age":1e999}}}', "a NUL": '{"on":"a\\u0000b"}',
    }.items():
        response = service.ask(body, token)
        check(f"{what} is refused", response.status == 400 and "errors" in response.json, response.text)
    response = service.ask("{\n  \"person\": x }", token)
    check("the place of an error in JSON is told", "γραμμή 2" in response.text or "γραμμή 2" in str(response.json),
          response.text)


def finds_the_place(service, token):
    for what, place, name in (
        ("by name", {"municipality": "Δήμος Καλαμάτας"}, "Καλαμάτας"),
        ("in Greeklish", {"municipality": "Kalamata"}, "Καλαμάτας"),
        ("by a code of the ministry", {"municipality": "ypes:9254"}, None),
        ("by a point", {"lon": 22.11, "lat": 37.04}, "Καλαμάτας"),
        ("by the same point in the Greek grid", {"x": 331764.6, "y": 4100691.5, "crs": "EPSG:2100"}, "Καλαμάτας"),
    ):
        response = service.ask(question(place=place), token)
        check(f"the place is found {what}",
              response.status == 200 and name in (None, response.json["municipality"]["name"]), response.text[:400])
    response = service.ask({"person": {"facts": ELDERLY}, "on": ON}, token)
    check("typed facts without a place are refused", response.pointers() == ["/place"], response.text)


def ask_person(service, token, amka, **more):
    return service.ask({"person": {"amka": amka}, "on": ON, **more}, token)


def reads_registered_persons(service, token, who):
    amka, afm = who["kalamata"]
    response = ask_person(service, token, amka)
    check("a person of the adviser's municipality is answered, where he lives",
          response.status == 200 and response.json["municipality"]["code"] == "4401", response.text[:400])
    answer = response.json
    check("the answer names its audit entry and a reference",
          isinstance(answer["audit"], int) and re.fullmatch(r"[0-9a-f-]{36}", answer["reference"] or ""), answer["audit"])
    check("the entry says who asked, for what, and that it was allowed",
          sql(f"SELECT action, outcome, purpose FROM audit.entry WHERE entry = {answer['audit']}")
          == "question|allowed|information", answer["audit"])
    used = [row for e in answer["entitlements"] for row in e["because"] if row["feed"]]
    check("each fact is told with its feed and its day", used and all(row["as_of"] for row in used), used[:2])
    all_of_it = ask_person(service, token, who["disabled"][0], include="all").json
    masked = [row for e in all_of_it["entitlements"] for row in e["because"] if "ειδικής κατηγορίας" in (row["text"] or "")]
    check("a fact of a special category is used and not named",
          masked and all(row["fact"] is None and row["value"] is None for row in masked), masked[:2])
    granted = [e for e in all_of_it["entitlements"] if e["verdict"] == "eligible"]
    told = json.dumps(granted, ensure_ascii=False).lower()
    check("what a disabled person is eligible for names no special group: title, rows, asks, documents, places",
          any(row["text"].startswith("κριτήριο ειδικής") for e in granted for row in e["because"])
          and not re.search("αναπηρ|ανάπηρ|αμεα|διάγνωση|ρομά|άστεγ|μηχανικ|disab", told),
          re.findall(".{60}(?:αναπηρ|ανάπηρ|αμεα|διάγνωση|ρομά|άστεγ|μηχανικ|disab).{40}", told))
    again = service.ask({"person": {"reference": answer["reference"]}, "on": ON}, token)
    check("the reference asks about the same person",
          again.status == 200 and again.json["reference"] == answer["reference"], again.text[:300])
    check("so does the ΑΦΜ", service.ask({"person": {"afm": afm}, "on": ON}, token).json.get("reference")
          == answer["reference"])
    other = ask_person(service, token, amka, purpose="application", case="ΚΚ-2026-00017")
    check("purpose and case stand in the entry",
          sql(f"SELECT purpose, case_ref FROM audit.entry WHERE entry = {other.json['audit']}")
          == "application|ΚΚ-2026-00017", other.text[:200])


def keeps_a_residence_over_a_division(service, token, other):
    """Servia came of Servia - Velventos in September 2019; who lives there now lived, for the question, there."""
    amka = "15034070019"
    sheet = os.path.join(os.environ["TEST_SCRATCH"], "servia.csv")
    with open(sheet, "w", encoding="utf-8") as lines:
        lines.write("amka,as_of,municipality,residence_basis,birth_date,lives_alone\n"
                    f"{amka},2026-11-01,1405,registered|resident,1940-03-15,yes\n")
    mitroa("import", "beneficiaries", sheet, "--feed", "centre")
    for on, name, expected in (("2026-11-22", "Σερβίων", "eligible"), ("2019-03-01", "Σερβίων - Βελβεντού", "eligible")):
        response = service.ask({"person": {"amka": amka}, "on": on, "include": "all"}, token)
        found = response.status == 200 and programme(response.json, "HELP_AT_HOME")
        check(f"somebody of Servia is resident where Servia was on {on}",
              found and response.json["municipality"]["name"] == name and found["verdict"] == expected,
              found or response.text[:300])
    sql("UPDATE registry.residence SET place = (SELECT v.place FROM registry.place_version AS v"
        " WHERE v.name = 'Σερβίων - Βελβεντού' AND v.until IS NULL) WHERE basis = 2 AND person = ("
        f"SELECT person FROM registry.reference WHERE reference = '{response.json['reference']}')")
    response = service.ask({"person": {"amka": amka}, "place": {"municipality": "1405"}, "on": ON, "include": "all"},
                           token)
    reasons = [row for e in response.json["entitlements"] if e["programme"] == "HELP_AT_HOME" for row in e["because"]]
    check("who is resident in a municipality that was divided, and registered in a part, is still somebody of that part",
          any(row["fact"] == "residence_basis" and row["outcome"] == "true" for row in reasons), reasons)
    check("and the answer says which division leaves that open",
          response.json["municipality"]["divided_residence"] == "ypes:9069", response.json["municipality"])

    sql("DELETE FROM registry.residence WHERE basis = 1 AND person = ("
        f"SELECT person FROM registry.reference WHERE reference = '{response.json['reference']}')")
    response = service.ask({"person": {"amka": amka}, "on": ON}, token)
    check("whose only residence is in the divided municipality may be read by the centre of a part, and must be placed",
          response.status == 400 and all(part in response.json["errors"][0]["detail"]
                                         for part in ("Σερβίων - Βελβεντού", "Σερβίων (1405)", "Βελβεντού (1402)")),
          response.text[:600])
    check("that reading is in the audit too",
          sql("SELECT outcome FROM audit.entry WHERE action = 'question' ORDER BY entry DESC LIMIT 1") == "allowed")
    then = service.ask({"person": {"amka": amka}, "on": "2019-03-01", "include": "all"}, token)
    check("of a day before the division nothing has to be chosen",
          then.status == 200 and then.json["municipality"]["name"] == "Σερβίων - Βελβεντού"
          and then.json["municipality"]["divided_residence"] is None, then.text[:300])
    here = service.ask({"person": {"amka": amka}, "place": {"municipality": "1405"}, "on": ON, "include": "all"}, token)
    reasons = [row for e in here.json["entitlements"] if e["programme"] == "HELP_AT_HOME" for row in e["because"]]
    check("placed in a part, what asks for the residence is unknown",
          here.status == 200 and any(row["outcome"] == "unknown" for row in reasons), reasons)
    check("centres of other municipalities still see nobody", service.ask({"person": {"amka": amka}}, other).status == 404)


def hides_what_is_not_allowed(service, kalamata, trikala, who):
    entries = int(sql("SELECT count(*) FROM audit.entry WHERE action = 'question'"))
    foreign = ask_person(service, kalamata, who["trikala"][0])
    nobody = ask_person(service, kalamata, who["nobody"][0])
    check("a person of elsewhere and an AMKA of nobody give the same answer, byte for byte",
          foreign.status == nobody.status == 404 and foreign.body == nobody.body
          and sorted(k for k, _ in foreign.headers.items()) == sorted(k for k, _ in nobody.headers.items()),
          f"{foreign.text}\n{nobody.text}")
    check("both leave an audit entry",
          int(sql("SELECT count(*) FROM audit.entry WHERE action = 'question'")) == entries + 2)
    check("a person of both municipalities is read by both centres",
          ask_person(service, kalamata, who["both"][0]).status == 200
          and ask_person(service, trikala, who["both"][0]).status == 200)
    first, second = (ask_person(service, token, who["both"][0]).json["reference"] for token in (kalamata, trikala))
    check("each centre has a reference of its own for the same person", first and second and first != second)
    check("a reference of another centre is nobody's",
          service.ask({"person": {"reference": second}, "on": ON}, kalamata).status == 404)
    check("who lives nowhere is read only for his presence",
          ask_person(service, kalamata, who["nowhere"][0], place=KALAMATA).status == 404
          and ask_person(service, kalamata, who["nowhere"][0], place=KALAMATA, purpose="presence").status == 200)


def answers_the_others_of_a_batch(service, token, who):
    numbers = [who["kalamata"][0]] * 63 + [who["trikala"][0]]
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        responses = list(pool.map(lambda amka: ask_person(service, token, amka), numbers))
    found = [r.status for r in responses]
    check("of 64 questions at once of which one is forbidden 63 are answered",
          found[:63] == [200] * 63 and found[63] == 404, found)
    check("each has an entry of its own",
          len({r.json["audit"] for r in responses[:63]}) == 63)


def fails_closed_without_audit(service, token, who):
    amka = who["kalamata"][0]
    reference = ask_person(service, token, amka).json["reference"]
    sql("REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA audit FROM mitroa_owner")
    try:
        response = ask_person(service, token, amka)
        check("without the audit a registered person is answered with 503 and Retry-After",
              response.status == 503 and int(response.headers["Retry-After"]) > 0, response.text)
        check("and with not one personal byte",
              response.json["type"] == "urn:mitroa:problem:audit"
              and not any(word in response.text for word in (amka, reference, "4401", "entitlements")), response.text)
        check("typed facts are still answered", service.ask(question(), token).status == 200)
    finally:
        sql("GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA audit TO mitroa_owner")
    check("with the audit back, so are persons", ask_person(service, token, amka).status == 200)


def bounds_every_wait(service, token, who):
    with Locked():
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(ask_person, service, token, who["kalamata"][0]) for _ in range(8)]
            check("while some wait for the audit others are served", service.get("/healthz").status == 200)
            found = [w.result().status for w in waiting]
        check("a question that the audit keeps waiting is answered with 503 within seconds",
              set(found) == {503} and time.monotonic() - began < 8 * SLOW, found)
    until = time.monotonic() + 15 * SLOW
    while time.monotonic() < until and ask_person(service, token, who["kalamata"][0]).status != 200:
        time.sleep(0.1)
    check("when the lock is gone, so is the refusal", ask_person(service, token, who["kalamata"][0]).status == 200)


def stops_while_somebody_waits(token, who):
    service = Service()
    with Locked():
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(ask_person, service, token, who["kalamata"][0]) for _ in range(4)]
            time.sleep(0.3)
            status = service.stop()
            found = [w.result().status for w in waiting]
    check("a stop answers those who wait before it ends", status == 0 and set(found) == {503},
          f"{status} {found} {service.errors()}")


def survives_a_lost_database(service, token, who):
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'mitroa_service'")
    check("a lost connection leaves the public registers",
          service.get("/v1/programmes").json["programmes"] != [])
    until = time.monotonic() + 15 * SLOW
    found = []
    while time.monotonic() < until and found[-4:] != [200] * 4:
        found.append(ask_person(service, token, who["kalamata"][0]).status)
        time.sleep(0.1)
    check("and is rebuilt; until then the answer is 503", found[-4:] == [200] * 4 and set(found) <= {200, 503}, found)


def main():
    token, who = tokens(), persons()
    service = Service()
    answers_typed_facts(service, token["kalamata"])
    reads_facts_in_every_form(service, token["kalamata"])
    refuses_what_it_does_not_know(service, token["kalamata"])
    refuses_broken_json(service, token["kalamata"])
    finds_the_place(service, token["kalamata"])
    reads_registered_persons(service, token["kalamata"], who)
    keeps_a_residence_over_a_division(service, token["servia"], token["kalamata"])
    hides_what_is_not_allowed(service, token["kalamata"], token["trikala"], who)
    answers_the_others_of_a_batch(service, token["kalamata"], who)
    fails_closed_without_audit(service, token["kalamata"], who)
    bounds_every_wait(service, token["kalamata"], who)
    survives_a_lost_database(service, token["kalamata"], who)
    log = service.errors()
    check("no identifier and no fact stands in the log",
          not any(amka in log for amka, _ in who.values()) and "uninsured" not in log, log)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    stops_while_somebody_waits(token["kalamata"], who)
    end()


main()
