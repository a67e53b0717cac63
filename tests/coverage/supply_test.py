#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Holes, equality of places, overlaps and funding, from the public registers."""

import collections
import functools

from common import TODAY, asked, check, import_providers, mitroa, run, sql, sql_file

HOLES = ("καμία", "μόνο μακριά")


def more_registers():
    """What the sample has none of: many sites nationwide, regional ones, unknown areas, two bodies, ends."""
    places = sql("SELECT p.code, v.label_lon, v.label_lat FROM registry.place AS p JOIN registry.place_version AS v "
                 "ON v.place = p.place AND v.until IS NULL WHERE p.level = 'municipality' AND v.valid_to IS NULL "
                 "AND v.label_lon IS NOT NULL ORDER BY p.code")[::5][:60]
    sites = [["code", "structure", "name", "municipality", "lon", "lat"]]
    offers = [["offer", "kind", "service", "programme", "structure", "area", "mode", "site"]]
    for code, lon, lat in places:
        sites.append([f"X-{code}", "FOREAS-OPEKA", f"Σημείο {code}", code, lon, lat])
        offers.append([f"X-{code}", "programme", "", "SOCIAL_PHARMACY", "FOREAS-OPEKA", "nationwide", "site", f"X-{code}"])
    sites.append(["X-REGION", "FOREAS-OPEKA", "Τρίπολη", "4501", "22.37", "37.51"])
    offers += [["X-REGION", "programme", "", "SOCIAL_GROCERY", "FOREAS-OPEKA", "regions:Πελοποννήσου", "site", "X-REGION"],
               ["X-UNIT", "programme", "", "HELP_AT_HOME", "FOREAS-OPEKA", "units:Λακωνίας", "home", ""],
               ["X-UNKNOWN", "programme", "", "EEE_SERVICES", "FOREAS-OPEKA", "unknown", "home", ""],
               ["X-TWICE", "service", "counselling", "", "FOREAS-OPEKA", "municipalities:2601|2602", "home", ""]]
    import_providers(
        sites=sites, offers=offers,
        closures=[["structure", "site", "offer", "valid_from", "valid_to", "mode"], ["KK-0101", "", "", "2026-01-01", "", ""]],
        fundings=[["structure", "programme", "valid_from", "valid_to"],
                  ["KK-2601", "ΕΚΤ+ 2021-2027", "2025-01-01", "2027-01-15"],
                  ["KK-1405", "ΕΚΤ+ 2021-2027", "2026-01-01", "2029-12-31"]])


@functools.cache
def deliveries():
    rows = sql_file("grades.sql", day=TODAY, days=30)
    return {(m, p): (home == "t", remote == "t", here == "t", float(nearest), stop == "t", int(n), unknown == "t")
            for m, p, home, remote, here, nearest, stop, n, unknown in rows}


def grade(metres, home, remote, here, nearest, stop, n, unknown):
    if home or here or stop or nearest <= metres:
        return "κοντά"
    if remote:
        return "μόνο από απόσταση"
    if unknown:
        return "άγνωστο πού ή για ποιους"
    return "μόνο μακριά" if n else "καμία"


def grades(metres=20000):
    return {key: grade(metres, *what) for key, what in deliveries().items()}


def holes_are_those_of_the_database():
    for km in (5, 20, 60):
        wanted = collections.Counter()
        for (_, programme), found in grades(km * 1000).items():
            wanted[programme, "valid_in"] += 1
            wanted[programme, "holes"] += found in HOLES
            wanted[programme, "near"] += found == "κοντά"
            wanted[programme, "unknown"] += found.startswith("άγνωστο")
        rows = asked("supply", "holes", "--km", str(km))["rows"]
        got = {(row["programme"]["code"], key): row[key] for row in rows
               for key in ("valid_in", "holes", "near", "unknown")}
        wrong = {key: (value, wanted[key]) for key, value in got.items() if value != wanted[key]}
        check(f"programme by programme, holes within {km} km are those that PostGIS finds",
              not wrong and len(got) == len(wanted) and len(got) > 80, wrong)
    check("each sort of delivery was there to be found", len(set(grades().values())) == 5, set(grades().values()))


