#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Referrals for programs: what travels and what does not, hours, and the last place of a stop, wanted by two at once."""

import concurrent.futures
import json
import os

from service import Service, check, end, mitroa, sql

PASSWORD = "ένα μακρύ συνθηματικό 42"
CASE = "ΚΚ-2026-00077"
UNIT = "KM-4401-EEE"


def amka(part):
    with open(os.path.join(os.environ["TEST_SAMPLE"], "identifiers.txt"), encoding="utf-8") as lines:
        return next(line.split()[0] for line in lines if part in line)


def token_of(login, structure):
    mitroa("account", "add", login, "--role", "adviser", "--structure", structure, "--password-stdin", "--if-missing",
           stdin=PASSWORD + "\n")
    return mitroa("account", "token", login)


def offer_of(structure):
    return sql("SELECT o.code FROM registry.offer AS o JOIN registry.offer_version AS v USING (offer) JOIN registry.structure "
               f"AS s ON s.structure = v.structure WHERE v.until IS NULL AND s.code = '{structure}' AND v.kind <> "
               "'group_action' ORDER BY o.code LIMIT 1")


def set_offer(code, column, value):
    """As if the register had always said so."""
    sql("SET session_replication_role = replica; "
        f"UPDATE registry.offer_version AS v SET {column} = {value} FROM registry.offer AS o "
        f"WHERE o.offer = v.offer AND v.until IS NULL AND o.code = '{code}'")


class Adviser:
    def __init__(self, service, login, structure):
        self.service, self.token = service, token_of(login, structure)

    def get(self, target):
        return self.service.get(target, Authorization=f"Bearer {self.token}")

    def post(self, target, **body):
        return self.service.request("POST", target, json.dumps(body).encode(), {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})

    def reference(self, number):
        return self.service.ask({"person": {"amka": number}, "purpose": "referral"}, self.token).json["reference"]

    def listed(self, number):
        return next(one for one in self.get("/v1/referrals?all=1").json["referrals"] if one["number"] == number)


def is_told_what_is_wrong(giver, wish):
    for sentence, changes, pointer in (
            ("without a case", {"case": "Μαρία"}, "/case"),
            ("without consent", {"agreed": False}, "/agreed"),
            ("on a day that is over", {"wished_on": "2020-01-07"}, "/wished_on"),
            ("at an hour that is none", {"wished_on": "2099-01-07", "wished_at": "25:00"}, "/wished_at"),
            ("at an hour without a day", {"wished_at": "09:30"}, "/wished_on"),
            ("outside the hours of the offer", {"wished_on": "2099-01-07", "wished_at": "15:00"}, "/wished_at"),
            ("with a text of one's own", {"notes": "έχει μια αναπηρία"}, "/notes"),
            ("with a fact", {"facts": {"disability_pct": 80}}, "/facts")):
        answer = giver.post("/v1/referrals", **{**wish, **changes})
        check(f"a referral {sentence} is refused at its field", answer.status == 400 and pointer in answer.pointers(),
              answer.text)


def goes_its_way(giver, taker, reference, target):
    wish = {"reference": reference, "offer": target, "case": CASE, "agreed": True}
    is_told_what_is_wrong(giver, wish)
    day = sql("SELECT registry.today() + 3")
    made = giver.post("/v1/referrals", **wish, wished_on=day, wished_at="08:15")
    check("one with day and hour is sent", made.status == 200, made.text)
    number = made.json["number"]
    again = giver.post("/v1/referrals", **wish)
    check("a second one is warned of", again.status == 409 and again.json["type"].endswith("referral-duplicate")
          and again.pointers() == ["/anyway"], again.text)
    check("and is sent if it is meant", giver.post("/v1/referrals", **wish, anyway=True).status == 200)
    ours, theirs = giver.listed(number), taker.listed(number)
    check("either side has it on its list, with day and hour", (ours["direction"], theirs["direction"]) == ("sent", "received")
          and (theirs["wished_on"], theirs["wished_at"]) == (day, "08:15"), (ours, theirs))
    check("who received it is told a case and nothing else of the person", theirs["case"] == CASE
          and theirs["reference"] is None and set(theirs) == {
              "number", "direction", "case", "offer", "title", "other", "state", "reason", "wished_on", "wished_at",
              "is_booked", "made_on", "changed_on", "due_on", "waits_days", "reference"}, theirs)
    step = f"/v1/referrals/{number}/step"
    check("who sent it does not accept it", giver.post(step, action="accept").status == 409)
    check("who received it asks back", taker.post(step, action="ask", reason="documents").status == 200)
    check("with a reason of the list, not in words", taker.post(step, action="decline", reason="είναι άρρωστος").status == 409)
    check("it is answered", giver.post(step, action="answer").status == 200)
    check("and accepted", taker.post(step, action="accept").status == 200)
    check("now it has a name for the person, of its own, if it may read it",
          taker.listed(number)["reference"] not in (None, reference), taker.listed(number))
    check("a visit is recorded", giver.post("/v1/visits", reference=reference, case=CASE).status == 200)
    check("not without a case", giver.post("/v1/visits", reference=reference, case="Μαρία").pointers() == ["/case"])
    check("nor of nobody", giver.post("/v1/visits", reference="x", case=CASE).status == 404)


