#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Who is responsible here, and where to go: over the sample registers and real places."""

import json
import os
import re

from ask import TODAY, ask, check, mitroa, programme, run, table

MESSINIA = {"4401": "Καλαμάτας", "4402": "Δυτικής Μάνης", "4403": "Μεσσήνης", "4404": "Οιχαλίας",
            "4405": "Πύλου - Νέστορος", "4406": "Τριφυλίας"}
PARTNERS = [code for code in MESSINIA if code != "4401"]


def unit_of(answer):
    return answer["centre"]["served_by"]["structure"] if answer["centre"] else None


def the_partnership_of_messinia_as_of_2019():
    answers = {code: ask(code, on="2019-03-01") for code in MESSINIA}
    check("in 2019 one centre is responsible for all six municipalities",
          {a["centre"]["structure"] for a in answers.values()} == {"KK-4401"}, {c: a["centre"] for c, a in answers.items()})
    check("Kalamata's own residents are served by the fixed unit",
          unit_of(answers["4401"]) == "KK-4401" and answers["4401"]["centre"]["next_stop"] is None,
          answers["4401"]["centre"])
    check("the five partners by the mobile unit",
          {unit_of(answers[code]) for code in PARTNERS} == {"KM-4401"}, {c: a["centre"] for c, a in answers.items()})
    for code in PARTNERS:
        stop = answers[code]["centre"]["next_stop"]
        check(f"whose next stop serves {MESSINIA[code]} within the week",
              stop["serves_here"] and "2019-03-01" <= stop["day"] <= "2019-03-08" and stop["from"] == "09:30", stop)
    check("together they are exactly the regional unit",
          {a["municipality"]["regional_unit"] for a in answers.values()} == {"Μεσσηνίας"}
          and ask("4301", on="2019-03-01")["centre"]["structure"] != "KK-4401", "")
    partner = answers["4404"]["centre"]["partnership"]
    check("with the agreement of 17.10.2017 and its beginning",
          partner["agreed_on"] == "2017-10-17" and partner["valid_from"] == "2018-02-01"
          and partner["role"] == "partner" and "Οιχαλίας" in partner["partner"], partner)
    check("the partner's own social service supervises it there",
          "Οιχαλίας" in answers["4404"]["centre"]["supervisor"], answers["4404"]["centre"]["supervisor"])
    check("and nothing warns of funding, which goes on",
          not any(a["centre"]["funding_has_ended"] or (a["centre"]["partnership"] or {}).get("agreement_has_ended")
                  for a in answers.values()))


def before_it_began_and_after_it_ended():
    for code in MESSINIA:
        before = ask(code, on="2018-01-31")["centre"]
        check(f"before 1.2.2018 the regional structure is responsible for {MESSINIA[code]}",
              before["structure"] == "PYLI-PELOPONNISOU" and before["next_stop"] is None, before)
    check("on its first day the centre is", ask("4404", on="2018-02-01")["centre"]["structure"] == "KK-4401")
    last, after = ask("4404", on="2021-01-31")["centre"], ask("4404", on="2021-02-01")["centre"]
    check("on the last known day nothing is warned about",
          not last["funding_has_ended"] and not last["partnership"]["agreement_has_ended"], last)
    check("on the day after funding and agreement have ended, and both are told",
          after["funding_has_ended"] and after["partnership"]["agreement_has_ended"]
          and after["partnership"]["agreed_to"] == "2021-01-31", after)
    today = ask("4401")["centre"]
    check("today's answer warns that the known funding has ended",
          today["structure"] == "KK-4401" and today["funding_has_ended"] and today["funding"][0]["valid_to"] == "2021-01-31",
          today)
    text = table("4404")
    check("so does the table, in Greek, with the day of the agreement",
          "χρηματοδότησή του έχει λήξει" in text and "έληξε στις 31/01/2021" in text
          and "Κινητή μονάδα" in text, text[:800])


