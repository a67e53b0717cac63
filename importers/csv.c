/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/csv.h"

#include "importers/cell.h"
#include "registry/base/buffer.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <assert.h>
#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE (64 * 1024)
#define LOOK_SIZE (64 * 1024) /* where the separator is looked for */
#define UTF8_PER_INPUT_BYTE 4 /* no charset of ours makes more of one byte */
#define CHARACTER_BYTES_MAX 4
#define FAULT_SIZE 400

struct CsvReader {
    int file;
    uint64_t bytes_read;
    uint64_t bytes_total;
    bool at_end; /* of the file, though not of the blocks below */

    const char *charset; /* as it is shown */
    iconv_t conversion;  /* (iconv_t) -1: the file is UTF-8 and has been checked */
    char raw[BLOCK_SIZE];
    size_t n_raw; /* bytes that await conversion, e.g. half a character */

    char block[BLOCK_SIZE * UTF8_PER_INPUT_BYTE]; /* UTF-8 */
    size_t block_size;
    size_t block_at;

    struct csv_parser parser;
    bool parser_made;
    char separator;
    bool finished; /* the parser has been told that the file ends */

    uint64_t line;     /* physical line of the next byte */
    size_t line_bytes; /* of that line so far */
    bool after_cr;     /* a line feed that follows belongs to the same line end */
    bool in_record;
    size_t record_bytes;
    bool row_ready;
    const char *row_fault; /* what no row may have */

    Buffer text; /* the cells of the record, each with its NUL */
    size_t offsets[CSV_COLUMNS_MAX];
    const char *cells[CSV_COLUMNS_MAX];
    CsvRow row;

    CsvFault fault;
    char fault_text[FAULT_SIZE];
};

typedef struct Charset {
    const char *name;
    const char *iconv_name;
} Charset;

static const Charset charsets[] = {
    { "utf-8", NULL },
    { "utf8", NULL },
    { "cp1253", "CP1253" },
    { "windows-1253", "CP1253" },
    { "iso-8859-7", "ISO-8859-7" },
    { "elot928", "ISO-8859-7" },
    { "utf-16", "UTF-16" },
    { "utf-16le", "UTF-16LE" },
    { "utf-16be", "UTF-16BE" },
};

