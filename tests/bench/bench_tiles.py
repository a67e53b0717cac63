# SPDX-License-Identifier: EUPL-1.2
"""Vector tiles of the municipalities, cold and warm, beside Node.js with ST_AsMVT over the boundaries as imported."""

import http.client
import math
import random
import time

from bench_answers import Service, load, write_requests
from bench_geo import borders
from node_peer import NodePeer

ZOOMS = range(6, 13)
TILES_OF_A_ZOOM, QUICK_TILES_OF_A_ZOOM = 40, 8
CONNECTIONS = 16
SECONDS, QUICK_SECONDS = 10, 3
ROUNDS, QUICK_ROUNDS = 3, 1


def measure(bench):
    bench.say("borders as they come, and as they are drawn")
    bench.database("tiles")
    sample = bench.root / "importers/sample"
    bench.run("tiles", "import", "places", str(sample / "places.csv"))
    borders(bench, "tiles")
    bench.psql("tiles", "CREATE SCHEMA peer; CREATE TABLE peer.shape AS "
               "SELECT place, code, name, public.ST_Transform(geometry, 3857) AS geometry FROM registry.map_boundaries(current_date); "
               "CREATE INDEX ON peer.shape USING gist (geometry); GRANT USAGE ON SCHEMA peer TO mitroa_owner; "
               "GRANT SELECT ON peer.shape TO mitroa_owner")
    bench.psql("tiles", "VACUUM (ANALYZE)")
    tiles = chosen(bench)
    requests = write_requests(bench.scratch / "tiles.requests", [get(tile) for tile in tiles])
    seconds = QUICK_SECONDS if bench.quick else SECONDS
    cold, warm, others_cold, others = [], [], [], []
    for _ in range(QUICK_ROUNDS if bench.quick else ROUNDS):
        bench.say("a round of both")
        service = Service(bench, "tiles")
        try:
            cold.append(one_by_one(service.port, tiles))
            warm.append(answered(bench, service.port, requests, seconds))
        finally:
            service.stop()
        peer = NodePeer(bench, "tiles.js", "2", PGDATABASE="tiles", PGUSER="mitroa_owner")
        try:
            others_cold.append(one_by_one(peer.port, tiles))
            others.append(answered(bench, peer.port, requests, seconds))
        finally:
            peer.stop()

    zooms = f"z{ZOOMS[0]} to z{ZOOMS[-1]}, {len(tiles)} tiles"
    bench.row(f"vector tiles, cold, one at a time, {zooms}", "/s", [len(tiles) / sum(round_.values()) for round_ in cold],
              "Node.js, ST_AsMVT, unsimplified", [len(tiles) / sum(round_.values()) for round_ in others_cold], 20)
    bench.row(f"vector tiles, warm, {CONNECTIONS} connections, {zooms}", "/s", warm, "Node.js, ST_AsMVT, unsimplified", others, 200)
    for zoom in ZOOMS:
        bench.row(f"vector tiles, cold, z{zoom}", "ms", [mean_ms(round_, zoom) for round_ in cold], "Node.js, ST_AsMVT, unsimplified",
                  [mean_ms(round_, zoom) for round_ in others_cold])


def chosen(bench):
    """For each zoom the tiles in which municipalities have their labels, or some of them."""
    chance = random.Random(7)
    labels = [tuple(map(float, line.split("|"))) for line in bench.psql(
        "tiles", "SELECT v.label_lon, v.label_lat FROM registry.place_version AS v JOIN registry.place AS p USING (place) "
        "WHERE p.level = 'municipality' AND v.until IS NULL AND v.valid_to IS NULL AND v.label_lon IS NOT NULL").splitlines()]
    tiles = []
    for zoom in ZOOMS:
        there = sorted({tile_of(zoom, lon, lat) for lon, lat in labels})
        tiles += chance.sample(there, min(QUICK_TILES_OF_A_ZOOM if bench.quick else TILES_OF_A_ZOOM, len(there)))
    return tiles


def tile_of(zoom, lon, lat):
    size = 2**zoom
    return zoom, int((lon + 180) / 360 * size), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * size)


def path(tile):
    return "/tiles/municipalities/{}/{}/{}".format(*tile)


def get(tile):
    return f"GET {path(tile)} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def one_by_one(port, tiles):
    """Seconds for each tile, none of which was asked for before."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seconds = {}
    for tile in tiles:
        began = time.monotonic()
        connection.request("GET", path(tile), headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        size = len(answer.read())
        seconds[tile] = time.monotonic() - began
        if answer.status != 200 or size == 0:
            raise SystemExit(f"{path(tile)}: {answer.status}, {size} bytes")
    connection.close()
    return seconds


def mean_ms(seconds, zoom):
    mine = [second for tile, second in seconds.items() if tile[0] == zoom]
    return sum(mine) / len(mine) * 1000


def answered(bench, port, requests, seconds):
    got = load(bench, port, requests, connections=CONNECTIONS, seconds=seconds)
    if set(got["status"]) != {"200"} or got["broken"]:
        raise SystemExit(f"tiles: {got}")
    return got["answered_per_second"]
