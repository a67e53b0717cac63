/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/upload.h"

#include "api/exchange_state.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define BOUNDARY_MAX 70 /* RFC 2046 */
#define FIELDS_MAX 16
#define PREFIX "upload-"
#define COPY_BYTES (64 * 1024)

struct Upload {
    int fd;
    char path[PATH_BYTES];
    size_t size;
    char head[UPLOAD_HEAD_MAX + 1];
    size_t n_head;
    const char *file_name; /* as sent; NULL: no file, or a body that is the file itself */
    size_t file_begin;
    size_t file_end;
};

static atomic_uint n_uploads;

const char *
upload_folder(void)
{
    static char folder[PATH_BYTES];
    const char *state = getenv("MITROA_STATE");

    if (!folder[0]) {
        (void) snprintf(folder, sizeof folder, "%s", state ? state : "/tmp");
        if (state && snprintf(folder, sizeof folder, "%s/uploads", state) < (int) sizeof folder)
            (void) mkdir(folder, 0700);
    }
    return folder;
}

/* ---- as it comes ------------------------------------------------------------------------ */

static int
make_file(Upload *upload, const char *ending)
{
    int path = snprintf(
            upload->path, sizeof upload->path, "%s/" PREFIX "XXXXXX%s", upload_folder(), ending);

    if (path >= (int) sizeof upload->path)
        return error_raise(-ENAMETOOLONG, "%s", upload_folder());
    upload->fd = mkostemps(upload->path, (int) strlen(ending), O_CLOEXEC);
    return upload->fd < 0 ? error_raise(-errno, "%s: %s", upload->path, strerror(errno)) : 0;
}

static int
begin(Exchange *exchange)
{
    if (atomic_fetch_add(&n_uploads, 1) >= UPLOADS_MAX) {
        (void) atomic_fetch_sub(&n_uploads, 1);
        return error_raise(-EBUSY, "too many uploads at once");
    }
    exchange->upload = memory_new(1, sizeof *exchange->upload);
    exchange->upload->fd = -1;
    return make_file(exchange->upload, "");
}

static int
write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_raise(-errno, "upload: %s", strerror(errno));
        bytes += n;
        size -= (size_t) n;
    }
    return 0;
}

int
upload_append(Exchange *exchange, const char *bytes, size_t size)
{
    Upload *upload;
    size_t kept;
    int r = exchange->upload ? 0 : begin(exchange);

    if (r != 0)
        return r;
    upload = exchange->upload;
    if (upload->fd < 0)
        return -EIO;
    kept = UPLOAD_HEAD_MAX - upload->n_head;
    kept = kept < size ? kept : size;
    memcpy(upload->head + upload->n_head, bytes, kept);
    upload->n_head += kept;
    upload->size += size;
    upload->file_end = upload->size;
    return write_all(upload->fd, bytes, size);
}

size_t
upload_size(const Exchange *exchange)
{
    return exchange->upload ? exchange->upload->size : 0;
}

Upload *
upload_free(Upload *upload)
{
    if (!upload)
        return NULL;

    if (upload->fd >= 0) {
        (void) close(upload->fd);
        (void) unlink(upload->path);
    }
    explicit_bzero(upload->head, sizeof upload->head);
    free(upload);
    (void) atomic_fetch_sub(&n_uploads, 1);
    return NULL;
}

void
upload_clean_up(void)
{
    DIR *folder = getenv("MITROA_STATE") ? opendir(upload_folder()) : NULL;
    const struct dirent *entry;

    if (!folder)
        return;
    while ((entry = readdir(folder)))
        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0)
            (void) unlinkat(dirfd(folder), entry->d_name, 0);
    (void) closedir(folder);
}

/* ---- multipart/form-data ---------------------------------------------------------------- */

static bool
find_boundary(const Exchange *exchange, char ret_boundary[static BOUNDARY_MAX + 5])
{
    const char *type = exchange_header(exchange, "Content-Type");
    const char *at = type ? strcasestr(type, "boundary=") : NULL;
    size_t length;

    if (!at)
        return false;
    at += strlen("boundary=");
    if (*at == '"')
        at++;
    length = strcspn(at, "\"; \t");
    if (length == 0 || length > BOUNDARY_MAX)
        return false;
    (void) snprintf(ret_boundary, BOUNDARY_MAX + 5, "\r\n--%.*s", (int) length, at);
    return true;
}

/* `name="…"` of a part's header; the text of a browser escapes a quote as %22. */
static const char *
attribute_of(Arena *arena, const char *header, size_t size, const char *name)
{
    const char *line = arena_text_n(arena, header, size);
    const char *at = strcasestr(line, "content-disposition:");
    const char *end;

    at = at ? strstr(at, name) : NULL;
    if (!at)
        return NULL;
    at += strlen(name);
    end = strchr(at, '"');
    return end ? arena_text_n(arena, at, (size_t) (end - at)) : NULL;
}

