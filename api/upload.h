/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Upload: the body of a route with `body_is_file`, written to a file as it comes and never held in
 * memory. Only its beginning is kept beside it: the fields of a multipart form that stand before
 * the file. The file is nobody else's (0600, in the state folder) and goes with the request, unless
 * it was handed on.
 */

#include "api/exchange.h"
#include "registry/base/cleanup.h"

#define UPLOAD_HEAD_MAX (16 * 1024)
#define UPLOADS_MAX 16 /* at once, of the whole service */

typedef struct Upload Upload;

size_t upload_size(const Exchange *exchange);
/* The next bytes; negative if they cannot be kept. The first call makes the file. */
int upload_append(Exchange *exchange, const char *bytes, size_t size);
Upload *upload_free(Upload *upload);

/* The fields before the file, for form_field(); false if the body is no such form. */
bool upload_read_form(Exchange *exchange);

/*
 * The workbook by itself, under a name that ends as the sender's did: a new file, which is the
 * caller's to remove. NULL if none was sent.
 */
const char *upload_take_file(Exchange *exchange);

/* Removes what an earlier run of the service left behind. */
void upload_clean_up(void);
/* Where such files stand. */
const char *upload_folder(void);
