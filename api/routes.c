/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/features_query.h"
#include "api/handlers/handlers.h"
#include "api/limits.h"
#include "api/route.h"

#define JSON "application/json"
#define HTML "text/html"
#define GEOJSON "application/geo+json"
#define OPENAPI "application/vnd.oai.openapi+json;version=3.0"
#define MVT "application/vnd.mapbox-vector-tile"
#define FORM "application/x-www-form-urlencoded"

/* The role is pasted: without one, ROLE_ alone is no value and the row does not compile. */
#define ROUTE(method_, path_, role_, ...)                                       \
    {                                                                           \
        .method = (method_), .path = (path_), .role = ROLE_##role_, __VA_ARGS__ \
    }

const Route routes[] = {
    ROUTE("POST", "/v1/entitlements", ADVISER, .asks_person = true, .body_max = QUESTION_BODY_MAX,
            .request_type = JSON, .request = "Question", .answer_type = JSON, .answer = "Answer",
            .handler = entitlements_handle,
            .summary = "Τι δικαιούται αυτό το πρόσωπο, σε αυτόν τον δήμο, αυτή την ημέρα"),
    ROUTE("GET", "/v1/places", ANYONE, .params = places_params, .answer_type = JSON,
            .answer = "Places", .handler = places_handle,
            .summary = "Τόποι με όνομα σε όποια γραφή, με κωδικό ή με σημείο"),
    ROUTE("GET", "/v1/places/{code}", ANYONE, .params = place_params, .answer_type = JSON,
            .answer = "Place", .handler = place_handle,
            .summary = "Ένας τόπος: τι είναι, ποιες δομές, στάσεις και προγράμματα έχει"),
    ROUTE("GET", "/v1/programmes", ANYONE, .params = programmes_params, .answer_type = JSON,
            .answer = "Programmes", .handler = programmes_handle,
            .summary = "Το μητρώο προγραμμάτων"),
    ROUTE("GET", "/v1/programmes/{code}", ANYONE, .params = programme_params, .answer_type = JSON,
            .answer = "Programme", .handler = programme_handle,
            .summary = "Ένα πρόγραμμα με τα κριτήρια και τα δικαιολογητικά του"),
    ROUTE("GET", "/v1/offers", ANYONE, .params = offers_params, .answer_type = JSON,
            .answer = "Offers", .handler = offers_handle,
            .summary = "Παροχές: πού και πώς δίνεται κάθε πρόγραμμα"),
    ROUTE("GET", "/v1/supply/{view}", COORDINATOR, .params = supply_params, .answer_type = JSON,
            .answer = "Listing", .handler = supply_handle,
            .summary = "Πίνακες παροχής: κενά, απόσταση, ισότητα, επικαλύψεις, χρηματοδοτήσεις, "
                       "νέα σημεία"),

    ROUTE("GET", "/ogc", ANYONE, .answer_type = JSON, .handler = features_landing_handle,
            .summary = "OGC API - Features: η αρχική"),
    ROUTE("GET", "/ogc/", ANYONE, .answer_type = JSON, .handler = features_landing_handle,
            .summary = "OGC API - Features: η αρχική"),
    ROUTE("GET", "/ogc/api", ANYONE, .answer_type = OPENAPI, .is_static = true,
            .handler = features_api_handle,
            .summary = "OGC API - Features: η περιγραφή της διεπαφής"),
    ROUTE("GET", "/ogc/conformance", ANYONE, .answer_type = JSON,
            .handler = features_conformance_handle,
            .summary = "OGC API - Features: σε τι συμμορφώνεται"),
    ROUTE("GET", "/ogc/collections", ANYONE, .answer_type = JSON,
            .handler = features_collections_handle, .summary = "OGC API - Features: οι συλλογές"),
    ROUTE("GET", "/ogc/collections/{collection}", ANYONE, .params = features_collection_params,
            .answer_type = JSON, .handler = features_collection_handle,
            .summary = "OGC API - Features: μία συλλογή"),
    ROUTE("GET", "/ogc/collections/{collection}/schema", ANYONE,
            .params = features_collection_params, .answer_type = "application/schema+json",
            .handler = features_schema_handle,
            .summary = "OGC API - Features: τα πεδία μιας συλλογής"),
    ROUTE("GET", "/ogc/collections/{collection}/items", ANYONE, .params = features_items_params,
            .answer_type = GEOJSON, .handler = features_items_handle,
            .summary = "OGC API - Features: αντικείμενα μιας συλλογής"),
    ROUTE("GET", "/ogc/collections/{collection}/items/{id}", ANYONE, .params = features_item_params,
            .answer_type = GEOJSON, .handler = features_item_handle,
            .summary = "OGC API - Features: ένα αντικείμενο"),
    ROUTE("GET", "/tiles/{layer}.json", ANYONE, .params = tilejson_params, .answer_type = JSON,
            .answer = "TileJSON", .handler = tilejson_handle,
            .summary =
                    "Ένα επίπεδο του χάρτη ως TileJSON 3.0: πού είναι τα πλακίδιά του, τι έχουν"),
    ROUTE("GET", "/tiles/{layer}/{z}/{x}/{y}.mvt", ANYONE, .params = tile_params,
            .answer_type = MVT, .handler = tile_handle,
            .summary = "Ένα διανυσματικό πλακίδιο (Mapbox Vector Tile 2.1)"),
    ROUTE("GET", "/tiles/{layer}/{z}/{x}/{y}", ANYONE, .params = tile_params, .answer_type = MVT,
            .handler = tile_handle, .summary = "Το ίδιο πλακίδιο χωρίς κατάληξη"),

    ROUTE("GET", "/v1/coverage", COORDINATOR, .params = coverage_params, .answer_type = JSON,
            .answer = "Coverage", .handler = coverage_handle,
            .summary = "Ένας πίνακας μιας προστατευμένης δημοσίευσης: πόσοι ανά τόπο"),

    ROUTE("GET", "/openapi.json", ANYONE, .answer_type = JSON, .handler = openapi_handle,
            .summary = "Αυτό το έγγραφο"),
    ROUTE("GET", "/healthz", ANYONE, .answer_type = JSON, .answer = "Health", .is_always = true,
            .handler = healthz_handle, .summary = "Ζει η υπηρεσία;"),
    ROUTE("GET", "/readyz", ANYONE, .answer_type = JSON, .answer = "Health", .is_always = true,
            .handler = readyz_handle, .summary = "Μπορεί να απαντήσει;"),
    ROUTE("GET", "/metrics", ANYONE, .is_always = true, .answer_type = "text/plain",
            .handler = metrics_handle, .summary = "Μετρήσεις για το Prometheus, για κανέναν"),

    ROUTE("GET", "/", SIGNED_IN, .face = FACE_PAGE, .answer_type = HTML, .handler = home_handle,
            .summary = "Η σελίδα του συμβούλου: η ερώτηση"),
    ROUTE("POST", "/answer", ADVISER, .face = FACE_FORM, .body_max = FORM_BODY_MAX,
            .request_type = FORM, .answer_type = HTML, .handler = answer_handle,
            .summary = "Η απάντηση στη φόρμα της σελίδας"),
    ROUTE("GET", "/login", ANYONE, .face = FACE_PAGE, .params = login_params, .answer_type = HTML,
            .handler = login_page_handle, .summary = "Η σελίδα σύνδεσης"),
    ROUTE("POST", "/login", ANYONE, .face = FACE_FORM, .body_max = FORM_BODY_MAX,
            .request_type = FORM, .answer_type = HTML, .handler = login_handle,
            .summary = "Σύνδεση"),
    ROUTE("POST", "/logout", SIGNED_IN, .face = FACE_FORM, .body_max = FORM_BODY_MAX,
            .request_type = FORM, .answer_type = HTML, .handler = logout_handle,
            .summary = "Αποσύνδεση"),
    ROUTE("GET", "/dilosi-prosvasimotitas", ANYONE, .face = FACE_PAGE, .answer_type = HTML,
            .handler = accessibility_handle, .summary = "Η δήλωση προσβασιμότητας"),
    ROUTE("GET", "/places", ANYONE, .face = FACE_PAGE, .params = places_page_params,
            .answer_type = HTML, .handler = places_page_handle,
            .summary = "Αναζήτηση τόπου και ο χάρτης των δήμων μιας ημέρας"),
    ROUTE("GET", "/places/{code}", ANYONE, .face = FACE_PAGE, .params = place_params,
            .answer_type = HTML, .handler = place_page_handle,
            .summary = "Η σελίδα ενός δήμου: πού, πότε, ποιον καλείτε"),
    ROUTE("GET", "/places/{code}/snippet", ANYONE, .params = place_params, .answer_type = HTML,
            .handler = place_snippet_handle,
            .summary = "Τα στοιχεία επικοινωνίας ενός δήμου ως κομμάτι HTML για τη δική του "
                       "ιστοσελίδα"),
    ROUTE("GET", "/supply", COORDINATOR, .face = FACE_PAGE, .answer_type = HTML,
            .handler = supply_page_handle, .summary = "Πού φτάνει η βοήθεια: οι πίνακες"),
    ROUTE("GET", "/supply/{view}", COORDINATOR, .face = FACE_PAGE, .params = supply_params,
            .answer_type = HTML, .handler = supply_view_page_handle,
            .summary = "Ένας πίνακας παροχής με τη φόρμα του"),
    ROUTE("GET", "/map", COORDINATOR, .face = FACE_PAGE, .params = map_params, .has_map = true,
            .answer_type = HTML, .handler = map_handle,
            .summary = "Ο χάρτης των συντονιστών: η κάλυψη ανά τόπο"),
    ROUTE("GET", "/static/{file}", ANYONE, .params = asset_params, .is_static = true,
            .is_always = true, .answer_type = "text/css", .handler = asset_handle,
            .summary = "Η μορφή των σελίδων"),
    { 0 },
};
