/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/host.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Where the name ends and `:port` begins. */
static size_t
name_length(const char *host)
{
    const char *end = host[0] == '[' ? strchr(host, ']') : strchr(host, ':');

    if (!end)
        return strlen(host);
    return (size_t) (end - host) + (host[0] == '[');
}

static bool
has_port_or_none(const char *rest)
{
    return rest[0] == '\0'
            || (rest[0] == ':' && rest[1] != '\0' && strlen(rest) <= 6
                    && strspn(rest + 1, "0123456789") == strlen(rest) - 1);
}

static bool
is_name(const char *host, size_t length, const char *name)
{
    return strlen(name) == length && strncasecmp(host, name, length) == 0;
}

/* 127.0.0.0/8, by its numbers: 127.example.org is somebody's name. */
static bool
is_loopback(const char *host, size_t length)
{
    return is_name(host, length, "localhost") || is_name(host, length, "[::1]")
            || (length > 4 && strncmp(host, "127.", 4) == 0
                    && strspn(host, "0123456789.") >= length);
}

static bool
is_listened_on(const char *host, size_t length, const char *listen)
{
    size_t size = strlen(listen);

    if (strchr(listen, ':'))
        return length == size + 2 && host[0] == '[' && strncasecmp(host + 1, listen, size) == 0;
    return is_name(host, length, listen);
}

bool
host_is_ours(const char *host, const char *origin, const char *listen)
{
    const char *scheme_end = origin ? strstr(origin, "://") : NULL;
    size_t length = name_length(host);

    if (scheme_end && strcasecmp(host, scheme_end + 3) == 0)
        return true;
    return has_port_or_none(host + length)
            && (is_loopback(host, length) || is_listened_on(host, length, listen));
}
