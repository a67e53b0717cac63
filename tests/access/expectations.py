# SPDX-License-Identifier: EUPL-1.2
"""What each route answers to those whom the route table lets in: one row a route.

A row is made of cases, each for one kind of object: `own` (of the account's area), `municipality` (another one of the
same region), `region` (another one), `missing`, `malformed`; `any` where a route has no objects. A case says what is
asked, and with which status it is answered to every role that the table names. What everybody else gets is the same
for all routes and stands in matrix_test.py. A route without a row fails the suite.

The accounts of the matrix belong to DK-4401 (Kalamata). Below, {name} in a path, a field or a body is filled in from
the world that matrix_test.py makes.
"""


class Case:
    def __init__(self, path, *status, fields=None, body=None):
        self.path, self.status, self.fields, self.body = path, status or (200,), fields, body


def question(amka):
    return '{"person": {"amka": "%s"}}' % amka


def account(action, fields=None, done=303):
    """A change of the account in the path: done in the own area, nothing anywhere else."""
    def case(login, *status):
        return Case(f"/admin/accounts/{login}{action}", *status, fields=dict(fields or {}))
    return {"own": case("{own_login}", done), "municipality": case("{municipality_login}", 404),
            "region": case("{region_login}", 404), "missing": case("nobody.here", 404),
            "malformed": case("no%27body", 400)}


def referral(reference):
    return {"reference": reference, "offer": "{offer}", "case": "ΚΚ-2026-00001", "agreed": "yes", "special": "yes",
            "anyway": "yes"}


def referral_json(reference):
    return ('{"reference": "%s", "offer": "{offer}", "case": "ΚΚ-2026-00001", "agreed": true, "agreed_special": true, '
            '"anyway": true}' % reference)


def visit_json(reference):
    return '{"reference": "%s", "case": "ΚΚ-2026-00001"}' % reference


