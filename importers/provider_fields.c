/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/provider_fields.h"

#include "registry/institution.h"
#include "registry/service.h"
#include "registry/specialty.h"

#include <assert.h>
#include <string.h>

#define CHOICES(list) .kind = FIELD_CHOICE, .choices = list, .n_choices = sizeof list / sizeof *list
#define REFERS(to) .kind = FIELD_REFERS, .code = CODE_##to

static const Column body_kinds[] = {
    { "municipality", "δήμος" },
    { "region", "περιφέρεια" },
    { "public_body", "δημόσιος φορέας|ΝΠΔΔ|οργανισμός" },
    { "municipal_body", "ΝΠΙΔ δήμου|κοινωφελής επιχείρηση|δημοτικό νομικό πρόσωπο" },
    { "ministry", "υπουργείο" },
    { "church", "εκκλησία|μητρόπολη" },
    { "institution", "ίδρυμα" },
    { "association", "σύλλογος|σωματείο|ΜΚΟ" },
    { "company", "επιχείρηση|εταιρεία" },
    { "other", "άλλο" },
};

static const Column structure_kinds[] = {
    { "community_centre", "Κέντρο Κοινότητας" },
    { "extended_centre", "Διευρυμένο Κέντρο Κοινότητας" },
    { "branch", "παράρτημα" },
    { "mobile_unit", "κινητή μονάδα" },
    { "social_service", "κοινωνική υπηρεσία" },
    { "regional_structure", "περιφερειακή δομή|Περιφερειακή Κοινωνική Πύλη" },
    { "social_grocery", "κοινωνικό παντοπωλείο" },
    { "social_pharmacy", "κοινωνικό φαρμακείο" },
    { "soup_kitchen", "συσσίτιο" },
    { "day_centre", "κέντρο ημέρας|ΚΔΗΦ|ΚΗΦΗ" },
    { "mental_health", "δομή ψυχικής υγείας" },
    { "shelter", "ξενώνας|καταφύγιο" },
    { "care", "μονάδα φροντίδας" },
    { "help_at_home", "Βοήθεια στο Σπίτι" },
    { "partnership", "σύμπραξη|κοινωνική σύμπραξη" },
    { "distribution_point", "σημείο διανομής" },
    { "support_centre", "κέντρο στήριξης" },
    { "municipal_service", "δημοτική υπηρεσία" },
    { "agency", "υπηρεσία φορέα" },
    { "other", "άλλο" },
};

static const Column groups[] = {
    { "roma", "ρομά" },
    { "migrants", "μετανάστες" },
    { "disabled", "ΑμεΑ|άτομα με αναπηρία" },
    { "homeless", "άστεγοι" },
    { "elderly", "ηλικιωμένοι" },
    { "children", "παιδιά" },
    { "women", "γυναίκες" },
};

static const Column offer_kinds[] = {
    { "programme", "πρόγραμμα" },
    { "service", "υπηρεσία" },
    { "group_action", "ομαδική δράση|group action" },
};

#define SERVICE_CHOICE(key, greek, accepted, category) { key, greek accepted },
static const Column services[] = { SERVICES(SERVICE_CHOICE) };

static const Column helps[] = {
    { "protection", "προστασία" },
    { "assistance", "επικούρηση" },
};

static const Column partner_roles[] = {
    { "seat", "έδρα" },
    { "lead", "επικεφαλής|συντονιστής" },
    { "partner", "εταίρος" },
};

static const Column modes[] = {
    { "site", "σημείο|στο σημείο" },
    { "stop", "στάση|σε στάση" },
    { "home", "κατ' οίκον|στο σπίτι" },
    { "telephone", "τηλέφωνο|τηλεφωνικά|phone" },
    { "online", "ηλεκτρονικά|διαδικτυακά" },
    { "application", "αίτηση|με αίτηση" },
};

static const Column geocodings[] = {
    { "exact", "ακριβής διεύθυνση|διεύθυνση" },
    { "street", "οδός" },
    { "postcode", "ταχυδρομικός κώδικας|ΤΚ" },
    { "settlement", "οικισμός" },
    { "municipality", "σημείο ετικέτας του δήμου|δήμος" },
    { "unknown", "άγνωστη" },
};

static const Column addition_kinds[] = {
    { "note", "σημείωση" },
    { "document", "δικαιολογητικό" },
    { "ask", "ερώτηση" },
};

