# SPDX-License-Identifier: EUPL-1.2
"""From a workbook to an answer and back: states, two persons, revisions, rights."""
import re

from desk import Desk, Form, check, end, grocery, leftovers, mitroa, multipart, register_version, sql, workbook

desk = Desk()


def without_version(answer):
    return re.sub(rb'"register_version":\d+', b"", answer.body)


# ---- the way to an answer and back -----------------------------------------------------------

before = desk.answer(register_version())
draft = desk.upload(workbook(grocery()))
checked = desk.wait(draft)
check("a right workbook is checked without a fault", checked["state"] == "checked" and checked["errors"] == 0, checked["report"])
check("the file itself is gone", leftovers() == [], leftovers())
check("nothing of a draft is in an answer", b"PANTOPOLEIO_2026" not in desk.answer(register_version()).body)
check("who wrote it may not approve it, by role", desk.step(draft, "approve", "writer").status == 403)
check("it cannot be approved before it is submitted", desk.step(draft, "approve", "approver").status == 409)
check("it is submitted", desk.step(draft, "submit", "writer").status == 202)
check("what is submitted is not edited", desk.step(draft, "check", "writer").status == 409)
check("a second person approves", desk.step(draft, "approve", "approver").status == 202)
live = desk.wait(draft)
check("then it is live", live["state"] == "live" and live["published_at"], live)
after = desk.answer(register_version())
row = [e for e in after.json["entitlements"] if e["programme"] == "PANTOPOLEIO_2026"]
check("a fitting person is entitled, by the first of two ways", row and row[0]["verdict"] == "eligible", row)
check("the place of delivery is told", row and row[0]["where"] and row[0]["where"][0]["offer"] == "PANTOPOLEIO_2026-O", row)
other = desk.answer(0, {"income_year": 90000, "employment": "unemployed_registered"}).json["entitlements"]
check("another is entitled by the second way",
      [e["verdict"] for e in other if e["programme"] == "PANTOPOLEIO_2026"] == ["eligible"])
other = desk.answer(0, {"income_year": 90000, "employment": "employed"}).json["entitlements"]
check("and one whom neither fits is not", [e["verdict"] for e in other if e["programme"] == "PANTOPOLEIO_2026"] == ["not_eligible"])
check("only an approver rolls back", desk.step(draft, "roll_back", "writer").status == 403)
check("it is rolled back", desk.step(draft, "roll_back", "approver").status == 202)
gone = desk.wait(draft)
check("then it is in the archive", gone["state"] == "archived" and gone["rolled_back_at"], gone)
restored = desk.answer(register_version())
check("the answer is as before, byte for byte but for the number of the register version",
      without_version(restored) == without_version(before))

# ---- a correction of what is live, and its roll back -----------------------------------------

draft, live = desk.publish(workbook(grocery("PANTO_B")))
first = desk.answer(register_version())
changed, again = desk.publish(workbook(grocery("PANTO_B", limit="1000")))
check("what a later publication changes is archived", desk.show(draft).json["state"] == "archived" and again["state"] == "live")
second = desk.answer(register_version())
verdicts = [[e["verdict"] for e in a.json["entitlements"] if e["programme"] == "PANTO_B"] for a in (first, second)]
check("the limit is another one", verdicts == [["eligible"], ["unknown"]], verdicts)
desk.step(changed, "roll_back", "approver")
desk.wait(changed)
check("rolled back, the answer is that of the first, byte for byte",
      without_version(desk.answer(register_version())) == without_version(first))
check("what was never live is not rolled back", desk.step(draft, "roll_back", "approver").status == 409)
sql_rows = sql("SELECT count(*) FROM registry.criterion AS c JOIN registry.programme AS p USING (programme) "
               "WHERE p.code = 'PANTO_B' AND c.until IS NULL")
check("of each row one is current", sql_rows == "2", sql_rows)

# ---- a day to come ---------------------------------------------------------------------------

draft = desk.upload(workbook(grocery("PANTO_C")))
desk.wait(draft)
tomorrow = sql("SELECT registry.today() + 1")
yesterday = sql("SELECT registry.today() - 1")
check("no day of the past is taken", desk.step(draft, "submit", "writer", live_from=yesterday).status == 400)
desk.step(draft, "submit", "writer", live_from=tomorrow)
desk.step(draft, "approve", "approver")
waiting = desk.wait(draft)
check("what is approved for tomorrow waits", waiting["state"] == "approved", waiting["state"])
mitroa("publish", "due")
check("and is not published before its day", desk.wait(draft)["state"] == "approved")
sql(f"UPDATE publishing.draft SET live_from = registry.today() WHERE draft = {draft}")
mitroa("publish", "due")
check("on its day it is published by itself", desk.wait(draft)["state"] == "live")

