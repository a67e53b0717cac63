# SPDX-License-Identifier: EUPL-1.2
"""Screening: random persons × random programmes in columns, beside SQL and numpy, which must count the same; and the
whole command on a register of made-up persons, whose memory must not grow with them."""

import json
import os
import subprocess
import time

PROGRAMMES = 1000
PERSONS, QUICK_PERSONS = 1_000_000, 100_000
REGISTER, QUICK_REGISTER = 1_000_000, 100_000
MORE = 4  # times as many persons, for the memory
AT_ONCE = 100  # programmes in one statement of SQL
CHUNK = 100_000  # persons that numpy takes at once
MEMORY_GROWTH = 1.2


def measure(bench):
    persons = QUICK_PERSONS if bench.quick else PERSONS
    folder = bench.scratch / "screen"
    folder.mkdir()
    one = columns(bench, persons, 1, folder)
    two = columns(bench, persons, 2, None)
    evaluations = persons * PROGRAMMES
    programmes = json.loads((folder / "programmes.json").read_text())
    counts = json.loads((folder / "counts.json").read_text())

    numpy = numpy_way(bench, folder, programmes, counts)
    sql = sql_way(bench, folder, programmes, counts)
    best = one[-2]
    name = f"screening: columns, {best['kernels']}, one core"
    bench.row(name, "evaluations/s", evaluations / best["judging_s"], "SQL, count(*) FILTER", evaluations / sql, mark=300)
    if numpy:
        bench.row(name, "evaluations/s", evaluations / best["judging_s"], "numpy, each condition once",
                  evaluations / numpy)
        bench.row("screening: the same on two threads", "evaluations/s", evaluations / two[-2]["judging_s"],
                  "numpy, each condition once", evaluations / numpy, mark=20)
    for run in one[:-2:2]:
        bench.row(f"screening: {run['kernels']}, one core", "evaluations/s", evaluations / run["judging_s"],
                  best["kernels"], evaluations / best["judging_s"])
    bench.row("screening: judging all, two threads", "s", two[-2]["judging_s"])
    bench.row("screening: filling the columns as well", "s", two[-2]["judging_s"] + two[-2]["filling_s"], mark=1.0,
              at_most=True)
    whole(bench)


def columns(bench, persons, threads, folder):
    command = [str(bench.build / "tests/bench/measure_screen"), str(persons), str(PROGRAMMES), str(threads)]
    bench.say(f"{persons:,} persons × {PROGRAMMES:,} programmes in columns, {threads} threads")
    printed = subprocess.run(command + ([str(folder)] if folder else []), check=True, capture_output=True, text=True)
    runs = json.loads(printed.stdout)["runs"]
    # Whatever the instructions, the counts are the same.
    assert len({(r["eligible"], r["unknown"]) for r in runs if r["everywhere"]}) == 1
    return runs


def blocks_of(rows, kind):
    """Rows of a programme by block."""
    blocks = {}
    for row in rows:
        if row[0] == kind:
            blocks.setdefault(row[1], []).append(tuple(map(lambda x: tuple(x) if isinstance(x, list) else x, row[2:])))
    return list(blocks.values())


# ---- SQL, whose NULL is the same unknown ----


def sql_atom(atom):
    fact, operator, value, high, members = atom
    if operator in ("in", "not in"):
        return f"{fact} {operator.upper()} ({', '.join(map(str, members))})"
    if operator == "between":
        return f"{fact} BETWEEN {value} AND {high}"
    return f"{fact} {'<=' if operator == '≤' else '>=' if operator == '≥' else operator} {value}"


def sql_programme(rows):
    def either(blocks):
        return " OR ".join("(" + " AND ".join(map(sql_atom, block)) + ")" for block in blocks)
    exclusions = blocks_of(rows, 2)
    return f"({either(blocks_of(rows, 1))})" + (f" AND NOT ({either(exclusions)})" if exclusions else "")


