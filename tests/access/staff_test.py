#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""How one comes in: a one-time link from the administration page, the first password, a second factor with its codes,
and what is refused on the way; and a referral from an answer to its end, as pages."""

import base64
import hashlib
import hmac
import html
import os
import re
import struct
import time

from service import Browser, Form, Service, check, end, mitroa, sql

PASSWORD = "ένα μακρύ συνθηματικό 42"


def code_of(letters, shift=0):
    """RFC 6238 by itself, so that two programs have to agree."""
    step = int(time.time()) // 30 + shift
    digest = hmac.new(base64.b32decode(letters), struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 10**6:06d}"


def add(login, role, structure):
    mitroa("account", "add", login, "--role", role, "--structure", structure, "--password-stdin", "--if-missing",
           stdin=PASSWORD + "\n")


def wait_for_a_fresh_step():
    """So that no code ends while it is being typed."""
    if time.time() % 30 > 24:
        time.sleep(31 - time.time() % 30)


def letters_of(page):
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")


def sets_up_a_second_factor(service):
    mitroa("account", "policy", "--role", "administrator", "--second-factor", "required")
    add("chief", "administrator", "DK-4401")
    browser = Browser(service)
    browser.log_in("chief", PASSWORD)
    check("a role that needs a second factor is led to setting one up",
          browser.path == "/account/second" and "απαιτεί" in browser.page.text, browser.page.text[-800:])
    check("and has no other page until then", "password" in browser.open("/admin").text)
    browser.log_in("chief", PASSWORD)
    browser.submit("/account/second/begin")
    letters = letters_of(browser.page.text)
    check("the secret is shown as a QR code and as letters", "<svg" in browser.page.text and len(letters) == 32)
    sealed = sql("SELECT encode(secret, 'hex') FROM account.second_factor")
    check("the database holds it sealed", base64.b32decode(letters).hex() not in sealed and len(sealed) == 120, sealed)
    browser.submit("/account/second/confirm", code="000000")
    check("a wrong first code is told at its field", browser.page.status == 400 and 'id="error-code"' in browser.page.text)
    wait_for_a_fresh_step()
    browser.submit("/account/second/confirm", code=code_of(letters))
    codes = re.findall(r"<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</li>", browser.page.text)
    check("the first code gives ten recovery codes", browser.page.status == 200 and len(codes) == 10, browser.page.text[-800:])
    check("and opens the pages of the role", browser.open("/admin").status == 200)
    return browser, letters, codes


def asks_for_its_codes(service, letters, codes):
    browser = Browser(service)
    browser.log_in("chief", PASSWORD)
    check("then a log-in asks for a code", browser.path == "/login/code", browser.path)
    check("and the password alone opens no page", "password" in browser.open("/admin").text)
    browser.log_in("chief", PASSWORD)
    browser.submit("/login/code", code=code_of(letters))
    check("a code that was taken before is refused", browser.page.status == 401 and "ήδη" in browser.page.text,
          browser.page.status)
    browser.submit("/login/code", code=code_of(letters, 1))
    check("the next one opens", browser.page.status == 200 and browser.path == "/admin", browser.path)
    other = Browser(service)
    other.log_in("chief", PASSWORD)
    other.submit("/login/code", code=codes[0].lower().replace("-", " "))
    check("so does a recovery code", other.path == "/admin", other.path)
    other = Browser(service)
    other.log_in("chief", PASSWORD)
    other.submit("/login/code", code=codes[0])
    check("but only once", other.page.status == 401, other.page.status)


def makes_an_account(service, chief):
    chief.open("/admin/new")
    chief.submit("/admin/new", login="m.nea", name="Μαρία Νέα", role="adviser", structure="KK-4401")
    link = re.search(r"http://[^<]+/welcome/[A-Za-z0-9_-]{43}", chief.page.text)
    check("a new account comes with a one-time link", chief.page.status == 200 and link, chief.page.text[-600:])
    path = link[0].split(str(service.port), 1)[1]
    newcomer = Browser(service)
    newcomer.open(path)
    check("the link says for whom it is, and looking uses nothing up",
          "Μαρία Νέα" in newcomer.page.text and newcomer.open(path).status == 200)
    newcomer.submit("/welcome", password="m.nea-2026-2026", again="m.nea-2026-2026")
    check("a password that is one's name is refused", newcomer.page.status == 400 and "πρώτα" in newcomer.page.text)
    newcomer.submit("/welcome", password=PASSWORD, again=PASSWORD + "x")
    check("two that differ are refused", newcomer.page.status == 400)
    newcomer.submit("/welcome", password=PASSWORD, again=PASSWORD)
    check("a good one leads to the log-in", "ορίστηκε" in newcomer.page.text, newcomer.page.text[:300])
    check("the link is used up", newcomer.open(path).status == 404)
    newcomer.log_in("m.nea", PASSWORD)
    check("and the newcomer is in", newcomer.page.status == 200 and "Μαρία Νέα" in newcomer.page.text)
    chief.open("/admin?q=m.nea")
    check("the administrator finds the account", "m.nea" in chief.page.text)
    figures = dict(line.rsplit(" ", 1) for line in service.get("/metrics").body.decode().splitlines() if not line.startswith("#"))
    answered = sum(int(n) for name, n in figures.items() if name.startswith("mitroa_requests_total"))
    said = re.search(r'id="service">Η υπηρεσία απαντά από την έκδοση (\d+) των μητρώων, που φορτώθηκε πριν από \d+ [^·]+· '
                     r"τα τελευταία 5 λεπτά απάντησε σε (\d+) αιτήματα και αρνήθηκε (\d+) επειδή δεν χωρούσαν· τώρα περιμένουν (\d+) "
                     r"να υπολογιστούν και (\d+) τη βάση δεδομένων, η οποία ανταποκρίνεται, [^<]* καθυστερεί \d+,\d δευτερόλεπτα\.</p>",
                     chief.page.text)
    check("the page says how the service is, in the figures of /metrics",
          said and said[1] == figures["mitroa_register_version"] and 0 < int(said[2]) < answered and said[3] == "0",
          re.findall(r'id="service">[^<]*', chief.page.text) + [answered, figures["mitroa_register_version"]])
    chief.open("/admin/accounts/m.nea")
    chief.submit("/admin/accounts/m.nea/disable")
    check("closing it ends its session at once", "password" in newcomer.open("/").text)
    chief.submit("/admin/accounts/m.nea/disable")
    newcomer.log_in("m.nea", PASSWORD)
    check("and it can be opened again", newcomer.page.status == 200, newcomer.page.status)
    return newcomer


def looks_after_oneself(service, mine):
    other = Browser(service)
    other.log_in("m.nea", PASSWORD)
    mine.open("/account")
    check("one's own page lists both sessions", mine.page.text.count("φυλλομετρητής") == 2, mine.page.text[-900:])
    number = re.search(r'name="session" value="([0-9]+)"', mine.page.text)[1]
    mine.submit("/account/sessions", session=number)
    check("one of them can be ended from the other", "password" in other.open("/").text)
    mine.open("/account")
    mine.submit("/account/password", old="λάθος κωδικός εδώ", password="άλλη φράση με λέξεις", again="άλλη φράση με λέξεις")
    check("a new password needs the old one", mine.page.status == 400 and 'id="error-old"' in mine.page.text)
    mine.submit("/account/password", old=PASSWORD, password="άλλη φράση με λέξεις", again="άλλη φράση με λέξεις")
    check("and is changed with it", "άλλαξε" in mine.page.text, mine.page.text[-600:])


def ends_by_itself(service):
    """Without waiting: the clock that a session stands by is moved in its row."""
    add("sleeper", "adviser", "KK-4401")
    mine = "account = (SELECT account FROM account.account WHERE login = 'sleeper') AND closed_at IS NULL"
    for sentence, change, open_after in (
            ("after 14 minutes without use a session is open", "last_seen_at = clock_timestamp() - interval '14 minutes'", True),
            ("after 15 minutes it is not", "last_seen_at = clock_timestamp() - interval '15 minutes'", False),
            ("a minute before its ten hours it is open", "opened_at = opened_at - interval '9 hours 59 minutes', "
             "expires_at = expires_at - interval '9 hours 59 minutes'", True),
            ("after ten hours it is not, however much it was used", "opened_at = opened_at - interval '10 hours', "
             "expires_at = expires_at - interval '10 hours', last_seen_at = clock_timestamp()", False)):
        browser = Browser(service)
        browser.log_in("sleeper", PASSWORD)
        browser.open("/referrals")
        sql(f"UPDATE account.session SET {change} WHERE {mine}")
        browser.open("/referrals")
        check(sentence, (browser.path == "/referrals") == open_after, browser.path)
        if not open_after:
            check("and the log-in says why", "έληξε" in browser.page.text, browser.page.text[-600:])
        sql(f"UPDATE account.session SET closed_at = clock_timestamp() WHERE {mine}")


def ends_a_role_by_its_day(service):
    """Who had a right yesterday has none today: in a session that is open, and with a token that holds."""
    for login, role, structure, path, target in (("dated.adviser", "adviser", "KK-4401", "/referrals", "/v1/referrals"),
                                                 ("dated.publisher", "publisher", "DK-4401", "/publish", "/v1/drafts")):
        add(login, role, structure)
        token = mitroa("account", "token", login)
        browser = Browser(service)
        browser.log_in(login, PASSWORD)
        check(f"{role}: with the role the page opens, and the route answers", browser.open(path).status == 200
              and service.get(target, Authorization=f"Bearer {token}").status == 200)
        sql("SET session_replication_role = replica; UPDATE account.role SET valid_from = registry.today() - 9, valid_to = registry.today() - 1 "
            f"WHERE account = (SELECT account FROM account.account WHERE login = '{login}')")
        page, answer = browser.open(path), service.get(target, Authorization=f"Bearer {token}")
        check(f"{role}: the day after its last one, neither does", page.status != 200 or "password" in page.text,
              (page.status, browser.path))
        check(f"{role}: and the token opens nothing", answer.status in (401, 403), answer.status)
        rights = sql("SELECT count(*) FROM account.session AS s CROSS JOIN LATERAL account.adviser(s.token_hash) "
                     f"WHERE s.account = (SELECT account FROM account.account WHERE login = '{login}')")
        check(f"{role}: nor does the database give it one", rights == "0", rights)
        again = Browser(service)
        again.log_in(login, PASSWORD)
        check(f"{role}: who logs in without a role of today is told so", again.page.status == 401
              and "δεν έχει ρόλο σήμερα" in again.page.text, again.page.status)


def links_end(service):
    add("linked.late", "adviser", "KK-4401")
    path = "/welcome/" + mitroa("account", "link", "linked.late").rsplit("/", 1)[1]
    browser = Browser(service)
    check("a one-time link is open at first", browser.open(path).status == 200)
    first = "/welcome/" + mitroa("account", "link", "linked.late").rsplit("/", 1)[1]
    check("a newer one takes the older one's place", browser.open(path).status == 404 and browser.open(first).status == 200)
    sql("UPDATE account.link SET made_at = made_at - interval '8 days', expires_at = expires_at - interval '8 days'")
    late = browser.open(first)
    check("and after its days it is closed, with what to do", late.status == 404 and "διαχειριστή" in late.text, late.text[-500:])


def spends_recovery_codes(service, codes):
    left = "SELECT count(*) FROM account.recovery_code"
    check("a recovery code that was taken is gone", sql(left) == "9", sql(left))
    for code in codes[1:4]:
        browser = Browser(service)
        browser.log_in("chief", PASSWORD)
        browser.submit("/login/code", code=code)
        check("each of the others opens once", browser.path == "/admin", browser.path)
    check("and six are left", sql(left) == "6", sql(left))


def refers(service):
    for login, structure in (("giver", "KK-4401"), ("taker", "KP-4401")):
        add(login, "adviser", structure)
    with open(os.path.join(os.environ["TEST_SAMPLE"], "identifiers.txt"), encoding="utf-8") as lines:
        amka = next(line.split()[0] for line in lines if "λείπει το εισόδημα εξαμήνου" in line)
    giver, taker = Browser(service), Browser(service)
    giver.log_in("giver", PASSWORD)
    giver.submit("/answer", subject="amka", amka=amka, municipality="", case="ΚΚ-2026-00042")
    offers = re.findall(r'<option value="([^"]+)">([^<]+)</option>', giver.page.text.split('id="offer"')[1].split("</select>")[0])
    check("an answer about a registered person offers to refer it, with the case", offers
          and ("case", "ΚΚ-2026-00042") in Form(giver.page.text, "/referrals").fields, giver.page.status)
    target = sql("SELECT o.code FROM registry.offer AS o JOIN registry.offer_version AS v USING (offer) JOIN registry.structure "
                 "AS s ON s.structure = v.structure WHERE v.until IS NULL AND s.code = 'KP-4401' LIMIT 1")
    fields = {"offer": target, "wished": ""}
    giver.submit("/referrals", **fields)
    check("without consent it is not sent", giver.page.status == 400 and "συμφωνεί" in giver.page.text)
    giver.submit("/referrals", agreed="yes", special="yes")
    check("with it, it is", giver.path.startswith("/referrals?done=made") and "ΚΚ-2026-00042" in giver.page.text,
          giver.page.text[-900:])
    check("the sheet and the list name nobody", amka not in giver.page.text)
    taker.log_in("taker", PASSWORD)
    taker.open("/referrals")
    action = re.search(r'action="(/referrals/[0-9]+/step)"', taker.page.text)
    check("the other structure has received it, by its case alone", action and "ΚΚ-2026-00042" in taker.page.text
          and "Καρτέλα" not in taker.page.text, taker.page.text[-900:])
    token = dict(Form(taker.page.text, action[1]).fields)["_token"]
    taker.send(action[1], {"_token": token, "action": "ask", "reason": "documents"})
    giver.open("/referrals")
    check("it can ask back, with a reason", "λείπουν δικαιολογητικά" in html.unescape(giver.page.text))
    mine = dict(Form(giver.page.text, action[1]).fields)["_token"]
    giver.send(action[1], {"_token": mine, "action": "answer"})
    taker.send(action[1], {"_token": token, "action": "decline"})
    check("to decline without a reason is refused", taker.page.status == 409, taker.page.status)
    taker.send(action[1], {"_token": token, "action": "accept"})
    check("and the referral is accepted", "έγινε δεκτή" in taker.page.text, taker.page.text[-600:])


def main():
    service = Service()
    chief, letters, codes = sets_up_a_second_factor(service)
    asks_for_its_codes(service, letters, codes)
    spends_recovery_codes(service, codes)
    newcomer = makes_an_account(service, chief)
    looks_after_oneself(service, newcomer)
    refers(service)
    ends_by_itself(service)
    ends_a_role_by_its_day(service)
    links_end(service)
    log = service.errors()
    check("no name, code or password stands in the log", not re.search(r"m\.nea|chief|sleeper|dated|linked|ΚΚ-2026|φράση", log), log)
    check("the chains of the audit are whole", "0" == sql("SELECT count(*) FROM audit.verify()"))
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
