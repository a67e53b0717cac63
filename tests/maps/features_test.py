#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""OGC API - Features: what the standard's executable test suite asserts, and what GDAL reads."""

import gzip
import json
import math
import re
import subprocess
import urllib.parse

from service import SLOW, Service, check, end, sql

PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CRS = "http://www.opengis.net/def/crs/"
CRS84, LATLON, GREEK, WEB = CRS + "OGC/1.3/CRS84", CRS + "EPSG/0/4326", CRS + "EPSG/0/2100", CRS + "EPSG/0/3857"
COLLECTIONS = ["municipalities", "regional_units", "prefectures", "regions", "structures", "sites", "offers", "stops"]
POINTS = ["structures", "sites", "offers", "stops"]
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


def path_of(service, href):
    """A link of ours as a target for the test's own client."""
    assert href.startswith(service.url + "/"), href
    return href[len(service.url):]


def link(document, rel, **like):
    return next((l for l in document["links"] if l["rel"] == rel and all(l.get(k) == v for k, v in like.items())), None)


def items(service, collection, **query):
    return service.get(f"/ogc/collections/{collection}/items?"
                       + urllib.parse.urlencode({k.replace("_", "-"): v for k, v in query.items()}))


def lands(service):
    landing = service.get("/ogc")
    check("the landing page is JSON, with a slash at its end or without",
          landing.status == 200 and landing.json == service.get("/ogc/").json
          and landing.headers["Content-Type"] == "application/json")
    check("each of its links has href, rel and type", all(l.get("href") and l.get("rel") and l.get("type")
                                                           for l in landing.json["links"]))
    described = link(landing.json, "service-desc")
    check("it leads to the API's document by the one media type that clients know", described["type"] == OPENAPI)
    answer = service.get(path_of(service, described["href"]))
    document = answer.json
    check("the document has the media type that the link says", answer.headers["Content-Type"] == OPENAPI)
    check("the document is OpenAPI 3.0 and refers to nothing outside of itself",
          re.match(r"3\.0\.\d", document["openapi"]) and set(re.findall(r'"\$ref": *"([^"]{2})', answer.text)) == {"#/"})
    for reference in set(re.findall(r'"\$ref": *"#/([^"]+)"', answer.text)):
        node = document
        for part in reference.split("/"):
            node = node.get(part, {}) if isinstance(node, dict) else {}
        check(f"{reference} is there", node != {})
    check("it has the paths that the tests of the standard look for",
          {"/", "/conformance", "/collections", "/collections/{collectionId}", "/collections/{collectionId}/items",
           "/collections/{collectionId}/items/{featureId}"} <= set(document["paths"]), list(document["paths"]))
    parameters = document["components"]["parameters"]
    limit, bbox = parameters["limit"], parameters["bbox"]
    check("limit is declared as an integer with least, most and default",
          limit["schema"]["type"] == "integer" and limit["schema"]["minimum"] == 1 and limit["schema"]["maximum"] == 1000
          and limit["schema"]["default"] <= 1000 and limit["style"] == "form" and limit["explode"] is False)
    check("bbox is declared as four to six numbers", bbox["schema"]["type"] == "array"
          and bbox["schema"]["minItems"] == 4 and bbox["schema"]["maxItems"] == 6
          and bbox["schema"]["items"] == {"type": "number"} and bbox["style"] == "form" and bbox["explode"] is False)
    check("datetime is declared as a text", parameters["datetime"]["schema"]["type"] == "string"
          and parameters["datetime"]["in"] == "query" and parameters["datetime"]["required"] is False)
    declared = {r["$ref"].rsplit("/", 1)[1]
                for r in document["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]}
    served = service.get("/openapi.json").json["paths"]["/ogc/collections/{collection}/items"]["get"]["parameters"]
    check("what the document declares is what the service takes",
          {p["name"] for p in served if p["in"] == "query"} == declared - {"collectionId"}, declared)
    conformance = service.get(path_of(service, link(landing.json, "conformance")["href"])).json["conformsTo"]
    check("it conforms to core, GeoJSON, OpenAPI 3.0 and to Part 2, and claims no HTML",
          set(conformance) == {PART_1 + "core", PART_1 + "geojson", PART_1 + "oas30",
                               PART_1.replace("features-1", "features-2") + "crs"}, conformance)
    check("an unknown parameter is refused anywhere",
          all(service.get(p + "?unknownQueryParameter00001=1").status == 400
              for p in ("/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/sites",
                        "/ogc/collections/sites/items", "/ogc/collections/sites/items/x")))


def describes_collections(service):
    document = service.get("/ogc/collections").json
    check("the collections are those of the registers", [c["id"] for c in document["collections"]] == COLLECTIONS)
    check("the list has a link to itself", link(document, "self", type="application/json") is not None)
    for collection in document["collections"]:
        name = collection["id"]
        single = service.get(f"/ogc/collections/{name}").json
        check(f"{name} alone is what the list says", single == collection)
        check(f"{name} has its items as GeoJSON", link(collection, "items", type="application/geo+json") is not None)
        check(f"{name} has an extent of four numbers, in CRS84",
              [len(b) for b in collection["extent"]["spatial"]["bbox"]] == [4]
              and collection["extent"]["spatial"]["crs"] == CRS84)
        check(f"{name} names its reference systems, the default first, and the one it is kept in",
              collection["crs"] == [CRS84, LATLON, GREEK, WEB] and collection["storageCrs"] in collection["crs"])
        check(f"the schema of {name} is found in both writings",
              link(collection, "describedby")["href"] == link(collection, "describedBy")["href"])
        schema = service.get(path_of(service, link(collection, "describedby")["href"])).json
        fields = schema["properties"]["properties"]["properties"]
        page = items(service, name, limit=50).json
        check(f"features of {name} have the fields of the schema, all of them, null where nothing is known",
              page["features"] and all(list(f["properties"]) == list(fields) for f in page["features"]),
              page["features"][:1])
        types = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
        wrong = [(k, v) for f in page["features"] for k, v in f["properties"].items()
                 if v is not None and not isinstance(v, types[fields[k]["type"]])]
        check(f"and of the types that it says", not wrong, wrong[:5])
        known = int(sql(f"SELECT count(*) FROM registry.public_feature WHERE collection = '{name}'"))
        check(f"{name} has all {known}", page["numberMatched"] == known, page["numberMatched"])
    check("a collection that there is not is 404", service.get("/ogc/collections/persons/items").status == 404
          and service.get("/ogc/collections/persons").status == 404
          and service.get("/ogc/collections/persons/schema").status == 404)


def pages(service):
    first = items(service, "sites", limit=10)
    document = first.json
    check("a page says how many it has, how many there are and when",
          document["numberReturned"] == len(document["features"]) == 10 and document["numberMatched"] > 10
          and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["timeStamp"])
          and first.headers["Content-Type"] == "application/geo+json", first.text[:300])
    check("its link to itself gives the same page", service.get(path_of(service, link(document, "self")["href"])).json[
        "features"] == document["features"])
    ids, target, n = [], "/ogc/collections/sites/items?limit=70", 0
    while target and n < 50:
        page = service.get(target).json
        ids += [f["id"] for f in page["features"]]
        following = link(page, "next")
        target, n = following and path_of(service, following["href"]), n + 1
    check("following `next` gives each feature once", len(ids) == len(set(ids)) == document["numberMatched"],
          f"{len(ids)} {len(set(ids))}")
    following = link(document, "next")["href"]
    pairs = urllib.parse.urlsplit(following).query.split("&")
    check("each pair of `next` has its =", all("=" in pair for pair in pairs), following)
    larger = service.get(path_of(service, re.sub(r"limit=\d+", "limit=1000", following))).json
    check("`next` with the most that may be asked for gives the rest",
          larger["numberReturned"] == document["numberMatched"] - 10 and link(larger, "next") is None)
    check("over the most is no error", items(service, "sites", limit=999999).json["numberReturned"] <= 1000)
    offers = items(service, "offers", limit=999999).json
    check("and a page has no more than that", offers["numberReturned"] == 1000 and link(offers, "next"))
    check("without a limit a page has the default", items(service, "offers").json["numberReturned"] == 100)
    for bad in ("unlimited", "0", "-1", "1.5", ""):
        check(f"limit={bad} is refused", items(service, "sites", limit=bad).status == 400)
    check("the same parameter twice is taken if it says the same",
          service.get("/ogc/collections/sites/items?limit=3&limit=3").status == 200
          and service.get("/ogc/collections/sites/items?limit=3&limit=4").status == 400)
    packed = service.get("/ogc/collections/sites/items?limit=10", Accept_Encoding="gzip")
    check("a page is packed for who accepts it", packed.headers["Content-Encoding"] == "gzip"
          and json.loads(gzip.decompress(packed.body))["features"] == document["features"])


def gives_one(service):
    for name in COLLECTIONS:
        feature = items(service, name, limit=1).json["features"][0]
        answer = service.get(f"/ogc/collections/{name}/items/{urllib.parse.quote(feature['id'])}")
        alone = answer.json
        check(f"a feature of {name} alone is as on the page, with its links",
              answer.headers["Content-Type"] == "application/geo+json"
              and {k: v for k, v in alone.items() if k != "links"} == feature
              and link(alone, "collection", type="application/json") and answer.status == 200, answer.text[:300])
        check(f"and its link to itself leads to it",
              service.get(path_of(service, link(alone, "self", type="application/geo+json")["href"])).json == alone)
    check("one that there is not is 404", service.get("/ogc/collections/sites/items/NOTHING").status == 404)


def outer(geometry):
    kind, at = geometry["type"], geometry["coordinates"]
    return [at[0]] if kind == "Polygon" else [polygon[0] for polygon in at] if kind == "MultiPolygon" else []


def positions(geometry):
    found, rest = [], [geometry["coordinates"]]
    while rest:
        part = rest.pop()
        found.append(part) if isinstance(part[0], (int, float)) else rest.extend(part)
    return found


def follows_geojson(service):
    for name in COLLECTIONS:
        page = items(service, name, limit=20).json
        shapes = [f["geometry"] for f in page["features"] if f["geometry"]]
        check(f"{name}: longitude before latitude, two numbers a position, no `crs`",
              shapes and all(len(p) == 2 and 19 <= p[0] <= 30 and 34 <= p[1] <= 42 for s in shapes for p in positions(s))
              and "crs" not in page and not any("crs" in f or "crs" in (f["geometry"] or {}) for f in page["features"]),
              page["features"][:1])

        def area(ring):
            return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:])) / 2
        check(f"{name}: outer rings go counterclockwise, and end where they began",
              all(area(ring) > 0 and ring[0] == ring[-1] for s in shapes for ring in outer(s)))
        check(f"{name}: ids are texts", all(isinstance(f["id"], str) for f in page["features"]))