def sql_way(bench, folder, programmes, counts):
    bench.say("the same in SQL")
    database = "screen_sql"
    bench.psql("postgres", f"CREATE DATABASE {database}")
    header = (folder / "persons.csv").open().readline().strip()
    bench.psql(database, f"CREATE UNLOGGED TABLE person ({', '.join(f'{fact} bigint' for fact in header.split(','))})")
    with open(folder / "persons.csv", "rb") as file:
        bench.cluster("psql", "-d", database, "-q", "-c", "COPY person FROM STDIN (FORMAT csv, HEADER)", stdin=file)
    bench.psql(database, "VACUUM (ANALYZE) person")
    seconds = 0
    for first in range(0, len(programmes), AT_ONCE):
        some = list(map(sql_programme, programmes[first:first + AT_ONCE]))
        columns_ = ", ".join(f"count(*) FILTER (WHERE {p}), count(*) FILTER (WHERE ({p}) IS NULL)" for p in some)
        began = time.monotonic()
        printed = bench.psql(database, f"SELECT {columns_} FROM person")
        seconds += time.monotonic() - began
        numbers = list(map(int, printed.split("|")))
        if list(map(list, zip(numbers[::2], numbers[1::2]))) != counts[first:first + AT_ONCE]:
            raise SystemExit("SQL counts other persons than the columns")
    bench.psql("postgres", f"DROP DATABASE {database}")
    return seconds


# ---- numpy, if it is there ----


def numpy_way(bench, folder, programmes, counts):
    try:
        import numpy
    except ImportError:
        bench.say("numpy is not installed: nothing beside the columns but SQL")
        return None
    bench.say("the same in numpy")
    facts = (folder / "persons.csv").open().readline().strip().split(",")
    persons = numpy.genfromtxt(folder / "persons.csv", delimiter=",", skip_header=1, filling_values=-1, dtype=numpy.int64)
    data = {fact: numpy.ascontiguousarray(persons[:, i]) for i, fact in enumerate(facts)}
    compare = {"<": numpy.less, "≤": numpy.less_equal, ">": numpy.greater, "≥": numpy.greater_equal, "=": numpy.equal}
    parsed = [(blocks_of(rows, 1), blocks_of(rows, 2)) for rows in programmes]
    totals = numpy.zeros((len(programmes), 2), dtype=numpy.int64)
    began = time.monotonic()
    for first in range(0, len(persons), CHUNK):
        part = {fact: column[first:first + CHUNK] for fact, column in data.items()}
        known = {fact: column >= 0 for fact, column in part.items()}
        seen = {}

        def atom(key):
            if key not in seen:
                fact, operator, value, high, members = key
                column = part[fact]
                if operator == "between":
                    holds = (column >= value) & (column <= high)
                elif operator in ("in", "not in"):
                    holds = numpy.logical_or.reduce([column == member for member in members])
                    holds = ~holds if operator == "not in" else holds
                else:
                    holds = compare[operator](column, value)
                seen[key] = holds & known[fact], holds | ~known[fact]
            return seen[key]

        def either(blocks):
            true, perhaps = None, None
            for block in blocks:
                all_true, all_perhaps = atom(block[0])
                for key in block[1:]:
                    one, other = atom(key)
                    all_true, all_perhaps = all_true & one, all_perhaps & other
                true = all_true if true is None else true | all_true
                perhaps = all_perhaps if perhaps is None else perhaps | all_perhaps
            return true, perhaps

        for number, (conditions, exclusions) in enumerate(parsed):
            true, perhaps = either(conditions)
            if exclusions:
                out, out_perhaps = either(exclusions)
                true, perhaps = true & ~out_perhaps, perhaps & ~out
            eligible = numpy.count_nonzero(true)
            totals[number] += eligible, numpy.count_nonzero(perhaps) - eligible
    seconds = time.monotonic() - began
    if totals.tolist() != counts:
        raise SystemExit("numpy counts other persons than the columns")
    return seconds


