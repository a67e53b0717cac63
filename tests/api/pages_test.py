#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The adviser's pages as a browser without a script meets them: log in, ask, choose, read, log out."""

import concurrent.futures
import re
import time
import xml.etree.ElementTree as xml

from service import Browser, Form, Service, check, end, mitroa, sql
from world import PASSWORD, persons, tokens


def keeps_strangers_out(service):
    page = service.get("/")
    check("without a session the first page is the log-in",
          page.status == 303 and page.headers["Location"] == "/login", page.status)
    browser = Browser(service)
    browser.log_in("kalamata", "λάθος συνθηματικό")
    check("a wrong password is refused in Greek", browser.page.status == 401 and "δεν είναι σωστά" in browser.page.text
          and not browser.cookies, browser.page.text[:300])
    wrong = browser.page.body
    browser.log_in("nobody-at-all", "λάθος συνθηματικό")
    check("a name that nobody has is refused with the same page", browser.page.body == wrong)
    for what, headers in {"from another site": {"Origin": "http://evil.example"}, "without an Origin": {"Origin": None},
                          "from a sandbox": {"Origin": "null"}, "that the browser calls foreign":
                          {"Sec_Fetch_Site": "cross-site"}}.items():
        browser = Browser(service)
        browser.send("/login", {"login": "kalamata", "password": PASSWORD}, **headers)
        check(f"a log-in form {what} is refused", browser.page.status == 403 and not browser.cookies,
              browser.page.status)


