/* SPDX-License-Identifier: EUPL-1.2 */

/* Places: codes of two editions, names in every spelling, and what they meant on which day. */

#include "tests/unit/unit.h"

#include "registry/place.h"

#include <math.h>

enum {
    KALAMATA = 1,
    MESSINI,
    IRAKLEIO_ATTICA,
    IRAKLEIO_CRETE,
    NIKAIA,
    KILELER,
    TRIKKAIA,
    ALMOPIA,
    SERVIA_VELVENTOS,
    SERVIA,
    VELVENTOS,
    VOIO,
    UNIT_MESSINIA,
    UNIT_KOZANI,
    UNIT_IRAKLEIO,
    UNIT_TRIKALA,
    PREFECTURE_MESSINIA,
    REGION_PELOPONNESE,
    REGION_ATTICA,
};

static Day
day(int year, int month, int date)
{
    Day made = DAY_NONE;

    CHECK(day_from_ymd(year, month, date, &made) == 0);
    return made;
}

static const Place *
place(int32_t key, PlaceLevel level, const char *code, const char *name)
{
    static Place made;

    made = (Place) {
        .key = key,
        .level = level,
        .code = code,
        .name = name,
        .valid_from = DAY_NONE,
        .valid_to = DAY_NONE,
        .label = GEO_NOWHERE,
        .population = -1,
        .area_km2 = NAN,
    };
    return &made;
}

static void
add_in(Places *places, const Place *made, int32_t unit, int32_t region, const char *code_2011)
{
    Place full = *made;

    full.regional_unit = unit;
    full.region = region;
    full.code_2011 = code_2011;
    places_add(places, &full);
}

static void
add_split(Places *places)
{
    Place whole = *place(SERVIA_VELVENTOS, PLACE_MUNICIPALITY, "ypes:9069", "Σερβίων - Βελβεντού");
    Place half = *place(SERVIA, PLACE_MUNICIPALITY, "1405", "Σερβίων");

    whole.code_ypes = "9069";
    whole.valid_to = day(2019, 8, 31);
    whole.regional_unit = half.regional_unit = UNIT_KOZANI;
    half.valid_from = day(2019, 9, 1);
    places_add(places, &whole);
    places_add(places, &half);
    half.key = VELVENTOS;
    half.code = "1402";
    half.name = "Βελβεντού";
    places_add(places, &half);
    places_add_succession(places, SERVIA_VELVENTOS, SERVIA, day(2019, 9, 1), 0.7675);
    places_add_succession(places, SERVIA_VELVENTOS, VELVENTOS, day(2019, 9, 1), 0.2325);
}

static Places *
some_places(void)
{
    Places *places = places_new();

    add_in(places, place(KALAMATA, PLACE_MUNICIPALITY, "4401", "Καλαμάτας"), UNIT_MESSINIA,
            REGION_PELOPONNESE, NULL);
    add_in(places, place(MESSINI, PLACE_MUNICIPALITY, "4403", "Μεσσήνης"), UNIT_MESSINIA,
            REGION_PELOPONNESE, NULL);
    add_in(places, place(IRAKLEIO_ATTICA, PLACE_MUNICIPALITY, "4604", "Ηρακλείου"), 0,
            REGION_ATTICA, NULL);
    add_in(places, place(IRAKLEIO_CRETE, PLACE_MUNICIPALITY, "7101", "Ηρακλείου"), UNIT_IRAKLEIO, 0,
            NULL);
    add_in(places, place(NIKAIA, PLACE_MUNICIPALITY, "5104", "Νίκαιας - Αγίου Ιωάννη Ρέντη"), 0,
            REGION_ATTICA, NULL);
    add_in(places, place(KILELER, PLACE_MUNICIPALITY, "2203", "Κιλελέρ"), 0, 0, NULL);
    add_in(places, place(TRIKKAIA, PLACE_MUNICIPALITY, "2601", "Τρικκαίων"), UNIT_TRIKALA, 0, NULL);
    add_in(places, place(ALMOPIA, PLACE_MUNICIPALITY, "1003", "Αλμωπίας"), 0, 0, NULL);
    add_in(places, place(VOIO, PLACE_MUNICIPALITY, "1403", "Βοΐου"), UNIT_KOZANI, 0, "1402");
    add_split(places);
    places_add(places, place(UNIT_MESSINIA, PLACE_REGIONAL_UNIT, "44", "Μεσσηνίας"));
    places_add(places, place(UNIT_KOZANI, PLACE_REGIONAL_UNIT, "14", "Κοζάνης"));
    places_add(places, place(UNIT_IRAKLEIO, PLACE_REGIONAL_UNIT, "71", "Ηρακλείου"));
    places_add(places, place(UNIT_TRIKALA, PLACE_REGIONAL_UNIT, "26", "Τρικάλων"));
    places_add(places, place(PREFECTURE_MESSINIA, PLACE_PREFECTURE, "GR-17", "Μεσσηνίας"));
    places_add(places, place(REGION_PELOPONNESE, PLACE_REGION, "EL65", "Πελοποννήσου"));
    places_add(places, place(REGION_ATTICA, PLACE_REGION, "EL30", "Αττικής"));
    places_add_name(places, TRIKKAIA, "Τρίκαλα");
    places_add_name(places, NIKAIA, "Νίκαια");
    places_add_name(places, KILELER, "Νίκαια");
    places_seal(places);
    return places;
}