static int fault(CsvReader *csv, uint64_t line, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

static int
fault(CsvReader *csv, uint64_t line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(csv->fault_text, sizeof csv->fault_text, format, arguments);
    va_end(arguments);
    csv->fault = (CsvFault) { .line = line, .message = csv->fault_text };
    return CSV_E_FAULT;
}

/* ---- which charset ---- */

/* What a first reading of the whole file found; one block at a time, so size does not matter. */
typedef struct Look {
    bool started;
    uint64_t n_multibyte;  /* well-formed UTF-8 characters of several bytes */
    uint64_t n_broken;     /* bytes that are no UTF-8 */
    uint64_t broken_line;  /* of the first of them */
    uint64_t nul_line;     /* of the first NUL; 0: none */
    uint64_t n_alpha_1253; /* 0xA2 before a letter: Ά in CP1253, an apostrophe in ISO-8859-7 */
    uint64_t n_alpha_8859; /* 0xB6 before a letter: ¶ in CP1253, Ά in ISO-8859-7 */
} Look;

static void
look_at_byte(Look *look, const unsigned char *at, size_t left, uint64_t line)
{
    bool before_letter = left > 1 && at[1] >= 0xC1;

    if (!look->n_broken++)
        look->broken_line = line;
    look->n_alpha_1253 += at[0] == 0xA2 && before_letter;
    look->n_alpha_8859 += at[0] == 0xB6 && before_letter;
}

/* Returns how many bytes were looked at: a character cut by the block's end waits for the next. */
static size_t
look_at_block(Look *look, const unsigned char *bytes, size_t n, bool last, uint64_t *line)
{
    size_t at = 0;

    while (at < n) {
        size_t length;

        if (bytes[at] < 0x80) {
            if (bytes[at] == '\0' && !look->nul_line)
                look->nul_line = *line;
            *line += bytes[at] == '\n';
            at++;
            continue;
        }
        if (!last && n - at < CHARACTER_BYTES_MAX)
            return at;
        length = text_utf8_length((const char *) bytes + at);
        if (length > n - at)
            length = 0;
        if (length == 0)
            look_at_byte(look, bytes + at, n - at, *line);
        look->n_multibyte += length > 1;
        at += length ? length : 1;
    }
    return at;
}

static int
look_at_file(CsvReader *csv, Look *look)
{
    /* The four zeros behind the block stop text_utf8_length() at its end. */
    unsigned char bytes[BLOCK_SIZE + CHARACTER_BYTES_MAX];
    size_t kept = 0;
    uint64_t line = 1;

    for (;;) {
        ssize_t got = read(csv->file, bytes + kept, BLOCK_SIZE - kept);
        size_t n;
        size_t looked;

        if (got < 0)
            return error_raise(-errno, "read");
        n = kept + (size_t) got;
        memset(bytes + n, 0, CHARACTER_BYTES_MAX);
        looked = look_at_block(look, bytes, n, got == 0, &line);
        kept = n - looked;
        memmove(bytes, bytes + looked, kept);
        if (got == 0)
            return 0;
    }
}

/*
 * A file that is UTF-8 but for a few bytes is a damaged UTF-8 file, not a Greek 8-bit one: in those
 * hardly any two letters in a row look like a character of UTF-8.
 */
static int
choose_charset(CsvReader *csv, const Look *look, const Charset **ret_charset)
{
    static const Charset utf8 = { "UTF-8", NULL };
    static const Charset cp1253 = { "CP1253", "CP1253" };
    static const Charset iso8859_7 = { "ISO-8859-7", "ISO-8859-7" };

    if (look->nul_line)
        return fault(csv, look->nul_line,
                "το αρχείο δεν είναι κείμενο (περιέχει μηδενικά byte)· αν είναι UTF-16 χωρίς BOM, "
                "δώστε --charset UTF-16LE");
    if (look->n_broken && look->n_multibyte > 10 * look->n_broken)
        return fault(csv, look->broken_line,
                "σε αυτή τη γραμμή υπάρχουν χαλασμένοι χαρακτήρες· το υπόλοιπο αρχείο είναι UTF-8. "
                "Αποθηκεύστε το ξανά ως CSV UTF-8");

    *ret_charset = &utf8;
    if (look->n_broken)
        *ret_charset = look->n_alpha_8859 > look->n_alpha_1253 ? &iso8859_7 : &cp1253;
    return 0;
}

static int
named_charset(CsvReader *csv, const char *name, const Charset **ret_charset)
{
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
        if (strcasecmp(charsets[i].name, name) == 0) {
            *ret_charset = &charsets[i];
            return 0;
        }
    return fault(csv, 0,
            "άγνωστη κωδικοποίηση «%s»· δεκτές: UTF-8, CP1253, ISO-8859-7, UTF-16, UTF-16LE, "
            "UTF-16BE",
            name);
}

typedef struct Mark {
    const char *bytes;
    size_t size;
    Charset charset;
} Mark;

static const Mark marks[] = {
    { "\xEF\xBB\xBF", 3, { "UTF-8 (BOM)", NULL } },
    { "\xFF\xFE", 2, { "UTF-16LE", "UTF-16LE" } },
    { "\xFE\xFF", 2, { "UTF-16BE", "UTF-16BE" } },
};

static const Mark *
byte_order_mark(const char *head, size_t n)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (n >= marks[i].size && memcmp(head, marks[i].bytes, marks[i].size) == 0)
            return &marks[i];
    return NULL;
}

/* Spreadsheets are often sent under the name .csv. */
static int
refuse_other_formats(CsvReader *csv, const char *head, size_t n)
{
    if (n >= 4 && memcmp(head, "PK\x03\x04", 4) == 0)
        return fault(csv, 0,
                "από το περιεχόμενο είναι βιβλίο εργασίας (XLSX, ODS) ή συμπιεσμένο, από το όνομα "
                "όχι· δώστε του την κατάληξη που του ταιριάζει (.xlsx, .ods, .zip)");
    if (n >= 4 && memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0)
        return fault(csv, 0,
                "το αρχείο είναι παλιό βιβλίο εργασίας (XLS)· αποθηκεύστε το φύλλο ως «CSV UTF-8»");
    if (n >= 5 && memcmp(head, "%PDF-", 5) == 0)
        return fault(csv, 0, "το αρχείο είναι PDF· χρειάζεται CSV");
    return 0;
}