# ---- two editors -----------------------------------------------------------------------------

draft = desk.upload(workbook(grocery("PANTO_D")))
answer = desk.show(draft) if desk.wait(draft) else None
check("a draft has an ETag", answer.headers["ETag"] == f'"{answer.json["revision"]}"', answer.headers)
check("a step without If-Match is refused",
      desk.request("POST", f"/v1/drafts/{draft}/submit", "writer", b"{}", Content_Type="application/json").status == 428)
one, two = desk.log_in("writer"), desk.log_in("second")
page = f"/publish/{draft}?sheet=criteria&line=2"
one.open(page), two.open(page)
two.submit(f"/publish/{draft}/edit", c5="4000")
desk.wait(draft)
stale = one.submit(f"/publish/{draft}/edit", c5="3000")
check("who saw an older revision is told so", stale.status == 412 and "άλλαξε" in stale.text, stale.status)
cell = [r for s in desk.show(draft).json["sheets"] if s["key"] == "criteria" for r in s["rows"]][1][6]
check("and the other's correction stands", cell == "4000", cell)
desk.step(draft, "submit", "writer")
refused = desk.step(draft, "approve", "second")
check("an approver who has written a line of it may not approve it", refused.status == 403, refused.text)
check("it goes back with a word", desk.step(draft, "return", "approver", note="Δείτε το όριο").status == 202)
check("and is a draft again", desk.show(draft).json["state"] == "draft")

# ---- faults at their cells -------------------------------------------------------------------

wrong = grocery("PANTO_E")
wrong["Κριτήρια"][1][3] = "incme_year"
wrong["Παροχές"][1][2] = "KP-9999"
draft = desk.upload(workbook(wrong))
seen = desk.wait(draft)
places = {(e["file"], e["line"], e["column"]) for e in seen["report"]["errors"]}
check("each fault is at its sheet, line and column", ("criteria.csv", 2, "στοιχείο") in places, seen["report"]["errors"])
check("a draft with faults is not submitted", desk.step(draft, "submit", "writer").status == 409)
one.open(f"/publish/{draft}")
check("the page shows the fault in its cell", 'class="m-wrong"' in one.page.text and "incme_year" in one.page.text)
one.open(f"/publish/{draft}?sheet=criteria&line=2")
fields = dict(Form(one.page.text, f"/publish/{draft}/edit").fields)
check("the row can be corrected there", fields.get("c3") == "incme_year", fields)
one.submit(f"/publish/{draft}/edit", c3="income_year")
seen = desk.wait(draft)
check("and is checked again", all(e["line"] != 2 or e["file"] != "criteria.csv" for e in seen["report"]["errors"]), seen["report"])
one.open(f"/publish/{draft}?sheet=offers&line=2")
one.submit(f"/publish/{draft}/edit", c2="KP-4401")
seen = desk.wait(draft)
check("a draft whose faults are mended is right", seen["state"] == "checked", seen["report"]["errors"])

# ---- whose it is -----------------------------------------------------------------------------

draft = desk.upload(workbook(grocery("PANTO_F", place="2601", structure="KK-2601", site="KK-2601-A")))
seen = desk.wait(draft)
check("a programme and an offer of another municipality are refused",
      seen["state"] == "draft" and {e["file"] for e in seen["report"]["errors"]} >= {"programmes.csv", "offers.csv"}, seen["report"])
draft = desk.upload(workbook(grocery("EEE")))
seen = desk.wait(draft)
check("a national programme is not a municipality's to change", seen["state"] == "draft" and seen["errors"] >= 1
      and all(e["message"] for e in seen["report"]["errors"]), seen["report"])
local = {"Παροχές": grocery("X")["Παροχές"]}
local["Παροχές"][1][0:2] = ["KP-4401-FOOD", "SOCIAL_GROCERY"]
draft = desk.upload(workbook(local))
check("its own offer of a national programme is", desk.wait(draft)["state"] == "checked", desk.show(draft).json["report"])
foreign = {"Παράμετροι": [["κωδικός", "ισχύει από", "βάση", "περίοδος"], ["EEE.real_estate", "2026-12-01", "1", "month"]]}
draft = desk.upload(workbook(foreign))
seen = desk.wait(draft)
check("a parameter that makes a standing programme wrong is refused with the programme's name", seen["errors"] >= 1
      and any("EEE" in e["message"] + str(e["value"]) for e in seen["report"]["errors"]), seen["report"])
