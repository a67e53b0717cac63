#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""HSDS 3.0: each entity against the official schemas, where they are beside the tree."""

import uuid

from service import Service, check, end, skip, sql
from standards import against_schemas, are_here

ENTITIES = {"services": "service", "organizations": "organization", "service_at_locations": "service_at_location"}
SCHEMAS = "hsds-3.0/schema"


def everything(service, entity):
    found, page, last = [], 1, False
    while not last and page < 100:
        answer = service.get(f"/hsds/{entity}?per_page=500&page={page}").json
        found += answer["contents"]
        last, page = answer["last_page"], page + 1
    return found


def says_what_it_is(service):
    root = service.get("/hsds")
    check("the root says version, profile and description", root.json["version"] == "3.0"
          and root.json["openapi_url"] == f"{service.url}/openapi.json" and root.json["profile"].startswith("https://"))
    check("with a slash it says the same", service.get("/hsds/").json == root.json)
    check("the description is there", service.get("/openapi.json").status == 200)


def gives_pages(service):
    for entity in ENTITIES:
        first = service.get(f"/hsds/{entity}?per_page=7").json
        check(f"a page of {entity} has the envelope of HSDS",
              first["page_number"] == 1 and first["first_page"] is True and first["size"] == len(first["contents"]) == 7
              and first["empty"] is False and first["total_pages"] == -(-first["total_items"] // 7))
        found = everything(service, entity)
        check(f"the pages of {entity} have each once",
              len(found) == len({f["id"] for f in found}) == first["total_items"], len(found))
        one = service.get(f"/hsds/{entity}/{first['contents'][0]['id']}")
        check(f"one of {entity} alone is as on the page", one.json == first["contents"][0], one.text[:200])
        last = service.get(f"/hsds/{entity}?per_page=7&page={first['total_pages'] + 1}").json
        check(f"after the last page of {entity} there is an empty one", last["empty"] is True and last["contents"] == [])
    for path, status in (("/hsds/persons", 404), (f"/hsds/services/{uuid.uuid4()}", 404), ("/hsds/services/1", 404),
                         ("/hsds/services?page=0", 400), ("/hsds/services?organization_id=x", 400),
                         ("/hsds/services?other=1", 400)):
        check(f"{path} is answered {status}", service.get(path).status == status)


def follows_the_registers(service):
    services = everything(service, "services")
    check("each offer is a service", len(services) == int(sql("SELECT count(*) FROM registry.offer_version WHERE until IS NULL")))
    code = sql("SELECT code FROM registry.offer ORDER BY code LIMIT 1")
    wanted = str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:mitroa:service:{code}"))
    check("ids are UUIDv5 of the kind and the code", wanted in {s["id"] for s in services}, wanted)
    organization = next(s["organization_id"] for s in services if "organization_id" in s)
    of_one = service.get(f"/hsds/services?organization_id={organization}&per_page=1000").json["contents"]
    check("services of one organization are found", of_one and {s["id"] for s in of_one}
          == {s["id"] for s in services if s.get("organization_id") == organization})
    check("services lead to organizations that there are",
          {s["organization_id"] for s in services if "organization_id" in s}
          <= {o["id"] for o in everything(service, "organizations")})
    eee = next(s for s in services if s.get("alternate_name") == "EEE")
    check("a service says who is entitled, what to bring and for which places",
          eee["eligibility_description"] and eee["required_documents"] and eee["service_areas"][0]["name"], eee)
    check("a part of a name is searched in either case",  # δήμο, ΔΉΜΟ
          service.get("/hsds/organizations?search=%CE%B4%CE%AE%CE%BC%CE%BF").json["total_items"]
          == service.get("/hsds/organizations?search=%CE%94%CE%89%CE%9C%CE%9F").json["total_items"] > 100)
    places = everything(service, "service_at_locations")
    check("a service at a location leads to its service", {p["service_id"] for p in places} <= {s["id"] for s in services})
    secret = [p for p in places if p["location"]["external_identifier"] in
              sql("SELECT s.code FROM registry.site AS s JOIN registry.site_version AS v USING (site) "
                  "WHERE v.until IS NULL AND v.secret").split("\n")]
    check("no shelter has a location", not secret)


def holds_against_the_schemas(service):
    if not are_here(SCHEMAS):
        skip("what HSDS gives is as the official schemas have it", "the schemas are not beside the tree")
        return
    for entity, name in ENTITIES.items():
        found = everything(service, entity)  # each offer of one programme is written alike: every ninth shows it
        documents = {d["id"]: (f"{name}.json", d) for d in found[::9]}
        faults = against_schemas(SCHEMAS, dict(documents, broken=(f"{name}.json", dict(found[0], id="1"))))
        broken = faults.pop("broken", None)
        wrong = {k: v for k, v in faults.items() if v}
        check(f"{len(documents)} {entity} are as the official schema has them", not wrong and len(faults) == len(documents),
              str(wrong)[:2000])
        check(f"and a broken one of {entity} would be found", broken and "/id" in broken[0], broken)


def main():
    service = Service()
    says_what_it_is(service)
    gives_pages(service)
    follows_the_registers(service)
    holds_against_the_schemas(service)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
