# SPDX-License-Identifier: EUPL-1.2
"""Files that nobody should send, made where they are needed because none of them should be kept."""
import re
import struct
import zipfile

CONTENT_TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                 '<Default Extension="xml" ContentType="application/xml"/></Types>')
RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>')
WORKBOOK = ('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>')
WORKBOOK_RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                 'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                 'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>level</t></is></c></row>'
ODS = ('<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
       'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
       '<office:body><office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet></office:body>'
       '</office:document-content>')
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(path, sheet=SHEET.format(ROW), more=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", WORKBOOK_RELS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more:
            archive.writestr(name, content)
    return path


def ods(path, rows, more=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODS.format(rows))
        for name, content in more:
            archive.writestr(name, content)
    return path


def column_name(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def cut(path, share):
    content = path.read_bytes()
    path.write_bytes(content[:int(len(content) * share)])
    return path


def overlap(path):
    """Two entries of the table of contents that mean the same bytes."""
    xlsx(path, more=[("xl/a.xml", "<a/>" * 1000), ("xl/b.xml", "<b/>" * 1000)])
    content = bytearray(path.read_bytes())
    places = [found.start() for found in re.finditer(b"PK\x01\x02", bytes(content))]
    first = content[places[-2] + 42:places[-2] + 46]
    content[places[-1] + 42:places[-1] + 46] = first
    path.write_bytes(bytes(content))
    return path


def flagged(path):
    """As if locked: the flag of every entry says so."""
    xlsx(path)
    content = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(sign, bytes(content)):
            content[found.start() + offset] |= 1
    path.write_bytes(bytes(content))
    return path


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def geojson(geometry, crs=""):
    return ('{"type":"FeatureCollection",' + crs + '"features":[{"type":"Feature","properties":{"level":"municipality",'
            '"code":"4401","name":"Καλαμάτας"},"geometry":' + geometry + "}]}")


def wide_row(n):
    return '<row r="1">' + "".join(
        f'<c r="{column_name(i)}1"><v>1</v></c>' for i in range(1, n + 1)) + "</row>"


def files(folder):
    """(sentence, path, register) of each."""
    folder.mkdir(parents=True, exist_ok=True)

    def at(name):
        return folder / name

    shared = ('<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
              + "".join(f"<si><t>{i * 7919}</t></si>" for i in range(1500000)) + "</sst>")
    bomb = SHEET.format(ROW) + " " * (96 << 20)
    entities = ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
                + SHEET.format('<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>')[21:])
    cell = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
    deep = ('{"type":"GeometryCollection","geometries":[' * 5 + '{"type":"Point","coordinates":[22.1,37.0]}'
            + "]}" * 5)
    yield "a zip bomb", xlsx(at("bomb.xlsx"), bomb), "places"
    yield "a zip bomb as ODS", ods(at("bomb.ods"), "", [("x.xml", " " * (96 << 20))]), "places"
    yield "a workbook of 20,000 columns", xlsx(at("wide.xlsx"), SHEET.format(wide_row(20000))), "places"
    yield "a cell in column 1,000,000", xlsx(at("far.xlsx"), SHEET.format(
        f'<row r="1"><c r="{column_name(1000000)}1"><v>1</v></c></row>')), "places"
    yield "a cell repeated over 1,000,000 columns", ods(at("wide.ods"), "<table:table-row>" + cell.format(
        ' table:number-columns-repeated="1000000"') + "</table:table-row>"), "places"
    yield "a row repeated 100,000,000 times", ods(
        at("long.ods"), '<table:table-row table:number-rows-repeated="100000000">' + cell.format("") * 3
        + "</table:table-row>"), "places"
    yield "a row number of 2,000,000,000", xlsx(at("deep.xlsx"), SHEET.format(
        '<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>')), "places"
    yield "shared strings without end", xlsx(at("strings.xlsx"), more=[("xl/sharedStrings.xml", shared)]), "places"
    yield "entities that grow", xlsx(at("entities.xlsx"), entities), "places"
    yield "a workbook cut in two", cut(xlsx(at("cut.xlsx"), SHEET.format(ROW * 1)), 0.5), "places"
    yield "a workbook that lost its end", cut(xlsx(at("end.xlsx")), 0.97), "places"
    yield "entries that overlap", overlap(at("overlap.xlsx")), "places"
    yield "a workbook locked by a password", written(
        at("locked.xlsx"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)), "places"
    yield "an archive locked by a password", flagged(at("flagged.xlsx")), "places"
    yield "an ODS locked by a password", ods(at("locked.ods"), "", [
        ("META-INF/manifest.xml", "<m><encryption-data/></m>")]), "places"
    yield "a name that leads out of the archive", xlsx(at("slip.xlsx"), more=[("../../etc/x", "x")]), "places"
    yield "an archive in the archive", xlsx(at("nested.xlsx"), more=[("xl/inner.zip", b"PK\x05\x06" + bytes(18))]), "places"
    yield "the same name twice", xlsx(at("twice.xlsx"), more=[("xl/Workbook.xml", WORKBOOK)]), "places"
    yield "a thousand entries", xlsx(at("many.xlsx"), more=[(f"x/{i}", "") for i in range(1000)]), "places"
    yield "a text called .xlsx", written(at("text.xlsx"), "level,code,name\n"), "places"
    yield "a workbook called .csv", xlsx(at("book.csv")), "places"
    yield "an ODS called .xlsx", ods(at("ods.xlsx"), "<table:table-row/>"), "places"
    yield "an XLSX called .ods", xlsx(at("xlsx.ods")), "places"
    yield "an old workbook", written(at("old.xls"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)), "places"
    yield "a PDF called .csv", written(at("pdf.csv"), "%PDF-1.7\n"), "places"
    yield "an empty .xlsx", written(at("empty.xlsx"), ""), "places"
    yield "an empty .csv", written(at("empty.csv"), ""), "places"
    yield "a workbook of empty sheets", xlsx(at("blank.xlsx"), SHEET.format("")), "places"
    yield "a formula that nobody computed", xlsx(at("formula.xlsx"), SHEET.format(
        '<row r="1"><c r="A1"><f>1+1</f></c></row>')), "places"
    yield "XML that breaks off", xlsx(at("broken.xlsx"), SHEET.format(ROW)[:-40]), "places"
    yield "noise called .ods", written(at("noise.ods"), bytes(range(256)) * 100), "places"
    yield "noise after the sign of an archive", written(at("noise.xlsx"), b"PK\x03\x04" + bytes(range(256)) * 100), "places"
    yield "noise called .gpkg", written(at("noise.gpkg"), b"SQLite format 3\0" + bytes(range(256)) * 40), "places"
    yield "a Shapefile without its table", written(at("noise.shp"), struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 50) + bytes(72)), "places"
    yield "a GeoJSON that breaks off", written(at("cut.geojson"), geojson('{"type":"Point","coordinates":[22.1,')[:-4]), "places"
    yield "a point at infinity", written(at("far.geojson"), geojson('{"type":"Point","coordinates":[1e999,1e999]}')), "places"
    yield "a polygon where a point belongs", written(at("polygon.geojson"), geojson(
        '{"type":"Polygon","coordinates":[[[22,37],[23,37],[23,38],[22,37]]]}')), "places"
    yield "geometries within geometries", written(at("nested.geojson"), geojson(deep)), "places"
    yield "a datum that is not ours", written(at("datum.geojson"), geojson(
        '{"type":"Point","coordinates":[500000,4100000]}',
        '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32634"}},')), "places"
    yield "a GeoJSON that says it is a program", written(at("web.geojson"), "https://example.org/x.geojson"), "places"


def cells_of_formulas(path):
    with zipfile.ZipFile(path) as archive:
        return sum(archive.read(name).count(b"<f>") for name in archive.namelist() if "worksheets/" in name)


def replace_in_book(path, words):
    """Corrects texts of a workbook as a person would in a spreadsheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            for old, new in words.items():
                content = content.replace(f">{old}<".encode(), f">{new}<".encode())
            archive.writestr(name, content)
