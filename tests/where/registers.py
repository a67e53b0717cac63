#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The register of providers on its way in and out, and what it refuses."""

import csv
import json
import os
import shutil
import subprocess

from ask import ROOT, TODAY, ask, check, mitroa, run

SCRATCH = os.environ["TEST_SCRATCH"]
SAMPLE = os.path.join(ROOT, "importers", "sample", "providers")


def sql(text):
    found = subprocess.run(["psql", "-X", "-A", "-t", "-q", "-c", text], capture_output=True, text=True, check=False,
                           env={**os.environ, "PGUSER": "mitroa_importer"})
    return found.stdout.strip() if found.returncode == 0 else found.stderr


def imported(folder, *options):
    run_ = mitroa("import", "providers", folder, "--json", *options)
    return run_.returncode, json.loads(run_.stdout)


def write(name, head, *rows):
    folder = os.path.join(SCRATCH, "one")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return folder


def the_way_in_and_out():
    status, again = imported(SAMPLE)
    check("the sample again changes nothing", status == 0 and again["new"] == again["changed"] == 0, again)
    out = os.path.join(SCRATCH, "out")
    export = mitroa("export", "providers", "--output", out)
    check("the register is exported", export.returncode == 0, export.stderr)
    check("sheet by sheet", {"bodies.csv", "structures.csv", "partners.csv", "fundings.csv", "sites.csv", "stops.csv",
                             "offers.csv", "closures.csv", "additions.csv", "staff.csv", "institutions.csv", "rankings.csv",
                             "approvals.csv"} <= set(os.listdir(out)), os.listdir(out))
    version = sql("SELECT registry.register_version()")
    status, back = imported(out)
    check("and imports back unchanged", status == 0 and back["new"] == back["changed"] == 0 and back["read"] > 2000, back)
    check("without a register version", sql("SELECT registry.register_version()") == version)


def bytes_of(folder):
    return {name: open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))}


def what_comes_back_is_the_same_to_the_byte():
    """Of every table there are rows; a workbook gives what sheets give."""
    first, second, book = (os.path.join(SCRATCH, name) for name in ("first", "second", "providers.xlsx"))
    mitroa("export", "providers", "--output", first)
    tables = bytes_of(first)
    check("every table of the sample has rows", all(text.count(b"\n") > 1 for text in tables.values()),
          {name: text.count(b"\n") for name, text in tables.items()})
    head = ["δομή", "ειδικότητα", "άτομα", "κοινό με", "από"]
    status, report = imported(write("προσωπικό.csv", head, ["KK-5104", "κοινωνικοί λειτουργοί", "2", "", "01/01/2017"],
                                    ["KK-5104", "ψυχολόγος", "1", "", "01/01/2017"]))
    check("staff is written as people write it", status == 0 and report["new"] == 2, report)
    mitroa("export", "providers", "--output", second)
    check("and only the staff is another", [n for n, t in bytes_of(second).items() if t != tables[n]] == ["staff.csv"]
          and b"KK-5104;psychologist;;1;;2017-01-01;;;" in bytes_of(second)["staff.csv"], bytes_of(second)["staff.csv"])
    mitroa("export", "providers", "--output", book)
    status, report = imported(book)
    check("the workbook imports back unchanged", status == 0 and report["new"] == report["changed"] == 0
          and report["read"] > 2000, report)
    status, report = imported(second)
    mitroa("export", "providers", "--output", first)
    check("what was exported, imported and exported is the same to the byte", status == 0
          and bytes_of(first) == bytes_of(second))


