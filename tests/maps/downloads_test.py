#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The public registers as files: read with GDAL, and imported back."""

import csv
import gzip
import io
import os
import re
import socket
import subprocess
import threading
import time

from service import MITROA, SLOW, Service, check, end, mitroa, sql

COLLECTIONS = ["municipalities", "regional_units", "prefectures", "regions", "structures", "sites", "offers", "stops"]
NAME, ADDRESS = "Άδεια δοκιμής 1.0", "https://licence.example.org/1.0/"


def count(name):
    return int(sql(f"SELECT count(*) FROM registry.public_feature WHERE collection = '{name}' "
                   "AND COALESCE(valid_from, '-infinity') <= registry.today() "
                   "AND COALESCE(valid_to, 'infinity') >= registry.today()"))


def keep(name, body):
    path = os.path.join(os.environ["TEST_SCRATCH"], name)
    with open(path, "wb") as file:
        file.write(body)
    return path


def layers(path):
    """Each layer of a file as GDAL counts it."""
    run = subprocess.run(["ogrinfo", "-ro", "-so", "-al", path], capture_output=True, text=True, timeout=60 * SLOW,
                         check=False)
    return dict(zip(re.findall(r"Layer name: (\S+)", run.stdout),
                    map(int, re.findall(r"Feature Count: (\d+)", run.stdout))))


def gives_collections(service):
    for name in COLLECTIONS:
        known = count(name)
        document = service.get(f"/downloads/{name}.geojson")
        check(f"{name}.geojson has the {known} of today, with day and version",
              len(document.json["features"]) == known
              and document.json["date"] == sql("SELECT registry.today()")
              and document.json["register_version"] == service.get("/readyz").json["register_version"],
              document.text[:200])
        values = service.get(f"/downloads/{name}.csv")
        rows = list(csv.DictReader(io.StringIO(values.body.decode("utf-8-sig")), delimiter=";"))
        fields = list(document.json["features"][0]["properties"])
        points = ["lon", "lat"] if name in ("structures", "sites", "offers", "stops") else []
        check(f"{name}.csv has the same lines, with the same columns",
              len(rows) == known and list(rows[0]) == fields + points, f"{len(rows)} {rows[:1]}")
        by_code = {f["id"]: f for f in document.json["features"]}
        wrong = [(k, row[k], value) for row in rows if row["code"] in by_code and name != "stops"
                 for k, value in by_code[row["code"]]["properties"].items()
                 if isinstance(value, str) and row[k] not in (value, "'" + value)]
        check(f"{name}.csv says what {name}.geojson says", not wrong, wrong[:5])
        check(f"{name}.csv says its day in its name", re.search(rf'filename="{name}-\d{{4}}-\d\d-\d\d\.csv"', values.headers["Content-Disposition"]))
    formulas = [cell for row in csv.reader(io.StringIO(service.get("/downloads/offers.csv").text), delimiter=";")
                for cell in row if cell[:1] in "=+@\t" and cell]
    check("no cell of a file is a formula", not formulas, formulas[:3])
    tag = service.get("/downloads/sites.csv").headers["ETag"]
    check("who has a file already gets 304", service.get("/downloads/sites.csv", If_None_Match=tag).status == 304)
    packed = service.get("/downloads/sites.csv", Accept_Encoding="gzip")
    check("a file is packed for who accepts it", packed.headers["Content-Encoding"] == "gzip"
          and gzip.decompress(packed.body) == service.get("/downloads/sites.csv").body)


def licence_said(service, until):
    """What each way out says of the licence, once the service has heard of it."""
    for _ in range(100 * SLOW):
        said = service.get("/downloads/regions.geojson").json
        if (said["license"], said["license_title"]) == until:
            break
        time.sleep(0.1)
    return {
        "geojson": (said["license"], said["license_title"]),
        "headers": {service.get(p).headers["Link"] for p in ("/downloads/regions.csv", "/downloads/places.gpkg", "/hsds",
                                                               "/hsds/services?per_page=1")},
        "page": re.search(r"Άδεια <a[^>]*rel=\"license\"[^>]*>[^<]*|δεν έχει οριστεί άδεια",
                          service.get("/downloads").text).group(),
        "ogc": {(link["href"], link["title"]) for p in ("/ogc", "/ogc/collections/sites")
                for link in service.get(p).json["links"] if link["rel"] == "license"},
        "hsds": {s.get("licenses") for s in service.get("/hsds/services?per_page=50").json["contents"]},
        "cpsv": [(c.get("license"), c["rights"]) for c in service.get("/cpsv/services?per_page=1").json["@graph"][:1]],
    }