#define WORD_CHOICE(key, greek, accepted, several) { key, greek accepted },
static const Column specialties[] = { SPECIALTIES(WORD_CHOICE) };
static const Column institution_kinds[] = { INSTITUTION_KINDS(WORD_CHOICE) };
#define MEASURE_CHOICE(key, greek, accepted, several, most, least) { key, greek accepted },
static const Column measures[] = { INSTITUTION_MEASURES(MEASURE_CHOICE) };

static const Column ranking_orders[] = {
    { "largest", "μεγαλύτερα|μεγαλύτερο" },
    { "smallest", "μικρότερα|μικρότερο" },
};

static const Column decisions[] = {
    { "asked", "ζητήθηκε" },
    { "approved", "εγκρίθηκε" },
    { "refused", "απορρίφθηκε" },
};

/* What several sheets have. */
#define NAME                                                            \
    {                                                                   \
        { "name", "όνομα|ονομασία|επωνυμία", true }, FIELD_TEXT, "name" \
    }
#define MUNICIPALITY                                           \
    {                                                          \
        { "municipality", "δήμος|έδρα" }, FIELD_PLACE, "place" \
    }
#define LON                                                                \
    {                                                                      \
        { "lon", "μήκος|γεωγραφικό μήκος|longitude" }, FIELD_NUMBER, "lon" \
    }
#define LAT                                                                 \
    {                                                                       \
        { "lat", "πλάτος|γεωγραφικό πλάτος|latitude" }, FIELD_NUMBER, "lat" \
    }
#define GRID_X                          \
    {                                   \
        { "x", "ΕΓΣΑ x" }, FIELD_NUMBER \
    }
#define GRID_Y                          \
    {                                   \
        { "y", "ΕΓΣΑ y" }, FIELD_NUMBER \
    }
#define ADDRESS                                           \
    {                                                     \
        { "address", "διεύθυνση" }, FIELD_TEXT, "address" \
    }
#define HOURS                                           \
    {                                                   \
        { "hours", "ώρες|ωράριο" }, FIELD_TEXT, "hours" \
    }
#define PHONE                                        \
    {                                                \
        { "phone", "τηλέφωνο" }, FIELD_TEXT, "phone" \
    }
#define EMAIL                                                            \
    {                                                                    \
        { "email", "ηλεκτρονική διεύθυνση|e-mail" }, FIELD_TEXT, "email" \
    }
#define URL                                       \
    {                                             \
        { "url", "ιστοσελίδα" }, FIELD_URL, "url" \
    }
#define ACCESS_INSIDE                                                        \
    {                                                                        \
        { "access_inside", "πρόσβαση εντός" }, FIELD_YES_NO, "access_inside" \
    }
#define ACCESS_OUTSIDE                                                         \
    {                                                                          \
        { "access_outside", "πρόσβαση εκτός" }, FIELD_YES_NO, "access_outside" \
    }
#define VALID_FROM                                                         \
    {                                                                      \
        { "valid_from", "ισχύει από|από|έναρξη" }, FIELD_DAY, "valid_from" \
    }
#define VALID_TO                                                     \
    {                                                                \
        { "valid_to", "ισχύει έως|έως|λήξη" }, FIELD_DAY, "valid_to" \
    }
#define SAMPLE                                       \
    {                                                \
        { "sample", "δείγμα" }, FIELD_FLAG, "sample" \
    }
#define SOURCE                                     \
    {                                              \
        { "source", "πηγή" }, FIELD_TEXT, "source" \
    }
#define AREA                                                            \
    {                                                                   \
        { "area", "περιοχή|περιοχή ευθύνης", true }, FIELD_AREA, "area" \
    }

/* clang-format off */
static const Field body_fields[] = {
    { { "code", "κωδικός|φορέας", true }, FIELD_CODE, "body", .code = CODE_BODY },
    NAME,
    { { "kind", "είδος", true }, CHOICES(body_kinds), .stored = "kind" },
    MUNICIPALITY, PHONE, EMAIL, URL, VALID_FROM, VALID_TO, SAMPLE, SOURCE,
};