def rights_follow_the_days_of_a_partnership():
    def days(structure, place):
        return sql("SELECT j.valid_from || ' ' || j.valid_to FROM registry.jurisdiction AS j "
                   "JOIN registry.structure AS s USING (structure) JOIN registry.place AS p ON p.place = j.place "
                   f"WHERE s.code = '{structure}' AND p.code = '{place}'")

    check("the centre may read in Oichalia from the day of the partnership", days("KK-4401", "4404") == "2018-02-01 infinity",
          days("KK-4401", "4404"))
    head = ["structure", "partner", "role", "municipality", "unit", "supervisor", "agreed_on", "agreed_to", "valid_from",
            "valid_to"]
    row = ["KK-4401", "DIMOS-4404", "partner", "4404", "KM-4401", "KY-4404", "2017-10-17", "2021-01-31", "2018-02-01"]
    status, report = imported(write("partners.csv", head, row + ["2024-12-31"]))
    check("a partner that leaves is one changed row", status == 0 and report["changed"] == 1, report)
    check("its right ends with it, the unit's too",
          days("KK-4401", "4404") == days("KM-4401", "4404") == "2018-02-01 2024-12-31", days("KM-4401", "4404"))
    check("the others keep theirs", days("KK-4401", "4405") == "2018-02-01 infinity", days("KK-4401", "4405"))
    check("on its last day the centre is responsible", ask("4404", on="2024-12-31")["centre"]["structure"] == "KK-4401")
    check("on the next the regional structure", ask("4404", on="2025-01-01")["centre"]["structure"] == "PYLI-PELOPONNISOU")
    check("as before, in 2019", ask("4404", on="2019-03-01")["centre"]["structure"] == "KK-4401")
    status, report = imported(write("partners.csv", head, row + [""]))
    check("and the correction can be taken back", status == 0 and report["changed"] == 1
          and ask("4404", on="2025-01-01")["centre"]["structure"] == "KK-4401", report)


def an_unknown_place_is_never_nearby():
    folder = write("offers.csv", ["offer", "programme", "structure", "area", "mode"],
                   ["X-UNKNOWN", "SOCIAL_GROCERY", "KP-4401", "unknown", "home"])
    check("an offer whose area is not known is taken", imported(folder)[0] == 0)
    grocery = next(e for e in ask("4401")["entitlements"] if e["programme"] == "SOCIAL_GROCERY")
    check("told as unknown, after what is known to serve", grocery["where"][-1]["offer"] == "X-UNKNOWN"
          and grocery["where"][-1]["area_is_unknown"] and not grocery["where"][0].get("area_is_unknown"), grocery["where"])
    oichalia = next(e for e in ask("4404")["entitlements"] if e["programme"] == "SOCIAL_GROCERY")
    check("and does not hide that none is known to serve", oichalia["elsewhere"], oichalia)


def which_boundary_decided():
    before = ask(None, at="21.92,37.33")["municipality"]
    check("a municipality found by an approximate boundary says so", before["approximate"] is True
          and before["boundary_quality"] == "approximate", before)
    path = os.path.join(SCRATCH, "oria_2019.geojson")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": [{
            "type": "Feature", "properties": {"elstat_code": "4404", "name": "Οιχαλίας"}, "geometry": {
                "type": "Polygon", "coordinates": [
                    [[21.9, 37.3], [21.95, 37.3], [21.95, 37.35], [21.9, 37.35], [21.9, 37.3]]]}}]}, file)
    run_ = mitroa("import", "boundaries", "--as-of", "2019-09-01", path)
    after = ask(None, at="21.92,37.33")["municipality"]
    check("found by an official one it names its source and day", run_.returncode == 0
          and (after["code"], after["approximate"], after["boundary_quality"], after["boundary_source"], after["boundary_as_of"])
          == ("4404", False, "official", "oria_2019", "2019-09-01"), f"{run_.stderr}{after}")


def criteria_of_its_own_are_a_programme_of_its_own():
    """The national verdict stays; the municipality's version takes the criteria over and adds its own."""
    folder = write("programmes.csv", ["code", "title", "kind", "level", "authority", "area", "valid_from", "law"],
                   ["4401-HOUSING", "Δημοτική ενίσχυση στέγασης", "benefit", "municipal", "Δήμος Καλαμάτας",
                    "municipalities:4401", "2026-01-01", "απόφαση δημοτικού συμβουλίου (δοκιμή)"])
    with open(os.path.join(folder, "criteria.csv"), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["programme", "block", "kind", "fact", "operator", "value", "text"],
                                    ["4401-HOUSING", "1", "condition", "same_as", "=", "HEATING", "Όσα ζητά το επίδομα θέρμανσης"],
                                    ["4401-HOUSING", "1", "condition", "age", "≥", "65", "Έχει κλείσει τα 65"]])
    before = ask("4401", facts="age=40")
    made = mitroa("import", "programmes", folder, "--json")
    check("a local version is taken", made.returncode == 0, made.stdout + made.stderr)
    young, old = ({e["programme"]: e for e in ask("4401", facts=f"age={age}")["entitlements"]} for age in (40, 70))
    check("its own criterion decides its own verdict", young["4401-HOUSING"]["verdict"] == "not_eligible"
          and old["4401-HOUSING"]["verdict"] == old["HEATING"]["verdict"] == "unknown", old["4401-HOUSING"])
    check("the national programme's stays as it was", young["HEATING"] == next(
        e for e in before["entitlements"] if e["programme"] == "HEATING"))
    check("and elsewhere there is no local version", "4401-HOUSING" not in {
        e["programme"] for e in ask("2601", facts="age=70")["entitlements"]})