UNSET = {"geojson": (None, "δεν έχει οριστεί άδεια"), "headers": {None}, "page": "δεν έχει οριστεί άδεια", "ogc": set(),
         "hsds": {None}, "cpsv": [(None, "δεν έχει οριστεί άδεια")]}


def says_its_licence(service):
    said = licence_said(service, (None, "δεν έχει οριστεί άδεια"))
    check("nobody has set a licence, and nothing claims one", said == UNSET, said)
    check("the command says so too", mitroa("licence") == "δεν έχει οριστεί άδεια")
    check("a licence is set once for all", mitroa("licence", "set", "--name", NAME, "--url", ADDRESS) == f"{NAME} {ADDRESS}")
    said = licence_said(service, (ADDRESS, NAME))
    check("then every way out names it", said == {
        "geojson": (ADDRESS, NAME), "headers": {f'<{ADDRESS}>; rel="license"'},
        "page": f'Άδεια <a class="govgr-link" rel="license" href="{ADDRESS}">{NAME}', "ogc": {(ADDRESS, NAME)},
        "hsds": {ADDRESS}, "cpsv": [(ADDRESS, NAME)]}, said)
    versions = sql("SELECT count(*) FROM registry.register_version")
    mitroa("licence", "set", "--name", NAME, "--url", ADDRESS)
    check("the same again opens no version", sql("SELECT count(*) FROM registry.register_version") == versions)
    for url in ("javascript:alert(1)", "https://a b", 'https://a"><b'):
        run = subprocess.run([MITROA, "licence", "set", "--name", "x", "--url", url], capture_output=True, text=True,
                             check=False)
        check(f"«{url}» is no address of a licence", run.returncode == 1 and "διεύθυνση" in run.stderr, run.stderr)
    check("and taken back", mitroa("licence", "unset") == "δεν έχει οριστεί άδεια")
    said = licence_said(service, (None, "δεν έχει οριστεί άδεια"))
    check("nothing claims it any more", said == UNSET, said)


def gives_registers(service):
    places = keep("places.gpkg", service.get("/downloads/places.gpkg").body)
    check("places.gpkg is a GeoPackage of all places",
          layers(places) == {"places": int(sql("SELECT count(*) FROM registry.place_version WHERE until IS NULL"))},
          layers(places))
    providers = keep("providers.gpkg", service.get("/downloads/providers.gpkg").body)
    check("providers.gpkg has a layer for each sheet", {"structures", "sites", "offers", "stops"} <= set(layers(providers)),
          layers(providers))
    for name in ("places", "providers", "programmes"):
        book = service.get(f"/downloads/{name}.xlsx")
        path = keep(f"{name}.xlsx", book.body)
        run = subprocess.run([MITROA, "import", name, "--dry-run", "--json", path], capture_output=True, text=True,
                             timeout=120 * SLOW, check=False)
        check(f"{name}.xlsx imports back without a change",
              run.returncode == 0 and re.search(r'"new": ?0', run.stdout) and re.search(r'"changed": ?0', run.stdout),
              run.stdout[:500] + run.stderr[:500])
    for name in ("persons.csv", "beneficiaries.xlsx", "places.csv", "sites.xlsx", "sites", ".csv", "sites.exe"):
        check(f"{name} is not given away", service.get(f"/downloads/{name}").status == 404)


def makes_each_once(service):
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(service.get("/downloads/programmes.gpkg").status))
               for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("twelve who want the same file at once all get it", statuses == [200] * 12, statuses)
    left = [n for n in os.listdir(os.environ["TMPDIR"]) if re.fullmatch(r"mitroa-[A-Za-z0-9]{6}", n)]
    check("nothing of it is left lying about", not left, left)


def stops_in_the_middle(service):
    """A file that is being made when the service stops."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=20 * SLOW) as client:
        client.sendall(b"GET /downloads/providers.gpkg HTTP/1.1\r\nHost: localhost\r\n\r\n")
        check("the service ends with status 0 while a file is made", service.stop() == 0, service.errors())


def main():
    os.environ["TMPDIR"] = os.environ["TEST_SCRATCH"]
    service = Service()
    gives_collections(service)
    gives_registers(service)
    says_its_licence(service)
    makes_each_once(service)
    page = service.get("/downloads")
    links = set(re.findall(r'href="(/downloads/[^"]+)"', page.text))
    check("the page leads to each file, and each is there",
          len(links) == 2 * (len(COLLECTIONS) + 3) + 1 and all(service.request("HEAD", l).status == 200 for l in links), links)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    stops_in_the_middle(Service())
    end()


main()
