#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The public registers, openapi.json, and who may call what: tested from the document itself."""

import os
import subprocess
import time

from service import MITROA, ROOT, SLOW, Service, check, end
from world import tokens


def first(response, key="places"):
    found = response.json[key]
    return found[0] if found else None


def finds_places(service):
    for typed in ("Καλαμάτα", "καλαματας", "ΔΗΜΟΣ ΚΑΛΑΜΑΤΑΣ", "kalamata", "Καλαμάτ", "24100", "241 00", "Τ.Κ. 24100"):
        response = service.request("GET", "/v1/places?q=" + "".join(f"%{b:02X}" for b in typed.encode()))
        check(f"«{typed}» finds Kalamata first", first(response) and first(response)["code"] == "4401", response.text)
    place = first(service.get("/v1/places?code=4401&on=2026-11-22"))
    check("a place is told with all that the contract names",
          set(place) == {"code", "name", "kind", "regional_unit", "prefecture", "region", "lon", "lat", "valid_from",
                         "valid_to", "predecessors", "successors", "boundary_source", "boundary_quality", "boundary_as_of"}
          and place["kind"] == "municipality" and place["region"] == "Πελοποννήσου", place)
    point = service.get("/v1/places?lon=22.11&lat=37.04")
    check("a point finds its municipality", first(point) and first(point)["code"] == "4401", point.text)
    check("a point in the open sea finds none", service.get("/v1/places?lon=20&lat=35").json == {"places": []})
    check("two ways at once are refused", service.get("/v1/places?q=a&code=4401").status == 400)
    check("half a point is refused", service.get("/v1/places?lon=22").status == 400)
    check("no way at all is refused", service.get("/v1/places").status == 400)
    check("a search gives twenty at most, unless more are asked for",
          len(service.get("/v1/places?q=a").json["places"]) == 20)
    check("the limit is kept", len(service.get("/v1/places?q=a&limit=3").json["places"]) == 3)


def lists_programmes(service):
    everything = service.get("/v1/programmes?on=2026-11-22").json["programmes"]
    check("at least 25 programmes are in force", len(everything) >= 25, len(everything))
    check("each has code, title, law and trust", all(p["code"] and p["title"] and p["law"] and p["trust"]
                                                   for p in everything))
    check("none is listed twice", len({p["code"] for p in everything}) == len(everything))
    found = service.get("/v1/programmes?q=EEE&on=2026-11-22").json["programmes"]
    check("a text filters them", found and all("EEE" in p["code"] for p in found), found)
    here = service.get("/v1/programmes?municipality=4401&on=2026-11-22").json["programmes"]
    unknown = {p["code"] for p in everything if p["area"].startswith("unknown")}
    check("a municipality filters them, and an area that is not known may hold it",
          unknown and unknown <= {p["code"] for p in here} <= {p["code"] for p in everything}, unknown)
    one = service.get("/v1/programmes/EEE?on=2026-11-22")
    check("one programme is told with its criteria, documents and versions",
          one.status == 200 and len(one.json["criteria"]) > 3 and one.json["documents"] and one.json["versions"],
          one.text[:300])
    check("each criterion reads as a sentence", all(c["reads"] for c in one.json["criteria"]), one.json["criteria"][:2])
    check("before its first day it is not there", service.get("/v1/programmes/EEE?on=1999-01-01").status == 404)
    check("a programme that nobody has is not there", service.get("/v1/programmes/NOTHING").status == 404)


def lists_offers(service):
    offers = service.get("/v1/offers?municipality=4401&on=2026-11-22&limit=1000").json["offers"]
    check("the offers for a municipality are listed", len(offers) > 5, len(offers))
    centre = service.get("/v1/offers?programme=COMMUNITY_CENTRE&municipality=4401&on=2026-11-22").json["offers"]
    check("the centre of Kalamata is among those of its programme",
          any(o["structure"] == "KK-4401" for o in centre), centre)
    check("a programme that nobody has is offered nowhere",
          service.get("/v1/offers?programme=NOTHING").json["offers"] == [])


