#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Places for everybody: through time, as data, as a page with its map."""

import json
import os
import re
import time
import xml.etree.ElementTree as xml

from service import SLOW, Service, check, end, mitroa

SVG = "{http://www.w3.org/2000/svg}"


def knows_the_time(service):
    then = service.get("/v1/places?code=ypes:9069&on=2017-06-01").json["places"]
    check("in 2017 there is Servia - Velventos, and its two successors share its people",
          [p["code"] for p in then] == ["ypes:9069"]
          and {s["code"]: s["share"] for s in then[0]["successors"]} == {"1402": 0.2325, "1405": 0.7675}
          and {s["on"] for s in then[0]["successors"]} == {"2019-09-01"}, then)
    now = service.get("/v1/places?code=1402&on=2026-11-22").json["places"]
    check("today Velventos says whose part it was", [p["code"] for p in now[0]["predecessors"]] == ["ypes:9069"], now)
    check("its boundary names its source and how good it is",
          now[0]["boundary_source"] and now[0]["boundary_quality"] in ("official", "approximate"), now)
    check("an ambiguous old code gives none rather than one of two",
          service.get("/v1/places?code=ypes:9069&on=2026-11-22").json == {"places": []})


def tells_a_place_as_data(service):
    place = service.get("/v1/places/4404?on=2026-11-23").json
    check("a municipality is told with its population, area, codes and seat",
          place["population"] == 8508 and place["population_year"] == 2021 and place["code_ypes"] == "9256"
          and place["seat"] == "Μελιγαλάς" and place["area_km2"] > 400, place)
    check("Oichalia's responsible centre is Kalamata's", place["centre"]["structure"] == "KK-4401", place["centre"])
    check("the stops of its mobile unit have their dates, the next one first",
          place["stops"] and [s["day"] for s in place["stops"]] == sorted(s["day"] for s in place["stops"])
          and place["stops"][0]["day"] >= "2026-11-23" and {s["unit"] for s in place["stops"]} == {"KM-4401"},
          place["stops"])
    check("the programmes that are valid there are listed with where", len(place["programmes"]) > 20
          and any(p["where"] for p in place["programmes"]), len(place["programmes"]))
    check("exactly one boundary decides", [b["decides"] for b in place["boundaries"]].count(True) == 1,
          place["boundaries"])
    early = service.get("/v1/places/4404?on=2017-06-01").json
    check("before the partnership its mobile unit is not next before its first day, nor its centre responsible",
          all(s["day"] >= "2018-02-01" for s in early["stops"])
          and (early["centre"] or {}).get("structure") != "KK-4401", early["stops"][:1])
    branch = [s for s in service.get("/v1/places/4401").json["structures"] if s["structure"] == "PR-4401"]
    check("the branch for a group has its neutral name",
          [b["name"] for b in branch] == ["Παράρτημα Κέντρου Κοινότητας Καλαμάτας"], branch)
    unit = service.get("/v1/places/44").json
    check("a regional unit lists its municipalities",
          [m["code"] for m in unit["municipalities"]] == ["4401", "4402", "4403", "4404", "4405", "4406"], unit)
    gone = service.get("/v1/places/ypes:9118?on=2026-11-22").json
    check("an ended municipality is still told, without anything valid in it",
          gone["valid"] is False and gone["valid_to"] == "2019-08-31" and len(gone["successors"]) == 3
          and gone["programmes"] == [] and gone["centre"] is None, gone)
    check("a code that nobody has is not there", service.get("/v1/places/9999").status == 404)
    check("a day that is none is refused", service.get("/v1/places/4401?on=2026-02-30").status == 400)


def map_of(page):
    return xml.fromstring(re.search(r"<svg.*?</svg>", page.text, re.S)[0])