foreign["Παράμετροι"][1][3] = "once"
draft = desk.upload(workbook(foreign))
seen = desk.wait(draft)
check("a parameter that it did not bring is not its own", seen["state"] == "draft" and seen["errors"] >= 1, seen["report"])
check("nobody of elsewhere sees a draft", desk.show(draft, "trikala").status == 404)
check("nor is told more than of one that is not there", desk.show(draft, "trikala").body == desk.show(999999, "trikala").body)
check("an adviser has no drafts", desk.request("GET", "/v1/drafts", "kalamata").status == 403)
sql(f"UPDATE publishing.draft SET state = 'approved', checked_revision = revision, live_from = registry.today(), "
    f"approved_by = (SELECT account FROM account.account WHERE login = 'approver') WHERE draft = {draft}")
mitroa("publish", "due")
check("even approved, rows of others are not published", desk.wait(draft)["state"] == "draft"
      and sql("SELECT count(*) FROM registry.parameter WHERE code = 'EEE.real_estate' AND base = 100") == "0")

# ---- a joint programme -----------------------------------------------------------------------

joint = grocery("KOINO")
joint["Προγράμματα"][1][5] = "municipalities:4401|2601"
draft = desk.upload(workbook(joint))
seen = desk.wait(draft)
check("a joint programme names the other municipality", len(seen["others"]) == 1 and "Τρικ" in seen["others"][0]["name"], seen["others"])
desk.step(draft, "submit", "writer")
desk.step(draft, "approve", "approver")
check("it waits for the other's part", desk.wait(draft)["state"] == "approved")
check("the other sees it now", desk.show(draft, "trikala2").status == 200)
check("but may not approve it", desk.step(draft, "approve", "trikala2").status == 404)
check("it confirms its part", desk.step(draft, "part", "trikala2").status == 202)
check("and it is live", desk.wait(draft)["state"] == "live", desk.show(draft).json)

# ---- the trail -------------------------------------------------------------------------------

steps = sql("SELECT string_agg(DISTINCT action, ' ' ORDER BY action) FROM audit.entry WHERE action LIKE 'publish%'")
check("every step is in the chain of the audit", steps.split() == ["publish_approve", "publish_archive", "publish_edit", "publish_live", "publish_part",
      "publish_return", "publish_roll_back", "publish_submit", "publish_upload"], steps)
mitroa("audit", "verify")  # ends the test if the chain does not hold
check("which holds", True)
rights = sql("SELECT count(*) FROM information_schema.table_privileges WHERE table_schema = 'publishing' "
             "AND grantee LIKE 'mitroa%' AND grantee <> 'mitroa_owner'")
check("no role reads the tables of drafts", rights == "0", rights)

# ---- the form --------------------------------------------------------------------------------

one.open("/publish")
token = dict(Form(one.page.text, "/publish").fields)["_token"]
body, media_type = multipart([("_token", token), ("title", "Από τη φόρμα")], "παντοπωλείο.xlsx", workbook(grocery("PANTO_G")))
headers = {"Content-Type": media_type, "Origin": desk.service.url, **one._headers()}
sent = desk.service.request("POST", "/publish", body, headers)
check("a form without a script brings a workbook", sent.status == 303, sent.text)
draft = int(sent.headers["Location"].rsplit("/", 1)[1])
seen = desk.wait(draft)
check("under its title", seen["title"] == "Από τη φόρμα" and seen["state"] == "checked", seen["report"])
body, media_type = multipart([("_token", "0" * 64), ("title", "x")], "x.xlsx", b"x")
check("a form of elsewhere is refused", desk.service.request("POST", "/publish", body, {**headers, "Content-Type": media_type}).status == 403)
body, media_type = multipart([("_token", token), ("title", "x")], "x.xlsx", b"x" * 5000)
check("one that was cut short is refused", desk.service.request("POST", "/publish", body[:-30], {**headers, "Content-Type": media_type}).status == 400)
check("without a session no byte is taken", desk.service.request("POST", "/v1/drafts", b"x" * 100000, {"Content-Type": media_type}).status in (401, 415))
check("nothing is left behind", leftovers() == [], leftovers())
template = desk.request("GET", "/publish/template", "writer")
draft = desk.upload(template.body)
seen = desk.wait(draft)
check("the workbook to fill in, sent back as it is, changes nothing", seen["state"] == "checked"
      and seen["report"]["new"] == seen["report"]["changed"] == 0 and seen["report"]["same"] > 0, seen["report"])

# ---- the effect on everybody, before ---------------------------------------------------------

