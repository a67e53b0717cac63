# SPDX-License-Identifier: EUPL-1.2
"""Workbooks as other programs than LibreOffice write them: the same cells in other XML.

Each manner below is what some writer of spreadsheets does and the standard allows: text in shared or inline strings, in
runs of different looks, with phonetic guides; dates as days since 1900 or 1904; parts under absolute names; prefixes.
"""
import csv
import datetime
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

# Numbers of the formats below, in the order of cellXfs.
PLAIN, DAY, MOMENT, ELEVEN, NINE, FOUR, TEXT = range(7)
FORMATS = [0, 14, 22, 164, 165, 166, 49]


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def column_name(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class Book:
    def __init__(self, manner):
        self.manner = set(manner.split())
        self.strings = []
        self.numbers = {}

    # ---- cells ----

    def run(self, text, look=""):
        return f'<r>{look}<t xml:space="preserve">{escape(text)}</t></r>'

    def item(self, text):
        if "rich" in self.manner and len(text) > 1:
            half = len(text) // 2
            look = '<rPr><b/><sz val="11"/><color theme="1"/><rFont val="Calibri"/><family val="2"/></rPr>'
            body = self.run(text[:half]) + self.run(text[half:], look)
        else:
            body = f'<t xml:space="preserve">{escape(text)}</t>'
        if "phonetic" in self.manner:
            body += '<rPh sb="0" eb="1"><t>ΨΕΥΔΗΣ</t></rPh><phoneticPr fontId="1"/>'
        return body

    def text(self, where, text):
        if "inline" in self.manner:
            return f'<c{where} t="inlineStr"><is>{self.item(text)}</is></c>'
        if "formula" in self.manner and "\n" not in text:
            return f'<c{where} t="str"><f>CONCATENATE({escape(quoteattr(text))})</f><v>{escape(text)}</v></c>'
        if text not in self.numbers:
            self.numbers[text] = len(self.strings)
            self.strings.append(text)
        return f'<c{where} t="s"><v>{self.numbers[text]}</v></c>'

    def number(self, where, value, style):
        text = repr(float(value)) if "float" in self.manner else str(value)
        if "float" in self.manner and float(value) >= 1e9:
            text = f"{float(value):.16E}"
        return f'<c{where} s="{style}"><v>{text}</v></c>'

    def day(self, where, text):
        moment = datetime.datetime.fromisoformat(text)
        epoch = datetime.datetime(1904, 1, 1) if "1904" in self.manner else datetime.datetime(1899, 12, 30)
        serial = (moment - epoch) / datetime.timedelta(days=1)
        whole = serial == int(serial)
        if "isodate" in self.manner:
            return f'<c{where} t="d" s="{DAY if whole else MOMENT}"><v>{moment.isoformat()}</v></c>'
        return f'<c{where} s="{DAY if whole else MOMENT}"><v>{int(serial) if whole else repr(serial)}</v></c>'

    def cell(self, where, text):
        if re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", text):
            return self.day(where, text)
        for digits, style in ((11, ELEVEN), (9, NINE), (4, FOUR)):
            if re.fullmatch(rf"\d{{{digits}}}", text):
                return self.number(where, int(text), style)
        if re.fullmatch(r"-?\d+", text):
            return self.number(where, int(text), PLAIN)
        if re.fullmatch(r"-?\d+\.\d+", text):
            return self.number(where, float(text), PLAIN)
        return self.text(where, text)

    def row(self, number, cells):
        named = "unnamed" not in self.manner
        out = []
        for i, text in enumerate(cells, 1):
            where = f' r="{column_name(i)}{number}"' if named else ""
            if text:
                out.append(self.cell(where, text))
            elif not named or "empty" in self.manner:
                out.append(f"<c{where}/>")
        return f"<row{f' r={chr(34)}{number}{chr(34)}' if named else ''}>{''.join(out)}</row>"

    # ---- parts ----

    def sheet(self, rows, title):
        space = STRICT if "strict" in self.manner else MAIN
        body, first, merged = "", 1, ""
        if title:
            body = self.row(1, [title])
            merged = f'<mergeCells count="1"><mergeCell ref="A1:{column_name(len(rows[0]))}1"/></mergeCells>'
            first = 3
        body += "".join(self.row(first + i, cells) for i, cells in enumerate(rows))
        return (f'{HEAD}<worksheet xmlns="{space}" xmlns:r="{RELATIONS}">'
                f'<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1"/>'
                '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
                '<cols><col min="2" max="2" width="9" hidden="1" customWidth="1"/></cols>'
                f'<sheetData>{body}</sheetData><autoFilter ref="A1:B2"/>{merged}<pageMargins left="0.7" right="0.7" '
                'top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>')

    def prefixed(self, xml):
        """As writers do that never use a default namespace."""
        if "prefix" not in self.manner:
            return xml
        head, body = xml.split("?>", 1)
        body = re.sub(r"<(/?)(?![?!])([A-Za-z])", r"<\1x:\2", body).replace('xmlns="', 'xmlns:x="')
        return head + "?>" + body

    def styles(self):
        formats = "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
                          for number in FORMATS)
        return (f'{HEAD}<styleSheet xmlns="{STRICT if "strict" in self.manner else MAIN}"><numFmts count="3">'
                '<numFmt numFmtId="164" formatCode="00000000000"/><numFmt numFmtId="165" formatCode="000000000"/>'
                '<numFmt numFmtId="166" formatCode="0000"/></numFmts><fonts count="1"><font/></fonts>'
                '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
                f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="{len(FORMATS)}">{formats}</cellXfs>'
                '</styleSheet>')

    def write(self, path, sheets):
        """sheets: (name, rows, title, state)."""
        strict = "strict" in self.manner
        space = STRICT if strict else MAIN
        office = "http://purl.oclc.org/ooxml/officeDocument/relationships" if strict else RELATIONS
        base = "/xl/" if "absolute" in self.manner else ""
        parts = [(f"xl/worksheets/sheet{i}.xml", self.prefixed(self.sheet(rows, title)))
                 for i, (_, rows, title, _) in enumerate(sheets, 1)]
        listed = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{i + 3}"{f" state={chr(34)}{state}{chr(34)}" if state else ""}'
            f' r:id="rId{i}"/>' for i, (name, _, _, state) in enumerate(sheets, 1))
        relations = "".join(f'<Relationship Id="rId{i}" Type="{office}/worksheet" Target="{base}worksheets/sheet{i}.xml"/>'
                            for i in range(1, len(sheets) + 1))
        relations += f'<Relationship Id="rIdS" Type="{office}/styles" Target="{base}styles.xml"/>'
        if self.strings:
            relations += f'<Relationship Id="rIdT" Type="{office}/sharedStrings" Target="{base}sharedStrings.xml"/>'
            strings = "".join(f"<si>{self.item(text)}</si>" for text in self.strings)
            parts.append(("xl/sharedStrings.xml", self.prefixed(
                f'{HEAD}<sst xmlns="{space}" count="{len(self.strings)}" uniqueCount="{len(self.strings)}">{strings}</sst>')))
        workbook = (f'{HEAD}<workbook xmlns="{space}" xmlns:r="{office}">'
                    f'<workbookPr{" date1904=" + chr(34) + "1" + chr(34) if "1904" in self.manner else ""} defaultThemeVersion="124226"/>'
                    f'<bookViews><workbookView activeTab="0"/></bookViews><sheets>{listed}</sheets>'
                    '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
                    "A!$A$1</definedName></definedNames></workbook>")
        kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        types = "".join(f'<Override PartName="/{name}" ContentType="{kinds}worksheet+xml"/>' for name, _ in parts
                        if "worksheets" in name)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
                             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
                             'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
                             f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}sheet.main+xml"/>{types}'
                             f'<Override PartName="/xl/styles.xml" ContentType="{kinds}styles+xml"/>'
                             f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}sharedStrings+xml"/></Types>')
            archive.writestr("_rels/.rels", f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                             f'Type="{office}/officeDocument" Target="{"/" if base else ""}xl/workbook.xml"/></Relationships>')
            archive.writestr("xl/workbook.xml", self.prefixed(workbook))
            archive.writestr("xl/_rels/workbook.xml.rels",
                             f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>')
            archive.writestr("xl/styles.xml", self.prefixed(self.styles()))
            for name, content in parts:
                archive.writestr(name, content)
        return path
