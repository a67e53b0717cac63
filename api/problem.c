/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/problem.h"

#include <stdio.h>

static const struct {
    unsigned status;
    const char *title;
} titles[] = {
    { 400, "Μη έγκυρο αίτημα" },
    { 401, "Χρειάζεται σύνδεση" },
    { 403, "Δεν επιτρέπεται" },
    { 404, "Δεν βρέθηκε" },
    { 405, "Η μέθοδος δεν υποστηρίζεται εδώ" },
    { 409, "Δεν γίνεται τώρα" },
    { 412, "Άλλαξε στο μεταξύ" },
    { 428, "Λείπει η αναθεώρηση" },
    { 408, "Το αίτημα άργησε" },
    { 409, "Δεν γίνεται τώρα" },
    { 413, "Το αίτημα είναι πολύ μεγάλο" },
    { 414, "Η διεύθυνση είναι πολύ μεγάλη" },
    { 415, "Άγνωστος τύπος περιεχομένου" },
    { 421, "Άλλη διεύθυνση" },
    { 429, "Πολλές προσπάθειες" },
    { 500, "Σφάλμα της υπηρεσίας" },
    { 503, "Προσωρινά μη διαθέσιμο" },
};

const char *
problem_title(unsigned status)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Σφάλμα";
}

void
problem_write(JsonWriter *json, const Problem *problem)
{
    char type[96] = "about:blank";

    if (problem->type)
        (void) snprintf(type, sizeof type, "urn:mitroa:problem:%s", problem->type);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "type", type);
    json_string(json, "title", problem_title(problem->status));
    json_integer(json, "status", problem->status);
    json_string(json, "detail", problem->detail);
    if (problem->n_errors > 0) {
        json_array_begin(json, "errors");
        for (size_t i = 0; i < problem->n_errors; i++) {
            json_object_begin(json, /* key= */ NULL);
            json_string(json, "pointer", problem->errors[i].pointer);
            json_string(json, "detail", problem->errors[i].detail);
            json_object_end(json);
        }
        json_array_end(json);
    }
    json_object_end(json);
}
