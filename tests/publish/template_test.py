# SPDX-License-Identifier: EUPL-1.2
"""A programme that is not the municipality's own is a template: what it adds, in a workbook and in the form."""
from desk import Desk, check, end, register_version, sql, workbook
from workbook import read_workbook

desk = Desk()
HEADER = ["κωδικός", "πρόγραμμα", "δήμος", "είδος", "κείμενο", "ισχύει από"]


def book(*rows):
    return workbook({"Τοπικές προσθήκες": [HEADER, *rows]})


def current(code):
    return sql(f"SELECT kind || ' ' || text FROM registry.addition WHERE code = '{code}' AND until IS NULL")


def checked(*rows):
    draft = desk.upload(book(*rows))
    return draft, desk.wait(draft)


# ---- a workbook ------------------------------------------------------------------------------

rows = [["4401-NEW-1", "EEE", "4401", "δικαιολογητικό", "απόδειξη ύδρευσης", "2026-01-01"],
        ["4401-NEW-2", "A21", "4401", "ερώτηση", "Θέλει ενημέρωση για τους παιδικούς σταθμούς;", "2026-01-01"]]
draft, seen = checked(*rows)
check("what a municipality adds to national programmes is right", seen["state"] == "checked" and seen["report"]["new"] == 2,
      seen["report"])
desk.step(draft, "effect", "writer")
told = desk.wait(draft)["effect"]
check("its effect names the programmes, and that nobody gains or loses", {p["programme"] for p in told["programmes"]} == {"A21", "EEE"}
      and not [c for c in told["counts"] if c["kind"] in (1, 2, 3)], told)
desk.step(draft, "submit", "writer")
desk.step(draft, "approve", "approver")
check("it is published like a programme", desk.wait(draft)["state"] == "live"
      and current("4401-NEW-1") == "document απόδειξη ύδρευσης", current("4401-NEW-1"))


def local_texts(place):
    answer = desk.answer(register_version(), {"age": 40}, place).json
    return {a["text"] for e in answer["entitlements"] for a in e["local"] if e["programme"] in ("EEE", "A21")}


check("it stands in the answer of its own municipality, and in no other",
      {r[4] for r in rows} <= local_texts("4401") and not {r[4] for r in rows} & local_texts("2601"), local_texts("4401"))
changed, live = desk.publish(book([*rows[0][:4], "βεβαίωση ύδρευσης", rows[0][5]]))
check("a later one takes its place", live["state"] == "live" and desk.show(draft).json["state"] == "archived"
      and current("4401-NEW-1") == "document βεβαίωση ύδρευσης" and current("4401-NEW-2"))
desk.step(changed, "roll_back", "approver")
desk.wait(changed)
check("rolled back, it is as it was", current("4401-NEW-1") == "document απόδειξη ύδρευσης" and current("4401-NEW-2"))

# ---- the workbook to fill in -------------------------------------------------------------------

sheets, heights = read_workbook(desk.request("GET", "/publish/template", "writer").body)
held = {row[0]: row[1:5] for row in sheets["Τοπικές προσθήκες"][1:]}
check("it holds what the municipality has added, and nothing of another", held["4401-NEW-1"]
      == ["EEE", "4401", "document", "απόδειξη ύδρευσης"] and not [c for c in held if not c.startswith("4401")], held)
example, wrong = sheets["Παράδειγμα"], []
for title, header in zip(example, example[1:]):
    name = title[0].split(":")[0] if len(title) == 1 else None
    wrong += [(name, h) for h in header if name in sheets and h not in sheets[name][0]]
check("the example heads its columns as the sheets do", not wrong and any(r[0].startswith("Τοπικές") for r in example if r), wrong)
long = [i for i, row in enumerate(sheets["Οδηγίες"], 1) if row and len(row[0]) > 200]
check("instructions of several lines have the height of several", long and all(heights["Οδηγίες"][i] >= 45 for i in long), heights)

# ---- whose it is, and what it may say ----------------------------------------------------------

for sentence, row, column in (
        ("of another municipality", ["2601-NEW-1", "EEE", "2601", "σημείωση", "x", ""], None),
        ("under a code of another municipality", ["2601-HEATING-NOTE", "HEATING", "4401", "σημείωση", "x", ""], None),
        ("to a programme that there is not", ["4401-NEW-3", "NOTHING", "4401", "σημείωση", "x", ""], "πρόγραμμα"),
        ("of a kind that there is not", ["4401-NEW-3", "EEE", "4401", "κριτήριο", "x", ""], "είδος"),
        ("without words", ["4401-NEW-3", "EEE", "4401", "σημείωση", "", ""], "κείμενο")):
    draft, seen = checked(row)
    errors = seen["report"]["errors"]
    check(f"an addition {sentence} is refused, at its line", seen["state"] == "draft"
          and errors and all(e["file"] == "additions.csv" and e["line"] in (2, 5) for e in errors)
          and (column is None or [e["column"] for e in errors] == [column]), errors)

# ---- the form --------------------------------------------------------------------------------

one = desk.log_in("writer")
page = one.open("/publish")
check("the page offers the programmes in force and the municipality", 'value="EEE"' in page.text and 'value="4401"' in page.text)
one.submit("/publish/addition", programme="RENT_REFUND", municipality="4401", kind="ask", text="Έχει κάνει αίτηση και στον δήμο;")
draft = int(one.path.split("?")[0].rsplit("/", 1)[1])
seen = desk.wait(draft)
check("one addition becomes a draft of one row, checked", seen["state"] == "checked" and seen["title"] == "Προσθήκη: RENT_REFUND"
      and seen["sheets"][0]["rows"][1][1:5] == ["4401-RENT_REFUND-1", "RENT_REFUND", "4401", "ask"], seen["sheets"])
desk.step(draft, "submit", "writer")
check("who wrote it may not approve it", desk.step(draft, "approve", "writer").status == 403)
desk.step(draft, "approve", "approver")
check("it is live", desk.wait(draft)["state"] == "live" and current("4401-RENT_REFUND-1"))
one.open("/publish")
one.submit("/publish/addition", programme="RENT_REFUND", municipality="4401", kind="note", text="x" * 900)
draft = int(one.path.split("?")[0].rsplit("/", 1)[1])
check("the next one has another code", desk.wait(draft)["sheets"][0]["rows"][1][1] == "4401-RENT_REFUND-2")
one.open("/publish")
one.submit("/publish/addition", programme="RENT_REFUND", municipality="2601", kind="note", text="x")
draft = int(one.path.split("?")[0].rsplit("/", 1)[1])
check("for another municipality it is refused at its cell", desk.wait(draft)["errors"] == 1)
other = desk.log_in("approver")
check("who may not write is not offered it", "/publish/addition" not in other.open("/publish").text)
check("the service ends well", desk.service.stop() == 0, desk.service.errors())
end()