typedef struct PartReader {
    Exchange *exchange;
    const char *boundary; /* with the line break before it */
    const char *at;       /* behind the boundary of the next part */
} PartReader;

/* One part; false where the form ends or is none. A file is the last one that is looked at. */
static bool
read_part(PartReader *reader)
{
    Exchange *exchange = reader->exchange;
    Upload *upload = exchange->upload;
    const char *head_end = upload->head + upload->n_head;
    const char *header, *body, *end, *name, *file;

    if (head_end - reader->at < 2 || memcmp(reader->at, "\r\n", 2) != 0)
        return false;
    header = reader->at + 2;
    body = memmem(header, (size_t) (head_end - header), "\r\n\r\n", 4);
    if (!body)
        return false;
    name = attribute_of(exchange->arena, header, (size_t) (body - header), " name=\"");
    file = attribute_of(exchange->arena, header, (size_t) (body - header), "filename=\"");
    body += 4;
    if (file) {
        upload->file_name = file;
        upload->file_begin = (size_t) (body - upload->head);
        return false;
    }
    end = memmem(body, (size_t) (head_end - body), reader->boundary, strlen(reader->boundary));
    if (!name || !end || exchange->n_fields == FIELDS_MAX)
        return false;
    exchange->fields[exchange->n_fields++] =
            (QueryPair) { name, arena_text_n(exchange->arena, body, (size_t) (end - body)) };
    reader->at = end + strlen(reader->boundary);
    return true;
}

/* Behind the file stands the last boundary and nothing else, or the body was cut short. */
static bool
find_file_end(Upload *upload, const char *boundary)
{
    char tail[BOUNDARY_MAX + 16] = "";
    size_t length = strlen(boundary) + 2;
    size_t size = length + 2 < upload->size ? length + 2 : upload->size;
    ssize_t n = pread(upload->fd, tail, size, (off_t) (upload->size - size));
    const char *at;

    if (n != (ssize_t) size)
        return false;
    at = memmem(tail, size, boundary, strlen(boundary));
    if (!at || strncmp(at + strlen(boundary), "--", 2) != 0)
        return false;
    upload->file_end = upload->size - size + (size_t) (at - tail);
    return upload->file_end >= upload->file_begin;
}

bool
upload_read_form(Exchange *exchange)
{
    char boundary[BOUNDARY_MAX + 5];
    Upload *upload = exchange->upload;
    PartReader reader = { .exchange = exchange, .boundary = boundary };
    size_t opening;

    exchange->fields = arena_array(exchange->arena, QueryPair, FIELDS_MAX);
    exchange->n_fields = 0;
    if (!upload || !find_boundary(exchange, boundary))
        return false;
    opening = strlen(boundary) - 2;
    if (upload->n_head < opening || memcmp(upload->head, boundary + 2, opening) != 0)
        return false;
    reader.at = upload->head + opening;
    while (read_part(&reader))
        ;
    return !upload->file_name || find_file_end(upload, boundary);
}

/* ---- the file by itself ----------------------------------------------------------------- */

/* Only endings that we know: the name is a stranger's. */
static const char *
ending_of(const Exchange *exchange)
{
    const char *name = exchange->upload->file_name;
    const char *dot = name ? strrchr(name, '.') : NULL;
    const char *type = exchange_header(exchange, "Content-Type");

    if (!name)
        return type && strstr(type, "opendocument") ? ".ods" : ".xlsx";
    if (dot && strcasecmp(dot, ".xlsx") == 0)
        return ".xlsx";
    return dot && strcasecmp(dot, ".ods") == 0 ? ".ods" : ".other";
}

static int
copy_range(const Upload *from, int to)
{
    char bytes[COPY_BYTES];
    size_t at = from->file_begin;

    while (at < from->file_end) {
        size_t left = from->file_end - at;
        ssize_t n = pread(from->fd, bytes, left < sizeof bytes ? left : sizeof bytes, (off_t) at);

        if (n <= 0)
            return error_raise(-EIO, "upload: cannot be read again");
        if (write_all(to, bytes, (size_t) n) != 0)
            return -EIO;
        at += (size_t) n;
    }
    return 0;
}

const char *
upload_take_file(Exchange *exchange)
{
    Upload *upload = exchange->upload;
    Upload *copy;
    const char *path = NULL;

    /* A form is not a file by itself. */
    if (!upload || upload->file_end == upload->file_begin
            || (exchange->route->face == FACE_FORM && !upload->file_name)
            || (upload->file_name && !*upload->file_name))
        return NULL;
    copy = memory_new(1, sizeof *copy);
    if (make_file(copy, ending_of(exchange)) == 0) {
        path = arena_text(exchange->arena, copy->path);
        if (copy_range(upload, copy->fd) != 0) {
            (void) unlink(path);
            path = NULL;
        }
        (void) close(copy->fd);
    }
    free(copy);
    return path;
}