def tells_a_special_category_only_by_consent(giver, reference, target):
    set_offer(target, "for_group", "'roma'")
    wish = {"reference": reference, "offer": target, "case": CASE, "agreed": True, "anyway": True}
    silent = giver.post("/v1/referrals", **wish)
    check("an offer that tells a special category needs a consent of its own", silent.status == 400
          and silent.pointers() == ["/agreed_special"], silent.text)
    check("with it the referral is sent", giver.post("/v1/referrals", **wish, agreed_special=True).status == 200)
    set_offer(target, "for_group", "NULL")
    columns = sql("SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns "
                  "WHERE table_schema = 'registry' AND table_name = 'referral' AND data_type IN ('text', 'jsonb', 'ARRAY')")
    check("there is no place for a fact or a text in a referral", columns == "case_ref reason state", columns)
    check("a step tells no more than its reason, of a closed list", "9" == sql(
        "SELECT count(*) FROM regexp_matches((SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conname = 'referral_reason_known'), '''[a-z_]+''', 'g')"))


def books_the_last_place_once(service, giver, people):
    before = giver.get(f"/v1/bookings?offer={UNIT}").json
    stop = next(one for one in before["stops"] if one["free"] == 2 and one["on"] != sql("SELECT registry.today()"))
    check("the stops to come are told, with the places that are left", before["capacity"] == 2 and stop["from"] < stop["to"],
          before)
    wish = {"offer": UNIT, "agreed": True, "agreed_special": True, "anyway": True, "wished_on": stop["on"]}
    late = giver.post("/v1/referrals", reference=people[0], case=CASE, **wish, wished_at="23:00")
    check("a stop is booked within its hours", late.status == 400 and late.pointers() == ["/wished_at"]
          and stop["from"] in late.text, late.text)
    elsewhen = giver.post("/v1/referrals", reference=people[0], case=CASE, **{**wish, "wished_on": "2026-12-28"}) \
        if sql("SELECT registry.today() <= '2026-12-28'") == "t" else None
    check("on a day on which the unit is closed it is not booked", elsewhen is None or elsewhen.status == 400,
          elsewhen and elsewhen.text)
    first = giver.post("/v1/referrals", reference=people[0], case=CASE, **wish, wished_at=stop["from"])
    check("the first place is booked", first.status == 200 and giver.listed(first.json["number"])["is_booked"], first.text)
    others = [Adviser(service, f"giver{n}", "KK-4401") for n in range(4)]
    names = [other.reference(amka("Καλαμάτα: 70 ετών")) for other in others]
    with concurrent.futures.ThreadPoolExecutor(len(others)) as pool:
        answers = list(pool.map(lambda one: one[0].post("/v1/referrals", reference=one[1], case=CASE, **wish),
                                zip(others, names)))
    statuses = sorted(answer.status for answer in answers)
    check("of four who want the last one at the same moment, one has it", statuses == [200, 409, 409, 409], statuses)
    full = next(answer for answer in answers if answer.status == 409)
    check("the others are told to propose another day", full.json["type"].endswith("stop-full")
          and "άλλη ημέρα" in full.json["detail"], full.text)
    taken = sql(f"SELECT count(*) FROM registry.referral WHERE is_booked AND wished_on = '{stop['on']}'")
    check("no more places are taken than there are", taken == "2", taken)
    after = giver.get(f"/v1/bookings?offer={UNIT}").json["stops"]
    check("and none is left", [s["free"] for s in after if s["on"] == stop["on"]] == [0], after)
    giver.post(f"/v1/referrals/{first.json['number']}/step", action="withdraw")
    again = giver.post("/v1/referrals", reference=people[0], case=CASE, **wish)
    check("a place that is given back is there for the next one", again.status == 200, again.text)


def main():
    target = offer_of("KP-4401")
    set_offer(target, "hours", "'Δευτέρα - Παρασκευή 08:00-15:00'")
    set_offer(UNIT, "capacity", "2")
    service = Service()
    giver, taker = Adviser(service, "giver", "KK-4401"), Adviser(service, "taker", "KP-4401")
    person = giver.reference(amka("Δημότης Καλαμάτας, κάτοικος Τρικάλων"))
    goes_its_way(giver, taker, person, target)
    tells_a_special_category_only_by_consent(giver, person, target)
    books_the_last_place_once(service, giver, [person])
    check("an offer that is not there is not found", giver.post("/v1/referrals", reference=person, offer="NOTHING", case=CASE,
                                                                agreed=True).status == 404)
    check("a stop is booked at a unit alone", giver.get(f"/v1/bookings?offer={target}").status == 404)
    sql("UPDATE registry.referral SET state = 'withdrawn'")  # the lists are those of the next test, too
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
