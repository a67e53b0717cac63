#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Writes boundary files that nobody should send into a folder, each under the name of its fault.

    hostile.py FOLDER [SHAPEFILE.zip]

With an official zipped Shapefile also copies of it: without .cpg, and cut short.
"""
import json
import math
import pathlib
import sys
import zipfile


def feature(coordinates, kind="Polygon", **properties):
    properties = {"elstat_code": "4401", "name": "Καλαμάτας", **properties}
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def box(west, south, east, north):
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def star(points):
    step = points // 2 - 1
    ring = [(22 + math.cos(2 * math.pi * (i * step % points) / points) / 4,
             37 + math.sin(2 * math.pi * (i * step % points) / points) / 4) for i in range(points)]
    return [[list(point) for point in ring + ring[:1]]]


def files():
    good = box(22, 37, 22.1, 37.1)
    yield "good.geojson", collection(feature(good))
    yield "infinity.geojson", collection(feature(good)).replace("22.1", "1e999")
    yield "swapped.geojson", collection(feature(box(37, 22, 37.1, 22.1)))
    yield "metres.geojson", collection(feature(box(330000, 4100000, 331000, 4101000)))
    yield "bow_tie.geojson", collection(
        feature([[[22, 37], [22.1, 37.1], [22.1, 37], [22, 37.1], [22, 37]]]))
    yield "star.geojson", collection(feature(star(2001)))
    yield "open_ring.geojson", collection(feature([good[0][:-1]]))
    yield "point.geojson", collection(feature([22, 37], kind="Point"))
    yield "nested.geojson", collection(feature(good)).replace(
        json.dumps(good), "[" * 100000 + "]" * 100000)
    yield "nobody.geojson", collection(feature(good, elstat_code="9999", name="Νεφελοκοκκυγίας"))
    yield "contradiction.geojson", collection(feature(good, name="Τρικκαίων"))
    yield "twice.geojson", collection(feature(good), feature(box(22.2, 37, 22.3, 37.1)))
    yield "text.geojson", "δεν είναι GeoJSON"
    yield "empty.geojson", ""


def shapefiles(folder, official):
    with zipfile.ZipFile(official) as source:
        with zipfile.ZipFile(folder / "no_cpg.zip", "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                if not name.endswith(".cpg"):
                    target.writestr(name, source.read(name))
        with zipfile.ZipFile(folder / "cut.zip", "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                data = source.read(name)
                target.writestr(name, data[:len(data) // 3] if name.endswith(".shp") else data)
    data = official.read_bytes()
    (folder / "broken.zip").write_bytes(data[:len(data) // 2])


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, text in files():
        (folder / name).write_text(text, encoding="utf-8")
    if len(sys.argv) > 2:
        shapefiles(folder, pathlib.Path(sys.argv[2]))


main()