static int
settle_charset(CsvReader *csv, const char *asked, size_t *ret_skip)
{
    char head[8] = "";
    ssize_t n = pread(csv->file, head, sizeof head, 0);
    const Mark *mark;
    const Charset *charset = NULL;
    Look look = { 0 };
    int r;

    if (n < 0)
        return error_raise(-errno, "read");
    r = refuse_other_formats(csv, head, (size_t) n);
    if (r != 0)
        return r;

    mark = byte_order_mark(head, (size_t) n);
    *ret_skip = mark ? mark->size : 0;
    if (mark)
        charset = &mark->charset;
    else if (asked)
        r = named_charset(csv, asked, &charset);
    if (r != 0)
        return r;

    if (!charset || !charset->iconv_name) {
        const Charset *found = NULL;

        r = look_at_file(csv, &look);
        if (r == 0)
            r = choose_charset(csv, &look, &found);
        if (r != 0)
            return r;
        if (charset && found->iconv_name)
            return fault(csv, look.broken_line, "αυτή η γραμμή δεν είναι UTF-8");
        if (!charset)
            charset = found;
    }

    csv->charset = charset->name;
    if (charset->iconv_name) {
        csv->conversion = iconv_open("UTF-8", charset->iconv_name);
        if (csv->conversion == (iconv_t) -1)
            return error_raise(-errno, "iconv_open %s", charset->iconv_name);
    }
    return 0;
}

/* ---- blocks of UTF-8 ---- */

static int
convert_raw(CsvReader *csv)
{
    char *in = csv->raw;
    char *out = csv->block;
    size_t in_left = csv->n_raw;
    size_t out_left = sizeof csv->block;
    size_t r = iconv(csv->conversion, &in, &in_left, &out, &out_left);

    csv->block_size = sizeof csv->block - out_left;
    if (r == (size_t) -1 && (errno == EILSEQ || (errno == EINVAL && csv->at_end))) {
        uint64_t line = csv->line;

        for (size_t i = 0; i < csv->block_size; i++)
            line += csv->block[i] == '\n';
        return fault(csv, line, "αυτή η γραμμή έχει χαρακτήρα που δεν υπάρχει στην κωδικοποίηση %s",
                csv->charset);
    }
    memmove(csv->raw, in, in_left);
    csv->n_raw = in_left;
    return 0;
}

/* The next bytes, as UTF-8; block_size 0 at the end of the file. */
static int
fill_block(CsvReader *csv)
{
    char *into = csv->conversion == (iconv_t) -1 ? csv->block : csv->raw + csv->n_raw;
    size_t room = csv->conversion == (iconv_t) -1 ? BLOCK_SIZE : sizeof csv->raw - csv->n_raw;

    csv->block_at = 0;
    csv->block_size = 0;
    while (csv->block_size == 0 && !csv->at_end) {
        ssize_t got = read(csv->file, into, room);

        if (got < 0)
            return error_raise(-errno, "read");
        csv->at_end = got == 0;
        csv->bytes_read += (uint64_t) got;
        if (csv->conversion == (iconv_t) -1) {
            csv->block_size = (size_t) got;
            continue;
        }
        csv->n_raw += (size_t) got;
        if (csv->n_raw) {
            int r = convert_raw(csv);

            if (r != 0)
                return r;
            into = csv->raw + csv->n_raw;
            room = sizeof csv->raw - csv->n_raw;
        }
    }
    return 0;
}

/* ---- which separator ---- */

/* Excel may open with a line `sep=;`; it is no row. */
static bool
take_separator_line(CsvReader *csv)
{
    const char *at = csv->block;
    size_t size = csv->block_size;
    size_t end = 5;

    if (size < 6 || strncasecmp(at, "sep=", 4) != 0 || (at[5] != '\r' && at[5] != '\n'))
        return false;

    csv->separator = at[4];
    end += at[5] == '\r' && size > 6 && at[6] == '\n' ? 2 : 1;
    csv->block_at = end;
    csv->line = 2;
    return true;
}

static void
look_for_separator(CsvReader *csv)
{
    static const char candidates[] = ",;\t";
    size_t counts[3] = { 0 };
    bool quoted = false;
    bool any = false;
    size_t best = 0;

    for (size_t i = 0; i < csv->block_size && i < LOOK_SIZE; i++) {
        char c = csv->block[i];
        const char *found;

        if (c == '"')
            quoted = !quoted;
        /* A title above the header has none. */
        if ((c == '\n' || c == '\r') && !quoted && any)
            break;
        found = quoted ? NULL : memchr(candidates, c, 3);
        if (found)
            counts[found - candidates]++;
        any = any || found;
    }
    for (size_t i = 1; i < 3; i++)
        if (counts[i] > counts[best])
            best = i;
    csv->separator = candidates[best];
}

