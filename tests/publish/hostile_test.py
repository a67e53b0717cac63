# SPDX-License-Identifier: EUPL-1.2
"""Files that nobody should send: each ends in one Greek sentence, and nobody else notices."""
import os
import pathlib
import sys
import time

from desk import GREEK, SLOW, Desk, check, end, grocery, leftovers, register_version, sql, workbook

sys.path.insert(0, os.path.join(os.environ["TEST_ROOT"], "tests", "importers"))

import hostile  # noqa: E402
from workbook import SHEET, column_name  # noqa: E402

desk = Desk()
folder = pathlib.Path(os.environ["TEST_SCRATCH"]) / "hostile"


def altered(more=(), **parts):
    """A right workbook with some parts replaced or added."""
    import io
    import zipfile
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(grocery("HOSTILE")))) as old, \
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name.rsplit("/", 1)[-1].split(".")[0], None) or old.read(name))
        for name, content in more:
            new.writestr(name, content)
    return out.getvalue()


def wide(n):
    return SHEET.format("".join(f'<row r="{row}">' + "".join(
        f'<c r="{column_name(i)}{row}"><v>1</v></c>' for i in range(1, n + 1)) + "</row>" for row in (1, 2)))


def long(n):
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c></row>'
    return SHEET.format("".join(row.format(i) for i in range(1, n + 1)))


OURS = {
    "a workbook of 1,000,000 columns": lambda: altered(
        sheet1=wide(1000000), sheet2=SHEET.format(""), sheet3=SHEET.format(""), sheet4=SHEET.format("")),
    "shared strings of 200 MB": lambda: altered(more=[("xl/sharedStrings.xml", b" " * (200 << 20))]),
    "a sheet of 100,000 lines": lambda: altered(sheet1=long(100000)),
    "one cell of 5 MB": lambda: altered(sheet1=SHEET.format('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "α" * 5000000 + "</t></is></c></row>")),
    "a formula that nobody computed": lambda: altered(sheet1=SHEET.format('<row r="1"><c r="A1"><f>HYPERLINK("http://example.org")</f></c></row>')),
    "a table with two heads": lambda: altered(sheet2=SHEET.format("")) + b"PK\x05\x06" + bytes(18),
    "no workbook part": lambda: altered(workbook="<x/>"),
}

right = desk.upload(workbook(grocery("NEIGHBOUR")))
untouched = desk.wait(right)
version = register_version()
seen = 0
cases = [(name, make(), ".xlsx") for name, make in OURS.items()]
cases += [(name, path.read_bytes(), path.suffix) for name, path, _ in hostile.files(folder) if path.suffix in (".xlsx", ".ods")]
for name, content, suffix in cases:
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = desk.upload(content, media_type=media)
    if not isinstance(answer, int):
        check(f"{name}: refused at the door in Greek", answer.status in (400, 413) and GREEK.search(answer.json["detail"]), answer.text)
        seen += 1
        continue
    began = time.monotonic()
    draft = desk.wait(answer)
    errors = draft["report"]["errors"] if draft["report"] else [{"message": f"{draft} {desk.service.errors()}"}] * 2
    alive = desk.service.get("/healthz").status == 200
    check(f"{name}: one Greek sentence, and the service lives",
          draft["state"] == "draft" and len(errors) == 1 and GREEK.search(errors[0]["message"]) and alive
          and time.monotonic() - began < 30 * SLOW, errors)
    desk.step(answer, "archive", "writer")
    seen += 1

check("thirty of them and more", seen >= 30, seen)
check("the neighbour's draft is as it was", desk.show(right).json == untouched)
check("no register version came of them", register_version() == version)
check("no file is left", leftovers() == [], leftovers())
check("no part of a draft is kept", sql("SELECT count(*) FROM publishing.draft WHERE content IS NOT NULL") == "1")
check("the service ends well", desk.service.stop() == 0, desk.service.errors())
end()
