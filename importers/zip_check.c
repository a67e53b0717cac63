/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/zip_check.h"

#include "registry/base/memory.h"

#include <cpl_vsi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    FILE_MAX = 64 << 20,
    ENTRIES_MAX = 500,
    UNPACKED_MAX = 256 << 20, /* of all entries together */
    RATIO_MAX = 200,
    RATIO_FREE = 32 << 20, /* so little may be packed as tightly as it likes */
    NAME_MAX_BYTES = 300,
    TAIL_SIZE = 66000, /* the end record and its longest comment */
    BLOCK_SIZE = 64 << 10,
    CARRIED = 32, /* longest sign that is looked for, and some more */
};

#define END_SIGN "PK\5\6"
#define ENTRY_SIGN "PK\1\2"
#define LOCAL_SIGN "PK\3\4"

static const char damaged[] = "το αρχείο είναι χαλασμένο ή κομμένο· αποθηκεύστε το ξανά και "
                              "στείλτε το ολόκληρο.";
static const char locked[] = "το αρχείο είναι κλειδωμένο με κωδικό· αποθηκεύστε το χωρίς κωδικό.";
static const char too_big[] = "το αρχείο ανοίγει σε υπερβολικά μεγάλο όγκο για πίνακα γραφείου· "
                              "στείλτε το ως CSV ή σε μικρότερα μέρη.";
static const char strange[] = "το συμπιεσμένο αρχείο δεν είναι φτιαγμένο όπως το φτιάχνει ένα "
                              "πρόγραμμα γραφείου· αποθηκεύστε το ξανά από αυτό.";

static const char in_pieces[] = "το βιβλίο έχει κείμενο σε κομμάτια, που δεν θα διαβαζόταν όπως "
                                "φαίνεται· αποθηκεύστε το ως «Υπολογιστικό φύλλο ODF (.ods)».";
static const char prefixed[] = "το βιβλίο το έγραψε πρόγραμμα που ονομάζει τα μέρη του αλλιώς· "
                               "ανοίξτε το στο Excel ή στο LibreOffice και αποθηκεύστε το ξανά ως "
                               ".xlsx.";
static const char from_1904[] = "το βιβλίο μετρά τις ημέρες από το 1904 (Excel για Mac), και οι "
                                "ημερομηνίες του θα διαβάζονταν τέσσερα χρόνια πίσω· αποθηκεύστε "
                                "το ως «Υπολογιστικό φύλλο ODF (.ods)».";
static const char iso_days[] = "το βιβλίο έχει ημερομηνίες γραμμένες με τον αυστηρό τρόπο (Strict "
                               "Open XML)· αποθηκεύστε το ως απλό «Βιβλίο εργασίας του Excel "
                               "(.xlsx)» ή ως .ods.";
static const char uncalculated[] = "το βιβλίο έχει τύπους που δεν υπολογίστηκαν, και η τιμή τους "
                                   "δεν υπάρχει στο αρχείο· ανοίξτε το στο πρόγραμμα γραφείου και "
                                   "αποθηκεύστε το ξανά.";

/* What OGR would read as something else, or as nothing, and say nothing. */
static const struct {
    const char *part; /* how its name begins */
    const char *sign;
    const char *flaw;
} misread[] = {
    { "xl/workbook.xml", "date1904=\"1\"", from_1904 },
    { "xl/workbook.xml", "date1904='1'", from_1904 },
    { "xl/workbook.xml", "date1904=\"true\"", from_1904 },
    { "xl/workbook.xml", "date1904='true'", from_1904 },
    { "xl/workbook.xml", ":sheets>", prefixed },
    { "xl/worksheets/", ":sheetData>", prefixed },
    { "xl/worksheets/", " t=\"d\"", iso_days },
    { "xl/worksheets/", " t='d'", iso_days },
    { "xl/worksheets/", "<is><r>", in_pieces },
    { "xl/worksheets/", "<rPh ", in_pieces },
    { "xl/worksheets/", "</f></c>", uncalculated },
    { "xl/worksheets/", "</f><v/>", uncalculated },
    { "xl/worksheets/", "</f><v></v>", uncalculated },
    { "xl/sharedStrings", ":si>", prefixed },
    { "xl/sharedStrings", "<rPh ", in_pieces },
};