def filters_boxes(service):
    everything = items(service, "sites", limit=1000).json
    for box in ("-180,-90,180,90", "177,65,-177,70", "-180,85,180,90", "0,0,0,0", "22.1,37,22.1,37", "170,-20,-170,20",
                "6,40,2,24,41,90", "-180,-90,0,180,90,9000"):
        answer = items(service, "sites", bbox=box)
        check(f"bbox={box} is a box", answer.status == 200, answer.text[:200])
    check("the whole world holds all", items(service, "sites", bbox="-180,-90,180,90").json["numberMatched"]
          == everything["numberMatched"])
    over = items(service, "sites", bbox="22,30,-170,45", limit=1000).json
    check("a box over the antimeridian holds what is on either side of it", 0 < over["numberMatched"]
          == sum(1 for f in everything["features"] if not f["geometry"] or f["geometry"]["coordinates"][0] >= 22))
    for box in ("1,2,3", "1,2,3,4,5", "a,b,c,d", "21,37,22", "1,50,2,40", "1,2,3,nan", "1,2,3,inf", "0x1,2,3,4", "1,,2,3",
                "1,2,3,4,", "1e999,2,3,4", " 1,2,3,4", ""):
        check(f"bbox={box!r} is refused", items(service, "sites", bbox=box).status == 400)
    box = "21.9,36.9,22.3,37.2"
    west, south, east, north = map(float, box.split(","))
    inside = {f["id"] for f in everything["features"]
              if not f["geometry"] or (west <= f["geometry"]["coordinates"][0] <= east
                                       and south <= f["geometry"]["coordinates"][1] <= north)}
    found = {f["id"] for f in items(service, "sites", bbox=box, limit=1000).json["features"]}
    check("a box gives what lies in it, and nothing else", found == inside and len(found) > 1, found ^ inside)
    turned = items(service, "sites", bbox="36.9,21.9,37.2,22.3", bbox_crs=LATLON, limit=1000).json
    check("EPSG:4326 is latitude first", {f["id"] for f in turned["features"]} == inside)
    without = {f["id"] for f in items(service, "offers", limit=1000, bbox="0,0,1,1").json["features"]}
    every = int(sql("SELECT count(*) FROM registry.public_feature WHERE collection = 'offers' AND geometry IS NULL"))
    check("what has no point matches any box", len(without) == every > 0, f"{len(without)} {every}")
    for system, corners in ((GREEK, "320000,4070000,360000,4130000"), (WEB, "2430000,4420000,2490000,4470000")):
        there = items(service, "sites", crs=system, limit=1000).json["features"]
        w, s, e, n = map(float, corners.split(","))
        wanted = {f["id"] for f in there if not f["geometry"] or (w <= f["geometry"]["coordinates"][0] <= e
                                                                 and s <= f["geometry"]["coordinates"][1] <= n)}
        got = {f["id"] for f in items(service, "sites", bbox=corners, bbox_crs=system, limit=1000).json["features"]}
        check(f"a box in {system[-4:]} gives what lies in it there", got == wanted and len(got) > 1, got ^ wanted)
        check(f"a box in {system[-4:]} that is turned around, or of elsewhere, is no failure",
              items(service, "sites", bbox="5,5,1,1", bbox_crs=system).status == 400
              and items(service, "sites", bbox="-1e300,-1e300,1e300,1e300", bbox_crs=system).json["numberMatched"]
              == everything["numberMatched"]
              and items(service, "sites", bbox="9e9,9e9,9.1e9,9.1e9", bbox_crs=system).status == 200)


