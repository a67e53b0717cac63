/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/outbox.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_S 10L
#define SEND_S 30L
#define LINE_BYTES 57 /* 76 letters of base64, as mail wants them */

/* ---- the message ------------------------------------------------------------------------ */

static const char *
base64(Arena *arena, const char *text, size_t size)
{
    static const char letters[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *bytes = (const unsigned char *) text;
    char *made = arena_alloc(arena, size * 4 / 3 + 5);
    size_t n = 0;

    for (size_t i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t) bytes[i] << 16
                | (i + 1 < size ? (uint32_t) bytes[i + 1] << 8 : 0)
                | (i + 2 < size ? bytes[i + 2] : 0);

        made[n++] = letters[three >> 18 & 63];
        made[n++] = letters[three >> 12 & 63];
        made[n++] = i + 1 < size ? letters[three >> 6 & 63] : '=';
        made[n++] = i + 2 < size ? letters[three & 63] : '=';
    }
    return made;
}

static const char *
base64_lines(Arena *arena, const char *text)
{
    const char *lines = "";
    size_t left = strlen(text);

    for (; left > 0; left -= left < LINE_BYTES ? left : LINE_BYTES) {
        size_t size = left < LINE_BYTES ? left : LINE_BYTES;

        lines = arena_format(arena, "%s%s\r\n", lines, base64(arena, text, size));
        text += size;
    }
    return lines;
}

/* In pieces of whole characters, each an encoded word of at most 75 letters. */
static const char *
encoded_subject(Arena *arena, const char *subject)
{
    const char *words = "";

    while (*subject) {
        size_t size = strlen(subject) < 42 ? strlen(subject) : 42;

        while (subject[size] && ((unsigned char) subject[size] & 0xC0) == 0x80)
            size--;
        words = arena_format(arena, "%s%s=?UTF-8?B?%s?=", words, *words ? "\r\n " : "",
                base64(arena, subject, size));
        subject += size;
    }
    return words;
}

const char *
outbox_mail(Arena *arena, const OutboxRoute *route, const OutboxMessage *message)
{
    time_t now = time(NULL);
    struct tm fields;
    char date[64];

    (void) gmtime_r(&now, &fields);
    (void) strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &fields);
    return arena_format(arena,
            "Date: %s\r\nFrom: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nMessage-ID: <mitroa-%" PRId64
            "@%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n%s",
            date, route->from, message->recipient, encoded_subject(arena, message->subject),
            message->number, strchr(route->from, '@') ? strchr(route->from, '@') + 1 : "mitroa",
            base64_lines(arena, message->body));
}

/* ---- senders ---------------------------------------------------------------------------- */

typedef struct Reading {
    const char *at;
    size_t left;
} Reading;

static size_t
read_mail(char *bytes, size_t size, size_t count, void *context)
{
    Reading *reading = context;
    size_t n = size * count < reading->left ? size * count : reading->left;

    memcpy(bytes, reading->at, n);
    reading->at += n;
    reading->left -= n;
    return n;
}

static const char *
send_by_smtp(Arena *arena, const OutboxRoute *route, const OutboxMessage *message)
{
    const char *mail = outbox_mail(arena, route, message);
    Reading reading = { mail, strlen(mail) };
    struct curl_slist *recipients =
            curl_slist_append(NULL, arena_format(arena, "<%s>", message->recipient));
    CURL *curl = curl_easy_init();
    CURLcode code = CURLE_FAILED_INIT;

    if (curl && recipients) {
        (void) curl_easy_setopt(curl, CURLOPT_URL, route->to);
        (void) curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        (void) curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_format(arena, "<%s>", route->from));
        (void) curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
        (void) curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_mail);
        (void) curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
        (void) curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        (void) curl_easy_setopt(curl, CURLOPT_USE_SSL, (long) CURLUSESSL_TRY);
        (void) curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
        (void) curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_S);
        (void) curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        code = curl_easy_perform(curl);
    }
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    return code == CURLE_OK ? NULL : arena_text(arena, curl_easy_strerror(code));
}

static const char *
send_to_folder(Arena *arena, const OutboxRoute *route, const OutboxMessage *message)
{
    const char *mail = outbox_mail(arena, route, message);
    const char *path = arena_format(arena, "%s/%" PRId64 ".eml", route->to, message->number);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t n;

    if (file < 0)
        return arena_text(arena, strerror(errno));
    n = write(file, mail, strlen(mail));
    return close(file) == 0 && n == (ssize_t) strlen(mail) ? NULL : "δεν γράφτηκε ολόκληρο";
}

static const OutboxSender senders[] = {
    { "smtp://", send_by_smtp },
    { "smtps://", send_by_smtp },
    { "", send_to_folder },
};

const OutboxSender *
outbox_sender(const char *to)
{
    const OutboxSender *sender = senders;

    while (strncmp(to, sender->beginning, strlen(sender->beginning)) != 0)
        sender++;
    return sender;
}
