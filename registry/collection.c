/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/collection.h"

#include <string.h>

static const Field place_fields[] = {
    { "code", FIELD_TEXT, "κωδικός, όπως γράφεται σε αρχεία και ερωτήσεις" },
    { "name", FIELD_TEXT, "όνομα" },
    { "name_latin", FIELD_TEXT, "όνομα με λατινικά γράμματα" },
    { "regional_unit", FIELD_TEXT, "κωδικός της περιφερειακής ενότητας" },
    { "prefecture", FIELD_TEXT, "κωδικός του νομού" },
    { "region", FIELD_TEXT, "κωδικός της περιφέρειας" },
    { "seat", FIELD_TEXT, "έδρα" },
    { "population", FIELD_INTEGER, "μόνιμος πληθυσμός της απογραφής" },
    { "population_year", FIELD_INTEGER, "έτος της απογραφής" },
    { "area_km2", FIELD_NUMBER, "έκταση, τετραγωνικά χιλιόμετρα" },
    { "mountain", FIELD_FLAG, "ορεινός· κενό: άγνωστο" },
    { "disadvantaged", FIELD_FLAG, "μειονεκτικός· κενό: άγνωστο" },
    { "island", FIELD_FLAG, "νησί· κενό: άγνωστο" },
    { "remote", FIELD_FLAG, "απομακρυσμένος· κενό: άγνωστο" },
    { "boundary_quality", FIELD_TEXT, "official: επίσημο όριο, approximate: κατά προσέγγιση" },
    { "valid_from", FIELD_DAY, "από" },
    { "valid_to", FIELD_DAY, "έως και" },
    { 0 },
};

static const Field structure_fields[] = {
    { "code", FIELD_TEXT, "κωδικός" },
    { "name", FIELD_TEXT, "όνομα" },
    { "kind", FIELD_TEXT, "είδος δομής" },
    { "body", FIELD_TEXT, "φορέας" },
    { "parent", FIELD_TEXT, "κωδικός της δομής στην οποία υπάγεται" },
    { "municipality", FIELD_TEXT, "κωδικός του δήμου της έδρας" },
    { "address", FIELD_TEXT, "διεύθυνση" },
    { "hours", FIELD_TEXT, "ώρες" },
    { "phone", FIELD_TEXT, "τηλέφωνο" },
    { "email", FIELD_TEXT, "ηλεκτρονικό ταχυδρομείο" },
    { "url", FIELD_TEXT, "ιστοσελίδα" },
    { "access_inside", FIELD_FLAG, "πρόσβαση με αμαξίδιο μέσα· κενό: άγνωστο" },
    { "access_outside", FIELD_FLAG, "πρόσβαση με αμαξίδιο έως την είσοδο· κενό: άγνωστο" },
    { "area", FIELD_TEXT, "ποιους τόπους εξυπηρετεί" },
    { "valid_from", FIELD_DAY, "από" },
    { "valid_to", FIELD_DAY, "έως και" },
    { "sample", FIELD_FLAG, "δείγμα, όχι αληθινή δομή" },
    { 0 },
};

static const Field site_fields[] = {
    { "code", FIELD_TEXT, "κωδικός" },
    { "name", FIELD_TEXT, "όνομα" },
    { "kind", FIELD_TEXT, "είδος σημείου" },
    { "structure", FIELD_TEXT, "κωδικός της δομής" },
    { "structure_name", FIELD_TEXT, "όνομα της δομής" },
    { "municipality", FIELD_TEXT, "κωδικός του δήμου" },
    { "geocoding", FIELD_TEXT,
            "Τίνος είναι το σημείο: exact διεύθυνσης, street οδού, postcode ταχυδρομικού κώδικα, "
            "settlement οικισμού, municipality δήμου, unknown άγνωστο" },
    { "address", FIELD_TEXT, "διεύθυνση· ένα καταφύγιο δεν έχει" },
    { "hours", FIELD_TEXT, "ώρες" },
    { "phone", FIELD_TEXT, "τηλέφωνο" },
    { "email", FIELD_TEXT, "ηλεκτρονικό ταχυδρομείο" },
    { "access_inside", FIELD_FLAG, "πρόσβαση με αμαξίδιο μέσα· κενό: άγνωστο" },
    { "access_outside", FIELD_FLAG, "πρόσβαση με αμαξίδιο έως την είσοδο· κενό: άγνωστο" },
    { "valid_from", FIELD_DAY, "από" },
    { "valid_to", FIELD_DAY, "έως και" },
    { "sample", FIELD_FLAG, "δείγμα, όχι αληθινό σημείο" },
    { 0 },
};