def one_programme_by_municipality():
    wanted = {m for (m, p), found in grades().items() if p == "SOCIAL_PHARMACY" and found in HOLES}
    rows = asked("supply", "holes", "--programme", "SOCIAL_PHARMACY")["rows"]
    check("the holes of one programme are told by municipality",
          {row["municipality"]["code"] for row in rows} == wanted and wanted, rows[:3])
    far = {row["municipality"]["code"]: row["nearest_km"] for row in rows}
    metres = sql("SELECT min(public.ST_Distance(public.ST_Point(v.label_lon, v.label_lat)::public.geography, "
                 "public.ST_Point(s.lon, s.lat)::public.geography)) FROM registry.place AS p "
                 "JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL, registry.site_version AS s "
                 "JOIN registry.site AS k ON k.site = s.site WHERE s.until IS NULL AND k.code LIKE 'X-____' "
                 "AND p.code = '5601' AND p.level = 'municipality'")
    check("with the distance to the nearest that serves", "5601" not in far or
          abs(far["5601"] - float(metres[0][0]) / 1000) < 0.06, (far.get("5601"), metres))
    unit = asked("supply", "holes", "--programme", "HELP_AT_HOME", "--within", "Π.Ε. Λακωνίας")
    check("an area by regional unit serves all of it", unit["rows"] == [] and unit["figures"]["valid"] == 5, unit)
    remote = asked("supply", "holes", "--programme", "A21", "--in-person")["figures"]
    check("asked in person, what comes from a distance is a hole", remote["holes"] == remote["valid"] == 332, remote)
    services = asked("supply", "holes", "--programme", "EEE_SERVICES")["figures"]
    check("an unknown area is no hole", services["holes"] == 0 and services["unknown"] > 70, services)


def equity_is_that_of_the_database():
    by_law, lost, delivered = collections.Counter(), collections.Counter(), collections.Counter()
    for (place, _), found in grades().items():
        by_law[place] += 1
        lost[place] += found in HOLES
        delivered[place] += found in ("κοντά", "μόνο από απόσταση")
    table = asked("supply", "equity")
    wrong = [row for row in table["rows"] if (row["by_law"], row["lost"], row["delivered"]) !=
             (by_law[row["municipality"]["code"]], lost[row["municipality"]["code"]],
              delivered[row["municipality"]["code"]])]
    check("what each municipality loses is what the database finds", not wrong and len(table["rows"]) == 332, wrong[:3])
    people = {row["municipality"]["code"]: row["population"] for row in table["rows"]}
    share = {place: 100 * delivered[place] / by_law[place] for place in people}
    total = sum(people.values())
    mean = sum(people[p] * share[p] for p in people) / total
    spread = (sum(people[p] * (share[p] - mean) ** 2 for p in people) / total) ** 0.5
    figures = table["figures"]
    check("the one number is the mean of the people", abs(figures["mean"]["from"] - mean) < 0.06, (figures, mean))
    check("with its spread", abs(figures["deviation"] - spread) < 0.06, (figures, spread))
    seen, tenth = 0, None
    for place in sorted(people, key=lambda p: share[p]):
        seen += people[place]
        if seen >= total / 10 and tenth is None:
            tenth = share[place]
    check("and what a tenth of the people have at most", abs(figures["p10"]["from"] - tenth) < 0.06, (figures, tenth))
    check("the unknown makes an interval", figures["mean"]["to"] > figures["mean"]["from"], figures)
    order = [row["lost"] for row in table["rows"]]
    check("the greatest loss comes first", order == sorted(order, reverse=True))