def shows_a_place(service):
    page = service.get("/places/4404?on=2026-11-23")
    check("the page of a municipality is for everybody", page.status == 200 and "<h1" in page.text
          and "Δήμος Οιχαλίας" in page.text, page.text[:300])
    check("it names the centre, the next stop, the population and the source of the boundary",
          all(text in page.text for text in ("Διευρυμένο Κέντρο Κοινότητας Δήμου Καλαμάτας", "Μελιγαλάς", "8.508",
                                             "Όρια στο μητρώο")))
    check("nothing on it names a special group", not re.search("ρομά|τσιγγ", page.text, re.I))
    check("no style stands in it, and no script but ours, from a file", not re.search("style=|<style", page.text)
          and re.findall("<script[^>]*>", service.get("/places/4404").text) == ['<script type="module" src="/static/place.mjs">'])
    check("on another day, of which there are no tiles, none at all", "<script" not in service.get("/places/4404?on=2017-03-01").text)
    drawn = map_of(page)
    title, desc = drawn.find(SVG + "title"), drawn.find(SVG + "desc")
    check("its map has a title and a description for who does not see it",
          title.text == "Χάρτης: Δήμος Οιχαλίας" and "Μελιγαλάς" in desc.text
          and drawn.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}", desc.text)
    texts = [t.text for t in drawn.iter(SVG + "text")]
    check("the map has north, a scale and Greek names", "Β" in texts and any(t.endswith("χλμ.") for t in texts)
          and "Οιχαλίας" in texts, texts)
    check("neighbours lead to their pages", "/places/4401" in [a.get("href") for a in drawn.iter(SVG + "a")])
    check("a page that nobody has is a page", "<h1" in service.get("/places/9999").text
          and service.get("/places/9999").status == 404)


def tells_what_is_local_and_who_works_there(service):
    page = service.get("/places/4401?on=2026-11-23").text
    place = service.get("/v1/places/4401?on=2026-11-23").json
    centre = next(s for s in place["structures"] if s["structure"] == "KK-4401")
    check("a structure tells its people, the end of what pays it, and how exact its point is",
          centre["staff"]["people"] == 6 and len(centre["posts"]) == 2 and centre["funding_has_ended"] is True
          and centre["geocoding"] == "postcode", centre)
    check("who is shared counts once in all of them", place["staff"]["people"] == 8, place["staff"])
    check("the page says the same", "5 κοινωνικοί επιστήμονες, 1 οδηγός (κοινή θέση με Κινητή μονάδα" in page
          and "η γνωστή χρηματοδότηση έχει λήξει" in page and "η θέση είναι κατά προσέγγιση (από τον ταχυδρομικό" in page
          and "Όσοι είναι κοινοί σε δύο δομές μετρούν μία φορά" in page)
    local = {p["programme"]: p["local"] for p in place["programmes"] if p["local"]}
    check("what the municipality adds to programmes is told here alone", set(local) == {"EEE", "SOCIAL_GROCERY"}
          and "Οι αιτήσεις για το Δημοτικό Παντοπωλείο" in page
          and not any(p["local"] for p in service.get("/v1/places/4402").json["programmes"])
          and "Δημοτικό Παντοπωλείο γίνονται" not in service.get("/places/4402").text, local)
    action = next(a for a in place["group_actions"] if "choice" in a)
    check("the chosen school stands with the actions, not with the programmes",
          action["choice"]["institutions"][0]["name"] == "Α΄ Δημοτικό Σχολείο Καλαμάτας (δείγμα)"
          and page.index("Επιλέγει ίδρυμα, όχι πρόσωπα") > page.index('id="group-actions"'), action)
    tie = service.get("/places/4402?on=2026-11-23").text
    check("a tie is told as one", "ισοψηφία" in tie and "Η επιλογή δεν είναι οριστική" in tie)


def gives_a_piece_for_the_site_of_the_municipality(service):
    piece = service.get("/places/4404/snippet?on=2026-11-23")
    check("a municipality gets a piece of HTML for its own site",
          piece.status == 200 and "Διευρυμένο Κέντρο Κοινότητας Δήμου Καλαμάτας" in piece.text
          and "25/11/2026 09:30" in piece.text and "Κοινωνική Υπηρεσία Δήμου Οιχαλίας" in piece.text, piece.text)
    check("without a frame, a style or a script of ours", not re.search("<html|<script|<style|style=|<link|<meta", piece.text))
    check("which leads back to the whole page", f'href="{service.url}/places/4404"' in piece.text, piece.text)
    check("it is well formed", xml.fromstring(piece.text).tag == "div")
    check("its hours and telephone are those of the one record", all(
        words in service.get("/places/5104/snippet?on=2019-03-01").text for words in ("Μπιχάκη 8", "09:00-17:00")))
    check("nothing but a municipality has one", service.get("/places/44/snippet").status == 404)
    check("its page leads to it", 'href="/places/4404/snippet"' in service.get("/places/4404").text)