static int32_t
resolved(const char *text, unsigned level_bits, Day on)
{
    CLEANUP(places_freep) Places *places = some_places();
    const Place *found;
    int r = places_resolve(places, text, level_bits, on, &found, 0, NULL);

    return r == 0 ? found->key : -r;
}

static int32_t
now(const char *text)
{
    return resolved(text, 0, day(2026, 11, 21));
}

static int32_t
first_of_search(const char *text)
{
    CLEANUP(places_freep) Places *places = some_places();
    const Place *found[3];
    size_t n = places_search(places, text, 0, day(2026, 11, 21), 3, found);

    return n > 0 ? found[0]->key : 0;
}

static void
reads_a_code_of_the_edition_that_it_names(void)
{
    CHECK(now("4401") == KALAMATA);
    CHECK(now(" 4401 ") == KALAMATA);
    CHECK(now("1402") == VELVENTOS);
    CHECK(now("elstat2011:1402") == VOIO);
    CHECK(now("44") == UNIT_MESSINIA);
    CHECK(now("gr-17") == PREFECTURE_MESSINIA);
    CHECK(now("nuts:EL65") == REGION_PELOPONNESE);
    CHECK(now("9999") == -PLACE_E_UNKNOWN);
}

static void
understands_what_a_name_meant_on_the_day(void)
{
    CHECK(resolved("Σερβίων - Βελβεντού", 0, day(2017, 5, 1)) == SERVIA_VELVENTOS);
    CHECK(resolved("ypes:9069", 0, day(2017, 5, 1)) == SERVIA_VELVENTOS);
    CHECK(resolved("Βελβεντού", 0, day(2017, 5, 1)) == SERVIA_VELVENTOS);
    CHECK(resolved("Βελβεντού", 0, day(2019, 9, 1)) == VELVENTOS);
    CHECK(now("ypes:9069") == -PLACE_E_AMBIGUOUS);
}

static void
names_the_heirs_of_a_place_that_has_ended(void)
{
    CLEANUP(places_freep) Places *places = some_places();
    const Place *found = NULL, *hints[4];
    const PlaceShare *shares;

    CHECK(places_resolve(places, "Σέρβια-Βελβεντό", 0, day(2026, 1, 1), &found, 3, hints)
            == PLACE_E_AMBIGUOUS);
    CHECK(!found && hints[0] && hints[1] && !hints[2]);
    CHECK(places_successors(places, places_by_key(places, SERVIA_VELVENTOS), &shares) == 2);
    CHECK(shares[0].place->key == SERVIA && fabs(shares[0].share - 0.7675) < 1e-9);
    CHECK(places_predecessors(places, places_by_key(places, VELVENTOS), &shares) == 1);
    CHECK(shares[0].place->key == SERVIA_VELVENTOS);
}

static void
knows_a_name_in_every_spelling(void)
{
    CHECK(now("Καλαμάτας") == KALAMATA);
    CHECK(now("ΚΑΛΑΜΑΤΑΣ") == KALAMATA);
    CHECK(now("Δήμος Καλαμάτας") == KALAMATA);
    CHECK(now("δημου καλαματας") == KALAMATA);
    CHECK(now("Καλαμάτα") == KALAMATA);
    CHECK(now("kalamata") == KALAMATA);
    CHECK(now("Αλμωπία") == ALMOPIA);
    CHECK(now("Τρίκαλα") == TRIKKAIA);
    CHECK(now("Δήμος Τρικκαίων") == TRIKKAIA);
    CHECK(now("trikala") == TRIKKAIA);
    CHECK(now("Νίκαιας–Αγ. Ι. Ρέντη") == NIKAIA);
    CHECK(now("ΝΙΚΑΙΑΣ ΑΓΙΟΥ ΙΩΑΝΝΗ ΡΕΝΤΗ") == NIKAIA);
    CHECK(now("nikaias - agiou ioanni renti") == NIKAIA);
}

