#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Files of every kind: formats and charsets, bad lines, workbooks, hostile files, exports. Prints TAP.

    files.py            the tests
    files.py --renew    writes data/formats/*.report anew; read them before they are committed
"""
import filecmp
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import books
import hostile

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE / "data"
FORMATS = DATA / "formats"
MITROA = os.environ["MITROA"]
SCRATCH = pathlib.Path(os.environ.get("TEST_SCRATCH", "/tmp")) / "files"
SECONDS = 60

failed = 0
count = 0


def test(sentence, right, *why):
    global count, failed
    count += 1
    failed += not right
    print(f"{'ok' if right else 'not ok'} {count} - {sentence}", flush=True)
    if not right:
        for text in why:
            for line in str(text).splitlines()[:20]:
                print("# " + line[:400])


def run(*words, cwd=None):
    return subprocess.run([MITROA, *map(str, words)], capture_output=True, text=True, cwd=cwd,
                          timeout=SECONDS, check=False)


def report(*words, cwd=None):
    """The report of a command that ends with 0 or 1; anything else is an empty one."""
    done = run(*words, "--json", cwd=cwd)
    if done.returncode not in (0, 1):
        return {"errors": [], "rejected": -1, "words": done.stderr, "status": done.returncode}
    return json.loads(done.stdout)


def database(name, kind="empty"):
    lines = subprocess.run([f"{os.environ['TEST_ROOT']}/tests/lib/database", name, kind], check=True,
                           capture_output=True, text=True).stdout
    for key, value in re.findall(r"export (\w+)='?([^'\n]*)'?", lines):
        os.environ[key] = value


def good(register, *files):
    """Counts (new, changed, same) of an import that must work."""
    got = report("import", register, *files)
    if got["rejected"] != 0:
        return str(got)
    return got["new"], got["changed"], got["same"]


# ---- formats and charsets ----

def formats(renew):
    for path in sorted(FORMATS.iterdir()):
        if path.suffix == ".report":
            continue
        got = json.dumps(report("check", "places", path.name, cwd=FORMATS), ensure_ascii=False, indent=1)
        wanted = path.with_name(path.name + ".report")
        if renew:
            wanted.write_text(got + "\n", encoding="utf-8")
        else:
            test(f"{path.name} is read, and its bad line refused, as its report says",
                 wanted.exists() and wanted.read_text(encoding="utf-8") == got + "\n", got)


# ---- bad lines ----

def copy_of(register):
    folder = SCRATCH / "bad"
    shutil.rmtree(folder, ignore_errors=True)
    if register == "places":
        folder.mkdir(parents=True)
        shutil.copy(DATA / "places.csv", folder)
    else:
        shutil.copytree(DATA / register, folder)
    return folder


def bad_line(row):
    register, file, old, new, line, column, words = row
    folder = copy_of(register)
    text = (folder / file).read_text(encoding="utf-8")
    if old not in text:
        return None, f"{old} is not in {file}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    target = folder / "places.csv" if register == "places" else folder
    got = report("import", register, target)
    for error in got["errors"]:
        if (error["file"].endswith(file) and str(error["line"] or "-") == line
                and (error["column"] or "-") == column
                and words in error["message"] + " " + (error["suggestion"] or "")):
            return error["message"], ""
    return None, json.dumps(got, ensure_ascii=False)


def bad_lines():
    messages = {}
    rows = [line.split(" | ") for line in (HERE / "bad_lines.txt").read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]
    for row in rows:
        row = [cell.strip() for cell in row]
        message, why = bad_line(row)
        test(f"{row[1]}: «{row[3]}» for «{row[2]}» is refused in column {row[5]}", message is not None, why)
        messages.setdefault(message, row[:6])
    test(f"{len(rows)} kinds of bad line are refused, at least 60", len(rows) >= 60)
    test(f"with at least 60 messages of their own ({len(messages)})", len(messages) >= 60)


# ---- the same as XLSX, ODS, CSV ----

BOOKS = DATA / "workbooks"


def exported(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = [run("export", register, "--output", folder / register).returncode
            for register in ("places", "programmes", "providers")]
    return all(code == 0 for code in done)


def same_folders(one, other):
    compared = filecmp.dircmp(one, other)
    wrong = compared.left_only + compared.right_only + compared.diff_files
    return wrong + [name for part in compared.common_dirs for name in same_folders(one / part, other / part)]


def registers_of(name, programmes, providers, places):
    database(f"files_{name}")
    results = [good("places", f"{os.environ['TEST_ROOT']}/importers/sample/places.csv"),
               good("places", places), good("programmes", programmes), good("providers", providers)]
    exported(SCRATCH / name)
    return results


def same_registers():
    wanted = registers_of("csv", DATA / "programmes", DATA / "providers", DATA / "places.csv")
    for kind in ("xlsx", "ods"):
        got = registers_of(kind, BOOKS / f"programmes.{kind}", BOOKS / f"providers.{kind}",
                           BOOKS / f"places.{kind}")
        test(f"a workbook that LibreOffice wrote as {kind.upper()} is read like its CSV", got == wanted, got)
        test(f"and gives registers that are identical ({kind.upper()})",
             same_folders(SCRATCH / "csv", SCRATCH / kind) == [])
    for kind in ("xlsx", "ods"):
        got = report("import", "beneficiaries", "--feed", "welfare", "--dry-run", BOOKS / f"beneficiaries.{kind}")
        test(f"identifiers that a number format stripped get their zeros back, each said ({kind.upper()})",
             got["rejected"] == 0 and got["read"] == 3 and len(got["repairs"]) == 3
             and all(len(repair["value"]) <= 4 for repair in got["repairs"]), got)


# ---- as other programs write them ----

SHEETS = {"programmes": ("programmes", "criteria", "parameters", "documents"),
          "providers": ("bodies", "structures", "sites", "stops", "offers")}

READ = {
    "programmes": ("rich absolute empty", "texts in runs of different looks, parts under absolute names, empty cells"),
    "providers": ("formula strict float", "values of formulas, numbers as machines write them, the strict namespace"),
    "places": ("inline unnamed", "texts in their cells, cells without names"),
}

REFUSED = [
    ("1904", "days since 1904", "1904"),
    ("isodate", "days as ISO 8601", "Strict"),
    ("inline rich", "texts in their cells in several runs", "κομμάτια"),
    ("phonetic", "texts with phonetic guides", "κομμάτια"),
    ("prefix", "another prefix of names", "αποθηκεύστε το ξανά"),
]


def book_of(manner, register):
    sheets = [("Φύλλο α", [], None, "hidden")]
    if register == "places":
        sheets += [("Τόποι", books.rows_of(DATA / "places.csv"), None, None)]
    for name in SHEETS.get(register, ()):
        sheets.append((name, books.rows_of(DATA / register / f"{name}.csv"), f"Δήμος & Υπηρεσία: {name}", None))
    return books.Book(manner).write(SCRATCH / f"{register}.xlsx", sheets)


def other_writers():
    registers_of("other", *(book_of(manner, name) for name, (manner, _) in READ.items()))
    for name, (_, words) in READ.items():
        wrong = same_folders(SCRATCH / "csv" / name, SCRATCH / "other" / name) if name != "places" else \
            [] if filecmp.cmp(SCRATCH / "csv" / name, SCRATCH / "other" / name, shallow=False) else [name]
        test(f"a workbook of {name} with {words} gives the register of its CSV", wrong == [], wrong)
    for manner, words, sign in REFUSED:
        got = report("check", "programmes", book_of(manner, "programmes"))
        test(f"one with {words}, which would be misread, is refused with what to do", got["rejected"] == 1
             and len(got["errors"]) == 1 and sign in got["errors"][0]["message"], got)


def books_of_persons():
    path = SCRATCH / "written.xlsx"
    for words in ((), ("inline",)):
        subprocess.run([f"{os.environ['MITROA_BUILD']}/tests/importers/write_book", path, *words], check=True)
        got = report("import", "beneficiaries", "--feed", "welfare", "--dry-run", path)
        test(f"days, merged titles, hidden sheets and stripped zeros of another writer are read {' '.join(words)}".strip(),
             (got["rejected"], got["read"], got.get("new")) == (0, 2, 2)
             and [repair["value"] for repair in got["repairs"]] == ["…97", "…16", "…86"], got)
    rows = books.rows_of(DATA / "beneficiaries" / "welfare.csv")
    rows[2][1] = rows[1][1]
    book = books.Book("rich").write(SCRATCH / "twice.xlsx", [("Πρόνοια", rows, "Τίτλος", None)])
    got = report("import", "beneficiaries", "--feed", "welfare", book)
    test("a contradiction within a workbook is named with its sheet and column",
         [(error["sheet"], error["line"], error["column"]) for error in got["errors"]]
         == [("Πρόνοια", 4, "afm"), ("Πρόνοια", 5, "afm")], got)


# ---- one workbook with everything ----

def one_workbook():
    database("files_one")
    good("places", f"{os.environ['TEST_ROOT']}/importers/sample/places.csv")
    folder = SCRATCH / "one"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DATA / "programmes", folder)
    good("providers", DATA / "providers" / "bodies.csv", DATA / "providers" / "structures.csv",
         DATA / "providers" / "sites.csv")
    shutil.copy(DATA / "providers" / "offers.csv", folder)
    got = report("import", "programmes", folder)
    test("programmes and their offers are imported as one", (got["rejected"], got["new"]) == (0, 15), got)

    text = (folder / "offers.csv").read_text(encoding="utf-8")
    (folder / "offers.csv").write_text(text.replace("CARE-KAL,CARE", "CARE-KAL,CAREX"), encoding="utf-8")
    criteria = (folder / "criteria.csv").read_text(encoding="utf-8")
    (folder / "criteria.csv").write_text(criteria.replace("≥,67", "≥,68"), encoding="utf-8")
    got = report("import", "programmes", folder)
    test("a bad offer refuses the programmes with it", got["rejected"] == 1
         and got["errors"][0]["column"] == "programme", got)
    (folder / "offers.csv").write_text(text, encoding="utf-8")
    (folder / "criteria.csv").write_text(criteria, encoding="utf-8")

    good_case = ("programme,facts,municipality,verdict\n"
                 "CARE,age=70,Καλαμάτας,δικαιούται\nCARE,age=60,,not_eligible\nCARE,,,unknown\n")
    (folder / "cases.csv").write_text(good_case, encoding="utf-8")
    got = report("import", "programmes", folder, "--dry-run")
    test("cases that come out as they say let the import pass", got["rejected"] == 0
         and any("3 από 3" in note for note in got["notes"]), got)
    (folder / "cases.csv").write_text(good_case + "CARE,age=66,,eligible\n", encoding="utf-8")
    got = report("import", "programmes", folder)
    test("a case that does not refuses it, and names the row that decides", got["rejected"] == 1
         and got["errors"][0]["line"] == 5 and "γραμμής 6" in got["errors"][0]["message"], got)
    (folder / "cases.csv").write_text(good_case + "CARE,agee=66,,eligible\n", encoding="utf-8")
    got = report("import", "programmes", folder)
    test("a case with an unknown fact is refused", got["rejected"] == 1 and "agee" in str(got["errors"]), got)


# ---- warnings ----

WARNINGS = [
    ("a block that nobody fulfils", "CARE,7,condition,age,≥,67,,,,,\nCARE,7,condition,age,<,60,,,,,\n",
     "δεν αληθεύει ποτέ", ["9", "10"]),
    ("a block of a group and of ages that exclude each other",
     "CARE,7,condition,elderly,=,yes,,,,,\nCARE,7,condition,age,<,60,,,,,\n", "δεν αληθεύει ποτέ", ["9", "10"]),
    ("a block that two sets empty",
     "CARE,7,condition,employment,in,,,retired|student,,,\nCARE,7,condition,employment,not in,,,retired|student|employed,,,\n",
     "δεν αληθεύει ποτέ", ["9", "10"]),
    ("a block that is contained in another",
     "INFO2,1,condition,age,≥,60,,,,,\nINFO2,2,condition,age,≥,65,,,,,\nINFO2,2,condition,roma,=,no,,,,,\n",
     "περιέχεται σε άλλο", ["10, 11", "9"]),
    ("an exclusion that leaves nobody", "CARE,3,exclusion,age,≥,60,,,,,\n", "κανείς δεν μπορεί να δικαιούται",
     ["9"]),
    ("an exclusion that shuts one of two blocks",
     "CARE,3,exclusion,age,<,18,,,,,\nCARE,9,condition,child,=,yes,,,,,\n", "ο αποκλεισμός", ["9", "10"]),
    ("a municipality that is in no area of the programme",
     "GROCERY,5,condition,municipality,in,,,Τρίπολης,,,\n", "δεν ανήκει στην περιοχή", ["Τρίπολης"]),
    ("a criterion that no feed and no register can answer", "CARE,8,condition,remote,=,yes,,,,,\n",
     "δεν μπορεί να απαντηθεί", ["απομακρυσμένη"]),
]


def warned(folder, words, parts):
    got = report("import", "programmes", folder, "--dry-run")
    hits = [warning for warning in got.get("warnings", []) if words in warning["message"]]
    right = got["rejected"] == 0 and len(hits) == 1 and all(part in hits[0]["message"] for part in parts)
    return right and hits[0]["line"] is not None, json.dumps(got, ensure_ascii=False)


def warnings():
    for sentence, lines, words, parts in WARNINGS:
        folder = copy_of("programmes")
        with (folder / "criteria.csv").open("a", encoding="utf-8") as file:
            file.write(lines)
        with (folder / "programmes.csv").open("a", encoding="utf-8") as file:
            if "INFO2" in lines:
                file.write("INFO2,Δεύτερο,,service,national,Υπουργείο,nationwide,2024-01-01,,,,,,,A\n")
        right, why = warned(folder, words, parts)
        test(f"{sentence} is warned of, with its rows", right, why)
    folder = copy_of("programmes")
    text = (folder / "parameters.csv").read_text(encoding="utf-8")
    (folder / "parameters.csv").write_text(text.replace("2027-01-01", "2026-01-01"), encoding="utf-8")
    right, why = warned(folder, "επανεξεταστεί", ["2026-01-01"])
    test("an amount past its review date is warned of", right, why)
    got = report("import", "programmes", DATA / "programmes", "--dry-run")
    test("programmes as they should be are not warned of", got["warnings"] == [], got)


# ---- versions: ΚΕΑ and ΕΕΕ ----

KEA = {
    "programmes.csv": "code,title,kind,level,area,valid_from\nEEE,Κοινωνικό Εισόδημα Αλληλεγγύης,benefit,national,nationwide,2017-02-01\n",
    "criteria.csv": "programme,block,kind,fact,operator,value,parameter\nEEE,1,condition,income_6m,≤,,EEE.limit\n",
    "parameters.csv": "code,valid_from,base,per,law\nEEE.limit,2017-02-01,1200,6 months,ΚΥΑ 2017\n",
}
EEE = {
    "programmes.csv": "code,title,kind,level,area,valid_from\nEEE,Ελάχιστο Εγγυημένο Εισόδημα,benefit,national,nationwide,2020-09-01\n",
    "criteria.csv": "programme,block,kind,fact,operator,value,parameter\nEEE,1,condition,income_6m,≤,,EEE.limit\n"
                    "EEE,1,exclusion,luxury,=,yes,\n",
    "parameters.csv": "code,valid_from,base,per,law\nEEE.limit,2023-12-01,1296,6 months,ΚΥΑ 2023\n",
}


def folder_of(name, files):
    folder = SCRATCH / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def versions():
    database("files_versions")
    test("ΚΕΑ is imported", good("programmes", folder_of("kea", KEA)) == (3, 0, 0))
    before = run("export", "programmes", "--output", SCRATCH / "before").returncode
    got = report("import", "programmes", folder_of("eee", EEE))
    test("ΕΕΕ from its day is a new version of the same programme, and ends ΚΕΑ and its figure the day before",
         before == 0 and (got["rejected"], got["new"], got["changed"]) == (0, 4, 2), got)
    run("export", "programmes", "--output", SCRATCH / "after")
    rows = (SCRATCH / "after" / "programmes.csv").read_text(encoding="utf-8-sig").splitlines()
    test("one programme has two names, each with its days", "Αλληλεγγύης" in rows[1]
         and "2017-02-01;2020-08-31" in rows[1] and "Εγγυημένο" in rows[2] and "2020-09-01;" in rows[2], rows)
    figures = (SCRATCH / "after" / "parameters.csv").read_text(encoding="utf-8-sig")
    test("and two figures, each with its days", "2017-02-01;2023-11-30" in figures and "2023-12-01;" in figures, figures)
    criteria = (SCRATCH / "after" / "criteria.csv").read_text(encoding="utf-8-sig").splitlines()
    test("the criteria of ΚΕΑ are what they were", sum("2017-02-01" in line for line in criteria) == 1
         and sum("2020-09-01" in line for line in criteria) == 2, criteria)
    changed = dict(EEE)
    changed["criteria.csv"] = changed["criteria.csv"].replace("luxury,=,yes", "luxury,≠,no")
    got = report("import", "programmes", folder_of("eee", changed), "--dry-run")
    test("criteria of a version that has begun are changed with a warning",
         got["rejected"] == 0 and any("ημέρες που πέρασαν" in warning["message"] for warning in got["warnings"]), got)


# ---- out again ----

def round_trips():
    database("files_out", "empty")
    good("places", f"{os.environ['TEST_ROOT']}/importers/sample/places.csv")
    folder = SCRATCH / "formula"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DATA / "providers", folder)
    text = (folder / "bodies.csv").read_text(encoding="utf-8")
    (folder / "bodies.csv").write_text(text.replace("Δήμος Καλαμάτας", '"=HYPERLINK(""http://x"",""y"")"'),
                                       encoding="utf-8")
    good("programmes", DATA / "programmes")
    good("providers", folder)
    for register in ("places", "programmes", "providers"):
        for kind in ("csv", "xlsx", "geojson", "gpkg"):
            out = SCRATCH / "out" / (f"{register}.{kind}" if kind in ("xlsx", "gpkg") or register == "places"
                                     else f"{register}-{kind}")
            out.parent.mkdir(exist_ok=True, parents=True)
            done = run("export", register, "--format", kind, "--output", out)
            got = report("import", register, out)
            test(f"{register} as {kind} import back unchanged", done.returncode == 0 and got["rejected"] == 0
                 and (got["new"], got["changed"], got["ended"]) == (0, 0, 0) and got["same"] > 0, done.stderr, got)
    bodies = (SCRATCH / "out" / "providers-csv" / "bodies.csv").read_text(encoding="utf-8-sig")
    test("a formula leaves as a text in CSV", "'=HYPERLINK" in bodies, bodies)
    test("and in XLSX", hostile.cells_of_formulas(SCRATCH / "out" / "providers.xlsx") == 0)
    test("a workbook that could not be imported again is not written",
         run("export", "places", "--format", "xlsx", "--output", SCRATCH / "out" / "p.xls").returncode == 2)


# ---- rejects that come back ----

def rejects():
    database("files_rejects")
    good("places", f"{os.environ['TEST_ROOT']}/importers/sample/places.csv")
    out = SCRATCH / "rejects.xlsx"
    got = run("import", "programmes", DATA / "workbooks" / "programmes_bad.xlsx", "--rejects", out)
    test("a refused workbook comes back whole as XLSX, and says so", got.returncode == 1 and out.exists()
         and "XLSX" in got.stderr, got.stderr)
    test("and is its owner's alone", oct(out.stat().st_mode & 0o777) == "0o600")
    again = report("import", "programmes", out)
    test("imported as it is, it is refused for the same", again["rejected"] == 3, again)
    hostile.replace_in_book(out, {"incom_year": "income_year", "servis": "service", "1-1-25": "2025-01-01"})
    test("corrected, it is imported", good("programmes", out) == (13, 0, 0))
    test("and is what the good files are", good("programmes", DATA / "programmes") == (0, 0, 13))


# ---- hostile files ----

def hostile_files():
    for sentence, path, register in hostile.files(SCRATCH / "hostile"):
        got = report("check", register, path)
        errors = got["errors"]
        test(f"{sentence} ends in one Greek sentence", got["rejected"] == 1 and len(errors) == 1
             and re.search("[α-ω]", errors[0]["message"] or "") is not None
             and not re.search("GDAL|OGR|XML|parser", errors[0]["message"]), got)


def main():
    SCRATCH.mkdir(parents=True, exist_ok=True)
    renew = sys.argv[1:] == ["--renew"]
    formats(renew)
    if renew:
        return 0
    hostile_files()
    database("files_bad")
    good("places", f"{os.environ['TEST_ROOT']}/importers/sample/places.csv")
    good("programmes", DATA / "programmes")
    bad_lines()
    warnings()
    same_registers()
    books_of_persons()
    other_writers()
    one_workbook()
    versions()
    round_trips()
    rejects()
    return 1 if failed else 0


sys.exit(main())
