# SPDX-License-Identifier: EUPL-1.2
"""Where: the municipality of a point, and the nearest offers of a programme, beside PostGIS and plain GEOS."""

import csv
import json
import os
import random
import subprocess
from pathlib import Path

import world

POINTS, QUICK_POINTS = 100_000, 20_000
PAIRS, QUICK_PAIRS = 20_000, 4_000
SECONDS, QUICK_SECONDS = 5, 2


def measure(bench):
    bench.say("places, borders and 20,000 offers")
    bench.database("where")
    sample, folder = bench.root / "importers/sample", bench.scratch / "where"
    # Few programmes with many offers each: the largest lists that there can be to search.
    made = world.make(bench, folder, nationwide=8, local=1, local_area=10, offers_of_a_local=77, sites_of_a_centre=77)
    bench.run("where", "import", "places", str(sample / "places.csv"))
    borders(bench, "where")
    bench.run("where", "import", "programmes", *map(str, sorted((folder / "programmes").glob("*.csv"))))
    bench.run("where", "import", "providers", *map(str, sorted((folder / "providers").glob("*.csv"))))

    points, pairs = files(bench, folder)
    ours = json.loads(subprocess.run(
        [str(bench.build / "tests/bench/measure_geo"), str(points), str(QUICK_SECONDS if bench.quick else SECONDS), str(pairs)],
        check=True, capture_output=True, text=True, env={**bench.environment, "PGDATABASE": "where"}).stdout)
    contains, found = contained(bench, points)
    if not ours["ours_found"] == ours["plain_found"] == found:
        raise SystemExit(f"the points in some municipality differ: {ours}, PostGIS {found}")
    nearest, told = nearest_by_postgis(bench, pairs)
    if told != ours["told"]:
        raise SystemExit(f"the nearest that are told differ: {ours}, PostGIS {told}")

    bench.row("point -> municipality, 1 core", "/s", ours["ours"], "PostGIS ST_Contains join, the best of two", contains, 50)
    bench.row("point -> municipality, 1 core", "/s", ours["ours"], "GEOS STRtree, prepared", ours["plain"], 10)
    bench.row(f"5 nearest offers that serve a place, of {made['offers']:,}", "/s", ours["nearest"], "PostGIS <->", nearest, 50)


def borders(bench, database):
    """The official ones where they are at hand (MITROA_SHARED), else the approximate ones, which are simpler by far."""
    official = sorted(Path(os.environ.get("MITROA_SHARED", "/nonexistent")).glob("data/boundaries/oria*.zip"))
    if official:
        bench.run(database, "import", "boundaries", str(official[0]))
        return
    subprocess.run([str(bench.root / "api/registers"), "boundaries", str(bench.build), str(bench.root / "importers/sample")], check=True,
                   stdout=subprocess.DEVNULL, env={**bench.environment, "PGDATABASE": database})


def files(bench, folder):
    """Points around where people live, on land for the most part; places with programmes that have offers there."""
    chance = random.Random(5)
    points, pairs = folder / "points.csv", folder / "pairs.csv"
    labels = [line.split("|") for line in bench.psql(
        "where", "SELECT v.label_lon, v.label_lat FROM registry.place_version AS v JOIN registry.place AS p USING (place) "
        "WHERE p.level = 'municipality' AND v.until IS NULL AND v.valid_to IS NULL AND v.label_lon IS NOT NULL").splitlines()]
    with open(points, "w", encoding="ascii") as file:
        for _ in range(QUICK_POINTS if bench.quick else POINTS):
            lon, lat = map(float, chance.choice(labels))
            file.write(f"{lon + chance.uniform(-.08, .08):.6f},{lat + chance.uniform(-.08, .08):.6f}\n")
    with open(folder / "providers/offers.csv", encoding="utf-8", newline="") as source, open(pairs, "w", encoding="ascii") as file:
        offers = [offer for offer in csv.DictReader(source) if offer["mode"] == "site" and offer["programme"].startswith("L")]
        for offer in chance.choices(offers, k=QUICK_PAIRS if bench.quick else PAIRS):
            place = chance.choice(offer["area"].removeprefix("municipalities:").split("|"))
            file.write(f"{place},{offer['programme']}\n")
    return points, pairs