static void
tells_unit_and_prefecture_and_municipality_apart(void)
{
    CHECK(now("Π.Ε. Μεσσηνίας") == UNIT_MESSINIA);
    CHECK(now("Νομός Μεσσηνίας") == PREFECTURE_MESSINIA);
    CHECK(now("Περιφέρεια Πελοποννήσου") == REGION_PELOPONNESE);
    CHECK(resolved("Μεσσηνίας", PLACE_LEVEL_BIT(PLACE_PREFECTURE), day(2026, 1, 1))
            == PREFECTURE_MESSINIA);
    CHECK(now("Π.Ε. Τρικάλων") == UNIT_TRIKALA);
    CHECK(now("Δήμος Μεσσηνίας") == -PLACE_E_UNKNOWN);
}

static void
asks_which_of_two_namesakes_is_meant(void)
{
    CHECK(now("Ηρακλείου") == -PLACE_E_AMBIGUOUS);
    CHECK(now("Νίκαια") == -PLACE_E_AMBIGUOUS);
    CHECK(now("Ηρακλείου, Αττικής") == IRAKLEIO_ATTICA);
    CHECK(now("Ηράκλειο (Π.Ε. Ηρακλείου)") == IRAKLEIO_CRETE);
    CHECK(now("Νίκαια, Αττική") == NIKAIA);
}

static void
finds_any_part_of_a_name_best_first(void)
{
    CHECK(first_of_search("καλαμ") == KALAMATA);
    CHECK(first_of_search("λαμάτ") == KALAMATA);
    CHECK(first_of_search("ρεντη") == NIKAIA);
    CHECK(first_of_search("ρέντη νίκαια") == NIKAIA);
    CHECK(first_of_search("renti") == NIKAIA);
    CHECK(first_of_search("4401") == KALAMATA);
    CHECK(first_of_search("kalamta") == KALAMATA);
    CHECK(first_of_search("τρικαλα") == TRIKKAIA);
    CHECK(first_of_search("messini") == MESSINI);
    CHECK(first_of_search("ξξξξξ") == 0);
    CHECK(first_of_search("") == 0);
    CHECK(first_of_search("   -  ") == 0);
}

static void
suggests_what_may_have_been_meant(void)
{
    CLEANUP(places_freep) Places *places = some_places();
    const Place *found = NULL, *hints[4] = { NULL };

    CHECK(places_resolve(places, "Καλαμμάντας", 0, day(2026, 1, 1), &found, 3, hints)
            == PLACE_E_UNKNOWN);
    CHECK(!found && hints[0] && hints[0]->key == KALAMATA);
}

static void
knows_what_lies_in_what(void)
{
    CLEANUP(places_freep) Places *places = some_places();
    const Place *kalamata = places_by_key(places, KALAMATA);

    CHECK(place_lies_in(kalamata, kalamata));
    CHECK(place_lies_in(kalamata, places_by_key(places, UNIT_MESSINIA)));
    CHECK(place_lies_in(kalamata, places_by_key(places, REGION_PELOPONNESE)));
    CHECK(!place_lies_in(kalamata, places_by_key(places, REGION_ATTICA)));
    CHECK(!places_by_key(places, 999) && !places_by_key(places, 0));
}

static const UnitTest tests[] = {
    { "reads a code of the edition that it names", reads_a_code_of_the_edition_that_it_names },
    { "understands what a name meant on the day", understands_what_a_name_meant_on_the_day },
    { "names the heirs of a place that has ended", names_the_heirs_of_a_place_that_has_ended },
    { "knows a name in every spelling", knows_a_name_in_every_spelling },
    { "tells unit and prefecture and municipality apart",
            tells_unit_and_prefecture_and_municipality_apart },
    { "asks which of two namesakes is meant", asks_which_of_two_namesakes_is_meant },
    { "finds any part of a name, best first", finds_any_part_of_a_name_best_first },
    { "suggests what may have been meant", suggests_what_may_have_been_meant },
    { "knows what lies in what", knows_what_lies_in_what },
};

UNIT_MAIN(tests)
