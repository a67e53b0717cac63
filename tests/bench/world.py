# SPDX-License-Identifier: EUPL-1.2
"""A register as large as the country's: programmes, offers and persons made up, over the sample's places and centres."""

import csv
import random
import re
import shutil

NATIONWIDE, NATIONWIDE_VERSIONS = 160, 5
LOCAL_OF_A_CENTRE, LOCAL_AREA = 16, 3  # so that about two hundred programmes hold at a place
SITES_OF_A_CENTRE = 4
OFFERS_OF_A_LOCAL = 3
OFFERS_OF_A_NATIONWIDE = 48
ADVISERS = 16
SAMPLE_ENDS = "2026-01-31"

PROGRAMMES = ["code", "title", "kind", "level", "authority", "area", "valid_from", "valid_to", "law", "channel", "url", "trust"]
CRITERIA = ["programme", "block", "kind", "fact", "operator", "value", "document", "law", "text"]
SITES = ["code", "structure", "name", "municipality", "lon", "lat", "hours"]
OFFERS = ["offer", "programme", "structure", "area", "mode", "site", "phone", "hours"]

# What criteria ask: facts that feeds know, and from which nothing is computed.
ASKED = {
    "income_year": ("≤", range(1000, 9001, 250), "εκκαθαριστικό", "Εισόδημα του νοικοκυριού έως {} € τον χρόνο"),
    "pension": ("≤", range(0, 801, 50), "ενημερωτικό σημείωμα συντάξεων", "Σύνταξη έως {} € τον μήνα"),
    "real_estate": ("≤", range(5000, 90001, 5000), "δήλωση Ε9", "Ακίνητη περιουσία έως {} €"),
    "deposits": ("≤", range(500, 20001, 500), "βεβαίωση τράπεζας", "Καταθέσεις έως {} €"),
    "members": ("≥", range(3, 8), "πιστοποιητικό οικογενειακής κατάστασης", "Νοικοκυριό από {} μέλη και πάνω"),
    "dependent_children": ("≥", range(1, 5), "πιστοποιητικό οικογενειακής κατάστασης", "Εξαρτώμενα τέκνα από {} και πάνω"),
    "rent": ("≥", range(250, 551, 25), "μισθωτήριο", "Ενοίκιο από {} € τον μήνα και πάνω"),
    "legal_residence_years": ("≥", range(1, 13), "τίτλοι διαμονής", "Νόμιμη διαμονή τουλάχιστον {} ετών"),
    "local_residence_years": ("≥", range(1, 9), "βεβαίωση δήμου", "Κατοικία στον τόπο τουλάχιστον {} έτη"),
    "unemployed_months": ("≥", range(1, 25), "κάρτα ανεργίας", "Ανεργία τουλάχιστον {} μηνών"),
    "disability_pct": ("≥", range(50, 86, 5), "γνωμάτευση αναπηρίας", "Ποσοστό αναπηρίας από {}% και πάνω"),
    "insurance": ("=", ["uninsured", "indirect", "direct"], "βεβαίωση ασφάλισης", "Ασφάλιση: {}"),
    "tenure": ("=", ["rented", "owned", "hosted"], "μισθωτήριο ή τίτλος", "Κατοικία: {}"),
    "tax_return": ("=", ["yes"], "εκκαθαριστικό", "Έχει υποβληθεί φορολογική δήλωση"),
}
MOST = ["income_year", "real_estate", "deposits", "legal_residence_years", "tax_return"]


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_with_sample(path, sample, header, rows):
    """
    The sample's own rows stay, because what persons receive names its programmes; but its programmes have ended. The
    peers of bench_answers.py have no scales, parameters and asks, so that they could not tell them, and all are to
    answer the same question.
    """
    with open(sample, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        kept, columns = list(reader), reader.fieldnames
    if "valid_to" in columns:
        for row in kept:
            row["valid_to"] = min(row["valid_to"] or SAMPLE_ENDS, SAMPLE_ENDS)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        writer.writerows(dict(zip(header, row)) for row in rows)


def sample_rows(path, keep=None):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if keep is None or keep(row)]


def criteria_of(code, chance):
    rows = []
    for block in range(1, 2 + chance.randrange(2)):
        facts = chance.sample(MOST, 1 + chance.randrange(2)) \
            + chance.sample([fact for fact in ASKED if fact not in MOST], 2 + chance.randrange(2))
        for fact in facts:
            operator, values, document, text = ASKED[fact]
            value = chance.choice(list(values))
            rows.append([code, block, "condition", fact, operator, value, document, "ν. 4025/2011 άρθρο 4", text.format(value)])
    if chance.randrange(3) == 0:
        rows.append([code, "", "ask", "", "", "", "", "", "Δεν έχει λάβει την ίδια παροχή από άλλον φορέα τον τελευταίο χρόνο"])
    return rows


