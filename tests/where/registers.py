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
                             "offers.csv", "closures.csv"} <= set(os.listdir(out)), os.listdir(out))
    version = sql("SELECT registry.register_version()")
    status, back = imported(out)
    check("and imports back unchanged", status == 0 and back["new"] == back["changed"] == 0 and back["read"] > 2000, back)
    check("without a register version", sql("SELECT registry.register_version()") == version)


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


def what_is_refused():
    stop = ["unit", "place", "from", "to", "rule", "except"]
    offer = ["offer", "kind", "programme", "service", "title", "structure", "area", "mode", "site"]
    closure = ["structure", "site", "offer", "valid_from", "mode"]
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
    ]
    for what, name, head, row, column, word in cases:
        status, report = imported(write(name, head, row))
        errors = report["errors"]
        check(f"refuses {what}, with line and column",
              status == 1 and errors and errors[0]["line"] == 2 and (not column or errors[0]["column"] == column)
              and word in json.dumps(errors, ensure_ascii=False), report)
    status, report = imported(write("offers.csv", offer, cases[6][3]))
    check("and proposes the service that was meant", "Συμβουλευτική" in json.dumps(report, ensure_ascii=False)
          or "counselling" in json.dumps(report), report)
    status, report = imported(write("fundings.csv", ["δομή", "πρόγραμμα", "ποσό", "από", "έως"],
                                    ["KK-4401", "ΕΚΤ+ 2021-2027", "1.200.000,00", "01/01/2026", ""]))
    check("Greek headers, amounts and days are understood", status == 0 and report["new"] == 1, report)
    check("and new funding ends the warning", ask("4401")["centre"]["funding_has_ended"] is False
          and ask("4401", on="2025-06-01")["centre"]["funding_has_ended"] is True, TODAY)


run([the_way_in_and_out, rights_follow_the_days_of_a_partnership, an_unknown_place_is_never_nearby, which_boundary_decided,
     what_is_refused])