EXPECTED = {
    # Persons.
    "POST /v1/entitlements": {
        "own": Case("/v1/entitlements", 200, body=question("{own_amka}")),
        "municipality": Case("/v1/entitlements", 404, body=question("{municipality_amka}")),
        "region": Case("/v1/entitlements", 404, body=question("{region_amka}")),
        "missing": Case("/v1/entitlements", 404, body=question("{missing_amka}")),
        "malformed": Case("/v1/entitlements", 400, body=question("123")),
    },
    "POST /answer": {
        "own": Case("/answer", 200, fields={"subject": "amka", "amka": "{own_amka}"}),
        "municipality": Case("/answer", 404, fields={"subject": "amka", "amka": "{municipality_amka}"}),
        "region": Case("/answer", 404, fields={"subject": "amka", "amka": "{region_amka}"}),
        "missing": Case("/answer", 404, fields={"subject": "amka", "amka": "{missing_amka}"}),
        "malformed": Case("/answer", 400, fields={"subject": "amka", "amka": "123"}),
    },
    "GET /": {"any": Case("/", 200, 303)},

    # Public registers: the same for everybody.
    "GET /v1/places": {"any": Case("/v1/places?q=kala"), "malformed": Case("/v1/places?lon=x", 400)},
    "GET /v1/places/{code}": {"own": Case("/v1/places/4401"), "region": Case("/v1/places/2601"),
                              "missing": Case("/v1/places/9999", 404), "malformed": Case("/v1/places/%27", 400)},
    "GET /v1/programmes": {"any": Case("/v1/programmes")},
    "GET /v1/programmes/{code}": {"any": Case("/v1/programmes/EEE"), "missing": Case("/v1/programmes/NOTHING", 404),
                                  "malformed": Case("/v1/programmes/%27", 400)},
    "GET /v1/offers": {"any": Case("/v1/offers"), "malformed": Case("/v1/offers?on=x", 400)},
    "GET /openapi.json": {"any": Case("/openapi.json")},
    "GET /healthz": {"any": Case("/healthz")},
    "GET /readyz": {"any": Case("/readyz")},
    "GET /places": {"any": Case("/places")},
    "GET /places/{code}": {"own": Case("/places/4401"), "region": Case("/places/2601"),
                           "missing": Case("/places/9999", 404), "malformed": Case("/places/%27", 400)},
    "GET /places/{code}/snippet": {"own": Case("/places/4401/snippet"), "region": Case("/places/2601/snippet"),
                                   "missing": Case("/places/9999/snippet", 404),
                                   "malformed": Case("/places/%27/snippet", 400)},
    "GET /dilosi-prosvasimotitas": {"any": Case("/dilosi-prosvasimotitas")},
    "GET /static/{file}": {"any": Case("/static/mitroa.css"), "missing": Case("/static/nothing.css", 404),
                           "malformed": Case("/static/%27", 400)},
    "GET /tiles/{layer}.json": {"any": Case("/tiles/regions.json"), "missing": Case("/tiles/nothing.json", 404)},
    "GET /tiles/{layer}/{z}/{x}/{y}.mvt": {"any": Case("/tiles/regions/0/0/0.mvt", 200, 204),
                                           "malformed": Case("/tiles/regions/0/x/0.mvt", 400)},
    "GET /tiles/{layer}/{z}/{x}/{y}": {"any": Case("/tiles/regions/0/0/0", 200, 204),
                                       "malformed": Case("/tiles/regions/0/x/0", 400)},

    "GET /ogc": {"any": Case("/ogc")},
    "GET /ogc/": {"any": Case("/ogc/")},
    "GET /ogc/api": {"any": Case("/ogc/api")},
    "GET /ogc/conformance": {"any": Case("/ogc/conformance")},
    "GET /ogc/collections": {"any": Case("/ogc/collections")},
    "GET /ogc/collections/{collection}": {"any": Case("/ogc/collections/sites"),
                                          "missing": Case("/ogc/collections/nothing", 404)},
    "GET /ogc/collections/{collection}/schema": {"any": Case("/ogc/collections/sites/schema"),
                                                 "missing": Case("/ogc/collections/nothing/schema", 404)},
    "GET /ogc/collections/{collection}/items": {"any": Case("/ogc/collections/sites/items?limit=1"),
                                                "missing": Case("/ogc/collections/nothing/items", 404),
                                                "malformed": Case("/ogc/collections/sites/items?limit=x", 400)},
    "GET /ogc/collections/{collection}/items/{id}": {"missing": Case("/ogc/collections/sites/items/999999999", 404)},
    "GET /ogc/collections/coverage": {"any": Case("/ogc/collections/coverage")},
    "GET /ogc/collections/coverage/items": {"any": Case("/ogc/collections/coverage/items?limit=1", 200, 409),
                                            "malformed": Case("/ogc/collections/coverage/items?level=x", 400)},
    "GET /cpsv/context.jsonld": {"any": Case("/cpsv/context.jsonld")},
    "GET /cpsv/{entity}": {"any": Case("/cpsv/services?per_page=1"), "missing": Case("/cpsv/nothing", 404),
                           "malformed": Case("/cpsv/services?page=x", 400)},
    "GET /cpsv/{entity}/{id}": {"any": Case("/cpsv/services/EEE"), "missing": Case("/cpsv/services/NOTHING", 404),
                                "malformed": Case("/cpsv/services/%27", 400)},
    "GET /downloads": {"any": Case("/downloads")},
    "GET /downloads/{file}": {"any": Case("/downloads/regions.csv"), "missing": Case("/downloads/nothing.csv", 404),
                              "malformed": Case("/downloads/%27", 400)},
    "GET /hsds": {"any": Case("/hsds")},
    "GET /hsds/": {"any": Case("/hsds/")},
    "GET /hsds/{entity}": {"any": Case("/hsds/organizations?per_page=1"), "missing": Case("/hsds/nothing", 404),
                           "malformed": Case("/hsds/organizations?page=x", 400)},
    "GET /hsds/{entity}/{id}": {"missing": Case("/hsds/services/00000000-0000-5000-8000-000000000000", 404)},
    "GET /metrics": {"any": Case("/metrics")},

    # Supply.
    "GET /v1/supply/{view}": {"any": Case("/v1/supply/equity"), "missing": Case("/v1/supply/nothing", 404),
                              "malformed": Case("/v1/supply/%27", 400)},
    "GET /supply": {"any": Case("/supply", 200, 303)},
    "GET /supply/{view}": {"any": Case("/supply/holes"), "missing": Case("/supply/nothing", 404),
                           "malformed": Case("/supply/%27", 400)},

    # Outreach: whose area it is, whose file, and who approved it, is held in tests/coverage/outreach_test.py.
    "POST /v1/outreach": {"own": Case("/v1/outreach?programme=EEE&kind=unserved"),
                          "missing": Case("/v1/outreach?programme=NOTHING&kind=unserved", 400),
                          "malformed": Case("/v1/outreach?programme=EEE&kind=%27", 400)},
    "GET /outreach": {"any": Case("/outreach")},
    "POST /outreach": {"own": Case("/outreach", fields={"programme": "EEE", "kind": "one_document"}),
                       "missing": Case("/outreach", 400, fields={"programme": "NOTHING", "kind": "unserved"}),
                       "malformed": Case("/outreach", 400, fields={"programme": "EEE", "kind": "'"})},
    "POST /outreach/files": {"own": Case("/outreach/files", 303, fields={"programme": "EEE", "kind": "unserved"}),
                             "malformed": Case("/outreach/files", 400, fields={"programme": "EEE", "kind": "'"})},
    "POST /outreach/files/{file}/approve": {"missing": Case("/outreach/files/999999/approve", 404, fields={}),
                                            "malformed": Case("/outreach/files/x/approve", 400, fields={})},
    "POST /outreach/files/{file}/give": {"missing": Case("/outreach/files/999999/give", 404, fields={}),
                                         "malformed": Case("/outreach/files/x/give", 400, fields={})},

    # Coverage: from releases alone; without one there is nothing to tell.
    "GET /v1/coverage": {"any": Case("/v1/coverage", 200, 409), "malformed": Case("/v1/coverage?level=x", 400)},
    "GET /coverage": {"any": Case("/coverage", 200, 409), "malformed": Case("/coverage?level=x", 400)},
    "GET /coverage/table.csv": {"any": Case("/coverage/table.csv", 200, 409),
                                "malformed": Case("/coverage/table.csv?level=x", 400)},

    "GET /map": {"any": Case("/map"), "malformed": Case("/map?release=x", 400)},

    # Publishing. Whose draft is whose is tested where there are drafts (tests/publish).
    "GET /publish": {"any": Case("/publish")},
    "GET /publish/template": {"any": Case("/publish/template")},
    "POST /publish": {"malformed": Case("/publish", 400, fields={"title": "x"})},
    "POST /publish/addition": {"own": Case("/publish/addition", 303, fields={
        "programme": "EEE", "municipality": "4401", "kind": "note", "text": "x"})},
    "GET /publish/{draft}": {"missing": Case("/publish/999999", 404), "malformed": Case("/publish/x", 400)},
    "POST /publish/{draft}/upload": {"malformed": Case("/publish/999999/upload", 400, fields={"revision": "1"})},
    "POST /publish/{draft}/edit": {"missing": Case("/publish/999999/edit", 404, fields={
        "revision": "1", "sheet": "criteria", "line": "2"}), "malformed": Case("/publish/x/edit", 400, fields={})},
    "POST /publish/{draft}/{step}": {"missing": Case("/publish/999999/check", 404, fields={"revision": "1"}),
                                     "malformed": Case("/publish/x/check", 400, fields={})},
    "GET /confirm": {"any": Case("/confirm")},
    "POST /confirm": {"missing": Case("/confirm", 400, fields={"item": "offer:NOTHING"})},
    "GET /v1/drafts": {"any": Case("/v1/drafts")},
    "POST /v1/drafts": {"any": Case("/v1/drafts", 202, body="no workbook")},
    "GET /v1/drafts/{draft}": {"missing": Case("/v1/drafts/999999", 404), "malformed": Case("/v1/drafts/x", 400)},
    "POST /v1/drafts/{draft}/{step}": {"missing": Case("/v1/drafts/999999/check", 404, body="{}"),
                                       "malformed": Case("/v1/drafts/x/check", 400, body="{}")},

    # Coming in and going out.
    "GET /login": {"any": Case("/login"), "malformed": Case("/login?ended=x", 400)},
    "POST /login": {"missing": Case("/login", 401, fields={"login": "nobody.{role}", "password": "no such password"}),
                    "malformed": Case("/login", 401, fields={"login": "nobody.here"})},
    "GET /login/code": {"any": Case("/login/code", 303)},
    "POST /login/code": {"any": Case("/login/code", 303, fields={"code": "123456"})},
    "GET /welcome/{link}": {"own": Case("/welcome/{own_link}"), "missing": Case("/welcome/" + "A" * 43, 404),
                            "malformed": Case("/welcome/" + "A" * 90, 400)},
    "POST /welcome": {"missing": Case("/welcome", 404, fields={"link": "A" * 43, "password": "x", "again": "x"}),
                      "malformed": Case("/welcome", 404, fields={"link": "A" * 900})},
    "POST /logout": {"own": Case("/logout", 303, fields={})},

    # One's own account: the objects of others are not there.
    "GET /account": {"own": Case("/account")},
    "POST /account/password": {"malformed": Case("/account/password", 400, fields={"old": "x"})},
    "POST /account/sessions": {
        "own": Case("/account/sessions", 303, fields={"session": "{own_session}"}),
        "municipality": Case("/account/sessions", 404, fields={"session": "{municipality_session}"}),
        "region": Case("/account/sessions", 404, fields={"session": "{region_session}"}),
        "missing": Case("/account/sessions", 404, fields={"session": "999999999"}),
        "malformed": Case("/account/sessions", 404, fields={"session": "1e3"}),
    },
    "POST /account/structure": {
        "municipality": Case("/account/structure", 404, fields={"structure": "KY-4402"}),
        "region": Case("/account/structure", 404, fields={"structure": "KK-2601"}),
        "missing": Case("/account/structure", 404, fields={"structure": "NO-SUCH"}),
        "malformed": Case("/account/structure", 404, fields={"structure": "'"}),
    },
    "GET /account/second": {"own": Case("/account/second")},
    "POST /account/second/begin": {"malformed": Case("/account/second/begin", 400, fields={})},
    "POST /account/second/confirm": {"missing": Case("/account/second/confirm", 303, fields={"code": "123456"})},
    "POST /account/second/remove": {"malformed": Case("/account/second/remove", 400, fields={})},
    "POST /account/second/codes": {"malformed": Case("/account/second/codes", 400, fields={})},

    # Referrals: of the own structure, about persons whom it may read.
    "GET /referrals": {"any": Case("/referrals"), "malformed": Case("/referrals?all=x", 400)},
    "POST /referrals": {
        "own": Case("/referrals", 303, fields=referral("{own_reference}")),
        "municipality": Case("/referrals", 404, fields=referral("{municipality_reference}")),
        "region": Case("/referrals", 404, fields=referral("{region_reference}")),
        "missing": Case("/referrals", 404, fields={**referral("{own_reference}"), "offer": "NO-SUCH"}),
        "malformed": Case("/referrals", 404, fields=referral("x")),
    },
    "POST /referrals/{number}/step": {
        "own": Case("/referrals/{own_referral}/step", 303, fields={"action": "withdraw"}),
        "region": Case("/referrals/{region_referral}/step", 404, fields={"action": "accept"}),
        "missing": Case("/referrals/999999/step", 404, fields={"action": "accept"}),
        "malformed": Case("/referrals/1e3/step", 404, fields={"action": "accept"}),
    },
    "POST /visits": {
        "own": Case("/visits", 303, fields={"reference": "{own_reference}", "visit_case": "ΚΚ-2026-00001"}),
        "municipality": Case("/visits", 404, fields={"reference": "{municipality_reference}",
                                                     "visit_case": "ΚΚ-2026-00001"}),
        "region": Case("/visits", 404, fields={"reference": "{region_reference}", "visit_case": "ΚΚ-2026-00001"}),
        "missing": Case("/visits", 404, fields={"reference": "00000000-0000-4000-8000-000000000000",
                                                "visit_case": "ΚΚ-2026-00001"}),
        "malformed": Case("/visits", 400, fields={"reference": "{own_reference}", "visit_case": "no case"}),
    },

    "GET /v1/referrals": {"any": Case("/v1/referrals"), "malformed": Case("/v1/referrals?all=x", 400)},
    "POST /v1/referrals": {
        "own": Case("/v1/referrals", 200, body=referral_json("{own_reference}")),
        "municipality": Case("/v1/referrals", 404, body=referral_json("{municipality_reference}")),
        "region": Case("/v1/referrals", 404, body=referral_json("{region_reference}")),
        "missing": Case("/v1/referrals", 404, body=referral_json("00000000-0000-4000-8000-000000000000")),
        "malformed": Case("/v1/referrals", 400, body='{"agreed": "yes"}'),
    },
    "POST /v1/referrals/{number}/step": {
        # The page has withdrawn it before: it is found, and has no such step any more.
        "own": Case("/v1/referrals/{own_referral}/step", 409, body='{"action": "withdraw"}'),
        "region": Case("/v1/referrals/{region_referral}/step", 404, body='{"action": "accept"}'),
        "missing": Case("/v1/referrals/999999/step", 404, body='{"action": "accept"}'),
        "malformed": Case("/v1/referrals/x/step", 400, body='{"action": "accept"}'),
    },
    "GET /v1/bookings": {"any": Case("/v1/bookings?offer=KM-4401-EEE"), "missing": Case("/v1/bookings?offer=NOTHING", 404),
                         "malformed": Case("/v1/bookings?offer=%27", 400)},
    "POST /v1/visits": {
        "own": Case("/v1/visits", 200, body=visit_json("{own_reference}")),
        "municipality": Case("/v1/visits", 404, body=visit_json("{municipality_reference}")),
        "region": Case("/v1/visits", 404, body=visit_json("{region_reference}")),
        "missing": Case("/v1/visits", 404, body=visit_json("00000000-0000-4000-8000-000000000000")),
        "malformed": Case("/v1/visits", 400, body='{"reference": 7}'),
    },

    # Administration: the own area, and no other.
    "GET /admin": {"any": Case("/admin"), "malformed": Case("/admin?x=1", 400)},
    "GET /admin/new": {"any": Case("/admin/new")},
    "POST /admin/new": {
        "own": Case("/admin/new", 200, fields={"login": "new.{role}", "name": "Νέος", "role": "adviser",
                                               "structure": "KK-4401"}),
        "municipality": Case("/admin/new", 404, fields={"login": "new.b", "name": "Νέος", "role": "adviser",
                                                        "structure": "KY-4402"}),
        "region": Case("/admin/new", 404, fields={"login": "new.c", "name": "Νέος", "role": "adviser",
                                                  "structure": "KK-2601"}),
        "missing": Case("/admin/new", 404, fields={"login": "new.d", "name": "Νέος", "role": "adviser",
                                                   "structure": "NO-SUCH"}),
        "malformed": Case("/admin/new", 400, fields={"login": "12345678901", "name": "", "role": "king",
                                                     "structure": "KK-4401"}),
    },
    "GET /admin/accounts/{login}": account("", done=200),
    "POST /admin/accounts/{login}/role": account("/role", {"role": "publisher", "structure": "DK-4401"}),
    "POST /admin/accounts/{login}/end": account("/end", {"number": "{own_grant}", "last": "31/12/2099"}),
    "POST /admin/accounts/{login}/disable": account("/disable", {"disabled": "no"}),
    "POST /admin/accounts/{login}/link": account("/link", done=200),
    "POST /admin/accounts/{login}/factor": account("/factor"),
    "POST /admin/accounts/{login}/sessions": account("/sessions"),
    "GET /audit": {"any": Case("/audit"), "malformed": Case("/audit?on=x", 400)},
}