def a_mountain_village_of_oichalia():
    # In the hills in the north of the municipality; inside of both the official and the approximate boundary.
    answer = ask(None, at="21.92,37.33")
    centre = answer["centre"]
    check("a point in the mountains of Oichalia lies in Oichalia", answer["municipality"]["code"] == "4404",
          answer["municipality"])
    check("the centre of Kalamata is responsible", centre["structure"] == "KK-4401", centre)
    stop = centre["next_stop"]
    check("the mobile unit's next stop has its day, hours and place",
          stop["day"] == "2026-11-25" and (stop["from"], stop["to"]) == ("09:30", "13:30") and stop["place"] == "Μελιγαλάς"
          and stop["serves_here"] and stop["rule"] == "κάθε Τετάρτη", stop)
    check("told in winter time", stop["starts_at"] == "2026-11-25T09:30+02:00", stop)
    summer = ask("4404", on="2026-10-19")["centre"]["next_stop"]
    check("and before the clocks are put back in summer time",
          summer["day"] == "2026-10-21" and summer["starts_at"] == "2026-10-21T09:30+03:00", summer)
    check("the same hour on the wall on both sides of the night",
          ask("4403", on="2026-10-24")["centre"]["next_stop"]["starts_at"] == "2026-10-30T09:30+02:00"
          and ask("4403", on="2027-03-27")["centre"]["next_stop"]["starts_at"] == "2027-04-02T09:30+03:00")
    excepted = ask("4404", on="2026-10-26")["centre"]["next_stop"]
    check("a day that the rule excepts is passed over", excepted["day"] == "2026-11-04", excepted)
    holidays = ask("4404", on="2026-12-24")["centre"]["next_stop"]
    check("so are the days on which the unit is closed", holidays["day"] == "2027-01-13", holidays)
    monthly = ask("4404", on="2026-12-09")["centre"]["next_stop"]
    check("of two stops on one day the one whose place is known is told",
          monthly["day"] == "2026-12-09" and monthly["place"] == "Μελιγαλάς", monthly)
    offers = programme(answer, "EEE")["where"]
    stop_offer = next((w for w in offers if w["mode"] == "stop"), None)
    check("programmes are delivered at the stop, with its distance",
          stop_offer and stop_offer["structure"] == "KM-4401" and 3000 < stop_offer["distance_m"] < 40000
          and stop_offer["next_stop"]["day"] == "2026-11-25", offers)
    check("the straight way there crosses no sea", stop_offer.get("crosses_water") is not True, stop_offer)


def nikaia_as_of_2019():
    answer = ask("Νίκαιας - Αγ. Ι. Ρέντη", on="2019-03-01", facts="age=40")
    place, centre = answer["municipality"], answer["centre"]
    check("in Nikaia the centre is at Μπιχάκη 8, 09:00-17:00",
          centre["address"] == "Μπιχάκη 8" and centre["hours"] == "09:00-17:00", centre)
    check("νομός Αττικής, Π.Ε. Πειραιώς", (place["prefecture"], place["regional_unit"]) == ("Αττικής", "Πειραιώς"), place)
    check("supervised by the department of social services", "Κοινωνικών Υπηρεσιών" in centre["supervisor"], centre)
    check("funded with 427.680 €, axis 9; as its end is not known, nothing has ended",
          centre["funding"][0]["amount"] == 42768000 and centre["funding"][0]["axis"] == "9"
          and not centre["funding_has_ended"], centre["funding"])
    check("whether one gets in with a wheelchair nobody has said, and that is not yes",
          centre["access_inside"] is None and centre["access_outside"] is None, centre)
    text = table("Νίκαιας - Αγ. Ι. Ρέντη", on="2019-03-01", facts="age=40")
    check("on one line of the table, too", "Μπιχάκη 8" in text and "νομός Αττικής" in text and "Π.Ε. Πειραιώς" in text,
          text[:500])