typedef struct Entry {
    char name[NAME_MAX_BYTES];
    uint64_t from; /* of its bytes in the file */
    uint64_t to;
} Entry;

typedef struct Archive {
    uint8_t *bytes;
    size_t size;
    Entry *entries;
    size_t n_entries;
} Archive;

static uint32_t
number(const uint8_t *at, size_t n)
{
    uint32_t value = 0;

    for (size_t i = n; i > 0; i--)
        value = value << 8 | at[i - 1];
    return value;
}

/* ---- the table of contents ---- */

static const uint8_t *
find_end(const Archive *archive)
{
    size_t least = archive->size > TAIL_SIZE ? archive->size - TAIL_SIZE : 0;

    for (size_t at = archive->size >= 22 ? archive->size - 22 : 0; at > least; at--)
        if (memcmp(archive->bytes + at, END_SIGN, 4) == 0)
            return archive->bytes + at;
    return NULL;
}

static bool
leads_out(const char *name)
{
    return name[0] == '/' || name[0] == '\\' || strstr(name, "..") || strchr(name, ':');
}

/* Takes one line of the table; NULL if it is right. */
static const char *
take_entry(Archive *archive, const uint8_t *at, size_t left, size_t *ret_size)
{
    Entry *entry = &archive->entries[archive->n_entries];
    size_t name_size, local;

    if (left < 46 || memcmp(at, ENTRY_SIGN, 4) != 0)
        return damaged;
    if (number(at + 8, 2) & 1)
        return locked;
    if (number(at + 10, 2) != 0 && number(at + 10, 2) != 8)
        return strange;
    name_size = number(at + 28, 2);
    *ret_size = 46 + name_size + number(at + 30, 2) + number(at + 32, 2);
    local = number(at + 42, 4);
    if (*ret_size > left || name_size == 0 || name_size >= NAME_MAX_BYTES)
        return damaged;
    memcpy(entry->name, at + 46, name_size);
    if (strlen(entry->name) != name_size || leads_out(entry->name))
        return strange;
    if (local + 30 > archive->size || memcmp(archive->bytes + local, LOCAL_SIGN, 4) != 0)
        return damaged;
    entry->from = local;
    entry->to = local + 30 + number(archive->bytes + local + 26, 2)
            + number(archive->bytes + local + 28, 2) + number(at + 20, 4);
    if (entry->to > archive->size)
        return damaged;
    archive->n_entries++;
    return NULL;
}

static int
by_place(const void *left, const void *right)
{
    const Entry *one = left;
    const Entry *other = right;

    return (one->from > other->from) - (one->from < other->from);
}

/* A few bytes that several entries unpack to gigabytes each are how bombs are built. */
static const char *
check_places(Archive *archive)
{
    qsort(archive->entries, archive->n_entries, sizeof *archive->entries, by_place);
    for (size_t i = 1; i < archive->n_entries; i++) {
        if (archive->entries[i].from < archive->entries[i - 1].to)
            return strange;
        for (size_t k = 0; k < i; k++)
            if (strcasecmp(archive->entries[i].name, archive->entries[k].name) == 0)
                return strange;
    }
    return NULL;
}

static const char *
read_contents(Archive *archive)
{
    const uint8_t *end = find_end(archive);
    size_t n, at, size;

    if (!end)
        return damaged;
    n = number(end + 10, 2);
    at = number(end + 16, 4);
    if (n == 0 || n == 0xFFFF || at == UINT32_MAX)
        return damaged;
    if (n > ENTRIES_MAX)
        return too_big;
    archive->entries = memory_new(n, sizeof *archive->entries);
    while (archive->n_entries < n) {
        const char *flaw;

        if (at >= archive->size)
            return damaged;
        flaw = take_entry(archive, archive->bytes + at, archive->size - at, &size);
        if (flaw)
            return flaw;
        at += size;
    }
    return check_places(archive);
}

/* ---- what the entries hold ---- */

static bool
ends_with(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);

    return n >= m && strcasecmp(name + n - m, ending) == 0;
}

static bool
holds(const char *block, size_t n, const char *sign)
{
    return memmem(block, n, sign, strlen(sign)) != NULL;
}

