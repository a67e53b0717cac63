#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Writes every municipality of today as people type it, one line a spelling, in the form of place_names.txt.

    spellings.py places.csv [municipalities.csv] > lines

Its name and its seat; as written, in capitals without accents, in small letters without accents, and in
Greeklish (ELOT 743, and the h, x, w, 8 of a telephone). What several municipalities are called is looked for
among the first five answers, everything else must come first. With municipalities.csv the seats are those of
the source instead of those of the register.
"""
import csv
import sys
import unicodedata

DAY = "2026-11-21"
ELOT = {
    "αυ": "av", "ευ": "ev", "ου": "ou", "γγ": "ng", "γκ": "gk", "γχ": "nch", "γξ": "nx", "μπ": "b",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}
BY_EYE = ELOT | {"η": "h", "θ": "8", "ξ": "3", "χ": "x", "ω": "w", "υ": "u", "αυ": "au", "ευ": "eu", "μπ": "mp"}


def bare(text):
    return "".join(
        c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c)
    )


def latin(text, table):
    text, out, i = bare(text), "", 0
    while i < len(text):
        length = 2 if text[i : i + 2] in table else 1
        out += table.get(text[i : i + length], text[i])
        i += length
    return out


WAYS = (bare, lambda text: latin(text, ELOT), lambda text: latin(text, BY_EYE))


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(places, municipalities=None):
    towns = [r for r in rows(places) if r["level"] == "municipality" and not r["valid_to"]]
    seats = {r["code"]: r["seat"] for r in towns}
    if municipalities:
        seats = {r["elstat_code_2021"]: r["seat_el"] for r in rows(municipalities)}

    # Who is called so, in Greek letters and in Latin ones.
    called = {}
    for town in towns:
        names = [town["name"], seats[town["code"]], *filter(None, town["aliases"].split("|"))]
        spelled = {way(name) for name in names for way in WAYS} | {bare(town["name_latin"]).replace("lc", "lk")}
        for name in spelled:
            called.setdefault(name, set()).add(town["code"])

    for town in towns:
        code = town["code"]
        for name in dict.fromkeys((town["name"], seats[code])):
            several = any(len(called[way(name)]) > 1 for way in WAYS)
            for typed in dict.fromkeys((name, bare(name).upper(), *(way(name) for way in WAYS))):
                how = "among" if several else "first"
                print(f"{how:5} | {DAY} | {typed:37} | {code}")
        for front in ("Δήμος", "ΔΗΜΟΥ", "dimos"):
            how = "among" if len(called[bare(town["name"])]) > 1 else "first"
            print(f"{how:5} | {DAY} | {front} {town['name']:30} | {code}")


main(*sys.argv[1:])
