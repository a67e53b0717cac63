#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Holds the sample register of places against the collected municipalities.csv.

    same_municipalities.py places.csv municipalities.csv
"""
import csv
import sys


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main():
    wrong = 0
    places = {row["code"]: row for row in rows(sys.argv[1]) if row["level"] == "municipality"}
    wanted = rows(sys.argv[2])
    for row in wanted:
        place = places.get(row["elstat_code_2021"], {})
        codes = set(place.get("codes", "").split("|"))
        expected = {
            "name": row["name_el"], "population": row["population_2021_provisional"],
            "regional_unit": row["regional_unit_elstat"], "region": row["region_nuts2"],
        }
        for column, value in expected.items():
            if place.get(column) != value:
                print(f'{row["elstat_code_2021"]}: {column} {place.get(column)}, wanted {value}')
                wrong += 1
        for edition, column in (("elstat2011", "elstat_code_2011"), ("ypes", "ypes_code_2011")):
            if row[column] and f"{edition}:{row[column]}" not in codes:
                print(f'{row["elstat_code_2021"]}: no {edition}:{row[column]}')
                wrong += 1
        if any(place.get(column) for column in ("seat_lat", "seat_lon")):
            print("seat coordinates have no licence and may not stand here")
            wrong += 1
    ended = [place for place in places.values() if place["valid_to"]]
    if len(wanted) != 332 or len(places) != 337 or len(ended) != 5:
        print(len(wanted), len(places), len(ended))
        wrong += 1
    sys.exit(1 if wrong else 0)


main()
