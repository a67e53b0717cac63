#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""CPSV-AP 3.2: programmes as public services, against the official shapes where they are beside the tree."""

import copy
import re

from service import Service, check, end, skip, sql
from standards import against_shapes, are_here

SHAPES = "cpsv-ap-3.2/cpsv-ap-SHACL.ttl"


def services_of(document):
    return [node for node in document["@graph"] if node["@type"] == "PublicService"]


def links_of(node):
    """Every address in it that is one of ours, without the part after #."""
    if isinstance(node, dict):
        own = [node["@id"].split("#")[0]] if not node.get("@id", "http").startswith("http") else []
        return own + [link for value in node.values() for link in links_of(value)]
    return [link for value in node for link in links_of(value)] if isinstance(node, list) else []


def says_what_it_is(service):
    answer = service.get("/cpsv/services/EEE")
    check("it is JSON-LD, for everybody", answer.headers["Content-Type"] == "application/ld+json"
          and answer.headers["Access-Control-Allow-Origin"] == "*")
    check("its terms are served beside it, its addresses are here",
          answer.json["@context"] == [f"{service.url}/cpsv/context.jsonld", {"@base": f"{service.url}/cpsv/"}],
          answer.json["@context"])
    context = service.get("/cpsv/context.jsonld")
    check("the terms are JSON-LD too", context.headers["Content-Type"] == "application/ld+json"
          and context.json["@context"]["PublicService"] == "cpsv:PublicService")
    for path, status in (("/cpsv/services/NOTHING", 404), ("/cpsv/persons", 404), ("/cpsv/services?page=0", 400),
                         ("/cpsv/organisations/x", 404), ("/cpsv/services?other=1", 400)):
        check(f"{path} is answered {status}", service.get(path).status == status)