def documents_itself(service, document):
    check("the document is OpenAPI 3.0.3", document["openapi"] == "3.0.3")
    references = []

    def walk(node):
        if isinstance(node, dict):
            references.extend([node["$ref"]] if "$ref" in node else [])
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(document)
    schemas = document["components"]["schemas"]
    check("it refers only to itself, and to what is there",
          all(r.startswith("#/components/schemas/") and r.rsplit("/", 1)[1] in schemas for r in references), references)
    for path, parameter in ((p, x) for p, ops in document["paths"].items() for o in ops.values()
                            for x in o["parameters"]):
        if parameter["in"] == "path":
            check(f"{path} says its path parameter is required", parameter["required"] is True
                  and "{" + parameter["name"] + "}" in path)
    check("every operation has a summary in Greek",
          all(any("α" <= c <= "ω" for c in o["summary"]) for ops in document["paths"].values() for o in ops.values()))


def validates_answers(service, document, token):
    """The answers have what their schemas require."""
    def lacks(schema, value, at):
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
        missing = [f"{at}/{name}" for name in schema.get("required", []) if not (isinstance(value, dict) and name in value)]
        for part in schema.get("allOf", []):
            missing += lacks(part, value, at)
        for name, child in schema.get("properties", {}).items():
            if isinstance(value, dict) and name in value and value[name] is not None:
                missing += lacks(child, value[name], f"{at}/{name}")
            elif isinstance(value, dict) and name in value and not child.get("nullable"):
                missing.append(f"{at}/{name} is null")
        if "items" in schema and isinstance(value, list):
            for i, item in enumerate(value):
                missing += lacks(schema["items"], item, f"{at}/{i}")
        if "enum" in schema and value not in schema["enum"]:
            missing.append(f"{at} is {value}")
        types = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}
        if "type" in schema and not isinstance(value, types[schema["type"]]):
            missing.append(f"{at} is no {schema['type']}")
        return missing

    for path, response in (
        ("/v1/places", service.get("/v1/places?q=a&limit=50")), ("/v1/programmes", service.get("/v1/programmes")),
        ("/v1/places/{code}", service.get("/v1/places/4401")), ("/v1/places/{code}", service.get("/v1/places/EL65")),
        ("/v1/programmes/{code}", service.get("/v1/programmes/EEE")), ("/v1/offers", service.get("/v1/offers?limit=500")),
        ("/healthz", service.get("/healthz")), ("/readyz", service.get("/readyz")),
        ("/v1/entitlements", service.ask({"person": {"facts": {"age": 70}}, "place": {"municipality": "4401"},
                                          "include": "all"}, token)),
    ):
        operation = next(iter(document["paths"][path].values()))
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        wrong = lacks(schema, response.json, "")
        check(f"the answer of {path} is of the shape that is documented", not wrong, wrong[:10])


def takes_up_new_registers(service):
    before = service.get("/readyz").json["register_version"]
    title = f"Δημοτικό Συσσίτιο {time.time_ns()}"
    folder = f"{ROOT}/importers/sample/programmes"
    changed = os.path.join(os.environ["TEST_SCRATCH"], "programmes")
    os.makedirs(changed, exist_ok=True)
    for name in os.listdir(folder):
        with open(f"{folder}/{name}", encoding="utf-8") as file, open(f"{changed}/{name}", "w", encoding="utf-8") as out:
            out.write(file.read().replace("Δημοτικό Συσσίτιο", title, 1 if name == "programmes.csv" else 0))
    subprocess.run([MITROA, "import", "programmes", *(f"{changed}/{n}" for n in sorted(os.listdir(changed)))],
                   capture_output=True, timeout=60 * SLOW, check=True)
    until = time.monotonic() + 15 * SLOW
    while time.monotonic() < until and service.get("/readyz").json["register_version"] == before:
        time.sleep(0.1)
    titles = [p["title"] for p in service.get("/v1/programmes").json["programmes"]]
    check("a new register version is served without a restart",
          service.get("/readyz").json["register_version"] > before and title in titles, titles)


def main():
    token = tokens()
    service = Service()
    document = service.get("/openapi.json").json
    finds_places(service)
    lists_programmes(service)
    lists_offers(service)
    documents_itself(service, document)
    validates_answers(service, document, token["kalamata"])
    takes_up_new_registers(service)
    check("the service ends with status 0", service.stop() == 0, service.errors())
    end()


main()