def is_found_only_where_it_should_be(service):
    hidden = '<meta name="robots" content="noindex">'
    for path, is_found in (("/places/4401", True), ("/places", True), ("/places/4401?on=2019-03-01", False),
                           ("/places?q=kalamata", False), ("/login", False), ("/places/9999", False)):
        check(f"{path} is {'' if is_found else 'not '}for search engines",
              (hidden not in service.get(path).text) == is_found)
    sample = next(code for code in ("1001", "0101", "0601", "2001") if "Δείγμα" in service.get(f"/places/{code}").text)
    check("nor is a page that tells of a sample", hidden in service.get(f"/places/{sample}").text, sample)


def opens_long_lists_on_demand(service):
    page = service.get("/places/4401?on=2026-11-23").text
    programmes = page[page.index('id="programmes"'):]
    shown = programmes[:programmes.index("<details")].count("<li><strong>")
    total = int(re.search(r"ισχύουν εδώ \(([0-9]+)\)", page)[1])
    rest = int(re.search(r"<summary>Ακόμη ([0-9]+)</summary>", programmes)[1])
    check("of a long list the first are shown, and how many more there are", shown == 8 and shown + rest == total > 20,
          f"{shown} {rest} {total}")


def shows_two_layers_side_by_side(service):
    before = service.get("/readyz").json["register_version"]
    box = [[[21.6, 37.1], [21.7, 37.1], [21.7, 37.2], [21.6, 37.2], [21.6, 37.1]]]
    sheet = os.path.join(os.environ["TEST_SCRATCH"], "oria_2019.geojson")
    with open(sheet, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": [{
            "type": "Feature", "properties": {"elstat_code": "4406", "name": "Τριφυλίας"},
            "geometry": {"type": "Polygon", "coordinates": box}}]}, file)
    mitroa("import", "boundaries", "--as-of", "2019-09-01", sheet)
    until = time.monotonic() + 30 * SLOW
    while time.monotonic() < until and service.get("/readyz").json["register_version"] == before:
        time.sleep(0.2)
    layers = service.get("/v1/places/4406").json["boundaries"]
    check("an official layer stands beside the approximate one, with source, day and quality, and decides",
          [(b["source"], b["quality"], b["as_of"], b["decides"]) for b in layers[:1]]
          == [("oria_2019", "official", "2019-09-01", True)]
          and [(b["quality"], b["as_of"], b["decides"]) for b in layers[1:]] == [("approximate", None, False)], layers)
    inside = service.get("/v1/places?lon=21.65&lat=37.15").json["places"]
    check("which one decided is said with a point",
          [(p["code"], p["boundary_quality"], p["boundary_source"], p["boundary_as_of"]) for p in inside]
          == [("4406", "official", "oria_2019", "2019-09-01")], inside)
    page = service.get("/places/4406")
    lines = [g for g in map_of(page).iter(SVG + "g") if g.get("class") == "m-second-layer"]
    check("the map draws the other with a broken line, and says which is which",
          len(lines) == 1 and lines[0].get("stroke-dasharray")
          and "Συνεχής γραμμή: επίσημο όριο της 01/09/2019, oria_2019" in page.text
          and "Διακεκομμένη: προσέγγιση" in page.text, page.text[page.text.index("<figcaption"):][:400])


def shows_both_maps(service):
    for day, number, has, has_not in (("2026-11-22", 332, "/places/1402", "/places/ypes:9069"),
                                      ("2017-06-01", 325, "/places/ypes:9069", "/places/1402")):
        page = service.get(f"/places?on={day}")
        links = [a.get("href") for a in map_of(page).iter(SVG + "a")]
        check(f"on {day} the map has {number} municipalities, those of the day",
              len(links) == number and has in links and has_not not in links and f"Οι {number} δήμοι" in page.text,
              len(links))
    found = service.get("/places?q=trikkala").text
    check("what is searched for comes first", found.index("Δήμος Τρικκαίων") < found.index("Περιφέρειες"))
    check("what somebody types is text",
          "<b>" not in service.get("/places?q=%3Cb%3E").text and "&lt;b&gt;" in service.get("/places?q=%3Cb%3E").text)


service = Service()
knows_the_time(service)
tells_a_place_as_data(service)
shows_a_place(service)
shows_both_maps(service)
tells_what_is_local_and_who_works_there(service)
gives_a_piece_for_the_site_of_the_municipality(service)
is_found_only_where_it_should_be(service)
opens_long_lists_on_demand(service)
shows_two_layers_side_by_side(service)
check("the service ends with status 0", service.stop() == 0, service.errors())
end()
