#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Vector tiles and TileJSON, as GDAL's MVT driver and HTTP caches meet them."""

import gzip
import json
import math
import os
import subprocess
import threading
import time

from service import MITROA, ROOT, SLOW, Service, check, end, sql

PLACES = {"municipalities": "municipality", "regional_units": "regional_unit", "prefectures": "prefecture",
          "regions": "region"}
LAYERS = [*PLACES, "labels", "sites", "stops"]
KALAMATA = (22.11, 37.04)


def tile_at(lon, lat, zoom):
    y = math.asinh(math.tan(math.radians(lat)))
    return int((lon + 180) / 360 * 2**zoom), int((1 - y / math.pi) / 2 * 2**zoom)


def read(service, path, *options):
    """The features of a tile as GDAL reads them from the service, in EPSG:4326."""
    run = subprocess.run(["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", "-t_srs", "EPSG:4326", *options,
                          f"MVT:{service.url}{path}"], capture_output=True, text=True, timeout=60 * SLOW, check=False)
    return json.loads(run.stdout)["features"] if run.returncode == 0 else []


def rings(geometry):
    """The outer rings; for polygons and multipolygons."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [polygon[0] for polygon in polygons]


def holds(geometry, lon, lat):
    def crosses(ring):
        inside = False
        for (x1, y1, *_), (x2, y2, *_) in zip(ring, ring[1:]):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
        return inside
    return any(crosses(ring) for ring in rings(geometry))


def describes_layers(service):
    for layer in LAYERS:
        answer = service.get(f"/tiles/{layer}.json")
        document = answer.json if answer.status == 200 else {}
        check(f"the TileJSON of {layer} is complete",
              document.get("tilejson") == "3.0.0" and len(document["tiles"]) == 1
              and [v["id"] for v in document["vector_layers"]] == [layer] and document["vector_layers"][0]["fields"],
              answer.text)
        check(f"the TileJSON of {layer} leads to its tiles by a whole address",
              document["tiles"][0] == f"{service.url}/tiles/{layer}/{{z}}/{{x}}/{{y}}", document["tiles"])
    check("a layer that there is not is not described", service.get("/tiles/persons.json").status == 404)


def draws_every_place(service):
    for layer, level in PLACES.items():
        known = int(sql(f"SELECT count(*) FROM registry.place_version AS v JOIN registry.place AS p USING (place) "
                        f"WHERE p.level = '{level}' AND v.until IS NULL AND v.valid_from <= registry.today() "
                        f"AND COALESCE(v.valid_to >= registry.today(), true)"))
        # A unit of a tile is ten kilometres there: towns inside a town are less than one.
        features = read(service, f"/tiles/{layer}/0/0/0.mvt")
        codes = {f["properties"]["code"] for f in features}
        check(f"zoom 0 of {layer} is not empty", len(codes) == len(features) >= known * 0.7,
              f"{len(codes)} {len(features)} {known}")
        codes = {f["properties"]["code"] for column in range(17, 20) for row in range(11, 14)
                 for f in read(service, f"/tiles/{layer}/5/{column}/{row}.mvt")}
        check(f"zoom 5 of {layer} has each of the {known}", len(codes) == known, f"{len(codes)} {known}")
    names = {f["properties"]["code"]: f["properties"]["name"] for f in read(service, "/tiles/municipalities/0/0/0.mvt")}
    check("names are Greek", names.get("4401") == "Καλαμάτας", names.get("4401"))
    for zoom in (4, 6, 8, 10, 12):
        column, row = tile_at(*KALAMATA, zoom)
        found = [f["properties"]["code"] for f in read(service, f"/tiles/municipalities/{zoom}/{column}/{row}.mvt")
                 if holds(f["geometry"], *KALAMATA)]
        check(f"at zoom {zoom} the point of Kalamata lies in Kalamata, and in nothing else", found == ["4401"], found)


def says_no_more_than_documented(service):
    for layer in LAYERS:
        documented = set(service.get(f"/tiles/{layer}.json").json["vector_layers"][0]["fields"])
        features = [f for zoom in (0, 6) for column in (range(1) if zoom == 0 else range(35, 38))
                    for row in (range(1) if zoom == 0 else range(23, 26))
                    for f in read(service, f"/tiles/{layer}/{zoom}/{column}/{row}.mvt")]
        said = {name for f in features for name, value in f["properties"].items() if value is not None} - {"mvt_id"}
        check(f"tiles of {layer} have the properties that their TileJSON names, and no other",
              features and said <= documented, said ^ documented)
        check(f"features of {layer} have whole numbers as ids",
              features and all(isinstance(f["properties"].get("mvt_id", f.get("id")), int) for f in features),
              features[:1])
    hidden = sql("SELECT count(*) FROM registry.site_version WHERE until IS NULL AND secret")
    drawn = sql("SELECT count(*) FROM registry.map_feature AS f JOIN registry.site_version AS v ON v.site = f.feature "
                "AND v.until IS NULL WHERE f.layer = 'sites' AND v.secret")
    check(f"none of the {hidden} shelters is drawn", drawn == "0", drawn)


def thins_without_gaps():
    """Neighbours share their border after it is thinned: nothing lies in two of them, and a region is its parts."""
    for zoom in (0, 4, 6, 7, 9, 11):
        overlap = float(sql(
            f"SELECT 1 - ST_Area(ST_UnaryUnion(ST_Collect(geometry))) / sum(ST_Area(geometry)) "
            f"FROM registry.map_feature WHERE layer = 'municipalities' AND zoom_from = {zoom}"))
        # What is smaller than a point of the screen is a circle over its neighbours.
        little = 2e-3 if zoom == 0 else 5e-5 if zoom == 4 else 1e-6
        check(f"from zoom {zoom} on no ground belongs to two municipalities", abs(overlap) < little, overlap)
        gaps = float(sql(
            f"SELECT abs(1 - sum(ST_Area(geometry)) FILTER (WHERE layer = 'regions') "
            f"/ sum(ST_Area(geometry)) FILTER (WHERE layer = 'municipalities')) "
            f"FROM registry.map_feature WHERE layer IN ('municipalities', 'regions') AND zoom_from = {zoom}"))
        check(f"from zoom {zoom} on the regions are their municipalities and nothing else", gaps < little, gaps)
    invalid = sql("SELECT count(*) FROM registry.map_feature WHERE NOT ST_IsValid(geometry)")
    check("each shape is valid", invalid == "0", invalid)


def works_with_caches(service):
    path = "/tiles/municipalities/6/36/24"
    plain = service.get(path)
    packed = service.get(path, Accept_Encoding="gzip, deflate")
    check("a tile is packed for who accepts it, and the same inside",
          packed.headers["Content-Encoding"] == "gzip" and len(packed.body) < len(plain.body)
          and gzip.decompress(packed.body) == plain.body, dict(packed.headers))
    check("gzip;q=0 is a no", service.get(path, Accept_Encoding="gzip;q=0").headers["Content-Encoding"] is None)
    check("a tile may be kept, and varies by its packing",
          "max-age" in plain.headers["Cache-Control"] and "Accept-Encoding" in plain.headers["Vary"])
    tag = plain.headers["ETag"]
    again = service.get(path, If_None_Match=tag)
    check("who has a tile already gets 304 without a byte",
          again.status == 304 and again.body == b"" and again.headers["ETag"] == tag, again.status)
    check("another tag gets the tile", service.get(path, If_None_Match='"0"').status == 200)
    head = service.request("HEAD", path)
    check("HEAD says how long it is", head.status == 200 and head.headers["Content-Length"] == str(len(plain.body)))


def refuses_what_is_no_tile(service):
    for path, status in (("/tiles/municipalities/1/2/0", 404), ("/tiles/municipalities/0/0/1", 404),
                         ("/tiles/persons/0/0/0", 404), ("/tiles/municipalities/99/0/0", 400),
                         ("/tiles/municipalities/-1/0/0", 400), ("/tiles/municipalities/1/a/0", 400),
                         ("/tiles/municipalities/1/0x1/0", 400), ("/tiles/municipalities/5/18/12?a=1", 400),
                         ("/tiles/municipalities/5/18/.mvt", 400), ("/tiles/municipalities/4/2/2", 204)):
        got = service.get(path)
        check(f"{path} is answered {status}", got.status == status, f"{got.status} {got.text[:200]}")


def takes_many_at_once(service):
    wanted = [(layer, 9, x, y) for layer in ("municipalities", "regions") for x in range(284, 300) for y in range(192, 204)]
    statuses = []

    def ask(part):
        statuses.extend(service.get("/tiles/{}/{}/{}/{}".format(*t)).status for t in part)

    threads = [threading.Thread(target=ask, args=(wanted[i::16],)) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(f"{len(wanted)} cold tiles from 16 clients are all answered",
          len(statuses) == len(wanted) and set(statuses) <= {200, 204} and 200 in statuses, set(statuses))


class Locked:
    """Nobody can read what maps are drawn from, for as long as the block lasts."""

    def __enter__(self):
        self.process = subprocess.Popen([f"{ROOT}/api/cluster", "psql", os.environ["TEST_STATE"], "-d",
                                         os.environ["PGDATABASE"], "-qAt"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.process.stdin.write("BEGIN; LOCK TABLE registry.map_feature; SELECT 'locked';\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "locked"

    def __exit__(self, *_):
        self.process.communicate("ROLLBACK;\n", timeout=60)


def stands_a_stuck_database(service):
    warm, cold = "/tiles/municipalities/6/36/24", "/tiles/prefectures/12/2299/1589"
    service.get(warm)
    with Locked():
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(service.get(cold)))
        waiting.start()
        check("while the database is stuck a warm tile is answered", service.get(warm).status == 200)
        check("and so are places", service.get("/v1/places?code=4401").status == 200)
        waiting.join()
        check("a cold tile is refused with a word on when to come again",
              answers[0].status == 503 and answers[0].headers["Retry-After"], answers[0].status)
    check("afterwards it is drawn", service.get(cold).status in (200, 204))


def follows_the_registers(service):
    before = service.get("/readyz").json["register_version"]
    tag = service.get("/tiles/municipalities/6/36/24").headers["ETag"]
    folder = os.path.join(os.environ["TEST_SCRATCH"], "providers")
    os.makedirs(folder, exist_ok=True)
    files = []
    for name in sorted(os.listdir(f"{ROOT}/importers/sample/providers")):
        with open(f"{ROOT}/importers/sample/providers/{name}", encoding="utf-8") as source:
            text = source.read()
        files.append(os.path.join(folder, name))
        with open(files[-1], "w", encoding="utf-8") as out:
            out.write(text.replace("Κέντρο Κοινότητας", "Κέντρο της Κοινότητας") if name == "sites.csv" else text)
    subprocess.run([MITROA, "import", "providers", *files], capture_output=True, timeout=120 * SLOW, check=True)
    until = time.monotonic() + 15 * SLOW
    while time.monotonic() < until and service.get("/readyz").json["register_version"] == before:
        time.sleep(0.1)
    names = [f["properties"]["name"] for f in read(service, "/tiles/sites/0/0/0.mvt")]
    check("a new register version is drawn", any("Κέντρο της Κοινότητας" in name for name in names), names[:5])
    check("what it does not change keeps its tag",
          service.get("/tiles/municipalities/6/36/24").headers["ETag"] == tag)


def main():
    service = Service()
    describes_layers(service)
    draws_every_place(service)
    says_no_more_than_documented(service)
    thins_without_gaps()
    works_with_caches(service)
    refuses_what_is_no_tile(service)
    takes_many_at_once(service)
    stands_a_stuck_database(service)
    follows_the_registers(service)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