draft = desk.upload(workbook(grocery("PANTO_H", limit="8000")))
desk.wait(draft)
check("the effect is asked for", desk.step(draft, "effect", "writer").status == 202)
seen = desk.wait(draft)
effect = seen["effect"] or {}
counts = {(c["place"], c["kind"]): c["persons"] for c in effect.get("counts", []) if c["programme"] == "PANTO_H" and not c["other"]}
check("nobody of another municipality gains", {place for place, kind in counts if kind == 1 and place} <= {"Καλαμάτας"}, counts)
ten = effect["programmes"][0]["examples"]
check("ten persons who do not exist are judged before and after", len(ten) == 10
      and all(e["before"] is None for e in ten) and {e["after"] for e in ten} >= {"eligible", "not_eligible", "unknown"}, ten)
check("no municipality of its area is without delivery", effect["programmes"][0]["without_delivery"] == [], effect["programmes"][0])
many = grocery("PANTO_I", limit="20000")
codes = sql("SELECT string_agg(c.code, '|' ORDER BY c.code) FROM registry.place_code AS c WHERE c.until IS NULL "
            "AND c.edition = 'elstat2021' AND c.level = 'municipality'")
many["Προγράμματα"][1][5] = "municipalities:" + codes
wide = desk.upload(workbook(many))
desk.wait(wide)
desk.step(wide, "effect", "writer")
told = desk.wait(wide)["effect"] or {"counts": []}
total = [c["persons"] for c in told["counts"] if c["kind"] == 1 and c["place"] is None]
shown = [c["persons"] for c in told["counts"] if c["persons"] is not None]
check("of everybody in the country, it is told how many gain", total and 100 <= (total[0] or 0) <= 3000, total)
check("in fives, none below ten; of fewer nothing is told, as of nobody", len(shown) == len(told["counts"]) > 9 and all(p % 5 == 0 and p >= 10 for p in shown), shown)
check("what it overlaps with is told by programme", any(c["kind"] == 5 and c["other"] for c in told["counts"]), told["counts"][-9:])
check("municipalities without delivery are named", told["programmes"][0]["n_without_delivery"] > 300, told["programmes"][0]["n_without_delivery"])
screened = sql("SELECT count(*) FROM audit.entry WHERE action = 'screening' AND object = " + str(draft))
stranded = [c["persons"] for c in told["counts"] if c["kind"] == 6]
held = {c["place"]: c["persons"] or 0 for c in told["counts"] if c["kind"] == 4 and c["programme"] == "PANTO_I"}
check("and how many of those who would be entitled live there, in one protected number", len(stranded) == 1
      and stranded[0] % 5 == 0 and 10 <= stranded[0] <= held[None], (stranded, held[None]))
check("where it is delivered nobody is counted as left", not [c for c in effect["counts"] if c["kind"] == 6], effect["counts"])
check("the counting has its own entry in the audit", screened == "1", screened)
one.open(f"/publish/{draft}")
check("and the page shows it", "Τι θα αλλάξει για όσους είναι στο μητρώο" in one.page.text)
again = desk.step(draft, "effect", "writer") and desk.wait(draft)["effect"]
check("asked again, the same is told", again == effect)
before = sql("SELECT count(*) FROM registry.programme WHERE code = 'PANTO_H'")
check("nothing of it is in the register", before == "0", before)

# ---- kept alive ------------------------------------------------------------------------------

one.open("/confirm")
check("what was never confirmed is on the list", "KP-4401" in one.page.text and "ποτέ" in one.page.text)
due = sql("SELECT count(*) FROM publishing.alive((SELECT structure FROM registry.structure WHERE code = 'DK-4401')) WHERE is_due")
one.submit("/confirm", item="offer:KP-4401-O")
after = sql("SELECT count(*) FROM publishing.alive((SELECT structure FROM registry.structure WHERE code = 'DK-4401')) WHERE is_due")
confirmed = sql("SELECT confirmed_on = registry.today() FROM registry.offer_version JOIN registry.offer USING (offer) "
                "WHERE code = 'KP-4401-O' AND until IS NULL")
check("what is confirmed leaves it, and says so in the register", int(after) == int(due) - 1 and confirmed == "t", (due, after, confirmed))
desk.answer(register_version())
offers = {o["offer"]: o["confirmation"] for o in desk.service.get("/v1/offers?municipality=4401&limit=1000").json["offers"]}
check("whoever asks is told which one has been confirmed, and that the others never were",
      offers.pop("KP-4401-O") == "current" and set(offers.values()) == {"never"}, set(offers.values()))
foreign = one.submit("/confirm", item="offer:KK-2601-EEE")
check("what is another's is not confirmed", foreign.status == 400, foreign.status)
check("the service ends well", desk.service.stop() == 0, desk.service.errors())
end()