def trikala_without_naming_anybody():
    facts = "age=30; roma=yes; nationality=greek; members=4; adults=2; minors=2; income_year=3000"
    answer = ask("Τρίκαλα", facts=facts)
    check("in Trikala somebody of the group is sent to the branch",
          answer["centre"]["structure"] == "PR-2601" and answer["centre"]["kind"] == "branch", answer["centre"])
    check("others to the centre", ask("Τρίκαλα", facts="age=30; roma=no")["centre"]["structure"] == "KK-2601"
          and ask("Τρίκαλα", facts="age=30")["centre"]["structure"] == "KK-2601")
    centre = json.dumps({k: answer[k] for k in ("centre", "services", "group_actions")}, ensure_ascii=False).lower()
    where = json.dumps([e["where"] + e["elsewhere"] for e in answer["entitlements"]], ensure_ascii=False).lower()
    check("nothing of where to go names the group",
          not any(word in text for text in (centre, where) for word in ("ρομ", "roma", "τσιγγ")), centre[:1500])
    text = table("Τρίκαλα", facts=facts).lower()
    check("nor does the table", "παράρτημα κέντρου κοινότητας τρικάλων" in text
          and not any(word in text for word in ("ρομά", "roma", "τσιγγ")), text[:1500])
    check("the branch's own service is shown to them first",
          answer["services"] and any(s["service"] == "school_dropout" for s in answer["services"]), answer["services"])
    check("and to nobody else", not any(s["service"] == "school_dropout"
                                        for s in ask("Τρίκαλα", facts="age=30; roma=no")["services"]))


def places_that_were_divided():
    old = ask("Σερβίων - Βελβεντού", on="2017-06-01")
    check("in 2017 the centre of Servia - Velventos", old["centre"]["structure"] == "KK-SERVION-VELVENTOU", old["centre"])
    new = ask("1405")["centre"]
    check("today that of Servia, which says what it continues",
          new["structure"] == "KK-1405" and new["successor_of"]["structure"] == "KK-SERVION-VELVENTOU", new)
    check("Velventos has no centre, and says so", ask("1402")["centre"] is None, ask("1402")["centre"])


def services_beside_programmes():
    young = ask("Τρίκαλα", facts="age=15")["services"]
    names = {s["service"]: s for s in young}
    check("a centre is a provider itself: counselling, career guidance, school support, volunteers",
          {"counselling", "career_guidance", "school_support", "preventive_medicine", "volunteers"} <= set(names), names)
    check("in Greek, by the list of services", names["career_guidance"]["title"] == "Επαγγελματικός προσανατολισμός"
          and names["career_guidance"]["category"] == "Απασχόληση και μάθηση", names["career_guidance"])
    check("with its ages", (names["career_guidance"]["age_from"], names["career_guidance"]["age_to"]) == (13, 18)
          and names["career_guidance"]["fits_age"] is True, names["career_guidance"])
    old = {s["service"]: s for s in ask("Τρίκαλα", facts="age=70")["services"]}
    check("which do not fit somebody of 70", old["career_guidance"]["fits_age"] is False, old)
    none = {s["service"]: s for s in ask("Τρίκαλα", facts="insurance=uninsured")["services"]}
    check("and are unknown where the age is", none["career_guidance"]["fits_age"] is None, none)
    entitled = {e["programme"] for e in ask("Τρίκαλα", facts="age=15")["entitlements"]}
    check("no service stands among the entitlements", not entitled & set(names), entitled)
    calls = {s["service"]: s["where"].get("call") for on in ("2026-11-22",) for s in ask("5104", on=on, facts="age=30")["services"]}
    check("a call that is open says until when", calls["lifelong_learning"] == {
        "state": "open", "opens_on": "2026-11-02", "closes_on": "2026-12-18"}, calls)
    for on, state in (("2026-10-30", "upcoming"), ("2026-11-02", "open"), ("2026-12-18", "open"), ("2026-12-19", "closed")):
        found = next(s for s in ask("5104", on=on, facts="age=30")["services"] if s["service"] == "lifelong_learning")
        check(f"on {on} it is {state}", found["where"]["call"]["state"] == state, found)


