#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Writes, as C, the code and population of each municipality of today: municipalities.py PLACES OUT"""

import csv
import sys


def main(places, out):
    with open(places, encoding="utf-8", newline="") as file:
        rows = [
            (row["code"], int(row["population"]))
            for row in csv.DictReader(file)
            if row["level"] == "municipality" and not row["valid_to"]
        ]
    if len(rows) != 332:
        sys.exit(f"{places}: 332 municipalities of today expected, {len(rows)} found")

    with open(out, "w", encoding="utf-8") as file:
        file.write('#include "importers/population_model.h"\n\n')
        file.write("const SampleMunicipality sample_municipalities[] = {\n")
        file.writelines(f'    {{ "{code}", {people} }},\n' for code, people in rows)
        file.write("};\n\n")
        file.write("const size_t sample_n_municipalities =\n")
        file.write("        sizeof sample_municipalities / sizeof sample_municipalities[0];\n")


main(*sys.argv[1:])