static const Field offer_fields[] = {
    { "code", FIELD_TEXT, "κωδικός" },
    { "kind", FIELD_TEXT, "programme, service ή group_action" },
    { "programme", FIELD_TEXT, "κωδικός προγράμματος" },
    { "programme_title", FIELD_TEXT, "τίτλος προγράμματος" },
    { "service", FIELD_TEXT, "υπηρεσία της ίδιας της δομής" },
    { "title", FIELD_TEXT, "δικός της τίτλος" },
    { "structure", FIELD_TEXT, "κωδικός της δομής που τη δίνει" },
    { "structure_name", FIELD_TEXT, "όνομα της δομής που τη δίνει" },
    { "mode", FIELD_TEXT, "πώς: site, stop, home, telephone, online, application" },
    { "site", FIELD_TEXT, "κωδικός του σημείου" },
    { "municipality", FIELD_TEXT, "κωδικός του δήμου του σημείου" },
    { "geocoding", FIELD_TEXT, "Τίνος είναι το σημείο, όπως στα σημεία παροχής" },
    { "area", FIELD_TEXT, "για ποιους τόπους είναι" },
    { "hours", FIELD_TEXT, "ώρες" },
    { "phone", FIELD_TEXT, "τηλέφωνο" },
    { "email", FIELD_TEXT, "ηλεκτρονικό ταχυδρομείο" },
    { "capacity", FIELD_INTEGER, "θέσεις" },
    { "age_from", FIELD_INTEGER, "από ποια ηλικία" },
    { "age_to", FIELD_INTEGER, "έως ποια ηλικία" },
    { "opens_on", FIELD_DAY, "από πότε δέχεται αιτήσεις" },
    { "closes_on", FIELD_DAY, "έως πότε δέχεται αιτήσεις" },
    { "confirmed_on", FIELD_DAY, "πότε επιβεβαιώθηκε" },
    { "valid_from", FIELD_DAY, "από" },
    { "valid_to", FIELD_DAY, "έως και" },
    { "sample", FIELD_FLAG, "δείγμα, όχι αληθινή παροχή" },
    { 0 },
};

static const Field stop_fields[] = {
    { "code", FIELD_TEXT, "κωδικός της κινητής μονάδας" },
    { "structure_name", FIELD_TEXT, "όνομα της κινητής μονάδας" },
    { "municipality", FIELD_TEXT, "κωδικός του δήμου" },
    { "settlement", FIELD_TEXT, "οικισμός" },
    { "first_day", FIELD_DAY, "η ημέρα, ή η πρώτη από όσες επαναλαμβάνονται" },
    { "from", FIELD_TEXT, "ώρα έναρξης, Ευρώπη/Αθήνα" },
    { "to", FIELD_TEXT, "ώρα λήξης, Ευρώπη/Αθήνα" },
    { "rule", FIELD_TEXT, "κανόνας επανάληψης (RFC 5545)· κενό: μία ημέρα" },
    { "services", FIELD_TEXT, "τι γίνεται εκεί" },
    { 0 },
};

#define THINNED " Τα όρια είναι η ένωση των δήμων, απλοποιημένη σε 12 μέτρα."

const Collection collections[] = {
    { "municipalities", "Δήμοι",
            "Οι δήμοι με τα όριά τους, και όσοι καταργήθηκαν. Ο κωδικός είναι της ΕΛΣΤΑΤ, έκδοση "
            "2021· άλλης έκδοσης έχει το όνομά της μπροστά.",
            true, place_fields },
    { "regional_units", "Περιφερειακές ενότητες", "Οι περιφερειακές ενότητες." THINNED, true,
            place_fields },
    { "prefectures", "Νομοί", "Οι νομοί, που δεν είναι οι περιφερειακές ενότητες." THINNED, true,
            place_fields },
    { "regions", "Περιφέρειες", "Οι περιφέρειες." THINNED, true, place_fields },
    { "structures", "Δομές",
            "Κέντρα κοινότητας, παραρτήματα, κινητές μονάδες και άλλες δομές. Όπου δεν είναι "
            "γνωστό "
            "το σημείο της δομής, είναι το πρώτο της σημείο παροχής.",
            false, structure_fields },
    { "sites", "Σημεία παροχής", "Πού δίνεται κάτι. Τα καταφύγια δεν έχουν σημείο.", false,
            site_fields },
    { "offers", "Παροχές",
            "Ένα πρόγραμμα όπως το δίνει μια δομή, υπηρεσία της ίδιας της δομής, ή ομαδική δράση.",
            false, offer_fields },
    { "stops", "Στάσεις κινητών μονάδων", "Πού στέκει μια κινητή μονάδα, και πότε.", false,
            stop_fields },
    { 0 },
};

const Collection *
collection_find(const char *id)
{
    for (const Collection *collection = collections; collection->id; collection++)
        if (strcmp(collection->id, id) == 0)
            return collection;
    return NULL;
}

const Field *
collection_field(const Collection *collection, const char *name)
{
    for (const Field *field = collection->fields; field->name; field++)
        if (strcmp(field->name, name) == 0)
            return field;
    return NULL;
}