/* ---- open and close ---- */

static int
open_file(CsvReader *csv, const char *path)
{
    struct stat status;

    csv->file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (csv->file < 0)
        return fault(csv, 0,
                errno == ENOENT ? "δεν υπάρχει τέτοιο αρχείο"
                        : errno == EACCES ? "δεν επιτρέπεται η ανάγνωση του αρχείου"
                                          : "το αρχείο δεν ανοίγει");
    if (fstat(csv->file, &status) != 0)
        return error_raise(-errno, "fstat");
    if (S_ISDIR(status.st_mode))
        return fault(csv, 0, "είναι φάκελος· χρειάζεται αρχείο CSV");
    if (!S_ISREG(status.st_mode))
        return fault(csv, 0, "δεν είναι κανονικό αρχείο");
    csv->bytes_total = (uint64_t) status.st_size;
    return 0;
}

static int
start(CsvReader *csv, const char *path, const char *charset)
{
    size_t skip = 0;
    int r;

    r = open_file(csv, path);
    if (r == 0)
        r = settle_charset(csv, charset, &skip);
    if (r != 0)
        return r;
    if (lseek(csv->file, (off_t) skip, SEEK_SET) < 0)
        return error_raise(-errno, "lseek");
    csv->bytes_read = skip;
    r = fill_block(csv);
    if (r != 0)
        return r;

    if (!take_separator_line(csv))
        look_for_separator(csv);
    if (csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return error_raise(-ENOTRECOVERABLE, "csv_init");
    csv->parser_made = true;
    csv_set_delim(&csv->parser, (unsigned char) csv->separator);
    return 0;
}

int
csv_open(const char *path, const char *charset, CsvReader **ret_csv)
{
    CsvReader *csv = memory_new(1, sizeof *csv);
    int r;

    csv->file = -1;
    csv->conversion = (iconv_t) -1;
    csv->line = 1;
    csv->charset = "UTF-8";
    csv->separator = ',';
    buffer_init(&csv->text);

    r = start(csv, path, charset);
    if (r < 0) {
        (void) csv_close(csv);
        return r;
    }
    *ret_csv = csv;
    return r;
}

CsvReader *
csv_close(CsvReader *csv)
{
    if (!csv)
        return NULL;

    if (csv->parser_made)
        csv_free(&csv->parser);
    if (csv->conversion != (iconv_t) -1)
        (void) iconv_close(csv->conversion);
    if (csv->file >= 0)
        (void) close(csv->file);
    buffer_deinit(&csv->text);
    explicit_bzero(csv, sizeof *csv);
    free(csv);
    return NULL;
}

/* ---- rows ---- */

/* In the cell that follows those taken. */
static int
cell_fault(CsvReader *csv, uint64_t line, const char *message)
{
    int r = fault(csv, line, "%s", message);

    csv->fault.cell = csv->row.n_cells + 1;
    return r;
}

static void
take_cell(void *bytes, size_t size, void *context)
{
    CsvReader *csv = context;

    if (csv->row.n_cells == CSV_COLUMNS_MAX) {
        csv->row_fault = "η γραμμή έχει πάνω από 300 στήλες· δεν είναι γραμμή πίνακα";
        return;
    }
    if (memchr(bytes, '\0', size)) {
        csv->row_fault = "η γραμμή έχει μηδενικό χαρακτήρα· το αρχείο δεν είναι κείμενο";
        return;
    }
    csv->offsets[csv->row.n_cells++] = csv->text.size;
    buffer_append(&csv->text, bytes, size);
    buffer_char(&csv->text, '\0');
}

static void
take_row(int terminator, void *context)
{
    CsvReader *csv = context;

    (void) terminator;
    csv->row_ready = true;
    csv->in_record = false;
}

static bool
has_content(const char *bytes, size_t n, char separator)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i] == separator || !memchr(" \t\r\n", bytes[i], 4))
            return true;
    return false;
}

