/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/links.h"

#include "api/loop.h"

#include "registry/snapshot.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool
is_host(const char *text)
{
    return text && *text
            && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")
            == strlen(text);
}

const char *
links_origin(Exchange *exchange)
{
    const char *origin = loop_options(exchange_loop(exchange))->origin;
    const char *host = exchange_header(exchange, "Host");

    if (origin)
        return origin;
    return arena_format(exchange_arena(exchange), "http://%s", is_host(host) ? host : "localhost");
}

const Licence *
links_licence(Exchange *exchange)
{
    const Snapshot *snapshot = exchange_snapshot(exchange);

    return snapshot ? snapshot_licence(snapshot) : &licence_unset;
}

void
links_say_licence(Exchange *exchange)
{
    const Licence *licence = links_licence(exchange);

    if (licence->url)
        exchange_set_header(exchange, "Link",
                arena_format(exchange_arena(exchange), "<%s>; rel=\"license\"", licence->url));
}

/* Tags are compared without their W/: what is sent packed and unpacked is the same to us. */
static const char *
opaque_of(const char *etag)
{
    return strncmp(etag, "W/", 2) == 0 ? etag + 2 : etag;
}

bool
links_client_has(const Exchange *exchange, const char *etag)
{
    const char *asked = exchange_header(exchange, "If-None-Match");
    const char *opaque = opaque_of(etag);

    return asked && (strcmp(asked, "*") == 0 || strstr(asked, opaque));
}

/* `gzip;q=0` says no; any other weight is as good as none. */
bool
links_client_unpacks(const Exchange *exchange)
{
    const char *accepted = exchange_header(exchange, "Accept-Encoding");
    const char *gzip = accepted ? strcasestr(accepted, "gzip") : NULL;

    if (!gzip)
        return false;
    gzip += strlen("gzip");
    gzip += strspn(gzip, " ");
    if (strncasecmp(gzip, ";q=0", 4) != 0)
        return true;
    return gzip[4] == '.' && strspn(gzip + 5, "0") != strspn(gzip + 5, "0123456789");
}

const char *
links_escape(Arena *arena, const char *text)
{
    static const char plain[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    char *escaped = arena_alloc(arena, 3 * strlen(text) + 1);
    char *at = escaped;

    for (; *text; text++) {
        if (strchr(plain, *text))
            *at++ = *text;
        else
            at += snprintf(at, 4, "%%%02X", (unsigned char) *text);
    }
    return escaped;
}

const char *
links_query(Exchange *exchange, const char *link, const char *const *params, size_t n)
{
    Arena *arena = exchange_arena(exchange);

    for (size_t i = 0; i < n; i++) {
        const char *value = exchange_text(exchange, params[i]);

        if (value)
            link = arena_format(arena, "%s%c%s=%s", link, strchr(link, '?') ? '&' : '?', params[i],
                    links_escape(arena, value));
    }
    return link;
}