def what_is_refused():
    stop = ["unit", "place", "from", "to", "rule", "except"]
    offer = ["offer", "kind", "programme", "service", "title", "structure", "area", "mode", "site"]
    closure = ["structure", "site", "offer", "valid_from", "mode"]
    addition = ["code", "programme", "municipality", "kind", "text"]
    staff = ["structure", "specialty", "people", "shared_with", "title"]
    institution = ["code", "name", "kind", "municipality", "measure", "amount", "as_of"]
    cases = [
        ("an hour that the night of March leaves out", "stops.csv", stop,
         ["KM-4401", "4404", "2027-03-28 03:30", "2027-03-28 05:00", "", ""], "from", "03:00"),
        ("a rule by the day", "stops.csv", stop,
         ["KM-4401", "4404", "2026-11-25 09:30", "2026-11-25 10:30", "FREQ=DAILY", ""], "rule", "RFC 5545"),
        ("a first stop on another day than the rule's", "stops.csv", stop,
         ["KM-4401", "4404", "2026-11-25 09:30", "2026-11-25 10:30", "FREQ=WEEKLY;BYDAY=TU", ""], "rule", "πρώτη στάση"),
        ("exceptions without a rule", "stops.csv", stop,
         ["KM-4401", "4404", "2026-11-25 09:30", "2026-11-25 10:30", "", "2026-12-25"], "except", "κανόνα"),
        ("exceptions that are no days", "stops.csv", stop,
         ["KM-4401", "4404", "2026-11-25 09:30", "2026-11-25 10:30", "FREQ=WEEKLY", "Χριστούγεννα"], "except", "ημέρα"),
        ("an offer of a programme without one", "offers.csv", offer,
         ["X", "programme", "", "", "", "KK-4401", "municipalities:4401", "home", ""], "programme", "προγράμματος"),
        ("a service that is not in the list", "offers.csv", offer,
         ["X", "service", "", "συμβουλευτηκη", "", "KK-4401", "municipalities:4401", "home", ""], "service", ""),
        ("a group action without a title", "offers.csv", offer,
         ["X", "group action", "", "", "", "KK-4401", "municipalities:4401", "site", ""], "title", "τίτλο"),
        ("a group action that says it is a programme", "offers.csv", offer,
         ["X", "ομαδική δράση", "EEE", "", "Δράση", "KK-4401", "municipalities:4401", "site", ""], "programme", "κενό"),
        ("a blank area", "offers.csv", offer,
         ["X", "service", "", "counselling", "", "KK-4401", "", "home", ""], "area", "κενή"),
        ("a change of nothing", "closures.csv", closure, ["", "", "", "2026-12-24", ""], None, "ένα από τα τρία"),
        ("a change of two things", "closures.csv", closure, ["KK-4401", "KK-4401-A", "", "2026-12-24", ""], None, "ένα από"),
        ("a partnership with nobody known", "partners.csv", ["structure", "partner", "role", "valid_from"],
         ["KK-4401", "DIMOS-9999", "partner", "2026-01-01"], "partner", "άγνωστος φορέας"),
        ("a partner without a beginning", "partners.csv", ["structure", "partner", "role", "valid_from"],
         ["KK-4401", "DIMOS-4404", "partner", ""], "valid_from", ""),
        ("funding that ends before it begins", "fundings.csv", ["structure", "programme", "valid_from", "valid_to"],
         ["KK-4401", "ΕΣΠΑ", "2026-01-01", "2025-01-01"], "valid_to", "λήξη"),
        ("a local note to a programme that nobody knows", "additions.csv", addition,
         ["X", "NOTHING", "4401", "note", "Κείμενο"], "programme", "άγνωστο πρόγραμμα"),
        ("a local note that says nothing", "additions.csv", addition, ["X", "EEE", "4401", "note", ""], "text", ""),
        ("a local criterion that would decide", "additions.csv", addition,
         ["X", "EEE", "4401", "condition", "Κείμενο"], "kind", "σημείωση"),
        ("a specialty that is not in the list", "staff.csv", staff, ["KK-4401", "ψυχολόγοςς", "1", "", ""], "specialty",
         "ψυχολόγος"),
        ("another specialty that is not named", "staff.csv", staff, ["KK-4401", "άλλη", "1", "", ""], "title", "χωρίς όνομα"),
        ("staff shared with itself", "staff.csv", staff, ["KK-4401", "οδηγός", "1", "KK-4401", ""], "shared_with", "εαυτό"),
        ("nobody of a specialty", "staff.csv", staff, ["KK-4401", "οδηγός", "0", "", ""], "people", "1"),
        ("a size of nothing", "institutions.csv", institution,
         ["X", "Σχολείο", "δημοτικό σχολείο", "4401", "", "200", "2026-09-15"], "measure", "μέγεθος"),
        ("a size of no day", "institutions.csv", institution,
         ["X", "Σχολείο", "δημοτικό σχολείο", "4401", "μαθητές", "200", ""], "as_of", "ημέρα"),
        ("a certainty that is not in the list", "sites.csv", ["code", "structure", "name", "geocoding"],
         ["KK-4401-A", "KK-4401", "Σημείο", "περίπου"], "geocoding", "οικισμός"),
    ]
    for what, name, head, row, column, word in cases:
        status, report = imported(write(name, head, row))
        errors = report["errors"]
        check(f"refuses {what}, with line and column",
              status == 1 and errors and errors[0]["line"] == 2 and (not column or errors[0]["column"] == column)
              and word in json.dumps(errors, ensure_ascii=False), report)
    status, report = imported(write("staff.csv", staff, ["PR-2601", "psychologist", "1", "SR-2601", ""],
                                    ["SR-2601", "psychologist", "1", "PR-2601", ""]))
    check("the same shared people said twice are refused", status == 1 and report["errors"][0]["line"] == 3
          and "γραμμή 2" in report["errors"][0]["message"], report)
    folder = write("rankings.csv", ["offer", "institution_kind", "measure", "per_municipality"],
                   ["X", "primary_school", "pupils", "1"])
    with open(os.path.join(folder, "offers.csv"), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([offer, ["X", "service", "", "counselling", "", "KK-4401", "municipalities:4401", "home", ""]])
    status, report = imported(folder)
    check("a ranking of help to persons is refused", status == 1 and "ποτέ παροχή σε πρόσωπα" in json.dumps(
        report, ensure_ascii=False), report)
    status, report = imported(write("offers.csv", offer, cases[6][3]))
    check("and proposes the service that was meant", "Συμβουλευτική" in json.dumps(report, ensure_ascii=False)
          or "counselling" in json.dumps(report), report)
    status, report = imported(write("fundings.csv", ["δομή", "πρόγραμμα", "ποσό", "από", "έως"],
                                    ["KK-4401", "ΕΚΤ+ 2021-2027", "1.200.000,00", "01/01/2026", ""]))
    check("Greek headers, amounts and days are understood", status == 0 and report["new"] == 1, report)
    check("and new funding ends the warning", ask("4401")["centre"]["funding_has_ended"] is False
          and ask("4401", on="2025-06-01")["centre"]["funding_has_ended"] is True, TODAY)


run([the_way_in_and_out, what_comes_back_is_the_same_to_the_byte, rights_follow_the_days_of_a_partnership,
     an_unknown_place_is_never_nearby, which_boundary_decided, criteria_of_its_own_are_a_programme_of_its_own,
     what_is_refused])