def programme_rows(code, title, level, area, versions):
    rows = []
    for version in range(versions):
        first = 2026 - 2 * (versions - version)
        last = f"{first + 1}-12-31" if version + 1 < versions else ""
        rows.append([code, f"{title} ({first})" if last else title, "benefit", level, "Δήμος" if level == "municipal" else "ΟΠΕΚΑ",
                     area, f"{first}-01-01", last, "ν. 4025/2011 και κοινή υπουργική απόφαση εφαρμογής",
                     "Στο Κέντρο Κοινότητας του δήμου κατοικίας ή ηλεκτρονικά", "https://example.org/" + code, "B"])
    return rows


def make(bench, folder, share=1.0, nationwide=NATIONWIDE, local=LOCAL_OF_A_CENTRE, local_area=LOCAL_AREA,
         offers_of_a_local=OFFERS_OF_A_LOCAL, sites_of_a_centre=SITES_OF_A_CENTRE):
    """Files to import: programmes/ and providers/. `share` makes less of everything that is many."""
    chance = random.Random(11)
    sample = bench.root / "importers/sample"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "programmes").mkdir(parents=True)
    (folder / "providers").mkdir()
    places = [row for row in sample_rows(sample / "places.csv") if row["level"] == "municipality" and not row["valid_to"]]
    label = {row["code"]: (float(row["label_lon"]), float(row["label_lat"])) for row in places}
    centres = [row for row in sample_rows(sample / "providers/structures.csv")
               if re.fullmatch(r"KK-[0-9]{4}", row["code"]) and row["municipality"] in label]

    sites, offers, programmes, criteria, documents = [], [], [], [], []
    for centre in centres:
        lon, lat = label[centre["municipality"]]
        for i in range(sites_of_a_centre):
            sites.append([f"{centre['code']}-B{i}", centre["code"], f"Σημείο εξυπηρέτησης {i + 1}", centre["municipality"],
                          f"{lon + chance.uniform(-.05, .05):.5f}", f"{lat + chance.uniform(-.05, .05):.5f}", "09:00-15:00"])

    def offer(code, number, centre, area):
        offers.append([f"{code}-{number}", code, centre["code"], area, "site",
                       f"{centre['code']}-B{chance.randrange(sites_of_a_centre)}", f"2{chance.randrange(10**9):09}", "08:30-14:30"])

    def programme(code, title, level, area, versions):
        programmes.extend(programme_rows(code, title, level, area, versions))
        criteria.extend(criteria_of(code, chance))
        documents.extend([[code, "ταυτότητα ή διαβατήριο", "", ""], [code, "εκκαθαριστικό", "income_year", "του τελευταίου έτους"],
                          [code, "αίτηση", "", ""]])

    for i in range(round(nationwide * share)):
        code = f"N{i:04}"
        programme(code, f"Πρόγραμμα στήριξης νοικοκυριών {i}", "national", "nationwide", NATIONWIDE_VERSIONS)
        offers.append([f"{code}-W", code, "FOREAS-OPEKA", "nationwide", "online", "", "1555", ""])
        for number, centre in enumerate(chance.sample(centres, min(OFFERS_OF_A_NATIONWIDE, len(centres)))):
            offer(code, number, centre, f"municipalities:{centre['municipality']}")
    for c, centre in enumerate(centres):
        around = [centres[(c + step) % len(centres)]["municipality"] for step in range(local_area)]
        for i in range(round(local * share)):
            code = f"L{centre['municipality']}{i:03}"
            area = "municipalities:" + "|".join(sorted(set(around)))
            programme(code, f"Δημοτική παροχή {i} του δήμου {centre['municipality']}", "municipal", area, 1)
            for number in range(offers_of_a_local):
                offer(code, number, centre, area)

    for name, header, rows in (("programmes.csv", PROGRAMMES, programmes), ("criteria.csv", CRITERIA, criteria),
                               ("documents.csv", ["programme", "document", "proves", "text"], documents)):
        write_with_sample(folder / "programmes" / name, sample / "programmes" / name, header, rows)
    shutil.copy(sample / "programmes/parameters.csv", folder / "programmes")
    for name in ("bodies.csv", "structures.csv"):
        shutil.copy(sample / "providers" / name, folder / "providers" / name)
    write(folder / "providers/sites.csv", SITES, sites)
    write(folder / "providers/offers.csv", OFFERS, offers)
    return {"versions": len(programmes), "offers": len(offers), "criteria": len(criteria), "centres": [c["code"] for c in centres]}