static const Field structure_fields[] = {
    { { "code", "κωδικός|δομή", true }, FIELD_CODE, "structure", .code = CODE_STRUCTURE },
    NAME,
    { { "neutral_name", "ουδέτερο όνομα" }, FIELD_TEXT, "neutral_name" },
    { { "kind", "είδος", true }, CHOICES(structure_kinds), .stored = "kind" },
    { { "group", "ομάδα" }, CHOICES(groups), .stored = "for_group" },
    { { "body", "φορέας" }, REFERS(BODY), .stored = "body" },
    { { "parent", "ανήκει σε|προϊσταμένη" }, REFERS(STRUCTURE), .stored = "parent" },
    { { "predecessor", "προκάτοχος|πρώην" }, REFERS(STRUCTURE), .stored = "predecessor" },
    { { "supervisor", "εποπτεία|εποπτεύει" }, FIELD_TEXT, "supervisor" },
    MUNICIPALITY, LON, LAT, GRID_X, GRID_Y, ADDRESS, HOURS, PHONE, EMAIL, URL,
    ACCESS_INSIDE, ACCESS_OUTSIDE,
    { { "staff", "προσωπικό" }, FIELD_WHOLE, "staff", .high = 10000 },
    { { "funding_programme", "πρόγραμμα χρηματοδότησης" }, FIELD_TEXT, "funding_programme" },
    { { "funding_axis", "άξονας" }, FIELD_TEXT, "funding_axis" },
    { { "funding_amount", "ποσό χρηματοδότησης" }, FIELD_MONEY, "funding_cents" },
    { { "funding_from", "χρηματοδότηση από" }, FIELD_DAY, "funding_from" },
    { { "funding_to", "χρηματοδότηση έως" }, FIELD_DAY, "funding_to" },
    AREA, VALID_FROM, VALID_TO, SAMPLE, SOURCE,
};

static const Field site_fields[] = {
    { { "code", "κωδικός|σημείο", true }, FIELD_CODE, "site", .code = CODE_SITE },
    { { "structure", "δομή", true }, REFERS(STRUCTURE), .stored = "structure" },
    NAME,
    { { "kind", "είδος" }, FIELD_TEXT, "kind" },
    MUNICIPALITY, LON, LAT, GRID_X, GRID_Y,
    { { "geocoding", "ακρίβεια θέσης|γεωκωδικοποίηση" }, CHOICES(geocodings), .stored = "geocoding",
            .otherwise = "unknown" },
    ADDRESS, HOURS, PHONE, EMAIL,
    ACCESS_INSIDE, ACCESS_OUTSIDE,
    { { "secret", "απόρρητο" }, FIELD_FLAG, "secret" },
    VALID_FROM, VALID_TO, SAMPLE, SOURCE,
};

static const Field stop_fields[] = {
    { { "unit", "μονάδα|κινητή μονάδα", true }, REFERS(STRUCTURE), .stored = "structure" },
    { { "place", "δήμος|municipality", true }, FIELD_PLACE, "place" },
    { { "settlement", "οικισμός|τοποθεσία" }, FIELD_TEXT, "settlement" },
    LON, LAT, GRID_X, GRID_Y,
    { { "from", "από", true }, FIELD_TIME, "starts_at" },
    { { "to", "έως", true }, FIELD_TIME, "ends_at" },
    { { "rule", "κανόνας|επανάληψη" }, FIELD_RULE, "rule" },
    { { "except", "εκτός" }, FIELD_DAYS, "except_on" },
    { { "services", "υπηρεσίες" }, FIELD_TEXT, "services" },
    { { "serves", "εξυπηρετεί" }, FIELD_PLACES, "serves" },
    SOURCE,
};

static const Field offer_fields[] = {
    { { "offer", "παροχή|κωδικός|code", true }, FIELD_CODE, "offer", .code = CODE_OFFER },
    { { "kind", "είδος" }, CHOICES(offer_kinds), .stored = "kind", .otherwise = "programme" },
    { { "programme", "πρόγραμμα" }, REFERS(PROGRAMME), .stored = "programme" },
    { { "service", "υπηρεσία" }, CHOICES(services), .stored = "service" },
    { { "title", "τίτλος" }, FIELD_TEXT, "title" },
    { { "structure", "δομή", true }, REFERS(STRUCTURE), .stored = "structure" },
    AREA,
    { { "mode", "τρόπος", true }, CHOICES(modes), .stored = "mode" },
    { { "site", "σημείο" }, REFERS(SITE), .stored = "site" },
    { { "settlement", "οικισμός|τοποθεσία" }, FIELD_TEXT, "settlement" },
    { { "help", "βοήθεια" }, CHOICES(helps), .stored = "help" },
    { { "group", "ομάδα" }, CHOICES(groups), .stored = "for_group" },
    { { "age_from", "ηλικία από" }, FIELD_WHOLE, "age_from", .high = 150 },
    { { "age_to", "ηλικία έως" }, FIELD_WHOLE, "age_to", .high = 150 },
    { { "audience", "απευθύνεται σε" }, FIELD_TEXT, "audience" },
    { { "approval", "έγκριση" }, FIELD_TEXT, "approval" },
    HOURS, PHONE, EMAIL,
    { { "capacity", "δυναμικότητα" }, FIELD_WHOLE, "capacity", .high = 10000000 },
    { { "opens_on", "αιτήσεις από" }, FIELD_DAY, "opens_on" },
    { { "closes_on", "αιτήσεις έως" }, FIELD_DAY, "closes_on" },
    VALID_FROM, VALID_TO,
    { { "confirmed_on", "επιβεβαιώθηκε" }, FIELD_DAY, "confirmed_on" },
    SAMPLE, SOURCE,
};