def follows_the_registers(service):
    everything = service.get("/cpsv/services?per_page=1000").json
    found = services_of(everything)
    known = int(sql("SELECT count(DISTINCT programme) FROM registry.programme_version WHERE until IS NULL"))
    check("each programme is a service", len({s["identifier"] for s in found}) == len(found) == known, len(found))
    check("the catalogue says how many, of which day and version, and that nobody has set a licence",
          everything["@graph"][0] == {
              "@id": "services", "@type": "Catalog", "title": everything["@graph"][0]["title"],
              "issued": sql("SELECT registry.today()"), "totalItems": known, "rights": "δεν έχει οριστεί άδεια",
              "versionInfo": str(service.get("/readyz").json["register_version"])}, everything["@graph"][0])
    first = service.get("/cpsv/services?per_page=5")
    turned, link = [], "/cpsv/services?per_page=5"
    while link:
        page = service.get(link)
        turned += services_of(page.json)
        link = re.search(r'<[^>]*(/cpsv/[^>]*)>; rel="next"', page.headers["Link"] or "")
        link = link and link.group(1)
    check("the pages have each once, in order", turned == found and len(services_of(first.json)) == 5, len(turned))
    blocks = dict(line.split("|") for line in sql(
        "SELECT p.code, count(DISTINCT c.block) FILTER (WHERE c.kind = 2) + CASE count(DISTINCT c.block) FILTER (WHERE c.kind = 1) "
        "WHEN 1 THEN count(DISTINCT COALESCE(c.text, c.fact_text)) FILTER (WHERE c.kind = 1) WHEN 0 THEN 0 ELSE 1 END "
        "FROM registry.programme AS p CROSS JOIN LATERAL (SELECT v.valid_from FROM registry.programme_version AS v "
        "WHERE v.programme = p.programme AND v.until IS NULL ORDER BY v.valid_from <= registry.today() DESC, v.valid_from DESC "
        "LIMIT 1) AS v JOIN registry.criterion AS c USING (programme, valid_from) WHERE c.until IS NULL GROUP BY p.code").split("\n"))
    wrong = {s["identifier"]: len(s.get("holdsRequirement", [])) for s in found
             if len(s.get("holdsRequirement", [])) != int(blocks.get(s["identifier"], 0))}
    check("each condition that always holds, each set of ways and each exclusion is a requirement", not wrong, wrong)
    eee = next(s for s in found if s["identifier"] == "EEE")
    check("one alone is as on the page", services_of(service.get("/cpsv/services/EEE").json) == [eee])
    documents = sql("SELECT count(*) FROM registry.document AS d JOIN registry.programme AS p USING (programme) "
                    "WHERE p.code = 'EEE' AND d.valid_from = '2023-12-01' AND d.until IS NULL")
    check("it says by whose law, who is in charge, who is entitled, with what, how, and what comes of it",
          eee["hasCompetentAuthority"]["prefLabel"] == "ΟΠΕΚΑ" and eee["hasLegalResource"]
          and eee["holdsRequirement"] and len(eee["hasInput"]) == int(documents) and eee["hasChannel"]
          and eee["produces"]["title"] == "επίδομα" and eee["status"]["prefLabel"] == "ισχύει"
          and eee["valid"] == "2023-12-01/..", eee)
    check("what the register does not know is not there: costs, life events",
          not [s for s in found if "hasCost" in s or "isGroupedBy" in s])
    a21 = next(s for s in found if s["identifier"] == "A21")
    check("of several ways one is enough, which is one requirement",
          [r["title"] for r in a21["holdsRequirement"]] == ["Ισχύει ένα από τα παρακάτω"]
          and a21["holdsRequirement"][0]["description"].count("– ή –") >= 2, a21["holdsRequirement"])
    unknown = sql("SELECT string_agg(DISTINCT p.code, ' ') FROM registry.programme AS p JOIN registry.programme_version AS v "
                  "USING (programme) WHERE v.until IS NULL AND v.area_kind = 'unknown'").split()
    check("an unknown area stays unknown",
          unknown and not [s for s in found if s["identifier"] in unknown and "spatial" in s], unknown)
    links = set(links_of(everything["@graph"][1:]))
    dead = [link for link in sorted(links) if service.get(f"/cpsv/{link}").status != 200
            and not (link.startswith("../") and service.get(link[2:]).status == 200)]
    check(f"the {len(links)} addresses that they name lead somewhere", len(links) > known and not dead, dead[:5])
    dump = service.get("/downloads/cpsv.jsonld")
    check("the file of all is the same document, with its day in its name",
          dump.json["@graph"] == everything["@graph"] and dump.headers["Content-Type"] == "application/ld+json"
          and re.search(r'filename="cpsv-\d{4}-\d\d-\d\d\.jsonld"', dump.headers["Content-Disposition"]))


def without(document, *path):
    changed = copy.deepcopy(document)
    node = services_of(changed)[0]
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    return changed


def holds_against_the_shapes(service):
    if not are_here(SHAPES):
        skip("what CPSV-AP gives conforms to the official shapes", "the shapes are not beside the tree")
        return
    eee = service.get("/cpsv/services/EEE").json
    documents = {path: service.get(path).json for path in (
        "/cpsv/services/EEE", "/cpsv/organisations", "/cpsv/codes", "/downloads/cpsv.jsonld")}
    broken = {"no title": without(eee, "title"), "no authority": without(eee, "hasCompetentAuthority"),
              "an authority of nowhere": without(eee, "hasCompetentAuthority", "spatial"),
              "a requirement without a name": without(eee, "holdsRequirement", 0, "title"),
              "a status that is no concept": without(eee, "status", "@type")}
    contexts = {f"{service.url}/cpsv/context.jsonld": service.get("/cpsv/context.jsonld").json}
    faults = against_shapes(SHAPES, contexts, {**documents, **broken})
    for name in documents:
        check(f"{name} conforms to the official shapes", faults.get(name) == [], faults.get(name, faults))
    for name in broken:
        check(f"a service with {name} would not", faults.get(name), faults.get(name))


def main():
    service = Service()
    says_what_it_is(service)
    follows_the_registers(service)
    holds_against_the_shapes(service)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    service = Service("--public-url", "https://mitroa.example.gr")
    check("behind a proxy the addresses are those of the public name",
          service.get("/cpsv/services/EEE").json["@context"][1]["@base"] == "https://mitroa.example.gr/cpsv/")
    check("that service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
