# SPDX-License-Identifier: EUPL-1.2
"""Workbooks as a municipality would send them, made from lists of rows."""
import html
import io
import zipfile
from xml.etree import ElementTree

TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
         '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
         '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
         '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>')
BOOK = ('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>')
BOOK_RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
             'relationships">{}</Relationships>')
SHEET = ('<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
         '<sheetData>{}</sheetData></worksheet>')


def column_name(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def row_xml(number, cells):
    return f'<row r="{number}">' + "".join(
        f'<c r="{column_name(i)}{number}" t="inlineStr"><is><t>{html.escape(str(cell))}</t></is></c>'
        for i, cell in enumerate(cells, 1) if cell != "") + "</row>"


def workbook(sheets):
    """{name: [row, ...]} as the bytes of an .xlsx."""
    out = io.BytesIO()
    names = list(sheets)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("xl/workbook.xml", BOOK.format("".join(
            f'<sheet name="{html.escape(name)}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1))))
        archive.writestr("xl/_rels/workbook.xml.rels", BOOK_RELS.format("".join(
            f'<Relationship Id="rId{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(names) + 1))))
        for i, name in enumerate(names, 1):
            archive.writestr(f"xl/worksheets/sheet{i}.xml",
                             SHEET.format("".join(row_xml(n, row) for n, row in enumerate(sheets[name], 1))))
    return out.getvalue()


def grocery(code="PANTOPOLEIO_2026", limit="5000", place="4401", structure="KP-4401", site="KP-4401-A", level="municipal"):
    """A social grocery for whoever has little, or is out of work."""
    return {
        "Προγράμματα": [
            ["κωδικός", "τίτλος", "είδος", "επίπεδο", "αρχή", "περιοχή", "ισχύει από", "νομική βάση"],
            [code, "Κοινωνικό Παντοπωλείο, δοκιμή", "in_kind", level, "Δήμος", f"municipalities:{place}", "2026-01-01",
             "κανονισμός του δήμου (δοκιμή)"]],
        "Κριτήρια": [
            ["πρόγραμμα", "μπλοκ", "είδος", "στοιχείο", "τελεστής", "τιμή", "κείμενο"],
            [code, "1", "condition", "income_year", "≤", limit, "Εισόδημα έως το όριο"],
            [code, "2", "condition", "employment", "=", "unemployed_registered", "Εγγεγραμμένος άνεργος"]],
        "Δικαιολογητικά": [
            ["πρόγραμμα", "έγγραφο", "αποδεικνύει"],
            [code, "εκκαθαριστικό", "income_year"]],
        "Παροχές": [
            ["παροχή", "πρόγραμμα", "δομή", "περιοχή", "τρόπος", "σημείο", "ώρες"],
            [f"{code}-O", code, structure, f"municipalities:{place}", "site", site, "Δευτέρα 9-13"]],
    }


def multipart(fields, name, content):
    """Body and content type of a form with one file, as a browser sends it."""
    boundary = "----mitroa7MA4YWxkTrZu0gW"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
             for k, v in fields]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                 "Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def read_workbook(content):
    """{name: [[cell, ...], ...]} of an .xlsx with shared strings, and {name: {row: height}} where one is given."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    sheets, heights = {}, {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        def root(name):
            return ElementTree.fromstring(archive.read(name))

        strings = ["".join(t.text or "" for t in item.iterfind(".//m:t", space))
                   for item in root("xl/sharedStrings.xml").iterfind("m:si", space)]
        for i, sheet in enumerate(root("xl/workbook.xml").iterfind("m:sheets/m:sheet", space), 1):
            rows = list(root(f"xl/worksheets/sheet{i}.xml").iterfind("m:sheetData/m:row", space))
            name = sheet.get("name")
            sheets[name] = [[strings[int(c.findtext("m:v", "0", space))] for c in row.iterfind("m:c", space)
                             if c.get("t") == "s"] for row in rows]
            heights[name] = {int(row.get("r")): float(row.get("ht")) for row in rows if row.get("ht")}
    return sheets, heights