def logs_in(service):
    browser = Browser(service)
    browser.open("/login")
    response = service.request("POST", "/login", "login=kalamata&password=" + "".join(
        f"%{b:02x}" for b in PASSWORD.encode()),
        {"Content-Type": "application/x-www-form-urlencoded", "Origin": service.url})
    cookie = response.headers.get("Set-Cookie", "")
    check("the right password opens a session and leads to the question",
          response.status == 303 and response.headers["Location"] == "/", response.text)
    check("its cookie is for this site only, and for no script",
          all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/")) and "Domain" not in cookie, cookie)
    token = cookie.split("=")[1].split(";")[0]
    check("the database knows only the token's hash",
          sql(f"SELECT count(*) FROM account.session s WHERE s::text LIKE '%{token}%'") == "0")
    browser.log_in("kalamata", PASSWORD)
    check("the page says who is signed in and for which centre",
          "Δοκιμή kalamata" in browser.page.text and "Καλαμάτας" in browser.page.text, browser.page.text[:600])
    return browser


def asks_with_facts(browser):
    browser.open("/")
    browser.submit("/answer", subject="facts", municipality="kalamata", fact__age="70", fact__insurance="uninsured",
                   fact__pension="0", fact__members="1", fact__income_year="3000,00", fact__real_estate="0",
                   fact__movable_property="0", fact__nationality="greek", fact__legal_residence_years="20")
    page = browser.page.text
    check("typed facts are answered", browser.page.status == 200 and "Δήμος Καλαμάτας" in page, page[:500])
    check("the allowance stands among what the person is eligible for",
          "κοινωνικής αλληλεγγύης" in page.split('id="unknown"')[0], page[:300])
    check("what is unknown says what is missing", "Τι λείπει" in page.split('id="unknown"')[1])
    check("what would settle the most stands on top of it",
          page.index("Τι θα ξεκαθάριζε") < page.index("Τι λείπει"))
    check("what the person is not eligible for is not shown unasked", 'id="not-eligible"' not in page)
    check("the title tells nothing", re.search(r"<title>(.*?)</title>", page)[1].startswith("Απάντηση –"))
    browser.submit("/answer", all="yes")
    check("on request it is shown, with all that was typed before",
          'id="not-eligible"' in browser.page.text and "Δήμος Καλαμάτας" in browser.page.text
          and "κοινωνικής αλληλεγγύης" in browser.page.text.split('id="unknown"')[0], browser.page.text[:300])


def understands_places(browser):
    browser.open("/")
    browser.submit("/answer", subject="facts", municipality="ιωαν", fact__age="70")
    page = browser.page.text
    check("an ambiguous name leads to a choice", browser.page.status == 400 and "Ποιον δήμο εννοείτε" in page, page[:300])
    check("and nothing that was typed is lost", ("fact.age", "70") in Form(page, "/answer").fields)
    code = re.search(r'name="place" value="([^"]+)"', page)[1]
    browser.submit("/answer", place=code)
    check("the choice is answered", browser.page.status == 200, browser.page.text[:300])
    browser.open("/")
    browser.submit("/answer", subject="facts", municipality="Ατλαντίδα", fact__age="70")
    check("a name that nobody knows is told at its field",
          browser.page.status == 400 and 'id="error-municipality"' in browser.page.text)
    browser.submit("/answer", municipality="4401", fact__income_year="3.000", on="31/02/2026")
    check("each thing that is wrong is told at its field",
          all(f'id="error-{field}"' in browser.page.text for field in ("fact.income_year", "on")))
    browser.open("/")
    browser.submit("/answer", subject="facts", municipality="kalamata", fact__age="70")
    browser.submit("/answer", change="yes")
    check("an answered question comes back to be changed, with all that was typed",
          browser.page.status == 200 and ("fact.age", "70") in Form(browser.page.text, "/answer").fields
          and 'id="error-' not in browser.page.text, browser.page.text[:300])
    browser.open("/")
    browser.submit("/answer", subject="facts", municipality="4401")
    check("a form without a single fact is not answered", browser.page.status == 400)


SVG = "{http://www.w3.org/2000/svg}"
UNSEEN = r'<span class="m-unseen">στον χάρτη: </span>([0-9]+)</span>'


def answered(browser, **fields):
    browser.open("/")
    browser.submit("/answer", subject="facts", **fields)
    return browser.page.text


def map_of(page):
    return xml.fromstring(re.search(r'<svg class="m-map".*?</svg>', page, re.S)[0])


def shows_where(browser):
    page = answered(browser, municipality="", at="21.92, 37.33", fact__age="70")
    check("a point instead of a municipality is answered", "Δήμος Οιχαλίας" in page, page[:400])
    drawn = map_of(page)
    desc = drawn.find(SVG + "desc").text
    check("the map needs no script, and tells in words what it shows",
          "<script" not in page and "Διευρυμένο Κέντρο Κοινότητας" in desc and "Στάση κινητής μονάδας" in desc, desc)
    legend = re.search(r'<ol class="m-plain m-legend">(.*?)</ol>', page, re.S)[1]
    numbers = re.findall(UNSEEN, legend)
    drawn_numbers = [g.findtext(SVG + "text") for g in drawn.iter(SVG + "g") if (g.get("class") or "").startswith("m-pin")]
    lists = re.findall(UNSEEN, page.replace(legend, ""))
    check("the numbers on the map, in its legend and in the lists are the same",
          numbers and numbers == [str(i + 1) for i in range(len(numbers))] and set(lists) <= set(numbers)
          and {n for n in drawn_numbers if n} == set(numbers), f"{numbers} {drawn_numbers} {set(lists)}")
    check("the stop stands there with its date", re.search("Στάση κινητής μονάδας: [0-9/]{10} 09:30", legend), legend)
    check("the asker's point is a mark of its own, and not on paper",
          drawn_numbers.count(None) == 1 and "m-pin m-no-print" in page and "Μαύρη κουκκίδα" in page, drawn_numbers)
    check("the centre says who serves the municipality, who supervises, and that money and agreement have ended",
          all(words in page for words in ("τον δήμο εξυπηρετεί", "Κινητή μονάδα", "εποπτεύει", "έχει λήξει",
                                          "έληξε στις 31/01/2021")))
    check("what serves elsewhere is told apart, for a referral", "Αλλού, για παραπομπή" in page)
    check("going on keeps the point", ("at", "21.92, 37.33") in Form(page, "/answer").fields)
    check("group actions stand apart", "Ομαδικές δράσεις" in page and "δεν είναι ατομικό δικαίωμα" in page)
    page = answered(browser, municipality="4401", at="335000 4101000", fact__age="70")
    check("a point of the Greek grid is taken too", browser.page.status == 200 and "m-pin m-no-print" in page, page[:300])
    page = answered(browser, municipality="4401", fact__age="70")
    check("without a point there is no such mark", "m-pin m-no-print" not in page and "Μαύρη" not in page)
    for typed, words in (("37.04, 22.11", "πρώτα το μήκος"), ("2.35, 48.85", "δεν είναι στην Ελλάδα"),
                         ("εδώ", "δύο αριθμούς"), ("nan,nan", "δύο αριθμούς")):
        page = answered(browser, municipality="4401", at=typed, fact__age="70")
        check(f"a point like «{typed}» is refused at its field",
              browser.page.status == 400 and 'id="error-at"' in page and words in page, page[:300])
    page = answered(browser, municipality="241 00", fact__age="70")
    check("a postcode is a way to say the municipality", "Δήμος Καλαμάτας" in page, page[:300])


def never_names_a_group(browser):
    page = answered(browser, municipality="Τρίκαλα", fact__age="30", fact__roma="yes", fact__nationality="greek")
    where = page[page.index('class="m-centre"'):page.index('class="m-group m-is-yes"')]
    where += page[page.index('class="m-answer-map"'):]
    check("who is of the group is sent to the branch", "Παράρτημα" in where, where[:400])
    check("neither the centre nor the map nor its words name the group", not re.search(r"\bρομ|roma|τσιγγ", where, re.I),
          re.findall(r"\b(?:[Ρρ]ομ|[Rr]oma|[Ττ]σιγγ).{40}", where)[:3])
    sheet = re.search(r'<div class="m-sheet">(.*?)<section class="m-answer-map"', page, re.S)[1]
    check("nor does the sheet", not re.search("ρομά|roma|τσιγγ", sheet, re.I), sheet[:400])


def escapes_what_was_typed(browser):
    browser.open("/")
    browser.submit("/answer", subject="facts", municipality='"><script>alert(1)</script>', fact__age='"><b>')
    check("what was typed comes back as text", browser.page.status == 400 and "<script" not in browser.page.text
          and '"><b>' not in browser.page.text and "&lt;script&gt;" in browser.page.text, browser.page.text[:300])


def asks_about_persons(browser, who):
    amka = who["kalamata"][0]
    browser.open("/")
    browser.submit("/answer", subject="amka", amka=f"{amka[:6]} {amka[6:]}", municipality="")
    page = browser.page.text
    check("a registered person is answered where he lives", browser.page.status == 200 and "Δήμος Καλαμάτας" in page,
          page[:400])
    check("documents whose facts the registers know are ticked, with who says so and since when",
          re.search(r'<li class="m-ticked">[^<]+.*?το γνωρίζει το μητρώο: [^\]]+ [0-9/]{10}\]', page), page[:400])
    check("the page holds no identifier", amka not in page and who["kalamata"][1] not in page)
    check("going on asks by reference", dict(Form(page, "/answer").fields).get("subject") == "reference")
    browser.submit("/answer", all="yes")
    check("and is answered", browser.page.status == 200 and 'id="not-eligible"' in browser.page.text)
    pages = []
    for name in ("trikala", "nobody"):
        browser.open("/")
        browser.submit("/answer", subject="amka", amka=who[name][0], municipality="")
        pages.append((browser.page.status, browser.page.body))
    check("a person of elsewhere and a number of nobody give the same page",
          pages[0] == pages[1] and pages[0][0] == 404, pages[0][0])
    browser.open("/")
    browser.submit("/answer", subject="amka", amka="15035670016")
    check("a wrong check digit is told at its field", 'id="error-amka"' in browser.page.text)


def keeps_forms_ours(service, browser):
    browser.open("/")
    fields = dict(Form(browser.page.text, "/answer").fields, subject="facts", municipality="4401", **{"fact.age": "70"})
    for what, changes, headers in (
        ("without its token", {"_token": None}, {}), ("with another token", {"_token": "0" * 64}, {}),
        ("from another site", {}, {"Origin": "http://evil.example"}), ("without an Origin", {}, {"Origin": None}),
    ):
        sent = {k: v for k, v in {**fields, **changes}.items() if v is not None}
        browser.send("/answer", sent, **headers)
        check(f"a question form {what} is refused", browser.page.status == 403, browser.page.status)
    cookie = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
    body = {"person": {"facts": {"age": 70}}, "place": {"municipality": "4401"}}
    check("JSON with a cookie needs a header that no form can send", service.ask(body, Cookie=cookie).status == 403)
    check("and is answered with it", service.ask(body, Cookie=cookie, X_Requested_By="mitroa").status == 200)


def serves_other_roles(service):
    browser = Browser(service)
    browser.log_in("coordinator", PASSWORD)
    browser.submit("/answer", subject="facts", municipality="4401", fact__age="70")
    check("a coordinator may not ask as an adviser", browser.page.status == 403 and "ρόλος" in browser.page.text,
          browser.page.text[:300])


def logs_out(service, browser):
    cookies = dict(browser.cookies)
    browser.open("/")
    browser.submit("/logout")
    check("logging out leads to the log-in", "Σύνδεση" in browser.page.text and not browser.cookies, browser.cookies)
    browser.cookies = cookies
    check("the old cookie opens nothing, and is told that the session ended",
          "password" in browser.open("/").text and "έληξε" in browser.page.text)
    browser = Browser(service)
    browser.log_in("trikala", PASSWORD)
    mitroa("account", "revoke", "trikala")
    check("a session that was revoked opens nothing", "password" in browser.open("/").text)


def slows_down_guessing(service):
    browser = Browser(service)
    found = []
    for i in range(12):
        browser.log_in("publisher", f"λάθος συνθηματικό {i}")
        found.append(browser.page.status)
        if browser.page.status == 429:
            break
    check("after some wrong passwords the next try has to wait",
          found[0] == 401 and found[-1] == 429 and int(browser.page.headers["Retry-After"]) > 0, found)
    other = Browser(service)
    other.log_in("approver", PASSWORD)
    check("others need not", other.page.status == 200 and other.cookies)


def bears_many_log_ins(service):
    def one(_):
        browser = Browser(service)
        browser.log_in("approver", PASSWORD)
        return browser.page.status

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        log_ins = [pool.submit(one, i) for i in range(8)]
        slowest = max(service_time(service) for _ in range(20))
        found = [log_in.result() for log_in in log_ins]
    check("while passwords are checked others are served", set(found) <= {200, 503} and slowest < 2.0,
          f"{found} {slowest}")


def service_time(service):
    began = time.monotonic()
    service.get("/healthz")
    return time.monotonic() - began


def behind_a_proxy():
    service = Service("--public-url", "https://mitroa.example.gr")
    browser = Browser(service)
    browser.send("/login", {"login": "approver", "password": PASSWORD}, Origin="https://mitroa.example.gr")
    check("behind https the cookie is bound to the host and to https",
          list(browser.cookies) == ["__Host-mitroa"] and browser.page.status == 200, browser.cookies)
    browser = Browser(service)
    browser.send("/login", {"login": "approver", "password": PASSWORD})
    check("and the Origin must be the public one", browser.page.status == 403)
    check("it ends with status 0, too", service.stop() == 0, service.errors())


def main():
    tokens()
    who = persons()
    service = Service()
    keeps_strangers_out(service)
    browser = logs_in(service)
    asks_with_facts(browser)
    understands_places(browser)
    shows_where(browser)
    never_names_a_group(browser)
    escapes_what_was_typed(browser)
    asks_about_persons(browser, who)
    keeps_forms_ours(service, browser)
    serves_other_roles(service)
    bears_many_log_ins(service)
    slows_down_guessing(service)
    logs_out(service, browser)
    log = service.errors()
    check("neither name nor password stands in the log", "kalamata" not in log and "συνθηματικό" not in log, log)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    behind_a_proxy()
    end()


main()