def overlaps_and_funding():
    rows = asked("supply", "overlap", "--within", "2601")["rows"]
    twice = [row for row in rows if row["what"]["code"] == "counselling"]
    check("the same service of two bodies is an overlap", len(twice) == 1 and twice[0]["bodies"] == 2
          and "ΟΠΕΚΑ" in twice[0]["names"], rows)
    elsewhere = asked("supply", "overlap", "--within", "2602")["rows"]
    check("from one body it is none", not [row for row in elsewhere if row["what"]["code"] == "counselling"], elsewhere)
    ends = asked("supply", "funding")
    codes = [row["structure"]["code"] for row in ends["rows"]]
    check("funding that has ended and that will end soon is told, the earliest first",
          codes == ["KK-4401", "KM-4401"] and "KK-1405" not in codes, ends)
    known = sql("SELECT count(DISTINCT structure) FROM registry.funding WHERE until IS NULL AND structure = "
                "(SELECT structure FROM registry.structure WHERE code = 'KK-2601')")
    check("what has a funding without a known end is not said to end", "KK-2601" not in codes and known == [["1"]],
          (codes, known))
    later = [row["structure"]["code"] for row in asked("supply", "funding", "--ahead", "3000")["rows"]]
    check("looking further ahead finds more", "KK-1405" in later, later)
    there = asked("supply", "funding", "--within", "Νομός Μεσσηνίας")["rows"]
    check("within a prefecture only whom it serves", [row["structure"]["code"] for row in there] == ["KK-4401", "KM-4401"]
          and there[0]["municipality"]["code"] == "4401", there)


def what_is_refused():
    for arguments, status, word in [
            (["supply"], 2, "πίνακα"), (["supply", "nothing"], 2, "πίνακας"),
            (["supply", "holes", "--km", "0"], 2, "--km"), (["supply", "holes", "--km", "4x"], 2, "--km"),
            (["supply", "holes", "--programme", "NONE"], 1, "NONE"),
            (["supply", "holes", "--within", "Καλαμάτται"], 1, "Καλαμάτας")]:
        run_ = mitroa(*arguments)
        check(f"«mitroa {' '.join(arguments)}» is refused with a sentence",
              run_.returncode == status and word in run_.stderr, (run_.returncode, run_.stderr))
    text = mitroa("supply", "equity", "--within", "Π.Ε. Μεσσηνίας").stdout
    check("as text it is a table with its notes", "Καλαμάτας [4401]" in text and "άγνωστο για μη παροχή" in text, text)


def who_works_where():
    found = asked("supply", "staff", "--within", "Μεσσηνίας")
    rows = {row["structure"]["code"]: row for row in found["rows"]}
    check("who is shared stands with both structures", rows["KK-4401"]["people"] == 6 and rows["KM-4401"]["people"] == 3
          and "κοινή θέση" in rows["KK-4401"]["posts"] and "κοινή θέση" in rows["KM-4401"]["posts"], found)
    together = sum(row["people"] or 0 for row in found["rows"])
    check("and counts once in all of them", found["figures"]["people"] == together - 1, found)
    residents = int(sql("SELECT sum(v.population) FROM registry.place AS p JOIN registry.place_version AS v USING (place) "
                        "WHERE v.until IS NULL AND p.code IN ('4401','4402','4403','4404','4405','4406')")[0][0])
    check("residents of all that the centre serves", rows["KK-4401"]["residents_each"] == residents // 6, rows["KK-4401"])
    check("with the end of what pays it", rows["KK-4401"]["funding"] == "έληξε", rows["KK-4401"])
    trikala = {row["structure"]["code"]: row for row in asked("supply", "staff", "--within", "2601")["rows"]}
    check("shared people that nobody counted have no number", trikala["PR-2601"]["people"] is None
          and trikala["SR-2601"]["people"] is None and "κοινές θέσεις" in trikala["SR-2601"]["posts"], trikala)


def which_institutions():
    rows = asked("supply", "institutions", "--within", "Μεσσηνίας")["rows"]
    states = {}
    for row in rows:
        states.setdefault(row["municipality"]["code"], []).append((row["state"], row["approval"]))
    check("chosen, refused, tied, not known and none, each by its name", states == {
        "4401": [("επιλέγεται", "εγκρίθηκε")], "4402": [("ισοψηφία", "δεν έχει ζητηθεί έγκριση")] * 2,
        "4403": [("κανένα υποψήφιο ίδρυμα στο μητρώο", None)], "4404": [("μπορεί να επιλέγεται", "δεν έχει ζητηθεί έγκριση")] * 2,
        "4405": [("επιλέγεται", "δεν εγκρίθηκε")], "4406": [("επιλέγεται", "ζητήθηκε έγκριση")]}, states)


run([more_registers, holes_are_those_of_the_database, one_programme_by_municipality, equity_is_that_of_the_database,
     overlaps_and_funding, what_is_refused, who_works_where, which_institutions])
