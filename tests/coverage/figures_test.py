#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Persons in the tables of planners: from the protected counts of a release, and from nothing else."""

import csv
import functools
import itertools
import math
import os

from common import ROOT, SCRATCH, TODAY, asked, check, mitroa, run, sql, sql_file

HIDDEN = (0, 9)
PROGRAMME = "HELP_AT_HOME"
cells = {}


def a_release():
    before = asked("supply", "holes", "--programme", PROGRAMME)
    check("without a release no persons are told", all(row["entitled"] is None for row in before["rows"])
          and any("release make" in note for note in before["notes"]), before["notes"])
    nobody = asked("supply", "what-if", "--programme", PROGRAMME)
    check("nor is it said that there are none", nobody["figures"]["persons"] is None and nobody["rows"] == [], nobody)
    mitroa("account", "add", "planner", "--role", "coordinator", "--structure", "PYLI-PELOPONNISOU", "--name", "Δοκιμή",
           "--password-stdin", "--if-missing", stdin="ένα μακρύ συνθηματικό 42\n")
    token = mitroa("account", "token", "planner").stdout.split()[-1]
    made = mitroa("release", "make", environment={"MITROA_TOKEN": token})
    check("a release is made", made.returncode == 0, made.stderr)
    # The sample is small, so that nearly all its cells are hidden: some more are told.
    sql("INSERT INTO release.cell (release, measure, programme, detail, place, value) "
        "SELECT 1, m, g.programme, 0, p.place, 10 + 5 * (abs(hashint4(p.place * 7 + m)) % 60) "
        "FROM release.place AS p, release.programme AS g, unnest(ARRAY[4, 6]::smallint[]) AS m "
        f"WHERE p.level = 1 AND g.code = '{PROGRAMME}' AND p.place % 4 <> 0 ON CONFLICT DO NOTHING")
    for measure, code, value in sql(
            "SELECT m, p.code, c.value FROM unnest(ARRAY[4, 6]::smallint[]) AS m CROSS JOIN release.place AS p "
            f"JOIN release.programme AS g ON g.release = 1 AND g.code = '{PROGRAMME}' "
            "LEFT JOIN release.cell AS c ON c.release = 1 AND c.measure = m AND c.programme = g.programme "
            "AND c.detail = 0 AND c.place = p.place WHERE p.release = 1 AND p.level = 1"):
        cells[int(measure), code] = (int(value), int(value)) if value else HIDDEN


def total(measure, codes):
    found = [cells[measure, code] for code in codes]
    return {"from": sum(low for low, _ in found), "to": sum(high for _, high in found)}


@functools.cache
def deliveries():
    return {m: (home == "t", here == "t", float(nearest), stop == "t")
            for m, p, home, _, here, nearest, stop, _, _ in sql_file("grades.sql", day=TODAY, days=30) if p == PROGRAMME}


def persons_in_holes():
    table = asked("supply", "holes")
    row = next(row for row in table["rows"] if row["programme"]["code"] == PROGRAMME)
    holes = [row["municipality"]["code"] for row in asked("supply", "holes", "--programme", PROGRAMME)["rows"]]
    check("the entitled whom holes touch are the sum of what the release tells of them",
          row["entitled"] == total(4, holes) and row["entitled"]["from"] > 1000, (row, total(4, holes)))
    one = asked("supply", "holes", "--programme", PROGRAMME)["rows"]
    check("municipality by municipality, too",
          all(r["entitled"] == dict(zip(("from", "to"), cells[4, r["municipality"]["code"]])) for r in one), one[:2])
    check("what is hidden stays so", "κάτω από 10" in mitroa("supply", "holes", "--programme", PROGRAMME).stdout)
    check("the release is named", any("δημοσίευση 1" in note for note in table["notes"]), table["notes"])


def shares_within_reach():
    found = deliveries()
    islands = {code for (code,) in sql(
        "SELECT p.code FROM registry.place AS p JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL "
        "WHERE p.level = 'municipality' AND v.island AND v.valid_to IS NULL")}
    table = asked("supply", "reach", "--programme", PROGRAMME)
    for title, codes in (("Όλοι", set(found)), ("Νησιωτικοί δήμοι", islands)):
        row = next(row for row in table["rows"] if row["part"]["name"] == title)
        wrong = []
        for km in (10, 20, 30, 60):
            near = {c for c in codes if found[c][0] or found[c][3] or found[c][2] <= km * 1000
                    or (found[c][1] and math.isinf(found[c][2]))}
            part, rest = total(4, near), total(4, codes - near)
            wanted = {"from": 100 * part["from"] / (part["from"] + rest["to"]),
                      "to": 100 * part["to"] / (part["to"] + rest["from"])}
            got = row[f"within_{km}km"]
            if abs(got["from"] - wanted["from"]) > 0.06 or abs(got["to"] - wanted["to"]) > 0.06:
                wrong.append((km, got, wanted))
        check(f"the share within each distance is found again: {title}", not wrong and row["entitled"] == total(4, codes),
              (wrong, row))
    few = asked("supply", "reach", "--programme", "SOCIAL_PHARMACY")["rows"][0]
    check("of fewer than thirty no share is told", few["within_10km"] is None, few)
    parts = [row["part"]["code"] for row in asked("supply", "reach", "--programme", PROGRAMME, "--within", "EL65")["rows"]]
    check("a region is told by its units", len([code for code in parts if code]) == 5, parts)


