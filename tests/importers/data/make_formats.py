#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Makes data/formats anew: the same eight places and one bad line in every format and charset.

    make_formats.py      needs soffice and ogr2ogr; the tests do not, because the files are kept
"""
import csv
import io
import pathlib
import subprocess
import tempfile

import make_workbooks

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "formats"
COLUMNS = ["level", "code", "name", "regional_unit", "prefecture", "region", "label_lon", "label_lat",
           "population", "area_km2", "source"]


def rows():
    with (HERE / "places.csv").open(encoding="utf-8", newline="") as file:
        kept = [[row[name] for name in COLUMNS] for row in csv.DictReader(file)]
    for row in kept:
        row[-1] = "Άλλη πηγή, ΕΛΣΤΑΤ"
    bad = list(kept[-1])
    bad[0], bad[1], bad[2] = "δήμμος", "4402", "Μεσσήνης"
    return [COLUMNS] + kept + [bad]


def text(separator, end, table=None):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(table or rows())
    return out.getvalue()


def write(name, content, charset="utf-8"):
    (OUT / name).write_bytes(content.encode(charset))


def write_layers():
    with tempfile.TemporaryDirectory() as scratch:
        flat = pathlib.Path(scratch) / "places.csv"
        flat.write_text(text(",", "\n"), encoding="utf-8")
        source = [str(flat), "-oo", "X_POSSIBLE_NAMES=label_lon", "-oo", "Y_POSSIBLE_NAMES=label_lat"]
        for name in ("places.gpkg", "places.geojson"):
            (OUT / name).unlink(missing_ok=True)
            subprocess.run(["ogr2ogr", str(OUT / name), *source, "-a_srs", "EPSG:4326"],
                           check=True)
        # A Shapefile of the Greek Grid whose names are cut to ten characters, in the old charset.
        shapes = pathlib.Path(scratch) / "shapes"
        subprocess.run(["ogr2ogr", "-f", "ESRI Shapefile", str(shapes), *source, "-s_srs",
                        "EPSG:4326", "-t_srs", "EPSG:2100",
                        "-lco", "ENCODING=CP1253"], check=True, capture_output=True)
        subprocess.run(["python3", "-m", "zipfile", "-c", str(OUT / "places_shp.zip"),
                        *sorted(str(path) for path in shapes.iterdir())], check=True)


def main():
    OUT.mkdir(exist_ok=True)
    table = rows()
    broken = [list(row) for row in table]
    broken[1][-1] = "πρώτη γραμμή\nδεύτερη γραμμή"
    greek = [list(row) for row in table]
    greek[0] = ["Βαθμίδα", "ΚΩΔΙΚΟΣ", "όνομα", "Περιφερειακή Ενότητα", "νομος", "περιφερεια",
                "γεωγραφικο μηκος", "ΓΕΩΓΡΑΦΙΚΟ ΠΛΑΤΟΣ", "πληθυσμός", "έκταση", "πηγή"]
    write("comma_lf.csv", text(",", "\n"))
    write("semicolon_crlf.csv", text(";", "\r\n"))
    write("tab_cr.csv", text("\t", "\r"))
    write("quoted_line_breaks.csv", text(",", "\r\n", broken))
    write("separator_named.csv", "sep=;\r\n" + text(";", "\r\n"))
    write("title_above.csv", "Τόποι του μητρώου\n\n" + text(";", "\n"))
    write("greek_header.csv", text(";", "\n", greek))
    write("utf8_bom.csv", text(";", "\r\n"), "utf-8-sig")
    write("utf16_little.csv", "\ufeff" + text("\t", "\r\n"), "utf-16-le")
    write("utf16_big.csv", "\ufeff" + text(";", "\r\n"), "utf-16-be")
    write("cp1253.csv", text(";", "\r\n"), "cp1253")
    write("iso8859_7.csv", text(";", "\r\n"), "iso8859-7")
    make_workbooks.workbook("places", [make_workbooks.sheet("Φύλλο1", table, "Τόποι του μητρώου")], OUT)
    write_layers()


if __name__ == "__main__":
    main()