def group_actions_are_nobodys_entitlement():
    answer = ask("4401", on="2021-06-01")
    actions = {a["where"]["offer"]: a for a in answer["group_actions"]}
    samples = {"KK-4401-G-2026", "KK-4401-G-SCHOOLS-2026"}
    check("food for a settlement, the largest school, the children's clinic are shown apart",
          set(actions) - samples == {"KK-4401-G-SETTLEMENT", "KK-4401-G-SCHOOLS", "KK-4401-G-CLINIC"}, actions)
    school = actions["KK-4401-G-SCHOOLS"]
    check("with whom it is for and whose approval it needs",
          "μεγαλύτερο δημοτικό" in school["audience"] and "έγκριση" in school["approval"], school)
    check("its place is unknown, not the centre's", school["where"]["place_is_unknown"]
          and school["where"]["distance_m"] is None and school["where"]["lon"] is None, school)
    text = json.dumps(answer["entitlements"], ensure_ascii=False)
    check("none of them is among the entitlements", not any(a["title"] in text for a in actions.values()))
    check("one that is over is not shown", {a["where"]["offer"] for a in ask("4401")["group_actions"]} == samples)
    check("one that is to come is", [a["valid_from"] for a in ask("4404")["group_actions"]] == ["2026-09-11", "2026-12-09"])
    check("and none where it does not happen", not ask("5104")["group_actions"])
    check("the table has them under their own title", "ΟΜΑΔΙΚΕΣ ΔΡΑΣΕΙΣ — δεν είναι ατομικό δικαίωμα" in table("4404"))


def an_action_chooses_institutions_not_persons():
    def choice(municipality, on=TODAY):
        action = next(a for a in ask(municipality, on=on)["group_actions"] if a["where"]["offer"] == "KK-4401-G-SCHOOLS-2026")
        return action["choice"]

    def states(found):
        return [(i["institution"], i["state"], i["approval"]) for i in found["institutions"]]

    kalamata = choice("4401")
    check("the largest primary school of the municipality, approved on a day by a body",
          states(kalamata) == [("DS-4401-A", "chosen", "approved")] and kalamata["final"]
          and kalamata["institutions"][0]["amount"] == 312 and kalamata["institutions"][0]["decided_on"] == "2026-10-05"
          and "Πρωτοβάθμιας" in kalamata["institutions"][0]["approval_by"], kalamata)
    check("before the answer the approval was asked for", states(choice("4401", "2026-10-04")) == [
        ("DS-4401-A", "chosen", "asked")])
    check("and before the count nobody knew how large they were", {s for _, s, _ in states(choice("4401", "2026-09-14"))}
          == {"unknown"})
    check("as large as another is a tie", [s for _, s, _ in states(choice("4402"))] == ["tie", "tie"]
          and not choice("4402")["final"])
    check("one that nobody has counted may be larger", {s for _, s, _ in states(choice("4404"))} == {"unknown"}
          and not choice("4404")["final"], choice("4404"))
    check("a refusal is told", states(choice("4405")) == [("DS-4405-A", "chosen", "refused")])
    check("where no school is known none is chosen", choice("4403")["institutions"] == [] and not choice("4403")["final"])
    check("the table tells it with size, day and approval", "Α΄ Δημοτικό Σχολείο Καλαμάτας (δείγμα): 312 μαθητές στις "
          "15/09/2026· εγκρίθηκε στις 05/10/2026" in table("4401"), table("4401"))
    real = next(a for a in ask("4401", on="2021-06-01")["group_actions"] if a["where"]["offer"] == "KK-4401-G-SCHOOLS")
    check("of 2021 the rule is known, the schools are not", real["choice"]["per_municipality"] == 1
          and real["choice"]["institutions"] == [], real)


def what_the_municipality_adds_decides_nothing():
    def grocery(municipality, on=TODAY):
        return programme(ask(municipality, on=on), "SOCIAL_GROCERY")

    here, later, elsewhere = grocery("4401"), grocery("4401", "2026-12-01"), grocery("2601")
    check("a note of the municipality stands beside the programme, with its days and source",
          [(n["kind"], n["valid_from"], n["valid_to"]) for n in here["local"]] == [("note", "2026-11-01", "2026-11-30")]
          and "Νοέμβριο" in here["local"][0]["text"] and here["local"][0]["source"], here)
    check("after its last day it is gone", later["local"] == [])
    check("in another municipality it is not told", elsewhere["local"] == [])
    minimum = programme(ask("4401"), "EEE")
    check("its document and its question stand apart from the programme's own",
          [n["kind"] for n in minimum["local"]] == ["document", "ask"]
          and not {n["text"] for n in minimum["local"]} & set(minimum["documents"] + minimum["ask"]), minimum["local"])
    check("and the verdict is that of any other place", all(
        minimum[key] == programme(ask("4402"), "EEE")[key] for key in ("verdict", "because", "missing", "ask", "documents")))
    check("the table tells it as the municipality's", "από τον δήμο, σημείωση: Οι αιτήσεις" in table("4401"))


