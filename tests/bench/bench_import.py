# SPDX-License-Identifier: EUPL-1.2
"""Lines of beneficiaries into the register: 20 columns, every cell checked, beside four other ways."""

import csv
import json
import os
import re
import shutil
import subprocess
from itertools import islice

LINES, QUICK_LINES = 1_000_000, 100_000
FEED = 2  # insurance.csv of the sample has 20 columns
MEMORY_MIB = 256


def measure(bench):
    lines = QUICK_LINES if bench.quick else LINES
    path, changed = deliveries(bench, lines)
    registers(bench)

    first = import_whole(bench, "ours", path, lines, lines)
    export_rows(bench)
    again = import_whole(bench, "ours", path, lines, 0)
    second = import_whole(bench, "ours", changed, lines, -(lines // 10))
    equal_states(bench)

    raw = copy_binary(bench)
    ogr = ogr2ogr(bench, path)
    node = node_way(bench, path, lines)
    sql, sql_whole = sql_way(bench, path, lines, SAME_MERGE)
    _, sql_plain = sql_way(bench, path, lines, PLAIN_MERGE)

    bench.row("import: read, check, stage", "lines/s", lines / first["read"], "COPY BINARY of the same rows, bare table",
              lines / raw, mark=0.6)
    bench.row("import: read, check, stage", "lines/s", lines / first["read"], "Node.js, same checks, COPY", lines / node)
    bench.row("import: read, check, stage", "lines/s", lines / first["read"], "ogr2ogr, no checks", lines / ogr)
    bench.row("import: read, check, stage", "lines/s", lines / first["read"], "COPY of text, checks in SQL", lines / sql)
    bench.row("import: all, new persons", "lines/s", lines / first["whole"],
              "COPY of text, checks and plain merge in SQL", lines / sql_plain, mark=2.5)
    bench.row("import: all, new persons", "lines/s", lines / first["whole"], "COPY of text, checks in SQL, our merge",
              lines / sql_whole)
    bench.row("import: same file again", "lines/s", lines / again["whole"], "the first", lines / first["whole"])
    bench.row("import: next delivery, 10% differ", "lines/s", lines / second["whole"], "the first", lines / first["whole"],
              mark=1.0)
    bench.row("import: memory of mitroa", "MiB", max(r["memory"] for r in (first, again, second)), mark=MEMORY_MIB,
              at_most=True)


# ---- the files ----


def deliveries(bench, lines):
    """A delivery of so many lines, and the next one, in which every tenth line differs and is a day newer."""
    bench.say(f"making {lines:,} lines")
    folder = bench.scratch / "sample"
    bench.run("postgres", "sample", "--persons", str(lines * 106 // 100), "--seed", "1", "--output", str(folder))
    first, second = bench.scratch / "first.csv", bench.scratch / "second.csv"
    with open(folder / "insurance.csv", encoding="utf-8", newline="") as source, \
            open(first, "w", encoding="utf-8", newline="") as one, open(second, "w", encoding="utf-8", newline="") as two:
        reader = csv.reader(source)
        header = next(reader)
        writers = [csv.writer(file, lineterminator="\n") for file in (one, two)]
        for writer in writers:
            writer.writerow(header)
        as_of, days = header.index("as_of"), header.index("insured_days")
        for count, cells in enumerate(islice(reader, lines)):
            writers[0].writerow(cells)
            if count % 10 == 3:
                cells[as_of] = next_day(cells[as_of])
                cells[days] = str(int(cells[days] or 0) % 20000 + 25)
            writers[1].writerow(cells)
    if count + 1 != lines:
        raise SystemExit(f"the sample has only {count + 1} lines of insurance")
    shutil.rmtree(folder)
    return first, second


def next_day(text):
    import datetime
    return (datetime.date.fromisoformat(text) + datetime.timedelta(days=1)).isoformat()


def registers(bench):
    bench.say("making the registers")
    bench.database("bench_empty")
    sample = bench.root / "importers/sample"
    bench.run("bench_empty", "import", "places", *map(str, sorted(sample.glob("place*.csv"))))
    bench.run("bench_empty", "import", "programmes", *map(str, sorted((sample / "programmes").glob("*.csv"))))
    bench.database("ours", "bench_empty")


# ---- ours ----


def import_whole(bench, database, path, lines, changed):
    """`changed`: so many new persons; or, negative, so many changed ones; 0: nothing."""
    bench.say(f"mitroa import {path.name}")
    bench.psql("postgres", "CHECKPOINT")
    seconds, memory, printed, said = bench.run(
        database, "import", "beneficiaries", "--feed", "insurance", "--json", str(path), MITROA_DURATIONS="1")
    report = json.loads(printed)
    wanted = (lines, 0, 0) if changed > 0 else (0, -changed, lines + changed)
    got = (report["new"], report["changed"], report["same"])
    if got != wanted:
        raise SystemExit(f"{path.name}: new, changed, same are {got}, wanted {wanted}")
    read = re.search(r"^Ανάγνωση: (\d+) ms$", said, re.MULTILINE)
    return {"whole": seconds, "read": int(read[1]) / 1000, "memory": memory}


def equal_states(bench):
    """What was written fast is what the claims say: a figure of a wrong register is worth nothing."""
    wrong = bench.psql("ours", """
        SELECT count(*)
        FROM registry.derived_state(ARRAY(SELECT person FROM registry.person ORDER BY person LIMIT 50000),
                                    registry.today()) AS d
        LEFT JOIN registry.state AS s USING (person)
        WHERE (s.facts, s.feeds, s.as_of, s.good_until, s.places, s.bases)
              IS DISTINCT FROM (d.facts, d.feeds, d.as_of, d.good_until, d.places, d.bases)""")
    if wrong != "0":
        raise SystemExit(f"{wrong} states are not what the claims say")


# ---- the others ----


def export_rows(bench):
    """The rows that the import staged, as a file for COPY BINARY and as a table to compare with."""
    bench.psql("ours", """
        CREATE SCHEMA bench;
        CREATE TABLE bench.row AS
        SELECT row_number() OVER () AS line, a.index AS amka, f.index AS afm, 1::smallint AS key_id, c.as_of, r.place,
               (CASE r.basis WHEN 3 THEN 4 ELSE r.basis END)::smallint AS bases, NULL::integer AS registered_place,
               c.facts, 0::bigint AS said, NULL::integer[] AS receives, NULL::uuid AS household, NULL::date AS died_on,
               false AS withdrawn, c.person
        FROM registry.claim AS c
        LEFT JOIN registry.identifier AS a ON a.person = c.person AND a.kind = 1
        LEFT JOIN registry.identifier AS f ON f.person = c.person AND f.kind = 2
        LEFT JOIN registry.residence AS r ON r.person = c.person""")
    bench.psql("ours", f"\\copy bench.row TO '{bench.scratch}/rows.bin' (FORMAT binary)\n")


def copy_binary(bench):
    bench.say("COPY BINARY into a bare table")
    bench.database("bare", "bench_empty")
    bench.psql("bare", "CREATE TABLE public.bare (LIKE staging.beneficiary); ALTER TABLE public.bare SET UNLOGGED")
    # Sent by the client, as every importer does.
    return bench.timed([str(bench.root / "api/cluster"), "psql", str(bench.state), "-d", "bare", "-q", "-c",
                        f"\\copy public.bare FROM '{bench.scratch}/rows.bin' (FORMAT binary)"])


def ogr2ogr(bench, path):
    bench.say("ogr2ogr")
    bench.database("ogr", "bench_empty")
    socket = (bench.state / "socket").read_text(encoding="utf-8").strip()
    return bench.timed(["ogr2ogr", "-f", "PostgreSQL", f"PG:host={socket} dbname=ogr user=postgres", str(path), "-nln",
                        "public.ogr", "-lco", "UNLOGGED=ON", "--config", "PG_USE_COPY", "YES", "-gt", "unlimited"])


def node_way(bench, path, lines):
    bench.say("Node.js")
    folder = bench.build / "bench-npm"
    folder.mkdir(exist_ok=True)
    for file in ("package.json", "package-lock.json", "import.js"):
        shutil.copy(bench.here / "node" / file, folder)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    places = bench.psql("bench_empty", """
        SELECT json_object_agg(code, place) FROM registry.place_code
        WHERE edition = 'elstat2021' AND level = 'municipality' AND until IS NULL""")
    (bench.scratch / "places.json").write_text(places, encoding="utf-8")
    bench.database("node", "bench_empty")
    socket = (bench.state / "socket").read_text(encoding="utf-8").strip()
    seconds = bench.timed(["node", "import.js", str(path), str(bench.here / "columns.json"),
                           str(bench.scratch / "places.json"), "staging.beneficiary"], cwd=folder,
                          env={**os.environ, "PGHOST": socket, "PGUSER": "postgres", "PGDATABASE": "node"})
    same_rows(bench, "node", lines)
    return seconds


SAME_MERGE = """
SELECT new FROM registry.import_beneficiaries_compare(2::smallint);
SELECT registry.import_beneficiaries_write(:import, 2::smallint, registry.today(), part::smallint)
FROM generate_series(1, 5) AS part;
"""
# As one writes it who knows SQL: sets, foreign keys as they are declared, the state by the function that defines it.
PLAIN_MERGE = """
SELECT new FROM registry.import_beneficiaries_compare(2::smallint);
SELECT registry.import_write_persons(2::smallint);
SELECT registry.import_write_residences(:import, 2::smallint);
SELECT registry.import_write_claims(:import, 2::smallint);
SELECT registry.derive_state(array_agg(p.person), registry.today())
FROM (SELECT m.person, row_number() OVER () / 50000 AS batch FROM staging.matched AS m) AS p
GROUP BY p.batch;
"""


def sql_way(bench, path, lines, merge):
    """Seconds until the rows are staged, and until a merge has put them into the register."""
    bench.say("COPY of text, checks in SQL")
    bench.database("sql", "bench_empty")
    bench.psql("sql", (bench.here / "sql_way.sql").read_text(encoding="utf-8"))
    with open(path, encoding="utf-8") as file:
        columns = file.readline().strip()
    script = bench.scratch / "sql_way.psql"
    psql = [str(bench.root / "api/cluster"), "psql", str(bench.state), "-d", "sql", "-qAt", "-f", str(script)]
    stage = ("BEGIN;\nSELECT registry.import_beneficiaries_begin(2::smallint) AS import \\gset\n"
             f"\\copy bench.line ({columns}) FROM '{path}' (FORMAT csv, HEADER)\n"
             "ANALYZE bench.line;\nSELECT fault, lines FROM bench.faults();\nSELECT bench.stage();\n")
    script.write_text(stage + "COMMIT;\n", encoding="utf-8")
    staged = bench.timed(psql)
    same_rows(bench, "sql", lines)
    bench.psql("sql", "TRUNCATE bench.line RESTART IDENTITY")
    bench.psql("postgres", "CHECKPOINT")
    script.write_text(stage + "SELECT count(*) FROM registry.import_beneficiaries_match();\n" + merge
                      + f"SELECT registry.import_beneficiaries_end(:import, {lines}, {lines}, 0, 0, false);\nCOMMIT;\n",
                      encoding="utf-8")
    whole = bench.timed(psql)
    persons = bench.psql("sql", "SELECT count(*) FROM registry.state")
    if persons != str(lines):
        raise SystemExit(f"the SQL way made {persons} persons of {lines} lines")
    return staged, whole


def same_rows(bench, database, lines):
    """Whoever is faster because he does less is not faster: the facts and places must be the same, line by line."""
    digests = [bench.psql(name, f"""
        SELECT count(*) || ' ' || sum(hashtextextended(concat_ws('|', as_of, place, bases, facts), 0)) FROM {table}""")
               for name, table in (("ours", "bench.row"), (database, "staging.beneficiary"))]
    if digests[0] != digests[1] or not digests[0].startswith(f"{lines} "):
        raise SystemExit(f"{database} staged other rows: {digests}")
