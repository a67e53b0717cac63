#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The noise of every cell of a release, computed once more outside of the database from its secret: the only place
where that is ever read, and it is a test's own. Reads two tables from psql; prints how many cells differ."""
import hashlib
import subprocess
import sys

state, tree, database, release = sys.argv[1:5]


def rows(statement):
    text = subprocess.run([f"{tree}/api/cluster", "psql", state, "-d", database, "-XqAt", "-F", " ", "-c", statement], check=True,
                          capture_output=True, text=True).stdout
    return [line.split(" ") for line in text.splitlines()]


secret = bytes.fromhex(rows("SELECT encode(noise, 'hex') FROM release.secret")[0][0])
laws = {int(law): (int(spread), int(threshold), int(step))
        for law, spread, threshold, step in rows("SELECT law, spread, threshold, step FROM release.law")}
weights = {}
for law, error, weight in rows("SELECT law, error, weight FROM release.law_weight ORDER BY law, error"):
    weights.setdefault(int(law), []).append((int(error), int(weight)))
for law, errors in weights.items():
    assert sum(weight for _, weight in errors) == 2 ** 32, law
    assert sum(error * weight for error, weight in errors) == 0, law


def noise(law, key, domain, detail):
    data = secret + (key % 2 ** 64).to_bytes(8, "big") + domain.to_bytes(2, "big") + detail.to_bytes(2, "big")
    drawn = int.from_bytes(hashlib.sha256(data).digest()[:4], "big")
    for error, weight in weights[law]:
        if drawn < weight:
            return error
        drawn -= weight
    raise AssertionError


wanted = {}
for measure, programme, detail, place, law, persons, key, domain in rows(
        "SELECT e.measure, e.programme, e.detail, e.place, e.law, e.persons, e.cell_key, m.domain"
        f" FROM release.exact AS e JOIN release.measure AS m USING (measure) WHERE e.release = {release}"):
    spread, threshold, step = laws[int(law)]
    error = noise(int(law), int(key), int(domain), int(detail))
    assert -spread <= error <= spread
    shown = int(persons) + error
    if shown >= threshold:
        wanted[measure, programme, detail, place] = (shown + step // 2) // step * step
given = {tuple(row[:4]): int(row[4]) for row in rows(
    f"SELECT measure, programme, detail, place, value FROM release.cell WHERE release = {release}")}
print(f"{len(given)} cells, {sum(wanted.get(cell) != value for cell, value in given.items()) + len(wanted.keys() - given)}"
      " differ")