static int
parse_span(CsvReader *csv, size_t n)
{
    const char *bytes = csv->block + csv->block_at;

    if (!csv->in_record) {
        if (csv->line_bytes == 0)
            csv->row.line = csv->line;
        csv->in_record = has_content(bytes, n, csv->separator);
        csv->record_bytes = 0;
    }
    csv->record_bytes += n;
    csv->line_bytes += n;
    if (csv->line_bytes > CSV_RECORD_MAX)
        return cell_fault(csv, csv->line,
                "η γραμμή είναι μεγαλύτερη από 1 MiB· δεν είναι γραμμή πίνακα. Σβήστε ό,τι "
                "περισσεύει στο κελί όπου ξεπερνά το όριο");
    if (csv->record_bytes > CSV_RECORD_MAX)
        return cell_fault(csv, csv->row.line,
                "η εγγραφή που αρχίζει εδώ είναι μεγαλύτερη από 1 MiB· μάλλον λείπει το εισαγωγικό "
                "που κλείνει ένα κελί");
    if (csv_parse(&csv->parser, bytes, n, take_cell, take_row, csv) != n)
        return cell_fault(csv, csv->line,
                "λάθος εισαγωγικά: ένα κελί με εισαγωγικά γράφεται \"…\" ολόκληρο, και κάθε "
                "εισαγωγικό μέσα του διπλό (\"\")");
    csv->block_at += n;
    return 0;
}

/* Up to and including the next line end of the block, or all of it. */
static size_t
span_size(const CsvReader *csv, bool *ret_ends)
{
    const char *bytes = csv->block + csv->block_at;
    size_t left = csv->block_size - csv->block_at;
    const char *feed = memchr(bytes, '\n', left);
    size_t n = feed ? (size_t) (feed - bytes) : left;
    const char *carriage = memchr(bytes, '\r', n);

    *ret_ends = carriage || feed;
    if (carriage)
        return (size_t) (carriage - bytes) + 1;
    return feed ? n + 1 : left;
}

static int
parse_line(CsvReader *csv)
{
    bool ends;
    size_t n;
    int r;

    if (csv->after_cr && csv->block[csv->block_at] == '\n') {
        csv->after_cr = false;
        csv->line_bytes = 0;
        r = parse_span(csv, 1);
        csv->line_bytes = 0;
        return r;
    }

    csv->after_cr = false;
    n = span_size(csv, &ends);
    r = parse_span(csv, n);
    if (r == 0 && ends) {
        csv->after_cr = csv->block[csv->block_at - 1] == '\r';
        csv->line++;
        csv->line_bytes = 0;
    }
    return r;
}

static int
finish(CsvReader *csv)
{
    csv->finished = true;
    if (csv_fini(&csv->parser, take_cell, take_row, csv) != 0)
        return cell_fault(csv, csv->row.line,
                "ένα κελί που ανοίγει με εισαγωγικό σε αυτή τη γραμμή δεν κλείνει ως το τέλος του "
                "αρχείου");
    return csv->row_ready ? 0 : CSV_E_END;
}

static int
parse_record(CsvReader *csv)
{
    int r;

    buffer_clear(&csv->text);
    csv->row.n_cells = 0;
    csv->row_ready = false;
    csv->row_fault = NULL;

    while (!csv->row_ready) {
        if (csv->block_at == csv->block_size) {
            r = fill_block(csv);
            if (r != 0)
                return r;
        }
        if (csv->block_size == 0)
            return csv->finished ? CSV_E_END : finish(csv);
        r = parse_line(csv);
        if (r != 0)
            return r;
    }
    return 0;
}

static bool
place_cells(CsvReader *csv)
{
    bool any = false;

    for (size_t i = 0; i < csv->row.n_cells; i++) {
        csv->cells[i] = cell_without_guard(cell_trim(csv->text.data + csv->offsets[i]));
        any = any || *csv->cells[i];
    }
    csv->row.cells = csv->cells;
    return any;
}

int
csv_next(CsvReader *csv, const CsvRow **ret_row)
{
    int r;

    assert(csv && ret_row);

    if (csv->fault.message)
        return CSV_E_FAULT;
    do {
        r = parse_record(csv);
        if (r == 0 && csv->row_fault)
            r = fault(csv, csv->row.line, "%s", csv->row_fault);
        if (r != 0)
            return r;
    } while (!place_cells(csv));

    *ret_row = &csv->row;
    return 0;
}

const CsvFault *
csv_fault(const CsvReader *csv)
{
    return &csv->fault;
}

const char *
csv_charset(const CsvReader *csv)
{
    return csv->charset;
}

char
csv_separator(const CsvReader *csv)
{
    return csv->separator;
}

uint64_t
csv_bytes_read(const CsvReader *csv)
{
    return csv->bytes_read;
}

uint64_t
csv_bytes_total(const CsvReader *csv)
{
    return csv->bytes_total;
}