def timed_psql(bench, statement):
    """Seconds of the server for one statement, the second time it is asked, and what it says."""
    bench.psql("where", statement)
    printed = bench.psql("where", f"\\timing on\n{statement};")
    lines = printed.splitlines()
    times = [float(line.split()[1]) for line in lines if line.startswith("Time:")]
    return times[-1] / 1000, next(line for line in lines if not line.startswith("Time:"))


def contained(bench, points):
    bench.psql("where", "CREATE TABLE point (lon double precision, lat double precision)")
    with open(points, "rb") as file:
        bench.cluster("psql", "-d", "where", "-q", "-c", "COPY point FROM STDIN (FORMAT csv)", stdin=file)
    bench.psql("where", "CREATE TABLE spot AS SELECT public.ST_SetSRID(public.ST_MakePoint(lon, lat), 4326) AS g FROM point; "
               "CREATE INDEX ON spot USING gist (g); "
               "CREATE TABLE border AS SELECT b.place, b.geometry AS g FROM registry.boundary AS b JOIN registry.place AS p USING (place) "
               "WHERE b.until IS NULL AND p.level = 'municipality'; CREATE INDEX ON border USING gist (g); "
               "CREATE TABLE part AS SELECT place, public.ST_Subdivide(g, 64) AS g FROM border; CREATE INDEX ON part USING gist (g)")
    bench.psql("where", "VACUUM (ANALYZE) spot")
    bench.psql("where", "VACUUM (ANALYZE) border")
    bench.psql("where", "VACUUM (ANALYZE) part")
    one = "SET max_parallel_workers_per_gather = 0; SELECT count(DISTINCT s.ctid) FROM {} AS b JOIN spot AS s ON public.{}(b.g, s.g)"
    n = QUICK_POINTS if bench.quick else POINTS
    whole, found = timed_psql(bench, one.format("border", "ST_Intersects"))
    parts, _ = timed_psql(bench, one.format("part", "ST_Intersects"))
    return n / min(whole, parts), int(found)


def nearest_by_postgis(bench, pairs):
    bench.psql("where", "CREATE TABLE pair (place text, programme text)")
    with open(pairs, "rb") as file:
        bench.cluster("psql", "-d", "where", "-q", "-c", "COPY pair FROM STDIN (FORMAT csv)", stdin=file)
    bench.psql("where", "CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public; CREATE TABLE nearby AS "
               "SELECT p.code AS programme, v.area_places, public.ST_SetSRID(public.ST_MakePoint(t.lon, t.lat), 4326)::public.geography AS g "
               "FROM registry.offer_version AS v JOIN registry.programme AS p USING (programme) "
               "JOIN registry.site_version AS t ON t.site = v.site AND t.until IS NULL WHERE v.until IS NULL AND v.mode = 'site'; "
               "CREATE INDEX ON nearby USING gist (programme, g); "
               "CREATE TABLE asked AS SELECT l.place, r.programme, "
               "public.ST_SetSRID(public.ST_MakePoint(v.label_lon, v.label_lat), 4326)::public.geography AS g "
               "FROM pair AS r JOIN registry.place AS l ON l.code = r.place AND l.level = 'municipality' "
               "JOIN registry.place_version AS v ON v.place = l.place AND v.until IS NULL AND v.valid_to IS NULL")
    bench.psql("where", "VACUUM (ANALYZE) nearby")
    # <-> between geographies goes by the sphere: a few more than five, and the ellipsoid decides among them.
    seconds, told = timed_psql(bench, "SET max_parallel_workers_per_gather = 0; SELECT count(f.distance_m) FROM asked AS a CROSS JOIN LATERAL "
                               "(SELECT public.ST_Distance(n.g, a.g) AS distance_m FROM (SELECT o.g FROM nearby AS o "
                               "WHERE o.programme = a.programme AND a.place = ANY (o.area_places) "
                               "ORDER BY o.g OPERATOR(public.<->) a.g LIMIT 8) AS n ORDER BY distance_m LIMIT 5) AS f")
    n = int(bench.psql("where", "SELECT count(*) FROM asked"))
    return n / seconds, int(told)