static const Field partner_fields[] = {
    { { "structure", "δομή", true }, REFERS(STRUCTURE), .stored = "structure" },
    { { "partner", "εταίρος|φορέας", true }, REFERS(BODY), .stored = "body" },
    { { "role", "ρόλος", true }, CHOICES(partner_roles), .stored = "role" },
    MUNICIPALITY,
    { { "unit", "μονάδα|εξυπηρετείται από" }, REFERS(STRUCTURE), .stored = "unit" },
    { { "supervisor", "εποπτεία|εποπτεύει" }, REFERS(STRUCTURE), .stored = "supervisor" },
    { { "agreed_on", "σύμβαση" }, FIELD_DAY, "agreed_on" },
    { { "agreed_to", "διάρκεια έως" }, FIELD_DAY, "agreed_to" },
    { { "valid_from", "ισχύει από|από|έναρξη", true }, FIELD_DAY, "valid_from" },
    VALID_TO, SOURCE,
};

static const Field funding_fields[] = {
    { { "structure", "δομή", true }, REFERS(STRUCTURE), .stored = "structure" },
    { { "programme", "πρόγραμμα", true }, FIELD_TEXT, "programme" },
    { { "axis", "άξονας" }, FIELD_TEXT, "axis" },
    { { "amount", "ποσό" }, FIELD_MONEY, "amount_cents" },
    VALID_FROM, VALID_TO, SOURCE,
};

static const Field closure_fields[] = {
    { { "structure", "δομή" }, REFERS(STRUCTURE), .stored = "structure" },
    { { "site", "σημείο" }, REFERS(SITE), .stored = "site" },
    { { "offer", "παροχή" }, REFERS(OFFER), .stored = "offer" },
    { { "valid_from", "ισχύει από|από|έναρξη", true }, FIELD_DAY, "valid_from" },
    VALID_TO,
    { { "mode", "τρόπος" }, CHOICES(modes), .stored = "mode" },
    HOURS, PHONE, EMAIL,
    { { "text", "κείμενο|αιτία" }, FIELD_TEXT, "text" },
    SOURCE,
};

static const Field addition_fields[] = {
    { { "code", "κωδικός|προσθήκη", true }, FIELD_LABEL, "code" },
    { { "programme", "πρόγραμμα", true }, REFERS(PROGRAMME), .stored = "programme" },
    { { "municipality", "δήμος", true }, FIELD_PLACE, "place" },
    { { "kind", "είδος", true }, CHOICES(addition_kinds), .stored = "kind" },
    { { "text", "κείμενο", true }, FIELD_TEXT, "text" },
    URL, VALID_FROM, VALID_TO, SAMPLE, SOURCE,
};

static const Field staff_fields[] = {
    { { "structure", "δομή", true }, REFERS(STRUCTURE), .stored = "structure" },
    { { "specialty", "ειδικότητα", true }, CHOICES(specialties), .stored = "specialty" },
    { { "title", "τίτλος ειδικότητας" }, FIELD_TEXT, "title" },
    { { "people", "άτομα|πλήθος" }, FIELD_WHOLE, "people", .low = 1, .high = 10000 },
    { { "shared_with", "κοινό με|κοινοί με" }, REFERS(STRUCTURE), .stored = "shared_with" },
    VALID_FROM, VALID_TO, SAMPLE, SOURCE,
};

static const Field institution_fields[] = {
    { { "code", "κωδικός|ίδρυμα", true }, FIELD_CODE, "institution", .code = CODE_INSTITUTION },
    NAME,
    { { "kind", "είδος", true }, CHOICES(institution_kinds), .stored = "kind" },
    { { "municipality", "δήμος", true }, FIELD_PLACE, "place" },
    { { "measure", "μέγεθος|μετράται σε" }, CHOICES(measures), .stored = "measure" },
    { { "amount", "πλήθος" }, FIELD_WHOLE, "amount", .high = 10000000 },
    { { "as_of", "ημέρα μέτρησης" }, FIELD_DAY, "as_of" },
    VALID_FROM, VALID_TO, SAMPLE, SOURCE,
};