def who_works_there():
    messinia = ask("4404", on="2019-03-01")["centre"]
    check("five scientists and a driver, who is the mobile unit's", messinia["staff"] == 6
          and [(p["specialty"], p["people"], p["shared_with"]) for p in messinia["posts"]]
          == [("social_scientist", 5, None), ("driver", 1, "KM-4401")], messinia["posts"])
    check("of a centre of which only the number is known the number", ask("5104", on="2019-03-01")["centre"]["staff"] == 4
          and ask("5104", on="2019-03-01")["centre"]["posts"] == [])
    branch = ask("2601", facts="roma=yes")["centre"]
    check("shared specialties that nobody counted are told without a number", branch["structure"] == "PR-2601"
          and branch["staff"] is None and branch["staff_at_least"]
          and [(p["people"], p["shared_with"]) for p in branch["posts"]] == [(None, "SR-2601")], branch)


def a_point_is_worth_what_it_is_the_point_of():
    at = ask("5104", at="23.6780,37.9690")["centre"]
    check("a centre on its street is not at its door", at["geocoding"] == "street" and at["approximate"], at)
    where = [w for e in ask("4401", at="22.1100,37.0400")["entitlements"] for w in e["where"] if w.get("site")]
    check("each place says of what its point is the point", where and all(w["geocoding"] in ("postcode", "municipality")
          and w["approximate"] for w in where), where[:2])


def distribution_points():
    def points(on):
        return [w for w in programme(ask("5104", on=on), "FOOD_CARD")["where"] if w["structure"] == "SX-5104"]

    while_it_lasted = points("2019-03-01")
    check("while it lasted food was given out at the points of the partnership, the nearest first",
          [w["offer"] for w in while_it_lasted] == ["SX-5104-FOOD_CARD-A", "SX-5104-FOOD_CARD-B"]
          and while_it_lasted[0]["distance_m"] < while_it_lasted[1]["distance_m"], while_it_lasted)
    check("marked as sample, from the label point approximately",
          all(w["sample"] and w["approximate"] for w in while_it_lasted), while_it_lasted)
    after = programme(ask("5104", on="2024-07-01"), "FOOD_CARD")["where"]
    check("afterwards its successor remains, the card", [w["mode"] for w in after] == ["application"], after)


def temporary_changes():
    covid = ask("4401", on="2020-04-10")
    check("in the lockdown the centre is there by telephone",
          covid["centre"]["closure"]["mode"] == "telephone" and "τηλεδιάσκεψη" in covid["centre"]["closure"]["text"],
          covid["centre"])
    here = [w for w in programme(covid, "COMMUNITY_CENTRE")["where"] if w["structure"] == "KK-4401"]
    check("so nobody is sent to its site", here and all(w["mode"] == "telephone" and w["lon"] is None for w in here), here)
    check("and its own row has not been changed",
          [w["mode"] for w in programme(ask("4401", on="2020-05-04"), "COMMUNITY_CENTRE")["where"]] == ["site"])
    meals = programme(ask("4401", on="2026-08-12"), "MEALS")["where"]
    check("a kitchen closed for the summer says until when",
          meals[0]["open"] is False and meals[0]["closure"]["valid_to"] == "2026-08-21", meals)
    check("and opens again", programme(ask("4401", on="2026-08-22"), "MEALS")["where"][0]["open"] is True)


def referrals():
    grocery = programme(ask("4404"), "SOCIAL_GROCERY")
    check("where no grocery serves the municipality none is told as if it did", not grocery["where"], grocery["where"])
    check("the nearest that serve others are told apart", grocery["elsewhere"]
          and grocery["elsewhere"][0]["where"]["structure"] == "KP-4401", grocery["elsewhere"])
    check("one of the centre's area of action is within bounds", grocery["elsewhere"][0]["outside_bounds"] is False,
          grocery["elsewhere"][0])
    others = programme(ask("4301", facts="age=70"), "SOCIAL_GROCERY")
    far = [e for e in (others["elsewhere"] if others else []) if e["outside_bounds"]]
    check("others are flagged «εκτός ορίων»", far and all(e["note"] == "εκτός ορίων" for e in far), others)
    served = programme(ask("4401"), "SOCIAL_GROCERY")
    check("where one serves, nothing else is needed", served["where"] and not served["elsewhere"], served)