def filters_times(service):
    former = items(service, "municipalities", datetime="2015-06-01", limit=1000).json
    current = items(service, "municipalities", datetime="2026-11-22", limit=1000).json
    names = lambda page: {f["id"] for f in page["features"]}
    valid = {c for c in sql("SELECT p.code FROM registry.place AS p JOIN registry.place_version AS v USING (place) "
                            "WHERE p.level = 'municipality' AND v.until IS NULL AND v.valid_from <= '2026-11-22' "
                            "AND COALESCE(v.valid_to >= '2026-11-22', true)").split("\n")}
    check("a day gives what is valid on it", names(current) == valid and names(former) != valid and names(former))
    check("a moment is its day", names(items(service, "municipalities", datetime="2026-11-22T10:00:00Z",
                                             limit=1000).json) == valid)
    check("an interval gives what is valid on some day of it",
          names(items(service, "municipalities", datetime="2015-06-01/2026-11-22", limit=1000).json)
          == names(items(service, "municipalities", limit=1000).json) >= valid | names(former))
    for open_end in ("2026-11-22/..", "2026-11-22/", "../2026-11-22", "/2026-11-22", "../..", "2026-11-22T00:00:00+02:00/..",
                     "2026-11-22T00:00:00.5Z/2026-11-23T00:00:00Z"):
        check(f"datetime={open_end} is read", items(service, "municipalities", datetime=open_end).status == 200)
    every = items(service, "sites").json["numberMatched"]
    timeless = int(sql("SELECT count(*) FROM registry.public_feature WHERE collection = 'sites' "
                       "AND valid_from IS NULL AND valid_to IS NULL"))
    check("what has no time matches any", timeless <= items(service, "sites", datetime="1900-01-01").json[
        "numberMatched"] <= every)
    for bad in ("yesterday", "2026-02-31", "2026-13-01", "2026-11-22/2026-01-01", "2026-11-22/..../..", "22/11/2026",
                "2026-11-22T25", "2026-11-22T10:00:00", "2026-11-22/P2D/x", ""):
        check(f"datetime={bad!r} is refused", items(service, "sites", datetime=bad).status == 400)


