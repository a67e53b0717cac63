#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Makes the workbooks of this folder anew, with LibreOffice: XLSX and ODS as an office writes them.

    make_workbooks.py [FOLDER]      needs soffice; the tests do not, because the workbooks are kept

Each workbook is described as a flat ODS whose cells have the types that people give them: dates are
dates, amounts numbers, identifiers numbers that a format shows with zeros. A merged title, a blank
row and an empty sheet are there because they always are.
"""
import csv
import pathlib
import re
import subprocess
import sys
import tempfile
from xml.sax.saxutils import quoteattr, escape

HERE = pathlib.Path(__file__).resolve().parent

NAMES = {"programmes": "Προγράμματα", "criteria": "Κριτήρια", "parameters": "Παράμετροι",
         "documents": "Δικαιολογητικά", "offers": "Παροχές", "bodies": "Φορείς",
         "structures": "Δομές", "sites": "Σημεία", "stops": "Στάσεις"}

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:number-style style:name="N11"><number:number number:decimal-places="0" number:min-integer-digits="11"/></number:number-style>
<number:number-style style:name="N9"><number:number number:decimal-places="0" number:min-integer-digits="9"/></number:number-style>
<number:number-style style:name="N4"><number:number number:decimal-places="0" number:min-integer-digits="4"/></number:number-style>
<number:number-style style:name="N2"><number:number number:decimal-places="2" number:min-integer-digits="1"/></number:number-style>
<number:date-style style:name="ND"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<number:date-style style:name="NT"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<style:style style:name="c11" style:family="table-cell" style:data-style-name="N11"/>
<style:style style:name="c9" style:family="table-cell" style:data-style-name="N9"/>
<style:style style:name="c4" style:family="table-cell" style:data-style-name="N4"/>
<style:style style:name="c2" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="cd" style:family="table-cell" style:data-style-name="ND"/>
<style:style style:name="ct" style:family="table-cell" style:data-style-name="NT"/>
</office:automatic-styles>
<office:body><office:spreadsheet>
"""
TAIL = "</office:spreadsheet></office:body></office:document>\n"


def text_cell(text):
    if not text:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def number_cell(value, style):
    return (f'<table:table-cell office:value-type="float" office:value="{value}"'
            f' table:style-name="{style}"/>')


def cell(text):
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return (f'<table:table-cell office:value-type="date" office:date-value="{text}"'
                ' table:style-name="cd"/>')
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        stamp = text.replace(" ", "T") + ":00"
        return (f'<table:table-cell office:value-type="date" office:date-value="{stamp}"'
                ' table:style-name="ct"/>')
    if re.fullmatch(r"\d{11}", text):
        return number_cell(int(text), "c11")
    if re.fullmatch(r"\d{9}", text):
        return number_cell(int(text), "c9")
    if re.fullmatch(r"\d{4}", text):
        return number_cell(int(text), "c4")
    if re.fullmatch(r"-?\d+", text):
        return number_cell(text, "Default")
    if re.fullmatch(r"-?\d+\.\d+", text):
        return number_cell(text, "c2")
    return text_cell(text)


def sheet(name, rows, title=None):
    out = [f"<table:table table:name={quoteattr(name)}>"]
    if title:
        out.append("<table:table-row><table:table-cell office:value-type=\"string\""
                   f' table:number-columns-spanned="{len(rows[0])}">'
                   f"<text:p>{escape(title)}</text:p></table:table-cell></table:table-row>"
                   "<table:table-row><table:table-cell/></table:table-row>")
    for row in rows:
        out.append("<table:table-row>" + "".join(cell(text) for text in row) + "</table:table-row>")
    out.append("</table:table>")
    return "".join(out)


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def workbook(stem, sheets, folder):
    with tempfile.TemporaryDirectory() as scratch:
        flat = pathlib.Path(scratch) / f"{stem}.fods"
        flat.write_text(HEAD + "".join(sheets) + TAIL, encoding="utf-8")
        for kind in ("xlsx", "ods"):
            subprocess.run(["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless",
                            "--convert-to", kind, "--outdir", str(folder), str(flat)],
                           check=True, capture_output=True, timeout=300)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "workbooks"
    empty = sheet("Φύλλο9", [[""]])
    workbook("programmes", [
        sheet(NAMES[key], rows_of(HERE / "programmes" / f"{key}.csv"), f"Δήμος Καλαμάτας: {NAMES[key]}")
        for key in ("programmes", "criteria", "parameters", "documents")] + [empty], folder)
    workbook("providers", [
        sheet(NAMES[key], rows_of(HERE / "providers" / f"{key}.csv"))
        for key in ("bodies", "structures", "sites", "stops", "offers")] + [empty], folder)
    workbook("beneficiaries", [
        sheet("Φύλλο1", rows_of(HERE / "beneficiaries" / "welfare.csv"), "Πρόνοια, Οκτώβριος")], folder)
    places = rows_of(HERE / "places.csv")
    workbook("places", [sheet("Τόποι", places)], folder)


if __name__ == "__main__":
    main()