static const char *
look_into(const char *name, const char *block, size_t n)
{
    if (!ends_with(name, ".xml") && !ends_with(name, ".rels"))
        return NULL;
    if (holds(block, n, "<!DOCTYPE") || holds(block, n, "<!ENTITY"))
        return strange;
    if (ends_with(name, "manifest.xml") && holds(block, n, "encryption-data"))
        return locked;
    for (size_t i = 0; i < sizeof misread / sizeof *misread; i++)
        if (strncasecmp(name, misread[i].part, strlen(misread[i].part)) == 0
                && holds(block, n, misread[i].sign))
            return misread[i].flaw;
    return NULL;
}

static const char *
unpack(const char *path, const Archive *archive, const char *name, uint64_t *unpacked)
{
    char inner[4200 + NAME_MAX_BYTES];
    char block[CARRIED + BLOCK_SIZE];
    const char *flaw = NULL;
    size_t carried = 0, got;
    VSILFILE *file;

    (void) snprintf(inner, sizeof inner, "/vsizip/{%s}/%s", path, name);
    file = VSIFOpenL(inner, "rb");
    if (!file)
        return damaged;
    while (!flaw && (got = VSIFReadL(block + carried, 1, BLOCK_SIZE, file)) > 0) {
        size_t n = carried + got;

        *unpacked += got;
        if (*unpacked > UNPACKED_MAX
                || (*unpacked > RATIO_FREE && *unpacked / RATIO_MAX > archive->size))
            flaw = too_big;
        if (!flaw)
            flaw = look_into(name, block, n);
        carried = n < CARRIED ? n : CARRIED;
        memmove(block, block + n - carried, carried);
    }
    (void) VSIFCloseL(file);
    return flaw;
}

static const char *
unpack_all(const char *path, const Archive *archive)
{
    uint64_t unpacked = 0;

    for (size_t i = 0; i < archive->n_entries; i++) {
        const char *name = archive->entries[i].name;
        const char *flaw;

        if (ends_with(name, "/"))
            continue;
        if (ends_with(name, ".zip"))
            return strange;
        flaw = unpack(path, archive, name, &unpacked);
        if (flaw)
            return flaw;
    }
    return NULL;
}

static const char *
check_kind(const Archive *archive, ZipKind kind)
{
    static const char *const wanted[] = {
        [ZIP_XLSX] = "xl/workbook.xml", [ZIP_ODS] = "content.xml"
    };

    if (kind == ZIP_LAYERS)
        return NULL;
    for (size_t i = 0; i < archive->n_entries; i++)
        if (strcasecmp(archive->entries[i].name, wanted[kind]) == 0)
            return NULL;
    return kind == ZIP_XLSX
            ? "το αρχείο λέγεται .xlsx αλλά δεν είναι βιβλίο εργασίας XLSX· αποθηκεύστε το ως "
              "«Βιβλίο εργασίας του Excel (.xlsx)» ή ως CSV."
            : "το αρχείο λέγεται .ods αλλά δεν είναι υπολογιστικό φύλλο ODS· αποθηκεύστε το ως "
              "«Υπολογιστικό φύλλο ODF (.ods)» ή ως CSV.";
}

/* ---- the file ---- */

static const char *
load(const char *path, Archive *archive)
{
    FILE *file = fopen(path, "re");
    const char *flaw = NULL;

    if (!file)
        return "το αρχείο δεν υπάρχει ή δεν διαβάζεται.";
    archive->bytes = memory_new(FILE_MAX + 1, 1);
    archive->size = fread(archive->bytes, 1, FILE_MAX + 1, file);
    if (ferror(file))
        flaw = damaged;
    else if (archive->size > FILE_MAX)
        flaw = "το αρχείο είναι μεγαλύτερο από 64 MiB· στείλτε το ως CSV.";
    (void) fclose(file);
    return flaw;
}

const char *
zip_check(const char *path, ZipKind kind)
{
    Archive archive = { 0 };
    const char *flaw = load(path, &archive);

    if (!flaw)
        flaw = read_contents(&archive);
    if (!flaw)
        flaw = check_kind(&archive, kind);
    if (!flaw)
        flaw = unpack_all(path, &archive);
    free(archive.entries);
    free(archive.bytes);
    return flaw;
}