def filters_equality(service):
    here = items(service, "sites", municipality="4401", limit=1000).json
    check("a filter gives what is equal", here["numberMatched"] > 1
          and all(f["properties"]["municipality"] == "4401" for f in here["features"]))
    offers = items(service, "offers", programme="EEE", kind="programme", limit=1000).json
    check("two filters hold together", offers["numberMatched"] > 1
          and all(f["properties"]["programme"] == "EEE" for f in offers["features"]))
    following = link(items(service, "offers", programme="EEE", limit=1, crs=GREEK, bbox="19,34,30,42").json, "next")
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(following["href"]).query)
    check("`next` keeps filters, box and reference system", asked["programme"] == ["EEE"] and asked["crs"] == [GREEK]
          and asked["bbox"] == ["19,34,30,42"], asked)
    check("a filter that the collection has not is refused", items(service, "sites", programme="EEE").status == 400)
    check("quotes stay inside a value", items(service, "sites", code="a'b").status == 400)


def speaks_reference_systems(service):
    for name in COLLECTIONS:
        plain = items(service, name, limit=5)
        check(f"{name} says its reference system without being asked", plain.headers["Content-Crs"] == f"<{CRS84}>",
              plain.headers["Content-Crs"])
        for system in (CRS84, LATLON, GREEK, WEB):
            page = items(service, name, limit=5, crs=system)
            check(f"{name} says that it is in {system.rsplit('/', 1)[1]}",
                  page.status == 200 and page.headers["Content-Crs"] == f"<{system}>", page.text[:200])
            alone = service.get(f"/ogc/collections/{name}/items/{urllib.parse.quote(page.json['features'][0]['id'])}?crs="
                                + urllib.parse.quote(system, safe=""))
            check(f"and one of it too, at the same place", alone.headers["Content-Crs"] == f"<{system}>"
                  and alone.json["geometry"] == page.json["features"][0]["geometry"])
    feature = "/ogc/collections/sites/items/KK-4401-A"
    lon, lat = service.get(feature).json["geometry"]["coordinates"]
    check("EPSG:4326 is latitude first", service.get(f"{feature}?crs={LATLON}").json["geometry"]["coordinates"] == [lat, lon])
    greek = service.get(f"{feature}?crs={GREEK}").json["geometry"]["coordinates"]
    run = subprocess.run(["gdaltransform", "-s_srs", "OGC:CRS84", "-t_srs", "EPSG:2100", "-output_xy"],
                         input=f"{lon} {lat}\n", capture_output=True, text=True, timeout=60 * SLOW, check=False)
    east, north = map(float, run.stdout.split())
    check("EPSG:2100 is easting, northing, within a centimetre of what GDAL reckons",
          math.hypot(greek[0] - east, greek[1] - north) < 0.02, f"{greek} {east} {north}")
    check("a system that is not offered is refused",
          items(service, "sites", crs=CRS + "EPSG/0/32634").status == 400
          and items(service, "sites", bbox="1,2,3,4", bbox_crs="EPSG:2100").status == 400
          and service.get(f"{feature}?crs=EPSG:2100").status == 400)


