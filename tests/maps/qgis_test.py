#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What QGIS itself reads from the service, headless, where it is installed: OGC API - Features and vector tiles."""

import json
import os
import subprocess

from service import SLOW, Service, check, end, skip

PYTHON = "/usr/bin/python3"  # QGIS belongs to the system's Python, whichever comes first in PATH
COLLECTIONS = ["municipalities", "regional_units", "prefectures", "regions", "structures", "sites", "offers", "stops"]
TILES = ["municipalities", "regions", "sites"]

# Runs in the system's Python and prints JSON: what each layer is to QGIS.
READER = '''
import json, math, sys
from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsMapRendererParallelJob,
                       QgsMapSettings, QgsProject, QgsRectangle, QgsVectorLayer, QgsVectorTileLayer)
from qgis.PyQt.QtCore import QSize
url, collections, tiles = sys.argv[1], sys.argv[2].split(","), sys.argv[3].split(",")
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
told = {"collections": {}, "tiles": {}}
greek = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:2100"),
                               QgsProject.instance())
for name in collections:
    layer = QgsVectorLayer(f"url='{url}/ogc' typename='{name}' restrictToRequestBBOX='0'", name, "OAPIF")
    rows, named = [], "name" in layer.fields().names()
    for feature in layer.getFeatures() if layer.isValid() else []:
        centre = feature.geometry().boundingBox().center() if feature.hasGeometry() else None
        there = greek.transform(centre) if centre else None
        rows.append([str(feature["code"]), str(feature["name"]) if named else "", centre and [centre.x(), centre.y()], there and [there.x(), there.y()]])
    told["collections"][name] = {"valid": layer.isValid(), "crs": layer.crs().authid(), "rows": rows}
for name in tiles:
    layer = QgsVectorTileLayer(f"type=xyz&url={url}/tiles/{name}/{{z}}/{{x}}/{{y}}&zmin=0&zmax=14", name)
    settings = QgsMapSettings()
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2100"))
    settings.setLayers([layer])
    settings.setOutputSize(QSize(400, 400))
    settings.setExtent(QgsRectangle(290000, 4030000, 390000, 4130000))  # around Kalamata
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    drawn = sum(image.pixelColor(x, y).getRgb()[:3] != (255, 255, 255) for x in range(0, 400, 4) for y in range(0, 400, 4))
    told["tiles"][name] = {"valid": layer.isValid(), "drawn": drawn}
print("\\nTOLD " + json.dumps(told))
app.exitQgis()
'''


def is_installed():
    run = subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    return run.returncode == 0


def ask(service):
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=os.environ["TEST_SCRATCH"],
                       XDG_RUNTIME_DIR=os.environ["TEST_SCRATCH"])
    environment.pop("PYTHONPATH", None)
    run = subprocess.run([PYTHON, "-c", READER, service.url, ",".join(COLLECTIONS), ",".join(TILES)],
                         capture_output=True, text=True, timeout=180 * SLOW, check=False, env=environment)
    lines = [line[5:] for line in run.stdout.splitlines() if line.startswith("TOLD ")]
    check("QGIS reads the service and comes to its end", run.returncode == 0 and len(lines) == 1,
          (run.returncode, run.stderr[-1500:]))
    return json.loads(lines[0]) if lines else {"collections": {}, "tiles": {}}


def reads_every_collection(told, service):
    for name in COLLECTIONS:
        layer = told["collections"].get(name, {"valid": False, "crs": "", "rows": []})
        known = service.get(f"/ogc/collections/{name}/items?limit=1").json["numberMatched"]
        check(f"QGIS counts the features of {name}", layer["valid"] and len(layer["rows"]) == known and known > 0,
              (len(layer["rows"]), known))
        check(f"and takes {name} for a layer on the map, in degrees", layer["crs"] in ("OGC:CRS84", "EPSG:4326"), layer["crs"])


def places_points(told, service):
    for name in ("sites", "structures", "stops"):
        wanted = {}
        for feature in service.get(f"/ogc/collections/{name}/items?limit=1000").json["features"]:
            if feature["geometry"]:
                wanted.setdefault(feature["properties"]["code"], []).append(feature["geometry"]["coordinates"])
        greek = {}
        crs = "http://www.opengis.net/def/crs/EPSG/0/2100"
        for feature in service.get(f"/ogc/collections/{name}/items?limit=1000&crs={crs}").json["features"]:
            if feature["geometry"]:
                greek.setdefault(feature["properties"]["code"], []).append(feature["geometry"]["coordinates"])
        rows = [row for row in told["collections"].get(name, {"rows": []})["rows"] if row[2]]
        degrees = [row for row in rows if not any(near(row[2], point, 1e-6) for point in wanted.get(row[0], []))]
        metres = [row for row in rows if not any(near(row[3], point, 0.5) for point in greek.get(row[0], []))]
        check(f"QGIS has each of {name} where the service says, in degrees", rows and not degrees, degrees[:3])
        check(f"and what it makes of them in EPSG:2100 is what the service gives there", rows and not metres, metres[:3])


def near(one, other, distance):
    return abs(one[0] - other[0]) < distance and abs(one[1] - other[1]) < distance


def draws_tiles(told):
    for name in TILES:
        layer = told["tiles"].get(name, {"valid": False, "drawn": 0})
        check(f"QGIS draws the tiles of {name} in the Greek Grid", layer["valid"] and layer["drawn"] > 20, layer)


def main():
    if not is_installed():
        skip("QGIS reads the collections and draws the tiles", "python3-qgis is not installed")
        end()
        return
    service = Service()
    told = ask(service)
    reads_every_collection(told, service)
    names = {row[0]: row[1] for row in told["collections"].get("municipalities", {"rows": []})["rows"]}
    check("names arrive in Greek", names.get("4401") == "Καλαμάτας", names.get("4401"))
    places_points(told, service)
    draws_tiles(told)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