def islands():
    # From Ermoupoli: the mainland is across the sea, and so is Tinos.
    answer = ask(None, at="24.94,37.44")
    ways = [w for e in answer["entitlements"] for w in e["where"] if w["distance_m"] is not None]
    check("on Syros the way to what stands on Syros crosses no sea",
          any(w["distance_m"] < 15000 and w.get("crosses_water") is not True for w in ways), ways)
    far = [e["where"] for x in answer["entitlements"] for e in x["elsewhere"] if e["where"]["distance_m"] is not None]
    check("the way to another island or the mainland does, and says so",
          far and all(w.get("crosses_water") is True for w in far if w["distance_m"] > 60000), far)
    check("what has no way has no flag",
          all(w.get("crosses_water") is None for e in answer["entitlements"] for w in e["where"] if w["distance_m"] is None))


def documents_that_are_known():
    answer = ask("4401", facts="age=70; insurance=uninsured; income_year=3000")
    marks = answer["checklist"]
    names = {name for e in answer["entitlements"] for name in e["documents"]}
    told = [(d["document"], d.get("proves"), d.get("text")) for d in marks]
    check("each document of the programmes stands in the checklist, and none twice alike",
          names and names == {name for name, *_ in told} and len(told) == len(set(told)), (names, told))
    check("what was only typed is not ticked", not any(d.get("known") for d in marks)
          and any(d.get("state") == "stated" for d in marks) and any(d.get("state") == "missing" for d in marks), marks[:20])


def documents_that_the_registers_know():
    with open(os.path.join(os.environ["TEST_SAMPLE"], "identifiers.txt"), encoding="utf-8") as file:
        lines = file.readlines()
    today = {"MITROA_TODAY": ""}  # a person's facts are today's
    mitroa("account", "add", "where", "--role", "adviser", "--structure", "KK-4401", "--name", "Δοκιμή",
           "--password-stdin", "--if-missing", stdin="ένα μακρύ συνθηματικό 42\n")
    token = mitroa("account", "token", "where", environment=today).stdout.split()[-1]

    def marks_of(who):
        amka = next(re.match(r"[0-9]{11}", line)[0] for line in lines if who in line)
        asked = mitroa("entitlements", "--amka", "-", "--json", "--all", stdin=amka + "\n",
                       environment={**today, "MITROA_TOKEN": token})
        check(f"somebody registered is asked about ({who})", asked.returncode == 0, asked.stderr)
        return json.loads(asked.stdout)["checklist"]

    marks = marks_of("Καλαμάτα: 70 ετών")
    known = [d for d in marks if d.get("known")]
    check("what a feed says, and is fresh, is ticked with feed and day",
          len(known) > 5 and all(d["state"] == "known" and d["feed"] and d["as_of"] for d in known), marks[:10])
    check("what proves nothing of ours is not", any(d["document"].startswith("ταυτότητα") and not d.get("known") and not d.get("state")
                                                    for d in marks), marks[:10])
    marks = marks_of("Οιχαλία")
    special = {"disability_pct", "disability_kind", "disability_certificate", "roma", "homelessness", "needs_care"}
    check("a tick never tells what is of a special category",
          any(d.get("state") == "hidden" and not d.get("known") for d in marks) and not any(d.get("proves") in special for d in marks), marks)


run([the_partnership_of_messinia_as_of_2019, before_it_began_and_after_it_ended, a_mountain_village_of_oichalia,
     nikaia_as_of_2019, trikala_without_naming_anybody, places_that_were_divided, services_beside_programmes,
     group_actions_are_nobodys_entitlement, an_action_chooses_institutions_not_persons,
     what_the_municipality_adds_decides_nothing, who_works_there, a_point_is_worth_what_it_is_the_point_of,
     distribution_points, temporary_changes, referrals, islands, documents_that_are_known, documents_that_the_registers_know])