def gdal(service, layer, *options):
    run = subprocess.run(["ogr2ogr", "-f", "GeoJSON", *options, "/vsistdout/", f"OAPIF:{service.url}/ogc", layer],
                         capture_output=True, text=True, timeout=120 * SLOW, check=False)
    return json.loads(run.stdout) if run.returncode == 0 else {"features": [], "why": run.stderr}


def is_read_by_gdal(service):
    run = subprocess.run(["ogrinfo", "-ro", "-so", "-al", f"OAPIF:{service.url}/ogc"], capture_output=True, text=True,
                         timeout=120 * SLOW, check=False)
    layers = re.findall(r"Layer name: (\w+)", run.stdout)
    counts = [int(n) for n in re.findall(r"Feature Count: (\d+)", run.stdout)]
    check("ogrinfo finds each collection", layers == COLLECTIONS, run.stdout[-500:] + run.stderr)
    check("and counts what there is", counts == [items(service, n, limit=1).json["numberMatched"] for n in layers], counts)
    check("with the types of the schema", "valid_from: Date" in run.stdout and "population: Integer" in run.stdout
          and "sample: Integer(Boolean)" in run.stdout and "code: String" in run.stdout)
    for name in COLLECTIONS:
        read = gdal(service, name, "-oo", "PAGE_SIZE=100" if name in ("offers", "municipalities") else "PAGE_SIZE=10")
        check(f"ogr2ogr reads all of {name}, page by page",
              len(read["features"]) == items(service, name, limit=1).json["numberMatched"], read.get("why"))
        in_greek = gdal(service, name, "-t_srs", "EPSG:2100", "-lco", "RFC7946=NO", "-oo", "PAGE_SIZE=1000")
        theirs = {f["properties"]["id"]: f["geometry"] for f in in_greek["features"]}
        ours = {f["id"]: f["geometry"] for f in items(service, name, crs=GREEK, limit=1000).json["features"]}
        apart = [math.hypot(a[0] - b[0], a[1] - b[1]) for i in ours if i in theirs and ours[i] and theirs[i]
                 for a, b in zip(positions(ours[i])[:3], positions(theirs[i])[:3])] if name in POINTS else [0]
        check(f"{name} in EPSG:2100 is where GDAL puts it", ours.keys() <= theirs.keys() and apart and max(apart) < 0.05,
              f"{len(ours)} {len(theirs)} {apart[:3]}")
    names = {f["properties"]["code"]: f["properties"]["name"] for f in gdal(service, "municipalities")["features"]}
    check("Greek arrives as Greek", names.get("4401") == "Καλαμάτας", names.get("4401"))
    inside = gdal(service, "sites", "-spat", "21.9", "36.9", "22.3", "37.2")["features"]
    check("a box of GDAL is a box of ours", 1 < len(inside) < 50, len(inside))
    equal = gdal(service, "sites", "-where", "municipality = '4401'")["features"]
    check("a filter of GDAL finds the same", len(equal) == items(service, "sites", municipality="4401").json[
        "numberMatched"], len(equal))


def main():
    service = Service()
    lands(service)
    describes_collections(service)
    pages(service)
    gives_one(service)
    follows_geojson(service)
    filters_boxes(service)
    filters_times(service)
    filters_equality(service)
    speaks_reference_systems(service)
    is_read_by_gdal(service)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