static const Field ranking_fields[] = {
    { { "offer", "παροχή|ομαδική δράση", true }, REFERS(OFFER), .stored = "offer" },
    { { "institution_kind", "είδος ιδρύματος", true }, CHOICES(institution_kinds),
            .stored = "institution_kind" },
    { { "measure", "μέγεθος", true }, CHOICES(measures), .stored = "measure" },
    { { "first", "πρώτα" }, CHOICES(ranking_orders), .stored = "first", .otherwise = "largest" },
    { { "per_municipality", "ανά δήμο", true }, FIELD_WHOLE, "per_municipality", .low = 1,
            .high = 100 },
    { { "approver", "εγκρίνει|έγκριση από" }, REFERS(BODY), .stored = "approver" },
    SOURCE,
};

static const Field approval_fields[] = {
    { { "offer", "παροχή|ομαδική δράση", true }, REFERS(OFFER), .stored = "offer" },
    { { "institution", "ίδρυμα", true }, REFERS(INSTITUTION), .stored = "institution" },
    { { "body", "φορέας", true }, REFERS(BODY), .stored = "body" },
    { { "decision", "απόφαση", true }, CHOICES(decisions), .stored = "decision" },
    { { "decided_on", "ημέρα|ημερομηνία", true }, FIELD_DAY, "decided_on" },
    { { "reference", "αριθμός πρωτοκόλλου|πρωτόκολλο" }, FIELD_TEXT, "reference" },
    SAMPLE, SOURCE,
};
/* clang-format on */

#define FIELDS(list) list, sizeof list / sizeof *list

/* clang-format off */
const ProviderTable provider_tables[N_PROVIDER_SHEETS] = {
    [SHEET_BODIES] = { "bodies", "Φορείς", "body_version", FIELDS(body_fields), { "code" } },
    [SHEET_STRUCTURES] = { "structures", "Δομές", "structure_version", FIELDS(structure_fields),
            { "code" } },
    [SHEET_PARTNERS] = { "partners", "Εταίροι", "partner", FIELDS(partner_fields),
            { "structure", "partner", "valid_from" } },
    [SHEET_FUNDINGS] = { "fundings", "Χρηματοδοτήσεις|funding", "funding", FIELDS(funding_fields),
            { "structure", "programme", "valid_from" } },
    [SHEET_SITES] = { "sites", "Σημεία", "site_version", FIELDS(site_fields), { "code" } },
    [SHEET_STOPS] = { "stops", "Στάσεις", "stop", FIELDS(stop_fields), { "unit", "from" } },
    [SHEET_OFFERS] = { "offers", "Παροχές", "offer_version", FIELDS(offer_fields), { "offer" } },
    [SHEET_CLOSURES] = { "closures", "Διακοπές|Προσωρινές αλλαγές", "closure", FIELDS(closure_fields),
            { "structure", "site", "offer", "valid_from" } },
    [SHEET_ADDITIONS] = { "additions", "Τοπικές προσθήκες", "addition", FIELDS(addition_fields),
            { "code" } },
    [SHEET_STAFF] = { "staff", "Προσωπικό|Στελέχωση", "staff", FIELDS(staff_fields),
            { "structure", "specialty", "title", "shared_with", "valid_from" } },
    [SHEET_INSTITUTIONS] = { "institutions", "Ιδρύματα", "institution_version",
            FIELDS(institution_fields), { "code" } },
    [SHEET_RANKINGS] = { "rankings", "Κατατάξεις", "ranking", FIELDS(ranking_fields), { "offer" } },
    [SHEET_APPROVALS] = { "approvals", "Εγκρίσεις", "approval", FIELDS(approval_fields),
            { "offer", "institution", "body", "decided_on" } },
};
/* clang-format on */

const char *const provider_code_kinds[N_PROVIDER_CODES] = {
    [CODE_PROGRAMME] = "programme",
    [CODE_BODY] = "body",
    [CODE_STRUCTURE] = "structure",
    [CODE_SITE] = "site",
    [CODE_OFFER] = "offer",
    [CODE_INSTITUTION] = "institution",
};

static size_t
find_field(ProviderSheet sheet, const char *key)
{
    const ProviderTable *table = &provider_tables[sheet];
    size_t i = 0;

    while (i < table->n_fields && strcmp(table->fields[i].column.key, key) != 0)
        i++;
    return i;
}

bool
provider_has_field(ProviderSheet sheet, const char *key)
{
    return find_field(sheet, key) < provider_tables[sheet].n_fields;
}

size_t
provider_field(ProviderSheet sheet, const char *key)
{
    assert(provider_has_field(sheet, key));
    return find_field(sheet, key);
}