def traits_are_as_they_are_stated():
    """Nobody's list of mountain municipalities is at hand: the sample says nothing, and an import may say it with its source."""
    before = asked("supply", "reach", "--programme", PROGRAMME)
    check("what the register does not say is told as unknown, not left out",
          any("ορεινοί: 332 από τους 332" in note for note in before["notes"])
          and any("απομακρυσμένοι: 332 από τους 332" in note for note in before["notes"])
          and not [row for row in before["rows"] if row["part"]["name"] == "Ορεινοί δήμοι"], before["notes"])
    stated = {"2601": "ναι", "2602": "ναι", "2603": "όχι"}
    with open(os.path.join(ROOT, "importers/sample/places.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["level"] == "municipality" and row["code"] in stated and not row["valid_to"]:
            row["mountain"] = stated[row["code"]]
            row["source"] += "· ορεινός: δοκιμή, κατάλογος που δεν υπάρχει"
    path = os.path.join(SCRATCH, "places.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = mitroa("import", "places", path)
    after = asked("supply", "reach", "--programme", PROGRAMME)
    mountain = [row for row in after["rows"] if row["part"]["name"] == "Ορεινοί δήμοι"]
    check("what an import states is told apart, and the rest stays unknown", done.returncode == 0 and len(mountain) == 1
          and mountain[0]["municipalities"] == 2 and any("ορεινοί: 329 από τους 332" in note for note in after["notes"]),
          (done, mountain, after["notes"]))


def a_new_point():
    point = asked("supply", "what-if", "--programme", PROGRAMME, "--point", "21.79,40.30", "--km", "25")
    near = {code for (code,) in sql(
        "SELECT p.code FROM registry.place AS p JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL "
        "WHERE p.level = 'municipality' AND v.valid_to IS NULL AND public.ST_DWithin("
        "public.ST_Point(v.label_lon, v.label_lat)::public.geography, public.ST_Point(21.79, 40.30)::public.geography, 25000)")}
    lacking = {code for code, (home, here, metres, stop) in deliveries().items() if not (home or here or stop or metres <= 25000)}
    check("a point serves who is near and has nothing", {row["municipality"]["code"] for row in point["rows"]} == near & lacking
          and near & lacking, (near & lacking, point["rows"]))
    figures = point["figures"]
    check("before, after and what is added are the release's", figures["added"] == total(6, near & lacking)
          and figures["persons"] == total(6, deliveries()) and figures["near_before"] == total(6, set(deliveries()) - lacking)
          and figures["near_after"]["from"] == figures["near_before"]["from"] + figures["added"]["from"], figures)


def the_best_points():
    """Western Macedonia has no sea: all choices of two places are tried."""
    table = asked("supply", "what-if", "--programme", PROGRAMME, "--within", "EL53", "--km", "30", "--k", "2", "--exact")
    distances = {(a, b): float(metres) for a, b, metres in sql(
        "WITH m AS (SELECT p.code, public.ST_Point(v.label_lon, v.label_lat)::public.geography AS label "
        "FROM registry.place AS p JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL "
        "JOIN registry.place AS r ON r.place = v.region WHERE p.level = 'municipality' AND v.valid_to IS NULL "
        "AND r.code = 'EL53') SELECT a.code, b.code, public.ST_Distance(a.label, b.label) FROM m AS a, m AS b")}
    codes = sorted({a for a, _ in distances})
    found = deliveries()
    lacking = [c for c in codes if not (found[c][0] or found[c][1] or found[c][3] or found[c][2] <= 30000)]
    weight = {c: sum(cells[6, c]) / 2 for c in lacking}

    def covered(choice):
        return {c for c in lacking if any(distances[spot, c] <= 30000 for spot in choice)}

    best = max(sum(weight[c] for c in covered(pair)) for pair in itertools.combinations(codes, 2))
    chosen = {row["point"]["code"] for row in table["rows"]}
    got = {row["municipality"]["code"] for row in table["rows"]}
    check("the two best places are as good as the best of all pairs", len(chosen) <= 2 and got == covered(chosen)
          and abs(sum(weight[c] for c in got) - best) < 1e-6 and len(lacking) > 5, (chosen, best, got))
    check("and it is said that none are better", table["figures"]["of_best"]["from"] == 100
          and any("Καμία άλλη επιλογή" in note for note in table["notes"]), table["notes"])
    greedy = asked("supply", "what-if", "--programme", PROGRAMME, "--km", "40", "--k", "15")["figures"]
    exact = asked("supply", "what-if", "--programme", PROGRAMME, "--km", "40", "--k", "15", "--exact")["figures"]
    middle = [figures["added"]["from"] + figures["added"]["to"] for figures in (greedy, exact)]
    check("in the whole country the greedy choice keeps what its bound promises",
          63 <= greedy["of_best"]["from"] <= 100 and middle[0] <= middle[1]
          and middle[0] >= middle[1] * greedy["of_best"]["from"] / 100 * 0.99, (greedy, exact))


def what_is_refused():
    for arguments, status, word in [
            (["reach"], 2, "--programme"), (["what-if"], 2, "--programme"),
            (["what-if", "--programme", PROGRAMME, "--point", "37.04,22.11"], 2, "--point"),
            (["what-if", "--programme", PROGRAMME, "--k", "21"], 2, "--k")]:
        run_ = mitroa("supply", *arguments)
        check(f"«mitroa supply {' '.join(arguments)}» is refused with a sentence",
              run_.returncode == status and word in run_.stderr, (run_.returncode, run_.stderr))


run([a_release, persons_in_holes, shares_within_reach, a_new_point, the_best_points, what_is_refused, traits_are_as_they_are_stated])