# ---- the whole command ----


PEOPLE = """
ALTER TABLE registry.residence DISABLE TRIGGER USER;
INSERT INTO registry.person (person) SELECT gen_random_uuid() FROM generate_series(1, %(n)s);
WITH places AS (
    SELECT array_agg(p.place ORDER BY p.place) AS keys
    FROM registry.place AS p
    JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL AND v.valid_to IS NULL
    WHERE p.level = 'municipality')
INSERT INTO registry.residence (person, place, basis, valid_from, feed, as_of)
SELECT p.person, keys[1 + (hashtext(p.person::text) & 1048575) %% cardinality(keys)], 2, '2010-01-01', 1, '2026-01-01'
FROM registry.person AS p CROSS JOIN places
WHERE NOT EXISTS (SELECT FROM registry.residence AS r WHERE r.person = p.person);
INSERT INTO registry.state (person, facts, feeds, as_of, receives, receives_feed, receives_as_of, derived_on, good_until,
                            places, bases)
SELECT p.person,
       ARRAY(SELECT CASE WHEN (h + f * 7919) %% 7 = 0 THEN NULL
                         WHEN f = 1 THEN (h + f) %% 20000 ELSE (h + f * 104729) %% 3 END FROM generate_series(1, 47) AS f),
       ARRAY(SELECT 1::smallint FROM generate_series(1, 47)), ARRAY(SELECT date '2026-01-01' FROM generate_series(1, 47)),
       ARRAY[1 + h %% 20], 3, '2026-01-01', registry.today(), 'infinity', ARRAY[r.place], ARRAY[r.basis]
FROM registry.person AS p
JOIN registry.residence AS r USING (person)
CROSS JOIN LATERAL (SELECT hashtext(p.person::text) & 1048575 AS h OFFSET 0) AS hashed
WHERE NOT EXISTS (SELECT FROM registry.state AS s WHERE s.person = p.person);
ALTER TABLE registry.residence ENABLE TRIGGER USER;
"""


def people(bench, database, n):
    """So many more persons, with 47 facts each that mean nothing; claims are not read by a screening."""
    bench.say(f"{n:,} persons more")
    bench.psql(database, "SET ROLE mitroa_owner;" + PEOPLE % {"n": n})
    bench.psql(database, "VACUUM (ANALYZE) registry.person, registry.residence, registry.state")


def screen(bench, database, token, threads):
    seconds, memory, printed, _ = bench.run(database, "screen", "--json", "--threads", str(threads), MITROA_TOKEN=token)
    return seconds, memory, json.loads(printed)


def whole(bench):
    database, own = "screen", bench.root / "importers/sample"
    bench.database(database)
    for register in ("places", "programmes", "providers"):
        folder = own if register == "places" else own / register
        files = sorted(folder.glob("place*.csv" if register == "places" else "*.csv"))
        bench.run(database, "import", register, *map(str, files))
    bench.run(database, "account", "add", "coordinator", "--role", "coordinator", "--structure", "PYLI-PELOPONNISOU",
              "--no-password")
    token = bench.run(database, "account", "token", "coordinator")[2].strip()

    n = QUICK_REGISTER if bench.quick else REGISTER
    people(bench, database, n)
    first, memory, report = screen(bench, database, token, os.cpu_count())
    assert report["persons"] == n, report["persons"]
    people(bench, database, (MORE - 1) * n)
    second, more, report = screen(bench, database, token, os.cpu_count())
    assert report["persons"] == MORE * n, report["persons"]
    bench.row(f"mitroa screen, {n:,} persons", "persons/s", n / first)
    bench.row(f"mitroa screen, {MORE * n:,} persons", "persons/s", MORE * n / second)
    bench.row(f"mitroa screen: memory at {MORE} times the persons", "MiB", more, "before", memory, mark=MEMORY_GROWTH,
              at_most=True)
