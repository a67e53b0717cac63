#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The current release as a collection: for coordinators, with the numbers of the release and no other."""

import json
import os
import subprocess

from service import MITROA, SLOW, Service, check, end
from world import tokens

ITEMS = "/ogc/collections/coverage/items"
GREEK = "http://www.opengis.net/def/crs/EPSG/0/2100"


def as_coordinator(service, token, target):
    return service.get(target, Authorization=f"Bearer {token['coordinator']}")


def is_for_coordinators(service, token):
    for target in (ITEMS, "/ogc/collections/coverage"):
        check(f"{target} is for nobody without a session", service.get(target).status == 401)
        check(f"{target} is not for an adviser",
              service.get(target, Authorization=f"Bearer {token['kalamata']}").status == 403)
    check("the list of collections, which is for everybody, has it not",
          "coverage" not in [c["id"] for c in service.get("/ogc/collections").json["collections"]])


def has_the_release(service, token):
    for level, measure in (("municipality", "registered"), ("region", "population"), ("prefecture", "registered"),
                           ("regional_unit", "eligible&programme=EEE")):
        table = as_coordinator(service, token, f"/v1/coverage?level={level}&measure={measure}").json
        page = as_coordinator(service, token, f"{ITEMS}?level={level}&measure={measure}&limit=1000&datetime="
                              + table["release"]["on"])
        found = {f["properties"]["code"]: f["properties"] for f in page.json.get("features", [])}
        wanted = {c["code"]: c for c in table["cells"]}
        wrong = [c for c in found if (found[c]["value"], found[c]["hidden"], found[c]["incomplete"])
                 != (wanted[c]["value"], wanted[c]["hidden"], wanted[c]["incomplete"])]
        check(f"{measure} by {level} has the places and the numbers of the release, hidden ones hidden",
              found.keys() == wanted.keys() and not wrong, f"{page.text[:200]} {wrong[:3]} {found.keys() ^ wanted.keys()}")
        check("and says which release it is", {p["release"] for p in found.values()} == {table["release"]["number"]})
    page = as_coordinator(service, token, f"{ITEMS}?level=region&crs={GREEK}")
    east, north = page.json["features"][0]["geometry"]["coordinates"][0][0][0]
    check("it speaks the Greek Grid too", page.headers["Content-Crs"] == f"<{GREEK}>" and 1e5 < east < 1e6 and 3e6 < north < 5e6)
    for wrong in ("measure=nothing", "level=village", "measure=eligible", "bbox=1", "other=1", "programme=NOTHING&measure=eligible"):
        check(f"{wrong} is refused", as_coordinator(service, token, f"{ITEMS}?{wrong}").status == 400)
    check("nobody keeps a copy on the way", page.headers["Cache-Control"] == "no-store")


def is_read_by_gdal(service, token):
    run = subprocess.run(["ogr2ogr", "-f", "GeoJSON", "-oo", "PAGE_SIZE=150", "/vsistdout/",
                          f"OAPIF:{service.url}/ogc/collections/coverage"], capture_output=True, text=True,
                         timeout=120 * SLOW, check=False,
                         env={**os.environ, "GDAL_HTTP_HEADERS": f"Authorization: Bearer {token['coordinator']}"})
    read = json.loads(run.stdout)["features"] if run.returncode == 0 else []
    check("ogr2ogr reads it with a coordinator's token, page by page", len(read) > 300 and "value" in read[0]["properties"],
          run.stderr)


def main():
    token = tokens()
    service = Service()
    is_for_coordinators(service, token)
    check("before the first release it says how to make one", as_coordinator(service, token, ITEMS).status == 409)
    made = subprocess.run([MITROA, "release", "make"], capture_output=True, text=True, timeout=200 * SLOW, check=False,
                          env={**os.environ, "MITROA_TOKEN": token["coordinator"]})
    check("a release is made", made.returncode == 0, made.stderr)
    has_the_release(service, token)
    is_read_by_gdal(service, token)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
